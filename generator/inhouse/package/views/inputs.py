"""The view of `inputs.py`."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Mapping

from inhouse.api.api import AliasModel, Api, ObjectModel, UnionModel
from inhouse.api.inputs import Forms, forms_of, keys_of
from inhouse.api.types import ANY, Type, annotation, names_in
from inhouse.package.fragments import Annotation, Docstring, Identifier, Import, Literal
from inhouse.package.views.common import INDENT, View, api_title, words
from inhouse.package.views.formats import standard_imports, standard_names
from inhouse.package.views.models import in_order, is_recursive


def inputs_view(api: Api) -> View:
    """For `inputs.py`: typed dicts, then the aliases that are made of them."""
    forms = forms_of(api)
    models = [forms.models[input.model] for input in api.inputs]
    objects = [model for model in models if isinstance(model, ObjectModel)]
    aliases = in_order([model for model in models if isinstance(model, UnionModel | AliasModel)])
    held = {model.name: {field.wire_name: forms.in_dict(field.type) for field in keys_of(model)} for model in objects}
    types = [
        *(type for types in held.values() for type in types.values()),
        *(besides for model in aliases if (besides := forms.besides_within(model)) is not None),
    ]
    named = frozenset[str]().union(*(names_in(type) for type in types)) - {input.name for input in api.inputs}
    standard = standard_names(types)
    standard |= {"TypedDict": "typing"} if objects else {}
    standard |= {"Required": "typing"} if any(field.required for model in objects for field in keys_of(model)) else {}
    standard |= {"TypeAlias": "typing"} if any(not is_recursive(model) for model in aliases) else {}
    standard |= {"TypeAliasType": "typing_extensions"} if any(is_recursive(model) for model in aliases) else {}
    return {
        "doc": Docstring(
            f"What requests of the {api_title(api)} take in place of models: the JSON itself, as typed dicts."
        ),
        "imports": (*standard_imports(standard), *((Import(".models", tuple(named)),) if named else ())),
        "dicts": tuple(_dict(forms.dicts[model.name], model, held[model.name]) for model in objects),
        "aliases": tuple(_alias(forms, model) for model in aliases),
    }


def _dict(name: str, model: ObjectModel, types: Mapping[str, Type]) -> View:
    """A typed dict as a class, or where its keys cannot be written as attributes, by a call; `types` are those of keys."""
    fields = [(field.wire_name, types[field.wire_name], field.required) for field in keys_of(model)]
    used = words(" ".join(map(annotation, types.values()))) | {"Required"}
    by_key = any(not _is_attribute(key) or key in used for key, _, _ in fields)
    return {
        "name": Identifier(name),
        "literal": Literal(name),
        "doc": _doc(model.name, 0 if by_key else INDENT),
        "by_key": by_key,
        "entries": tuple(_quoted(*field) if by_key else _attribute(*field) for field in fields),
    }


def _attribute(key: str, type: Type, required: bool) -> View:
    return {"key": Identifier(key), "annotation": Annotation(type), "required": required}


def _quoted(key: str, type: Type, required: bool) -> View:
    """An entry whose annotation is text, as what it names may not be there yet."""
    code = Annotation(type).code
    return {"key": Literal(key), "annotation": Literal(f"Required[{code}]" if required else code)}


def _is_attribute(key: str) -> bool:
    """Whether the key stands for itself when it is written as an attribute of a class."""
    plain = key.isidentifier() and not keyword.iskeyword(key) and not key.startswith("__")
    return plain and unicodedata.normalize("NFKC", key) == key


def _alias(forms: Forms, model: UnionModel | AliasModel) -> View:
    name, type = forms.dicts[model.name], Annotation(forms.besides_within(model) or ANY)
    return {
        "name": Identifier(name),
        "recursive": Literal(name) if is_recursive(model) else None,
        "annotation": Literal(type.code) if is_recursive(model) else type,
        "doc": _doc(model.name, 0),
    }


def _doc(model: str, indent: int) -> Docstring:
    return Docstring(f"As `{model}`.", indent)
