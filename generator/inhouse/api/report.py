"""The `Api` for people and programs to read: what each operation became."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Literal, TypeAlias

from inhouse.api.answers import piece_type
from inhouse.api.api import (
    AliasModel,
    Api,
    BodyContent,
    Coverage,
    CoverageState,
    EnumModel,
    Model,
    ObjectModel,
    Operation,
    Pages,
    UnionModel,
    Webhook,
)
from inhouse.api.counts import Count, coverage_line
from inhouse.api.types import Type, annotation, optional

Report: TypeAlias = "dict[str, Report] | list[Report] | str | int | float | bool | None"


def report_json(api: Api) -> Report:
    """The `Api` as JSON values."""
    return {
        "name": api.name,
        "title": api.title,
        "servers": [asdict(server) for server in api.servers],
        "operations": [_operation(operation) for operation in api.operations],
        "skipped": [asdict(operation) for operation in api.skipped],
        "webhooks": [_webhook(webhook) for webhook in api.webhooks],
        "models": [_model(model) for model in api.models],
        "inputs": [asdict(input) for input in api.inputs],
        "security_schemes": [asdict(scheme) for scheme in api.security_schemes],
        "errors": [asdict(error) for error in api.errors],
    }


def report_text(api: Api) -> Iterator[str]:
    """The operations of the `Api`, a few lines each."""
    for operation in api.operations:
        yield f"{operation.id}  {operation.method} {operation.path}"
        yield f"  function   endpoints.{operation.module}.{operation.function} -> {_call(operation)}"
        for parameter in operation.parameters:
            required = "required" if parameter.required else "optional"
            name = f"{parameter.name}: {annotation(parameter.type)}"
            yield f"  {parameter.place:<10} {name}  ({parameter.wire_name!r}, {required})"
        if operation.body is not None:
            media = ", ".join(operation.body.media_types)
            yield f"  body       {operation.body.name}: {annotation(operation.body.type)}  ({media})"
        for response in operation.responses:
            type = annotation(response.type) if response.type is not None else "no content"
            yield f"  {response.status:<10} {type}" + (f"  ({response.media_type})" if response.media_type else "")
        yield f"  security   {' or '.join(' and '.join(names) or 'none' for names in operation.security) or 'none'}"
        yield f"  coverage   {operation.coverage.state}"
        yield from (f"             {reason}" for reason in operation.coverage.reasons)
        yield ""
    for skipped in api.skipped:
        yield f"{skipped.id}  {skipped.method} {skipped.path}"
        yield f"  coverage   {skipped.coverage.state}: {'; '.join(skipped.coverage.reasons)}"
        yield ""
    for webhook in api.webhooks:
        yield f"{webhook.id}  {webhook.method}"
        if webhook.type is not None:
            yield f"  function   webhooks.{webhook.function} -> {annotation(webhook.type)}"
        yield f"  coverage   {webhook.coverage.state}"
        yield from (f"             {reason}" for reason in webhook.coverage.reasons)
        yield ""
    yield coverage_line(counts(api))


def counts(api: Api) -> tuple[Count, ...]:
    """The coverage of the operations in numbers, and that of webhooks, if there are any."""
    operations = [*(each.coverage for each in api.operations), *(each.coverage for each in api.skipped)]
    webhooks = [webhook.coverage for webhook in api.webhooks]
    return (_count("operation", operations), *((_count("webhook", webhooks),) if webhooks else ()))


def _count(kind: Literal["operation", "webhook"], coverages: list[Coverage]) -> Count:
    states: tuple[CoverageState, ...] = ("generated", "approximated", "skipped")
    return Count(kind, *(sum(each.state == state for each in coverages) for state in states))


def _operation(operation: Operation) -> Report:
    body = operation.body
    pages = operation.pages
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "tag": operation.tag,
        "module": f"endpoints.{operation.module}",
        "function": operation.function,
        "deprecated": operation.deprecated,
        "parameters": [
            {
                "place": parameter.place,
                "wire_name": parameter.wire_name,
                "name": parameter.name,
                "annotation": annotation(parameter.type if parameter.required else optional(parameter.type)),
                "required": parameter.required,
                "style": parameter.serialization.style,
                "explode": parameter.serialization.explode,
                "allow_reserved": parameter.serialization.allow_reserved,
                "content_type": parameter.serialization.content_type,
            }
            for parameter in operation.parameters
        ],
        "body": None
        if body is None
        else {
            "name": body.name,
            "media_types": list(body.media_types),
            "annotation": annotation(body.type),
            "required": body.required,
            "choice": body.choice,
            "contents": [_content(content) for content in body.contents],
        },
        "responses": [
            {
                "status": response.status,
                "media_type": response.media_type,
                "annotation": _annotation(response.type),
                "reading": response.reading,
            }
            for response in operation.responses
        ],
        "stream": _annotation(piece_type(operation.stream)) if operation.stream else None,
        "accept": list(operation.choices),
        "headers": _annotation(operation.headers),
        "result": annotation(operation.result),
        "unwrap": operation.unwrap,
        "pagination": None if pages is None else {**_pagination(pages), "item": annotation(pages.item)},
        "repeatable": operation.repeatable,
        "idempotency_key": operation.idempotency_key,
        "retries": None if operation.retries is None else asdict(operation.retries),
        "timeout": operation.timeout,
        "deadline": operation.deadline,
        "security": [list(names) for names in operation.security],
        "scopes": [[list(scopes) for scopes in alternative] for alternative in operation.scopes],
        "server": operation.server,
        "coverage": {"state": operation.coverage.state, "reasons": list(operation.coverage.reasons)},
    }


def _content(content: BodyContent) -> Report:
    return {
        "media_type": content.media_type,
        "kind": content.kind,
        "annotation": annotation(content.type),
        "encodings": [asdict(encoding) for encoding in content.encodings],
        "parts": [
            {"wire_name": part.wire_name, "annotation": annotation(part.type), "required": part.required}
            for part in (content.form.parts if content.form is not None else ())
        ],
    }


def _pagination(pages: Pages) -> dict[str, Report]:
    said = {name: value for name, value in asdict(pages.policy).items() if value is not None}
    return {**said, "maximum": pages.maximum, "sparse": pages.sparse}


def _webhook(webhook: Webhook) -> Report:
    return {
        "id": webhook.id,
        "name": webhook.name,
        "operation": webhook.operation,
        "method": webhook.method,
        "function": webhook.function,
        "headers": [asdict(header) for header in webhook.headers],
        "media_type": webhook.media_type,
        "annotation": _annotation(webhook.type),
        "coverage": {"state": webhook.coverage.state, "reasons": list(webhook.coverage.reasons)},
    }


def _model(model: Model) -> Report:
    match model:
        case ObjectModel():
            return {
                "kind": "object",
                "name": model.name,
                "pointer": model.pointer,
                "twins": list(model.twins),
                "closed": model.closed,
                "open": model.open,
                "extra": _annotation(model.extra),
                "fields": [
                    {
                        "wire_name": field.wire_name,
                        "name": field.name,
                        "annotation": annotation(field.type if field.required else optional(field.type)),
                        "required": field.required,
                        "access": field.access,
                    }
                    for field in model.fields
                ],
            }
        case EnumModel():
            return {
                "kind": "enum",
                "name": model.name,
                "pointer": model.pointer,
                "twins": list(model.twins),
                "values": list(model.values),
            }
        case UnionModel():
            return {
                "kind": "union",
                "name": model.name,
                "pointer": model.pointer,
                "twins": list(model.twins),
                "members": [annotation(member) for member in model.members],
                "tag": model.tag,
                "mapping": {str(value): name for value, name in model.mapping},
                "other": model.other,
            }
        case AliasModel():
            return {
                "kind": "alias",
                "name": model.name,
                "pointer": model.pointer,
                "twins": list(model.twins),
                "annotation": annotation(model.type),
            }


def _annotation(type: Type | None) -> str | None:
    return None if type is None else annotation(type)


def _call(operation: Operation) -> str:
    if operation.stream:
        return f"StreamCall[{annotation(operation.result)}, {annotation(piece_type(operation.stream))}]"
    if operation.pages is None:
        return f"Call[{annotation(operation.result)}]"
    return f"PagedCall[{annotation(operation.result)}, {annotation(operation.pages.item)}]"
