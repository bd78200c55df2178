"""What a document is made of, and how to narrow it."""

from __future__ import annotations

from typing import TypeAlias

JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | int | float | bool | None"
"""A value as JSON knows it. Values read from one file may be shared (YAML aliases), so nobody changes one in place."""


def as_mapping(value: JsonValue) -> dict[str, JsonValue] | None:
    """Return the value if it is a mapping, else None."""
    return value if isinstance(value, dict) else None


def as_list(value: JsonValue) -> list[JsonValue] | None:
    """Return the value if it is a list, else None."""
    return value if isinstance(value, list) else None


def as_text(value: JsonValue) -> str | None:
    """Return the value if it is a string, else None."""
    return value if isinstance(value, str) else None


def kind(value: JsonValue) -> str:
    """Return what the value is, with its article, in the words of JSON: "an object", "a string", "null"."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case dict():
            return "an object"
        case list():
            return "an array"
        case str():
            return "a string"
        case _:
            return "a number"


def deeper_than(value: JsonValue, depth: int) -> bool:
    """Return whether objects and arrays stand more than `depth` levels within one another in `value`."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(depth):
        if not level:
            return False
        children = (node.values() if isinstance(node, dict) else node for node in level)
        level = [child for group in children for child in group if isinstance(child, (dict, list))]
    return bool(level)


def in_order(value: JsonValue) -> JsonValue:
    """Return the value with the members of every object in the order of their keys."""
    if isinstance(value, dict):
        members = ((key, value[key]) for key in sorted(value))
        return {key: in_order(part) if isinstance(part, (dict, list)) else part for key, part in members}
    if isinstance(value, list):
        return [in_order(item) if isinstance(item, (dict, list)) else item for item in value]
    return value
