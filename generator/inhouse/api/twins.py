"""Twins: inline schemas that become the same class and are called alike, and so are one model."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

from inhouse.api.api import Api, Model, ObjectModel, Operation
from inhouse.api.common_names import common_names, endings, is_requested
from inhouse.api.keywords import SCHEMAS
from inhouse.api.mentions import mentions
from inhouse.api.types import names_in
from inhouse.api.walk import names_within, renamed


@dataclass(frozen=True, slots=True)
class Twins:
    """Inline models that are one: their names, sorted, and what they can be called together, the best first.

    The `digest` is of all that they are, their names apart. One that has no twin is its own only one.
    """

    members: tuple[str, ...]
    digest: str
    names: tuple[str, ...]


def twins_of(api: Api, apart: Iterable[str]) -> tuple[Twins, ...]:
    """All inline models of the `Api`, twins together; those that are `apart` have none.

    Two are twins if what is written for them is the same but for their names and for what every use of them says again,
    if both or neither stand in requests, and if there are words for the one that fit the other: the same enum can be
    what becomes of a mandate and of an account, and is not one thing by that. What is found again within itself has none.
    """
    models = {model.name: model for model in api.models}
    apart = {*apart, *(model.name for model in api.models if _is_named(model))}
    untold = _untold(api, models)
    same: dict[str, str] = {}
    found: list[Twins] = []
    for level in _levels(models, apart):
        by_content: dict[str, list[str]] = {}
        for name in level:
            by_content.setdefault(_content(models[name], untold, same), []).append(name)
        for content, names in by_content.items():
            for twins in _called_alike(content, sorted(names), models, apart):
                found.append(twins)
                same |= dict.fromkeys(twins.members, twins.digest)
    return tuple(found)


def _is_named(model: Model) -> bool:
    """Whether a model has its name of the document."""
    is_component = model.pointer.rpartition("/")[0] == SCHEMAS
    return is_component or (isinstance(model, ObjectModel) and model.is_headers)


def _levels(models: Mapping[str, Model], apart: Iterable[str]) -> Iterable[list[str]]:
    """The inline models, each later than all that it mentions; without those that are found again within themselves."""
    inline = models.keys() - set(apart)
    within = {name: mentions(models[name]) & inline for name in inline}
    above: dict[str, list[str]] = {}
    for name, inner in within.items():
        for each in inner:
            above.setdefault(each, []).append(name)
    waiting = {name: len(inner) for name, inner in within.items()}
    level = sorted(name for name, count in waiting.items() if not count)
    while level:
        yield level
        ready: list[str] = []
        for name in level:
            for outer in above.get(name, ()):
                waiting[outer] -= 1
                if not waiting[outer]:
                    ready.append(outer)
        level = sorted(ready)


def _content(model: Model, untold: frozenset[str], same: Mapping[str, str]) -> str:
    """All that a model is besides its name and place."""
    doc = model.doc if model.name in untold else ""
    bare = replace(renamed(model, same), name="", pointer="", doc=doc)
    return repr((model.__class__.__name__, is_requested(model.pointer), bare))


def _called_alike(
    content: str, names: list[str], models: Mapping[str, Model], lasting: Container[str]
) -> Iterable[Twins]:
    """The models of one content, those together that a name fits; of ever more words until there is one."""
    known = {name: list(endings(name)) for name in names}
    waiting = [(names, 0)]
    while waiting:
        group, depth = waiting.pop()
        parts: dict[tuple[str, ...], list[str]] = {}
        for name in group:
            parts.setdefault(known[name][min(depth, len(known[name]) - 1)], []).append(name)
        for ending, part in parts.items():
            fitting = common_names(part, models[part[0]], lasting) if len(part) > 1 else ()
            if len(part) == 1 or fitting:
                yield Twins(tuple(part), _digest(content, *ending), fitting)
            elif any(depth + 1 < len(known[name]) for name in part):
                waiting.append((part, depth + 1))
            else:
                yield from (Twins((name,), _digest(content, name), ()) for name in part)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _untold(api: Api, models: Mapping[str, Model]) -> frozenset[str]:
    """The models that say what not every use of them says of itself."""
    found = set[str]()
    for model in api.models:
        fields = model.fields if isinstance(model, ObjectModel) else ()
        for field in fields:
            found |= {name for name in names_in(field.type) if name in models and models[name].doc != field.doc}
        inner = replace(model, fields=()) if isinstance(model, ObjectModel) else model
        found |= mentions(inner)
    for operation in api.operations:
        for parameter in operation.parameters:
            found |= {n for n in names_in(parameter.type) if n in models and models[n].doc != parameter.doc}
    found |= names_within((tuple(map(_unparametrized, api.operations)), api.webhooks))
    return frozenset(found)


def _unparametrized(operation: Operation) -> Operation:
    return replace(operation, parameters=())
