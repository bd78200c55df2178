"""What a name of a package means: the operation, the model, the field, the argument… that is to be explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from inhouse.api.api import (
    Api,
    Field,
    Input,
    Model,
    ObjectModel,
    Operation,
    Parameter,
    SecurityScheme,
    Skipped,
    StatusErrorClass,
    Webhook,
)


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field of a model."""

    model: ObjectModel
    field: Field


@dataclass(frozen=True, slots=True)
class ArgumentOf:
    """A parameter of an operation, or its body, which is None here."""

    operation: Operation
    parameter: Parameter | None


@dataclass(frozen=True, slots=True)
class DictOf:
    """The typed dict of a model."""

    input: Input
    model: Model


@dataclass(frozen=True, slots=True)
class Group:
    """The operations that stand in one module, and at one attribute of a client."""

    module: str
    operations: tuple[Operation, ...]


Subject: TypeAlias = (
    Operation | Model | FieldOf | ArgumentOf | DictOf | Group | StatusErrorClass | SecurityScheme | Webhook | Skipped
)


def subjects(api: Api, text: str) -> tuple[Subject, ...]:
    """Everything in a package that a name may mean; none where it means nothing there."""
    wanted = re.sub(r"\s+", " ", text.strip())
    return tuple(subject for name, subject in named(api) if name == wanted)


def named(api: Api) -> Iterator[tuple[str, Subject]]:
    """Each thing of a package under each of the names that it goes by."""
    groups: dict[str, list[Operation]] = {}
    for operation in api.operations:
        groups.setdefault(operation.module, []).append(operation)
        for name in _operation_names(operation):
            yield name, operation
        arguments = [(parameter.name, parameter) for parameter in operation.parameters]
        body = [(operation.body.name, None)] if operation.body is not None else []
        for argument, parameter in (*arguments, *body):
            for name in dict.fromkeys(_function_names(operation)):
                yield f"{name}({argument})", ArgumentOf(operation, parameter)
                yield f"{name}.{argument}", ArgumentOf(operation, parameter)
    for skipped in api.skipped:
        for name in dict.fromkeys((skipped.id, f"{skipped.method} {skipped.path}")):
            yield name, skipped
    for module, operations in groups.items():
        for name in (f"client.{module}", f"endpoints.{module}"):
            yield name, Group(module, tuple(operations))
    models = {model.name: model for model in api.models}
    for model in api.models:
        yield from _model_names(model.name, model)
        if isinstance(model, ObjectModel):
            for field in model.fields:
                for name in dict.fromkeys((field.name, field.wire_name)):
                    yield f"{model.name}.{name}", FieldOf(model, field)
                    yield f"models.{model.name}.{name}", FieldOf(model, field)
    for input in api.inputs:
        model = models[input.model]
        for owner in (input.name, f"inputs.{input.name}"):
            yield owner, DictOf(input, model)
            if isinstance(model, ObjectModel):
                yield from ((f"{owner}.{field.wire_name}", FieldOf(model, field)) for field in model.fields)
    for error in api.errors:
        yield error.name, error
        yield f"errors.{error.name}", error
    for scheme in api.security_schemes:
        for argument in scheme.arguments:
            for name in (f"Client({argument})", f"AsyncClient({argument})", f"Client.{argument}"):
                yield name, scheme
    for webhook in api.webhooks:
        for name in (webhook.id, *((webhook.function, f"webhooks.{webhook.function}") if webhook.function else ())):
            yield name, webhook


def _operation_names(operation: Operation) -> Iterator[str]:
    yield from dict.fromkeys((*_function_names(operation), operation.id, f"{operation.method} {operation.path}"))


def _function_names(operation: Operation) -> Iterator[str]:
    for owner in ("", f"{operation.module}.", f"client.{operation.module}.", f"endpoints.{operation.module}."):
        yield f"{owner}{operation.function}"


def _model_names(name: str, model: Model) -> Iterator[tuple[str, Subject]]:
    yield name, model
    yield f"models.{name}", model
