"""Request bodies: the argument each becomes, and the media types it is sent as."""

from __future__ import annotations

from inhouse.api.api import (
    Body,
)
from inhouse.api.docs import value_doc
from inhouse.api.found import Found, Skip, dereferenced
from inhouse.api.names import is_json
from inhouse.api.schemas import Schemas
from inhouse.api.types import Scalar, Type
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_mapping


def body_of(schemas: Schemas, found: Found, hint: str) -> Body | None:
    """The request body as the document describes it: JSON where it can be, else text or bytes."""
    if found.value.get("requestBody") is None:
        return None
    at = join_pointer(found.pointer, "requestBody")
    described, pointer = dereferenced(schemas.document, found, found.value["requestBody"], at)
    content = as_mapping(described.get("content")) or {}
    media_types = sorted(content, key=lambda name: (not is_json(name), _is_form(name), name))
    if not media_types or _is_form(media_types[0]):
        raise Skip(f"a request body of {' or '.join(media_types) or 'no type'} is not generated yet", pointer)
    sent = media_types[0]
    if others := media_types[1:]:
        message = f"of this body's media types only {sent} can be sent yet, not {', '.join(others)}"
        schemas.report("approximated-body", message, join_pointer(pointer, "content"))
    return Body(
        name="body",
        media_types=tuple(media_types),
        type=_body_type(schemas, content[sent], sent, join_pointer(pointer, "content", sent), hint),
        required=described.get("required") is True,
        doc=value_doc(described),
    )


def _body_type(schemas: Schemas, described: JsonValue, media_type: str, pointer: str, hint: str) -> Type:
    if is_json(media_type):
        schema = (as_mapping(described) or {}).get("schema", True)
        return schemas.read(schema, join_pointer(pointer, "schema"), f"{hint}Request")
    return Scalar("str" if media_type.startswith("text/") else "bytes")


def _is_form(media_type: str) -> bool:
    return media_type.startswith(("multipart/", "application/x-www-form-urlencoded"))
