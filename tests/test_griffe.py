"""griffe, which knows how Python's APIs break, sees in the written packages what is told of their documents.

It reads signatures and names, so it reaches what is removed, renamed, required and moved. Deliberate differences: griffe
takes an argument that a class with `**options` loses for one that those take (`Client(token)` raises `TypeError`), and
it does not hold types, base classes, or what a function does against one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import griffe
import pytest

from inhouse.changes.change import Change
from tests.change_cases import CASES
from tests.test_changes import changes_of, files_of


@pytest.fixture(scope="module")
def before() -> Iterator[griffe.Module]:
    with TemporaryDirectory() as folder:
        yield written(None, Path(folder))


def written(number: int | None, folder: Path) -> griffe.Module:
    """The package of a case, on disk, as griffe reads it."""
    for path, text in files_of(number).items():
        place = folder / "shop" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    loaded = griffe.load("shop", search_paths=[str(folder)])
    assert isinstance(loaded, griffe.Module)
    return loaded


def reached(change: Change) -> str | None:
    """What griffe calls the change, if it has a word for it."""
    match change.kind, change.action:
        case (("operation" | "model" | "error" | "field" | "webhook"), ("removed" | "renamed")):
            return "OBJECT_REMOVED"
        case "argument", ("removed" | "renamed"):
            return "PARAMETER_REMOVED"
        case "argument", "added" if change.breaks:
            return "PARAMETER_ADDED_REQUIRED"
        case "argument", "narrowed" if "is required now" in change.text:
            return "PARAMETER_CHANGED_REQUIRED"
        case "argument", "changed" if "another order" in change.text:
            return "PARAMETER_MOVED"
        case "field", "changed" if "typed dict" in change.text:
            return "OBJECT_REMOVED"
        case _:
            return None


@cache
def told(number: int) -> frozenset[str]:
    return frozenset(kind for change in changes_of(number) if (kind := reached(change)) is not None)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.title for case in CASES])
def test_griffe_finds_in_the_packages_what_is_told_of_the_documents(
    number: int, before: griffe.Module, tmp_path: Path
) -> None:
    after = written(number, tmp_path)
    found = {breakage.kind.name for breakage in griffe.find_breaking_changes(before, after)}
    # What is renamed is, to griffe, something removed; that what came in its place must be given is seen by itself.
    renamed = {"PARAMETER_ADDED_REQUIRED"} if any(c.action == "renamed" for c in changes_of(number)) else set[str]()
    assert found - renamed <= told(number) <= found
    if found:
        assert CASES[number].verdict == "major"


def test_the_packages_differ_as_they_are_told_to() -> None:
    """Or else the agreement above would be one of two that see nothing."""
    seen = frozenset[str]().union(*map(told, range(len(CASES))))
    assert seen == {
        "OBJECT_REMOVED",
        "PARAMETER_REMOVED",
        "PARAMETER_ADDED_REQUIRED",
        "PARAMETER_CHANGED_REQUIRED",
        "PARAMETER_MOVED",
    }
