"""Targets → outcomes, spread over a process for each processor."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import IO

from inhouse.config import Target, show
from inhouse.diagnostics import visible
from inhouse.means import Phase
from inhouse.report.outcome import UNWRITABLE, Outcome
from inhouse.report.progress import Progress
from inhouse.runs.run import Result
from inhouse.runs.worker import START, greeting, task

_PATIENCE = 10.0
"""Seconds that a worker has to clean up after an interrupt."""


def in_workers(
    targets: Sequence[Target], workers: int, options: SimpleNamespace, progress: Progress
) -> Generator[Result]:
    """Runs the command for each target, so many at a time; each result comes as soon as those before it are there."""
    crew = _Crew(options, progress)
    with ThreadPoolExecutor(min(workers, len(targets))) as threads:
        futures: list[Future[Result]] = []
        try:
            futures += [threads.submit(crew.run, target) for target in targets]
            for future in futures:
                while not future.done():
                    wait((future,), timeout=0.5)  # without an end to it, some systems let no interrupt through
                yield future.result()
        finally:
            for future in futures:
                future.cancel()
            crew.stop()


@dataclass(frozen=True, slots=True, eq=False)
class _Worker:
    """A process, and what it prints."""

    process: subprocess.Popen[bytes]
    said: IO[bytes]
    file: Path

    def ask(self, task: bytes, tell: Callable[[Phase], None]) -> tuple[Outcome | None, str]:
        """Gives a task; the outcome, None if the process died of it, and what was printed meanwhile.

        What it is doing is told as it goes.
        """
        assert self.process.stdout is not None
        outcome: Outcome | None = None
        self.say(task)
        try:
            while not isinstance(answer := pickle.load(self.process.stdout), Outcome):
                tell(answer)
            outcome = answer
        except (EOFError, OSError, pickle.UnpicklingError):
            self.process.wait()
        return outcome, self.said.read().decode("utf-8", "replace")

    def say(self, words: bytes) -> None:
        """Gives something to the process, which may be dead; that is seen when nothing comes back."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(words)
            self.process.stdin.flush()
        except (OSError, ValueError):
            pass

    def close(self) -> None:
        """Lets the process end: at once when it is idle, else after cleaning up."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # nobody reads it any more
            self.process.stdin.close()


class _Crew:
    """Worker processes, each for one target after another: what it takes to load the tools is paid once for each."""

    def __init__(self, options: SimpleNamespace, progress: Progress) -> None:
        self._options = options
        self._progress = progress
        self._all: list[_Worker] = []
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._stopped = False

    def run(self, target: Target) -> Result:
        """Runs the command for a target in a process that has nothing else to do, and waits for it."""
        with self._lock:
            if self._stopped:
                return _died(target, -signal.SIGINT, "")
            worker = self._free()
        self._progress.start(target.name)
        outcome, said = worker.ask(task(target, self._options), partial(self._progress.enter, target.name))
        self._progress.finish(target.name)
        if outcome is None:
            return _died(target, worker.process.returncode, said)
        with self._lock:
            self._idle.append(worker)
        return Result(target, outcome, said)

    def stop(self) -> None:
        """Lets every process clean up and end."""
        with self._lock:
            self._stopped = True
        for worker in self._all:
            worker.close()
        for worker in self._all:
            try:
                worker.process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            worker.said.close()
            worker.file.unlink(missing_ok=True)

    def _free(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.process.poll() is None:
                return worker
        worker = _start()
        self._all.append(worker)
        return worker


def _start() -> _Worker:
    """Starts a worker in a group of its own: an interrupt of the terminal reaches it through this process alone."""
    words, pipe = [sys.executable, "-P", "-c", START], subprocess.PIPE
    descriptor, name = tempfile.mkstemp()
    said = Path(name).open("rb")  # with a position of its own, while the worker writes  # noqa: SIM115
    try:
        if sys.platform == "win32":
            group = subprocess.CREATE_NEW_PROCESS_GROUP
            process = subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=descriptor, creationflags=group)
        else:
            process = subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=descriptor, process_group=0)
    finally:
        os.close(descriptor)
    worker = _Worker(process, said, Path(name))
    worker.say(greeting())
    return worker


def _died(target: Target, status: int, said: str) -> Result:
    how = f"ended with status {status}"
    if status < 0:
        try:
            how = f"was killed by {signal.Signals(-status).name}"
        except ValueError:
            how = f"was killed by signal {-status}"
    last = visible(said.strip().rpartition("\n")[2])
    message = f"was not finished: the process that worked on it {how}{f': {last}' if last else ''}"
    return Result(target, Outcome(show(target.output), "unusable", UNWRITABLE, message=message))
