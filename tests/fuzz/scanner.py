"""The second scanner of YAML: where libyaml and it both read a text, both read the same, in the same places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import yaml
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from inhouse.diagnostics import Place
from inhouse.document import libyaml
from inhouse.document.scanner import events
from tests.fuzz.loader import SEEDS, TOKENS
from tests.fuzz.mutations import mutated_text
from tests.fuzz.target import Target, is_within
from tests.fuzz.texts import texts

Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]

_LAYOUTS = (
    "a:\t1\n", "a: [b,\tc]\n", "- \ta\n", "{a:\n b}\n", "{'a':1, \"b\":2, [c]:3}\n", "[?a, :b, -c]\n", "&é a: *é\n", "? a\n: b\n",
    "a: b\n  c\n\n  d\n", "a: 'b\n  c\n\n  d'\n", 'a: "b\\\n   c\\n\n\n  d"\n', "a: |+\n  b\n\n\nc: >2-\n    d\n   e\n", "[a b\n c, {d\n e: f}]\n",
    "a: b #c\nd: e#f\n", "- - a\n  -\n   - b\n", "a: !!str b\nc: ! d\ne: !x f\n", "--- a\n...\n", "--- |\n a\n", "a:\n- b\n- c\n", "'a' : b\n",
    "[a: b, c]\n", "{a, b: , ? c}\n", "a: ''\n'': b\n", "\"a\": 'b'\n", "a: -\n  - b\n", "a:\n\tb\n", "\ta: b\n", "a\r\n b\r\n", "a: b: c\n",
    "key with spaces: value with: colon\n", "- ? a\n  : b\n", "%YAML 1.2\n%TAG !e! tag:e,2000:\n---\n!e!x a\n", "a: *b\n", "x: [1, 2]: 3\n",
)  # fmt: skip
_BREAKS = re.compile("[\x85\u2028\u2029]")


@st.composite
def written(draw: Draw) -> str:
    """A text that almost is YAML, or is."""
    if draw(st.integers(0, 3)):
        return str(draw(mutated_text(st.sampled_from((*_LAYOUTS, *SEEDS)), TOKENS, 4)))
    text = texts(8).filter(lambda each: not _BREAKS.search(each))
    values = st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.floats(), text),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(text, inner, max_size=3)),
        max_leaves=8,
    )
    style: dict[str, Any] = {
        "default_flow_style": draw(st.sampled_from([True, False, None])),
        "default_style": draw(st.sampled_from([None, "'", '"', "|", ">"])),
        "width": draw(st.sampled_from([10, 80, 10**9])),
        "indent": draw(st.sampled_from([2, 4, 7])),
        "allow_unicode": draw(st.booleans()),
        "explicit_start": draw(st.booleans()),
        "line_break": draw(st.sampled_from(["\n", "\r\n"])),
    }
    made: str = yaml.safe_dump(draw(values), **style)
    return made if draw(st.booleans()) else str(draw(mutated_text(st.just(made), TOKENS, 1)))


def check(text: str) -> str:
    """Reads the text by both."""
    text = text.lstrip("\ufeff")  # which stands at the beginning of files, and is no text
    theirs, ours = _read(text, libyaml.events), _read(text, events)
    if isinstance(ours, str):
        return f"{'refused by both' if isinstance(theirs, str) else 'read by libyaml alone'}: {ours}"
    for event in ours:
        _check_place(text, event)
    if isinstance(theirs, str):
        return "read by this alone"
    if _BREAKS.search(text):
        return "read by both, with breaks of YAML 1.1"
    if re.search(r"[&*][\w-]+:", text):
        return "read by both, with names of anchors that libyaml ends before the colon"
    mine, other = [_said(event) for event in ours], [_said(event) for event in theirs]
    assert mine == other, _first_difference(mine, other)
    here, there = [_where(event) for event in ours], [_where(event) for event in theirs]
    assert here == there, _first_difference(here, there)
    return f"read by both: {min(9, len(ours))}"


def _read(text: str, read: Callable[[str], Iterable[yaml.Event]]) -> list[yaml.Event] | str:
    try:
        return list(read(text))
    except yaml.MarkedYAMLError as error:
        assert error.problem
        return re.sub("['\"].*|[0-9]+", "", str(error.problem))[:50].strip()
    except yaml.YAMLError as error:
        return type(error).__name__


def _check_place(text: str, event: yaml.Event) -> None:
    """Holds that line, column and index of a mark are those of one character."""
    for mark in (event.start_mark, event.end_mark):
        assert mark is not None
        assert 0 <= mark.index <= len(text) + 1, (event, mark)
        assert is_within(Place("x", "", (mark.line + 1, mark.column + 1)), lambda _: None, text), (event, mark)


def _said(event: yaml.Event) -> tuple[Any, ...]:
    """What an event says, wherever it stands."""
    given = vars(event) if hasattr(event, "__dict__") else {}
    return type(event).__name__, *(given.get(name) for name in ("anchor", "tag", "value")), _is_plain(event)


def _is_plain(event: yaml.Event) -> bool | None:
    return not event.style if isinstance(event, yaml.ScalarEvent) else None


def _where(event: yaml.Event) -> tuple[str, int, int] | None:
    """Where something that is written begins."""
    is_unwritten = isinstance(event, yaml.ScalarEvent) and event.value == "" and not event.style
    mark = event.start_mark
    if is_unwritten or mark is None or not isinstance(event, yaml.NodeEvent):
        return None
    return type(event).__name__, mark.line, mark.column


def _first_difference(mine: list[Any], other: list[Any]) -> Any:
    return next(
        ((one, two) for one, two in zip(mine, other, strict=False) if one != two), (len(mine), len(other), mine, other)
    )


TARGET = Target("scanner", written(), check)
