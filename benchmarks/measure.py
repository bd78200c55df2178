"""What a command costs: CPU (user and system) and wall clock in seconds, and peak memory, over runs that take turns."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from signal import SIGKILL
from statistics import median
from typing import Any

Tell = Callable[[str], None]
LAUNCHER = Path(__file__).with_name("launcher.py")
PATIENCE = 900
"""Seconds after which a run is given up."""


@dataclass(frozen=True)
class Command:
    """A program with its arguments, and what is done before each run without being counted.

    `fallbacks` are other arguments, tried in turn where the first ones fail. A `minor` command is run only three times
    where that takes long.
    """

    arguments: Sequence[str]
    prepare: Callable[[], None] | None = None
    folder: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    fallbacks: tuple[Sequence[str], ...] = ()
    accepted: tuple[int, ...] = (0,)
    minor: bool = False


@dataclass(frozen=True)
class Cost:
    """One run: seconds, bytes of the largest process, and why it failed, if it did."""

    cpu: float
    wall: float
    memory: int
    failure: str | None = None


@dataclass(frozen=True)
class Figure:
    """The medians of all runs, and the CPU of each; or why there are none."""

    cpu: float = 0.0
    wall: float = 0.0
    memory: int = 0
    runs: tuple[float, ...] = ()
    refused: str | None = None

    def to_json(self) -> dict[str, Any]:
        if self.refused is not None:
            return {"refused": self.refused}
        told = {name: value for name, value in asdict(self).items() if name != "refused"}
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in told.items()}


def run(command: Command, arguments: Sequence[str]) -> Cost:
    """Runs a command once, and counts what it and all of its children took."""
    if command.prepare:
        command.prepare()
    receiving, sending = os.pipe()
    with tempfile.TemporaryFile() as output, open(receiving, "rb") as told:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(LAUNCHER), str(sending), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=command.folder,
            env={**os.environ, **command.environment},
            pass_fds=(sending,),
            start_new_session=True,
        )
        os.close(sending)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, SIGKILL)
            process.wait()
        output.seek(0)
        said = output.read().decode(errors="replace")
        figures = told.read().split() if not process.returncode else []
    if not figures:
        return Cost(0.0, 0.0, 0, _reason(said, f"given up after {PATIENCE} s"))
    status, cpu, wall, memory = int(figures[0]), float(figures[1]), float(figures[2]), int(figures[3])
    failure = None if status in command.accepted else _reason(said, f"exit status {status}")
    return Cost(cpu, wall, memory * (1 if sys.platform == "darwin" else 1024), failure)


def in_turns(commands: Mapping[str, Command], runs: int, tell: Tell) -> dict[str, Figure]:
    """Runs the commands one after the other, that as often as is said, and gives the medians of each.

    What fails the first time, with all of its fallbacks, is not run again.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    arguments = {name: command.arguments for name, command in commands.items()}
    for turn in range(runs):
        for name, command in commands.items():
            done = costs[name]
            if done and (done[0].failure or (command.minor and turn >= 3 and done[0].wall > 15)):
                continue
            cost = run(command, arguments[name])
            for fallback in command.fallbacks if cost.failure and not turn else ():
                if cost.failure:
                    arguments[name], cost = fallback, run(command, fallback)
            done.append(cost)
            tell(f"  {turn + 1}/{runs} {name}: {cost.failure or f'{cost.cpu:.2f} s CPU, {cost.wall:.2f} s'}")
    return {name: figure(done) for name, done in costs.items()}


def figure(costs: Sequence[Cost]) -> Figure:
    """The medians of several runs; refused where any failed."""
    failures = [cost.failure for cost in costs if cost.failure]
    if failures or not costs:
        return Figure(refused=failures[0] if failures else "not run")
    cpu, wall = median(cost.cpu for cost in costs), median(cost.wall for cost in costs)
    memory = int(median(cost.memory for cost in costs))
    return Figure(cpu, wall, memory, tuple(round(cost.cpu, 4) for cost in costs))


def ratio(one: Figure | None, other: Figure | None) -> float | None:
    """How many times the other's CPU one takes: the median of the ratios of runs that stood side by side."""
    if not one or not other or not one.runs or not other.runs:
        return None
    return median(mine / theirs for mine, theirs in zip(one.runs, other.runs, strict=False) if theirs)


def _reason(said: str, otherwise: str) -> str:
    """The last line that says something, as programs name their errors at the end."""
    lines = [line.strip(" │╭╰─╮╯#") for line in said.splitlines()]
    told = [line for line in lines if "rror" in line] or [line for line in lines if line]
    return (told[-1] if told else otherwise)[:200]
