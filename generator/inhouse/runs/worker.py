"""A process that targets are given to: tasks come by standard input, outcomes go out by standard output."""

from __future__ import annotations

import _thread
import os
import pickle
import sys
import threading
from queue import SimpleQueue
from types import SimpleNamespace
from typing import BinaryIO

from inhouse.config import Target
from inhouse.means import Phase, untold
from inhouse.report.outcome import INTERRUPTED, Outcome
from inhouse.runs.run import run_target

START = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from inhouse.runs.worker import main; main()"
"""The program of a worker. It finds inhouse where the process that started it did."""


def greeting() -> bytes:
    """What is said to a worker first."""
    return pickle.dumps(sys.path)


def task(target: Target, options: SimpleNamespace) -> bytes:
    """What is said to a worker for each target."""
    alone = SimpleNamespace(**{**vars(options), "processes": 1, "tell": untold})  # others have the other processors
    return pickle.dumps((target, alone, sys.getrecursionlimit()))


def main() -> None:
    """Runs one task after another, until the pipe that they come by is closed, or who gave them is gone.

    Each phase is told as it begins; the outcome comes last.
    What is being worked on then ends early, and cleans up.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer

    def answer(said: Phase | Outcome) -> None:
        pickle.dump(said, answers)
        answers.flush()

    tasks: SimpleQueue[tuple[Target, SimpleNamespace, int] | None] = SimpleQueue()
    busy = threading.Event()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, tasks, busy), daemon=True).start()
    try:
        while (task := tasks.get()) is not None:
            busy.set()
            target, options, deepest = task
            sys.setrecursionlimit(deepest)
            options.tell = answer
            outcome = run_target(target, options)
            sys.stdout.flush()
            sys.stderr.flush()
            answer(outcome)
            busy.clear()
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(INTERRUPTED)


def _listen(
    stream: BinaryIO, tasks: SimpleQueue[tuple[Target, SimpleNamespace, int] | None], busy: threading.Event
) -> None:
    try:
        while True:
            tasks.put(pickle.load(stream))
    except (EOFError, pickle.UnpicklingError, OSError):
        tasks.put(None)
        if busy.is_set():
            _thread.interrupt_main()
