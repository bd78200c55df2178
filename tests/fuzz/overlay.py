"""Overlays: whatever they say, they are applied or refused at their place, and what they are applied to stays as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from inhouse.diagnostics import Fatal
from inhouse.document.digest import canonical_digest
from inhouse.document.document import place
from inhouse.document.load import First, load_document
from inhouse.document.origin import origin_at
from inhouse.document.overlay import apply_overlay
from inhouse.document.source import locator, parse_source
from inhouse.document.web import Web
from tests.fuzz.mutations import mutated, mutated_text, pointer, ways
from tests.fuzz.target import Target, refused
from tests.fuzz.texts import VALUES

FILE = "overlay.json"
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "A", "version": "1"},
    "tags": [{"name": "a"}, {"name": "b"}],
    "paths": {
        "/a": {"get": {"operationId": "a", "tags": ["x", "y"]}, "post": {}},
        "/b/{c}": {"get": {"deprecated": True}},
    },
    "components": {"schemas": {"A": {"type": "object", "properties": {"n": {"enum": [1, 2.5, None]}}}}},
}
_TARGETS = (
    "$", "$.info", "$.info.title", "$.paths['/a'].get", "$.paths.*", "$..get", "$.tags[*]", "$.tags[0]", "$.tags[-1:]",
    "$.tags[?@.name=='a']", "$.paths[?length(@) > 1]", "$..[?@.deprecated == true]", "$.tags[?match(@.name, 'a+')]",
    "$..*", "$.tags[::-1]", "$.x", "$.tags[?search(@.name, '(a|b)*$')]", "$['info','tags']", "$.tags[?count(@.*) == 1]",
    "$.tags[?value(@.name) == 'a' && !@.x || (@.y)]", "$.components.schemas.A.properties.n.enum[1]",
)  # fmt: skip
_TOKENS = (
    *"$.[]()*?@!&|=<>'\",:-_0a \\\n",
    "..",
    "[?",
    "length(",
    "match(",
    "search(",
    "9" * 30,
    "1e5",
    "[0:1:0]",
    "\\u0000",
    "🙂",
)
_TEXT = mutated_text(st.sampled_from(_TARGETS), _TOKENS, 2)
_UPDATE = st.one_of(VALUES, st.sampled_from([{"x": 1}, [1], "x", {"info": {"title": "B"}}]))
_TARGET = st.one_of(st.sampled_from(_TARGETS), st.sampled_from(_TARGETS), _TEXT)
_ACTION = st.one_of(
    *(
        st.fixed_dictionaries({"target": _TARGET, **what}, optional={"x-inhouse-optional": st.just(True)})
        for what in ({"update": _UPDATE}, {"remove": st.just(True)})
    )
)
_OVERLAY = st.fixed_dictionaries(
    {
        "overlay": st.sampled_from(["1.0.0", "1.1.0"]),
        "info": st.just({"title": "O", "version": "1"}),
        "actions": st.lists(_ACTION, min_size=1, max_size=4),
    }
)
_KEYS = ("overlay", "info", "extends", "actions", "target", "update", "remove", "copy", "x-inhouse-optional", "x-a")


def check(value: Any) -> str:
    """Applies the overlay to a document."""
    document, _ = load_document(First(parse_source(json.dumps(DOCUMENT).encode(), "api.json"), Path("/nowhere"), Web()))
    source = parse_source(json.dumps(value).encode(), FILE)
    before = canonical_digest(source.value)
    try:
        found = apply_overlay(document, source)
    except Fatal as error:
        return refused(error, locator([*document.sources, source]), {FILE: json.dumps(value), "api.json": ""})
    finally:
        assert document.root == DOCUMENT
        assert canonical_digest(source.value) == before
    canonical_digest(dict(found.root))
    find = locator(found.sources)
    for way in list(ways(dict(found.root)))[:100]:
        at = place(found, pointer(way)[1:])
        assert find(at) is not None
        assert origin_at(found.origin, tuple(map(str, way))).place == at
    return "applied" if found.root != DOCUMENT else "applied, to no effect"


TARGET = Target("overlay", st.one_of(_OVERLAY, _OVERLAY, mutated(_OVERLAY, _KEYS, 2)), check)
