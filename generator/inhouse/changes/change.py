"""`Change`: one difference between two packages, as their callers meet it, and the verdict over all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from inhouse.diagnostics import Place

Kind: TypeAlias = Literal[
    "operation",
    "argument",
    "result",
    "model",
    "field",
    "enum value",
    "type",
    "error",
    "security",
    "server",
    "policy",
    "webhook",
    "documentation",
]
Action: TypeAlias = Literal["added", "removed", "renamed", "narrowed", "widened", "changed"]
Break: TypeAlias = Literal["source", "running", "wire"]
"""What a change breaks.

- source: what a type checker, an import or the call's signature holds against code that was right before.
- running: once package and server are as the document says now, a program meets values of another class, None apart,
  an exception, or another course of events.
- wire: the requests or the answers are others, and code that makes and takes them need not know.

Names of response models are taken to be for reading: code that makes its own instances of them is not considered.
"""
Level: TypeAlias = Literal["none", "patch", "minor", "major"]

LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")
"""The verdicts, in the order of what they ask of a caller."""

SOURCE: tuple[Break, ...] = ("source",)
RUNNING: tuple[Break, ...] = ("running",)
BOTH: tuple[Break, ...] = ("source", "running")
WIRE: tuple[Break, ...] = ("wire",)
NOTHING: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `name` is the Python name as it is now, `old_name` as it was where that is another.

    What is removed is called, and stands, as in the old document: `removed` or not tells which one `pointer` is into. In
    that pointer a parameter is a token such as `query:desc` until `located` makes it exact. `text` is a sentence, and
    `place` is where in which file.
    """

    kind: Kind
    action: Action
    name: str
    breaks: tuple[Break, ...]
    text: str
    pointer: str
    old_name: str | None = None
    place: Place | None = None

    @property
    def level(self) -> Level:
        """The part of a version (Semantic Versioning 2.0.0) that the change asks to be raised."""
        if "source" in self.breaks or "running" in self.breaks:
            return "major"
        return "patch" if self.breaks or self.kind == "documentation" else "minor"


def verdict(changes: Iterable[Change]) -> Level:
    """The level of the worst of the changes; `none` where there are none."""
    worst: Level = "none"
    for change in changes:
        if LEVELS.index(change.level) > LEVELS.index(worst):
            worst = change.level
    return worst


def union_of(*breaks: tuple[Break, ...]) -> tuple[Break, ...]:
    """What several things break together; where code is broken, the wire is not told of."""
    found = {each for some in breaks for each in some}
    code = (*(SOURCE if "source" in found else NOTHING), *(RUNNING if "running" in found else NOTHING))
    return code or (WIRE if "wire" in found else NOTHING)
