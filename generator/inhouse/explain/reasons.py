"""What made a thing of the package what it is: places in documents, actions of overlays, rules, and configuration."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from inhouse.api.api import (
    AliasModel,
    Api,
    EnumModel,
    Field,
    Model,
    ObjectModel,
    Operation,
    Parameter,
    SecurityScheme,
    Skipped,
    StatusErrorClass,
    UnionModel,
    Webhook,
)
from inhouse.api.names import pascal_case, snake_case
from inhouse.api.types import Type, annotation, optional
from inhouse.api.walk import names_within
from inhouse.diagnostics import Diagnostic, Place
from inhouse.document.document import Document, get, place
from inhouse.document.exact import exact_pointer
from inhouse.document.names import NAME, GivenName, Names
from inhouse.document.origin import Origin, origin_at
from inhouse.document.pointer import join_pointer, split_pointer
from inhouse.document.policies import PREFIX, OperationPolicy
from inhouse.document.values import JsonValue, as_list, as_mapping
from inhouse.explain.subjects import ArgumentOf, DictOf, FieldOf, Group, Subject

_MOST = 12
"""So many overlay actions, or operations, are told of for one thing."""

Label: TypeAlias = Literal["document", "overlay", "rule", "configuration", "approximated", "used by"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that made it so, in words, and where that is said, if it is."""

    label: Label
    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A thing of the package, as Python has it, and what made it so."""

    title: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a package is made of: its normalized document, and what the configuration says; `problems` are those found."""

    api: Api
    document: Document
    names: Names
    policies: Mapping[str, OperationPolicy]
    problems: tuple[Diagnostic, ...]


def explained(sources: Sources, subject: Subject) -> Explanation:
    """What made the subject so."""
    match subject:
        case FieldOf(model, field):
            return Explanation(_field_title(model, field), tuple(_field(sources, model, field)))
        case ArgumentOf(operation, parameter):
            title, reasons = _argument(sources, operation, parameter)
            return Explanation(title, tuple(reasons))
        case DictOf(input, model):
            told = Reason("rule", f"the typed dict of `{model.name}`, which request bodies take in its place")
            return Explanation(f"inputs.{input.name}", (told, *_model(sources, model)))
        case Operation():
            return Explanation(_operation_title(subject), tuple(_operation(sources, subject)))
        case Group(module, operations):
            return Explanation(
                f"client.{module}: the operations tagged {operations[0].tag!r}", tuple(_group(sources, subject))
            )
        case StatusErrorClass():
            return Explanation(f"errors.{subject.name}: the status {subject.status}", tuple(_error(sources, subject)))
        case SecurityScheme():
            at = join_pointer("/components/securitySchemes", subject.name)
            arguments = ", ".join(subject.arguments)
            return Explanation(f"Client({arguments}): {subject.kind}", (*_places(sources, at), *_scheme(subject)))
        case Webhook():
            at = join_pointer("/webhooks", subject.name) if subject.operation is None else "/paths"
            return Explanation(f"webhooks.{subject.function}: {subject.id}", tuple(_places(sources, at)))
        case Skipped():
            at = join_pointer("/paths", subject.path, subject.method.lower())
            left_out = [Reason("rule", f"left out: {reason}") for reason in subject.coverage.reasons]
            return Explanation(f"{subject.method} {subject.path}", (*_places(sources, at), *left_out))
        case ObjectModel() | EnumModel() | UnionModel() | AliasModel():
            return Explanation(_model_title(subject), tuple(_model(sources, subject)))


def _places(sources: Sources, pointer: str) -> Iterator[Reason]:
    """Where a thing stands, what overlays changed in it, and what of it had to be approximated."""
    exact = exact_pointer(sources.document, pointer)
    own = place(sources.document, exact)
    overlays = _overlay_files(sources.document)
    if own.file in overlays:
        yield Reason("overlay", f"{_action(own)} puts it at `#{exact}`", own)
    else:
        moved = "" if own.pointer == exact else f", which is `#{exact}` in the whole"
        yield Reason("document", f"`#{own.pointer}`{moved}", own)
    inside = origin_at(sources.document.origin, split_pointer(exact))
    for way, at in list(_overlaid(inside, (), overlays, own.file in overlays))[:_MOST]:
        yield Reason("overlay", f"{_action(at)} puts `{'/'.join(way)}` into it", at)
    for problem in sources.problems:
        where = problem.place
        if where is not None and where.file == own.file and f"{where.pointer}/".startswith(f"{own.pointer}/"):
            yield Reason("approximated", problem.message, where)


def _overlay_files(document: Document) -> frozenset[str]:
    """The sources behind the document's own files."""
    return frozenset(source.file for source in document.sources[1 + len(document.parts) :])


def _overlaid(
    origin: Origin, way: tuple[str, ...], overlays: frozenset[str], inside: bool
) -> Iterator[tuple[tuple[str, ...], Place]]:
    for token, part in origin.inside.items():
        if part.place.file in overlays and not inside:
            yield (*way, token), part.place
        else:
            yield from _overlaid(part, (*way, token), overlays, inside and part.place.file in overlays)


def _action(at: Place) -> str:
    tokens = split_pointer(at.pointer)
    number = int(tokens[1]) + 1 if tokens[:1] == ("actions",) and tokens[1:2] and tokens[1].isdigit() else None
    return "the overlay" if number is None else f"action {number} of the overlay"


def _naming(
    sources: Sources, pointer: str, wire_name: str, name: str, configured: GivenName | None, plain: str, what: str
) -> Iterator[Reason]:
    """The rule that a name is by."""
    exact = exact_pointer(sources.document, pointer)
    said = as_mapping(_value(sources.document, exact)) or {}
    if configured is not None and configured.name == name:
        yield Reason("configuration", f"`names` call it `{name}`", configured.place)
    elif said.get(NAME) == name:
        yield Reason("rule", f"`{NAME}` gives the name", place(sources.document, join_pointer(exact, NAME)))
    elif name == wire_name:
        yield Reason("rule", f"it has the {what}'s own name")
    elif name == plain and keyword.iskeyword(name.removesuffix("_")):
        yield Reason("rule", f"`{name.removesuffix('_')}` is a keyword of Python, so it gets an underscore")
    elif name == plain:
        yield Reason("rule", f"`{name}` is `{wire_name}` as Python spells names")
    elif _is_kept(sources, what, name, (pointer, exact)):
        told = f"it would be `{plain}`, as something else beside it is, and is told apart from that"
        yield Reason("rule", f"{told}; inhouse.lock keeps the name")
    elif name == f"{plain}_":
        yield Reason("rule", f"`{plain}` is taken by what every package has, so it gets an underscore")
    else:
        yield Reason("rule", f"it would be `{plain}`, which is taken, or no name for it")


def _is_kept(sources: Sources, what: str, name: str, pointers: tuple[str, str]) -> bool:
    """Whether a name is one of those that needed a rule; models and fields are known by their places there."""
    kind = {"operation": "function", "property": "field", "schema": "model", "parameter": "argument"}[what]
    is_placed = kind in ("field", "model")
    keys = (key.partition(" ") for key, kept in sources.api.kept_names if kept == name)
    return any(each == kind and (not is_placed or where in pointers) for each, _, where in keys)


def _field_title(model: ObjectModel, field: Field) -> str:
    return f"{model.name}.{field.name}: {annotation(_effective(field.type, field.required))}"


def _field(sources: Sources, model: ObjectModel, field: Field) -> Iterator[Reason]:
    pointer = join_pointer(model.pointer, "properties", field.wire_name)
    yield from _places(sources, pointer)
    exact = exact_pointer(sources.document, pointer)
    if "/allOf/" in exact.removeprefix(model.pointer) or not exact.startswith(f"{model.pointer}/"):
        owner = exact.rpartition("/properties/")[0]
        yield Reason("rule", f"it comes from `#{owner}`: what must hold together (`allOf`) becomes one class")
    yield from _naming(
        sources, pointer, field.wire_name, field.name, None, snake_case(field.wire_name, "field"), "property"
    )
    if field.required:
        yield Reason("rule", "it is listed in `required`", _required(sources, exact))
    else:
        yield Reason("rule", "it is not listed in `required`, so it may be None, which is then not there")
    if field.access is not None:
        only = "answers" if field.access == "readOnly" else "requests"
        yield Reason("rule", f"it is `{field.access}`, so only {only} have it")
    yield from _typing(sources, exact)


def _required(sources: Sources, exact: str) -> Place | None:
    owner = join_pointer(exact.rpartition("/properties/")[0], "required")
    return place(sources.document, owner) if as_list(_value(sources.document, owner)) else None


def _typing(sources: Sources, exact: str) -> Iterator[Reason]:
    """What of a schema makes its type."""
    schema = as_mapping(_value(sources.document, exact)) or {}
    for key in ("$ref", "type", "format", "contentEncoding", "enum", "const", "oneOf", "anyOf", "allOf"):
        if key in schema:
            shown = f" {_short(schema[key])}" if key not in ("oneOf", "anyOf", "allOf") else ""
            yield Reason("rule", f"its type comes of `{key}`{shown}", place(sources.document, join_pointer(exact, key)))
    if not schema.keys() & {"$ref", "type", "enum", "const", "oneOf", "anyOf", "allOf", "properties", "items"}:
        yield Reason("rule", "the document says nothing of its type, so it may be anything")


def _short(value: JsonValue) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _argument(sources: Sources, operation: Operation, parameter: Parameter | None) -> tuple[str, Iterable[Reason]]:
    owner = f"client.{operation.module}.{operation.function}"
    base = join_pointer("/paths", operation.path, operation.method.lower())
    if parameter is None:
        body = operation.body
        shown = annotation(_effective(body.type, body.required)) if body is not None else ""
        required = "required" if body is not None and body.required else "not required, so None sends no body"
        reasons = (*_places(sources, join_pointer(base, "requestBody")), Reason("rule", f"it is {required}"))
        return f"{owner}({body.name if body is not None else 'body'}: {shown})", reasons
    pointer = join_pointer(base, "parameters", f"{parameter.place}:{parameter.wire_name}")
    shown = annotation(_effective(parameter.type, parameter.required))
    return f"{owner}({parameter.name}: {shown})", _parameter(sources, operation, parameter, pointer)


def _parameter(sources: Sources, operation: Operation, parameter: Parameter, pointer: str) -> Iterator[Reason]:
    yield from _places(sources, pointer)
    plain = snake_case(parameter.wire_name, "parameter")
    yield from _naming(sources, pointer, parameter.wire_name, parameter.name, None, plain, "parameter")
    style = parameter.serialization.content_type or f"style `{parameter.serialization.style}`"
    yield Reason("rule", f"it goes into the {parameter.place} as `{parameter.wire_name}`, {style}")
    if parameter.place == "path":
        yield Reason("rule", "parameters of the path are required, and may be given by their places")
    elif parameter.required:
        yield Reason("rule", "it is `required`")
    elif operation.idempotency_key == parameter.wire_name:
        yield Reason("rule", "it is the idempotency key, which is made where none is given")
    else:
        yield Reason("rule", "it is not `required`; a default is the server's and is not sent")
    yield from _typing(sources, join_pointer(exact_pointer(sources.document, pointer), "schema"))


def _operation_title(operation: Operation) -> str:
    return f"client.{operation.module}.{operation.function} -> {annotation(operation.result)}"


def _operation(sources: Sources, operation: Operation) -> Iterator[Reason]:
    pointer = join_pointer("/paths", operation.path, operation.method.lower())
    exact = exact_pointer(sources.document, pointer)
    yield from _places(sources, pointer)
    said = as_mapping(_value(sources.document, exact)) or {}
    id = said.get("operationId")
    configured = sources.names.operations.get(operation.id)
    if isinstance(id, str):
        plain = snake_case(id, "operation")
        yield from _naming(sources, pointer, id, operation.function, configured, plain, "operation")
    else:
        yield from _naming(
            sources,
            pointer,
            f"{operation.method} {operation.path}",
            operation.function,
            configured,
            operation.function,
            "operation",
        )
    yield from _module(sources, operation)
    yield from _policies(sources, operation, exact, said)
    if operation.coverage.state == "approximated":
        yield from (Reason("approximated", reason) for reason in operation.coverage.reasons)


def _module(sources: Sources, operation: Operation) -> Iterator[Reason]:
    configured = sources.names.tags.get(operation.tag)
    if configured is not None:
        yield Reason("configuration", f"`names` call the tag {operation.tag!r} `{operation.module}`", configured.place)
    else:
        yield Reason(
            "rule", f"it stands in `endpoints.{operation.module}` by {operation.tag!r}, its first tag or segment"
        )


def _policies(sources: Sources, operation: Operation, exact: str, said: Mapping[str, JsonValue]) -> Iterator[Reason]:
    """What is said of an operation beyond OpenAPI, and where: the configuration goes first."""
    configured = sources.policies.get(operation.id)
    own = configured.places if configured is not None else dict[str, Place | None]()
    told = {key.removeprefix(PREFIX) for key in said if key.startswith(PREFIX) and key != NAME}
    for key in sorted({*own, *told}):
        if key in own:
            yield Reason("configuration", f"`{key}` is said of `{operation.id}`", own[key])
        else:
            at = join_pointer(exact, f"{PREFIX}{key}")
            yield Reason("rule", f"`{PREFIX}{key}`: {_short(said[f'{PREFIX}{key}'])}", place(sources.document, at))


def _group(sources: Sources, group: Group) -> Iterator[Reason]:
    yield from _module(sources, group.operations[0])
    for operation in group.operations[:_MOST]:
        at = exact_pointer(sources.document, join_pointer("/paths", operation.path, operation.method.lower()))
        yield Reason("document", f"`{operation.method} {operation.path}`", place(sources.document, at))


def _error(sources: Sources, error: StatusErrorClass) -> Iterator[Reason]:
    yield Reason("rule", "each documented status of failure has a class, by the name that HTTP has for it (RFC 9110)")
    users = [o for o in sources.api.operations if any(r.status == str(error.status) for r in o.responses)]
    for operation in users[:_MOST]:
        base = join_pointer("/paths", operation.path, operation.method.lower(), "responses", str(error.status))
        at = place(sources.document, exact_pointer(sources.document, base))
        yield Reason("document", f"`{operation.method} {operation.path}`", at)
    if len(users) > _MOST:
        yield Reason("document", f"and {len(users) - _MOST} more operations")


def _scheme(scheme: SecurityScheme) -> Iterator[Reason]:
    where = f"the {scheme.place} `{scheme.wire_name}`" if scheme.wire_name else "the connection"
    yield Reason("rule", f"what is given goes into {where}")


def _model_title(model: Model) -> str:
    match model:
        case ObjectModel():
            return f"models.{model.name}: a class with {len(model.fields)} fields"
        case EnumModel():
            return f"models.{model.name}: known values of {annotation(model.base)}, others may come"
        case UnionModel():
            return f"models.{model.name}: one of {', '.join(annotation(member) for member in model.members)}"
        case AliasModel():
            return f"models.{model.name}: {annotation(model.type)}"


def _model(sources: Sources, model: Model) -> Iterator[Reason]:
    yield from _places(sources, model.pointer)
    for pointer in model.twins[:_MOST]:
        yield from _places(sources, pointer)
    if len(model.twins) > _MOST:
        yield Reason("document", f"and {len(model.twins) - _MOST} more places")
    tokens = split_pointer(model.pointer)
    if tokens[:2] == ("components", "schemas") and len(tokens) == 3:
        configured = sources.names.schemas.get(tokens[2])
        plain = pascal_case(tokens[2], "Model")
        direction = next((end for end in ("Input",) if model.name.startswith(f"{plain}{end}")), None)
        if direction is not None and plain != model.name:
            text = f"requests have other properties than answers (`readOnly`, `writeOnly`), so `{plain}` has this beside it"
            yield Reason("rule", text)
        else:
            yield from _naming(sources, model.pointer, tokens[2], model.name, configured, plain, "schema")
    elif model.twins:
        text = f"{len(model.twins) + 1} schemas say the same and are called alike; they are one model, named by what they share"
        yield Reason("rule", text)
    else:
        yield Reason("rule", "a schema without a name of its own is named by where it stands")
    if isinstance(model, ObjectModel) and model.closed:
        yield Reason("rule", "it takes no further keys, since `additionalProperties` is false")
    if isinstance(model, UnionModel):
        how = f"`{model.tag}` tells which" if model.tag is not None else "the one that fits best is taken"
        yield Reason("rule", f"{how}; whatever is none of them is `{model.other or 'Unknown'}`")
    yield from _users(sources, model)


def _users(sources: Sources, model: Model) -> Iterator[Reason]:
    users = [
        f"models.{each.name}" for each in sources.api.models if each is not model and model.name in names_within(each)
    ]
    users += [
        f"client.{each.module}.{each.function}" for each in sources.api.operations if model.name in names_within(each)
    ]
    if users:
        more = f" and {len(users) - _MOST} more" if len(users) > _MOST else ""
        yield Reason("used by", ", ".join(users[:_MOST]) + more)


def _effective(type: Type, required: bool) -> Type:
    return type if required else optional(type)


def _value(document: Document, pointer: str) -> JsonValue:
    try:
        return get(document, pointer)
    except KeyError:
        return None
