"""How the properties of forms and of bodies of several parts are sent (OpenAPI 3.1, 4.8.15: the Encoding Object)."""

from __future__ import annotations

from collections.abc import Mapping

from inhouse.api.api import BodyKind, Encoding, EncodingStyle
from inhouse.api.names import is_json
from inhouse.api.schemas import Schemas
from inhouse.api.styles import serialized
from inhouse.api.types import UPLOADABLE, ListOf, OneOf, Scalar, Shape, Type
from inhouse.diagnostics import quote
from inhouse.document.limits import MAX_PROPERTIES
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_mapping, as_text

_STYLES: Mapping[str, EncodingStyle] = {
    "form": "form",
    "spaceDelimited": "spaceDelimited",
    "pipeDelimited": "pipeDelimited",
    "deepObject": "deepObject",
}
_ANY_SHAPE = frozenset[Shape](("scalar", "array", "object", "nested"))
_NAMED_PARTS = ("multipart/form-data", "multipart/mixed")


def encodings_of(
    schemas: Schemas,
    media: Mapping[str, JsonValue],
    pointer: str,
    kind: BodyKind,
    types: Mapping[str, Type],
    content_types: Mapping[str, str] | None = None,
) -> tuple[Encoding, ...]:
    """How the properties of these types are sent, as far as that is not what comes of their values.

    `content_types` are those that their schemas give them; encodings go before these.
    """
    media_type = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    if kind == "multipart" and media_type.partition(";")[0].strip().lower() not in _NAMED_PARTS:
        message = f"OpenAPI does not define how the parts of {quote(media_type)} are named; they go as those of a form"
        schemas.report("approximated-body", message, pointer)
    implied: dict[str, JsonValue] = {name: {"contentType": said} for name, said in (content_types or {}).items()}
    given = as_mapping(media.get("encoding")) or {}
    if len(given) > MAX_PROPERTIES:
        message = f"{len(given):,} encodings are too many to hold against its properties; they are ignored"
        schemas.report("unusable-encoding", message, join_pointer(pointer, "encoding"))
        given = {}
    declared = {**implied, **given}
    found = [
        _encoding(schemas, name, declared[name], join_pointer(pointer, "encoding", name), kind, types.get(name))
        for name in sorted(declared)
    ]
    return tuple(encoding for encoding in found if encoding is not None)


def _encoding(
    schemas: Schemas, name: str, value: JsonValue, pointer: str, kind: BodyKind, type: Type | None
) -> Encoding | None:
    """How a property is sent; None where that comes of its value."""
    declared = as_mapping(value)
    if declared is None:
        schemas.report("unusable-encoding", "an encoding must be a mapping; it is ignored", pointer)
        return None
    shapes = _ANY_SHAPE if type is None or type == Scalar("Any") else schemas.shapes(type)
    declared_headers = as_mapping(declared.get("headers")) if kind == "multipart" else None
    headers = {header.lower() for header in declared_headers or {}}
    if others := headers - {"content-type", "content-disposition"}:
        message = f"headers of parts are not sent yet: {', '.join(sorted(others))}"
        schemas.report("approximated-body", message, join_pointer(pointer, "headers"))
    if declared.keys() & {"style", "explode", "allowReserved"}:
        return _styled(schemas, name, declared, pointer, shapes)
    content_type = _concrete(as_text(declared.get("contentType")) or "")
    if content_type is None or _comes_of_itself(content_type, shapes, kind, is_file=_is_file(type)):
        return None
    if (
        not is_json(content_type)
        and not _is_file(type)
        and shapes - {"scalar"} - ({"array"} if kind == "multipart" else set())
    ):
        message = f"{quote(name)} can be sent as {quote(content_type)} only where it is text; it is sent as JSON"
        schemas.report("approximated-body", message, pointer)
    if kind == "form" and not is_json(content_type):
        return None
    return Encoding(name, content_type=content_type)


def _styled(
    schemas: Schemas, name: str, declared: Mapping[str, JsonValue], pointer: str, shapes: frozenset[Shape]
) -> Encoding | None:
    """How a property is sent in a style, as a parameter of a query is."""
    found, undefined = serialized(declared, "query", shapes)
    for message in undefined:
        schemas.report("approximated-body", f"the property {quote(name)}: {message}", pointer)
    if found.plain:
        return None
    style = _STYLES.get(found.style, _STYLES["form"])
    if style == "deepObject":
        return Encoding(name, style, allow_reserved=found.allow_reserved)
    return Encoding(name, "form" if found.explode else style, found.explode, found.allow_reserved)


def _comes_of_itself(content_type: str, shapes: frozenset[Shape], kind: BodyKind, *, is_file: bool) -> bool:
    """Whether the media type is the one that a value without an encoding has."""
    if is_file:
        return content_type == "application/octet-stream"
    if is_json(content_type):
        return content_type == "application/json" and not shapes & {"scalar", "array"}
    return content_type == "text/plain" and shapes <= {"scalar"}


def _concrete(content_types: str) -> str | None:
    """The first of the media types, parted by commas, that is no range and can stand in a header."""
    found = (each.strip() for each in content_types.split(","))
    return next((each for each in found if each and "*" not in each and each.isascii() and each.isprintable()), None)


def _is_file(type: Type | None) -> bool:
    match type:
        case ListOf(item):
            return _is_file(item)
        case OneOf(members):
            return any(_is_file(member) for member in members)
        case _:
            return type == UPLOADABLE
