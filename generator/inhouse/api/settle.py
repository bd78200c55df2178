"""What can be done only once every model is known: unions within unions are opened, and recursion is given names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from inhouse.api.api import AliasModel, Model, ObjectModel, UnionModel
from inhouse.api.mentions import mentions
from inhouse.api.types import ANY, ListOf, LiteralValue, MapOf, Named, OneOf, TupleOf, Type, names_in, union

if TYPE_CHECKING:
    from inhouse.api.schemas import Schemas


def settle(schemas: Schemas) -> None:
    """Opens unions within unions, follows tags through them, and gives names to what is found again within itself."""
    ends: dict[str, str] = {}
    for key, model in list(schemas.models.items()):
        if isinstance(model, UnionModel):
            members = tuple(dict.fromkeys(_open_union(model.members, schemas.by_name, {model.name})))
            schemas.amount.add_members(len(members), model.pointer)
            if any(isinstance(_model(schemas.by_name, name), ObjectModel) for m in members for name in _named(m)):
                schemas.define(key, replace(model, members=members))
            else:  # nothing has to be told apart
                schemas.define(key, AliasModel(model.name, model.pointer, model.doc, union(members)))
        elif isinstance(model, AliasModel):
            schemas.define(key, replace(model, type=_without_itself(schemas, model, ends)))
    for key, model in list(schemas.models.items()):
        if isinstance(model, UnionModel) and model.tag is not None:
            schemas.define(key, _tagged(schemas.by_name, model))
    circles = {name: circle for circle in _circles(schemas.by_name) for name in circle}
    for key, model in list(schemas.models.items()):
        if isinstance(model, AliasModel) and model.name in circles:
            schemas.define(key, replace(model, recursive=True))
        elif isinstance(model, UnionModel) and model.name in circles:
            members = tuple(_hoisted(schemas, key, model, member, circles[model.name]) for member in model.members)
            schemas.define(key, replace(model, members=members))


def _open_union(members: tuple[Type, ...], by_name: Mapping[str, Model], seen: set[str]) -> Iterator[Type]:
    for member in members:
        model = by_name.get(member.name) if isinstance(member, Named) else None
        if model is not None and model.name in seen:
            continue  # it admits no more by being a member of itself, or a second time
        if isinstance(model, UnionModel):
            seen.add(model.name)
            yield from _open_union(model.members, by_name, seen)
        elif isinstance(model, AliasModel) and isinstance(model.type, OneOf | Named):
            seen.add(model.name)
            opened = model.type.members if isinstance(model.type, OneOf) else (model.type,)
            yield from _open_union(opened, by_name, seen)
        else:
            yield member


def _named(type: Type) -> tuple[str, ...]:
    return (type.name,) if isinstance(type, Named) else ()


def _without_itself(schemas: Schemas, model: AliasModel, ends: dict[str, str]) -> Type:
    """What an alias stands for; one that stands for nothing but itself is any value."""
    if not isinstance(model.type, OneOf | Named):
        return model.type
    members = model.type.members if isinstance(model.type, OneOf) else (model.type,)
    kept = tuple(member for member in members if not _leads_to(schemas.by_name, member, model.name, ends))
    if kept:
        return model.type if len(kept) == len(members) else union(kept)
    schemas.report("cyclic-reference", "this schema only refers to itself; it is read as any value", model.pointer)
    return ANY


def _leads_to(by_name: Mapping[str, Model], type: Type, name: str, ends: dict[str, str]) -> bool:
    """Whether a type is nothing but another name for the alias; `ends` are those of the ways that were gone before."""
    way: list[str] = []
    seen: set[str] = set()
    while isinstance(type, Named) and type.name not in seen:
        if type.name == name:
            return True
        seen.add(type.name)
        model = by_name.get(type.name)
        if type.name in ends:
            way.append(type.name)
            type = Named(ends[type.name])
        elif isinstance(model, AliasModel) and isinstance(model.type, Named):
            way.append(type.name)
            type = model.type
        else:
            ends.update(dict.fromkeys(way, type.name))
            return False
    return False


def _tagged(by_name: Mapping[str, Model], model: UnionModel) -> UnionModel:
    """A union whose values of the tag stand for objects, or for unions that have a tag of their own."""
    mapping = _followed(by_name, model, {})
    if not mapping:
        return replace(model, tag=None, mapping=(), other=None)
    return replace(model, mapping=tuple(sorted(mapping.items(), key=lambda item: str(item[0]))))


def _followed(
    by_name: Mapping[str, Model], model: UnionModel, known: dict[str, dict[LiteralValue, str] | None]
) -> dict[LiteralValue, str]:
    """What each value of the tag stands for, in the union itself and in those of the same tag that it leads to.

    `known` has that of the unions that were followed before, None for one that still is: it adds nothing to itself.
    """
    found: dict[LiteralValue, str] = {}
    nested: list[tuple[LiteralValue, UnionModel]] = []
    known[model.name] = None
    own: dict[LiteralValue, str] = {}
    for value, name in model.mapping:
        target = _model(by_name, name)
        if isinstance(target, ObjectModel):
            own[value] = target.name
        elif isinstance(target, UnionModel) and target.tag == model.tag and target.name != model.name:
            nested.append((value, target))
        elif isinstance(target, UnionModel) and target.name != model.name:
            own[value] = target.name
    for value, target in nested:
        if target.name not in known:
            _followed(by_name, target, known)
        if (inner := known[target.name]) is None:
            continue
        found |= {each: name for each, name in inner.items() if each not in own}
        if value not in inner and value not in own and target.other is not None:
            found[value] = target.other
    known[model.name] = {**found, **own}
    return {**found, **own}


def _model(by_name: Mapping[str, Model], name: str) -> Model | None:
    """The model of the name, through aliases."""
    seen: set[str] = set()
    model = by_name.get(name)
    while isinstance(model, AliasModel) and isinstance(model.type, Named) and model.name not in seen:
        seen.add(model.name)
        model = by_name.get(model.type.name)
    return model


def _circles(by_name: Mapping[str, Model]) -> Iterator[frozenset[str]]:
    """The aliases and unions that stand within one another, objects apart, or one within itself (Tarjan's algorithm)."""
    shells = {name: model for name, model in by_name.items() if isinstance(model, AliasModel | UnionModel)}
    inside = {name: [inner for inner in mentions(model) if inner in shells] for name, model in shells.items()}
    lowest: dict[str, int] = {}
    number: dict[str, int] = {}
    place: dict[str, int] = {}
    done: set[str] = set()
    open: list[str] = []
    for start in shells:
        way = [] if start in number else [(start, iter(inside[start]))]
        while way:
            name, waiting = way[-1]
            if name not in number:
                number[name] = lowest[name] = len(number)
                place[name] = len(open)
                open.append(name)
            if (inner := next((inner for inner in waiting if inner not in done), None)) is not None:
                if inner in number:
                    lowest[name] = min(lowest[name], number[inner])
                else:
                    way.append((inner, iter(inside[inner])))
                continue
            way.pop()
            if way:
                lowest[way[-1][0]] = min(lowest[way[-1][0]], lowest[name])
            if lowest[name] == number[name]:
                circle = frozenset(open[place[name] :])
                del open[place[name] :]
                done |= circle
                if len(circle) > 1 or name in inside[name]:
                    yield circle


def _hoisted(schemas: Schemas, key: str, model: UnionModel, member: Type, again: frozenset[str]) -> Type:
    """A member of a union, by a name of its own where the union is found again within it."""
    if not isinstance(member, ListOf | MapOf | TupleOf) or not names_in(member) & again:
        return member
    kind = "Map" if isinstance(member, MapOf) else "List"
    at = f"{key}&{kind.lower()}"
    name = schemas.name(at, f"{model.name}{kind}")
    schemas.define(at, AliasModel(name, model.pointer, "", member, recursive=True))
    return Named(name)
