"""Python types of values on the wire, as a small closed tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import is_
from typing import Literal, TypeAlias

ScalarName: TypeAlias = Literal[
    "str",
    "int",
    "float",
    "bool",
    "bytes",
    "datetime",
    "date",
    "time",
    "timedelta",
    "UUID",
    "Decimal",
    "Uploadable",
    "Any",
    "None",
]
WireForm: TypeAlias = Literal["", "text", "number", "base64", "base64url"]
LiteralValue: TypeAlias = str | int | bool
Shape: TypeAlias = Literal["scalar", "array", "object", "nested"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type that stands for itself; `Any` is a value the document says nothing about, `Uploadable` one of the runtime.

    `wire` tells how it stands in JSON where the name does not: an `int` or a `Decimal` as text, bytes in base64.
    """

    name: ScalarName
    wire: WireForm = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A type of the package's models, by its Python name."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A JSON array; a `covariant` one may be any sequence."""

    item: Type
    covariant: bool = False


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A JSON array of so many items, each of a type of its own."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    """A JSON object whose keys are data; a `covariant` one may be any mapping."""

    value: Type
    covariant: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of several types, without a name of its own."""

    members: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Constants:
    """One of a closed set of values."""

    values: tuple[LiteralValue, ...]


Type: TypeAlias = Scalar | Named | ListOf | TupleOf | MapOf | OneOf | Constants

ANY = Scalar("Any")
NONE = Scalar("None")
UPLOADABLE = Scalar("Uploadable")


def union(members: tuple[Type, ...]) -> Type:
    """The union of the members, flattened, each once, None last; `Any` swallows all but None, and is what none make."""
    if len(members) == 1 and not isinstance(members[0], OneOf):
        return members[0]
    flat: list[Type] = []
    for member in members:
        flat.extend(member.members if isinstance(member, OneOf) else (member,))
    unique = tuple(dict.fromkeys(flat))
    if ANY in unique or not unique:
        unique = (ANY, NONE) if NONE in unique else (ANY,)
    ordered = tuple(member for member in unique if member != NONE)
    ordered = ordered if len(ordered) == len(unique) else (*ordered, NONE)
    return ordered[0] if len(ordered) == 1 else OneOf(ordered)


def optional(type: Type) -> Type:
    """The type or None."""
    return union((type, NONE))


def annotation(type: Type) -> str:
    """The type as a Python annotation."""
    match type:
        case Scalar(name=name) | Named(name):
            return name
        case ListOf(item, covariant):
            return f"{'Sequence' if covariant else 'list'}[{annotation(item)}]"
        case TupleOf(items):
            return f"tuple[{', '.join(annotation(item) for item in items)}]"
        case MapOf(value, covariant):
            return f"{'Mapping' if covariant else 'dict'}[str, {annotation(value)}]"
        case OneOf(members):
            return " | ".join(dict.fromkeys(annotation(member) for member in members))
        case Constants(values):
            return f"Literal[{', '.join(repr(value) for value in values)}]"


def names_in(type: Type) -> frozenset[str]:
    """The names of the models that the type mentions."""
    return frozenset(names_of((type,)))


def names_of(types: Iterable[Type]) -> Iterator[str]:
    """The names of the models that the types mention, as often as they do."""
    waiting = [*types]
    while waiting:
        type = waiting.pop()
        if isinstance(type, Scalar):
            continue  # as most are
        if isinstance(type, Named):
            yield type.name
        elif isinstance(type, ListOf):
            waiting.append(type.item)
        elif isinstance(type, MapOf):
            waiting.append(type.value)
        elif isinstance(type, OneOf):
            waiting += type.members
        elif isinstance(type, TupleOf):
            waiting += type.items


def within(type: Type, change: Callable[[Type], Type]) -> Type:
    """The type with what it is made of changed; itself, where nothing of it is."""
    match type:
        case ListOf(item, covariant):
            return type if (changed := change(item)) is item else ListOf(changed, covariant)
        case MapOf(value, covariant):
            return type if (changed := change(value)) is value else MapOf(changed, covariant)
        case TupleOf(items):
            return type if _same(found := tuple(map(change, items)), items) else TupleOf(found)
        case OneOf(members):
            return type if _same(found := tuple(map(change, members)), members) else OneOf(found)
        case Scalar() | Named() | Constants():
            return type


def _same(one: tuple[Type, ...], other: tuple[Type, ...]) -> bool:
    return all(map(is_, one, other))


def depth(type: Type) -> int:
    """How many arrays and maps stand within one another."""
    match type:
        case ListOf(inner) | MapOf(inner):
            return 1 + depth(inner)
        case OneOf(members):
            return max(map(depth, members), default=0)
        case TupleOf(items):
            return 1 + max(map(depth, items), default=0)
        case Scalar() | Named() | Constants():
            return 0


def width(type: Type) -> int:
    """How many types stand side by side in it, wherever those are most."""
    match type:
        case ListOf(inner) | MapOf(inner):
            return width(inner)
        case OneOf(members) | TupleOf(members):
            return max(len(members), max(map(width, members), default=0))
        case Scalar() | Named() | Constants():
            return 1


def scalars_in(type: Type) -> frozenset[Scalar]:
    """The scalars that the type mentions, models apart."""
    match type:
        case Scalar():
            return frozenset({type})
        case ListOf(inner) | MapOf(inner):
            return scalars_in(inner)
        case OneOf(members) | TupleOf(members):
            return frozenset[Scalar]().union(*(scalars_in(member) for member in members))
        case Named() | Constants():
            return frozenset()


def as_sent(type: Type) -> Type:
    """What stands in a typed dict for a value of the type, where that alone does not tell how it stands in JSON."""
    match type:
        case Scalar("Decimal", "number"):
            return Scalar("float")
        case Scalar("bytes", "base64" | "base64url") | Scalar("int", "text"):
            return Scalar("str")
        case _:
            return within(type, as_sent)
