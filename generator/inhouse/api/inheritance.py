"""Schemas with a discriminator and no alternatives: what says `allOf` of such a one is an alternative to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from inhouse.api.api import UnionModel
from inhouse.api.docs import value_doc
from inhouse.api.keywords import SCHEMAS
from inhouse.api.parts import has_properties, parts_of
from inhouse.api.tags import mapped, tag_name, tags_of
from inhouse.api.types import LiteralValue, Named, Type
from inhouse.document.document import Document, resolve
from inhouse.document.pointer import join_pointer, unescape
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text

if TYPE_CHECKING:
    from inhouse.api.schemas import Schemas


def children_by_base(document: Document) -> Mapping[str, tuple[str, ...]]:
    """The components that say `allOf` of a component, by its pointer."""
    components = as_mapping((as_mapping(document.root.get("components")) or {}).get("schemas")) or {}
    found: dict[str, list[str]] = {}
    for name in sorted(components):
        for member in as_list((as_mapping(components[name]) or {}).get("allOf")) or ():
            reference = as_text((as_mapping(member) or {}).get("$ref"))
            target = resolve(document, reference) if reference is not None else None
            if target is not None:
                found.setdefault(target.pointer, []).append(join_pointer(SCHEMAS, name))
    return {base: tuple(children) for base, children in found.items()}


def inherited(schemas: Schemas, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type | None:
    """The union of what inherits from a component by its discriminator; None where nothing does.

    Values of the discriminator that are not known, or missing, mean the component itself, which is a model of its own.
    """
    parts = parts_of(schemas, schema, pointer)
    said = next(((part, at) for part, at in reversed(parts) if tag_name(part) is not None), None)
    children = _descendants(schemas.children, pointer)
    if said is None or not children or not has_properties(parts):
        return None
    if any(key in part for part, _ in parts for key in ("oneOf", "anyOf")):
        return None
    name = schemas.name(pointer, hint)
    schemas.types[pointer] = Named(name)
    base = schemas.composed(parts, pointer, f"{name}Base", value_doc(schema), key=f"{pointer}&base")
    if not isinstance(base, Named):
        return None
    tag = tag_name(said[0]) or ""
    within = dict[str, Type]()
    for child in children:
        within[child] = schemas.target(child)
    mapping: dict[LiteralValue, str] = {}
    for value, target in mapped(schemas, *said):
        type = base if target == pointer else within.get(target)
        if isinstance(type, Named):
            mapping[value] = type.name
    explicit = frozenset(mapping.values())
    places: list[tuple[JsonValue, str]] = [({"$ref": f"#{child}"}, f"{pointer}&") for child in children]
    for child, values in zip(children, tags_of(schemas, places, tag), strict=True):
        type = within[child]
        if isinstance(type, Named) and type.name not in explicit:
            for value in values:
                mapping.setdefault(value, type.name)
    if not explicit:
        mapping.setdefault(unescape(pointer.rpartition("/")[2]), base.name)
    members = tuple(dict.fromkeys((*(type for type in within.values() if isinstance(type, Named)), base)))
    ordered = tuple(sorted(mapping.items(), key=lambda item: str(item[0])))
    schemas.define(pointer, UnionModel(name, pointer, value_doc(schema), members, tag, ordered, base.name))
    return Named(name)


def _descendants(children: Mapping[str, tuple[str, ...]], pointer: str) -> tuple[str, ...]:
    """The components that inherit from the one at the pointer, directly or through one another, each once."""
    found: dict[str, None] = {}
    waiting = [*reversed(children.get(pointer, ()))]
    while waiting:
        child = waiting.pop()
        if child not in found and child != pointer:
            found[child] = None
            waiting += reversed(children.get(child, ()))
    return tuple(found)
