"""Enums and constants → types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inhouse.api.api import EnumModel
from inhouse.api.docs import value_doc
from inhouse.api.types import ANY, NONE, Constants, LiteralValue, Named, Scalar, Type, optional, union
from inhouse.diagnostics import quote
from inhouse.document.limits import MAX_TEXT_OF_ENUM, MAX_VALUES_OF_ENUM
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, kind

if TYPE_CHECKING:
    from inhouse.api.schemas import Schemas

_BOOL, _INT, _STR = Scalar("bool"), Scalar("int"), Scalar("str")
_LONGEST_INTEGER = 3_000
"""Characters; Python writes no more than 4,300 digits."""


def constant(schemas: Schemas, value: JsonValue, pointer: str) -> Type:
    """The type of a constant."""
    match value:
        case None:
            return NONE
        case str() | int():
            return Constants((value,))
        case float():
            message = f"Python's `Literal` takes no floats; any float may stand for the constant {value}"
            schemas.report("approximated-const", message, pointer)
            return Scalar("float")
        case _:
            message = f"a constant that is {kind(value)} is read as any value; Python's `Literal` takes none"
            schemas.report("approximated-const", message, pointer)
            return ANY


def enum(schemas: Schemas, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type:
    """The type of an enum; one of several known values has a name."""
    at = join_pointer(pointer, "enum")
    declared = as_list(schema["enum"]) or []
    if not declared:
        schemas.report("empty-enum", "an enum without values admits none; it is not used", at)
        return schemas.read({key: value for key, value in schema.items() if key != "enum"}, pointer, hint)
    kinds = _kinds(schema)
    values = [_mended(schemas, value, kinds, at) for value in declared]
    if any(isinstance(value, dict | list) for value in values):
        schemas.report("approximated-enum", "objects and arrays as values of an enum are read as any value", at)
        return ANY
    known = unique([value for value in values if isinstance(value, str | int)])
    bases = [base_of(value) for value in known]
    null = None in values
    if any(isinstance(value, float) for value in values):
        schemas.report("approximated-enum", "Python's `Literal` takes no floats; any of these types may be given", at)
        bases = [Scalar("float"), *(base for base in bases if base.name != "int")]
        return union((*bases, *((NONE,) if null else ())))
    base = union(tuple(dict.fromkeys(bases))) if bases else NONE
    if (
        len(known) > MAX_VALUES_OF_ENUM
        or sum(len(value) for value in known if isinstance(value, str)) > MAX_TEXT_OF_ENUM
    ):
        message = f"{len(known):,} values are too many, or too long, to tell apart; any of their type may be given"
        schemas.report("approximated-enum", message, at)
        return optional(base) if null else base
    if base == _BOOL and len(known) == 1:
        type: Type = Constants(known)
    elif not known or base == _BOOL:
        type = base
    else:
        name = schemas.name(pointer, hint)
        schemas.define(pointer, EnumModel(name, pointer, value_doc(schema), known, base))
        type = Named(name)
    return optional(type) if null else type


def unique(values: list[LiteralValue]) -> tuple[LiteralValue, ...]:
    """Each value once; true is not 1."""
    return tuple({(type(value), value): value for value in values}.values())


def base_of(value: LiteralValue) -> Scalar:
    """The type of a value of an enum."""
    return _BOOL if isinstance(value, bool) else _INT if isinstance(value, int) else _STR


def constants(members: tuple[Type, ...]) -> tuple[LiteralValue, ...]:
    """The values of a union that is an enum written as constants; empty if it is none."""
    values = unique([value for member in members if isinstance(member, Constants) for value in member.values])
    if len(values) < 2 or len({base_of(value) for value in values}) > 1 or isinstance(values[0], bool):
        return ()
    return values if all(isinstance(member, Constants) for member in members) else ()


def _kinds(schema: dict[str, JsonValue]) -> frozenset[str]:
    declared = schema.get("type")
    return frozenset(kind for kind in (as_list(declared) or [declared]) if isinstance(kind, str)) - {"null"}


def _mended(schemas: Schemas, value: JsonValue, kinds: frozenset[str], pointer: str) -> JsonValue:
    """A value of an enum as its schema's type has it: YAML makes a number of 1 and a truth value of true."""
    if kinds == frozenset({"string"}) and isinstance(value, bool | int | float):
        text = json.dumps(value)
        schemas.report(
            "mistyped-enum", f"the type is string, but {text} is none; it is taken as {quote(text)}", pointer
        )
        return text
    if (
        kinds == frozenset({"integer"})
        and isinstance(value, str)
        and value.removeprefix("-").isdecimal()
        and value.isascii()
        and len(value) < _LONGEST_INTEGER
    ):
        schemas.report("mistyped-enum", f"the type is integer, but {quote(value)} is none; it is taken as one", pointer)
        return int(value)
    if kinds and kinds <= {"integer", "number"} and isinstance(value, float) and value.is_integer():
        return int(value)
    return value
