"""Coverage in numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a kind there are, and how many of them are generated, approximated and skipped."""

    kind: Literal["operation", "webhook"]
    generated: int
    approximated: int
    skipped: int


def coverage_line(counts: Iterable[Count]) -> str:
    """The numbers in words, a line for each kind."""
    return "\n".join(_counted(count) for count in counts)


def _counted(count: Count) -> str:
    total = count.generated + count.approximated + count.skipped
    numbers = f"{count.generated} generated, {count.approximated} approximated, {count.skipped} skipped"
    return f"{total} {count.kind}{'' if total == 1 else 's'}: {numbers}"
