"""An operation where it stands in the document, and what makes it impossible to generate."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass

from inhouse.diagnostics import Place
from inhouse.document.document import Document, resolve, unresolved
from inhouse.document.limits import MAX_CHOICES
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue


class Skip(Exception):
    """One operation cannot be generated; the reason is for people, the pointer says where, a hint what to do.

    What the configuration says has a `place` there, which goes before the pointer.
    """

    def __init__(self, reason: str, pointer: str, hint: str | None = None, place: Place | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer
        self.hint = hint
        self.place = place


@dataclass(frozen=True, slots=True)
class Found:
    """An operation where it stands in the document; `touched` are the pointers that it is made of."""

    method: str
    path: str
    pointer: str
    item: dict[str, JsonValue]
    value: dict[str, JsonValue]
    touched: set[str]


def check_choices(given: Sized, what: str, pointer: str) -> None:
    """Raises Skip where an operation has more of something than a function can have."""
    if len(given) > MAX_CHOICES:
        raise Skip(f"{len(given):,} {what} are more than a function can have", pointer)


def dereferenced(document: Document, found: Found, value: JsonValue, pointer: str) -> tuple[dict[str, JsonValue], str]:
    """The mapping at the pointer, through references."""
    seen: set[str] = set()
    while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
        target = resolve(document, reference)
        if target is None or target.pointer in seen:
            at = join_pointer(pointer, "$ref")
            dead = unresolved(document, at, reference)
            raise Skip(dead.message, at, dead.hint)
        seen.add(target.pointer)
        found.touched.add(target.pointer)
        value, pointer = target.value, target.pointer
    if not isinstance(value, dict):
        raise Skip("a mapping must stand here", pointer)
    return value, pointer
