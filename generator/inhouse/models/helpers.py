"""Processes that confirm parts of the models: a part comes by standard input, what is wrong with it goes out."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable

from inhouse.models.confirm import Part, confirm
from inhouse.models.writer import ModelMismatch

_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from inhouse.models.helpers import main; main()"
)
"""The program of a helper. It finds inhouse where the process that started it did."""


@contextlib.contextmanager
def helped(parts: Iterable[Part], count: int) -> Generator[Callable[[], None]]:
    """Has the parts confirmed by so many processes, which end with the context.

    The function given waits until all are done, and raises ModelMismatch where one is not as it should be, or a process
    died.
    """
    waiting: queue.SimpleQueue[Part] = queue.SimpleQueue()
    for part in parts:
        waiting.put(part)
    wrong: list[str] = []
    processes = [start() for _ in range(count)]
    threads = [threading.Thread(target=_give, args=(each, waiting, wrong), daemon=True) for each in processes]
    for thread in threads:
        thread.start()

    def finish() -> None:
        for thread in threads:
            while thread.is_alive():
                thread.join(0.5)  # without an end to it, some systems let no interrupt through
        if wrong:
            raise ModelMismatch(wrong[0])

    try:
        yield finish
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.communicate()


def main() -> None:
    """Confirms one part after another, until the pipe that they come by is closed."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    gc.disable()  # a helper is done before there is anything to collect
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            part, deepest = pickle.load(sys.stdin.buffer)
            sys.setrecursionlimit(deepest)
            try:
                confirm(part)
                answer = ""
            except (ModelMismatch, RecursionError) as error:
                answer = f"{error}" or type(error).__name__
            pickle.dump(answer, answers)
            answers.flush()
    os._exit(0)


def start() -> subprocess.Popen[bytes]:
    """Starts a helper."""
    words, pipe = [sys.executable, "-P", "-c", _START], subprocess.PIPE
    return subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)


def _give(process: subprocess.Popen[bytes], waiting: queue.SimpleQueue[Part], wrong: list[str]) -> None:
    """Gives one part after another to a process, until none is left or something is wrong."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(pickle.dumps(sys.path))
        while not wrong:
            part = waiting.get_nowait()
            process.stdin.write(pickle.dumps((part, sys.getrecursionlimit())))
            process.stdin.flush()
            if answer := pickle.load(process.stdout):
                wrong.append(answer)
    except queue.Empty:
        return
    except (EOFError, OSError, pickle.UnpicklingError):
        wrong.append(f"a process that was to confirm models ended with status {process.wait()}")
