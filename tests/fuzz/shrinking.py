"""A value that fails → a smaller one that fails alike."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.fuzz.mutations import at, ways


def shrunk(value: Any, fails: Callable[[Any], bool], seconds: float) -> Any:
    """The smallest value that was found in so many seconds."""
    end = time.monotonic() + seconds
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for candidate in _smaller(value):
            if time.monotonic() > end:
                return value
            if fails(candidate):
                value, is_smaller = candidate, True
                break
    return value


def _smaller(value: Any) -> Iterator[Any]:
    if isinstance(value, bytes | str):
        yield from _shorter(value)
        return
    if not isinstance(value, dict | list):
        return
    for way in sorted(ways(value), key=len):
        yield _changed(value, way, None)
    for way in sorted(ways(value), key=len):
        inner = at(value, way)
        simpler = [*(inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else ())]
        if isinstance(inner, str):
            simpler = [text for text in ("", inner[: len(inner) // 2], inner[len(inner) // 2 :]) if text != inner]
        for each in simpler:
            yield _changed(value, way, (each,))


def _shorter(text: Any) -> Iterator[Any]:
    size = len(text) // 2
    while size:
        for start in range(0, len(text), size):
            yield text[:start] + text[start + size :]
        size //= 2


def _changed(value: Any, way: tuple[Any, ...], new: tuple[Any] | None) -> Any:
    """The value with another one at the end of a way, or with none there."""
    value = copy.deepcopy(value)
    parent = at(value, way[:-1])
    if new is None:
        del parent[way[-1]]
    else:
        parent[way[-1]] = copy.deepcopy(new[0])
    return value
