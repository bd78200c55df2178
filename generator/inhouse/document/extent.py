"""How far a value reaches: how deep, how long its longest text is, and whether any reference leads out of its file.

All of it is found in one walk: to go through a large document takes as long as to parse it.
"""

from __future__ import annotations

from typing import NamedTuple

from inhouse.document.alone import is_address, mapped
from inhouse.document.values import JsonValue

_REFERRING = frozenset(("$ref", "$dynamicRef", "$id", "discriminator"))
"""Keywords by which a value refers to others, or decides what references lead to."""


class Extent(NamedTuple):
    """`depth` counts the objects and arrays that stand within one another, `longest` the characters of one text.

    In what is `closed`, every reference is a pointer from the root of its own file.
    """

    depth: int
    longest: int
    closed: bool


def extent_of(value: JsonValue) -> Extent:
    """Return how far a value reaches."""
    depth, longest, closed = 0, 0, True
    level = [value] if isinstance(value, (dict, list)) else []
    while level:
        depth += 1
        below: list[dict[str, JsonValue] | list[JsonValue]] = []
        for part in level:
            if closed and isinstance(part, dict) and not _REFERRING.isdisjoint(part):
                closed = not _leads_out(part)
            for member in part.values() if isinstance(part, dict) else part:
                if isinstance(member, (dict, list)):
                    below.append(member)
                elif isinstance(member, str) and len(member) > longest:
                    longest = len(member)
        level = below
    return Extent(depth, longest, closed)


def _leads_out(value: dict[str, JsonValue]) -> bool:
    """Whether an object, its members apart, refers by anything else than a pointer from the root of its own file."""
    if isinstance(value.get("$id"), str) or isinstance(value.get("$dynamicRef"), str):
        return True
    if isinstance(text := value.get("$ref"), str) and not text.startswith("#/"):
        return True
    return any(is_address(text) and not text.startswith("#/") for _, text in mapped(value))
