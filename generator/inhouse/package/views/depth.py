"""Objects within objects, so deep that pydantic cannot build the outermost of them in one go."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from inhouse.api.api import Api, ObjectModel
from inhouse.api.mentions import mentions

_MOST = 60
"""So many levels are built in one go; pydantic takes some nine frames for each, of a thousand that Python allows."""


def inside_out(api: Api) -> tuple[str, ...]:
    """The objects that are to be built before they are needed, the innermost first; mostly none."""
    objects = frozenset(model.name for model in api.models if isinstance(model, ObjectModel))
    known = {model.name for model in api.models}
    inner = {model.name: tuple(sorted(mentions(model) & known)) for model in api.models}
    heights: dict[str, int] = {}
    found: dict[str, None] = {}
    for start in inner:
        new = _below(inner, start, heights)
        for name in new:  # each is as high as what stands within it, as far as that does not stand around it
            heights[name] = max((heights.get(each, 0) for each in inner[name]), default=0) + (name in objects)
        if any(heights[name] > _MOST for name in new):
            deep = _below(inner, start, found)
            found |= dict.fromkeys(deep)
            heights |= dict.fromkeys(deep, _MOST + 1)
    return tuple(name for name in found if name in objects)


def _below(inner: Mapping[str, tuple[str, ...]], start: str, known: Container[str]) -> list[str]:
    """The models below one that are not known yet, and it, the innermost first."""
    if start in known:
        return []
    done: list[str] = []
    seen = {start}
    way: list[tuple[str, Iterator[str]]] = [(start, iter(inner[start]))]
    while way:
        model, below = way[-1]
        name = next((name for name in below if name not in seen and name not in known), None)
        if name is not None:
            seen.add(name)
            way.append((name, iter(inner[name])))
            continue
        way.pop()
        done.append(model)
    return done
