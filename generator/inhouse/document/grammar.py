"""What stands where in an OpenAPI document, as far as the way to its schemas and its references goes.

Anything else (examples, enums, defaults, extensions) is data and is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from inhouse.document.values import JsonValue

_How: TypeAlias = Literal["one", "each item", "each member", "each member but x-", "one or each item"]


class Part(NamedTuple):
    """What stands somewhere in a document: one thing of a kind, or a collection of them."""

    how: _How
    kind: str

    @property
    def is_collection(self) -> bool:
        """Whether it is an object or array around things of the kind rather than one of them."""
        return self.how.startswith("each")

    @property
    def section(self) -> str | None:
        """The key below `components` where such things stand to be referred to; None for what has no such place."""
        return None if self.is_collection else _SECTIONS.get(self.kind)


DOCUMENT = Part("one", "document")


@cache
def _one(kind: str) -> Part:
    return Part("one", kind)


@cache
def _inner(kind: str) -> Mapping[str, Part]:
    """What stands below the keys of a thing of the kind."""
    return {key: Part(*part) for key, part in _PARTS.get(kind, {}).items()}


_SECTIONS: Mapping[str, str] = {
    "schema": "schemas",
    "parameter": "parameters",
    "header": "headers",
    "request body": "requestBodies",
    "response": "responses",
    "callback": "callbacks",
    "path item": "pathItems",
    "example": "examples",
    "link": "links",
    "security scheme": "securitySchemes",
}
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_PARAMETER: Mapping[str, tuple[_How, str]] = {
    "schema": ("one", "schema"),
    "content": ("each member", "media type"),
    "examples": ("each member", "example"),
}
_CONTENT: Mapping[str, tuple[_How, str]] = {
    "content": ("each member", "media type"),
    "headers": ("each member", "header"),
}

_PARTS: Mapping[str, Mapping[str, tuple[_How, str]]] = {
    "document": {
        "info": ("one", "other"),
        "servers": ("each item", "other"),
        "tags": ("each item", "other"),
        "security": ("each item", "other"),
        "components": ("one", "components"),
        "paths": ("each member but x-", "path item"),
        "webhooks": ("each member", "path item"),
    },
    "components": {
        **{section: ("each member", kind) for kind, section in _SECTIONS.items()},
        "mediaTypes": ("each member", "media type"),
    },
    "path item": {
        "parameters": ("each item", "parameter"),
        "servers": ("each item", "other"),
        **dict.fromkeys(_METHODS, ("one", "operation")),
        "additionalOperations": ("each member", "operation"),
    },
    "operation": {
        "parameters": ("each item", "parameter"),
        "requestBody": ("one", "request body"),
        "responses": ("each member but x-", "response"),
        "callbacks": ("each member", "callback"),
        "servers": ("each item", "other"),
    },
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "request body": _CONTENT,
    "response": {**_CONTENT, "links": ("each member", "link")},
    "media type": {
        "schema": ("one", "schema"),
        "itemSchema": ("one", "schema"),
        "examples": ("each member", "example"),
        "encoding": ("each member", "encoding"),
        "prefixEncoding": ("each item", "encoding"),
        "itemEncoding": ("one", "encoding"),
    },
    "encoding": {
        "headers": ("each member", "header"),
        "encoding": ("each member", "encoding"),
        "prefixEncoding": ("each item", "encoding"),
        "itemEncoding": ("one", "encoding"),
    },
    "schema": {
        "properties": ("each member", "schema"),
        "patternProperties": ("each member", "schema"),
        "additionalProperties": ("one", "schema"),
        "unevaluatedProperties": ("one", "schema"),
        "propertyNames": ("one", "schema"),
        "items": ("one or each item", "schema"),
        "prefixItems": ("each item", "schema"),
        "additionalItems": ("one", "schema"),
        "unevaluatedItems": ("one", "schema"),
        "contains": ("one", "schema"),
        "contentSchema": ("one", "schema"),
        "allOf": ("each item", "schema"),
        "anyOf": ("each item", "schema"),
        "oneOf": ("each item", "schema"),
        "not": ("one", "schema"),
        "if": ("one", "schema"),
        "then": ("one", "schema"),
        "else": ("one", "schema"),
        "dependentSchemas": ("each member", "schema"),
        "$defs": ("each member", "schema"),
        "definitions": ("each member", "schema"),
    },
}


def children(value: JsonValue, part: Part) -> Iterator[tuple[str, Part]]:
    """Give the key or index of each part that stands within a value, and what it is."""
    if isinstance(value, list):
        if (item := item_part(part)) is not None:
            yield from ((str(index), item) for index in range(len(value)))
    elif isinstance(value, dict):
        part_of = member_parts(part)
        yield from ((key, inner) for key in value if (inner := part_of(key)) is not None)


def item_part(part: Part) -> Part | None:
    """What each item is of an array that stands for the part; None where they are data."""
    return _one(part.kind) if part.how.endswith("each item") else None


@cache
def member_parts(part: Part) -> Callable[[str], Part | None]:
    """Tells by its key what a member is of an object that stands for the part; None for what is data."""
    if part.how == "each item":
        return lambda key: None
    if part.how == "each member":
        every = _one(part.kind)
        return lambda key: every
    if part.how == "each member but x-" or part.kind == "callback":
        others = _one("path item" if part.kind == "callback" else part.kind)
        return lambda key: None if key.startswith("x-") else others
    return _inner(part.kind).get
