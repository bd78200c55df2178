"""Webhooks and callbacks: requests that the API sends, and the function that reads the body of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from inhouse.api.amount import check_operations
from inhouse.api.api import Coverage, HeaderDoc, Webhook
from inhouse.api.coverage import Findings, coverage_of
from inhouse.api.docs import value_doc
from inhouse.api.found import Found, Skip, dereferenced
from inhouse.api.names import is_json, pascal_case, snake_case, unique
from inhouse.api.schemas import Schemas
from inhouse.api.types import Type
from inhouse.diagnostics import Diagnostic
from inhouse.document.document import place
from inhouse.document.limits import MAX_OPERATIONS
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


@dataclass(frozen=True, slots=True)
class ReadWebhook:
    """A webhook and the pointers that it is made of, its models apart."""

    webhook: Webhook
    touched: frozenset[str]


def read_webhooks(schemas: Schemas, operations: Iterable[tuple[str, Found]]) -> tuple[ReadWebhook, ...]:
    """The document's webhooks, then the callbacks of its operations, which are given with their ids."""
    read: list[ReadWebhook] = []
    taken: set[str] = set()
    everything = [*islice(chain(_webhooks(schemas), _callbacks(schemas, operations)), MAX_OPERATIONS + 1)]
    check_operations(schemas.document, [found.pointer for _, found, _ in everything], "webhooks and callbacks")
    for operation, found, broken in everything:
        several = sum(method in found.item for method in _METHODS) > 1
        webhook = _described(operation, found, several)
        called = " ".join((operation or "", found.path, found.method.lower() if several else ""))
        try:
            if broken is not None:
                raise broken
            webhook = replace(webhook, headers=_headers(schemas, found))
            media_type, type = _body(schemas, found, f"{pascal_case(called, 'Webhook')}Payload")
        except Skip as skip:
            where = place(schemas.document, skip.pointer)
            message = f"what the API sends here is left out: {skip.reason}"
            schemas.note(found.pointer, Diagnostic("skipped-webhook", "skip", message, where, operation=webhook.id))
            webhook = replace(webhook, coverage=Coverage("skipped", (skip.reason,)))
        else:
            if type is not None:
                function = unique(snake_case(f"parse {called}", "parse"), taken)
                taken.add(function)
                webhook = replace(webhook, function=function, media_type=media_type, type=type)
        read.append(ReadWebhook(webhook, frozenset({found.pointer, *found.touched})))
    return tuple(read)


def _described(operation: str | None, found: Found, several: bool) -> Webhook:
    id = f"webhook {found.path}" if operation is None else f"callback {operation}.{found.path}"
    return Webhook(
        id=f"{id} {found.method}" if several else id,
        name=found.path,
        operation=operation,
        method=found.method,
        function=None,
        summary=(as_text(found.value.get("summary")) or "").strip(),
        description=(as_text(found.value.get("description")) or "").strip(),
        deprecated=found.value.get("deprecated") is True,
        headers=(),
        media_type=None,
        type=None,
        coverage=Coverage("generated"),
    )


def covered_webhooks(findings: Findings, read: Iterable[ReadWebhook]) -> tuple[Webhook, ...]:
    """The webhooks with what had to be approximated in them, once all schemas are settled."""
    return tuple(
        each.webhook
        if each.webhook.coverage.state == "skipped"
        else replace(each.webhook, coverage=coverage_of(findings, each.touched, webhook_types(each.webhook)))
        for each in read
    )


def webhook_types(webhook: Webhook) -> tuple[Type, ...]:
    """Every type that the webhook's code mentions."""
    return () if webhook.type is None else (webhook.type,)


def _webhooks(schemas: Schemas) -> Iterator[tuple[None, Found, Skip | None]]:
    declared = as_mapping(schemas.document.root.get("webhooks")) or {}
    for name in sorted(declared):
        for found, broken in _requests(schemas, name, declared[name], join_pointer("/webhooks", name)):
            yield None, found, broken


def _callbacks(schemas: Schemas, operations: Iterable[tuple[str, Found]]) -> Iterator[tuple[str, Found, Skip | None]]:
    for id, operation in operations:
        declared = as_mapping(operation.value.get("callbacks")) or {}
        for name in sorted(declared):
            start = Found("", name, join_pointer(operation.pointer, "callbacks", name), {}, {}, set())
            try:
                callback, pointer = dereferenced(schemas.document, start, declared[name], start.pointer)
            except Skip as broken:
                yield id, start, broken
                continue
            for expression in sorted(key for key in callback if not key.startswith("x-")):
                where = join_pointer(pointer, expression)
                for found, problem in _requests(schemas, name, callback[expression], where):
                    yield id, found, problem


def _requests(schemas: Schemas, name: str, item: JsonValue, pointer: str) -> Iterator[tuple[Found, Skip | None]]:
    """The requests of a path item, or where it stands and why it cannot be read."""
    start = Found("", name, pointer, {}, {}, set())
    try:
        value, pointer = dereferenced(schemas.document, start, item, pointer)
    except Skip as broken:
        yield start, broken
        return
    for method in _METHODS:
        operation, where = value.get(method), join_pointer(pointer, method)
        if isinstance(operation, dict):
            yield Found(method.upper(), name, where, value, operation, set(start.touched)), None
        elif operation is not None:
            yield replace(start, pointer=where), Skip("an operation must be a mapping", where)


def _headers(schemas: Schemas, found: Found) -> tuple[HeaderDoc, ...]:
    """The headers that come with the request, those of the operation before those of its path item."""
    headers: dict[str, HeaderDoc] = {}
    for owner, pointer in ((found.value, found.pointer), (found.item, found.pointer.rpartition("/")[0])):
        at = join_pointer(pointer, "parameters")
        for index, value in enumerate(as_list(owner.get("parameters")) or ()):
            parameter, _ = dereferenced(schemas.document, found, value, join_pointer(at, str(index)))
            name = as_text(parameter.get("name"))
            if name is not None and parameter.get("in") == "header":
                schema = parameter.get("schema")
                headers.setdefault(name.lower(), HeaderDoc(name, value_doc(parameter, schema)))
    return tuple(headers.values())


def _body(schemas: Schemas, found: Found, hint: str) -> tuple[str | None, Type | None]:
    """The media type and the type of the body; None where it has none, or none that is JSON."""
    if found.value.get("requestBody") is None:
        return None, None
    at = join_pointer(found.pointer, "requestBody")
    described, pointer = dereferenced(schemas.document, found, found.value["requestBody"], at)
    content = as_mapping(described.get("content")) or {}
    media_type = next((name for name in sorted(content) if is_json(name)), None)
    if others := [name for name in sorted(content) if name != media_type]:
        message = f"a body of {' or '.join(others)} is not read; what comes is for you to read"
        schemas.report("approximated-webhook", message, join_pointer(pointer, "content"))
    if media_type is None:
        return None, None
    schema = (as_mapping(content[media_type]) or {}).get("schema", True)
    return media_type, schemas.read(schema, join_pointer(pointer, "content", media_type, "schema"), hint)
