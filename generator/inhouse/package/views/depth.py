"""Objects within objects, so deep that pydantic cannot build the outermost of them in one go."""

from __future__ import annotations

from collections.abc import Iterator

from inhouse.api.api import Api, Model, ObjectModel
from inhouse.api.mentions import mentions

_MOST = 60
"""So many levels are built in one go; pydantic takes some nine frames for each, of a thousand that Python allows."""


def inside_out(api: Api) -> tuple[str, ...]:
    """The objects that are to be built before they are needed, the innermost first; mostly none."""
    by_name = {model.name: model for model in api.models}
    found: dict[str, None] = {}
    met: set[str] = set()
    for model in api.models:
        if model.name not in met:
            order, depth = _descent(by_name, model)
            met.update(order)
            found |= dict.fromkeys(order if depth > _MOST else ())
    return tuple(found)


def _descent(by_name: dict[str, Model], start: Model) -> tuple[tuple[str, ...], int]:
    """The objects below a model, the innermost first, and how many stand within one another on the way there."""
    done: dict[str, None] = {}
    seen = {start.name}
    way: list[tuple[Model, Iterator[str]]] = [(start, iter(sorted(mentions(start))))]
    deepest = 0
    while way:
        model, inner = way[-1]
        deepest = max(deepest, sum(isinstance(each, ObjectModel) for each, _ in way))
        name = next((name for name in inner if name not in seen and name in by_name), None)
        if name is not None:
            seen.add(name)
            way.append((by_name[name], iter(sorted(mentions(by_name[name])))))
            continue
        way.pop()
        if isinstance(model, ObjectModel):
            done[model.name] = None
    return tuple(done), deepest
