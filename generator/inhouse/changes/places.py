"""Where changes stand in the documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from inhouse.changes.change import Change
from inhouse.diagnostics import Locate
from inhouse.document.document import Document
from inhouse.document.exact import exact_pointer, place_of


def located(
    changes: Iterable[Change], old: tuple[Document, Locate], new: tuple[Document, Locate]
) -> tuple[Change, ...]:
    """The changes with their places: what was removed stands in the old document, all else in the new one."""
    found: list[Change] = []
    for change in changes:
        document, locate = old if change.action == "removed" else new
        pointer = exact_pointer(document, change.pointer)
        found.append(replace(change, pointer=pointer, place=place_of(document, locate, pointer)))
    return tuple(found)
