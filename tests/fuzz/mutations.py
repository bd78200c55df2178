"""Values of JSON, and texts, with something in them changed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.fuzz.texts import TEXTS, texts, values

Way: TypeAlias = tuple[Any, ...]
Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """The ways to all that stands in a value, itself apart."""
    waiting: list[tuple[Way, Any]] = [(way, value)]
    while waiting:
        way, value = waiting.pop(0)
        if way:
            yield way
        if isinstance(value, dict):
            waiting += [((*way, key), value[key]) for key in value]
        elif isinstance(value, list):
            waiting += [((*way, index), item) for index, item in enumerate(value)]


def at(value: Any, way: Way) -> Any:
    """What stands at the end of a way."""
    for token in way:
        value = value[token]
    return value


def pointer(way: Way) -> str:
    """A way as a reference."""
    return "#" + "".join(f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in way)


def keys_in(*documents: Any) -> tuple[str, ...]:
    """The keys that stand in documents."""
    return tuple(
        sorted({way[-1] for document in documents for way in ways(document) if isinstance(way[-1], str)}, key=str)
    )


def mutated(seeds: SearchStrategy[Any], keys: Sequence[str], most: int = 5) -> SearchStrategy[Any]:
    """A value with some things in it of another type, gone, doubled, renamed, moved, or referred to."""
    key = st.one_of(st.sampled_from(keys), TEXTS)
    return _mutated(seeds, key, values(key, 3), st.integers(0, most))


@st.composite
def _mutated(
    draw: Draw,
    seeds: SearchStrategy[Any],
    key: SearchStrategy[str],
    value: SearchStrategy[Any],
    count: SearchStrategy[int],
) -> Any:
    found = draw(seeds)
    for _ in range(draw(count)):
        found = _mutated_once(draw, found, key, value)
    return found


_SHORT = texts(6)
_EMPTY = st.sampled_from([None, True, 0, 1.5, "", [], {}, [None], {"": None}])
_KINDS = st.integers(0, 8)


def _mutated_once(draw: Draw, value: Any, key: SearchStrategy[str], new: SearchStrategy[Any]) -> Any:
    value = copy.deepcopy(value)
    found = list(ways(value))
    if not found:
        return value
    way = draw(st.sampled_from(found))
    parent, last = at(value, way[:-1]), way[-1]
    match draw(_KINDS):
        case 0 | 1:
            parent[last] = draw(new)
        case 2:
            del parent[last]
        case 3:
            parent[last] = {"$ref": pointer(draw(st.sampled_from(found)))}
        case 4:
            parent[last] = copy.deepcopy(at(value, draw(st.sampled_from(found))))
        case 5 if isinstance(parent, dict):
            parent[draw(key)] = parent.pop(last)
        case 6 if isinstance(parent[last], dict):
            parent[last][draw(key)] = draw(new)
        case 6 if isinstance(parent[last], list):
            parent[last].append(draw(new))
        case 7:
            parent[last] = [parent[last]] if draw(st.booleans()) else {draw(key): parent[last]}
        case 8 if isinstance(parent[last], str):
            parent[last] = draw(key) + (parent[last] if draw(st.booleans()) else "")
        case _:
            parent[last] = copy.deepcopy(draw(_EMPTY))
    return value


@st.composite
def mutated_text(draw: Draw, seeds: SearchStrategy[str], tokens: Sequence[str], most: int = 6) -> str:
    """A text with some parts of it gone, doubled, or replaced."""
    text: str = draw(seeds)
    middles = st.one_of(st.just(""), st.sampled_from(tokens), _SHORT)
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        middle = text[start:end] * 2 if draw(_KINDS) == 0 else draw(middles)
        text = text[:start] + middle + text[end:]
    return text
