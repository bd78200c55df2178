"""Twins: inline schemas that become the same class and are called alike, and so are one model."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, fields, replace

from inhouse.api.api import Api, Model, ObjectModel, Operation
from inhouse.api.common_names import common_names, ending, endings, is_requested
from inhouse.api.kept import KeptNames
from inhouse.api.keywords import SCHEMAS
from inhouse.api.mentions import mentions
from inhouse.api.types import names_in
from inhouse.api.walk import names_within, renamed


@dataclass(frozen=True, slots=True)
class Twins:
    """Inline models that are one: their names, sorted, and what they can be called together, the best first.

    The `digest` is of all that they are, their names apart. One that has no twin is its own only one; it `is_alone` if
    it never had any.
    """

    members: tuple[str, ...]
    digest: str
    names: tuple[str, ...] = ()
    is_alone: bool = False


def twins_of(api: Api, apart: Iterable[str], keys: Mapping[str, str], kept: KeptNames) -> tuple[Twins, ...]:
    """All inline models of the `Api`, twins together; those that are `apart` have none.

    `keys` tell what each model is known by, by name. One that had no twin keeps its name, so it gets none: it would have
    to be called otherwise for that.

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
            parting = _Parting(_digest(content), models, keys, kept, apart)
            for twins in parting.parted(sorted(names)):
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


@dataclass(frozen=True, slots=True)
class _Parting:
    """Models of one content, by its digest, to be parted into those that one name fits; `lasting` names move for none."""

    content: str
    models: Mapping[str, Model]
    keys: Mapping[str, str]
    kept: KeptNames
    lasting: Container[str]

    def parted(self, names: Iterable[str]) -> Iterable[Twins]:
        """Those together that end with the same words, of ever more words until a name fits; as before, if they were."""
        free: list[str] = []
        for name in names:
            if self.keys[name] in self.kept.alone:
                yield self._alone(name)
            else:
                free.append(name)
        waiting = [(free, 0)]
        while waiting:
            group, depth = waiting.pop()
            parts: dict[tuple[str, ...], list[str]] = {}
            for name in group:
                parts.setdefault(ending(name, depth), []).append(name)
            for words, part in parts.items():
                digest = _digest(self.content, *words)
                names = common_names(part, self.models[part[0]], self.lasting) if len(part) > 1 else ()
                was_one = f"={digest}" in self.kept.shared
                if len(part) > 1 and (was_one or (names and not self._were_parted(part, depth))):
                    yield Twins(tuple(part), digest, names)
                elif len(part) > 1 and any(ending(name, depth + 1) != words for name in part):
                    waiting.append((part, depth + 1))
                else:
                    yield from map(self._single, part)

    def _were_parted(self, names: Iterable[str], depth: int) -> bool:
        """Whether some of them were one by more of their words."""
        return bool(self.kept.shared) and any(
            f"={_digest(self.content, *words)}" in self.kept.shared
            for name in names
            for words in endings(name, depth + 1)
        )

    def _single(self, name: str) -> Twins:
        """One that has no twin, or none any more."""
        digests = (_digest(self.content, *words) for words in endings(name)) if self.kept.shared else ()
        digest = next((digest for digest in digests if f"={digest}" in self.kept.shared), None)
        if digest is None and self.keys[name] in self.kept.shared:
            digest = _digest(self.content, *ending(name, 0))
        return Twins((name,), digest) if digest is not None else self._alone(name)

    def _alone(self, name: str) -> Twins:
        return Twins((name,), _digest(self.content, self.keys[name]), is_alone=True)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _untold(api: Api, models: Mapping[str, Model]) -> frozenset[str]:
    """The models that say what not every use of them says of itself."""
    found = set[str]()
    for model in api.models:
        for field in model.fields if isinstance(model, ObjectModel) else ():
            found |= {name for name in names_in(field.type) if name in models and models[name].doc != field.doc}
        inner = replace(model, fields=()) if isinstance(model, ObjectModel) else model
        found |= mentions(inner)
    for operation in api.operations:
        for parameter in operation.parameters:
            found |= {n for n in names_in(parameter.type) if n in models and models[n].doc != parameter.doc}
    besides = [each.name for each in fields(Operation) if each.name != "parameters"]
    found |= names_within((tuple(getattr(o, name) for o in api.operations for name in besides), api.webhooks))
    return frozenset(found)
