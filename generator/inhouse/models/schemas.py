"""Models of the `Api` → the schemas that datamodel-code-generator is given.

It sees only flat objects whose every reference is a name: what is no object stands as an import, so that it neither
renames nor merges anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from inhouse.api.api import Model, ObjectModel
from inhouse.api.types import ANY, Constants, ListOf, MapOf, Named, OneOf, Scalar, TupleOf, Type, names_in, within
from inhouse.document.values import JsonValue

_SCALARS: dict[str, dict[str, JsonValue]] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "bool": {"type": "boolean"},
    "Any": {},
    "None": {"type": "null"},
}

EXACT: Mapping[Scalar, tuple[str, str]] = {
    Scalar("datetime"): ("DateTime", "model"),
    Scalar("float"): ("Number", "model"),
    Scalar("date"): ("Date", "dates"),
    Scalar("time"): ("Time", "dates"),
    Scalar("timedelta"): ("Duration", "durations"),
    Scalar("UUID"): ("Uuid", "uuids"),
    Scalar("Decimal", "text"): ("DecimalText", "decimals"),
    Scalar("Decimal", "number"): ("DecimalNumber", "decimals"),
    Scalar("int", "text"): ("IntegerText", "integers"),
    Scalar("bytes", "base64"): ("Base64", "base64"),
    Scalar("bytes", "base64url"): ("Base64Url", "base64"),
}
"""Scalars that models read from JSON by types of the runtime: the names of those, and their modules."""

_STAND_IN = "field_u"
_TUPLE = "Tuple_"
"""A name that no model has."""


def models_document(models: Iterable[Model]) -> dict[str, JsonValue]:
    """An OpenAPI document that declares the models and nothing else; what else they mention stands as imports."""
    models = _inner_first(models)
    known = (_TUPLE, *(name for name, _ in EXACT.values()))
    mentioned = {name: None for model in models for name in _mentioned(model)}
    schemas: dict[str, JsonValue] = {name: _imported(name) for name in (*known, *mentioned)}
    schemas |= {model.name: _model_schema(model) for model in models}
    return {
        "openapi": "3.1.0",
        "info": {"title": "models", "version": "0"},
        "paths": {},
        "components": {"schemas": schemas},
    }


def _inner_first(models: Iterable[Model]) -> list[Model]:
    """The models, those that others have fields of before them: datamodel-code-generator is quick where they stand so."""
    waiting = {model.name: model for model in models}
    found: list[Model] = []
    stack: list[tuple[Model, list[str]]] = []
    while waiting or stack:
        if not stack:
            model = waiting.pop(next(iter(waiting)))
            stack.append((model, _mentioned(model)))
        model, inner = stack[-1]
        if not inner:
            found.append(stack.pop()[0])
        elif (name := inner.pop()) in waiting:
            model = waiting.pop(name)
            stack.append((model, _mentioned(model)))
    return found


def _mentioned(model: Model) -> list[str]:
    """The names of the models that fields are of."""
    fields = model.fields if isinstance(model, ObjectModel) else ()
    return sorted({name for field in fields for name in names_in(field.type)})


def field_names(models: Iterable[Model]) -> dict[str, str]:
    """What each property is called there, by `Model.wireName`, where the two differ."""
    return {
        f"{model.name}.{field.wire_name}": name
        for model in models
        if isinstance(model, ObjectModel)
        for field in model.fields
        if (name := stand_in(field.name)) != field.wire_name
    }


def stand_in(name: str) -> str:
    """What a field is called there: datamodel-code-generator takes the marks out of names such as those in Devanagari."""
    is_kept = re.fullmatch(r"\w+", name) and not name.startswith(_STAND_IN)
    return name if is_kept else f"{_STAND_IN}{name.encode().hex()}"


def _model_schema(model: Model) -> JsonValue:
    if not isinstance(model, ObjectModel) or not model.fields:
        return _imported(model.name)
    properties: dict[str, JsonValue] = {
        field.wire_name: {**_schema(plain(exact(field.type))), **({"deprecated": True} if field.deprecated else {})}
        for field in model.fields
    }
    required: list[JsonValue] = [field.wire_name for field in model.fields if field.required]
    return {"type": "object", "properties": properties, "required": required}


def exact(type: Type) -> Type:
    """The type as models spell it."""
    match type:
        case Scalar():
            return Named(EXACT[type][0]) if type in EXACT else type
        case OneOf(members) if ANY in members:
            return ANY
        case _:
            return within(type, exact)


def plain(type: Type) -> Type:
    """The type as datamodel-code-generator is given it: tuples, which it would give names, are stood in for."""
    return Named(_TUPLE) if isinstance(type, TupleOf) else within(type, plain)


def _imported(name: str) -> JsonValue:
    return {"x-python-import": {"module": "models", "name": name}}


def _schema(type: Type) -> dict[str, JsonValue]:
    match type:
        case Scalar(name=name):
            return dict(_SCALARS[name])
        case Named(name):
            return {"$ref": f"#/components/schemas/{name}"}
        case ListOf(item):
            return {"type": "array", "items": _schema(item)}
        case MapOf(value):
            return {"type": "object", "additionalProperties": _schema(value)}
        case OneOf(members):
            return {"anyOf": [_schema(member) for member in members]}
        case Constants(values):
            return {"enum": list(values)}
        case TupleOf():
            return _schema(plain(type))
