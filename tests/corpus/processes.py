"""Processes with the time and the memory that they took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
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


def run(command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None) -> Finished:
    """Runs Python with these arguments in a folder, with the generator that this process has."""
    found = os.pathsep.join([str(Path(inhouse.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": found.rstrip(os.pathsep), "NO_COLOR": "1", **(variables or {})}
    begun = time.monotonic()
    with TemporaryFile() as out, TemporaryFile() as err:
        process = subprocess.Popen([sys.executable, *command], cwd=folder, env=environment, stdout=out, stderr=err)
        timer = Timer(_LONGEST, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        seconds = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return Finished(process.returncode, _said(out), _said(err), seconds, usage.ru_maxrss / unit)


def _said(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode(errors="replace")
