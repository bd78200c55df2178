"""Answers that are streams: how they are divided, and what comes one after the other."""

from __future__ import annotations

from collections.abc import Mapping

from inhouse.api.api import Piece, Reading
from inhouse.api.names import is_json, pascal_case
from inhouse.api.schemas import Schemas
from inhouse.api.types import ANY, Named, Scalar, union
from inhouse.document.document import resolve
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text

STREAMED: tuple[Reading, ...] = ("events", "lines", "records")
"""Readings of media types that hold one item after the other."""

_FRAMES: Mapping[str, Reading] = {
    "text/event-stream": "events",
    "application/jsonl": "lines",
    "application/x-jsonl": "lines",
    "application/jsonlines": "lines",
    "application/x-jsonlines": "lines",
    "application/ndjson": "lines",
    "application/x-ndjson": "lines",
    "application/json-seq": "records",
}
_ENVELOPE = frozenset(("data", "event", "id", "retry"))
"""The fields of a server-sent event, as OpenAPI 3.2.0 (4.14.3.2) has them in a schema."""

UNKNOWN = Named("Unknown")
"""An event of a name that the document does not know."""


def frame_of(essence: str) -> Reading | None:
    """How the items of a media type follow one another; None where it is no sequence."""
    return "records" if essence.endswith("+json-seq") else _FRAMES.get(essence)


def pieces_in(
    schemas: Schemas, described: dict[str, JsonValue], pointer: str, hint: str, frame: Reading
) -> tuple[Piece, ...]:
    """What a sequential media type holds, by the name of the event where that tells its kinds apart.

    `itemSchema` says it (OpenAPI 3.2.0, 4.14.3). Before there was that, people wrote an array of the items or an item
    itself into `schema`; a `string` there says nothing of what stands on the lines of JSON.
    """
    if "itemSchema" in described:
        schema, at = described["itemSchema"], join_pointer(pointer, "itemSchema")
    else:
        schema, at = described.get("schema", True), join_pointer(pointer, "schema")
        whole, where = behind(schemas, schema, at)
        if whole.get("type") == "array":
            schema, at = whole.get("items", True), join_pointer(where, "items")
        elif whole.get("type") == "string" and frame != "events":
            schema = True
    if frame == "events":
        return _events(schemas, schema, at, f"{hint}Event")
    return (Piece("", "json", schemas.read(schema, at, f"{hint}Item")),)


def _events(schemas: Schemas, schema: JsonValue, pointer: str, hint: str) -> tuple[Piece, ...]:
    """The data of server-sent events; a schema that has not the fields of an event is taken for that of the data."""
    whole, at = behind(schemas, schema, pointer)
    found: dict[str, Piece] = {}
    for member, where in _alternatives(whole, at):
        properties = {**_properties(schemas, whole, at), **_properties(schemas, member, where)}
        if "data" not in properties or not properties.keys() <= _ENVELOPE:
            return (_data(schemas, schema, pointer, hint),)
        data, place = properties["data"]
        names = _constants(properties["event"][0]) if "event" in properties else ()
        if any(text.upper() == "[DONE]" for text in _constants(data)):
            continue  # this ends the stream
        piece = _data(schemas, data, place, f"{hint}{pascal_case(names[0], 'Data')}" if len(names) == 1 else hint)
        for name in names or ("",):
            known = found.get(name, piece)
            found[name] = Piece(name, piece.reading, piece.type if known == piece else union((known.type, piece.type)))
    if found:
        found.setdefault("", Piece("", "json", UNKNOWN))
    return tuple(found[name] for name in sorted(found, key=lambda name: (not name, name))) or (Piece("", "json", ANY),)


def _data(schemas: Schemas, schema: JsonValue, pointer: str, hint: str) -> Piece:
    """The data of an event: text, unless the schema is of something else, or of text that holds JSON."""
    whole, at = behind(schemas, schema, pointer)
    if "contentSchema" in whole:
        return Piece("", "json", schemas.read(whole["contentSchema"], join_pointer(at, "contentSchema"), hint))
    if is_json(as_text(whole.get("contentMediaType")) or ""):
        return Piece("", "json", ANY)
    if whole.get("type") == "string":
        return Piece("", "text", Scalar("str"))
    return Piece("", "json", schemas.read(schema, pointer, hint))


def behind(schemas: Schemas, schema: JsonValue, pointer: str) -> tuple[dict[str, JsonValue], str]:
    """A schema that stands behind references, and where; an empty one for what is none."""
    seen: set[str] = set()
    while isinstance(schema, dict) and (reference := as_text(schema.get("$ref"))) and reference not in seen:
        seen.add(reference)
        target = resolve(schemas.document, reference)
        schema, pointer = (target.value, target.pointer) if target else (None, pointer)
    return as_mapping(schema) or {}, pointer


def _alternatives(schema: dict[str, JsonValue], pointer: str) -> list[tuple[JsonValue, str]]:
    for key in ("oneOf", "anyOf"):
        if members := as_list(schema.get(key)):
            return [(member, join_pointer(pointer, key, str(index))) for index, member in enumerate(members)]
    return [(schema, pointer)]


def _properties(schemas: Schemas, schema: JsonValue, pointer: str) -> dict[str, tuple[JsonValue, str]]:
    """The properties of a schema, each with its place."""
    whole, at = behind(schemas, schema, pointer)
    own = as_mapping(whole.get("properties")) or {}
    return {name: (value, join_pointer(at, "properties", name)) for name, value in own.items()}


def _constants(schema: JsonValue) -> tuple[str, ...]:
    """The texts that are all a schema allows."""
    if not isinstance(schema, dict):
        return ()
    values = [schema["const"]] if "const" in schema else as_list(schema.get("enum")) or []
    return tuple(value for value in values if isinstance(value, str))
