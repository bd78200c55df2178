"""Objects within objects, so deep that pydantic cannot build the outermost of them in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inhouse.api.api import Api, ObjectModel
from inhouse.api.mentions import mentions

_MOST = 60
"""So many levels are built in one go; pydantic takes some nine frames for each, of a thousand that Python allows."""


def inside_out(api: Api) -> tuple[str, ...]:
    """The objects that are to be built before they are needed, the innermost first; mostly none."""
    objects = frozenset(model.name for model in api.models if isinstance(model, ObjectModel))
    known = {model.name for model in api.models}
    inner = {model.name: tuple(sorted(mentions(model) & known)) for model in api.models}
    found: dict[str, None] = {}
    met: set[str] = set()
    for name in inner:
        if name not in met:
            order, depth = _descent(inner, objects, name)
            met.update(order)
            found |= dict.fromkeys(order if depth > _MOST else ())
    return tuple(found)


def _descent(inner: Mapping[str, tuple[str, ...]], objects: frozenset[str], start: str) -> tuple[tuple[str, ...], int]:
    """The objects below a model, the innermost first, and how many stand within one another on the way there."""
    done: dict[str, None] = {}
    seen = {start}
    way: list[tuple[str, Iterator[str]]] = [(start, iter(inner[start]))]
    depth = deepest = int(start in objects)
    while way:
        model, below = way[-1]
        name = next((name for name in below if name not in seen), None)
        if name is not None:
            seen.add(name)
            way.append((name, iter(inner[name])))
            depth += name in objects
            deepest = max(deepest, depth)
            continue
        way.pop()
        if model in objects:
            depth -= 1
            done[model] = None
    return tuple(done), deepest
