"""Objects → models, each flat, however it is composed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inhouse.api.api import Field, ObjectModel
from inhouse.api.directions import access_of
from inhouse.api.docs import value_doc
from inhouse.api.given import field_names, unnamed
from inhouse.api.names import pascal_case
from inhouse.api.parts import Sited, required_of
from inhouse.api.reserved import FIELD_NAMES
from inhouse.api.types import ANY, MapOf, Named, Type, union
from inhouse.document.limits import MAX_PROPERTIES
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_mapping

if TYPE_CHECKING:
    from inhouse.api.schemas import Schemas


def object_of(schemas: Schemas, parts: Sequence[Sited], pointer: str, hint: str, key: str, doc: str) -> Type:
    """The type of an object that all the parts describe: a model where they declare properties, else a map.

    Of all that the schema at the pointer becomes, `key` tells this object.
    """
    declared: dict[str, list[tuple[JsonValue, str]]] = {}
    for schema, at in parts:
        inside = join_pointer(at, "properties")
        for name, value in (as_mapping(schema.get("properties")) or {}).items():
            declared.setdefault(name, []).append((value, join_pointer(inside, name)))
    if len(declared) > MAX_PROPERTIES:
        schemas.report("approximated-keyword", f"{len(declared):,} properties are too many for a class", pointer)
        return MapOf(ANY)
    if not declared:
        return MapOf(_further(schemas, parts, f"{hint}Value") or ANY)
    name = schemas.name(key, hint)
    schemas.expect(key, name)
    schemas.amount.add_members(len(declared), pointer)
    schemas.sources[name] = frozenset(at for _, at in parts)
    required = required_of(parts)
    names = field_names(schemas.given, schemas.kept, declared, FIELD_NAMES | schemas.model_words)
    fields = tuple(
        _field(schemas, each, declared[each], name, each in required, names[each]) for each in sorted(declared)
    )
    closed = any(
        part.get(word) is False for part, _ in parts for word in ("additionalProperties", "unevaluatedProperties")
    )
    further = _further(schemas, parts, f"{name}Value")
    opened = further is not None or (not closed and any(part.get("additionalProperties") is True for part, _ in parts))
    extra = None if further == ANY else further
    schemas.define(key, ObjectModel(name, pointer, doc, fields, closed and further is None, opened, extra=extra))
    return Named(name)


def _further(schemas: Schemas, parts: Sequence[Sited], hint: str) -> Type | None:
    """The type of properties that are not declared; None where nothing is said of them."""
    types: list[Type] = []
    for part, at in parts:
        patterns = as_mapping(part.get("patternProperties")) or {}
        found = dict.fromkeys(
            schemas.read(value, join_pointer(at, "patternProperties", pattern), hint)
            for pattern, value in sorted(patterns.items())
        )
        extra = part.get("additionalProperties")
        if isinstance(extra, dict):
            found[schemas.read(extra, join_pointer(at, "additionalProperties"), hint)] = None
        if patterns and len(found) > 1:
            message = "names are not held against patterns; a value may have the type of any of them"
            schemas.report("approximated-keyword", message, join_pointer(at, "patternProperties"))
        types += found
    return union(tuple(types)) if types else None


def _field(
    schemas: Schemas, wire_name: str, places: list[tuple[JsonValue, str]], owner: str, required: bool, name: str
) -> Field:
    hint = f"{owner}{pascal_case(wire_name, 'Field')}"
    type = schemas.compose([(unnamed(schema), at) for schema, at in places], places[-1][1], hint)
    said = [schema for schema, _ in reversed(places)]
    deprecated = any(isinstance(schema, dict) and schema.get("deprecated") is True for schema in said)
    access = access_of(schemas, places)
    return Field(wire_name, name, type, required, deprecated, value_doc(*said), access)
