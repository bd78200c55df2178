"""Where the operations of a document stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.api.api import Coverage, Skipped
from inhouse.api.found import Found
from inhouse.api.schemas import Schemas
from inhouse.diagnostics import Diagnostic, did_you_mean, quote
from inhouse.document.document import Document, place, resolve, unresolved
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_mapping

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The methods that a path item has a key for (OpenAPI 3.2, 4.9.1)."""

_KNOWN = {*METHODS, "$ref", "summary", "description", "servers", "parameters", "additionalOperations"}

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""RFC 9110, 9.1: what a method can be."""


def operations_of(document: Document, schemas: Schemas) -> Iterator[Found | Skipped]:
    """Each operation of each path, in the order of paths and methods; one that could be no other's is left out."""
    paths = as_mapping(document.root.get("paths")) or {}
    for key in sorted(key for key in paths if not key.startswith("x-")):
        path, pointer = key, join_pointer("/paths", key)
        if not key.startswith("/"):
            path = f"/{key}"
            if path in paths:
                reason = f"a path begins with '/', and there is {quote(path)} already"
                _, members = _path_item(document, schemas, paths[key], pointer)
                for method in METHODS:
                    if method in members:
                        yield _left_out(schemas, method.upper(), key, reason, members[method][1])
                continue
            schemas.report("approximated-path", f"a path begins with '/'; this is read as {quote(path)}", pointer)
        item, members = _path_item(document, schemas, paths[key], pointer)
        for name in sorted(members.keys() - _KNOWN):
            if not name.startswith("x-"):
                hint = did_you_mean(name, METHODS)
                message = f"{quote(name)} is no method and nothing else that a path has; it is left out"
                schemas.report("unusable-operation", message, members[name][1], hint)
        for method in METHODS:
            if method in members:
                yield from _operation(schemas, item, method.upper(), path, members[method])
        yield from _additional(schemas, item, path, members)


def order_of(method: str) -> tuple[int, str]:
    """What methods are sorted by: the common ones as OpenAPI lists them, others behind them by name."""
    known = method.lower() in METHODS
    return METHODS.index(method.lower()) if known else len(METHODS), method


def _additional(
    schemas: Schemas, item: dict[str, JsonValue], path: str, members: dict[str, tuple[JsonValue, str]]
) -> Iterator[Found | Skipped]:
    """The operations by methods that have no key of their own (OpenAPI 3.2, 4.9.1)."""
    value, at = members.get("additionalOperations", ({}, ""))
    if not isinstance(value, dict):
        schemas.report("unusable-operation", "'additionalOperations' must be a mapping", at)
        return
    seen: set[str] = set()
    for method in sorted(value):
        pointer = join_pointer(at, method)
        if not _TOKEN.fullmatch(method):
            yield _left_out(schemas, method, path, f"{quote(method)} is no HTTP method", pointer)
        elif method.upper() in seen or method.lower() in members:
            reason = f"the path has another operation of {quote(method.upper())}"
            yield _left_out(schemas, method, path, reason, pointer)
        else:
            seen.add(method.upper())
            if method != method.upper():
                message = f"the method {quote(method)} is sent in capitals"
                schemas.report("approximated-method", message, pointer)
            yield from _operation(schemas, item, method.upper(), path, (value[method], pointer))


def _left_out(schemas: Schemas, method: str, path: str, reason: str, pointer: str) -> Skipped:
    """What stands at the pointer and could not be told apart from another operation, or sent."""
    id, where = f"{method} {path}", place(schemas.document, pointer)
    message = f"{id} is left out: {reason}"
    schemas.note(pointer, Diagnostic("skipped-operation", "skip", message, where, operation=id))
    return Skipped(id, method, path, Coverage("skipped", (reason,)))


def _operation(
    schemas: Schemas, item: dict[str, JsonValue], method: str, path: str, member: tuple[JsonValue, str]
) -> Iterator[Found]:
    value, pointer = member
    if isinstance(value, dict):
        yield Found(method, path, pointer, item, value, set())
    elif value is not None:
        schemas.report("unusable-operation", "an operation must be a mapping", pointer)


def _path_item(
    document: Document, schemas: Schemas, value: JsonValue, pointer: str
) -> tuple[dict[str, JsonValue], dict[str, tuple[JsonValue, str]]]:
    """A path item with what its reference leads to, and each member with its pointer; its own members go first."""
    item: dict[str, JsonValue] = {}
    members: dict[str, tuple[JsonValue, str]] = {}
    seen: set[str] = set()
    while pointer not in seen:
        seen.add(pointer)
        if not isinstance(value, dict):
            if value is not None:
                schemas.report("unusable-path", "a path item must be a mapping", pointer)
            break
        for key, member in value.items():
            item.setdefault(key, member)
            members.setdefault(key, (member, join_pointer(pointer, key)))
        reference = value.get("$ref")
        if not isinstance(reference, str):
            break
        target = resolve(document, reference)
        if target is None:
            at = join_pointer(pointer, "$ref")
            schemas.note(at, unresolved(document, at, reference))
            break
        value, pointer = target.value, target.pointer
    return item, members
