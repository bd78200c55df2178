"""One target in a process of its own: what to do comes by standard input, the outcome goes out by standard output."""

from __future__ import annotations

import _thread
import argparse
import os
import pickle
import sys
import threading
from typing import BinaryIO

from inhouse.commands.outcome import INTERRUPTED
from inhouse.commands.run import run_target
from inhouse.config import Target

START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from inhouse.commands.worker import main; main()"
)
"""The program of a worker. It finds inhouse where the process that started it did."""


def task(target: Target, options: argparse.Namespace) -> bytes:
    """What is said to a worker."""
    return pickle.dumps(sys.path) + pickle.dumps((target, options, sys.getrecursionlimit()))


def main() -> None:
    """Runs one task, and ends early, cleaning up, when the process that gave it is gone or closes the pipe."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    try:
        target, options, deepest = pickle.load(sys.stdin.buffer)
        sys.setrecursionlimit(deepest)
        threading.Thread(target=_end_with, args=(sys.stdin.buffer,), daemon=True).start()
        outcome = run_target(target, options)
        with answer:
            pickle.dump(outcome, answer)
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(INTERRUPTED)
    sys.stderr.flush()
    os._exit(0)  # the thread still reads


def _end_with(lifeline: BinaryIO) -> None:
    lifeline.read()
    _thread.interrupt_main()
