"""`inhouse diff`: what changes for those who call a package, between documents, revisions and the working tree."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from inhouse.config import Target, find_configuration, show
from inhouse.diagnostics import fatal
from inhouse.history.states import State, current, of_document, of_lock, of_revision
from inhouse.report.outcome import FINE
from inhouse.report.text import is_coloured
from inhouse.runs.targets import configured_targets


def run_diff(options: SimpleNamespace) -> int:
    """Prints what changed; the exit status. Raises Fatal."""
    from inhouse.changes.report import markdown, report_json, text_lines
    from inhouse.history.compared import compared

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


def _pairs(options: SimpleNamespace) -> list[tuple[State, State, str]]:
    sides: list[str] = options.sides
    if len(sides) > 2:
        raise fatal("bad-arguments", f"two things can be compared, not {len(sides)}")
    if len(sides) == 2 and not options.target and all(_is_document(side) for side in sides):
        old, new = (of_document(Path(side), None) for side in sides)
        return [(old, new, new.label)]
    targets = configured_targets(options.target)
    if len(targets) > 1 and any(map(_is_here, sides)):
        targets = _of_lock(targets, sides)
    found: list[tuple[State, State, str]] = []
    for target in targets:
        before, after, *_ = (*(sides or ["HEAD"]), None)
        found.append((_state(target, before), _state(target, after), show(target.output)))
    return found


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
