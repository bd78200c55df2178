"""What only responses have, and what only requests have: a shape for each direction where the two differ.

Responses keep a model's name. Where requests reach it too and leave out other properties, they get a model of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from inhouse.api.api import Access, Api, Model, ObjectModel, Operation
from inhouse.api.mentions import mentions
from inhouse.api.walk import names_within, renamed
from inhouse.document.document import Document, resolve
from inhouse.document.values import JsonValue, as_list

if TYPE_CHECKING:
    from inhouse.api.schemas import Schemas

_SAYING = frozenset(("readOnly", "writeOnly", "allOf", "$ref"))
"""Keywords by which a schema may say it, or that lead to others which may."""

_SENT = ("body", "parameters")
"""The parts of an operation that go to the server; all others come from it."""


def access_of(schemas: Schemas, places: Sequence[tuple[JsonValue, str]]) -> Access | None:
    """What of `readOnly` and `writeOnly` the schemas of a property say, with their pointers, or what they refer to."""
    for schema, _ in places:
        if isinstance(schema, dict) and not _SAYING.isdisjoint(schema):
            break
    else:
        return None
    said = frozenset[Access]().union(*(_accesses(schemas, schema) for schema, _ in places))
    if len(said) > 1:  # OpenAPI 3.0.4, Schema Object: MUST NOT
        message = "a property cannot be both 'readOnly' and 'writeOnly'; it is taken to be neither"
        schemas.report("contradictory-access", message, places[0][1])
        return None
    return next(iter(said), None)


def _accesses(schemas: Schemas, schema: JsonValue) -> frozenset[Access]:
    reference = schema.get("$ref") if isinstance(schema, dict) and len(schema) == 1 else None
    if not isinstance(reference, str):
        return _accesses_in(schemas.document, schema)
    if reference not in schemas.accesses:
        schemas.accesses[reference] = _accesses_in(schemas.document, schema)
    return schemas.accesses[reference]


def _accesses_in(document: Document, schema: JsonValue) -> frozenset[Access]:
    found: set[Access] = set()
    seen: set[str] = set()
    waiting = [schema]
    while waiting:
        schema = waiting.pop()
        if not isinstance(schema, dict):
            continue
        if schema.get("readOnly") is True:
            found.add("readOnly")
        if schema.get("writeOnly") is True:
            found.add("writeOnly")
        waiting += as_list(schema.get("allOf")) or ()
        reference = schema.get("$ref")
        target = resolve(document, reference) if isinstance(reference, str) else None
        if target is not None and target.pointer not in seen:
            seen.add(target.pointer)
            waiting.append(target.value)
    return frozenset(found)


def directed(api: Api, name_beside: Callable[[str, str], str]) -> tuple[Api, Mapping[str, str]]:
    """The `Api` whose models have in requests no `readOnly` and in responses no `writeOnly` properties.

    `name_beside` gives a name beside another one, by what is to follow it. Also told is, by the names of models that
    only requests have, beside which model of responses each stands.
    """
    sent = {model.name: _without(model, "readOnly") for model in api.models}
    received = {model.name: _without(model, "writeOnly") for model in api.models}
    outgoing = reached(
        sent, names_within(tuple((operation.body, operation.parameters) for operation in api.operations))
    )
    incoming = reached(received, _received(api))
    differing = _reaching(sent, {name for name in sent if sent[name] != received[name]})
    names = {name: name_beside(name, "Input") for name in sorted(differing & outgoing & incoming)}
    models = [
        *(_told(received[name], "responses") for name in incoming),
        *(_told(renamed(sent[name], names), "requests") for name in outgoing - incoming),
        *(_input(renamed(sent[name], names), names[name]) for name in names),
    ]
    api = replace(
        api,
        models=tuple(sorted(models, key=lambda model: model.name)),
        operations=tuple(_sending(operation, names) for operation in api.operations) if names else api.operations,
    )
    return api, {input: name for name, input in names.items()}


def _sending(operation: Operation, names: Mapping[str, str]) -> Operation:
    """The operation with these models called by their other names in what goes to the server."""
    body, parameters = renamed(operation.body, names), renamed(operation.parameters, names)
    is_same = body is operation.body and parameters is operation.parameters
    return operation if is_same else replace(operation, body=body, parameters=parameters)


def reached(models: Mapping[str, Model], roots: Iterable[str]) -> frozenset[str]:
    """The names of the models that the roots are or mention, directly or through others."""
    found: set[str] = set()
    waiting = [name for name in roots if name in models]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += mentions(models[name]) & models.keys()
    return frozenset(found)


def _received(api: Api) -> frozenset[str]:
    """The names of the models that come from the server."""
    parts = [getattr(api, field.name) for field in fields(api) if field.name not in ("models", "operations")]
    coming = [field.name for field in fields(Operation) if field.name not in _SENT]
    parts += [getattr(operation, name) for operation in api.operations for name in coming]
    return names_within(tuple(parts))


def _reaching(models: Mapping[str, Model], names: Iterable[str]) -> frozenset[str]:
    """The names, and those of all models that mention one of them, directly or through others."""
    above: dict[str, list[str]] = {}
    for name, model in models.items():
        for inner in mentions(model):
            above.setdefault(inner, []).append(name)
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += above.get(name, ())
    return frozenset(found)


def _without(model: Model, access: Access) -> Model:
    """The model without the properties of this access."""
    if not isinstance(model, ObjectModel) or all(field.access != access for field in model.fields):
        return model
    return replace(model, fields=tuple(field for field in model.fields if field.access != access))


def _told(model: Model, where: str) -> Model:
    """The model; one that has nothing left to tell says so."""
    if isinstance(model, ObjectModel) and not model.fields and not model.doc:
        return replace(model, doc=f"Has no properties in {where}.")
    return model


def _input(model: Model, name: str) -> Model:
    doc = f"`{model.name}` as requests have it."
    return replace(model, name=name, doc=f"{doc}\n\n{model.doc}" if model.doc else doc)
