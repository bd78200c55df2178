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
        for common in [each for each in before if len(before[each]) == len(after.get(each, ())) == 1]:
            (one,), (other,) = before[common], after[common]
            pairs.append((one, other))
            gone = [each for each in gone if each is not one]
            come = [each for each in come if each is not other]
    return pairs, gone, come


def _by(key: Key[T], things: Iterable[T]) -> dict[Hashable, list[T]]:
    found: dict[Hashable, list[T]] = defaultdict(list)
    for thing in things:
        if (common := key(thing)) is not None:
            found[common].append(thing)
    return found
