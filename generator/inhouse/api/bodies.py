"""Request bodies: the argument each becomes, and what it is sent as for each of its media types."""

from __future__ import annotations

import re
from dataclasses import replace

from inhouse.api.api import AliasModel, Body, BodyContent, BodyKind
from inhouse.api.docs import value_doc
from inhouse.api.encodings import encodings_of
from inhouse.api.forms import form_of, unnamed_parts
from inhouse.api.found import Found, check_choices, dereferenced
from inhouse.api.names import is_json
from inhouse.api.schemas import Schemas
from inhouse.api.types import ANY, NONE, UPLOADABLE, MapOf, Named, OneOf, Scalar, Type
from inhouse.diagnostics import quote
from inhouse.document.document import resolve
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_mapping

BODY, CHOICE = "body", "content_type"
"""The arguments of a request body: what it is, and which media type it is sent as."""

_KINDS: tuple[BodyKind, ...] = ("json", "form", "multipart", "text", "binary")
_TEXT = OneOf((Scalar("str"), Scalar("bytes")))
_MEDIA_TYPE = re.compile(r"[\x21-\x7e]+/[\x20-\x7e]*[\x21-\x7e]")
_BINARY = re.compile(r"(image|audio|video|font)/|application/(octet-stream|pdf|zip|gzip)\b|[^;]*\*")


def body_arguments(schemas: Schemas, found: Found) -> set[str]:
    """The names of the arguments that the request body takes up."""
    if found.value.get("requestBody") is None:
        return set()
    contents = _described(schemas, found)[2]
    return {BODY, CHOICE} if len(contents) > 1 else {BODY}


def body_of(schemas: Schemas, found: Found, hint: str) -> Body | None:
    """The request body as the document describes it."""
    if found.value.get("requestBody") is None:
        return None
    described, pointer, media = _described(schemas, found)
    at = join_pointer(pointer, "content")
    for media_type in sorted((as_mapping(described.get("content")) or {}).keys() - {each[0] for each in media}):
        if not _MEDIA_TYPE.fullmatch(media_type):
            message = f"{quote(media_type)} is no media type; a body of it cannot be sent"
            schemas.report("approximated-body", message, join_pointer(at, media_type))
    if not media:
        schemas.report("approximated-body", "this body has no media type; it is sent as the bytes that are given", at)
        media.append(("*/*", "binary", {}))
    contents: list[BodyContent] = []
    before: list[tuple[JsonValue, BodyContent]] = []
    for media_type, kind, value in media:
        where = join_pointer(at, media_type)
        name = f"{hint}Request" if not contents else f"{hint}{kind.capitalize()}Request"
        content = _content(schemas, media_type, kind, value, where, (name, hint), before)
        before.append((value.get("schema", True), content))
        contents.append(content)
    required = described.get("required") is True
    if required:
        contents = [
            replace(each, sends_null=each.kind == "json" and _has_null(schemas, each.type)) for each in contents
        ]
    return Body(
        name=BODY,
        choice=CHOICE if len(contents) > 1 else None,
        contents=tuple(contents),
        required=required,
        doc=value_doc(described),
    )


def _described(
    schemas: Schemas, found: Found
) -> tuple[dict[str, JsonValue], str, list[tuple[str, BodyKind, dict[str, JsonValue]]]]:
    """The request body, where it stands, and its media types in the order of preference."""
    at = join_pointer(found.pointer, "requestBody")
    described, pointer = dereferenced(schemas.document, found, found.value["requestBody"], at)
    content = as_mapping(described.get("content")) or {}
    check_choices(content, "media types", join_pointer(pointer, "content"))
    media = {name: as_mapping(value) or {} for name, value in content.items() if _MEDIA_TYPE.fullmatch(name)}
    has_json = any(is_json(name) and "*" not in name for name in media)
    kept: list[tuple[str, BodyKind, dict[str, JsonValue]]] = []
    for name, value in media.items():
        schema = value.get("schema", True)
        if "*" in name and any(_covers(name, other) and schema == media[other].get("schema", True) for other in media):
            continue  # a range adds nothing to a media type of the same schema that is listed beside it
        kind = _kind(schemas, name, schema, has_json)
        kept.append(("application/json" if kind == "json" and "*" in name else name, kind, value))
    kept.sort(key=lambda each: (_KINDS.index(each[1]), "*" in each[0], each[0] != "application/json", each[0]))
    return described, pointer, kept


def _covers(range: str, media_type: str) -> bool:
    pattern = re.escape(range).replace(r"\*", "[^*]*").replace(r"[^*]*\+json", r"([^*]*\+)?json")
    return re.fullmatch(pattern, media_type) is not None


def _kind(schemas: Schemas, media_type: str, schema: JsonValue, has_json: bool) -> BodyKind:
    """What a body of the media type is made of."""
    essence = media_type.partition(";")[0].strip().lower()
    plain = _plain(schemas, schema)
    if is_json(media_type) and not ("*" in media_type and has_json):
        return "json"
    if essence == "application/x-www-form-urlencoded":
        return "form"
    if essence.startswith("multipart/"):
        return "multipart"
    if essence.startswith("text/") or essence.endswith(("/xml", "+xml")):
        return "text"
    if "*" in essence and not has_json and plain.get("type") in ("object", "array"):
        return "json"
    if plain.get("contentEncoding") is not None or plain.get("format") in ("byte", "base64"):
        return "text"
    is_text = plain.get("type") == "string" and "format" not in plain and "contentMediaType" not in plain
    return "text" if is_text and not _BINARY.match(essence) else "binary"


def _plain(schemas: Schemas, schema: JsonValue) -> dict[str, JsonValue]:
    """The schema that another one refers to, or itself."""
    seen: set[str] = set()
    while isinstance(schema, dict) and isinstance(reference := schema.get("$ref"), str):
        target = resolve(schemas.document, reference)
        if target is None or target.pointer in seen:
            return {}
        seen.add(target.pointer)
        schema = target.value
    return as_mapping(schema) or {}


def _content(
    schemas: Schemas,
    media_type: str,
    kind: BodyKind,
    value: dict[str, JsonValue],
    pointer: str,
    names: tuple[str, str],
    before: list[tuple[JsonValue, BodyContent]],
) -> BodyContent:
    """The body as the media type has it; of one schema in several media types only one model is made.

    `names` are what its model is named by, and its typed dict.
    """
    name, form_name = names
    schema, at = value.get("schema", True), join_pointer(pointer, "schema")
    if kind == "text":
        return BodyContent(media_type, kind, _TEXT)
    if kind == "binary":
        return BodyContent(media_type, kind, UPLOADABLE)
    if kind == "multipart":
        for key in sorted(value.keys() & {"itemSchema", "itemEncoding", "prefixEncoding"}):
            schemas.report(
                "approximated-body", f"{key!r} says nothing about what is sent yet", join_pointer(pointer, key)
            )
        if (form := form_of(schemas, value, at, form_name)) is not None:
            types = {part.wire_name: part.type for part in form.form.parts}
            encodings = encodings_of(schemas, value, pointer, kind, types, form.content_types)
            return BodyContent(media_type, kind, form.type, encodings, form.form)
        if (parts := unnamed_parts(schemas, media_type, schema, at, name)) is not None:
            return BodyContent(media_type, kind, parts)
    same = next((content.type for other, content in before if other == schema and content.kind != "multipart"), None)
    type: Type = same or schemas.read(schema, at, name)
    if kind == "json":
        return BodyContent(media_type, kind, type)
    if type != ANY and "object" not in schemas.shapes(type):
        schemas.report("approximated-body", f"{quote(media_type)} is made of an object; any is taken", at)
        type = MapOf(ANY)
    return BodyContent(media_type, kind, type, encodings_of(schemas, value, pointer, kind, _fields(schemas, type)))


def _has_null(schemas: Schemas, type: Type) -> bool:
    """Whether null is a value of the type."""
    match type:
        case OneOf(members):
            return any(_has_null(schemas, member) for member in members)
        case Named(name):
            model = schemas.by_name.get(name)
            return isinstance(model, AliasModel) and not model.recursive and _has_null(schemas, model.type)
        case _:
            return type in (ANY, NONE)


def _fields(schemas: Schemas, type: Type) -> dict[str, Type]:
    """The types of the properties of an object, as far as they are known."""
    model = schemas.resolve_type(type)
    return {field.wire_name: field.type for field in getattr(model, "fields", ())} if type != ANY else {}
