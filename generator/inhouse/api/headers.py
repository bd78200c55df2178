"""Headers of answers: the model that each operation's are read as."""

from __future__ import annotations

from collections.abc import Iterable

from inhouse.api.answers import REDIRECTS
from inhouse.api.api import Field
from inhouse.api.docs import value_doc
from inhouse.api.found import Found, Skip, check_choices, dereferenced
from inhouse.api.names import pascal_case, snake_case, words
from inhouse.api.parameters import HEADER_NAME
from inhouse.api.reserved import FIELD_NAMES
from inhouse.api.schemas import Schemas
from inhouse.api.types import ANY, Named, Scalar, Type, union
from inhouse.diagnostics import quote
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_mapping

_TAKEN = FIELD_NAMES | {"of"}


def headers_of(schemas: Schemas, found: Found, statuses: Iterable[str], hint: str) -> Named | None:
    """The model of the headers that the answers of these statuses have; None where none are documented.

    A header that only some of the answers have is optional. Those of redirects say where to go on, even where the
    document does not.
    """
    declared = as_mapping(found.value.get("responses")) or {}
    answers: list[dict[str, Field]] = []
    for key in sorted(key for key in declared if key.upper().replace("DEFAULT", "default") in set(statuses)):
        at = join_pointer(found.pointer, "responses", key)
        try:
            response, at = dereferenced(schemas.document, found, declared[key], at)
        except Skip:
            continue  # reported where the answers are read
        fields = _fields(schemas, found, as_mapping(response.get("headers")) or {}, join_pointer(at, "headers"))
        if key.upper() in REDIRECTS:
            fields.setdefault("location", Field("Location", "", Scalar("str"), False, False, "Where to go on."))
        answers.append(fields)
    merged = [_merged([fields[name] for fields in answers if name in fields], len(answers)) for name in _union(answers)]
    if not merged:
        return None
    taken = set(_TAKEN)
    named = tuple(_named(field, taken) for field in merged)
    return Named(schemas.headers(_name([field.wire_name for field in named], hint), found.pointer, named))


def _fields(schemas: Schemas, found: Found, headers: dict[str, JsonValue], pointer: str) -> dict[str, Field]:
    """Headers by lower-case name; `Content-Type` is never one (OpenAPI 3.1.0, Response Object)."""
    check_choices(headers, "headers", pointer)
    fields: dict[str, Field] = {}
    for wire_name in sorted(headers):
        at = join_pointer(pointer, wire_name)
        if wire_name.lower() == "content-type" or wire_name.lower() in fields:
            continue
        if not HEADER_NAME.fullmatch(wire_name):
            schemas.report("unusable-header", f"{quote(wire_name)} is no name of a header; it is not read", at)
            continue
        try:
            header, at = dereferenced(schemas.document, found, headers[wire_name], at)
        except Skip as unusable:
            schemas.report("unusable-header", f"{unusable.reason}; the header is read as text", unusable.pointer)
            header = {}
        schema, type = _type(schemas, header, at, f"{pascal_case(wire_name, 'Header')}Header")
        is_required = header.get("required") is True
        doc = value_doc({"description": header.get("description") or (as_mapping(schema) or {}).get("description")})
        fields[wire_name.lower()] = Field(wire_name, "", type, is_required, header.get("deprecated") is True, doc)
    return fields


def _type(schemas: Schemas, header: dict[str, JsonValue], pointer: str, hint: str) -> tuple[JsonValue, Type]:
    """What a header holds; one that nothing is said of holds text."""
    content = as_mapping(header.get("content")) or {}
    at, described = pointer, header
    for media_type in sorted(content)[:1]:
        at, described = join_pointer(pointer, "content", media_type), as_mapping(content[media_type]) or {}
    schema = described.get("schema", True)
    type = schemas.read(schema, join_pointer(at, "schema"), hint)
    return schema, Scalar("str") if type == ANY else type


def _union(answers: list[dict[str, Field]]) -> list[str]:
    return sorted({name for fields in answers for name in fields})


def _merged(fields: list[Field], answers: int) -> Field:
    """A header as all the answers have it."""
    first = fields[0]
    is_required = len(fields) == answers and all(field.required for field in fields)
    type = union(tuple(field.type for field in fields))
    return Field(first.wire_name, "", type, is_required, first.deprecated, first.doc)


def _named(field: Field, taken: set[str]) -> Field:
    name = snake_case(field.wire_name, "header")
    while name in taken:
        name += "_"
    taken.add(name)
    return Field(field.wire_name, name, field.type, field.required, field.deprecated, field.doc)


def _name(wire_names: list[str], hint: str) -> str:
    """What a model of headers is called: as they are, if they are few or begin alike, else as the operation.

    Many operations have the same headers; they share a model that is called the same whichever of them are selected.
    """
    parts = [[word[:1].upper() + word[1:] for word in words(name)] for name in wire_names]
    alike = [each[0] for each in zip(*parts, strict=False) if len(set(each)) == 1]
    own = "".join(alike) if len(alike) > 1 else "".join(word for part in parts for word in part)
    return f"{own if len(alike) > 1 or len(wire_names) <= 2 else hint}Headers"
