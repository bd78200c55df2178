"""YAML 1.2 that libyaml, which reads YAML 1.1, refuses; most cases are those of the YAML test suite."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inhouse.diagnostics import Fatal
from inhouse.document.scanner import events
from inhouse.document.source import locate, parse_source
from inhouse.document.values import JsonValue

REFUSED: list[tuple[str, JsonValue]] = [
    ('- { "key":value }\n- { "key"::value }\n', [{"key": "value"}, {"key": ":value"}]),
    ("{x: :x}\n", {"x": ":x"}),
    ('{"foo"\n: "bar"}\n', {"foo": "bar"}),
    ('---\n{ "foo" # comment\n  :bar }\n', {"foo": "bar"}),
    ("- { multi\n  line: value}\n", [{"multi line": "value"}]),
    ("[:x, a?b, http://x?y=z]\n", [":x", "a?b", "http://x?y=z"]),
    ("[::vector, -1, a#b]\n", ["::vector", -1, "a#b"]),
    ("- foo:\t bar\n- - baz\n  -\tbaz\n", [{"foo": "bar"}, ["baz", "baz"]]),
    ("\t[\n\t1,\n\t2\n\t]\n", [1, 2]),
    (" \t\nfoo: 1\n", {"foo": 1}),
    ("foo: 1\n\t\nbar: 2\n", {"foo": 1, "bar": 2}),
    ("foo: 1\t\n \t# comment\nbar: a\tb\n", {"foo": 1, "bar": "a\tb"}),
    ("foo: a\n  b\n\t\n  c\n", {"foo": "a b\nc"}),
    ("foo: |-\n \tbar\n", {"foo": "\tbar"}),
    ("a: &😁 1\nb: *😁\n", {"a": 1, "b": 1}),
    ("%FOO bar\n---\na: 1\n", {"a": 1}),
    ("%YAML 1.3\n---\na: 1\n", {"a": 1}),
]


@pytest.mark.parametrize(("text", "value"), REFUSED)
def test_yaml_1_2_that_one_scanner_refuses_is_read(text: str, value: JsonValue) -> None:
    assert parse_source(text.encode(), "f").value == value


def test_most_of_these_cases_are_refused_by_libyaml() -> None:
    def is_refused(text: str) -> bool:
        try:
            list(yaml.parse(text, Loader=yaml.CSafeLoader))
        except yaml.YAMLError:
            return True
        return False

    assert sum(is_refused(text) for text, _ in REFUSED) >= len(REFUSED) - 3


@pytest.mark.parametrize(
    "text",
    [
        "a:\n\t- b\n",
        "a:\n\tb: c\n",
        "-\t- a\n",
        "- a\n-\tb: c\n",
        "a: b: c\n",
        "[a\n",
        "{a: 1\n",
        "a: *\n",
        "a:\n\tb\n",
    ],
)
def test_what_yaml_1_2_does_not_allow_is_refused_all_the_same(text: str) -> None:
    with pytest.raises(Fatal, match="not valid YAML"):
        parse_source(text.encode(), "f")


def test_places_in_such_a_text_are_found_too() -> None:
    source = parse_source(b'a:\t1\r\nb: { "c":1,\n  "d":{"e":2} }\n', "f")
    assert locate(source, "/b/d/e") == (3, 12)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[?a, b]\n", ["?a", "b"]),
        ("{?a: 1, ?b, c: ?d}\n", {"?a": 1, "?b": None, "c": "?d"}),
        ("- [?a: 1]\n- {? b: 2}\n", [[{"?a": 1}], {"b": 2}]),
        ("{a, ? :b}\n", {"a": None, ":b": None}),
        ("text: /a{?b,c}\nmore: what?now\n", {"text": "/a{?b,c}", "more": "what?now"}),
    ],
)
def test_text_in_brackets_may_begin_with_what_else_is_a_sign(text: str, value: JsonValue) -> None:
    assert parse_source(text.encode(), "f").value == value


@given(st.recursive(st.text("ab: \t#?-'", max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_both_scanners_read_what_both_accept_alike(value: JsonValue) -> None:
    text = yaml.safe_dump({"key": value}, allow_unicode=True)
    told = [(type(event).__name__, getattr(event, "value", None)) for event in events(text)]
    assert told == [(type(e).__name__, getattr(e, "value", None)) for e in yaml.parse(text, Loader=yaml.CSafeLoader)]
