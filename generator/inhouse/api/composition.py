"""Schemas that must hold together → one type: objects flat, unions member by member, all else as what is common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from inhouse.api.api import UnionModel
from inhouse.api.docs import value_doc
from inhouse.api.keywords import SCHEMAS
from inhouse.api.objects import object_of
from inhouse.api.parts import (
    Sited,
    alternatives_in,
    has_properties,
    is_shaped,
    kinds_of,
    only_narrows,
    parts_of,
    required_of,
)
from inhouse.api.tags import mapped, tag_name, tag_values
from inhouse.api.types import ANY, ListOf, LiteralValue, Named, Type
from inhouse.api.unions import option
from inhouse.document.document import resolve
from inhouse.document.limits import MAX_ALTERNATIVES
from inhouse.document.pointer import join_pointer, unescape
from inhouse.document.values import JsonValue, as_list, as_text

if TYPE_CHECKING:
    from inhouse.api.schemas import Schemas

_MOST = 32
"""So many alternatives are told apart where unions are combined with one another."""


def compose(schemas: Schemas, places: Sequence[tuple[JsonValue, str]], pointer: str, hint: str) -> Type:
    """The type of what matches all these schemas; what is named, is named by the hint."""
    if len(places) > MAX_ALTERNATIVES:
        message = f"{len(places):,} schemas are too many to hold together; the last one counts"
        schemas.report("approximated-keyword", message, pointer)
        places = places[-1:]
    if len(places) == 1:
        return schemas.read(*places[0], hint)
    told = _telling(schemas, places)
    if len(told) == 1:
        return schemas.read(*told[0], hint)
    key = "&".join(at for _, at in told)
    if key not in schemas.types:
        schemas.types[key] = ANY
        parts = _unique(part for schema, at in told for part in parts_of(schemas, schema, at))
        schemas.types[key] = composed(schemas, parts, pointer, hint, key, value_doc(*(s for s, _ in reversed(told))))
    return schemas.types[key]


def all_of(schemas: Schemas, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type:
    """The type of what matches what a schema refers to, each of its `allOf`, and the schema itself.

    Where a property of what it is composed of is the schema again, that is what the schema is going to be.
    """
    if pointer not in schemas.composed_at:
        schemas.composed_at[pointer] = None
        schemas.composed_at[pointer] = _all_of(schemas, schema, pointer, hint)
    if (found := schemas.composed_at[pointer]) is not None:
        return found
    return schemas.within_itself(pointer)


def _all_of(schemas: Schemas, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type:
    members = as_list(schema.get("allOf")) or []
    places = [(member, join_pointer(pointer, "allOf", str(index))) for index, member in enumerate(members)]
    if "$ref" in schema:
        places.insert(0, ({"$ref": schema["$ref"]}, pointer))
    own = {key: value for key, value in schema.items() if key not in ("allOf", "$ref", "type")}
    shaped = [(member, at) for member, at in places if isinstance(member, dict) and is_shaped(member)]
    parts = parts_of(schemas, schema, pointer)
    if len(shaped) == 1 and not is_shaped(own):
        already = required_of(parts_of(schemas, *shaped[0]))
        if required_of(parts) <= already:
            return schemas.read(*shaped[0], hint)
    return composed(schemas, parts, pointer, hint, pointer, value_doc(schema))


def composed(schemas: Schemas, parts: Sequence[Sited], pointer: str, hint: str, key: str, doc: str) -> Type:
    """The type of what matches all the parts."""
    for part, at in parts:
        schemas.note_inexpressible(part, at)
    choices = list(_choices(schemas, parts))
    bare = [({k: v for k, v in part.items() if k not in ("oneOf", "anyOf", "discriminator")}, at) for part, at in parts]
    if choices and (has_properties(bare) or len(choices) > 1 or required_of(bare)):
        return _distributed(schemas, bare, choices, pointer, hint, key, doc)
    if has_properties(bare) and not choices:
        return object_of(schemas, bare, pointer, hint, key, doc)
    shaped = [(part, at) for part, at in parts if is_shaped(part)]
    if not shaped:
        return ANY
    if len(shaped) == 1:
        part, at = shaped[0]
        return schemas.target(at) if at.rpartition("/")[0] == SCHEMAS else schemas.read(part, at, hint)
    if choices:
        (chosen, at), _, _ = choices[0]
        return schemas.read({**_common(schemas, shaped, pointer), **_own_choice(chosen)}, at, hint)
    if all(kinds_of(part) == frozenset({"array"}) for part, _ in shaped):
        items = [(part["items"], join_pointer(at, "items")) for part, at in shaped if "items" in part]
        return ListOf(schemas.compose(items, items[-1][1], f"{hint}Item") if items else ANY)
    if all(kinds_of(part) == frozenset({"object"}) for part, _ in shaped):
        return object_of(schemas, bare, pointer, hint, key, doc)
    return schemas.read(_common(schemas, shaped, pointer), pointer, hint)


def _telling(schemas: Schemas, places: Sequence[tuple[JsonValue, str]]) -> list[tuple[JsonValue, str]]:
    """The places that say something which no other one says already; one of them at least."""
    opened = [(place, {at for part, at in parts_of(schemas, *place) if is_shaped(part)}) for place in places]
    found: list[tuple[tuple[JsonValue, str], set[str]]] = []
    for index, (place, at) in enumerate(opened):
        others = [other for number, (_, other) in enumerate(opened) if number != index]
        later = [other for _, other in opened[index + 1 :]]
        if not at or any(at < other for other in others) or any(at == other for other in later):
            continue
        if any(place[0] == other[0] for other, _ in opened[index + 1 :]):
            continue
        found.append((place, at))
    return [place for place, _ in found] or [places[-1]]


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One of the schemas that may hold besides others; `origin` is the pointer of it, or of what it refers to."""

    label: str
    parts: tuple[Sited, ...]
    origin: str
    tag: LiteralValue | None


def _choices(schemas: Schemas, parts: Sequence[Sited]) -> Iterator[tuple[Sited, str, list[JsonValue]]]:
    """The alternatives among the parts that differ in shape; those that only differ in what they require are reported."""
    for part, at in parts:
        for key, members in alternatives_in(part):
            if all(only_narrows(member) for member in members):
                message = f"which of these properties are required together in {key!r} is not expressed in types"
                schemas.report("approximated-keyword", message, join_pointer(at, key))
            else:
                yield (part, at), key, members


def _distributed(
    schemas: Schemas,
    bare: list[Sited],
    choices: list[tuple[Sited, str, list[JsonValue]]],
    pointer: str,
    hint: str,
    key: str,
    doc: str,
) -> Type:
    """A union of objects: each combination of alternatives with the other parts."""
    found = [list(_alternatives(schemas, part, word, members, frozenset())) for part, word, members in choices]
    count = prod(len(each) for each in found)
    if not 0 < count <= _MOST:
        message = f"these combine to {count} shapes; what differs between them is not expressed"
        schemas.report("approximated-keyword", message, pointer)
        return object_of(schemas, bare, pointer, hint, key, doc)
    tag = next((name for (part, _), _, _ in choices if (name := tag_name(part)) is not None), None)
    mapping: dict[LiteralValue, str] = {}
    types: list[Type] = []
    for combination in product(*found):
        label = "".join(each.label for each in combination)
        parts = _unique((*bare, *(part for each in combination for part in each.parts)))
        alone = count == 1
        at = key if alone else f"{key}&{'&'.join(each.origin for each in combination)}"
        said = value_doc(*(part for part, _ in reversed(combination[-1].parts))) or doc
        type = object_of(schemas, parts, pointer, hint if alone else f"{hint}{label}", at, doc if alone else said)
        if alone:
            return type
        types.append(type)
        if tag is not None and isinstance(type, Named):
            values: list[LiteralValue] = [
                *(
                    value
                    for (part, where), _, _ in choices
                    for value, target in mapped(schemas, part, where)
                    if target in {each.origin for each in combination}
                ),
                *(tag_values(schemas, parts, tag) or [each.tag for each in combination if each.tag is not None]),
            ]
            for value in values:
                mapping.setdefault(value, type.name)
    name = schemas.name(key, hint)
    members = tuple(dict.fromkeys(types))
    tagged = tag is not None and {type.name for type in members if isinstance(type, Named)} <= set(mapping.values())
    schemas.define(
        key, UnionModel(name, pointer, doc, members, tag if tagged else None, tuple(mapping.items()) if tagged else ())
    )
    return Named(name)


def _alternatives(
    schemas: Schemas, sited: Sited, word: str, members: list[JsonValue], above: frozenset[str]
) -> Iterator[_Alternative]:
    """The objects among the alternatives, those that are unions in turn opened."""
    inline = [index for index, member in enumerate(members) if isinstance(member, dict) and "$ref" not in member]
    for index, member in enumerate(members):
        at = join_pointer(sited[1], word, str(index))
        reference = as_text(member.get("$ref")) if isinstance(member, dict) else None
        target = resolve(schemas.document, reference) if reference is not None else None
        origin = target.pointer if target is not None else at
        parts = parts_of(schemas, member, at)
        if origin in above:
            continue
        kinds = [kinds for part, _ in parts if (kinds := kinds_of(part)) is not None]
        if kinds and not any("object" in each for each in kinds):
            if any(each != frozenset({"null"}) for each in kinds):
                message = "what this is to be combined with is an object, which it is not; it is left out"
                schemas.report("conflicting-types", message, at)
            continue
        tail = unescape(origin.rpartition("/")[2])
        is_component = target is not None and origin.rpartition("/")[0] == SCHEMAS
        label = schemas.name(origin, tail) if is_component else option(member, index, inline)
        nested = [(part, key, each) for part in parts for key, each in alternatives_in(part[0])]
        bare = tuple(
            ({k: v for k, v in p.items() if k not in ("oneOf", "anyOf", "discriminator")}, a) for p, a in parts
        )
        if not nested or all(only_narrows(each) for _, _, inner in nested for each in inner):
            yield _Alternative(label, bare, origin, tail if target is not None else None)
            continue
        part, key, inner = nested[0]
        for each in _alternatives(schemas, part, key, inner, above | {origin}):
            yield _Alternative(each.label, _unique((*bare, *each.parts)), each.origin, each.tag)


def _unique(parts: Iterator[Sited] | Sequence[Sited]) -> tuple[Sited, ...]:
    return tuple((part, at) for at, part in {at: part for part, at in parts}.items())


def _own_choice(part: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {key: part[key] for key in ("oneOf", "anyOf", "discriminator") if key in part}


def _common(schemas: Schemas, shaped: Sequence[Sited], pointer: str) -> dict[str, JsonValue]:
    """One schema that says what all of these do, as far as they agree; where they do not, the last one counts."""
    merged: dict[str, JsonValue] = {}
    kinds: frozenset[str] | None = None
    for part, at in shaped:
        found = kinds_of(part)
        if kinds is not None and found is not None:
            wider = found | {"integer"} if "number" in found else found
            both = (kinds | {"integer"} if "number" in kinds else kinds) & wider
            if not both - ({"null"} if kinds != frozenset({"null"}) else set()):
                message = f"no value is both {_words(kinds)} and {_words(found)}; the latter counts"
                schemas.report("conflicting-types", message, at)
                merged, both = {}, found
            kinds = both - {"integer"} if "number" in both else both
        elif found is not None:
            kinds = found
        values = [
            value for value in as_list(part.get("enum")) or () if value in (as_list(merged.get("enum")) or [value])
        ]
        merged |= {key: value for key, value in part.items() if key not in ("type", "enum", "oneOf", "anyOf")}
        if values:
            merged["enum"] = list[JsonValue](values)
    if kinds is not None:
        merged["type"] = list[JsonValue](sorted(kinds)) if len(kinds) > 1 else next(iter(kinds))
    if "const" in merged:
        merged.pop("enum", None)
    return merged


def _words(kinds: frozenset[str]) -> str:
    return " or ".join(sorted(kinds))
