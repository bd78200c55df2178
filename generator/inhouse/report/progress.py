"""One line on a terminal that says what is being done; nothing anywhere else."""

from __future__ import annotations

import os
import sys
import time
from _thread import RLock
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from threading import Event

    from inhouse.means import Phase

_PATIENCE = 0.3
"""Seconds that pass before anything is shown: what is done at once needs no line."""

_TICK = 0.1
_CLEAR = "\r\x1b[2K"


class Progress:
    """Which targets are being worked on, of how many, since when, and what is being done for each."""

    def __init__(
        self, verb: str, total: int, stream: TextIO, running: Mapping[str, float] | None = None, done: int = 0
    ) -> None:
        self.verb = verb
        self.total = total
        self.stream = stream
        self.running = dict(running or {})
        self.done = done
        self.phases: dict[str, Phase] = {}
        self._shown = False
        self._lock = RLock()

    def start(self, name: str) -> None:
        with self._lock:
            self.running[name] = time.monotonic()

    def enter(self, name: str, phase: Phase) -> None:
        with self._lock:
            self.phases[name] = phase

    def finish(self, name: str) -> None:
        with self._lock:
            self.running.pop(name, None)
            self.phases.pop(name, None)
            self.done += 1

    @contextmanager
    def aside(self) -> Generator[None]:
        """The line is out of the way for as long as something else is printed."""
        with self._lock:
            self._clear()
            yield
            sys.stdout.flush()

    @contextmanager
    def shown(self) -> Generator[None]:
        """Keeps the line up to date, where there is a terminal to show it on."""
        if not is_terminal(self.stream):
            yield
            return
        import threading

        ended = threading.Event()
        thread = threading.Thread(target=self._keep_up, args=(ended,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            with self._lock:
                self._clear()

    def _keep_up(self, ended: Event) -> None:
        wait = _PATIENCE
        while not ended.wait(wait):
            wait = _TICK
            with self._lock:
                self.stream.write(_CLEAR + status_line(self, time.monotonic(), _columns(self.stream)))
                self.stream.flush()
                self._shown = True

    def _clear(self) -> None:
        if self._shown:
            self.stream.write(_CLEAR)
            self.stream.flush()
            self._shown = False


def status_line(progress: Progress, now: float, columns: int) -> str:
    """What is being done, in at most so many columns: `generating 2 of 5: apify 3 s (lowering), store 1 s (reading)`."""
    running = ", ".join(
        f"{name} {now - since:.0f} s{f' ({phase})' if (phase := progress.phases.get(name)) else ''}"
        for name, since in sorted(progress.running.items())
    )
    count = f" {min(progress.done + 1, progress.total)} of {progress.total}" if progress.total > 1 else ""
    line = f"{progress.verb}{count}{f': {running}' if running else ''}"
    return line if len(line) < columns else f"{line[: max(columns - 2, 0)]}…"


def is_terminal(stream: TextIO) -> bool:
    """Whether a line there can be written over."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
