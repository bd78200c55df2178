"""Whether values of one type are good where another is asked for, by the rules of Python's type checkers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inhouse.api.api import AliasModel, EnumModel, Model, UnionModel
from inhouse.api.types import ANY, NONE, Constants, ListOf, MapOf, Named, OneOf, Scalar, TupleOf, Type

_JSON: tuple[Type, ...] = (
    *(Scalar("str"), Scalar("int"), Scalar("float"), Scalar("bool"), NONE),
    *(ListOf(ANY), MapOf(ANY)),
)
"""What a value comes as that the document says nothing about."""

_PROMOTED = {("int", "float"), ("bool", "int"), ("bool", "float"), ("datetime", "date"), ("bytes", "Uploadable")}


@dataclass(frozen=True, slots=True)
class Fit:
    """Types of `inner` models held against those of `outer` ones; a model of both by the same name is the same.

    `free` says whose `Any` goes with everything: what one asks for is good for all that is given, what one is given is
    good for all that one does with it. As `classes`, what counts is the class of the values: an int is no float, None
    goes with everything, and `Any` is what JSON is.
    """

    inner: Mapping[str, Model]
    outer: Mapping[str, Model]
    free: Literal["inner", "outer"]
    classes: bool = False

    def fits(self, inner: Type, outer: Type) -> bool:
        """Whether every value of the one type is one of the other."""
        if inner == outer:
            return True
        taken = self._members(outer, self.outer, self.inner, frozenset())
        return all(
            any(self._one(member, other) for other in taken)
            for member in self._members(inner, self.inner, self.outer, frozenset())
            if not (self.classes and member == NONE)
        )

    def _members(
        self, type: Type, own: Mapping[str, Model], others: Mapping[str, Model], seen: frozenset[str]
    ) -> tuple[Type, ...]:
        """The types of which a type is any, with names opened that do not stand for the same thing on both sides."""
        match type:
            case OneOf(members):
                return tuple(each for member in members for each in self._members(member, own, others, seen))
            case Scalar("Any") if self.classes:
                return _JSON
            case Named(name) if name in own and name not in seen:
                model = own[name]
                if isinstance(model, EnumModel):
                    return self._members(model.base, own, others, seen)
                if name in others and model.__class__ is others[name].__class__:
                    return (type,)
                if isinstance(model, AliasModel):
                    return self._members(model.type, own, others, seen | {name})
                if isinstance(model, UnionModel):
                    opened = (each for member in model.members for each in self._members(member, own, others, seen))
                    return (*opened, *((Named("Unknown"),) if model.other is None else ()))
                return (type,)
            case _:
                return (type,)

    def _one(self, inner: Type, outer: Type) -> bool:
        if inner == outer:
            return True
        if ANY in (inner, outer):
            return self.free == ("inner" if inner == ANY else "outer")
        match inner, outer:
            case Scalar(name), Scalar(other):
                return name == other or (not self.classes and (name, other) in _PROMOTED)
            case Constants(values), Constants(others):
                # In JSON true is not 1.
                known = {(value.__class__, value) for value in others}
                return all((value.__class__, value) in known for value in values)
            case Constants(values), Scalar(name):
                return all(value.__class__.__name__ == name for value in values)
            case (ListOf(item, sequence), ListOf(other, covariant)) | (MapOf(item, sequence), MapOf(other, covariant)):
                return self._held(item, sequence, other, covariant)
            case TupleOf(items), TupleOf(others):
                return len(items) == len(others) and all(map(self.fits, items, others))
            case TupleOf(items), ListOf(other) if self.classes:
                return all(self.fits(item, other) for item in items)
            case _:
                return False

    def _held(self, item: Type, sequence: bool, other: Type, covariant: bool) -> bool:
        """Whether a list or a map is good for another: any item may be put into one that is not `covariant`."""
        if self.classes or covariant:
            return self.fits(item, other)
        turned = Fit(self.outer, self.inner, "outer" if self.free == "inner" else "inner")
        return not sequence and self.fits(item, other) and turned.fits(other, item)
