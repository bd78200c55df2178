"""Overlays: what an action does, what it refuses, and where its text says it stands."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.diagnostics import Fatal, Place, format_diagnostic
from inhouse.document.document import Document, get, place
from inhouse.document.jsonpath import select
from inhouse.document.load import load_document
from inhouse.document.origin import Origin
from inhouse.document.overlay import apply_overlay
from inhouse.document.pointer import from_tokens, split_pointer, step
from inhouse.document.source import Source, locator, parse_source
from inhouse.document.values import JsonValue, as_mapping

SPEC = Path(__file__).parent.parent / "spec"


def document_of(root: JsonValue) -> Document:
    source = parse_source(json.dumps(root).encode(), "api.json")
    return Document(as_mapping(source.value) or {}, (source,), Origin(Place(source.file)))


def overlay_of(*actions: JsonValue, version: str = "1.0.0", file: str = "overlay.json") -> Source:
    root: JsonValue = {"overlay": version, "info": {"title": "t", "version": "1"}, "actions": list(actions)}
    return parse_source(json.dumps(root).encode(), file)


def after(root: JsonValue, *actions: JsonValue, version: str = "1.0.0") -> JsonValue:
    return dict(apply_overlay(document_of(root), overlay_of(*actions, version=version)).root)


def complaints(root: JsonValue, overlay: Source) -> list[str]:
    with pytest.raises(Fatal) as caught:
        apply_overlay(document_of(root), overlay)
    return [format_diagnostic(diagnostic, locator([overlay])) for diagnostic in caught.value.diagnostics]


def complaint(root: JsonValue, action: JsonValue, version: str = "1.0.0") -> str:
    return complaints(root, overlay_of(action, version=version))[0].partition(": ")[2]


def test_objects_are_merged_arrays_continued_and_primitives_replaced() -> None:
    update: JsonValue = {"a": {"b": {"c": 2, "new": 3}, "list": [2], "text": "y"}}
    root: JsonValue = {"a": {"b": {"c": 1, "kept": 0}, "list": [1], "text": "x"}, "other": True}
    assert after(root, {"target": "$", "update": update}) == {
        "a": {"b": {"c": 2, "kept": 0, "new": 3}, "list": [1, 2], "text": "y"},
        "other": True,
    }


def test_an_entry_is_appended_to_a_selected_array() -> None:
    assert after({"tags": [1]}, {"target": "$.tags", "update": {"name": "n"}}) == {"tags": [1, {"name": "n"}]}


@pytest.mark.parametrize(("version", "expected"), [("1.0.0", [1, [2, 3]]), ("1.1.0", [1, 2, 3])])
def test_an_array_is_one_entry_in_1_0_and_continues_the_selected_one_in_1_1(version: str, expected: JsonValue) -> None:
    assert after({"tags": [1]}, {"target": "$.tags", "update": [2, 3]}, version=version) == {"tags": expected}


def test_several_items_of_one_array_are_removed_whatever_their_order() -> None:
    action: JsonValue = {"target": "$.a[0, 3, 1]", "remove": True}
    assert after({"a": [0, 1, 2, 3, 4]}, action) == {"a": [2, 4]}


def test_items_and_what_stands_within_them_are_removed_by_one_action() -> None:
    root: JsonValue = {"a": [{"x": 1}, {"x": 2, "y": [{"x": 3}]}, {"z": 1}]}
    assert after(root, {"target": "$.a[?@.x == 1]", "remove": True}, {"target": "$..x", "remove": True}) == {
        "a": [{"y": [{}]}, {"z": 1}]
    }
    assert after(root, {"target": "$.a..*", "remove": True}) == {"a": []}


def test_an_update_next_to_remove_has_no_effect() -> None:
    assert after({"a": {"b": 1}, "c": 1}, {"target": "$.a", "remove": True, "update": {"b": 2}}) == {"c": 1}


def test_an_action_sees_what_the_one_before_it_did() -> None:
    actions: list[JsonValue] = [
        {"target": "$.a", "remove": True},
        {"target": "$", "update": {"a": {"fresh": 1}}},
        {"target": "$.a[?@ == 1]", "x-inhouse-optional": True, "remove": True},
    ]
    assert after({"a": {"old": 1}}, *actions) == {"a": {}}


def test_nothing_given_is_changed_and_shared_values_change_only_where_selected() -> None:
    source = parse_source(b"openapi: 3.1.0\na: &a {x: {y: 1}}\nb: *a\n", "api.yaml")
    document = Document(as_mapping(source.value) or {}, (source,), Origin(Place(source.file)))
    before = copy.deepcopy(document.root)
    overlay = overlay_of({"target": "$.a.x", "update": {"y": 2}})
    assert dict(apply_overlay(document, overlay).root) == {**before, "a": {"x": {"y": 2}}}
    assert document.root == before


def test_an_optional_action_may_select_nothing() -> None:
    root: JsonValue = {"a": 1}
    assert after(root, {"target": "$.b", "update": {}, "x-inhouse-optional": True, "description": "d"}) == root


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"target": "$.nope", "update": {}}, "the target '$.nope' selects nothing. Mend the target"),
        ({"target": "$.[", "update": {}}, "the target '$.[' is not JSONPath (RFC 9535): "),
        ({"target": "a", "update": {}}, "the target 'a' is not JSONPath (RFC 9535): "),
        ({"target": 1, "update": {}}, "'target' must be JSONPath, as a string"),
        ({"update": {}}, "'target' must be JSONPath, as a string"),
        ({"target": "$"}, "the action does nothing: it has neither 'update' nor 'remove: true'"),
        ({"target": "$", "updat": {}, "remove": True}, "unknown key 'updat'. Did you mean 'update'?"),
        ({"target": "$.a", "update": {}, "x-inhouse-optionl": True}, "unknown key 'x-inhouse-optionl'. Did you mean"),
        ({"target": "$.a", "copy": "$.b"}, "'copy' is not read"),
        ({"target": "$", "remove": "yes"}, "'remove' must be true or false"),
        ({"target": "$", "remove": True}, "the document itself cannot be removed"),
        ({"target": "$.a", "update": [1]}, "an array cannot be merged into an object"),
        ({"target": "$", "update": {"a": 1}}, "a number cannot be merged into an object. Remove what is there"),
        ({"target": "$.a.b", "update": 2}, "the target selects a number, and Overlay 1.0 updates objects and arrays"),
        ("$", "an action must be an object, not a string"),
    ],
)
def test_an_action_that_cannot_be_done_is_refused_in_words(action: JsonValue, expected: str) -> None:
    assert complaint({"a": {"b": 1}}, action).startswith(expected)


def test_overlay_1_1_replaces_a_selected_primitive_and_refuses_mixed_kinds() -> None:
    assert after({"a": {"b": 1}}, {"target": "$.a.b", "update": 2}, version="1.1.0") == {"a": {"b": 2}}
    mixed = complaint({"a": {}, "b": []}, {"target": "$.*", "update": {}}, version="1.1.0")
    assert mixed.startswith("the target '$.*' selects arrays and objects")


def test_every_problem_is_reported_at_its_place() -> None:
    text = "overlay: 1.0.0\ninfo: {}\nactions:\n  - target: $.a\n    update: {}\n  - target: $[\n    remove: true\n"
    printed = complaints({}, parse_source(text.encode(), "o.yaml"))
    assert [line.partition(": ")[0] for line in printed] == ["o.yaml:4:13", "o.yaml:6:13"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1]", "o.yaml:1:1: not an overlay: an array stands at its root"),
        ("overlya: 1.0.0", "o.yaml:1:1: not an overlay: it has no key 'overlay'. Did you mean 'overlya'?"),
        (
            "overlay: 2.0.0\nactions: [{target: $, update: {}}]",
            "o.yaml:1:10: the overlay says it is written in version",
        ),
        ("overlay: 1.0.0\nactions: []", "o.yaml:2:1: 'actions' must be an array of at least one action"),
        ("overlay: 1.0.0\nacions: []", "o.yaml:2:1: unknown key 'acions'. Did you mean 'actions'?"),
    ],
)
def test_what_is_no_overlay_is_refused(text: str, expected: str) -> None:
    assert complaints({}, parse_source(text.encode(), "o.yaml"))[0].startswith(expected)


def test_an_update_that_would_multiply_beyond_measure_is_refused() -> None:
    update: JsonValue = {"a": {str(number): {} for number in range(300)}}
    grow: JsonValue = {"target": "$..*", "update": update}
    assert any("the overlay adds more than" in line for line in complaints({"a": {}}, overlay_of(*[grow] * 4)))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("$" + "..*" * 20, "takes too long: it goes more than 5,000 ways"),
        ("$..[?@..[?@..[?@..[?@..nothing]]]]", "takes too long: it goes through more than 50,000 objects"),
        ("$" + ".a" * 200_000, "takes too long: it has more than 2,000 characters"),
        ("$..[?search(@, '^(a|a)*$')]", "takes too long: its patterns take more than 2 seconds"),
        ("$..[?match(@, '(a|aa)+b')]", "takes too long: its patterns take more than 2 seconds"),
    ],
)
def test_a_target_that_would_take_for_ever_is_given_up(
    target: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, least in {"SECONDS_TO_MATCH": 0.1, "MAX_SELECTED": 5_000, "MAX_STEPS": 50_000}.items():
        monkeypatch.setattr(f"inhouse.document.jsonpath.{name}", least)
    deep: JsonValue = ["a" * 60 + "!"]
    for _ in range(60):
        deep = {"a": deep}
    said = complaint(deep, {"target": target, "remove": True})
    assert expected.replace("2 seconds", "0.1 seconds") in said


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("$[?search(@, 'a.c')]", ["abc", "xabcx", "a.c"]),
        ("$[?match(@, 'a.c')]", ["abc", "a.c"]),
        (r"$[?match(@, 'a\\.c')]", ["a.c"]),
        ("$[?match(@, 'a[.]c')]", ["a.c"]),
        ("$[?match(@, '[a-c]+')]", ["abc"]),
        ("$[?search(@, '\\\\p{Lu}')]", ["É"]),
        ("$[?search(@, '(?=a)')]", []),
        ("$[?search(@, 1)]", []),
        ("$[?match(@, '.')]", ["É"]),
    ],
)
def test_patterns_are_i_regexps(target: str, found: list[str]) -> None:
    values: list[JsonValue] = ["abc", "xabcx", "a.c", "É", "\n", 1]
    assert [values[int(way[0])] for way in select(target, values)] == found


def test_an_overlay_has_only_so_many_actions() -> None:
    many: list[JsonValue] = [{"target": "$.a", "remove": True}] * 5_001
    assert complaints({"a": {}}, overlay_of(*many)) == ["overlay.json:1:62: more than 5,000 actions"]


def test_an_update_cannot_nest_beyond_the_limit() -> None:
    deep: JsonValue = {}
    for _ in range(200):
        deep = {"a": deep}
    into: JsonValue = {"target": "$" + ".a" * 190, "update": deep}
    assert "nested more than 300 levels" in complaints(deep, overlay_of(into))[0]


def test_text_from_an_overlay_is_placed_in_the_overlay_and_other_text_in_the_document() -> None:
    document, _ = load_document(SPEC / "apify.yaml", [SPEC / "apify.overlay.yaml"], show=lambda path: path.name)
    parameter = "/paths/~1v2~1acts~1{actorId}~1builds/get/parameters/1"
    assert place(document, f"{parameter}/schema/type") == Place("apify.overlay.yaml", "/actions/1/update/type")
    assert place(document, f"{parameter}/schema/default") == Place("apify.yaml", f"{parameter}/schema/default")
    assert place(document, "/security/0") == Place("apify.overlay.yaml", "/actions/0/update/security/0")
    assert get(document, f"{parameter}/schema") == {"type": "integer", "default": 0}


def test_a_later_overlay_takes_a_place_over() -> None:
    first = overlay_of({"target": "$", "update": {"a": {"x": 1, "y": 1}}}, file="1.json")
    second = overlay_of({"target": "$.a", "update": {"x": 2}}, file="2.json")
    document = apply_overlay(apply_overlay(document_of({}), first), second)
    assert place(document, "/a/x") == Place("2.json", "/actions/0/update/x")
    assert place(document, "/a/y") == Place("1.json", "/actions/0/update/a/y")


def test_what_is_left_of_an_array_keeps_its_place() -> None:
    overlay = overlay_of({"target": "$.a", "update": 3}, {"target": "$.a[0, 2]", "remove": True})
    document = apply_overlay(document_of({"a": [0, {"x": 1}, 2]}), overlay)
    assert document.root == {"a": [{"x": 1}, 3]}
    assert place(document, "/a/0/x") == Place("api.json", "/a/1/x")
    assert place(document, "/a/1") == Place("overlay.json", "/actions/0/update")


def leaves(tree: JsonValue, base: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], JsonValue]]:
    if isinstance(tree, (dict, list)):
        for key, member in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(member, (*base, str(key)))
    else:
        yield base, tree


def written_at(document: Document, at: Place) -> JsonValue:
    value = next(source.value for source in document.sources if source.file == at.file)
    for token in split_pointer(at.pointer):
        found = step(value, token)
        assert found is not None, at
        value = found[0]
    return value


_TREES = st.recursive(
    st.integers(0, 1000),
    lambda inner: st.lists(inner, min_size=2, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=15,
)
_TARGETS = st.sampled_from(
    ["$", "$.a", "$.*", "$.*.*", "$..a", "$..[0]", "$..[-1]", "$..[1:]", "$..[0,2]", "$..[?@.a]"]
)
_ACTIONS = st.fixed_dictionaries(
    {"target": _TARGETS, "update": _TREES, "x-inhouse-optional": st.just(True), "remove": st.booleans()}
)


@given(st.text("$.*[]?@a0'()=<&,: ", max_size=12).map(lambda text: f"${text}"))
def test_any_target_is_followed_or_refused(target: str) -> None:
    try:
        apply_overlay(document_of({"a": [{"a": 0}]}), overlay_of({"target": target, "remove": True}))
    except Fatal as error:
        assert error.diagnostics


@settings(max_examples=300)
@given(
    st.dictionaries(st.sampled_from("abc"), _TREES, min_size=1, max_size=3),
    st.lists(_ACTIONS, min_size=1, max_size=4),
    st.sampled_from(["1.0.0", "1.1.0"]),
)
def test_whatever_is_done_each_value_stands_where_its_place_says(
    root: dict[str, JsonValue], actions: list[JsonValue], version: str
) -> None:
    document = document_of(root)
    for index, action in enumerate(actions):
        try:
            document = apply_overlay(document, overlay_of(action, version=version, file=f"{index}.json"))
        except Fatal as error:
            assert error.diagnostics
    assert document.sources[0].value == root
    for way, value in leaves(dict(document.root)):
        assert written_at(document, place(document, from_tokens(way))) == value
