"""What models mention."""

from __future__ import annotations

from inhouse.api.api import AliasModel, EnumModel, Model, ObjectModel, UnionModel
from inhouse.api.types import Named, names_of


def mentions(model: Model) -> frozenset[str]:
    """The names of the models that the model mentions."""
    match model:
        case ObjectModel():
            types = [field.type for field in model.fields]
            types += [model.extra] if model.extra is not None else []
        case UnionModel():
            others = (model.other,) if model.other is not None else ()
            types = [*model.members, *(Named(name) for name in (*(each for _, each in model.mapping), *others))]
        case AliasModel():
            types = [model.type]
        case EnumModel():
            types = []
    return frozenset(names_of(types))
