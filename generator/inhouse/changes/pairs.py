"""Which thing of the new `Api` each one of the old `Api` is: the same name first, as that is what callers hold on to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

Key = Callable[[T], Hashable]
"""What two things have in common that are the same; None where a thing has nothing of the kind."""


def paired(old: Iterable[T], new: Iterable[T], keys: Sequence[Key[T]]) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """The pairs, and what is left of old and new.

    Each key in turn pairs what no key before it did; only where it leaves no choice on either side.
    """
    pairs: list[tuple[T, T]] = []
    gone, come = list(old), list(new)
    for key in keys:
        before, after = _by(key, gone), _by(key, come)
        common = [each for each, ones in before.items() if len(ones) == len(after.get(each, ())) == 1]
        pairs += [(before[each][0], after[each][0]) for each in common]
        found, known = ({id(side[each][0]) for each in common} for side in (before, after))
        gone = [each for each in gone if id(each) not in found]
        come = [each for each in come if id(each) not in known]
    return pairs, gone, come


def _by(key: Key[T], things: Iterable[T]) -> dict[Hashable, list[T]]:
    found: dict[Hashable, list[T]] = defaultdict(list)
    for thing in things:
        if (common := key(thing)) is not None:
            found[common].append(thing)
    return found
