"""What it costs to write packages: cold, after a small change, with nothing to do; and how that grows with the document."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, pairwise
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import peers
from benchmarks.documents import Source, changed, part, read, write
from benchmarks.measure import Command, Figure, Tell, in_turns, ratio
from benchmarks.peers import Peers

INHOUSE = "inhouse"
TOOLS = (peers.MODELS, peers.CLIENT, peers.OPENAPI_PYTHON_CLIENT, peers.OPENAPI_GENERATOR)
SHARES = (0.1, 0.25, 0.5, 1.0)
WITHOUT_STAMP = "check, without the stamp"
_READ = """\
import sys
from pathlib import Path
from inhouse.document.source import read_source
for path in sys.argv[1:]:
    read_source(Path(path), path)
"""


@dataclass(frozen=True)
class Project:
    """A project of one target in a folder of its own, with a cache of its own."""

    folder: Path
    source: Source

    @property
    def document(self) -> Path:
        return self.folder / f"document.{self.source.format}"

    @property
    def output(self) -> Path:
        return self.folder / "inhouse" / self.source.name

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def command(self, name: str = "generate", *cleared: Path, **options: Any) -> Command:
        """A command of inhouse's own, before which some paths are removed."""

        def clear() -> None:
            for path in cleared:
                rmtree(path, ignore_errors=True)

        beside = Path(sys.executable).with_name("inhouse")
        program = [str(beside)] if beside.exists() else [sys.executable, "-m", "inhouse"]
        environment = {"INHOUSE_CACHE_DIR": str(self.cache)}
        return Command(
            [*program, name], **{"prepare": clear, "folder": self.folder, "environment": environment, **options}
        )

    def cold(self) -> Command:
        return self.command("generate", self.output, self.cache)


@contextmanager
def project(source: Source, document: dict[str, Any] | None = None) -> Iterator[Project]:
    """A project for the time of a block."""
    with TemporaryDirectory() as folder:
        made = Project(Path(folder), source)
        write(document or read(source), made.document)
        output = made.output.relative_to(made.folder).as_posix()
        settings = f'[targets.{source.name}]\ndocument = "{made.document.name}"\noutput = "{output}"\n'
        (made.folder / "inhouse.toml").write_text(settings, encoding="utf-8")
        yield made


def measure(sources: Iterable[Source], found: Peers | None, runs: int, written: Path, tell: Tell) -> dict[str, Any]:
    """Cold, small change and nothing to do for each document. What is written is kept in a folder, by document and tool."""
    results = dict[str, Any]()
    for source in sources:
        with project(source) as made:
            tell(f"{source.name}, cold")
            cold = in_turns({INHOUSE: made.cold(), **_theirs(made, found, written)}, runs, tell)
            figures = {name: figure.to_json() for name, figure in cold.items()}
            results[source.name] = {"bytes": made.document.stat().st_size, "cold": figures}
            results[source.name]["ratio of cold CPU"] = _against_models(cold)
            if cold[INHOUSE].refused is None:
                again = _again(made, cold.get(peers.MODELS), runs, tell)
                results[source.name].update(again)
                copytree(made.output, written / source.name / INHOUSE / source.name)
    return results


def _theirs(made: Project, found: Peers | None, written: Path) -> dict[str, Command]:
    """The commands of the peers that are here, each writing a package of the document's name into a folder of its own."""
    commands = dict[str, Command]()
    for tool in TOOLS if found else ():
        if found and (python := found.python(tool)):
            output = written / made.source.name / tool.replace(" --", "-") / made.source.name
            commands[tool] = peers.command(tool, python, made.document, output)
    return commands


def _against_models(cold: dict[str, Figure]) -> dict[str, float]:
    """How many times the CPU of each other tool inhouse takes."""
    ratios = {name: ratio(cold[INHOUSE], figure) for name, figure in cold.items() if name != INHOUSE}
    return {name: round(value, 3) for name, value in ratios.items() if value is not None}


def _again(made: Project, whole: Figure | None, runs: int, tell: Tell) -> dict[str, Any]:
    """A small change, beside what the other models took as a whole; and nothing to do, beside an interpreter's start."""
    tell(f"{made.source.name}, one schema changed")
    before, after = made.document.read_text(encoding="utf-8"), changed(read(Source(made.source.name, made.document)))
    texts = cycle([write(after, made.folder / f"after.{made.source.format}").read_text(encoding="utf-8"), before])

    def rewrite() -> None:
        made.document.write_text(next(texts), encoding="utf-8")

    change = made.command(prepare=rewrite)
    small = in_turns({"change": change}, runs, tell)["change"]
    tell(f"{made.source.name}, nothing to do")
    made.document.write_text(before, encoding="utf-8")
    in_turns({"settle": made.command()}, 2, lambda _: None)
    nothing = in_turns(
        {
            "python -c pass": Command([sys.executable, "-c", "pass"]),
            "generate": made.command("generate"),
            "check": made.command("check"),
        },
        max(runs, 9),
        tell,
    )
    clean = in_turns(
        {
            WITHOUT_STAMP: made.command("check", made.cache),
            "only reading the document": Command([sys.executable, "-c", _READ, str(made.document)]),
            "reading nothing": Command([sys.executable, "-c", _READ]),
        },
        runs,
        tell,
    )
    start = nothing["python -c pass"]
    ratios = {name: round(value, 2) for name, each in nothing.items() if (value := ratio(each, start)) is not None}
    without_stamp, reading, idle = (figure.cpu for figure in clean.values())
    ratios[f"{WITHOUT_STAMP}, less the reading"] = round((without_stamp - (reading - idle)) / start.cpu, 2)
    told: dict[str, Any] = {
        "small change": small.to_json(),
        "nothing to do": {name: each.to_json() for name, each in {**nothing, **clean}.items()},
    }
    if (value := ratio(small, whole)) is not None:
        told["ratio of a small change to all of datamodel-code-generator's models"] = round(value, 4)
    return {**told, "ratio of nothing to do": ratios}


def growth(source: Source, found: Peers | None, runs: int, tell: Tell) -> dict[str, Any]:
    """Cold runs over growing parts of a document, and how the cost grows over its size, step by step."""
    document, results = read(source), dict[str, Any]()
    for share in SHARES:
        piece = part(document, share)
        with project(source, piece) as made:
            tell(f"{source.name}, {share:.0%} of its schemas")
            theirs = _theirs(made, found, made.folder / "theirs")
            commands = {INHOUSE: made.cold(), **{tool: theirs[tool] for tool in (peers.MODELS,) if tool in theirs}}
            figures = {tool: figure.to_json() for tool, figure in in_turns(commands, runs, tell).items()}
            results[f"{share:.0%}"] = {
                "schemas": len(piece["components"]["schemas"]),
                "bytes": made.document.stat().st_size,
                **figures,
            }
    return {"document": source.name, "parts": results, "factors": factors(results), "doublings": doublings(results)}


def factors(parts: dict[str, Any]) -> dict[str, dict[str, float]]:
    """For each tool and step, the factor of its CPU over that of the bytes: 1 is linear growth."""
    steps = dict[str, dict[str, float]]()
    for tool, step, bytes, cpu in _steps(parts):
        steps.setdefault(tool, {})[step] = round(cpu / bytes, 3)
    return steps


def doublings(parts: dict[str, Any]) -> dict[str, dict[str, dict[str, float]]]:
    """For each tool and step that doubles the share of schemas, the factors of the bytes and of its CPU."""
    steps = dict[str, dict[str, dict[str, float]]]()
    for tool, step, bytes, cpu in _steps(parts):
        before, after = (int(share.removesuffix("%")) for share in step.split(" to "))
        if after == 2 * before:
            steps.setdefault(tool, {})[step] = {"bytes": round(bytes, 2), "cpu": round(cpu, 2)}
    return steps


def _steps(parts: dict[str, Any]) -> Iterator[tuple[str, str, float, float]]:
    """Each tool and step from one share to the next, with the factors of the bytes and of the tool's CPU."""
    for before, after in pairwise(parts):
        bytes = parts[after]["bytes"] / parts[before]["bytes"]
        for tool in (INHOUSE, peers.MODELS):
            one, other = (parts[name].get(tool, {}).get("cpu") for name in (before, after))
            if one and other:
                yield tool, f"{before} to {after}", bytes, other / one
