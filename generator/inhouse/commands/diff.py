"""`inhouse diff`: what changes for those who call a package, between documents, revisions and the working tree."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inhouse.commands.outcome import FINE
from inhouse.commands.states import State, current, of_document, of_lock, of_revision
from inhouse.commands.targets import chosen_targets
from inhouse.commands.text import is_coloured
from inhouse.config import Target, find_configuration, show
from inhouse.diagnostics import fatal

if TYPE_CHECKING:
    from inhouse.changes.report import Comparison


def run_diff(options: argparse.Namespace) -> int:
    """Prints what changed; the exit status. Raises Fatal."""
    from inhouse.changes.report import markdown, report_json, text_lines

    comparisons = [compared(old, new, package) for old, new, package in _pairs(options)]
    if options.format == "json":
        import json

        print(json.dumps(report_json(comparisons), indent=2, ensure_ascii=True))
    elif options.format == "markdown":
        print(markdown(comparisons))
    else:
        coloured = is_coloured()
        for comparison in comparisons:
            print("\n".join(text_lines(comparison, coloured=coloured)))
    return FINE


def _pairs(options: argparse.Namespace) -> list[tuple[State, State, str]]:
    sides: list[str] = options.sides
    if len(sides) > 2:
        raise fatal("bad-arguments", f"two things can be compared, not {len(sides)}")
    if len(sides) == 2 and not options.target and all(_is_document(side) for side in sides):
        old, new = (of_document(Path(side), None) for side in sides)
        return [(old, new, new.label)]
    targets = configured(options.target)
    if len(targets) > 1 and any(map(_is_here, sides)):
        targets = _of_lock(targets, sides)
    found: list[tuple[State, State, str]] = []
    for target in targets:
        before, after, *_ = (*(sides or ["HEAD"]), None)
        found.append((_state(target, before), _state(target, after), show(target.output)))
    return found


def compared(old: State, new: State, package: str) -> Comparison:
    """What changes from one state to another."""
    from inhouse.changes.compare import changes_between
    from inhouse.changes.places import located
    from inhouse.changes.report import Comparison

    changes = located(changes_between(old.api, new.api), (old.document, old.locate), (new.document, new.locate))
    told = tuple(
        replace(change, place=(old if change.action == "removed" else new).told(change.place))
        if change.place is not None
        else change
        for change in changes
    )
    return Comparison(package, old.label, new.label, told)


def configured(names: list[str]) -> tuple[Target, ...]:
    """The configured targets of these names; all where there are none. Raises Fatal."""
    from inhouse.commands.targets import REPEATED

    none: dict[str, list[str]] = {flag.replace("-", "_"): [] for flag, _, _ in REPEATED}
    return chosen_targets(argparse.Namespace(targets=names, document=None, output=None, name=None, **none))


def _of_lock(targets: tuple[Target, ...], sides: list[str]) -> tuple[Target, ...]:
    """The one target that a package's folder or lock among the sides is that of."""
    folders = [Path(side).resolve().parent if Path(side).is_file() else Path(side).resolve() for side in sides]
    chosen = tuple(target for target in targets if target.output.resolve() in folders)
    if len(chosen) != 1:
        names = ", ".join(target.name for target in targets)
        raise fatal("bad-arguments", "which target is meant is not clear", None, f"Give --target, one of {names}.")
    return chosen


def _state(target: Target, side: str | None) -> State:
    if side is None:
        return current(target)
    path = Path(side)
    if not _is_here(side):
        return _at(target, side)
    if (lock := _lock_in(path)) is not None:
        return of_lock(target, lock)
    return of_document(path, target)


def _is_document(side: str) -> bool:
    return _is_here(side) and _lock_in(Path(side)) is None


def _is_here(side: str) -> bool:
    """Whether this is a document, a lock, or a folder that has one; all else is a revision."""
    return side.isprintable() and bool(side) and (Path(side).is_file() or _lock_in(Path(side)) is not None)


def _lock_in(path: Path) -> Path | None:
    """The lock that a path is, or that the folder there has."""
    from inhouse.output.lock import LOCK

    if path.name == LOCK:
        return path
    return path / LOCK if (path / LOCK).is_file() else None


def _at(target: Target, revision: str) -> State:
    if Path(revision).suffix in (".yaml", ".yml", ".json") and find_configuration(Path.cwd()) is not None:
        from inhouse.document.source import read_source

        read_source(Path(revision), revision)  # raises: there is no such file
    return of_revision(target, revision)
