"""Shared models: twins get one name, which they keep for as long as any of them is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from inhouse.api.api import AliasModel, Api, Model, UnionModel
from inhouse.api.common_names import ending
from inhouse.api.kept import KeptNames
from inhouse.api.names import is_given
from inhouse.api.twins import Twins, twins_of
from inhouse.api.types import Named, OneOf, Type, union, within
from inhouse.api.walk import with_types

if TYPE_CHECKING:
    from inhouse.api.schemas import Schemas

_ANCHORS = 2
"""So many places of a shared model does the lock know: it keeps its name where all of them change at once."""


def shared(api: Api, schemas: Schemas) -> Api:
    """The `Api` in which twins are one model, under a name that `schemas` give nothing else from then on."""
    keys = {model.name: key for key, model in schemas.models.items()}
    given = [model.name for model in api.models if schemas.given.is_model(model.name)]
    groups = twins_of(api, given, keys, schemas.kept)
    names = _names(groups, keys, schemas)
    return _renamed(api, {old: new for old, new in names.items() if old != new})


def _names(groups: Sequence[Twins], keys: Mapping[str, str], schemas: Schemas) -> dict[str, str]:
    """What each model is called of those that have twins, had some, or must make room for such."""
    movable = {name.lower() for name in keys if not schemas.given.is_model(name)}
    held = _held(groups, keys, schemas.kept, lambda name: schemas.is_taken(name) and name.lower() not in movable)
    several = [group for group in groups if len(group.members) > 1 and group.digest not in held]
    found = held | _chosen(several, schemas.is_taken, frozenset(name.lower() for name in held.values()))
    names: dict[str, str] = {}
    for group in groups:
        name = found.get(group.digest, group.members[0])
        if len(group.members) == 1 and group.digest not in found:
            schemas.kept.keep("alone", keys[name], name)
            continue
        names |= dict.fromkeys(group.members, name)
        places = sorted((keys[member] for member in group.members), key=lambda at: (at not in schemas.kept.shared, at))
        for at in (f"={group.digest}", *places[:_ANCHORS]):
            schemas.kept.keep("shared", at, name)
    shared = {name.lower() for name in names.values()}
    for name in names.values():
        schemas.take(name)
    for name in sorted(keys.keys() - names.keys()):
        # What once made room stays where it went.
        if name.lower() in shared or schemas.kept.at("shared", keys[name], name, (name,)) is not None:
            names[name] = schemas.name_apart(keys[name], name)
    return names


def _held(
    groups: Sequence[Twins], keys: Mapping[str, str], kept: KeptNames, is_fixed: Callable[[str], bool]
) -> dict[str, str]:
    """The names that were kept, by the digest of what has them now; none that is something else's for good.

    Where twins part, those have the name that are what they were, else the more of them that the lock knows.
    """
    claims: list[tuple[bool, int, str, str]] = []
    for group in groups:
        if group.is_alone:
            continue
        anchors = Counter(filter(None, (kept.shared.get(keys[member]) for member in group.members)))
        own = kept.shared.get(f"={group.digest}")
        claims += [
            (own != name, -anchors[name], name, group.digest)
            for name in {*anchors, *((own,) if own else ())}
            if _is_for(name, group) and not is_fixed(name)
        ]
    found: dict[str, str] = {}
    had: set[str] = set()
    for _, _, name, digest in sorted(claims):
        if digest not in found and name.lower() not in had:
            found[digest] = name
            had.add(name.lower())
    return found


def _is_for(name: str, group: Twins) -> bool:
    """Whether a kept name can be that of such models."""
    fits = name in group.names or ending(name, 0) == ending(group.members[0], 0)
    return fits and is_given(name)


def _chosen(groups: Iterable[Twins], is_taken: Callable[[str], bool], held: Collection[str]) -> dict[str, str]:
    """The best name of each that is no other's, by digest; at last the shortest of its members' own."""
    choices: dict[str, list[str]] = {}
    for group in groups:
        free = [name for name in group.names if name in group.members or not is_taken(name)]
        own = sorted(group.members, key=lambda name: (len(name), name))
        known = [name for name in own if name.lower() not in held][:1]
        choices[group.digest] = [*(name for name in free if name.lower() not in held), *known] or own[:1]
    levels = dict.fromkeys(choices, 0)
    for is_last in (False, True):
        while moving := _moving(choices, levels, is_last):
            for digest in moving:
                levels[digest] += 1
    return {digest: choices[digest][level] for digest, level in levels.items()}


def _moving(choices: Mapping[str, Sequence[str]], levels: Mapping[str, int], is_last: bool) -> list[str]:
    """Those that want the same name as another and have a further choice; the last one only at last."""
    wanted: dict[str, list[str]] = {}
    for digest, level in levels.items():
        wanted.setdefault(choices[digest][level].lower(), []).append(digest)
    return [
        digest
        for same in wanted.values()
        for digest in same
        if len(same) > 1 and levels[digest] + 1 < len(choices[digest]) - (not is_last)
    ]


def _renamed(api: Api, names: Mapping[str, str]) -> Api:
    """The `Api` with its models called so, those of one name made one."""
    if not names:
        return api

    def change(type: Type) -> Type:
        match type:
            case Named(name):
                return Named(names[name]) if name in names else type
            case OneOf(members):
                changed = union(tuple(change(member) for member in members))
                return type if changed == type else changed
            case _:
                return within(type, change)

    by_name: dict[str, list[Model]] = {}
    for model in api.models:
        by_name.setdefault(names.get(model.name, model.name), []).append(model)
    models = tuple(_one(name, by_name[name], names, change) for name in sorted(by_name))
    rest = {each.name: getattr(api, each.name) for each in fields(api) if each.name in ("operations", "webhooks")}
    return replace(api, models=models, **{name: with_types(value, change) for name, value in rest.items()})


def _one(name: str, models: Sequence[Model], names: Mapping[str, str], change: Callable[[Type], Type]) -> Model:
    """One model in place of its twins; what they do not all say of themselves, their uses do."""
    first, *others = sorted({model.pointer: model for model in models}.values(), key=lambda model: model.pointer)
    doc = first.doc if len({model.doc for model in models}) == 1 else ""
    one = replace(first, name=name, doc=doc, twins=tuple(model.pointer for model in others))
    if not isinstance(one, UnionModel):
        return with_types(one, change)
    members = tuple(dict.fromkeys(map(change, one.members)))
    if len(members) == 1:
        return AliasModel(one.name, one.pointer, one.doc, members[0], twins=one.twins)
    mapping = tuple((value, names.get(each, each)) for value, each in one.mapping)
    other = names.get(one.other, one.other) if one.other is not None else None
    return replace(one, members=members, mapping=mapping, other=other)
