"""The shapes that a parameter can have."""

from __future__ import annotations

from collections.abc import Mapping

from inhouse.api.api import AliasModel, EnumModel, Model, ObjectModel, UnionModel
from inhouse.api.types import Constants, ListOf, MapOf, Named, OneOf, Scalar, Shape, TupleOf, Type


def shapes(type: Type, by_name: Mapping[str, Model], above: frozenset[str] = frozenset()) -> frozenset[Shape]:
    """The shapes that a parameter of the type can have; `nested` is what holds arrays or objects in turn."""
    match type:
        case Scalar() | Constants():
            return frozenset({"scalar"})
        case ListOf(item):
            return _holding("array", shapes(item, by_name, above))
        case MapOf(value):
            return _holding("object", shapes(value, by_name, above))
        case TupleOf(items):
            return _holding("array", *(shapes(item, by_name, above) for item in items))
        case OneOf(members):
            return frozenset[Shape]().union(*(shapes(member, by_name, above) for member in members))
        case Named(name) if name in above:
            return frozenset({"nested"})
        case Named(name):
            return _model_shapes(by_name.get(name), by_name, above | {name})


def _model_shapes(model: Model | None, by_name: Mapping[str, Model], above: frozenset[str]) -> frozenset[Shape]:
    match model:
        case EnumModel() | None:
            return frozenset({"scalar"})
        case AliasModel(type=type):
            return shapes(type, by_name, above)
        case UnionModel(members=members):
            return shapes(OneOf(members), by_name, above)
        case ObjectModel(fields=fields):
            return _holding("object", *(shapes(field.type, by_name, above) for field in fields))


def _holding(shape: Shape, *inner: frozenset[Shape]) -> frozenset[Shape]:
    """The shape, and whether what is in it is more than scalars."""
    deep = frozenset[Shape]().union(*inner) - {"scalar"}
    return frozenset({shape, "nested"}) if deep else frozenset({shape})
