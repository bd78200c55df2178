"""Types wherever they stand in values of the `Api`, whatever those are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from inhouse.api.api import UnionModel
from inhouse.api.types import Constants, ListOf, MapOf, Named, OneOf, Scalar, TupleOf, Type

T = TypeVar("T")


def names_within(value: object) -> frozenset[str]:
    """The names of the models that the value mentions."""
    return frozenset(_names(value))


def renamed(value: T, names: Mapping[str, str]) -> T:
    """The value with these models called by their other names wherever it mentions them."""

    def change(found: Any) -> Any:
        match found:
            case Named(name):
                return Named(names.get(name, name))
            case UnionModel(mapping=mapping):
                tags = tuple((tag, names.get(name, name)) for tag, name in mapping)
                other = names.get(found.other, found.other) if found.other is not None else None
                return replace(_each(found, change), mapping=tags, other=other)
            case _:
                return _each(found, change)

    changed: T = change(value)
    return changed


def with_types(value: T, change: Callable[[Type], Type]) -> T:
    """The value with each type in it changed as a whole."""

    def changed(found: Any) -> Any:
        if isinstance(found, Scalar | Named | ListOf | TupleOf | MapOf | OneOf | Constants):
            return change(found)
        return _each(found, changed)

    result: T = changed(value)
    return result


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value made of its changed parts."""
    if value.__class__ is tuple:
        return tuple(change(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: change(getattr(value, field.name)) for field in fields(value)})
    return value


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, Named):
        yield value.name
    elif value.__class__ is tuple:
        for part in value:
            yield from _names(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _names(getattr(value, field.name))
        if isinstance(value, UnionModel):
            yield from (name for _, name in value.mapping)
