"""Processes with the time and the memory that they took."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO

import inhouse

_LONGEST = 1800.0
"""Seconds after which a process is ended; what has not come by then does not come."""


@dataclass(frozen=True)
class Finished:
    """What a process said and took; `mebibytes` is its highest resident memory, or that of a process it started."""

    status: int
    out: str
    err: str
    seconds: float
    mebibytes: float


# A process starts with the highest memory of the one that started it, as Linux counts, so that this one must be small.
_LAUNCHER = """\
import os, sys, time
begun = time.monotonic()
pid = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[2:]], os.environ)
_, status, usage = os.wait4(pid, 0)
os.write(int(sys.argv[1]), f"{time.monotonic() - begun} {usage.ru_maxrss}".encode())
os._exit(os.waitstatus_to_exitcode(status) & 255)
"""


def run(command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None) -> Finished:
    """Runs Python with these arguments in a folder, with the generator that this process has."""
    found = os.pathsep.join([str(Path(inhouse.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": found.rstrip(os.pathsep), "NO_COLOR": "1", **(variables or {})}
    with TemporaryFile() as out, TemporaryFile() as err, TemporaryFile() as cost:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(cost.fileno()), *command],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=err,
            pass_fds=[cost.fileno()],
            start_new_session=True,
        )
        timer = Timer(_LONGEST, os.killpg, [process.pid, signal.SIGKILL])
        timer.start()
        status = process.wait()
        timer.cancel()
        seconds, memory = map(float, _said(cost).split() or (_LONGEST, 0))
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return Finished(status, _said(out), _said(err), seconds, memory / unit)


def _said(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode(errors="replace")
