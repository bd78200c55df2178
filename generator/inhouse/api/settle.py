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
    for key, model in list(schemas.models.items()):
        if isinstance(model, UnionModel):
            members = tuple(dict.fromkeys(_open_union(model.members, schemas.by_name, frozenset({model.name}))))
            if any(isinstance(_model(schemas.by_name, name), ObjectModel) for m in members for name in _named(m)):
                schemas.define(key, replace(model, members=members))
            else:  # nothing has to be told apart
                schemas.define(key, AliasModel(model.name, model.pointer, model.doc, union(members)))
        elif isinstance(model, AliasModel):
            schemas.define(key, replace(model, type=_without_itself(schemas, model)))
    for key, model in list(schemas.models.items()):
        if isinstance(model, UnionModel) and model.tag is not None:
            schemas.define(key, _tagged(schemas.by_name, model))
    reached = {name: _within(schemas.by_name, name) for name in schemas.by_name}
    for key, model in list(schemas.models.items()):
        if isinstance(model, AliasModel) and model.name in reached[model.name]:
            schemas.define(key, replace(model, recursive=True))
        elif isinstance(model, UnionModel) and model.name in reached[model.name]:
            again = frozenset({model.name}) | {name for name in reached[model.name] if model.name in reached[name]}
            members = tuple(_hoisted(schemas, key, model, member, again) for member in model.members)
            schemas.define(key, replace(model, members=members))


def _open_union(members: tuple[Type, ...], by_name: Mapping[str, Model], seen: frozenset[str]) -> Iterator[Type]:
    for member in members:
        model = by_name.get(member.name) if isinstance(member, Named) else None
        if model is not None and model.name in seen:
            continue  # a union that is one of its own members admits no more by that
        if isinstance(model, UnionModel):
            yield from _open_union(model.members, by_name, seen | {model.name})
        elif isinstance(model, AliasModel) and isinstance(model.type, OneOf | Named):
            opened = model.type.members if isinstance(model.type, OneOf) else (model.type,)
            yield from _open_union(opened, by_name, seen | {model.name})
        else:
            yield member


def _named(type: Type) -> tuple[str, ...]:
    return (type.name,) if isinstance(type, Named) else ()


def _without_itself(schemas: Schemas, model: AliasModel) -> Type:
    """What an alias stands for; one that stands for nothing but itself is any value."""
    if not isinstance(model.type, OneOf | Named):
        return model.type
    members = model.type.members if isinstance(model.type, OneOf) else (model.type,)
    kept = tuple(member for member in members if not _leads_to(schemas.by_name, member, model.name))
    if kept:
        return model.type if len(kept) == len(members) else union(kept)
    schemas.report("cyclic-reference", "this schema only refers to itself; it is read as any value", model.pointer)
    return ANY


def _leads_to(by_name: Mapping[str, Model], type: Type, name: str) -> bool:
    """Whether a type is nothing but another name for the alias."""
    seen: set[str] = set()
    while isinstance(type, Named) and type.name not in seen:
        if type.name == name:
            return True
        seen.add(type.name)
        model = by_name.get(type.name)
        if not isinstance(model, AliasModel):
            return False
        type = model.type
    return False


def _tagged(by_name: Mapping[str, Model], model: UnionModel) -> UnionModel:
    """A union whose values of the tag stand for objects, or for unions that have a tag of their own."""
    mapping = dict(_followed(by_name, model, model.mapping, frozenset({model.name})))
    if not mapping:
        return replace(model, tag=None, mapping=(), other=None)
    return replace(model, mapping=tuple(sorted(mapping.items(), key=lambda item: str(item[0]))))


def _followed(
    by_name: Mapping[str, Model], model: UnionModel, mapping: tuple[tuple[LiteralValue, str], ...], seen: frozenset[str]
) -> Iterator[tuple[LiteralValue, str]]:
    nested: list[tuple[LiteralValue, UnionModel]] = []
    own: dict[LiteralValue, str] = {}
    for value, name in mapping:
        found = _model(by_name, name)
        if isinstance(found, ObjectModel):
            own[value] = found.name
        elif isinstance(found, UnionModel) and found.tag == model.tag and found.name not in seen:
            nested.append((value, found))
        elif isinstance(found, UnionModel) and found.name not in seen:
            own[value] = found.name
    for value, found in nested:
        inner = dict(_followed(by_name, found, found.mapping, seen | {found.name}))
        yield from ((each, name) for each, name in inner.items() if each not in own)
        if value not in inner and value not in own and found.other is not None:
            yield value, found.other
    yield from own.items()


def _model(by_name: Mapping[str, Model], name: str) -> Model | None:
    """The model of the name, through aliases."""
    seen: set[str] = set()
    model = by_name.get(name)
    while isinstance(model, AliasModel) and isinstance(model.type, Named) and model.name not in seen:
        seen.add(model.name)
        model = by_name.get(model.type.name)
    return model


def _within(by_name: Mapping[str, Model], name: str) -> frozenset[str]:
    """The aliases and unions that stand within one, objects apart."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        model = by_name[waiting.pop()]
        for inner in mentions(model) if isinstance(model, AliasModel | UnionModel) else ():
            if inner not in found and isinstance(by_name.get(inner), AliasModel | UnionModel):
                found.add(inner)
                waiting.append(inner)
    return frozenset(found)


def _hoisted(schemas: Schemas, key: str, model: UnionModel, member: Type, again: frozenset[str]) -> Type:
    """A member of a union, by a name of its own where the union is found again within it."""
    if not isinstance(member, ListOf | MapOf | TupleOf) or not names_in(member) & again:
        return member
    kind = "Map" if isinstance(member, MapOf) else "List"
    at = f"{key}&{kind.lower()}"
    name = schemas.name(at, f"{model.name}{kind}")
    schemas.define(at, AliasModel(name, model.pointer, "", member, recursive=True))
    return Named(name)
