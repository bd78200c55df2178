"""Where the values of a file stand in its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple


class Mark(NamedTuple):
    """Line and column of a value, counted from 1, and the marks of what stands within it, by key or index.

    A scalar is marked where its own text begins, an object or array that has a key is marked at that key: this is
    where a reader looks for it.
    """

    line: int
    column: int
    inside: Mapping[str, Mark]


NOTHING_INSIDE: Mapping[str, Mark] = MappingProxyType({})
"""What stands within a scalar."""


def find_mark(mark: Mark, tokens: Sequence[str]) -> tuple[int, int]:
    """Return line and column of the value at the end of the way, or of the last value that exists on it."""
    for token in tokens:
        inner = mark.inside.get(token)
        if inner is None:
            break
        mark = inner
    return mark.line, mark.column
