"""A document → what became of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.corpus.checks import differing, mypy, probed, pyright, ruff
from tests.corpus.documents import label, overlay_of_schemas, package_name
from tests.corpus.processes import Finished, run

FAULTS = ("imports", "builds", "mypy", "pyright", "ruff", "differs")
"""What can be wrong with a package, in the order of the columns."""

PARTS = ("models", "endpoints", "rest")


@dataclass(frozen=True)
class Measured:
    """What became of a document. `faults` says by kind what is wrong with its package; None where there is none."""

    document: Path
    seconds: float
    mebibytes: float
    diagnostics: tuple[str, ...]
    states: Mapping[str, int] = field(default_factory=dict[str, int])
    reasons: Mapping[str, int] = field(default_factory=dict[str, int])
    lines: Mapping[str, int] = field(default_factory=dict[str, int])
    faults: Mapping[str, list[str]] | None = None

    @property
    def label(self) -> str:
        """The document's name for people."""
        return label(self.document)

    @property
    def is_off(self) -> bool:
        """Whether anything is not as it should be."""
        return self.faults is None or bool(self.states.get("skipped")) or any(self.faults.values())


def measure(document: Path, folder: Path, cache: Path) -> Measured:
    """Generates the document's package twice in the folder, and holds it against everything asked of one."""
    name = package_name(document)
    first, second = (folder / each / name for each in ("first", "second"))
    folder.mkdir()
    source = ["--document", str(document.resolve())]
    operations = _inspect(source, folder)
    if not operations:
        source += ["--overlay", str(overlay_of_schemas(document, folder))]
        operations = _inspect(source, folder)
    finished = _generate(source, first, "1")
    diagnostics = tuple(finished.err.splitlines())
    if not first.is_dir():
        last = (f"generate ended with status {finished.status}",)
        return Measured(document, finished.seconds, finished.mebibytes, diagnostics or last)
    _generate(source, second, "2")
    faults = {
        **probed(first.parent, name),
        "mypy": mypy(first.parent, name, cache),
        "pyright": pyright(first.parent, name),
        "ruff": ruff(first.parent, name),
        "differs": differing(first, second),
    }
    return Measured(
        document,
        finished.seconds,
        finished.mebibytes,
        diagnostics,
        Counter(each["state"] for each in operations),
        Counter(f"{each['state']}: {_general(reason)}" for each in operations for reason in each["reasons"]),
        _lines(first),
        faults,
    )


def _generate(source: list[str], package: Path, seed: str) -> Finished:
    package.parent.mkdir()
    command = ["-m", "inhouse", "generate", *source, "--output", package.name]
    return run(command, package.parent, {"PYTHONHASHSEED": seed})


def _inspect(source: list[str], folder: Path) -> list[Any]:
    """The coverage of every operation."""
    finished = run(["-m", "inhouse", "inspect", "--format", "json", *source], folder)
    said = json.loads(finished.out or '{"operations": [], "skipped": []}')
    return [each["coverage"] for each in (*said["operations"], *said["skipped"])]


def _general(reason: str) -> str:
    """A reason without the names in it, so that equal ones can be counted."""
    return re.sub(r"'[^']*'", "'…'", reason)


def _lines(package: Path) -> dict[str, int]:
    counts = dict.fromkeys(PARTS, 0)
    for path in package.rglob("*.py"):
        top = path.relative_to(package).parts[0].removesuffix(".py").lstrip("_")
        counts[top if top in counts else "rest"] += path.read_bytes().count(b"\n")
    return counts
