"""The view of `models.py`."""

from __future__ import annotations

from collections.abc import Mapping

from inhouse.api.api import (
    AliasModel,
    Api,
    EnumModel,
    Field,
    Model,
    ObjectModel,
    UnionModel,
)
from inhouse.api.mentions import mentions
from inhouse.api.types import OneOf, Type, names_in
from inhouse.models.classes import ClassSources, FieldSource
from inhouse.models.schemas import exact
from inhouse.package.fragments import (
    Annotation,
    Docstring,
    FieldAnnotation,
    Identifier,
    Import,
    Literal,
)
from inhouse.package.views.common import INDENT, View, api_title, docstring
from inhouse.package.views.depth import inside_out
from inhouse.package.views.formats import exact_imports, is_encoded, standard_imports, standard_names

_BASES = {"Model": "model", "EncodedModel": "encoded", "ExtendedModel": "extended", "Headers": "headers"}
"""Classes of the runtime that models are made of, and their modules."""


def models_view(api: Api, sources: ClassSources) -> View:
    """For `models.py`: enums, then classes, then the aliases that are made of them."""
    enums = [model for model in api.models if isinstance(model, EnumModel)]
    objects = [model for model in api.models if isinstance(model, ObjectModel)]
    aliases = in_order([model for model in api.models if isinstance(model, UnionModel | AliasModel)])
    unions = [model for model in aliases if isinstance(model, UnionModel)]
    types = [type for model in api.models for type in _types(model)]
    standard = {name: module for name, module in standard_names(types).items() if module == "typing"}
    aliased = {"Annotated": "typing", "TypeAlias": "typing"}
    if any("Annotated" in source.annotation for fields in sources.values() for source in fields.values()):
        standard["Annotated"] = "typing"
    standard |= {**aliased, "Literal": "typing"} if enums else {}
    standard |= aliased if unions else {}
    standard |= {"TypeAlias": "typing"} if any(not is_recursive(model) for model in aliases) else {}
    standard |= {"TypeAliasType": "typing_extensions"} if any(is_recursive(model) for model in aliases) else {}
    uses_field = any("Field(" in source.annotation for fields in sources.values() for source in fields.values())
    by_name = {model.name: model for model in api.models}
    bases = {model.name: _bases(model, by_name) for model in objects}
    runtime = {(name, _BASES[name]) for names in bases.values() for name in names}
    runtime |= {("Mixed", "enums") if isinstance(enum.base, OneOf) else ("OPEN", "model") for enum in enums}
    runtime |= {("Unknown", "model") for union in unions if union.other is None}
    runtime |= {("Tagged" if union.tag is not None else "BestMatch", "model") for union in unions}
    deep = inside_out(api)
    runtime |= {("build", "deep")} if deep else set[tuple[str, str]]()
    return {
        "doc": Docstring(f"The models of the {api_title(api)}."),
        "imports": (
            *standard_imports(standard),
            *((Import("pydantic", ("Field",)),) if uses_field or any(model.extra for model in objects) else ()),
            *exact_imports(types, "._runtime", *runtime),
        ),
        "enums": tuple(
            {
                "name": Identifier(enum.name),
                "literals": tuple(Literal(value) for value in enum.values),
                "base": Annotation(enum.base),
                "mixed": isinstance(enum.base, OneOf),
                "doc": docstring(enum.doc),
            }
            for enum in enums
        ),
        "classes": tuple(
            {
                "name": Identifier(model.name),
                "doc": docstring(model.doc, INDENT),
                "bases": tuple(Identifier(base) for base in bases[model.name]),
                "closed": model.closed,
                "extra": Annotation(exact(model.extra)) if model.extra is not None else None,
                "fields": tuple(_field(field, sources[model.name]) for field in model.fields),
            }
            for model in objects
        ),
        "aliases": tuple(_alias(model) for model in aliases),
        "inside_out": tuple(Identifier(name) for name in deep),
    }


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
            "recursive": Literal(model.name) if model.recursive else None,
            "quoted": Literal(Annotation(exact(model.type)).code),
            "members": (),
            "doc": docstring(model.doc),
        }
    return {
        "name": Identifier(model.name),
        "members": tuple(Annotation(exact(member)) for member in model.members),
        "tag": Literal(model.tag),
        "other": Identifier(model.other) if model.other is not None else None,
        "mapping": tuple((Literal(value), Identifier(name)) for value, name in model.mapping),
        "doc": docstring(model.doc),
    }


def is_recursive(model: UnionModel | AliasModel) -> bool:
    """Whether the model is found again within itself, objects apart."""
    return isinstance(model, AliasModel) and model.recursive


def _types(model: Model) -> tuple[Type, ...]:
    """The types of which a model's source is made."""
    match model:
        case ObjectModel():
            return (*(field.type for field in model.fields), *((model.extra,) if model.extra is not None else ()))
        case UnionModel():
            return model.members
        case AliasModel():
            return (model.type,)
        case EnumModel():
            return ()


def _bases(model: ObjectModel, by_name: Mapping[str, Model]) -> tuple[str, ...]:
    """The classes of the runtime that a class is made of."""
    if model.is_headers:
        return ("Headers",)
    held: list[Type] = []
    waiting = list(_types(model))
    seen: set[str] = set()
    while waiting:
        held.append(type := waiting.pop())
        for name in names_in(type) - seen:
            seen.add(name)
            inner = by_name.get(name)
            waiting += _types(inner) if isinstance(inner, AliasModel | UnionModel) else ()
    further = ("ExtendedModel",) if model.extra is not None else ()
    return (*(("EncodedModel",) if is_encoded(held) else ()), *further) or ("Model",)


def in_order(models: list[UnionModel | AliasModel]) -> list[UnionModel | AliasModel]:
    """The aliases, each after those that it is made of; a recursive one names them in a string and may come first."""
    by_name = {model.name: model for model in models}
    ordered: dict[str, UnionModel | AliasModel] = {}

    def visit(model: UnionModel | AliasModel) -> None:
        for name in sorted(frozenset() if is_recursive(model) else mentions(model)):
            if name in by_name and name not in ordered:
                visit(by_name[name])
        ordered[model.name] = model

    for model in models:
        if model.name not in ordered:
            visit(model)
    return list(ordered.values())
