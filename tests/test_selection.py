"""Selection: which operations a pattern means, and that nothing is called otherwise for what else is generated."""

from __future__ import annotations

import json
import time
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.api.api import Api
from inhouse.api.operations import lower
from inhouse.cli import main
from inhouse.diagnostics import Diagnostic, Place
from inhouse.document.choice import Candidate, matches, select
from inhouse.document.document import Document
from inhouse.document.normal import normalize
from inhouse.document.origin import Origin
from inhouse.document.selection import EVERYTHING, Pattern, Selection
from inhouse.document.source import parse_source
from inhouse.document.values import JsonValue, as_mapping
from inhouse.models.confirm import confirming
from inhouse.report.outcome import FINE, WRONG

LIST = Candidate("listPets", "GET", "/v2/pets", ("Pets",))
READ = Candidate("readPet", "GET", "/v2/pets/{petId}", ("Pets", "Pets/One pet"))
TOYS = Candidate("toys/list", "POST", "/v2/pets/{petId}/toys.{format}", ())
NAMELESS = Candidate("GET /status", "GET", "/status", ("a*b",))
ALL = (LIST, READ, TOYS, NAMELESS)


@pytest.mark.parametrize(
    ("pattern", "chosen"),
    [
        ("GET /v2/pets", [LIST]),
        ("get  /v2/pets", [LIST]),
        ("POST /v2/pets", []),
        ("/v2/pets", [LIST]),
        ("/v2/pets/", []),
        ("/V2/pets", []),
        ("/v2/pets/{petId}", [READ]),
        ("/v2/pets/{id}", [READ]),
        ("/v2/pets/*", [READ]),
        ("/v2/pets/{id}/toys.{x}", [TOYS]),
        ("/v2/pets/**", [LIST, READ, TOYS]),
        ("/**", [*ALL]),
        ("GET /**", [LIST, READ, NAMELESS]),
        ("/v2/**/toys*", [TOYS]),
        ("/v2/*", [LIST]),
        ("/v2**", []),
        ("tag:Pets", [LIST, READ]),
        ("tag:Pets/*", [READ]),
        ("tag:Pets*", [LIST, READ]),
        ("tag:pets", []),
        ("tag:a*b", [NAMELESS]),
        ("listPets", [LIST]),
        ("*Pet*", [LIST, READ]),
        ("toys/*", [TOYS]),
        ("GET /status", [NAMELESS]),
        ("", []),
    ],
)
def test_a_pattern_means_these_operations(pattern: str, chosen: list[Candidate]) -> None:
    assert [candidate for candidate in ALL if matches(pattern, candidate)] == chosen


@pytest.mark.parametrize("pattern", ["*a" * 200, "/" + "*a" * 200, "/" + "**/" * 200 + "x", "tag:" + "*a" * 200])
def test_patterns_of_many_stars_are_soon_matched(pattern: str) -> None:
    long = Candidate("a" * 5000 + "b", "GET", "/" + "a" * 5000 + "b" + "/a" * 2000, ("a" * 5000 + "b",))
    started = time.process_time()
    assert not matches(pattern, long)
    assert time.process_time() - started < 5


def test_what_is_excluded_is_left_out_of_what_is_included() -> None:
    selection = Selection((Pattern("tag:Pets"),), (Pattern("readPet"),))
    assert select(selection, dict(enumerate(ALL))) == (frozenset({0}), ())
    assert select(EVERYTHING, dict(enumerate(ALL))) == (frozenset({0, 1, 2, 3}), ())


def test_excluding_everything_is_an_error() -> None:
    _, (problem,) = select(Selection((), (Pattern("/**"),)), dict(enumerate(ALL)))
    assert problem.message == "every operation is excluded"


def document_of(root: JsonValue) -> Document:
    source = parse_source(json.dumps(root).encode(), "api.json")
    return normalize(Document(as_mapping(source.value) or {}, (source,), Origin(Place(source.file))))


def names(api: Api, ids: set[str]) -> dict[str, object]:
    """All that is named for the operations with these ids, by what has the name."""
    found: dict[str, object] = {}
    for operation in api.operations:
        if operation.id in ids:
            arguments = [(parameter.place, parameter.wire_name, parameter.name) for parameter in operation.parameters]
            types = [operation.result, operation.body, *(response.type for response in operation.responses)]
            found[operation.id] = (operation.module, operation.function, arguments, types)
    return found


def lowered(document: Document, selection: Selection = EVERYTHING) -> tuple[Api, tuple[Diagnostic, ...]]:
    return lower(document, name="shop", policies={}, selection=selection)


WORDS = st.sampled_from(
    ["pet", "pets", "Pet", "pet_s", "petResponse", "get pet", "api", "v1", "class", "list", "1", "+1"]
)
SCHEMA = st.recursive(
    st.one_of(
        st.just({"type": "string"}),
        st.builds(lambda values: {"enum": sorted(set(values))}, st.lists(WORDS, min_size=1, max_size=3)),
        st.builds(lambda name: {"$ref": f"#/components/schemas/{name}"}, WORDS),
    ),
    lambda inner: st.one_of(
        st.builds(lambda members: {"type": "object", "properties": members}, st.dictionaries(WORDS, inner, max_size=4)),
        st.builds(lambda item: {"type": "array", "items": item}, inner),
        st.builds(lambda members: {"oneOf": members}, st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=6,
)
OPERATION = st.builds(
    lambda id, tags, parameters, body, answer, failure, scheme: {
        **({"operationId": id} if id else {}),
        "tags": tags,
        "security": [{scheme: []}] if scheme else [],
        "parameters": [
            {"name": name, "in": place, "required": True, "schema": schema}
            for (name, place), schema in sorted(parameters.items(), key=str)
        ],
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {"description": "", "content": {"application/json": {"schema": answer}}},
            failure: {"description": "", "content": {"application/json": {"schema": answer}}},
        },
    },
    st.one_of(st.none(), WORDS),
    st.lists(WORDS, max_size=2),
    st.dictionaries(st.tuples(WORDS, st.sampled_from(["query", "header"])), SCHEMA, max_size=3),
    SCHEMA,
    SCHEMA,
    st.sampled_from(["404", "422", "503"]),
    st.sampled_from(["", "one", "two", "key"]),
)
DOCUMENT = st.builds(
    lambda paths, schemas: {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://shop.example"}],
        "paths": {f"/{path}": item for path, item in paths.items()},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "one": {"type": "http", "scheme": "bearer"},
                "two": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "K"},
            },
        },
    },
    st.dictionaries(
        st.lists(WORDS, min_size=1, max_size=2).map("/".join),
        st.dictionaries(st.sampled_from(["get", "post", "put"]), OPERATION, min_size=1, max_size=2),
        min_size=1,
        max_size=4,
    ),
    st.dictionaries(WORDS, SCHEMA, max_size=5),
)


@settings(max_examples=150)
@given(DOCUMENT, st.data())
def test_nothing_is_called_otherwise_for_what_else_is_generated(root: JsonValue, data: st.DataObject) -> None:
    document = document_of(root)
    whole, _ = lowered(document)
    if not whole.operations:
        return
    ids = data.draw(st.sets(st.sampled_from([operation.id for operation in whole.operations]), min_size=1))
    exact = [Pattern(f"{o.method} {o.path}") for o in whole.operations if o.id in ids]
    part, _ = lowered(document, Selection(tuple(exact)))
    assert names(part, ids) == names(whole, ids)
    assert {operation.id for operation in part.operations} == ids
    assert {model.pointer: model for model in part.models}.items() <= {m.pointer: m for m in whole.models}.items()
    assert set(part.security_schemes) <= set(whole.security_schemes)
    assert {(e.status, e.name) for e in part.errors} <= {(e.status, e.name) for e in whole.errors}
    assert set(part.inputs) <= set(whole.inputs)
    assert set(part.servers) <= set(whole.servers)
    with confirming(part):
        pass


@settings(max_examples=50)
@given(DOCUMENT, st.randoms(use_true_random=False))
def test_no_name_depends_on_the_order_of_keys(root: JsonValue, random: object) -> None:
    def turned(value: JsonValue) -> JsonValue:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    assert lowered(document_of(root))[0] == lowered(document_of(turned(root)))[0]


def test_the_functions_of_a_module_and_the_modules_of_a_package_are_distinct() -> None:
    texts = ("a b", "a_b", "aB", "A-b", "a b!", "class", "close")
    paths: dict[str, JsonValue] = {
        f"/{index}": {"get": {"operationId": id, "tags": [tag], "responses": {"204": {"description": ""}}}}
        for index, (id, tag) in enumerate(product(texts, texts))
    }
    api, _ = lowered(document_of({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}))
    functions = [(operation.module, operation.function) for operation in api.operations]
    assert len(functions) == len(set(functions)) == len(paths)


SHOP = Path(__file__).parent / "golden" / "selection" / "document.yaml"


def test_a_one_off_selects_by_flags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["generate", "--document", str(SHOP), "--name", "shop"]
    assert main([*arguments, "--include", "/v2/**", "--exclude", "getBroken", "--exclude", "DELETE /**"]) == FINE
    assert "4 operations: 2 generated, 2 approximated, 0 skipped" in capsys.readouterr().out
    assert main([*arguments, "--include", "getBroken"]) == WRONG
    assert "1 operation: 0 generated, 0 approximated, 1 skipped" in capsys.readouterr().out


def test_a_selected_package_has_only_what_its_operations_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["generate", "--document", str(SHOP), "--name", "shop", "--include", "GET /v2/orders"]) == FINE
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "shop").glob("*.py"))
    assert "class Order(" in text
    assert "class Item" not in text
    assert "NotFoundError" not in text
    assert "api_key" in text
    assert "token" not in text
