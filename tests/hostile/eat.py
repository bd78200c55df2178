"""`python -m tests.hostile.eat`: what documents that would eat the machine cost, each in a process of its own."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import inhouse
from tests.hostile.eaters import EATERS

SECONDS = 5.0
MEBIBYTES = 500.0
_LONGEST = 600
"""Seconds of waiting, on a machine that may be busy with other things; the processor's time has an end before."""

# A process starts with the highest memory of the one that started it, as Linux counts, so that this one must be small.
_LAUNCHER = """\
import os, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
pid = os.posix_spawn(sys.executable, [sys.executable, "-m", "inhouse", *sys.argv[2:]], os.environ)
_, status, usage = os.wait4(pid, 0)
os.write(int(sys.argv[1]), f"{usage.ru_utime + usage.ru_stime} {usage.ru_maxrss / 1024}".encode())
os._exit(os.waitstatus_to_exitcode(status) & 255)
"""


@dataclass(frozen=True)
class Eaten:
    """What a document cost: seconds of the processor's time, and the highest resident memory."""

    name: str
    status: int
    said: str
    seconds: float
    mebibytes: float

    @property
    def wrong(self) -> str | None:
        """What should not have been."""
        if self.status not in (0, 2):
            return f"exit status {self.status}"
        if "Traceback" in self.said or "defect of inhouse" in self.said:
            return "no diagnostic"
        if self.status == 2 and not self.said.strip():
            return "refused without a word"
        if self.seconds > SECONDS or self.mebibytes > MEBIBYTES:
            return "too much"
        return None


def eat(name: str, folder: Path) -> Eaten:
    """Runs the command over what the eater of that name writes into the folder."""
    EATERS[name](folder)
    arguments = ["generate"]
    if not (folder / "inhouse.toml").exists():
        arguments += ["--document", "openapi.yaml", "--output", "out"]
    elsewhere = {**os.environ, "PYTHONPATH": str(Path(inhouse.__file__).parents[1])}
    read, write = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(write), *arguments],
        cwd=folder,
        env=elsewhere,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=[write],
        start_new_session=True,
        text=True,
        errors="replace",
    )
    os.close(write)
    try:
        said, _ = process.communicate(timeout=_LONGEST)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        return Eaten(name, -9, f"no end after {_LONGEST} s", _LONGEST, 0)
    finally:
        with os.fdopen(read, "rb") as stream:
            cost = stream.read().decode().split()
    seconds, mebibytes = map(float, cost)
    return Eaten(name, process.returncode, said, seconds, mebibytes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a line for each, and returns 1 if any was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.eat", description="Measures what documents cost.")
    parser.add_argument("--only", default="", metavar="TEXT", help="those with the text in their names")
    options = parser.parse_args(arguments)
    wrong = 0
    for name in EATERS:
        if options.only in name:
            with tempfile.TemporaryDirectory() as folder:
                eaten = eat(name, Path(folder))
            wrong += eaten.wrong is not None
            first = eaten.said.strip().rpartition("\n")[2] if eaten.wrong else eaten.said.partition("\n")[0]
            print(
                f"{eaten.wrong or 'ok':12} {name:45} {eaten.status:3} {eaten.seconds:6.2f} s {eaten.mebibytes:6.0f} MiB  {first[:150]!r}",
                flush=True,
            )
    print(f"{wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
