"""Responses: what each documented answer holds, and how those that a call returns are read."""

from __future__ import annotations

import re

from inhouse.api.api import Reading, Response
from inhouse.api.found import Found, Skip, check_choices, dereferenced
from inhouse.api.names import is_json, pascal_case
from inhouse.api.pages import type_at
from inhouse.api.schemas import Schemas
from inhouse.api.streams import STREAMED, behind, frame_of, pieces_in
from inhouse.api.types import ANY, NONE, ListOf, Scalar, Type, union
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_mapping, as_text

_STATUS = re.compile(r"[1-5](\d\d|XX)|DEFAULT")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+*-]+/[\w!#$&^.+*-]+(\s*;[\x20-\x7e]*)?", re.ASCII)
_WITHOUT_BODY = ("204", "205", "304")
REDIRECTS = frozenset(("301", "302", "303", "307", "308", "3XX"))
"""Statuses that say where to go on."""

_STRUCTURES = frozenset(("properties", "allOf", "oneOf", "anyOf"))
"""Keywords of schemas that only JSON can follow."""

ACCEPT = "accept"
"""The argument by which a caller chooses a media type."""

PLAIN: dict[Reading, Type] = {"text": Scalar("str"), "binary": Scalar("bytes"), "nothing": NONE, "anything": ANY}
"""What answers that are no JSON come as."""


def essence(media_type: str) -> str:
    """A media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def responses_of(schemas: Schemas, found: Found, hint: str) -> tuple[Response, ...]:
    """Every documented answer, one for each of its media types, those of JSON first."""
    at = join_pointer(found.pointer, "responses")
    declared = as_mapping(found.value.get("responses", {}))
    if declared is None:
        schemas.report("unusable-responses", "'responses' must be a mapping", at)
    check_choices(declared or {}, "responses", at)
    responses: list[Response] = []
    for key in sorted(declared or {}):
        status, where = key.upper(), join_pointer(at, key)
        if key.startswith("x-"):
            continue
        if not _STATUS.fullmatch(status):
            schemas.report("unusable-status", "a status is a number, a range such as '2XX', or 'default'", where)
            continue
        try:
            response, where = dereferenced(schemas.document, found, (declared or {})[key], where)
        except Skip as unusable:
            schemas.report(
                "unusable-response", f"{unusable.reason}; this answer is read as any value", unusable.pointer
            )
            responses.append(Response(status.replace("DEFAULT", "default"), None, ANY, "", "anything"))
            continue
        responses += _contents(schemas, found, response, status.replace("DEFAULT", "default"), where, hint)
    return tuple(responses)


def _contents(
    schemas: Schemas, found: Found, response: dict[str, JsonValue], status: str, pointer: str, hint: str
) -> list[Response]:
    doc = (as_text(response.get("description")) or "").strip()
    content = as_mapping(response.get("content")) or {}
    if content and status in _WITHOUT_BODY:
        message = f"an answer of {status} has no body (RFC 9110, 15); what is said of its content is not used"
        schemas.report("needless-content", message, join_pointer(pointer, "content"))
    if not content or status in _WITHOUT_BODY or found.method == "HEAD":
        return [Response(status, None, None, doc, "nothing")]
    suffix = "Response" if status.startswith("2") else f"Response{pascal_case(status, 'Status')}"
    check_choices(content, "media types", join_pointer(pointer, "content"))
    read: dict[str, Response] = {}
    for media_type in sorted(content, key=lambda name: (not is_json(name), name)):
        at = join_pointer(pointer, "content", media_type)
        if not _MEDIA_TYPE.fullmatch(media_type.strip()):
            schemas.report("unusable-media-type", "this is no media type; answers of it are not told apart", at)
        elif essence(media_type) not in read:
            try:
                described, at = dereferenced(schemas.document, found, content[media_type], at)
            except Skip as unusable:
                schemas.report("unusable-response", f"{unusable.reason}; it says nothing of this answer", at)
                described = {}
            read[essence(media_type)] = _content(schemas, described, status, media_type.strip(), at, hint + suffix, doc)
    return list(read.values()) or [Response(status, None, ANY, doc, "anything")]


def _content(
    schemas: Schemas, described: dict[str, JsonValue], status: str, media_type: str, pointer: str, hint: str, doc: str
) -> Response:
    """How the answers of one media type are read: as that says, and where it says nothing, as the schema does."""
    kind = essence(media_type)
    if frame := frame_of(kind):
        pieces = pieces_in(schemas, described, pointer, hint, frame)
        return Response(status, media_type, union(tuple(piece.type for piece in pieces)), doc, frame, pieces)
    schema = described.get("schema", True)
    whole, _ = behind(schemas, schema, pointer)
    if whole.get("type") == "string" and whole.get("format") == "binary":  # OpenAPI 3.0.3, Data Types: raw bytes
        reading: Reading = "binary"
    elif kind.endswith(("/xml", "+xml", "/x-www-form-urlencoded")):
        reading = "text"
    elif is_json(media_type) or whole.get("type") in ("object", "array") or whole.keys() & _STRUCTURES:
        return Response(status, media_type, schemas.read(schema, join_pointer(pointer, "schema"), hint), doc, "json")
    else:
        reading = "text" if kind.startswith("text/") else "binary"
    return Response(status, media_type, PLAIN[reading], doc, reading)


def success_of(schemas: Schemas, responses: tuple[Response, ...], method: str, pointer: str) -> tuple[Response, ...]:
    """The documented answers that a call returns.

    Those are the answers of success; where none is documented, redirects, which are then not followed; then `default`.
    Another method than GET and HEAD may also be answered by where to go on (303). A stream that stands beside another
    media type is not among them: it is what `client.stream` asks for.
    """
    chosen = tuple(r for r in responses if r.status[0] == "2")
    if chosen and method not in ("GET", "HEAD"):
        chosen += tuple(r for r in responses if r.status == "303")
    chosen = chosen or tuple(r for r in responses if r.status in REDIRECTS)
    chosen = chosen or tuple(r for r in responses if r.status == "default")
    if not chosen:
        schemas.report(
            "undocumented-success", "no answer of success is documented; it is returned as any value", pointer
        )
        return (Response("2XX", None, ANY, "", "anything"),)
    order = {r.status: (r.status.replace("default", "2XX").replace("X", "~")) for r in chosen}
    return tuple(sorted(chosen, key=lambda r: order[r.status]))


def returned(answers: tuple[Response, ...]) -> tuple[Response, ...]:
    """The answers that `client.send` asks for: without streams that have something else to stand for them."""
    return tuple(
        answer
        for answer in answers
        if answer.reading not in STREAMED
        or all(other.reading in STREAMED for other in answers if other.status == answer.status)
    )


def result_of(schemas: Schemas, answers: tuple[Response, ...], unwrap: str, where: str) -> Type:
    """The type of what a call returns."""
    return union(tuple(_result(schemas, answer, unwrap, where) for answer in returned(answers)))


def _result(schemas: Schemas, answer: Response, unwrap: str, where: str) -> Type:
    if answer.type is None:
        return NONE
    if answer.reading in STREAMED:
        return ListOf(answer.type)
    return type_at(schemas, answer.type, unwrap, where) if answer.reading == "json" else answer.type


def pieces_of(answers: tuple[Response, ...]) -> tuple[Response, ...]:
    """The answers that `client.stream` asks for: events, else lines, else bytes; none where there are no such."""
    for readings in (("events",), ("lines", "records"), ("binary",)):
        if found := tuple(answer for answer in answers if answer.reading in readings):
            return found
    return ()


def piece_type(pieces: tuple[Response, ...]) -> Type:
    """The type of what a stream gives one after the other."""
    return union(tuple(answer.type or ANY for answer in pieces))


def choices_of(answers: tuple[Response, ...]) -> tuple[str, ...]:
    """The media types among which a caller chooses; none where they come to the same."""
    asked = [answer for answer in returned(answers) if answer.media_type is not None]
    kinds = dict.fromkeys(answer.media_type for answer in asked if answer.media_type is not None)
    alike = len({answer.type for answer in asked if answer.status == asked[0].status}) == 1
    if len(kinds) < 2 or (alike and all(answer.reading == "json" for answer in asked)):
        return ()
    return tuple(kinds)
