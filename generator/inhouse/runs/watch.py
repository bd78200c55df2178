"""`inhouse generate --watch`: what a target is made of is looked at again and again, and made anew when it changed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TypeAlias

from inhouse.config import Target, find_configuration
from inhouse.config.read import FILES
from inhouse.diagnostics import Fatal
from inhouse.report.outcome import FINE, Outcome, wrong
from inhouse.runs.inputs import from_here, input_files, named_files
from inhouse.runs.run import run_target, tell, tell_fatal
from inhouse.runs.targets import chosen_targets

_LOOK = 0.25
"""Seconds between two looks. Looking works on every file system, and costs next to nothing for some hundred files."""

_SETTLED = 0.15
"""Seconds in which nothing more may change before anything is made: editors save in several steps."""

State: TypeAlias = Mapping[Path, tuple[int, int, int] | None]
"""Of each file its time, size and number; None where there is none."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A target, and the state of its files before it was made; of their folders, after."""

    target: Target
    files: State
    folders: State

    def has_changed(self) -> bool:
        """Whether anything is not as it was. A new file in a folder may be one that was missing."""
        return state(self.files) != self.files or state(self.folders) != self.folders


def watch(options: SimpleNamespace) -> int:
    """Generates the targets whenever what they are made of changes, until it is interrupted; the exit status."""
    try:
        configuration, watched = _begin(options)
        _say(f"watching {_files(watched)}; Ctrl-C ends it")
        while True:
            time.sleep(_LOOK)
            if state(configuration) != configuration:
                _settle(configuration)
                configuration, watched = _begin(options)
                continue
            watched = tuple(_again(each, options) if each.has_changed() else each for each in watched)
    except KeyboardInterrupt:
        return FINE


def state(paths: Iterable[Path]) -> State:
    """The state of the files now."""
    found: dict[Path, tuple[int, int, int] | None] = {}
    for path in paths:
        try:
            stat = path.stat()
        except (OSError, ValueError):
            found[path] = None
        else:
            found[path] = stat.st_mtime_ns, stat.st_size, stat.st_ino
    return found


def _begin(options: SimpleNamespace) -> tuple[State, tuple[Watched, ...]]:
    """Reads the configuration and makes everything; a configuration that is broken for now has no targets."""
    here = Path.cwd()
    try:
        configuration = state([find_configuration(here) or here / next(iter(FILES))])
        return configuration, tuple(_make(target, (), options) for target in chosen_targets(options))
    except Fatal as error:
        tell_fatal(options, error)
        places = {Path(each.place.file) for each in error.diagnostics if each.place is not None}
        names = {folder / name for folder in (here, *here.parents) for name in FILES}
        return state({*places, *names}), ()


def _again(watched: Watched, options: SimpleNamespace) -> Watched:
    _settle(watched.files)
    return _make(watched.target, watched.files, options)


def _settle(paths: Iterable[Path]) -> None:
    """Waits until the files do not change any more."""
    before, now = None, state(paths)
    while before != now:
        time.sleep(_SETTLED)
        before, now = now, state(now)


def _make(target: Target, known: Iterable[Path], options: SimpleNamespace) -> Watched:
    """Makes a target. Files that it was made of before stay watched while its document is broken."""
    before = state({*known, *named_files(target)})
    try:
        read = input_files(target)
    except Fatal as error:
        outcome = wrong(error)
        files = {**before, **state(path for path in _complained_of(outcome) if path not in before)}
    else:
        files = {path: before.get(path) or now for path, now in state(read).items()}
        outcome = run_target(target, options)
        files = {**files, **state(path for path in _complained_of(outcome) if path not in files)}
    if outcome.state != "up-to-date" or outcome.diagnostics:
        tell(outcome, options)
        sys.stdout.flush()
    return Watched(target, files, state(_folders(target, files)))


def _complained_of(outcome: Outcome) -> tuple[Path, ...]:
    return from_here(Path(each.place.file) for each in outcome.diagnostics if each.place is not None)


def _folders(target: Target, files: Iterable[Path]) -> set[Path]:
    """Where files may appear that the document refers to. Those that the tool writes into say nothing."""
    written = target.output.resolve().parent
    configured = set(named_files(target)[:1]) if target.table else set[Path]()
    return {path.parent for path in files if path not in configured and path.parent.resolve() != written}


def _files(watched: tuple[Watched, ...]) -> str:
    count = len({path for each in watched for path in each.files})
    return f"{count} file{'' if count == 1 else 's'}"


def _say(text: str) -> None:
    print(f"inhouse: {text}", file=sys.stderr, flush=True)
