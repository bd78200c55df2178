"""`diff`: two states of a document always have a verdict, which follows from its entries, and a place for each."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from inhouse.changes.change import LEVELS
from inhouse.changes.report import markdown, report_json, text_lines
from inhouse.diagnostics import Fatal
from inhouse.document.normal import normalize
from inhouse.document.source import locator
from inhouse.history.compared import compared
from inhouse.history.states import State
from tests.change_cases import BASE
from tests.fuzz.documents import GOLDEN, KEYS, grammatical
from tests.fuzz.lowering import lowered
from tests.fuzz.mutations import mutated
from tests.fuzz.target import Target, refused

Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]

_SEEDS = st.one_of(st.just(BASE), st.sampled_from(GOLDEN), grammatical())


@st.composite
def states(draw: Draw) -> list[Any]:
    """Two mutations of one document."""
    seed = st.just(draw(_SEEDS))
    return [draw(mutated(seed, KEYS, 3)), draw(mutated(seed, KEYS, 3))]


def check(pair: list[Any]) -> str:
    """Compares two documents, each with the other and with itself."""
    try:
        old, new = map(_state, pair)
    except Fatal as error:
        return refused(error)
    for state in (old, new):
        assert compared(state, state, "p").changes == ()
    verdicts: list[str] = []
    for one, other in ((old, new), (new, old)):
        comparison = compared(one, other, "p")
        levels = [change.level for change in comparison.changes]
        assert comparison.verdict == max(levels, key=LEVELS.index, default="none")
        assert levels == sorted(levels, key=LEVELS.index, reverse=True)
        assert len(set(comparison.changes)) == len(comparison.changes)
        assert (one.api == other.api) <= (not comparison.changes)
        for change in comparison.changes:
            assert change.place is None or change.place.position is not None, change
        for line in text_lines(comparison):
            assert line.isprintable(), line
        json.dumps(report_json([comparison]))
        markdown([comparison])
        verdicts.append(comparison.verdict)
    return "compared: " + " ".join(verdicts)


def _state(value: Any) -> State:
    api, document, _ = lowered(value)
    return State("x", api, normalize(document), locator(document.sources))


TARGET = Target("changes", states(), check)
