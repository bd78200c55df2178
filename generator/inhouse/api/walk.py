"""Types wherever they stand in values of the `Api`, whatever those are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_
from typing import Any, TypeVar, get_args, get_type_hints

from inhouse.api.api import UnionModel
from inhouse.api.types import Constants, ListOf, MapOf, Named, OneOf, Scalar, TupleOf, Type

T = TypeVar("T")

_TYPES = frozenset((Scalar, Named, ListOf, TupleOf, MapOf, OneOf, Constants))


def names_within(value: object) -> frozenset[str]:
    """The names of the models that the value mentions."""
    found: set[str] = set()
    waiting: list[Any] = [value]
    while waiting:
        part = waiting.pop()
        kind = part.__class__
        if kind is tuple:
            waiting += part
        elif kind is Named:
            found.add(part.name)
        elif names := _holding(kind):
            waiting += [getattr(part, name) for name in names]
            if kind is UnionModel:
                found.update(name for _, name in part.mapping)
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
        return change(found) if type(found) in _TYPES else _each(found, changed)

    result: T = changed(value)
    return result


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value made of its changed parts."""
    if value.__class__ is tuple:
        parts = tuple(map(change, value))
        return value if all(map(is_, parts, value)) else parts
    changed: dict[str, Any] = {}
    for name in _holding(value.__class__):
        part = getattr(value, name)
        if (after := change(part)) is not part:
            changed[name] = after
    return replace(value, **changed) if changed else value


@cache
def _holding(kind: type) -> tuple[str, ...]:
    """The names of a dataclass's fields whose annotations allow types in them; none of any other class."""
    if not is_dataclass(kind):
        return ()
    hints = get_type_hints(kind)
    return tuple(field.name for field in fields(kind) if _allows_types(hints[field.name]))


def _allows_types(hint: object) -> bool:
    """Whether a value of the annotation can be a type, or have one in it."""
    if isinstance(hint, type) and (hint in _TYPES or _holding(hint)):
        return True
    return any(map(_allows_types, get_args(hint)))
