"""What values of the configuration may look like: each shape says what is wrong with a value, and its JSON Schema.

Both are made of the same fields, so that what an editor accepts is what a run accepts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from inhouse.diagnostics import Place, did_you_mean, quote
from inhouse.document.pointer import split_pointer
from inhouse.document.values import JsonValue, as_mapping


class Text(NamedTuple):
    """A string that is not empty. `what` it is ends the sentence "… must be"; `pattern` is searched in it.

    A value in which `refused` is found is answered with a message and a hint of its own, and `problem` tells what no
    pattern can, which editors do not show.
    """

    what: str
    pattern: str | None = None
    refused: tuple[str, str, str | None] | None = None
    problem: Callable[[str], str | None] | None = None


class Choice(NamedTuple):
    """One of a few strings."""

    values: tuple[str, ...]


class Flag:
    """true or false."""


class Several(NamedTuple):
    """A list. `what` it is ends the sentence "… must be"."""

    what: str
    item: Shape


class Keys(NamedTuple):
    """A table with some of these keys. `what` it is ends the sentence "… must be"."""

    what: str
    keys: tuple[Key, ...]


class Named(NamedTuple):
    """A table whose keys are names of the user's own; those match the `pattern`, if there is one."""

    what: str
    value: Shape
    pattern: str | None = None
    least: int = 0


class Policies:
    """The table of an operation's policies: those of `x-inhouse-…`, by the same names without the prefix."""


Shape: TypeAlias = Text | Choice | Flag | Several | Keys | Named | Policies


class Key(NamedTuple):
    """A key of a table: its name, what its value looks like, and what it is for, in a sentence.

    `default` is the value where it is not written; None is none. A `shared` one may stand for all targets, too.
    """

    name: str
    shape: Shape
    doc: str
    default: JsonValue = None
    required: bool = False
    shared: bool = False


class Problem(NamedTuple):
    """What is wrong with a value: where below it, what, and what to do. `message` begins after the name of the place."""

    way: tuple[str, ...]
    message: str
    hint: str | None = None


def problems(shape: Shape, value: JsonValue) -> Iterator[Problem]:
    """Give all that is wrong with a value."""
    match shape:
        case Text():
            yield from _text_problems(shape, value)
        case Choice(values) if not (isinstance(value, str) and value in values):
            hint = did_you_mean(value, values) if isinstance(value, str) else None
            yield Problem((), f"must be {' or '.join(map(quote, values))}", hint)
        case Flag() if not isinstance(value, bool):
            yield Problem((), "must be true or false")
        case Several(what, item):
            if not isinstance(value, list) or any(True for each in value for _ in problems(item, each)):
                yield Problem((), f"must be {what}")
        case Keys(what, keys):
            yield from _key_problems(what, keys, as_mapping(value))
        case Named():
            yield from _named_problems(shape, as_mapping(value))
        case Policies():
            yield from _policy_problems(as_mapping(value))
        case _:
            pass


def json_schema(shape: Shape) -> dict[str, JsonValue]:
    """Return the JSON Schema of a shape; that of policies is `#/$defs/operation`."""
    match shape:
        case Text(_, pattern, refused):
            schema: dict[str, JsonValue] = {"type": "string", "minLength": 1}
            schema |= {} if pattern is None else {"pattern": pattern}
            schema |= {} if refused is None else {"not": {"pattern": refused[0]}}
            return schema
        case Choice(values):
            return {"enum": list[JsonValue](values)}
        case Flag():
            return {"type": "boolean"}
        case Several(_, item):
            return {"type": "array", "items": json_schema(item)}
        case Keys(_, keys):
            return {"type": "object", **json_schema_of_keys(keys)}
        case Named(_, value, pattern, least):
            names: dict[str, JsonValue] = {} if pattern is None else {"propertyNames": {"pattern": pattern}}
            few: dict[str, JsonValue] = {"minProperties": least} if least else {}
            return {"type": "object", "additionalProperties": json_schema(value), **names, **few}
        case Policies():
            return {"$ref": "#/$defs/operation"}


def json_schema_of_keys(keys: tuple[Key, ...]) -> dict[str, JsonValue]:
    """Return the members of a JSON Schema for a table with these keys and no others."""
    required = list[JsonValue](key.name for key in keys if key.required)
    return {
        "properties": {key.name: _described(key) for key in keys},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _described(key: Key) -> dict[str, JsonValue]:
    default: dict[str, JsonValue] = {} if key.default is None else {"default": key.default}
    return {"description": key.doc, **json_schema(key.shape), **default}


def _text_problems(shape: Text, value: JsonValue) -> Iterator[Problem]:
    if not isinstance(value, str) or not value:
        yield Problem((), f"must be {shape.what}")
    elif shape.refused is not None and re.search(shape.refused[0], value):
        yield Problem((), shape.refused[1], shape.refused[2])
    elif shape.pattern is not None and not re.search(shape.pattern, value):
        yield Problem((), f"must be {shape.what}, not {quote(value)}")
    elif shape.problem is not None and (message := shape.problem(value)) is not None:
        yield Problem((), message)


def _key_problems(what: str, keys: tuple[Key, ...], table: dict[str, JsonValue] | None) -> Iterator[Problem]:
    if table is None:
        yield Problem((), f"must be {what}")
        return
    names = [key.name for key in keys]
    for name in sorted(table.keys() - set(names)):
        yield Problem(
            (name,), "is no key that inhouse knows", did_you_mean(name, names) or f"Known: {', '.join(names)}."
        )
    for key in keys:
        if key.name in table:
            yield from _below(key.name, problems(key.shape, table[key.name]))
        elif key.required:
            what = key.shape.what if isinstance(key.shape, Text) else "needed"
            yield Problem((key.name,), f"is missing; it is {what}")


def _named_problems(shape: Named, table: dict[str, JsonValue] | None) -> Iterator[Problem]:
    if table is None or len(table) < shape.least:
        yield Problem((), f"must be {shape.what}")
        return
    for name, value in table.items():
        yield from _below(name, problems(shape.value, value))


def _policy_problems(table: dict[str, JsonValue] | None) -> Iterator[Problem]:
    if table is None:
        yield Problem((), "must be a table of policies, such as `unwrap`")
        return
    from inhouse.document.policies import read_operation_policy

    for diagnostic in read_operation_policy(table, lambda pointer: Place("", pointer), "")[1]:
        pointer = diagnostic.place.pointer if diagnostic.place is not None else ""
        yield Problem(tuple(split_pointer(pointer)), f": {diagnostic.message}", diagnostic.hint)


def _below(name: str, found: Iterator[Problem]) -> Iterator[Problem]:
    for way, message, hint in found:
        yield Problem((name, *way), message, hint)
