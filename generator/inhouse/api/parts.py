"""What a schema is composed of: the schemas that must hold together, and those of which one must."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from inhouse.api.keywords import OF_KIND, SHAPING
from inhouse.document.document import resolve
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, as_text

if TYPE_CHECKING:
    from inhouse.api.schemas import Schemas

Sited: TypeAlias = tuple[dict[str, JsonValue], str]
"""A schema without references and `allOf`, and its pointer."""


def parts_of(schemas: Schemas, schema: JsonValue, pointer: str) -> tuple[Sited, ...]:
    """The schemas that must all hold where this one does: references and `allOf` are opened, each schema once."""
    found: dict[str, dict[str, JsonValue]] = {}
    _open(schemas, schema, pointer, {pointer: None}, set(), found)
    return tuple((part, at) for at, part in found.items())


def _open(
    schemas: Schemas,
    schema: JsonValue,
    pointer: str,
    above: dict[str, None],
    opened: set[str],
    found: dict[str, dict[str, JsonValue]],
) -> None:
    if not isinstance(schema, dict):
        return
    if (reference := as_text(schema.get("$ref"))) is not None:
        target = resolve(schemas.document, reference)
        schemas.amount.add_opened(pointer)
        if target is None:
            schemas.unresolved(reference, join_pointer(pointer, "$ref"))
        elif target.pointer in above:
            message = "this schema is composed of itself; that says nothing and is left out"
            schemas.report("cyclic-reference", message, join_pointer(pointer, "$ref"))
        elif target.pointer not in opened:  # a second time would give the same, and twice as much at each level
            opened.add(target.pointer)
            above[target.pointer] = None
            _open(schemas, target.value, target.pointer, above, opened, found)
            del above[target.pointer]
    for index, member in enumerate(as_list(schema.get("allOf")) or ()):
        _open(schemas, member, join_pointer(pointer, "allOf", str(index)), above, opened, found)
    if own := {key: value for key, value in schema.items() if key not in ("$ref", "allOf")}:
        found.setdefault(pointer, own)


def alternatives_in(part: Mapping[str, JsonValue]) -> Iterator[tuple[str, list[JsonValue]]]:
    """The keywords of a part that give alternatives, and those."""
    for key in ("oneOf", "anyOf"):
        if members := as_list(part.get(key)):
            yield key, members


def only_narrows(member: JsonValue) -> bool:
    """Whether an alternative says nothing of its own shape, but perhaps what is required."""
    return isinstance(member, dict) and not member.keys() & SHAPING


def is_shaped(part: Mapping[str, JsonValue]) -> bool:
    """Whether a part says anything about shape."""
    return bool(part.keys() & SHAPING)


def kinds_of(part: Mapping[str, JsonValue]) -> frozenset[str] | None:
    """The JSON types that a part admits; None where it says nothing of them."""
    declared = part.get("type")
    kinds = [kind for kind in (declared if isinstance(declared, list) else [declared]) if isinstance(kind, str)]
    if kinds:
        return frozenset(kinds)
    implied = implied_kind(part)
    return None if implied is None else frozenset({implied})


def implied_kind(part: Mapping[str, JsonValue]) -> str | None:
    """The type that the keywords of a part speak of, where it names none."""
    return next((kind for kind, keywords in OF_KIND.items() if part.keys() & keywords), None)


def has_properties(parts: Iterable[Sited]) -> bool:
    """Whether any of the parts declares properties."""
    return any(isinstance(part.get("properties"), dict) and part["properties"] for part, _ in parts)


def required_of(parts: Iterable[Sited]) -> frozenset[str]:
    """The names of the properties that the parts require."""
    return frozenset(name for part, _ in parts for name in as_list(part.get("required")) or () if isinstance(name, str))
