"""Where each value of the effective document was written."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from inhouse.diagnostics import Place
from inhouse.document.pointer import join_pointer


class Origin(NamedTuple):
    """Where a value was written, and which values within it were written anywhere but at the same way below that place.

    `inside` is by key or index in the effective document. A document nothing was done to needs no more than its root.
    """

    place: Place
    inside: Mapping[str, Origin] = {}


def inner(origin: Origin, token: str) -> Origin:
    """Return the origin of one member or item."""
    found = origin.inside.get(token)
    return found or Origin(Place(origin.place.file, join_pointer(origin.place.pointer, token)))


def origin_at(origin: Origin, tokens: Sequence[str]) -> Origin:
    """Return the origin of the value at the end of the way."""
    for number, token in enumerate(tokens):
        if not origin.inside:
            return Origin(Place(origin.place.file, join_pointer(origin.place.pointer, *tokens[number:])))
        origin = inner(origin, token)
    return origin


def graft_all(origin: Origin, grafts: Iterable[tuple[Sequence[str], Origin]], depth: int = 0) -> Origin:
    """Return `origin` with all of these grafted, one after the other; of the ways to them, `depth` steps are done."""
    below: dict[str, list[tuple[Sequence[str], Origin]]] = {}
    for tokens, new in grafts:
        if len(tokens) == depth:
            origin, below = new, {}
        else:
            below.setdefault(tokens[depth], []).append((tokens, new))
    if not below:
        return origin
    changed = {token: graft_all(inner(origin, token), each, depth + 1) for token, each in below.items()}
    return Origin(origin.place, {**origin.inside, **changed})


def without_members(origin: Origin, names: Container[str]) -> Origin:
    """Return the origin of an object that lost these members."""
    return Origin(origin.place, {name: part for name, part in origin.inside.items() if name not in names})


def with_items(origin: Origin, kept: Sequence[int]) -> Origin:
    """Return the origin of an array of which only these items are left, in this order."""
    return Origin(origin.place, {str(new): inner(origin, str(old)) for new, old in enumerate(kept)})
