"""Fields of which it is known how datamodel-code-generator spells them, since a test has it spell every one.

How a field is spelled depends on what its type is made of, not on what models, constants and fields are called, as long
as those are plain names. So nothing of a usual document needs to be asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import permutations

from inhouse.api.api import Field
from inhouse.api.types import ANY, NONE, Constants, ListOf, MapOf, Named, OneOf, Scalar, Type, union, within
from inhouse.models.schemas import exact, plain, stand_in

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*", re.ASCII)
"""A name of which nobody makes another one, nor takes it for code."""

_CONSTANTS = Constants(("a", "b"))
_LEAVES: tuple[Type, ...] = (Scalar("str"), Scalar("int"), Scalar("bool"), Named("Model1"), _CONSTANTS)
_LONGEST = 4
"""How many models a usual union has, at most."""


def is_usual(field: Field) -> bool:
    """Whether it is known how the field is spelled."""
    named = _NAME.fullmatch(field.wire_name) and stand_in(field.name) == field.name
    return bool(named) and _is_usual_type(field.type)


@lru_cache(4096)  # most fields are of the same few
def _is_usual_type(type: Type) -> bool:
    return _abstract(plain(exact(type)), {}) in usual_types()


@cache
def usual_types() -> frozenset[Type]:
    """The types of usual fields, where models are numbered in the order in which they are mentioned."""
    singles: set[Type] = {*_LEAVES, ANY}
    arrays_and_maps = {*_collections(_nullable(singles))}
    members: set[Type] = {*_LEAVES, Named("Model2"), ListOf(Scalar("str")), MapOf(Scalar("str"))}
    unions: set[Type] = {_abstract(OneOf(pair), {}) for pair in permutations(members, 2)}
    unions |= {OneOf(tuple(Named(f"Model{n + 1}") for n in range(count))) for count in range(2, _LONGEST + 1)}
    nested = {*_collections({*_collections(singles)})}
    return frozenset({*_nullable({*singles, *arrays_and_maps, *unions}), *nested})


def _collections(types: set[Type]) -> Iterator[Type]:
    for type in types:
        yield ListOf(type)
        yield MapOf(type)


def _nullable(types: set[Type]) -> set[Type]:
    return {*types, *(union((type, NONE)) for type in types)}


def _abstract(type: Type, names: dict[str, str]) -> Type:
    """The type, whatever its models and constants are called."""
    match type:
        case Named(name):
            return Named(names.setdefault(name, f"Model{len(names) + 1}"))
        case Constants(values):
            return _CONSTANTS if all(isinstance(each, str) and _NAME.fullmatch(each) for each in values) else type
        case ListOf(item):
            return ListOf(_abstract(item, names))
        case MapOf(value):
            return MapOf(_abstract(value, names))
        case _:
            return within(type, lambda inner: _abstract(inner, names))
