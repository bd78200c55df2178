"""Names: any text names something that Python, every file system and every reader can tell from others, and stays."""

from __future__ import annotations

import keyword
import random
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from inhouse.api.api import Api, ObjectModel
from inhouse.api.operations import lower
from inhouse.api.reserved import TYPE_NAMES
from inhouse.diagnostics import Fatal
from inhouse.document.normal import normalize
from inhouse.package.views.common import group_class
from tests.fuzz.lowering import read, shuffled
from tests.fuzz.target import Target, refused
from tests.fuzz.texts import TEXTS

Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]
Names: TypeAlias = dict[str, list[str]]

_KINDS = ("schemas", "properties", "operations", "tags", "parameters", "enum")


@st.composite
def named(draw: Draw) -> dict[str, Names]:
    """Names of everything, and more names to be added later."""
    pool = draw(st.lists(TEXTS, min_size=1, max_size=4))
    text = st.one_of(st.sampled_from(pool), st.sampled_from(pool).map(_alike), TEXTS)

    def some() -> Names:
        return {kind: draw(st.lists(text, max_size=4, unique=True)) for kind in _KINDS}

    return {"before": some(), "more": some()}


def _alike(text: str) -> str:
    """A text whose name is likely to be the same."""
    return f"{text.swapcase()}_2" if len(text) % 2 else unicodedata.normalize("NFKD", text.upper())


def document(names: Names) -> dict[str, Any]:
    """A document in which everything is called so."""
    enum = {"type": "string", "enum": names["enum"]} if names["enum"] else {}
    properties: dict[str, Any] = {name: {"type": "object", "properties": {"x": enum}} for name in names["properties"]}
    parameters = [
        {"name": name, "in": place, "schema": enum or {"type": "string"}}
        for name in names["parameters"]
        for place in ("query", "header")
    ]
    answer = {"type": "object", "properties": properties}
    tags = names["tags"] or ["x"]
    paths = {
        f"/p{_number(id)}": {
            "get": {
                "operationId": id,
                "tags": [tags[index % len(tags)]],
                "parameters": parameters,
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": answer}}}},
            }
        }
        for index, id in enumerate(names["operations"])
    }
    if paths:
        used = [{"$ref": f"#/components/schemas/{_escaped(name)}"} for name in names["schemas"]]
        schema = {
            "type": "object",
            "properties": {f"p{_number(name)}": ref for name, ref in zip(names["schemas"], used, strict=True)},
        }
        paths["/all"] = {
            "get": {
                "tags": ["x"],
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}},
            }
        }
    schemas = {name: {"type": "object", "properties": properties} for name in names["schemas"]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _number(name: str) -> str:
    return name.encode("utf-8", "surrogatepass").hex()


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1").replace("%", "%25")


def check(given: dict[str, Names]) -> str:
    """Names everything, in any order the same way, and again when there is more to be named."""
    before, more = given["before"], given["more"]
    try:
        api = named_api(document(before), {})
        assert api == named_api(shuffled(document(before), random.Random(2)), {})
        _check_names(api)
        both = {kind: [*before[kind], *(name for name in more[kind] if name not in before[kind])] for kind in _KINDS}
        both["tags"] = before["tags"]  # which operation has which one goes by their number
        again = named_api(document(both), dict(api.kept_names))
    except Fatal as error:
        return refused(error, lambda _: None)
    _check_names(again)
    old, new = (dict(_by_place(each)) for each in (api, again))
    # What came later may make necessary what was not: a rule. Names that needed one are kept.
    kept = {place for place, _ in api.kept_names}
    moved = {place: (name, new[place]) for place, name in old.items() if place in new and new[place] != name}
    # Models of one shape share a name, which goes by all of their places, so that more of them may ask for another.
    alone = {place for place in kept if f"shared {place.removeprefix('model ')}" not in kept}
    assert not [place for place in moved if place in alone], moved
    return f"named, {len(kept)} by rules"


def named_api(document: Any, kept: dict[str, str]) -> Api:
    """The `Api` of a document, with names that were kept. Raises Fatal."""
    target, input = read(document)
    return lower(normalize(input.document), name=target.name, policies={}, kept=kept)[0]


def _check_names(api: Api) -> None:
    modules = {operation.module for operation in api.operations}
    for names in (modules, {group_class(module) for module in modules}):
        assert len({name.casefold() for name in names}) == len(names), names
    _valid(modules)
    assert not [name for name in modules if len(name.encode()) > 130]
    for module in modules:
        _distinct(operation.function for operation in api.operations if operation.module == module)
    for operation in api.operations:
        _distinct(parameter.name for parameter in operation.parameters)
    _distinct(model.name for model in api.models)
    assert not {model.name for model in api.models} & TYPE_NAMES
    for model in api.models:
        if isinstance(model, ObjectModel):
            _distinct(field.name for field in model.fields)
            assert not [
                field.name for field in model.fields if field.name.startswith("_") or field.name == "model_config"
            ]


def _distinct(names: Iterable[str]) -> None:
    found = list(names)
    _valid(found)
    assert len(set(found)) == len(found), found


def _valid(names: Iterable[str]) -> None:
    for name in names:
        assert name.isidentifier(), name
        assert not keyword.iskeyword(name), name
        assert unicodedata.normalize("NFKC", name) == name, name


def _by_place(api: Api) -> Iterable[tuple[str, str]]:
    for operation in api.operations:
        yield f"function {operation.method} {operation.path}", operation.function
        yield f"module {operation.tag}", operation.module
    for model in api.models:
        yield f"model {model.pointer}", model.name


TARGET = Target("naming", named(), check)
