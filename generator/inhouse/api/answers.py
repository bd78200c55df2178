"""Responses: what each documented answer holds, and how those of success are read."""

from __future__ import annotations

from inhouse.api.api import (
    Response,
    Success,
)
from inhouse.api.found import Found, Skip, dereferenced
from inhouse.api.names import is_json, pascal_case
from inhouse.api.pages import type_at
from inhouse.api.schemas import Schemas
from inhouse.api.types import ANY, NONE, Scalar, Type
from inhouse.document.pointer import join_pointer
from inhouse.document.values import as_mapping, as_text


def responses_of(schemas: Schemas, found: Found, hint: str) -> tuple[Response, ...]:
    at = join_pointer(found.pointer, "responses")
    declared = found.value.get("responses", {})
    if not isinstance(declared, dict):
        raise Skip("'responses' must be a mapping", at)
    responses: list[Response] = []
    for status in sorted(declared):
        if status.startswith("x-"):
            continue
        response, pointer = dereferenced(schemas.document, found, declared[status], join_pointer(at, status))
        doc = (as_text(response.get("description")) or "").strip()
        content = response.get("content")
        media = content if isinstance(content, dict) else {}
        for media_type in sorted(media, key=lambda name: (not is_json(name), name)):
            value = as_mapping(media[media_type]) or {}
            where = join_pointer(pointer, "content", media_type, "schema")
            suffix = "Response" if status.startswith("2") else f"Response{pascal_case(status, 'Status')}"
            type = schemas.read(value.get("schema", True), where, f"{hint}{suffix}") if is_json(media_type) else ANY
            responses.append(Response(status, media_type, type, doc))
        if not media:
            responses.append(Response(status, None, None, doc))
    return tuple(responses)


def success_of(responses: tuple[Response, ...], pointer: str) -> tuple[Success, ...]:
    """How each documented status of success is read: as JSON where it can be, else as text or bytes."""
    found: dict[int, Success] = {}
    for response in responses:
        if response.status.startswith("2"):
            if not response.status.isdigit():
                raise Skip(f"the range {response.status} is not generated yet", pointer)
            status, media_type = int(response.status), response.media_type
            if media_type is None:
                success = Success(status, None, None, "nothing")
            elif is_json(media_type):
                success = Success(status, media_type, response.type, "json")
            elif media_type.startswith("text/") and "event-stream" not in media_type:
                success = Success(status, media_type, Scalar("str"), "text")
            else:
                success = Success(status, media_type, Scalar("bytes"), "binary")
            found.setdefault(status, success)
    if not found:
        raise Skip("no answer of success is documented", pointer)
    if any("event-stream" in (success.media_type or "") for success in found.values()):
        raise Skip("a stream of events is not generated yet", pointer)
    return tuple(found[status] for status in sorted(found))


def result_of(schemas: Schemas, success: Success, unwrap: str, where: str) -> Type:
    """The type of what a call returns for an answer."""
    if success.type is None:
        return NONE
    return type_at(schemas, success.type, unwrap, where) if success.reading == "json" else success.type
