"""What changes of a document do to those who call its package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from inhouse.api.api import Api
from inhouse.changes.change import Change, verdict
from inhouse.changes.compare import changes_between
from inhouse.config import Target, read_targets
from inhouse.document.load import First
from inhouse.document.source import parse_source
from inhouse.document.web import Web
from inhouse.pipeline import generate, read_api, read_input
from tests.change_cases import BASE, CASES, Case, edited
from tests.golden_package import GOLDEN

TITLES = [case.title for case in CASES]


def target_of(document: dict[str, Any]) -> Target:
    source = parse_source(json.dumps(document, indent=1).encode(), "shop.json")
    return Target("shop", First(source, Path("shop.json"), Web(())), Path("shop"))


def api_of(document: dict[str, Any]) -> Api:
    target = target_of(document)
    return read_api(target, read_input(target))[0]


@cache
def base() -> Api:
    return api_of(BASE)


@cache
def changes_of(number: int) -> tuple[Change, ...]:
    return changes_between(base(), api_of(edited(CASES[number].edits)))


@cache
def files_of(number: int | None) -> Mapping[str, str]:
    """The package of a case's new document, or of the one that all cases begin with."""
    target = target_of(BASE if number is None else edited(CASES[number].edits))
    return generate(target, read_input(target)).files


def broken(changes: tuple[Change, ...]) -> str:
    found = {each for change in changes for each in change.breaks}
    return " ".join(each for each in ("source", "running") if each in found) or ("wire" if found else "none")


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=TITLES)
def test_a_change_breaks_what_it_does_and_no_more(number: int, case: Case) -> None:
    changes = changes_of(number)
    shown = "\n".join(f"{each.level} {each.action} {each.kind} {each.breaks} {each.text}" for each in changes)
    assert (broken(changes), verdict(changes)) == (case.breaks, case.verdict), shown
    if case.name:
        assert case.name in {change.name for change in changes}, shown


@cache
def golden(case: str) -> Api:
    (target,) = read_targets(GOLDEN / case / "inhouse.toml")
    return read_api(target, read_input(target))[0]


GOLDENS = [path.parent.name for path in sorted(GOLDEN.glob("*/inhouse.toml")) if (path.parent / "expected").is_dir()]


@pytest.mark.parametrize("case", GOLDENS)
def test_nothing_changes_from_an_api_to_itself(case: str) -> None:
    assert changes_between(golden(case), golden(case)) == ()


@pytest.mark.parametrize(("one", "other"), list(pairwise(GOLDENS)))
def test_what_is_new_one_way_is_gone_the_other(one: str, other: str) -> None:
    there, back = changes_between(golden(one), golden(other)), changes_between(golden(other), golden(one))

    def named(changes: tuple[Change, ...], action: str, kinds: tuple[str, ...]) -> list[str]:
        return sorted(change.name for change in changes if change.action == action and change.kind in kinds)

    kinds = ("operation", "model", "error", "webhook")
    assert named(there, "added", kinds) == named(back, "removed", kinds)
    assert changes_between(golden(one), golden(other)) == there


def test_there_are_many_cases_each_with_a_title_of_its_own() -> None:
    assert len(CASES) >= 90
    assert len({case.title for case in CASES}) == len(CASES)
