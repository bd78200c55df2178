"""Targets → outcomes, each target in a process of its own."""

from __future__ import annotations

import argparse
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import IO

from inhouse.commands.outcome import UNWRITABLE, Outcome
from inhouse.commands.progress import Progress
from inhouse.commands.run import Result
from inhouse.commands.worker import START, task
from inhouse.config import Target, show
from inhouse.diagnostics import visible

_PATIENCE = 10.0
"""Seconds that a worker has to clean up after an interrupt."""


def in_workers(
    targets: Sequence[Target], workers: int, options: argparse.Namespace, progress: Progress
) -> Generator[Result]:
    """Runs the command for each target, so many at a time; each result comes as soon as those before it are there."""
    crew = _Crew(options, progress)
    with ThreadPoolExecutor(min(workers, len(targets))) as threads:
        futures = [threads.submit(crew.run, target) for target in targets]
        try:
            for future in futures:
                while not future.done():
                    wait((future,), timeout=0.5)  # without an end to it, some systems let no interrupt through
                yield future.result()
        finally:
            for future in futures:
                future.cancel()
            crew.stop()


class _Crew:
    """The worker processes that run at a time."""

    def __init__(self, options: argparse.Namespace, progress: Progress) -> None:
        self._options = options
        self._progress = progress
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def run(self, target: Target) -> Result:
        """Runs the command for a target in a process of its own, and waits for it."""
        with tempfile.TemporaryFile() as said:
            with self._lock:
                if self._stopped:
                    return _died(target, -signal.SIGINT, "")
                process = _start(said)
                self._running.add(process)
            self._progress.start(target.name)
            try:
                answer = _talk(process, task(target, self._options))
            finally:
                status = process.wait()
                _close(process)
                self._progress.finish(target.name)
                with self._lock:
                    self._running.discard(process)
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
        if status != 0:
            return _died(target, status, text)
        return Result(target, pickle.loads(answer), text)

    def stop(self) -> None:
        """Lets every process clean up and end."""
        with self._lock:
            self._stopped = True
            running = tuple(self._running)
        for process in running:
            _close(process)
        for process in running:
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def _start(said: IO[bytes]) -> subprocess.Popen[bytes]:
    """Starts a worker in a group of its own: an interrupt of the terminal reaches it through this process alone."""
    words, pipe = [sys.executable, "-P", "-c", START], subprocess.PIPE
    if sys.platform == "win32":
        group = subprocess.CREATE_NEW_PROCESS_GROUP
        return subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=said, creationflags=group)
    return subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=said, process_group=0)


def _talk(process: subprocess.Popen[bytes], task: bytes) -> bytes:
    """Gives a worker its task and takes its answer; the pipe stays open, since it ends when that is closed."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(task)
        process.stdin.flush()
    except (OSError, ValueError):
        pass  # it is dead already, which its status tells
    with process.stdout:
        return process.stdout.read()


def _close(process: subprocess.Popen[bytes]) -> None:
    try:
        if process.stdin is not None:
            process.stdin.close()
    except OSError:
        pass  # nobody reads it any more


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
