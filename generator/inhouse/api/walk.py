"""Types wherever they stand in values of the `Api`, whatever those are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_
from typing import Any, TypeVar

from inhouse.api.api import UnionModel
from inhouse.api.types import Constants, ListOf, MapOf, Named, OneOf, Scalar, TupleOf, Type

T = TypeVar("T")

_PLAIN = frozenset((str, int, float, bool, type(None)))
"""Classes of values that hold nothing."""


def names_within(value: object) -> frozenset[str]:
    """The names of the models that the value mentions."""
    found: set[str] = set()
    waiting: list[Any] = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Named):
            found.add(part.name)
        elif part.__class__ is tuple:
            waiting += part
        elif part.__class__ not in _PLAIN:
            waiting += [getattr(part, name) for name in _fields(part.__class__)]
            found.update(name for _, name in (part.mapping if isinstance(part, UnionModel) else ()))
    return frozenset(found)


def renamed(value: T, names: Mapping[str, str]) -> T:
    """The value with these models called by their other names wherever it mentions them."""

    def change(found: Any) -> Any:
        match found:
            case Named(name):
                return Named(names[name]) if name in names else found
            case UnionModel(mapping=mapping):
                tags = tuple((tag, names.get(name, name)) for tag, name in mapping)
                other = names.get(found.other, found.other) if found.other is not None else None
                return replace(_each(found, change), mapping=tags, other=other)
            case _:
                return _each(found, change)

    changed: T = change(value) if names else value
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
        parts = tuple(change(part) for part in value)
        return value if all(map(is_, parts, value)) else parts
    before = {name: getattr(value, name) for name in _fields(value.__class__)}
    after = {name: change(part) for name, part in before.items()}
    changed = {name: part for name, part in after.items() if part is not before[name]}
    return replace(value, **changed) if changed else value


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The names of a dataclass's fields; none of any other class."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
