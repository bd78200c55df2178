"""`oneOf` and `anyOf` → unions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from inhouse.api.api import EnumModel, UnionModel
from inhouse.api.docs import value_doc
from inhouse.api.enums import base_of, constants
from inhouse.api.keywords import SHAPING
from inhouse.api.names import pascal_case
from inhouse.api.parts import alternatives_in, has_properties, kinds_of, only_narrows, parts_of, required_of
from inhouse.api.tags import mapped, tag_name, tags_of
from inhouse.api.types import ANY, NONE, LiteralValue, Named, OneOf, Type, names_in, optional, union
from inhouse.document.limits import MAX_ALTERNATIVES, MAX_VALUES_OF_ENUM
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, as_text

if TYPE_CHECKING:
    from inhouse.api.schemas import Schemas

_INHERITED = ("type", "format")


def one_of(schemas: Schemas, schema: dict[str, JsonValue], key: str, pointer: str, hint: str) -> Type:
    """The type of a value that matches one of several schemas, or any of them."""
    members = as_list(schema[key]) or []
    if not members or all(only_narrows(member) for member in members):
        if any(isinstance(member, dict) and "required" in member for member in members):
            message = f"which of these properties are required together in {key!r} is not expressed in types"
            schemas.report("approximated-keyword", message, join_pointer(pointer, key))
        return schemas.read({each: value for each, value in schema.items() if each != key}, pointer, hint)
    at = join_pointer(pointer, key)
    if len(members) > MAX_ALTERNATIVES:
        schemas.report("approximated-keyword", f"{len(members):,} alternatives are too many to tell apart", at)
        return ANY
    if _is_combined(schemas, schema, members, at):
        if at in schemas.combining:
            return schemas.within_itself(pointer)
        schemas.combining.add(at)
        combined = schemas.composed(((schema, pointer),), pointer, hint, value_doc(schema))
        schemas.combining.remove(at)
        return combined
    members = [_with_type(member, schema) for member in members]
    schemas.expect(pointer, hint, null=any(member == {"type": "null"} for member in members))
    inline = [index for index, member in enumerate(members) if isinstance(member, dict) and "$ref" not in member]
    only = len([m for m in members if m != {"type": "null"}]) == 1
    for index in inline if only else ():
        schemas.same_name(pointer, join_pointer(at, str(index)), hint)
    places = [(member, join_pointer(at, str(index))) for index, member in enumerate(members)]
    types = tuple(
        schemas.read(member, where, hint if only else f"{hint}{option(member, index, inline)}")
        for index, (member, where) in enumerate(places)
    )
    whole = union(types)
    if not isinstance(whole, OneOf):
        return whole
    known = tuple(member for member in whole.members if member != NONE)
    if values := constants(known):
        name = schemas.name(pointer, hint)
        schemas.define(pointer, EnumModel(name, pointer, value_doc(schema), values, base_of(values[0])))
        return optional(Named(name)) if NONE in whole.members else Named(name)
    if len(known) < 2 or all(isinstance(schemas.resolve_type(m), EnumModel) or not names_in(m) for m in known):
        return whole
    name = schemas.name(pointer, hint)
    schemas.types[pointer] = Named(name)
    tag, mapping = _tagged(schemas, schema, places, types, pointer)
    known = tuple(dict.fromkeys((*known, *(Named(each) for _, each in mapping))))
    schemas.define(pointer, UnionModel(name, pointer, value_doc(schema), known, tag, mapping))
    return optional(Named(name)) if NONE in whole.members else Named(name)


def option(member: JsonValue, index: int, inline: list[int]) -> str:
    """What tells an inline member of a union from its siblings in a name: its title, else its number among them."""
    title = as_text(member.get("title")) if isinstance(member, dict) else None
    return pascal_case(title, "Option") if title else f"Option{inline.index(index) + 1}" if index in inline else ""


def _is_combined(schemas: Schemas, schema: dict[str, JsonValue], members: list[JsonValue], at: str) -> bool:
    """Whether more is said of the value than that it is one of the members."""
    shaping = [key for key, each in alternatives_in(schema) if not all(only_narrows(member) for member in each)]
    if has_properties(((schema, at),)) or len(shaping) > 1:
        return True
    required = required_of(((schema, at),))
    for index, member in enumerate(members) if required else ():
        parts = parts_of(schemas, member, join_pointer(at, str(index)))
        said = required_of(parts)
        if has_properties(parts) and not required <= said:
            return True
    return False


def _with_type(member: JsonValue, schema: Mapping[str, JsonValue]) -> JsonValue:
    """A member with the type that stands beside the union, where it names none itself."""
    if not isinstance(member, dict) or kinds_of(member) or member.keys() & (SHAPING - {"format", "contentEncoding"}):
        return member
    return {**{key: schema[key] for key in _INHERITED if key in schema}, **member}


def _tagged(
    schemas: Schemas,
    schema: dict[str, JsonValue],
    places: Sequence[tuple[JsonValue, str]],
    types: Sequence[Type],
    pointer: str,
) -> tuple[str | None, tuple[tuple[LiteralValue, str], ...]]:
    """The wire name of the property that tells the members apart, and the model for each of its values."""
    if (tag := tag_name(schema)) is None:
        return None, ()
    mapping: dict[LiteralValue, str] = {}
    for value, target in mapped(schemas, schema, pointer):
        if len(mapping) == MAX_VALUES_OF_ENUM:
            message = "its values are too many; the members are told apart by their properties"
            schemas.report("approximated-discriminator", message, join_pointer(pointer, "discriminator"))
            return None, ()
        type = schemas.target(target)
        if isinstance(type, Named):
            mapping[value] = type.name
    known = set(mapping.values())
    for type, values in zip(types, tags_of(schemas, places, tag), strict=True):
        if isinstance(type, Named) and type.name not in known:
            for value in values:
                known.add(mapping.setdefault(value, type.name))
    if any(isinstance(type, Named) and type.name not in known for type in types):
        message = "a member has no value of this discriminator; the members are told apart by their properties"
        schemas.report("approximated-discriminator", message, join_pointer(pointer, "discriminator"))
        return None, ()
    return tag, tuple(sorted(mapping.items(), key=lambda item: str(item[0])))
