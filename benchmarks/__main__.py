"""`python -m benchmarks`: what writing, importing and calling cost, beside others with `--against peers`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import calls, chart, generation, imports, peers, report
from benchmarks.documents import sources

SECTIONS = ("generation", "imports", "calls", "growth")
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "inhouse-benchmarks"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints, and writes `benchmarks.json` and `benchmarks.svg`."""
    options = _parsed(arguments)
    started = time.monotonic()

    def tell(line: str) -> None:
        print(f"[{time.monotonic() - started:5.0f} s] {line}", file=sys.stderr, flush=True)

    given = dict(each.split("=", 1) for each in options.document)
    documents = sources({name: Path(path) for name, path in given.items()}, CACHE, tell)
    found = peers.install(CACHE / "peers", tell) if options.against else None
    python = (found and found.python(peers.CALLERS)) or Path(sys.executable)
    results: dict[str, Any] = {"machine": _machine(), "runs": options.runs}
    if found:
        results["peers"] = {name: list(each) for name, each in peers.REQUIREMENTS.items()} | {
            "failed": dict(found.failures)
        }
    wanted = {SECTIONS[int(each) - 1] if each.isdigit() else each for each in options.only or SECTIONS}
    with TemporaryDirectory() as folder:
        written = Path(folder)
        if wanted & {"generation", "imports"}:
            runs = options.runs if "generation" in wanted else 1
            results["generation"] = generation.measure(documents, found, runs, written, tell)
        if "imports" in wanted:
            results["imports"] = imports.measure(documents, python, found, options.runs, written, tell)
        if "calls" in wanted:
            calls.write_peer(found, written, tell)
            results["calls"] = calls.measure(found, options.runs, written, tell)
            if options.instructions:
                results["instructions per call"] = calls.instructions(found, written, tell)
        if "growth" in wanted and documents:
            results["growth"] = generation.growth(documents[-1], found, options.runs, tell)
    print(report.text(results))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "benchmarks.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    (options.out / "benchmarks.svg").write_text(chart.draw(report.panels(results)), encoding="utf-8")
    return 0


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--against", choices=["peers"], help="install the peers and run them side by side")
    names = [*SECTIONS, *(str(number) for number in range(1, len(SECTIONS) + 1))]
    parser.add_argument("--only", action="append", choices=names, help="a section, by name or number; may be repeated")
    parser.add_argument(
        "--document", action="append", default=[], metavar="NAME=PATH", help="instead of the usual ones"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the JSON and the chart go")
    parser.add_argument("--runs", type=int, default=5, help="of each command; they take turns")
    parser.add_argument("--instructions", action="store_true", help="also count instructions of calls, by valgrind")
    return parser.parse_args(arguments)


def _machine() -> dict[str, Any]:
    packages = {name: version(name) for name in ("httpx2", "pydantic", "datamodel-code-generator", "ruff")}
    return {"processors": os.cpu_count(), "system": platform.system(), "python": platform.python_version(), **packages}


if __name__ == "__main__":
    sys.exit(main())
