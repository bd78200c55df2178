"""Reading documents: what is understood, what is refused, and where it says it stands."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import inhouse.document
from inhouse.diagnostics import Diagnostic, Fatal, Place, did_you_mean, format_diagnostic
from inhouse.document.digest import canonical_digest
from inhouse.document.document import Document, get, place, resolve, unresolved
from inhouse.document.load import load_document
from inhouse.document.normal import normalize
from inhouse.document.origin import Origin
from inhouse.document.pointer import from_tokens, split_pointer
from inhouse.document.policies import OperationPolicy, Pagination, Retries, read_error_policy, read_operation_policy
from inhouse.document.source import locate, locator, parse_source, read_source
from inhouse.document.values import JsonValue, as_mapping

SPEC = Path(__file__).parent.parent / "spec"
HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"


def value(text: str) -> JsonValue:
    return parse_source(text.encode(), "api.yaml").value


def complaints(content: str | bytes, file: str = "api.yaml") -> list[str]:
    """What is printed when the content is refused."""
    with pytest.raises(Fatal) as caught:
        parse_source(content if isinstance(content, bytes) else content.encode(), file)
    return [format_diagnostic(diagnostic, lambda _: None) for diagnostic in caught.value.diagnostics]


def loading(folder: Path, text: str) -> list[str]:
    """What is printed when a document of this text is loaded."""
    (folder / "api.yaml").write_text(text, encoding="utf-8")
    try:
        document, diagnostics = load_document(folder / "api.yaml", show=lambda path: path.name)
    except Fatal as error:
        return [format_diagnostic(diagnostic, lambda _: None) for diagnostic in error.diagnostics]
    return [format_diagnostic(diagnostic, locator(document.sources)) for diagnostic in diagnostics]


def document_of(root: JsonValue) -> Document:
    source = parse_source(json.dumps(root).encode(), "api.json")
    return Document(as_mapping(source.value) or {}, (source,), Origin(Place(source.file)))


def normal_schema(schema: JsonValue, version: str = "3.0.3") -> JsonValue:
    document = document_of({"openapi": version, "components": {"schemas": {"S": schema}}})
    return get(normalize(document), "/components/schemas/S")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[
            (word, word)
            for word in ("on", "off", "yes", "no", "y", "NO", "2019-07-08", "1:30", "1_000", "0b1", "=", "1e")
        ],
        *[(word, None) for word in ("null", "Null", "NULL", "~")],
        *[(word, True) for word in ("true", "True", "TRUE")],
        *[("7", 7), ("-7", -7), ("+7", 7), ("010", 10), ("0o17", 15), ("0x1F", 31)],
        *[("1.5", 1.5), ("1e3", 1000.0), (".5", 0.5), ("5.", 5.0), ("0.0", 0.0), (".inf", float("inf"))],
        *[("'1'", "1"), ('"true"', "true"), ("!!str 1", "1"), ("!!float 1", 1.0), ("! 1", "1")],
    ],
)
def test_a_scalar_means_what_the_core_schema_of_yaml_1_2_says(text: str, expected: JsonValue) -> None:
    found = as_mapping(value(f"v: {text}"))
    assert found == {"v": expected}
    assert found is not None
    assert type(found["v"]) is type(expected)


def test_keys_are_strings_as_they_are_written() -> None:
    assert value("200: a\ntrue: b\nnull: c\n1.0: d\non: e\n~: f\n") == dict(
        zip(("200", "true", "null", "1.0", "on", "~"), "abcdef", strict=True)
    )


def test_own_keys_win_over_merged_ones_and_earlier_mappings_over_later() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {z: 3, <<: [*a, *b]}\n"
    assert get(document_of(value(text)), "/c") == {"x": 1, "y": 1, "z": 3}


def test_a_quoted_merge_key_is_a_key() -> None:
    assert value("'<<': 1") == {"<<": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_is_read_in_the_encoding_that_its_byte_order_mark_names(encoding: str) -> None:
    assert parse_source("title: Bücher 📚\n".encode(encoding), "f").value == {"title": "Bücher 📚"}


def test_json_with_tabs_and_surrogate_pairs_is_read() -> None:
    assert value('\t{\n\t"a":\t"\\ud83d\\ude00"}') == {"a": "😀"}


def test_flow_yaml_that_is_not_json_is_read_as_yaml() -> None:
    assert value("{a: 1, b: [x,],}") == {"a": 1, "b": ["x"]}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "api.yaml: the file is empty"),
        ("# nothing\n", "api.yaml: the file is empty"),
        ("a: 1\nb: 2\na: 3\n", "api.yaml:3:1: duplicate key 'a', also on line 1"),
        ('{"a": 1,\n "a": 2}', "api.yaml:2:2: duplicate key 'a', also on line 1"),
        ('{"a": [1, NaN]}', "api.yaml:1:11: NaN is no number in JSON"),
        ("a: !!python/name:os.system x\n", "api.yaml:1:4: unknown tag 'tag:yaml.org,2002:python/name:os.system'"),
        ("a: !x [1]\n", "api.yaml:1:4: unknown tag '!x'"),
        ("a: !!int x\n", "api.yaml:1:4: 'x' is not what its tag '!!int' says"),
        ("? [1]\n: 2\n", "api.yaml:1:3: an object or array stands as a key"),
        ("a: &a [*a]\n", "api.yaml:1:8: the alias '*a' stands for what it stands in"),
        ("a: *b\n", "api.yaml:1:4: the alias '*b' stands for an anchor that nothing above has"),
        ("<<: 1\n", "api.yaml:1:5: '<<' takes a mapping or a list of mappings"),
        ("a: 1\n---\nb: 1\n", "api.yaml:2:1: a second YAML document begins here"),
        ("a: b: c\n", "api.yaml:1:5: not valid YAML: mapping values are not allowed"),
        ("a:\n\t- b\n", "api.yaml:2:1: not valid YAML: found character that cannot start any token"),
        ('{"a": 1\n "b": 2}', "api.yaml:2:2: not valid JSON: expecting ',' delimiter"),
        ("a: b\x00\n", "api.yaml:1:5: the character U+0000 may not stand in a YAML file"),
        ("a: " + "9" * 5000, "api.yaml:1:4: a number of 5,000 digits"),
        ("[" * 400 + "]" * 400, "api.yaml:1:301: nested more than 300 levels deep"),
        ("[" * 100_000, "api.yaml:1:301: nested more than 300 levels deep"),
        ("{a: " * 100_000, "api.yaml:1:1201: nested more than 300 levels deep"),
        ("- " * 400 + "x", "api.yaml:1:601: nested more than 300 levels deep"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(text: str, complaint: str) -> None:
    assert complaints(text)[0].startswith(complaint)


def test_every_duplicate_is_reported() -> None:
    assert len(complaints("a: {x: 1, x: 2}\nb: {y: 1, y: 2}\n")) == 2


def test_bytes_that_are_no_text_are_refused_at_their_place() -> None:
    assert complaints(b"a: 1\nb: \xff\n")[0].startswith("api.yaml:2:4: not text in UTF-8: the byte 0xff")


@pytest.mark.parametrize("merge", ["", "<<: "])
def test_aliases_cannot_blow_a_small_file_up(merge: str) -> None:
    lines = ["a0: &a0 {" + ", ".join(f"k{n}: 1" for n in range(10)) + "}"]
    for level in range(1, 12):
        members = ", ".join(f"m{n}: {{{merge or 'v: '}*a{level - 1}}}" for n in range(10))
        lines.append(f"a{level}: &a{level} {{{members}}}")
    assert "aliases make the document more than 10 times as large" in complaints("\n".join(lines))[0]


def test_aliases_cannot_nest_deeper_than_text_can() -> None:
    lines = ["k0: &a0 1", *(f"k{level}: &a{level} {{x: *a{level - 1}}}" for level in range(1, 400))]
    assert complaints("\n".join(lines))[0].startswith("api.yaml:301:17: nested more than 300 levels deep")


def test_aliases_within_reason_are_read_and_shared() -> None:
    found = as_mapping(value("a: &a {x: 1}\nb: *a\nc: *a\n")) or {}
    assert found["b"] is found["a"]


def test_without_libyaml_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (SPEC / "apify.yaml").read_bytes()
    fast = parse_source(text, "f")
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    slow = parse_source(text, "f")
    assert fast.value == slow.value


def test_a_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "apify.yaml").write_text("a: 1")
    with pytest.raises(Fatal) as caught:
        read_source(tmp_path / "apfy.yaml", "apfy.yaml")
    printed = format_diagnostic(caught.value.diagnostics[0], lambda _: None)
    assert printed == "apfy.yaml: no such file. Did you mean 'apify.yaml'?"


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(Fatal, match="this is a folder"):
        read_source(tmp_path, "here")


def test_endless_files_are_refused() -> None:
    with pytest.raises(Fatal, match="larger than 64 MiB"):
        read_source(Path("/dev/zero"), "zero")


_PIECES = st.sampled_from(
    [
        *"ab{}[]\"',#&*|>\n\t\\?!~%@`",
        "- ",
        ": ",
        "&a ",
        "*a",
        "<<: ",
        "!!int ",
        "\n  ",
        "---\n",
        "0o7",
        "1e3",
        "\x85",
        "😀",
    ]
)
_TEXTS = st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=25).map("".join))


@given(_TEXTS)
def test_any_text_is_read_or_refused_on_one_line(text: str) -> None:
    try:
        source = parse_source(text.encode("utf-8", "surrogatepass"), "f")
    except Fatal as error:
        assert all(format_diagnostic(diagnostic, lambda _: None).isprintable() for diagnostic in error.diagnostics)
    else:
        canonical_digest(source.value)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        parse_source(content, "f")
    except Fatal as error:
        assert error.diagnostics


@given(_TEXTS, st.text(max_size=10))
def test_a_place_is_found_for_any_pointer(text: str, pointer: str) -> None:
    try:
        source = parse_source(text.encode("utf-8", "surrogatepass"), "f")
    except Fatal:
        return
    assert min(locate(source, pointer)) >= 1
    assert min(locate(source, "/" + pointer)) >= 1


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


def ways(tree: JsonValue, base: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], JsonValue]]:
    """Every value in the tree with the way to it."""
    yield base, tree
    members = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, member in members:
        yield from ways(member, (*base, str(key)))


@given(_JSON.map(lambda inner: [inner]), st.sampled_from([None, 2]))
def test_json_reads_as_the_standard_library_reads_it_and_each_scalar_is_where_it_says(
    tree: JsonValue, indent: int | None
) -> None:
    text = json.dumps(tree, indent=indent)
    source = parse_source(text.encode(), "f")
    assert source.value == tree
    lines = text.split("\n")
    for way, found in ways(tree):
        if not isinstance(found, (dict, list)):
            line, column = locate(source, from_tokens(way))
            assert lines[line - 1][column - 1 :].startswith(json.dumps(found))


@given(_JSON)
def test_yaml_that_pyyaml_writes_reads_back(tree: JsonValue) -> None:
    text = yaml.safe_dump({"v": tree}, allow_unicode=False, default_style='"', width=10**6)
    quoted = json.loads(json.dumps({"v": tree}))
    assert yaml.safe_load(text) == quoted
    assert parse_source(text.encode(), "f").value == quoted


def test_a_scalar_is_where_its_text_begins_and_a_collection_at_its_key() -> None:
    source = parse_source(b"paths:\n  /x:\n    get:\n      $ref: '#/y'\n      tags: [a, b]\n", "f")
    assert locate(source, "/paths/~1x/get/$ref") == (4, 13)
    assert locate(source, "/paths/~1x/get") == (3, 5)
    assert locate(source, "/paths/~1x/get/tags/1") == (5, 17)
    same = parse_source(b'{"a": {\n  "b": [1, {"c": 2}]}}', "f")
    assert locate(same, "/a/b") == (2, 3)
    assert locate(same, "/a/b/1") == (2, 12)


def test_a_missing_value_is_at_its_nearest_ancestor() -> None:
    source = parse_source(b"a:\n  b: 1\n", "f")
    assert locate(source, "/a/c/d") == (1, 1)
    assert locate(source, "/a/b/d") == (2, 6)


def test_places_follow_aliases_and_merges() -> None:
    source = parse_source(b"a: &a\n  x: 1\nb: *a\nc:\n  <<: *a\n  y: 2\n", "f")
    assert locate(source, "/b/x") == (2, 6)
    assert locate(source, "/c/x") == (2, 6)
    assert locate(source, "/c/y") == (6, 6)


def test_the_two_endpoints_load_without_a_word() -> None:
    document, diagnostics = load_document(SPEC / "apify.yaml", [SPEC / "apify.overlay.yaml"])
    assert diagnostics == ()
    assert normalize(document).root == document.root


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("swagger: '2.0'\n", "api.yaml:1:10: Swagger 2.0 is not read. Convert it to OpenAPI 3 first"),
        ("asyncapi: 3.0.0\n", "api.yaml:1:1: not an OpenAPI document, but an AsyncAPI document"),
        ("opnapi: 3.0.0\n", "api.yaml:1:1: not an OpenAPI document: it has no key 'openapi'. Did you mean 'opnapi'?"),
        ("- 1\n", "api.yaml:1:1: not an OpenAPI document: an array stands at its root"),
        ("openapi: 4.0.0\n", "api.yaml:1:10: OpenAPI 4.0.0 is not read; 3.0, 3.1 and 3.2 are"),
        ("openapi: [3]\n", "api.yaml:1:1: OpenAPI an array is not read"),
        ("openapi: 3.7.0\npaths: {/a: {}}\n", "api.yaml:1:10: warning: OpenAPI 3.7.0 is read as if it were 3.2"),
        ("openapi: 3.1\npaths: {/a: {}}\n", "api.yaml:1:10: warning: the version 3.1 is written as a number."),
        (HEAD + "paths: [1]\n", "api.yaml:3:1: 'paths' must be an object, not an array"),
        (HEAD + "components: {schemas: x}\n", "api.yaml:3:23: 'schemas' must be an object, not a string"),
        (HEAD, "api.yaml:1:1: warning: the document has no paths"),
        (
            HEAD + "pathz: {/a: {}}\ncomponents: {schemas: {A: {}}}\n",
            "api.yaml:1:1: warning: the document has no paths. Did you mean 'pathz'?",
        ),
    ],
)
def test_what_is_not_openapi_3_is_said_in_words(tmp_path: Path, text: str, complaint: str) -> None:
    assert loading(tmp_path, text)[0].startswith(complaint)


def test_a_reference_is_percent_decoded_and_unescaped() -> None:
    document = document_of({"paths": {"/a b/{c~}": {"get": 1}}})
    found = resolve(document, "#/paths/~1a%20b~1%7Bc~0%7D/get")
    assert found is not None
    assert (found.pointer, found.value) == ("/paths/~1a b~1{c~0}/get", 1)


@pytest.mark.parametrize(
    "ref", ["#/a/2", "#/a/01", "#/a/-", "#/b", "#anchor", "other.yaml#/a", "#/a/~2", "", "#/a/0/x"]
)
def test_a_reference_to_nothing_resolves_to_none(ref: str) -> None:
    assert resolve(document_of({"a": [1, 2]}), ref) is None


def test_an_unresolved_reference_names_its_place_and_a_neighbour() -> None:
    text = HEAD + "x:\n  $ref: '#/components/schemas/Actr'\ncomponents:\n  schemas:\n    Actor: {}\n"
    source = parse_source(text.encode(), "spec/apify.yaml")
    document = Document(as_mapping(source.value) or {}, (source,), Origin(Place(source.file)))
    diagnostic = unresolved(document, "/x/$ref", "#/components/schemas/Actr", "fatal")
    assert format_diagnostic(diagnostic, locator(document.sources)) == (
        "spec/apify.yaml:4:9: unresolved reference '#/components/schemas/Actr'. Did you mean 'Actor'?"
    )


@given(st.lists(st.text(max_size=5), max_size=4))
def test_a_pointer_splits_into_what_it_was_made_of(tokens: list[str]) -> None:
    assert split_pointer(from_tokens(tokens)) == tuple(tokens)


_NORMAL_FORMS: list[tuple[JsonValue, JsonValue]] = [
    ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    ({"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}),
    ({"type": "string", "nullable": False}, {"type": "string"}),
    ({"nullable": True}, {}),
    ({"properties": {}, "nullable": True}, {"properties": {}, "type": ["object", "null"]}),
    (
        {"type": "string", "enum": ["a"], "nullable": True},
        {"type": ["string", "null"], "enum": ["a", None]},
    ),
    (
        {"type": "string", "enum": ["a", None], "nullable": True},
        {"type": ["string", "null"], "enum": ["a", None]},
    ),
    (
        {"$ref": "#/x", "nullable": True, "description": "d"},
        {"description": "d", "anyOf": [{"$ref": "#/x"}, {"type": "null"}]},
    ),
    ({"allOf": [{"$ref": "#/x"}], "nullable": True}, {"anyOf": [{"allOf": [{"$ref": "#/x"}]}, {"type": "null"}]}),
    ({"anyOf": [{"$ref": "#/x"}], "nullable": True}, {"anyOf": [{"$ref": "#/x"}, {"type": "null"}]}),
    ({"oneOf": [{"type": "null"}, {}], "nullable": True}, {"oneOf": [{"type": "null"}, {}]}),
    (
        {"oneOf": [{}], "discriminator": {"propertyName": "t"}, "nullable": True},
        {"anyOf": [{"oneOf": [{}], "discriminator": {"propertyName": "t"}}, {"type": "null"}]},
    ),
    ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
    ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
    ({"exclusiveMinimum": 3}, {"exclusiveMinimum": 3}),
    ({"minimum": True, "exclusiveMinimum": True}, {"minimum": True}),
    ({"example": 1}, {"examples": [1]}),
    ({"example": 1, "examples": [2, 1]}, {"examples": [1, 2]}),
    ({"type": "string", "format": "binary"}, {"type": "string", "format": "binary"}),
    ({"items": {"nullable": True, "type": "integer"}}, {"items": {"type": ["integer", "null"]}}),
    ({"allOf": [{"properties": {"x": {"example": 1}}}]}, {"allOf": [{"properties": {"x": {"examples": [1]}}}]}),
    ({"properties": {"example": {"type": "string"}}}, {"properties": {"example": {"type": "string"}}}),
    ({"default": {"nullable": True}}, {"default": {"nullable": True}}),
    ({"enum": [{"nullable": True}]}, {"enum": [{"nullable": True}]}),
    ({"x-a": {"type": "string", "nullable": True}}, {"x-a": {"type": "string", "nullable": True}}),
    (True, True),
]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(("schema", "expected"), _NORMAL_FORMS)
def test_a_schema_of_3_0_gets_the_form_of_3_1(schema: JsonValue, expected: JsonValue, version: str) -> None:
    assert normal_schema(schema, version) == expected


def test_schemas_are_normalised_wherever_they_stand() -> None:
    old: JsonValue = {"schema": {"example": 1}}
    new: JsonValue = {"schema": {"examples": [1]}}

    def root(part: JsonValue) -> JsonValue:
        content: JsonValue = {"content": {"a/b": part}, "headers": {"x-h": part}}
        operation: JsonValue = {
            "parameters": [part],
            "requestBody": content,
            "responses": {"200": content, "x-data": old},
            "callbacks": {"c": {"{$request}": {"post": {"requestBody": content}}}},
        }
        components: JsonValue = {
            "parameters": {"x-p": part},
            "responses": {"r": content},
            "requestBodies": {"b": content},
        }
        return {"paths": {"/a": {"get": operation}, "x-a": {"get": {"parameters": [old]}}}, "components": components}

    assert normalize(document_of(root(old))).root == root(new)


def test_what_moved_into_a_union_keeps_its_place_and_its_references() -> None:
    schema: JsonValue = {
        "nullable": True,
        "allOf": [{"$ref": "#/nowhere"}],
        "minimum": 0,
        "exclusiveMinimum": True,
        "example": 1,
    }
    document = normalize(document_of({"openapi": "3.0.0", "components": {"schemas": {"S": schema}}}))
    base = "/components/schemas/S"
    assert place(document, f"{base}/anyOf/0/allOf/0/$ref").pointer == f"{base}/allOf/0/$ref"
    assert place(document, f"{base}/anyOf/0/exclusiveMinimum").pointer == f"{base}/minimum"
    assert place(document, f"{base}/examples/0").pointer == f"{base}/example"
    found = resolve(document, f"#{base}/allOf/0")
    assert found is not None
    assert found.pointer == f"{base}/anyOf/0/allOf/0"


_KEYWORDS = st.sampled_from(
    [*("type", "nullable", "enum", "example", "examples", "minimum", "exclusiveMinimum", "$ref", "title"), "x-a"]
)
_SCALARS = st.sampled_from([True, False, "string", 1, None])


def schemas_with(inner: st.SearchStrategy[JsonValue]) -> st.SearchStrategy[JsonValue]:
    """Schemas with a few keywords, and with the inner ones in the places where schemas may stand."""
    lists = st.dictionaries(st.sampled_from(["allOf", "anyOf", "oneOf"]), st.lists(inner, max_size=2), max_size=2)
    single = st.dictionaries(st.sampled_from(["items", "not", "additionalProperties"]), inner, max_size=2)
    named = st.dictionaries(st.sampled_from(["example", "nullable", "x-a"]), inner, max_size=2)
    plain = st.dictionaries(_KEYWORDS, _SCALARS, max_size=3)

    def put_together(*parts: dict[str, JsonValue]) -> JsonValue:
        return {key: value for part in parts for key, value in part.items()}

    return st.builds(put_together, plain, lists, single, st.fixed_dictionaries({"properties": named}))


_SCHEMAS = st.recursive(st.dictionaries(_KEYWORDS, _SCALARS, max_size=4), schemas_with, max_leaves=8)


@given(_SCHEMAS)
def test_normalising_twice_gives_the_same_as_once_and_changes_nothing_given(schema: JsonValue) -> None:
    document = document_of({"openapi": "3.0.0", "components": {"schemas": {"S": schema}}})
    before = copy.deepcopy(document.root)
    once = normalize(document)
    assert normalize(once).root == once.root
    assert document.root == before


def test_layout_comments_and_order_of_keys_do_not_change_the_digest() -> None:
    assert canonical_digest(value("a: 1\nb: [x]  # c\n")) == canonical_digest(value('{"b":["x"],"a":1}'))


@pytest.mark.parametrize("other", ['{"a":1.0}', '{"a":true}', '{"a":"1"}', '{"b":1}', '{"a":[1]}'])
def test_another_value_or_key_changes_the_digest(other: str) -> None:
    assert canonical_digest(value(other)) != canonical_digest(value('{"a":1}'))


def policy(mapping: dict[str, JsonValue], prefix: str = "x-inhouse-") -> tuple[OperationPolicy, list[str]]:
    found, diagnostics = read_operation_policy(mapping, lambda pointer: Place("f", pointer), prefix)
    return found, [
        f"{diagnostic.place.pointer if diagnostic.place else ''}: {diagnostic.message}" for diagnostic in diagnostics
    ]


def test_the_policies_of_an_operation_are_read_with_and_without_prefix() -> None:
    pages: JsonValue = {"style": "offset", "offset": "o", "limit": "l", "items": "/items", "echo": "/o"}
    sent: dict[str, JsonValue] = {
        "retries": {"max": 2, "statuses": [503, 409]},
        "timeout": 5,
        "deadline": 1.5,
        "none-on": [404],
    }
    mapping: dict[str, JsonValue] = {"unwrap": "/data", "pagination": pages, "repeatable": True, **sent}
    expected = OperationPolicy(
        unwrap="/data",
        pagination=Pagination("offset", "/items", offset="o", limit="l", echo="/o"),
        repeatable=True,
        retries=Retries(2, (409, 503)),
        timeout=5,
        deadline=1.5,
        none_on=(404,),
    )
    assert policy({key.replace("-", "_"): part for key, part in mapping.items()}, "") == (expected, [])
    prefixed = {f"x-inhouse-{key}": part for key, part in mapping.items()}
    assert policy({**prefixed, "tags": [], "x-other": 1}) == (expected, [])


@pytest.mark.parametrize(
    ("mapping", "complaint"),
    [
        ({"x-inhouse-unwarp": "/a"}, "/x-inhouse-unwarp: unknown policy 'x-inhouse-unwarp'"),
        ({"x-inhouse-unwrap": "data"}, "/x-inhouse-unwrap: 'x-inhouse-unwrap' must be a JSON Pointer such as '/data'"),
        (
            {"x-inhouse-repeatable": "yes"},
            "/x-inhouse-repeatable: 'x-inhouse-repeatable' must be true or false, not 'yes'",
        ),
        (
            {"x-inhouse-pagination": []},
            "/x-inhouse-pagination: 'x-inhouse-pagination' must be an object with a 'style'",
        ),
        ({"x-inhouse-pagination": {"style": "page"}}, "/x-inhouse-pagination: 'x-inhouse-pagination' needs 'page'"),
        (
            {"x-inhouse-pagination": {"style": "pages"}},
            "/x-inhouse-pagination/style: 'style' must be 'offset' or 'page' or 'cursor' or 'link', not 'pages'",
        ),
        (
            {"x-inhouse-pagination": {"style": "cursor", "cursor": "c", "items": ""}},
            "/x-inhouse-pagination: 'x-inhouse-pagination' needs either 'next' or 'last'",
        ),
        (
            {"x-inhouse-pagination": {"style": "link", "items": "", "offset": "o"}},
            "/x-inhouse-pagination/offset: unknown key 'offset'",
        ),
        (
            {"x-inhouse-pagination": {"style": "page", "page": "p", "items": "", "first": 2}},
            "/x-inhouse-pagination/first: 'first' must be 0 or 1, not a number",
        ),
        ({"x-inhouse-timeout": 0}, "/x-inhouse-timeout: 'x-inhouse-timeout' must be a number of seconds above 0"),
        ({"x-inhouse-none-on": [200]}, "/x-inhouse-none-on: 'x-inhouse-none-on' must be a list of statuses"),
        ({"x-inhouse-retries": {}}, "/x-inhouse-retries: 'x-inhouse-retries' must be an object with 'max' or 'sta"),
        ({"x-inhouse-retries": {"max": -1}}, "/x-inhouse-retries/max: 'max' must be a number from 0 to 100"),
    ],
)
def test_a_wrong_policy_is_an_error_that_names_the_allowed_form(mapping: dict[str, JsonValue], complaint: str) -> None:
    found, complaints_ = policy(mapping)
    assert found == OperationPolicy()
    assert complaints_[0].startswith(complaint)


def test_a_policy_that_stands_elsewhere_says_where() -> None:
    _, diagnostics = read_operation_policy({"x-inhouse-error": {}}, lambda _: None)
    assert diagnostics[0].hint == "'x-inhouse-error' stands at the document's root."


_POLICY_TEXTS = st.sampled_from(["", "/", "/data", "data", "/~", "/~0", "/~2", "/a\n", "\n", "~1", "offset"])
_POLICY_VALUES = _POLICY_TEXTS | st.sampled_from([True, False, 1, None]) | st.lists(st.text(max_size=2), max_size=1)
_POLICY_TEXT_KEYS = st.sampled_from(
    ["offset", "page", "cursor", "limit", "items", "echo", "next", "last", "more", "total", "type", "message", "other"]
)
_POLICY_OBJECTS = st.dictionaries(_POLICY_TEXT_KEYS, _POLICY_TEXTS, max_size=4)


def with_all_that_pages_need(extra: dict[str, str]) -> JsonValue:
    return {"style": "offset", "offset": "o", "limit": "l", "items": "", **extra}


def with_all_that_a_style_needs(style: str, extra: dict[str, JsonValue]) -> JsonValue:
    return {"style": style, "items": "", **({} if style == "link" else {style: "p"}), **extra}


def with_all_that_errors_need(extra: dict[str, str]) -> JsonValue:
    return {"type": "/t", "message": "/m", **extra}


_NUMBERS: st.SearchStrategy[JsonValue] = st.sampled_from([0, 1, 2, 1.0, 1.5, True, -1, 100, 101, 404, 599, 600, "1"])
_POLICY_PARTS = st.one_of(
    _POLICY_VALUES,
    _NUMBERS,
    st.lists(_NUMBERS, max_size=2),
    st.fixed_dictionaries({}, optional={"max": _NUMBERS, "statuses": st.lists(_NUMBERS, max_size=2) | _NUMBERS}),
    st.builds(
        with_all_that_a_style_needs,
        st.sampled_from(["offset", "page", "cursor", "link"]),
        st.dictionaries(_POLICY_TEXT_KEYS | st.just("first"), _POLICY_TEXTS | _NUMBERS, max_size=2),
    ),
    _POLICY_OBJECTS,
    _POLICY_OBJECTS.map(with_all_that_pages_need),
    _POLICY_OBJECTS.map(with_all_that_errors_need),
    st.dictionaries(_POLICY_TEXT_KEYS, _POLICY_TEXTS, max_size=1).map(with_all_that_pages_need),
    st.dictionaries(_POLICY_TEXT_KEYS, _POLICY_TEXTS, max_size=1).map(with_all_that_errors_need),
    st.builds(
        dict[str, JsonValue], style=_POLICY_TEXTS, offset=_POLICY_TEXTS, limit=_POLICY_TEXTS, items=_POLICY_TEXTS
    ),
)
_OPERATIONS = st.dictionaries(
    st.sampled_from(
        [
            "x-inhouse-unwrap",
            "x-inhouse-pagination",
            "x-inhouse-repeatable",
            "x-inhouse-retries",
            "x-inhouse-timeout",
            "x-inhouse-deadline",
            "x-inhouse-none-on",
            "x-inhouse-error",
            "x-inhouse-",
            "x-a",
            "tags",
        ]
    ),
    _POLICY_PARTS,
    max_size=2,
)


def policy_schema(part: str) -> Callable[[dict[str, JsonValue]], bool]:
    """Whether a mapping is what the published schema allows at an operation or at the document's root."""
    path = Path(inhouse.document.__file__).parent / "policies.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{part}"}
    return jsonschema.Draft202012Validator(schema).is_valid


OPERATION_SCHEMA, DOCUMENT_SCHEMA = policy_schema("operation"), policy_schema("document")


@given(_OPERATIONS)
def test_the_reader_and_the_published_schema_of_policies_agree(mapping: dict[str, JsonValue]) -> None:
    _, diagnostics = read_operation_policy(mapping, lambda _: None)
    assert (diagnostics == ()) == OPERATION_SCHEMA(mapping)
    _, diagnostics = read_error_policy(mapping, lambda _: None)
    assert (diagnostics == ()) == DOCUMENT_SCHEMA(mapping)


def test_a_diagnostic_is_one_line_with_what_would_not_print_made_visible() -> None:
    diagnostic = Diagnostic("x", "warning", "a\nb\u202ec\x1b[0m\ud800", Place("f\r", "", (1, 2)))
    assert format_diagnostic(diagnostic, lambda _: None) == r"f\r:1:2: warning: a\nb\u202ec\x1b[0m\ud800"


def test_a_skip_names_its_operation() -> None:
    diagnostic = Diagnostic("x", "skip", "why", Place("f", "/a"), "Do this.", "getActor")
    assert format_diagnostic(diagnostic, lambda _: (3, 4)) == "f:3:4: skipped getActor: why. Do this."


def test_long_text_is_shortened() -> None:
    assert len(format_diagnostic(Diagnostic("x", "fatal", "y" * 10**6), lambda _: None)) < 1000


def test_the_nearest_name_is_suggested_whatever_the_order() -> None:
    names = ["Actor", "actor", "Build"]
    assert did_you_mean("Actr", names) == did_you_mean("Actr", names[::-1]) == "Did you mean 'Actor'?"
    assert did_you_mean("Zzz", names) is None


def test_importing_the_room_loads_neither_yaml_nor_jsonpath() -> None:
    code = "import sys, inhouse.document; print(sorted({'yaml', 'jsonpath_rfc9535', 'jsonschema'} & set(sys.modules)))"
    root = Path(inhouse.document.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert re.sub(r"\s", "", done.stdout) == "[]"
