"""Which operations of a document are generated: patterns that each choose some. What they choose: `choice`."""

from __future__ import annotations

from typing import NamedTuple

from inhouse.diagnostics import Place


class Pattern(NamedTuple):
    """What chooses operations: `GET /pets/{id}`, `/pets/**`, `tag:Pets` or an operation id; and where it stands.

    One that `is_shared` by several targets need not choose any of this one's.
    """

    text: str
    place: Place | None = None
    is_shared: bool = False


class Selection(NamedTuple):
    """The operations that a pattern of `include` chooses (all, if there is none), but for those that one of `exclude` does."""

    include: tuple[Pattern, ...] = ()
    exclude: tuple[Pattern, ...] = ()


EVERYTHING = Selection()
