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
from inhouse.diagnostics import fatal, quote

if TYPE_CHECKING:
    from inhouse.changes.report import Comparison

EPILOG = """\
OLD and NEW are each a document (a file), a revision that git knows (HEAD~1, v1.2, origin/main), or a package's folder or
its inhouse.lock, of which the commit is looked for. Without any, what git has at HEAD is compared with the files as they
are; with one, that with the files as they are. Two documents need no configuration; with --target they are read with the
target's overlays, policies, names and selection.

major: code that was right is not any more, or a running program does otherwise. minor: Python sees more, or otherwise,
and nothing breaks. patch: documentation, or only what goes over the wire.
"""


def add_diff(command: argparse.ArgumentParser) -> None:
    """Adds the arguments of `inhouse diff`."""
    command.add_argument("sides", nargs="*", metavar="OLD [NEW]", help="what to compare; see below")
    command.add_argument(
        "--target", action="append", default=[], metavar="TARGET", help="a configured target; all of them by default"
    )
    command.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="text by default")
    command.set_defaults(whole=run_diff)


def run_diff(options: argparse.Namespace) -> int:
    """Prints what changed; the exit status. Raises Fatal."""
    from inhouse.changes.report import markdown, report_json, text_lines

    comparisons = [_comparison(old, new, package) for old, new, package in _pairs(options)]
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


def compared(old: State, new: State, package: str) -> Comparison:
    """What changes from one state to another. Raises Fatal."""
    return _comparison(old, new, package)


def _pairs(options: argparse.Namespace) -> list[tuple[State, State, str]]:
    sides: list[str] = options.sides
    if len(sides) > 2:
        raise fatal("bad-arguments", f"two things can be compared, not {len(sides)}")
    if len(sides) == 2 and not options.target and all(Path(side).is_file() and not _is_lock(side) for side in sides):
        old, new = (of_document(Path(side), None) for side in sides)
        return [(old, new, new.label)]
    targets = _targets(options.target)
    if len(targets) > 1 and any(Path(side).exists() for side in sides):
        targets = _of_lock(targets, sides)
    found: list[tuple[State, State, str]] = []
    for target in targets:
        old, new = (*(sides or ["HEAD"]), None)[:2]
        found.append((_state(target, old), _state(target, new), show(target.output)))
    return found


def _comparison(old: State, new: State, package: str) -> Comparison:
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


def _targets(names: list[str]) -> tuple[Target, ...]:
    from inhouse.commands.targets import REPEATED

    none = {flag.replace("-", "_"): [] for flag, _, _ in REPEATED}
    return chosen_targets(argparse.Namespace(targets=names, document=None, output=None, name=None, **none))


def _of_lock(targets: tuple[Target, ...], sides: list[str]) -> tuple[Target, ...]:
    """The one target that a package's folder or lock among the sides is that of."""
    folders = [Path(side).resolve().parent if Path(side).is_file() else Path(side).resolve() for side in sides]
    chosen = tuple(target for target in targets if target.output.resolve() in folders)
    if len(chosen) != 1:
        names = ", ".join(target.name for target in targets)
        raise fatal("bad-arguments", "which target is meant is not clear", None, f"Give --target, one of {names}.")
    return chosen


def _is_lock(side: str) -> bool:
    from inhouse.output.lock import LOCK

    return Path(side).name == LOCK


def _state(target: Target, side: str | None) -> State:
    if side is None:
        return current(target)
    path = Path(side)
    if "\0" in side:
        raise fatal("bad-arguments", f"{quote(side)} is no name of a file")
    if path.is_dir() or _is_lock(side):
        from inhouse.output.lock import LOCK

        return of_lock(target, path / LOCK if path.is_dir() else path)
    return of_document(path, target) if path.is_file() else _at(target, side)


def _at(target: Target, revision: str) -> State:
    if Path(revision).suffix in (".yaml", ".yml", ".json") and find_configuration(Path.cwd()) is not None:
        from inhouse.document.source import read_source

        read_source(Path(revision), revision)  # raises: there is no such file
    return of_revision(target, revision)
