"""What it takes to import the written packages: CPU, wall clock and memory, beside `import httpx2, pydantic`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.documents import Source
from benchmarks.generation import INHOUSE, TOOLS
from benchmarks.measure import Command, Tell, in_turns, ratio
from benchmarks.peers import Peers

BASE = "import httpx2, pydantic"


def measure(
    sources: Iterable[Source], python: Path, found: Peers | None, runs: int, written: Path, tell: Tell
) -> dict[str, Any]:
    """The import of each package that was written. Each tool's runs in the environment that has what it needs."""
    results = dict[str, Any]()
    for source in sources:
        commands = {BASE: _command(python, BASE, written)}
        for tool in (INHOUSE, *TOOLS):
            output = written / source.name / tool.replace(" --", "-") / source.name
            interpreter = python if tool == INHOUSE else found.python(tool) if found else None
            if interpreter and any(output.rglob("*.py")):
                commands[tool] = _command(interpreter, *peers.imported(tool, output))
        tell(f"{source.name}, import")
        in_turns(commands, 1, lambda _: None)  # which compiles
        figures = in_turns(commands, runs, tell)
        ratios = {name: round(value, 3) for name, one in figures.items() if (value := ratio(one, figures[BASE]))}
        results[source.name] = {**{name: one.to_json() for name, one in figures.items()}, f"ratio to {BASE}": ratios}
    return results


def _command(python: Path, statement: str, folder: Path) -> Command:
    return Command([str(python), "-W", "ignore", "-c", statement], environment={"PYTHONPATH": str(folder)}, minor=True)
