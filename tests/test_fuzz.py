"""Inputs nobody would write: a few of each target of `python -m tests.fuzz`, and what has found something once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import seed
from hypothesis import strategies as st

from inhouse.diagnostics import Fatal, fatal
from tests.fuzz.loop import Finding, Trial, attempts_of, run
from tests.fuzz.target import CASES, Target, read_case, write_case
from tests.fuzz.targets import NAMES, target_of

_EXAMPLES = {"loader": 40, "lowering": 5, "package": 1, "naming": 5, "changes": 3, "reading": 20}
"""So many inputs of a target take a good third of a second; 40 of those that are not here do."""

_CASES = sorted(path.relative_to(CASES).as_posix() for path in CASES.glob("*/*"))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_made_up_is_read_or_refused_in_its_place(name: str) -> None:
    trial = Trial(target_of(name))
    seed(name)(attempts_of(trial.target, _EXAMPLES.get(name, 40), trial.attempt))()
    assert trial.findings == {}
    assert trial.tries > 0


@pytest.mark.parametrize("case", _CASES)
def test_what_found_something_once_finds_nothing_any_more(case: str) -> None:
    target_of(case.partition("/")[0]).check(read_case(CASES / case))


def _check(value: Any) -> str:
    if isinstance(value, list) and None in value:
        raise LookupError
    raise fatal("refused", "no") if value == 0 else AssertionError


def test_a_finding_is_told_once_and_made_small(tmp_path: Path) -> None:
    values = st.lists(st.one_of(st.none(), st.integers(), st.text()), min_size=4)
    found = list(run(Target("broken", values, _check), 0.01, 1))
    findings = [each for each in found if isinstance(each, Finding)]
    assert sorted((each.signature[0], each.value) for each in findings) == [
        ("AssertionError", []),
        ("LookupError", [None]),
    ]
    assert read_case(write_case(tmp_path, "x", findings[0].value)) == findings[0].value


def test_an_exception_that_is_no_diagnostic_is_a_finding() -> None:
    trial = Trial(Target("broken", st.none(), _check))
    assert trial.attempt(1) is not None
    assert trial.attempt(2) is None, "it is known"
    assert trial.attempt(0) is not None, "a diagnostic that nobody has looked at is none"
    assert {signature[0] for signature in trial.findings} == {"AssertionError", Fatal.__name__}
