"""What all targets have in common."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis.strategies import SearchStrategy

from inhouse.diagnostics import Diagnostic, Fatal, Locate, Place, format_diagnostic

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Target:
    """Something to try inputs on, which are bytes or values of JSON.

    `check` says in a few words what became of one; whatever it raises is a finding. Inputs that are bytes may be found
    by changing the `seeds`.
    """

    name: str
    inputs: SearchStrategy[Any]
    check: Callable[[Any], str]
    seeds: tuple[bytes, ...] = ()

    @property
    def folder(self) -> Path:
        """Where its cases are kept."""
        return CASES / self.name

    def cases(self) -> Iterator[Path]:
        """The files of the inputs that found something once."""
        yield from sorted(path for path in self.folder.glob("*") if path.suffix in (".bytes", ".json"))


def read_case(path: Path) -> Any:
    """The input that a case holds."""
    return path.read_bytes() if path.suffix == ".bytes" else json.loads(path.read_text(encoding="ascii"))


def write_case(folder: Path, name: str, value: Any) -> Path:
    """Keeps an input; returns its file."""
    folder.mkdir(parents=True, exist_ok=True)
    if isinstance(value, bytes):
        path = folder / f"{name}.bytes"
        path.write_bytes(value)
    else:
        path = folder / f"{name}.json"
        path.write_text(json.dumps(value, indent=1) + "\n", encoding="ascii")
    return path


def refused(error: Fatal, locate: Locate = lambda place: place.position, texts: dict[str, str] | None = None) -> str:
    """What became of an input that is refused: the codes, after a look at whether each diagnostic can be told.

    Where the text of a file is given, every place in it must be one of its text.
    """
    assert error.diagnostics
    return "refused: " + " ".join(sorted({told(diagnostic, locate, texts or {}) for diagnostic in error.diagnostics}))


def told(diagnostic: Diagnostic, locate: Locate, texts: dict[str, str]) -> str:
    """The code of a diagnostic that can be told in one printable line, with a place that there is."""
    assert diagnostic.code != "defect", diagnostic.message
    line = format_diagnostic(diagnostic, locate)
    assert line.isprintable(), line
    line.encode()
    place = diagnostic.place
    if place is not None and place.file in texts:
        assert is_within(place, locate, texts[place.file]), (diagnostic, locate(place))
    return diagnostic.code


def is_within(place: Place, locate: Locate, text: str) -> bool:
    """Whether the place is one in the text, or at its end."""
    position = place.position or locate(place)
    if position is None:
        return True
    lines = split_lines(text)
    line, column = position
    return 1 <= line <= len(lines) + 1 and 1 <= column <= len(lines[line - 1] if line <= len(lines) else "") + 2


def split_lines(text: str) -> list[str]:
    """The lines of a text, as editors count them."""
    return re.split("\r\n|\r|\n", text)
