"""The view of `models.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
from inhouse.api.types import Named, Type, names_in
from inhouse.models.classes import ClassSources, FieldSource, class_sources
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
from inhouse.package.views.exports import package_view
from inhouse.package.views.formats import exact_imports, is_encoded, standard_imports, standard_names
from inhouse.package.views.layout import model_modules, model_owners, package_import, package_name, qualified

_BASES = {"Model": "model", "EncodedModel": "encoded", "ExtendedModel": "extended", "Headers": "headers"}
"""Classes of the runtime that models are made of, and their modules."""


@dataclass(frozen=True, slots=True)
class ModelModule:
    """All that a module of the folder `models` is made of; `bases` are those of each class, by its name."""

    models: tuple[Model, ...]
    bases: tuple[tuple[str, tuple[str, ...]], ...]
    doc: str


def models_view(api: Api) -> View:
    """For `models.py`: enums, then classes, then the aliases that are made of them."""
    doc, sources = f"The models of the {api_title(api)}.", class_sources(api.models)
    return _view(api.models, _every_base(api), sources, ".", doc, inside_out(api))


def model_modules_of(api: Api) -> dict[str, ModelModule]:
    """The modules of the folder `models`, by their names."""
    modules, bases, owners = model_modules(api), _every_base(api), model_owners(api)
    held: dict[str, list[Model]] = {}
    for model in api.models:
        held.setdefault(modules[model.name], []).append(model)
    return {
        module: ModelModule(
            tuple(models),
            tuple((model.name, bases[model.name]) for model in models if isinstance(model, ObjectModel)),
            _module_doc(models, owners[models[0].name]),
        )
        for module, models in sorted(held.items())
    }


def models_package_view(api: Api, modules: Mapping[str, ModelModule]) -> View:
    """For `models/__init__.py`, above these modules."""
    imports = [Import(f".{name}", tuple(model.name for model in held.models)) for name, held in modules.items()]
    return package_view(f"The models of the {api_title(api)}.", imports, inside_out(api), is_adopted=True)


def _module_doc(models: list[Model], owner: str) -> str:
    """What the module of these models says of itself."""
    if owner not in {model.name for model in models}:
        return f"What requests and answers of `{' '.join(owner.split())}` are made of."
    return f"`{owner}`, and what stands within it." if len(models) > 1 else f"`{owner}`."


def model_module_view(module: ModelModule) -> View:
    """For a module of the folder `models`: as `models.py`, others being called `models.Pet`."""
    models = module.models
    others = frozenset[str]().union(*map(mentions, models)) - {model.name for model in models}
    called = package_name("models", {f.name for m in models if isinstance(m, ObjectModel) for f in m.fields})
    written = tuple(qualified(model, others, called) for model in models)
    sources = class_sources(written)
    packages = (package_import("..", "models", called),) if others else ()
    is_evaluated = any(isinstance(model, UnionModel | AliasModel) for model in models)
    further, checked = (packages, ()) if is_evaluated else ((), packages)
    return _view(written, dict(module.bases), sources, "..", module.doc, further=further, checked=checked)


def _view(
    models: Sequence[Model],
    every_base: Mapping[str, tuple[str, ...]],
    sources: ClassSources,
    above: str,
    doc: str,
    deep: tuple[str, ...] = (),
    further: tuple[Import, ...] = (),
    checked: tuple[Import, ...] = (),
) -> View:
    """A module of these models, below the package by the dots of `above`; what is `checked` only type checkers import."""
    enums = [model for model in models if isinstance(model, EnumModel)]
    objects = [model for model in models if isinstance(model, ObjectModel)]
    aliases = in_order([model for model in models if isinstance(model, UnionModel | AliasModel)])
    unions = [model for model in aliases if isinstance(model, UnionModel)]
    types = [type for model in models for type in _types(model)]
    standard = {name: module for name, module in standard_names(types).items() if module == "typing"}
    aliased = {"Annotated": "typing", "TypeAlias": "typing"}
    if any("Annotated" in source.annotation for fields in sources.values() for source in fields.values()):
        standard["Annotated"] = "typing"
    standard |= {**aliased, "Literal": "typing"} if enums else {}
    standard |= aliased if unions else {}
    standard |= {"TypeAlias": "typing"} if any(not is_recursive(model) for model in aliases) else {}
    standard |= {"TypeAliasType": "typing_extensions"} if any(is_recursive(model) for model in aliases) else {}
    standard |= {"TYPE_CHECKING": "typing"} if checked else {}
    uses_field = any("Field(" in source.annotation for fields in sources.values() for source in fields.values())
    bases = {model.name: every_base[model.name] for model in objects}
    runtime = {(name, _BASES[name]) for names in bases.values() for name in names}
    runtime |= {("OPEN", "model")} if enums else set[tuple[str, str]]()
    runtime |= {("Unknown", "model") for union in unions if union.other is None}
    runtime |= {("Tagged" if union.tag is not None else "BestMatch", "model") for union in unions}
    runtime |= {("build", "deep")} if deep else set[tuple[str, str]]()
    return {
        "doc": Docstring(doc),
        "imports": (
            *standard_imports(standard),
            *((Import("pydantic", ("Field",)),) if uses_field or any(model.extra for model in objects) else ()),
            *exact_imports(types, f"{above}_runtime", *runtime),
            *further,
        ),
        "checked": checked,
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
        "other": Annotation(Named(model.other)) if model.other is not None else None,
        "mapping": tuple((Literal(value), Annotation(Named(name))) for value, name in model.mapping),
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


def _every_base(api: Api) -> dict[str, tuple[str, ...]]:
    by_name = {model.name: model for model in api.models}
    return {model.name: _bases(model, by_name) for model in api.models if isinstance(model, ObjectModel)}


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
