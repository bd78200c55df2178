"""OpenAPI 3.0 → the form of 3.1, so that later stages know one kind of schema.

Schemas of 3.1 documents go through the same: many carry `nullable` by mistake, and mean it.
"""

from __future__ import annotations

from typing import TypeAlias

from inhouse.document.document import Document
from inhouse.document.grammar import DOCUMENT, Part, item_part, member_parts
from inhouse.document.origin import graft_all, origin_at
from inhouse.document.values import JsonValue, as_list, as_mapping, in_order

_NULL: dict[str, JsonValue] = {"type": "null"}

# What is said about a schema rather than by it stays where the schema stood when that is moved into a union.
_ANNOTATIONS = {
    *("description", "default", "deprecated", "readOnly", "writeOnly", "example", "examples"),
    *("externalDocs", "xml", "$comment"),
}
_CHANGED = frozenset(("nullable", "exclusiveMinimum", "exclusiveMaximum", "example"))
"""Keywords of schemas that the normal form has otherwise."""

_SCHEMA = frozenset((Part("one", "schema"), Part("one or each item", "schema")))
"""Where an object is a schema."""

_COMPOSITION = ("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "not", "if", "const")

_Way: TypeAlias = "tuple[_Way, str] | None"
"""The way to a value: that to what holds it, and its key or index there; None for the root."""


_Moves: TypeAlias = "list[tuple[_Way, _Way]]"
"""New ways of what was moved, with the old ones, outer before inner."""


def normalize(document: Document) -> Document:
    """Return the document with its schemas in the form of OpenAPI 3.1, and all keys in order; nothing given is changed.

    - Objects have their members in the order of their keys, so that nothing later can depend on how they were written.
    - `nullable: true` becomes a union with null: within `type` where a type is all there is, else by `anyOf`. An `enum`
      next to it gets its null. Without anything it could widen it says nothing (OpenAPI 3.0.3, Schema Object).
    - Boolean `exclusiveMinimum` and `exclusiveMaximum` become the numbers they speak of.
    - A schema's `example` becomes its first one of `examples`.

    What moved keeps its place. Normalising twice gives the same as once.
    """
    moves: _Moves = []
    root = as_mapping(_walk(dict(document.root), DOCUMENT, None, None, moves)) or {}
    if str(root.get("openapi")).startswith("3.0"):
        root = {**root, "openapi": "3.1.0"}
    grafts = [(_tokens(new), origin_at(document.origin, _tokens(old))) for new, old in moves]
    return document._replace(root=root, origin=graft_all(document.origin, grafts))


def _walk(value: JsonValue, part: Part, new: _Way, old: _Way, moves: _Moves) -> JsonValue:
    """Return the normal form of a part of the document; `old` is the way to it before, `new` the way to it after."""
    if isinstance(value, list):
        if (item := item_part(part)) is None:
            return in_order(value)
        tokens = map(str, range(len(value)))
        return [_walk(each, item, (new, token), (old, token), moves) for each, token in zip(value, tokens, strict=True)]
    if not isinstance(value, dict):
        return value
    is_schema = part in _SCHEMA
    here = new
    if is_schema and _is_wrapped(value):
        here = ((new, "anyOf"), "0")
        moves.append((here, old))
    result: dict[str, JsonValue] = {}
    part_of = member_parts(part)
    for key in sorted(value):
        member = value[key]
        if isinstance(member, (dict, list)):
            inner = part_of(key)
            member = in_order(member) if inner is None else _walk(member, inner, (here, key), (old, key), moves)
        result[key] = member
    if not is_schema or _CHANGED.isdisjoint(value):
        return result
    _bounds_as_numbers(result, here, old, moves)
    _example_as_examples(result, new, old, moves)
    return _nullable_as_union(result)


def _tokens(way: _Way) -> tuple[str, ...]:
    found: list[str] = []
    while way is not None:
        way, token = way
        found.append(token)
    return tuple(reversed(found))


def _bounds_as_numbers(schema: dict[str, JsonValue], here: _Way, old: _Way, moves: _Moves) -> None:
    for exclusive, inclusive in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        flag = schema.get(exclusive)
        if isinstance(flag, bool):
            del schema[exclusive]
            bound = schema.get(inclusive)
            if flag and isinstance(bound, (int, float)) and not isinstance(bound, bool):
                schema[exclusive] = schema.pop(inclusive)
                moves.append(((here, exclusive), (old, inclusive)))


def _example_as_examples(schema: dict[str, JsonValue], new: _Way, old: _Way, moves: _Moves) -> None:
    if "example" not in schema or not isinstance(schema.get("examples", []), list):
        return
    example, others = schema.pop("example"), as_list(schema.get("examples")) or []
    schema["examples"] = [example, *(other for other in others if not _same(other, example))]
    if not others:
        moves.append((((new, "examples"), "0"), (old, "example")))


def _same(one: JsonValue, other: JsonValue) -> bool:
    """Return whether two values are the same in JSON, where true is not 1."""
    return one == other and type(one) is type(other)


def _is_wrapped(schema: dict[str, JsonValue]) -> bool:
    """Return whether the schema can be made nullable only by a union around it."""
    if schema.get("nullable") is not True:
        return False
    composed = [key for key in _COMPOSITION if key in schema]
    if not composed or _allows_null(schema):
        return False
    return composed not in (["anyOf"], ["oneOf"]) or any(key in schema for key in ("type", "enum", "discriminator"))


def _nullable_as_union(schema: dict[str, JsonValue]) -> JsonValue:
    is_wrapped = _is_wrapped(schema)
    if not isinstance(schema.get("nullable"), bool):
        return schema
    if not schema.pop("nullable"):
        return schema
    if is_wrapped:
        outside = {key for key in schema if key in _ANNOTATIONS or key.startswith("x-")}
        if "$ref" in schema:
            outside.add("title")
        inner = {key: value for key, value in schema.items() if key not in outside}
        return {**{key: value for key, value in schema.items() if key in outside}, "anyOf": [inner, dict(_NULL)]}
    if not _allows_null(schema):
        for key in ("anyOf", "oneOf"):
            if isinstance(members := schema.get(key), list):
                schema[key] = [*members, dict(_NULL)]
        _widen_type(schema)
    enum = as_list(schema.get("enum"))
    if enum is not None and None not in enum:
        schema["enum"] = [*enum, None]
    return schema


def _widen_type(schema: dict[str, JsonValue]) -> None:
    """Add null to the type. A schema without one allows null already, but says what it means by its other keywords."""
    types = schema.get("type")
    if isinstance(types, list):
        schema["type"] = [*types, "null"]
    elif isinstance(types, str):
        schema["type"] = [types, "null"]
    elif types is None and ("properties" in schema or "additionalProperties" in schema):
        schema["type"] = ["object", "null"]
    elif types is None and "items" in schema:
        schema["type"] = ["array", "null"]


def _allows_null(schema: dict[str, JsonValue]) -> bool:
    """Return whether the schema, `nullable` aside, names null as one of its types or members."""
    types = schema.get("type")
    if types == "null" or (isinstance(types, list) and "null" in types):
        return True
    unions = (as_list(schema.get(key)) or [] for key in ("anyOf", "oneOf"))
    members = (as_mapping(member) for union in unions for member in union)
    return "type" not in schema and any(member is not None and _is_null(member) for member in members)


def _is_null(schema: dict[str, JsonValue]) -> bool:
    types = schema.get("type")
    return types == "null" or (isinstance(types, list) and "null" in types) or schema.get("enum") == [None]
