"""Bodies of several parts with files among them: typed dicts, as a model holds JSON and no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from inhouse.api.api import Form, Part
from inhouse.api.directions import access_of
from inhouse.api.docs import value_doc
from inhouse.api.names import is_json, pascal_case
from inhouse.api.schemas import Schemas
from inhouse.api.types import UPLOADABLE, ListOf, Named, Scalar, Type, as_sent, optional, union
from inhouse.document.document import resolve
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text

_SAYS_SHAPE = frozenset(
    """
    type properties additionalProperties items prefixItems oneOf anyOf allOf enum const contentEncoding format $ref
    """.split()
)


@dataclass(frozen=True, slots=True)
class FormOf:
    """A typed dict, the type that names it, and the media types that schemas give its parts."""

    type: Type
    form: Form
    content_types: Mapping[str, str]


@dataclass(slots=True)
class _Object:
    """What an object is made of: schemas of properties with their pointers, and the names of those that are required."""

    properties: dict[str, list[tuple[JsonValue, str]]] = field(default_factory=dict[str, "list[tuple[JsonValue, str]]"])
    required: set[str] = field(default_factory=set[str])
    is_open: bool = False
    is_merged: bool = False

    def add(self, other: _Object) -> None:
        for name, places in other.properties.items():
            self.properties.setdefault(name, []).extend(places)
        self.required |= other.required
        self.is_open |= other.is_open
        self.is_merged |= other.is_merged


def form_of(schemas: Schemas, media: Mapping[str, JsonValue], pointer: str, hint: str) -> FormOf | None:
    """The typed dict for a body of several parts; None where none of them is a file, so that a model does as well."""
    schema = media.get("schema", True)
    found = _object(schemas, schema, pointer, frozenset())
    if found.properties.pop("", None):
        schemas.report("approximated-body", "a part needs a name; the property '' is left out", pointer)
    content_types = _content_types(media)
    for wire_name, places in list(found.properties.items()):
        if access_of(schemas, places) == "readOnly":
            del found.properties[wire_name]
    uploads = {
        name: upload
        for name, ((value, at), *_) in sorted(found.properties.items())
        if (upload := _upload(schemas, value, at, f"{hint}{pascal_case(name, 'Part')}", content_types.get(name)))
    }
    if not uploads:
        return None
    name, key = _name(schemas, schema, pointer, hint, shared=not content_types)
    parts: list[Part] = []
    for wire_name, places in sorted(found.properties.items()):
        inner = f"{name}{pascal_case(wire_name, 'Part')}"
        type = uploads.get(wire_name) or _union(schemas, places, inner)
        doc = value_doc(*(value for value, _ in places))
        parts.append(Part(wire_name, type, wire_name in found.required, doc))
    if found.is_open:
        message = "a typed dict of a body with files has no place for further properties; checkers refuse them"
        schemas.report("approximated-body", message, pointer)
    if found.is_merged:
        message = "the alternatives of this body are one typed dict, which has the properties of each"
        schemas.report("approximated-body", message, pointer)
    form = Form(name, key, value_doc(schema), tuple(parts))
    said = {name: _said(schemas, value, at) for name, ((value, at), *_) in found.properties.items()}
    return FormOf(Named(name), form, {name: content_type for name, content_type in said.items() if content_type})


def unnamed_parts(schemas: Schemas, media_type: str, schema: JsonValue, pointer: str, hint: str) -> Type | None:
    """The type of a body of several parts that is an array; None for all others."""
    if not isinstance(schema, dict) or schema.get("type") != "array":
        return None
    if media_type.partition(";")[0].strip().lower() == "multipart/form-data":
        schemas.report("approximated-body", "the parts of multipart/form-data need names, and items have none", pointer)
    at = join_pointer(pointer, "items")
    items = schema.get("items", True)
    return ListOf(_upload(schemas, items, at, f"{hint}Item", None) or schemas.read(items, at, f"{hint}Item"))


def _name(schemas: Schemas, schema: JsonValue, pointer: str, hint: str, *, shared: bool) -> tuple[str, str]:
    """The name of a typed dict and the pointer that it is known by: a component's own where all share its parts."""
    reference = as_text(schema.get("$ref")) if isinstance(schema, dict) and len(schema) == 1 else None
    target = resolve(schemas.document, reference) if reference is not None and shared else None
    if target is None:
        return schemas.name(f"{pointer}/form", f"{hint}Form"), pointer
    component = pascal_case(target.pointer.rpartition("/")[2], "Model")
    return schemas.name(f"{target.pointer}/form", f"{component}Form"), target.pointer


def _object(schemas: Schemas, schema: JsonValue, pointer: str, above: frozenset[str]) -> _Object:
    """All that an object is made of. Of alternatives it has the properties of each, required where all require them."""
    found = _Object()
    if not isinstance(schema, dict):
        return found
    for value, at, seen in _referenced(schemas, schema, pointer, above):
        if value is not schema:
            found.add(_object(schemas, value, at, seen))
    for index, member in enumerate(as_list(schema.get("allOf")) or ()):
        found.add(_object(schemas, member, join_pointer(pointer, "allOf", str(index)), above))
    for key in ("anyOf", "oneOf"):
        members = as_list(schema.get(key)) or []
        options = [
            _object(schemas, member, join_pointer(pointer, key, str(index)), above)
            for index, member in enumerate(members)
            if isinstance(member, dict) and member.get("type") != "null"
        ]
        found.is_merged |= sum(bool(option.properties) for option in options) > 1
        required = set[str].intersection(*(option.required for option in options)) if options else set[str]()
        for option in options:
            option.required = required
            found.add(option)
    for name, value in (as_mapping(schema.get("properties")) or {}).items():
        found.properties.setdefault(name, []).append((value, join_pointer(pointer, "properties", name)))
    found.required |= {name for name in as_list(schema.get("required")) or () if isinstance(name, str)}
    found.is_open |= isinstance(schema.get("additionalProperties"), dict) or schema.get("additionalProperties") is True
    return found


def _referenced(
    schemas: Schemas, schema: dict[str, JsonValue], pointer: str, above: frozenset[str]
) -> Iterator[tuple[JsonValue, str, frozenset[str]]]:
    """The schema, and what it refers to, once."""
    yield schema, pointer, above
    reference = as_text(schema.get("$ref"))
    target = resolve(schemas.document, reference) if reference is not None else None
    if target is not None and target.pointer not in above:
        yield target.value, target.pointer, above | {target.pointer}


def _upload(
    schemas: Schemas,
    schema: JsonValue,
    pointer: str,
    hint: str,
    content_type: str | None,
    above: frozenset[str] = frozenset(),
) -> Type | None:
    """The type of a property that is a file, several, or perhaps one; None where it is none.

    OpenAPI 3.1, 4.8.14.4: binary data has no type, or the media type of its content and no encoding.
    """
    while isinstance(schema, dict) and "$ref" in schema:
        *_, (value, at, above) = _referenced(schemas, schema, pointer, above)
        if value is schema:
            return None
        schema, pointer = value, at
    if schema is True:
        schema = {}
    if not isinstance(schema, dict):
        return None
    for key in ("anyOf", "oneOf", "allOf"):
        if members := as_list(schema.get(key)):
            types = [
                _upload(schemas, member, join_pointer(pointer, key, str(index)), hint, content_type, above)
                for index, member in enumerate(members)
                if member != {}
            ]
            if not any(types):
                return None
            if key == "allOf":
                return next(type for type in types if type)
            return union(
                tuple(
                    type or schemas.read(member, join_pointer(pointer, key, str(index)), hint)
                    for index, (member, type) in enumerate(zip(members, types, strict=False))
                )
            )
    declared = schema.get("type")
    kinds = [declared] if isinstance(declared, str) else as_list(declared) or []
    found: Type | None
    if "array" in kinds:
        item = _upload(schemas, schema.get("items", True), join_pointer(pointer, "items"), hint, content_type, above)
        found = ListOf(item) if item is not None and "items" in schema else None
    else:
        found = UPLOADABLE if _is_file(schema, set(kinds) - {"null"}, content_type) else None
    return optional(found) if found is not None and "null" in kinds else found


def _is_file(schema: dict[str, JsonValue], kinds: set[JsonValue], content_type: str | None) -> bool:
    """Whether a value is the content of a file."""
    if content_type is not None and _is_text(content_type):
        return False
    if not kinds and not schema.keys() & _SAYS_SHAPE:
        return True
    if not kinds <= {"string"} or schema.keys() & {"enum", "const"}:
        return False
    encoding = schema.get("contentEncoding")
    is_binary = schema.get("format") == "binary" or encoding == "binary"
    return is_binary or (encoding is None and ("contentMediaType" in schema or content_type is not None))


def _is_text(content_type: str) -> bool:
    essence = content_type.partition(";")[0].strip().lower()
    return is_json(essence) or essence.startswith("text/") or essence.endswith(("/xml", "+xml"))


def _content_types(media: Mapping[str, JsonValue]) -> dict[str, str]:
    """The media types that parts are said to have."""
    declared = as_mapping(media.get("encoding")) or {}
    found = {name: as_text((as_mapping(value) or {}).get("contentType")) for name, value in declared.items()}
    return {name: content_type for name, content_type in found.items() if content_type is not None}


def _said(schemas: Schemas, schema: JsonValue, pointer: str) -> str | None:
    """The media type that the schema of a part, or of its items, says its content has."""
    for value, _, _ in _referenced(schemas, as_mapping(schema) or {}, pointer, frozenset()):
        for each in (value, (as_mapping(value) or {}).get("items")):
            if isinstance(each, dict) and "contentEncoding" not in each and "contentMediaType" in each:
                return as_text(each["contentMediaType"])
    return None


def _union(schemas: Schemas, places: list[tuple[JsonValue, str]], hint: str) -> Type:
    types = tuple(dict.fromkeys(as_sent(schemas.read(value, at, hint)) for value, at in places))
    return union(types) if types else Scalar("Any")
