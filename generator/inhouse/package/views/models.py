"""The view of `models.py`."""

from __future__ import annotations

from collections.abc import Mapping

from inhouse.api.api import (
    AliasModel,
    Api,
    EnumModel,
    Field,
    ObjectModel,
    UnionModel,
)
from inhouse.api.types import Type, annotation, names_in
from inhouse.models.classes import ClassSources, FieldSource
from inhouse.models.schemas import EXACT_NAMES, exact
from inhouse.package.fragments import (
    Annotation,
    Docstring,
    FieldAnnotation,
    Identifier,
    Import,
    Literal,
)
from inhouse.package.views.common import INDENT, View, api_title, docstring, standard_imports, words


def models_view(api: Api, sources: ClassSources) -> View:
    """For `models.py`: enums, then classes, then the aliases that are made of them."""
    enums = [model for model in api.models if isinstance(model, EnumModel)]
    objects = [model for model in api.models if isinstance(model, ObjectModel)]
    aliases = in_order([model for model in api.models if isinstance(model, UnionModel | AliasModel)])
    unions = [model for model in aliases if isinstance(model, UnionModel)]
    used = words(
        " ".join(
            (
                *(source.annotation for fields in sources.values() for source in fields.values()),
                *(annotation(exact(type)) for model in aliases for type in _alias_types(model)),
            )
        )
    )
    standard: set[str] = {name for name in ("Annotated", "Any", "Literal") if name in used}
    standard |= {"Annotated", "Literal", "TypeAlias"} if enums else set[str]()
    standard |= {"TypeAlias"} if aliases else set[str]()
    standard |= {"Annotated"} if unions else set[str]()
    runtime = {name for name in EXACT_NAMES.values() if name in used}
    bases = {_base(model) for model in objects}
    runtime |= bases - {"Headers"}
    runtime |= {"OPEN"} if enums else set[str]()
    runtime |= {"Unknown"} if unions else set[str]()
    runtime |= {"Tagged" if union.tag is not None else "BestMatch" for union in unions}
    return {
        "doc": Docstring(f"The models of the {api_title(api)}."),
        "imports": (
            *standard_imports(standard),
            *((Import("pydantic", ("Field",)),) if "Field" in used else ()),
            *((Import("._runtime.headers", ("Headers",)),) if "Headers" in bases else ()),
            *((Import("._runtime.model", tuple(runtime)),) if runtime else ()),
        ),
        "enums": tuple(
            {
                "name": Identifier(enum.name),
                "literals": tuple(Literal(value) for value in enum.values),
                "base": Annotation(enum.base),
                "doc": docstring(enum.doc),
            }
            for enum in enums
        ),
        "classes": tuple(
            {
                "name": Identifier(model.name),
                "doc": docstring(model.doc, INDENT),
                "base": Identifier(_base(model)),
                "closed": model.closed,
                "fields": tuple(_field(field, sources[model.name]) for field in model.fields),
            }
            for model in objects
        ),
        "aliases": tuple(_alias(model) for model in aliases),
    }


def _base(model: ObjectModel) -> str:
    return "Headers" if model.is_headers else "Model"


def _field(field: Field, sources: Mapping[str, FieldSource]) -> View:
    source = sources[field.name]
    return {
        "name": Identifier(field.name),
        "annotation": FieldAnnotation(source),
        "doc": docstring(field.doc, INDENT),
    }


def _alias(model: UnionModel | AliasModel) -> View:
    if isinstance(model, AliasModel):
        return {
            "name": Identifier(model.name),
            "annotation": Annotation(exact(model.type)),
            "members": (),
            "doc": docstring(model.doc),
        }
    return {
        "name": Identifier(model.name),
        "members": tuple(Annotation(exact(member)) for member in model.members),
        "tag": Literal(model.tag),
        "mapping": tuple((Literal(value), Identifier(name)) for value, name in model.mapping),
        "doc": docstring(model.doc),
    }


def _alias_types(model: UnionModel | AliasModel) -> tuple[Type, ...]:
    return model.members if isinstance(model, UnionModel) else (model.type,)


def in_order(models: list[UnionModel | AliasModel]) -> list[UnionModel | AliasModel]:
    """The aliases, each after those that it is made of."""
    by_name = {model.name: model for model in models}
    ordered: dict[str, UnionModel | AliasModel] = {}

    def visit(model: UnionModel | AliasModel, above: frozenset[str]) -> None:
        for name in sorted(frozenset[str]().union(*(names_in(type) for type in _alias_types(model)))):
            if name in by_name and name not in ordered and name not in above:
                visit(by_name[name], above | {name})
        ordered[model.name] = model

    for model in models:
        if model.name not in ordered:
            visit(model, frozenset({model.name}))
    return list(ordered.values())
