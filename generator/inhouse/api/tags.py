"""Discriminators: the property that tells the members of a union apart, and which of its values means which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from inhouse.api.keywords import SCHEMAS
from inhouse.api.parts import Sited, parts_of
from inhouse.api.types import LiteralValue
from inhouse.document.document import resolve
from inhouse.document.pointer import join_pointer, unescape
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text

if TYPE_CHECKING:
    from inhouse.api.schemas import Schemas


def tag_name(schema: Mapping[str, JsonValue]) -> str | None:
    """The wire name of the property that a schema's discriminator names."""
    return as_text((as_mapping(schema.get("discriminator")) or {}).get("propertyName"))


def mapped(schemas: Schemas, schema: Mapping[str, JsonValue], pointer: str) -> Iterator[tuple[LiteralValue, str]]:
    """What the discriminator of the schema at the pointer maps: values, and the pointers of what they stand for."""
    discriminator = as_mapping(schema.get("discriminator")) or {}
    mapping = as_mapping(discriminator.get("mapping")) or {}
    for value in sorted(mapping):
        text = as_text(mapping[value]) or ""
        target = resolve(schemas.document, text if "#" in text else f"#{join_pointer(SCHEMAS, text)}")
        if target is None:
            schemas.unresolved(text, join_pointer(pointer, "discriminator", "mapping", value))
            continue
        said = tag_values(schemas, parts_of(schemas, target.value, target.pointer), tag_name(schema) or "")
        yield next((each for each in said if str(each) == value), value), target.pointer


def tag_values(schemas: Schemas, parts: Sequence[Sited], tag: str) -> list[LiteralValue]:
    """The values of the tag that an object of these parts may have; the last part that says so counts."""
    for part, at in reversed(parts):
        schema = (as_mapping(part.get("properties")) or {}).get(tag)
        for said, _ in reversed(parts_of(schemas, schema, join_pointer(at, "properties", tag))):
            values = [said["const"]] if "const" in said else as_list(said.get("enum")) or []
            if found := [value for value in values if isinstance(value, str | int)]:
                return found
    return []


def tags_of(
    schemas: Schemas, members: Sequence[tuple[JsonValue, str]], tag: str
) -> tuple[tuple[LiteralValue, ...], ...]:
    """The values of the tag that each of these schemas has to itself, else the name that each is referred to by."""
    said = [tag_values(schemas, parts_of(schemas, *member), tag) for member in members]
    uses = Counter(value for each in said for value in set(each))
    found: list[tuple[LiteralValue, ...]] = []
    for index, (member, _) in enumerate(members):
        own = tuple(value for value in said[index] if uses[value] == 1)
        reference = as_text(member.get("$ref")) if isinstance(member, dict) else None
        target = resolve(schemas.document, reference) if reference is not None else None
        found.append(own or ((unescape(target.pointer.rpartition("/")[2]),) if target is not None else ()))
    return tuple(found)
