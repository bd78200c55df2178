"""What a document costs grows with it and not with its square, and what is too much is told at its place."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inhouse.api import amount, enums, found, schemas, servers, unions
from inhouse.config.places import key_positions
from inhouse.diagnostics import Diagnostic, Fatal, did_you_mean
from inhouse.document import source, yaml
from inhouse.document.load import load_document
from inhouse.document.source import parse_source
from tests.fuzz.lowering import lowered

GROWTH = 3.2
"""What is doubled takes twice as long, give or take; with the square of it it would be four times."""


@pytest.fixture(autouse=True)
def _as_deep_as_the_command() -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(before)


def document(schema: Any, **named: Any) -> dict[str, Any]:
    answer = {"description": "Fine.", "content": {"application/json": {"schema": schema}}}
    paths = {"/thing": {"get": {"operationId": "getThing", "responses": {"200": answer}}}}
    info = {"title": "Shop", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": named}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def lists(count: int) -> Any:
    """Arrays, each of what comes before it."""
    named = {f"S{n:05}": {"type": "array", "items": ref(f"S{n - 1:05}")} for n in range(1, count)}
    return document(ref(f"S{count - 1:05}"), S00000={"type": "string"}, **named)


def other_names(count: int) -> Any:
    """Names, each of which is another one for what comes before it."""
    named = {f"S{n:05}": ref(f"S{n - 1:05}") for n in range(1, count)}
    return document(ref(f"S{count - 1:05}"), S00000={"type": "string"}, **named)


def names_alike(count: int) -> Any:
    """Schemas that would all be called the same."""
    named: dict[str, Any] = {f"a{'-' * (n % 30)}{'_' * (n // 30)}": {"properties": {"a": {}}} for n in range(count)}
    return document({}, **named)


def findings(count: int) -> Any:
    """Schemas each of which lacks a type."""
    return document({"type": "array", "prefixItems": [{"minLength": n} for n in range(count)]})


def tagged(count: int) -> Any:
    """A union whose members have values of the discriminator of their own."""
    named = {f"S{n}": {"type": "object", "properties": {"k": {"const": f"k{n}"}}} for n in range(count)}
    union = {"oneOf": [ref(name) for name in named], "discriminator": {"propertyName": "k"}}
    return document(union, **named)


def cost(run: Callable[[], object]) -> float:
    """Seconds of the processor's time, of the quickest of a few runs."""
    seconds: list[float] = []
    for _ in range(3):
        before = time.process_time()
        run()
        seconds.append(time.process_time() - before)
    return min(seconds)


@pytest.mark.parametrize(
    ("make", "count"), [(lists, 500), (other_names, 500), (names_alike, 300), (findings, 500), (tagged, 150)]
)
def test_lowering_takes_time_that_grows_with_the_document(make: Callable[[int], Any], count: int) -> None:
    once, twice = make(count), make(2 * count)
    assert cost(lambda: lowered(twice)) < GROWTH * cost(lambda: lowered(once))


@pytest.mark.parametrize("is_tagged", [False, True])
def test_unions_that_are_one_of_each_other_are_opened_once(is_tagged: bool) -> None:
    names = [f"U{n}" for n in range(40)]  # there are 40! ways through them
    union: dict[str, Any] = {"oneOf": [ref(name) for name in (*names, "A", "B")]}
    if is_tagged:
        mapping = {name: ref(name)["$ref"] for name in (*names, "A", "B")}
        union["discriminator"] = {"propertyName": "k", "mapping": mapping}
    member = {"type": "object", "properties": {"k": {"type": "string"}}}
    api, _, _ = lowered(document(ref("U0"), **dict.fromkeys(names, union), A=member, B=member))
    assert {"A", "B"} <= {model.name for model in api.models}


def test_bundling_takes_time_that_grows_with_the_other_file(tmp_path: Path) -> None:
    def bundled(count: int) -> Callable[[], object]:
        path = tmp_path / f"{count}.json"
        others = {f"S{n}": {"$ref": f"#/S{n + 1}"} for n in range(count)}
        (tmp_path / f"other{count}.json").write_text(json.dumps({**others, f"S{count}": {"type": "string"}}))
        path.write_text(json.dumps(document({"$ref": f"other{count}.json#/S0"})))
        return lambda: load_document(path)

    assert cost(bundled(1500)) < GROWTH * cost(bundled(750))


def test_keys_of_a_configuration_are_found_in_time_that_grows_with_it() -> None:
    def text(count: int) -> str:
        return "".join(f'[targets.t{n}]\ndocument = "a"\n' for n in range(count))

    once, twice = text(1000), text(2000)
    assert cost(lambda: key_positions(twice)) < GROWTH * cost(lambda: key_positions(once))
    found = key_positions("a = 1\n\n[b]\n  c = 2\n[d.e]\nf = {g = 1, h = 2}\n")
    assert found == {
        ("a",): (1, 1),
        ("b",): (3, 1),
        ("b", "c"): (4, 3),
        ("d",): (5, 1),
        ("d", "e"): (5, 1),
        ("d", "e", "f"): (6, 1),
        ("d", "e", "f", "g"): (6, 6),
        ("d", "e", "f", "h"): (6, 13),
    }


def test_only_so_many_names_are_held_against_a_word() -> None:
    many = [f"Mission{n}" for n in range(20_000)]
    assert cost(lambda: did_you_mean("Mission77", many)) < 2
    assert did_you_mean("Missoin7", many) == "Did you mean 'Mission7'?"


def fatal(value: Any) -> Diagnostic:
    """What a document is refused with."""
    with pytest.raises(Fatal) as refused:
        lowered(value)
    (diagnostic,) = refused.value.diagnostics
    return diagnostic


@pytest.mark.parametrize(
    ("module", "limit", "value", "pointer", "told"),
    [
        (amount, "MAX_OPERATIONS", 1, "/paths/~1b/get", "2 operations are more than the 1"),
        (amount, "MAX_SCHEMAS", 2, "/components/schemas", "3 schemas are more than the 2"),
        (amount, "MAX_MODELS", 2, "/components/schemas/C", "3 models are more than the 2"),
        (amount, "MAX_MEMBERS", 3, "/components/schemas/B", "more than 3 fields"),
        (amount, "MAX_INLINE_MEMBERS", 1, "/paths/~1b/get", "more than 1 fields"),
        (schemas, "MAX_FINDINGS", 1, "/components/schemas/B/properties/b", "and so are more than"),
    ],
)
def test_what_is_too_much_for_a_package_is_told_at_its_place(
    module: Any, limit: str, value: int, pointer: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = {"minLength": 1}
    named: dict[str, Any] = {name: {"type": "object", "properties": {name.lower(): lacking, "x": {}}} for name in "ABC"}
    shop = document(ref("A"), **named)
    get = shop["paths"].pop("/thing")["get"]
    answer = {"description": "", "content": {"application/json": {"schema": ref("C")}}}
    shop["paths"]["/a"] = {"get": get | {"operationId": "a"}}
    shop["paths"]["/b"] = {
        "get": get | {"operationId": "b", "responses": {"200": answer, "201": get["responses"]["200"]}}
    }
    named["B"]["properties"]["c"] = ref("C")
    named["A"]["properties"]["b"] = ref("B")
    lowered(shop)
    monkeypatch.setattr(module, limit, value)
    diagnostic = fatal(shop)
    assert told in diagnostic.message
    assert diagnostic.hint is not None
    assert diagnostic.place is not None
    assert diagnostic.place.pointer == pointer


def test_a_hierarchy_is_followed_so_far_and_then_told(monkeypatch: pytest.MonkeyPatch) -> None:
    named = {f"S{n}": {"allOf": [ref(f"S{m}") for m in range(n)], "properties": {"a": {}}} for n in range(20)}
    lowered(document(ref("S19"), **named))
    monkeypatch.setattr(amount, "MAX_OPENED", 100)
    assert "composed of one another by more than 100 references" in fatal(document(ref("S19"), **named)).message


def test_schemas_that_lead_from_one_to_the_next_for_ever_are_told_at_their_place() -> None:
    chain = {f"S{n}": ref(f"S{n + 1}") for n in range(8000)}
    diagnostic = fatal(document(ref("S0"), **chain, S8000={}))
    assert diagnostic.code == "too-deep"
    assert diagnostic.place is not None
    assert diagnostic.place.pointer.startswith("/components/schemas/S")


def test_an_operation_with_too_many_answers_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "MAX_CHOICES", 1)
    shop = document({})
    get = shop["paths"]["/thing"]["get"]
    get["responses"]["404"] = {"description": ""}
    api, _, diagnostics = lowered(shop)
    assert api.operations == ()
    (skipped,) = (each for each in diagnostics if each.severity == "skip")
    assert skipped.message == "GET /thing is left out: 2 responses are more than a function can have"


def test_an_enum_with_too_many_values_is_read_as_their_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enums, "MAX_VALUES_OF_ENUM", 2)
    api, _, diagnostics = lowered(document({"enum": ["a", "b", "c", None]}))
    assert api.models == ()
    assert any("3 values are too many" in each.message for each in diagnostics)


def test_a_value_of_an_enum_with_more_digits_than_python_reads_stays_text() -> None:
    api, _, _ = lowered(document({"type": "integer", "enum": ["9" * 5000, "1"]}))
    assert len(api.models) == 1


def test_aliases_of_long_text_cannot_blow_a_small_file_up() -> None:
    text = b"x: &a " + b"a" * 1_000_000 + b"\ny: [" + b"*a, " * 100 + b"1]\n"
    with pytest.raises(Fatal) as refused:
        parse_source(text, "openapi.yaml")
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.message == "aliases make the document more than 10 times as large as it is written"
    assert diagnostic.place is not None
    assert diagnostic.place.position is not None


def test_yaml_of_too_many_values_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MAX_YAML_VALUES", 10)
    with pytest.raises(Fatal) as refused:
        parse_source(b"a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n", "openapi.yaml")
    assert refused.value.diagnostics[0].hint == "Give it as JSON."


def test_an_object_of_yaml_with_too_many_values_is_refused_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MAX_YAML_INSIDE", 2)
    with pytest.raises(Fatal) as refused:
        parse_source(b"a: 1\nb: 2\nc: 3\n", "openapi.yaml")
    place = refused.value.diagnostics[0].place
    assert place is not None
    assert place.position == (3, 1)


def test_a_discriminator_of_too_many_values_tells_nothing_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unions, "MAX_VALUES_OF_ENUM", 2)
    mapping = dict.fromkeys(("a", "b", "c"), "A")
    schema = {"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "k", "mapping": mapping}}
    kind = {"type": "object", "properties": {"k": {"type": "string"}}}
    told = [each.message for each in lowered(document(schema, A=kind, B=kind))[2]]
    assert any(message.startswith("its values are too many") for message in told)


def test_a_variable_of_too_many_values_takes_any_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "MAX_VALUES_OF_ENUM", 2)
    shop = document({})
    shop["servers"] = [{"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["a", "b", "c"]}}}]
    api, _, diagnostics = lowered(shop)
    assert [variable.values for variable in api.servers[0].variables] == [()]
    assert [each.message for each in diagnostics] == [
        "3 values of 'v' are too many to tell apart; any text may be given"
    ]


def test_arguments_and_answers_are_counted_before_any_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amount, "MAX_MEMBERS", 2)
    shop = document({})
    shop["paths"]["/thing"]["parameters"] = [{"name": "a", "in": "query"}, {"$ref": "#/nowhere"}]
    diagnostic = fatal(shop)
    assert "more than 2 fields, arguments and answers" in diagnostic.message
    assert diagnostic.place is not None
    assert diagnostic.place.pointer == "/paths/~1thing/get"


@pytest.mark.parametrize("text", ['{"a": ["b", "%s"]}', "a: [b, %s]\n"])
def test_a_text_without_end_is_refused_at_its_place(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_TEXT", 20)
    parse_source((text % ("c" * 20)).encode(), "openapi.yaml")
    with pytest.raises(Fatal) as refused:
        parse_source((text % ("c" * 21)).encode(), "openapi.yaml")
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.message == "a text of more than 20 characters"
    assert diagnostic.place is not None
    assert (diagnostic.place.pointer, diagnostic.place.position) == ("/a/1", (1, 13 if text[0] == "{" else 8))
