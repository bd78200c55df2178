"""Formats in endpoint modules and models: what they import, and where a value has to be written by its type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from inhouse.api.types import Constants, ListOf, MapOf, Named, OneOf, Scalar, TupleOf, Type, scalars_in
from inhouse.models.schemas import EXACT
from inhouse.package.fragments import Identifier, Import, WrittenAs

_MODULES = {
    **dict.fromkeys(("date", "datetime", "time", "timedelta"), "datetime"),
    "Decimal": "decimal",
    "UUID": "uuid",
    "Any": "typing",
}
"""Where names of scalars come from; those that are not here are built in, or of the runtime."""

ENCODED = frozenset(scalar for scalar in EXACT if scalar.wire not in ("", "text") or scalar.name == "int")
"""Scalars whose values do not tell how they stand in JSON."""

_PLAIN_TEXT = frozenset(("datetime", "date", "time", "float", "UUID", "Decimal", "int"))
"""Scalars whose values are the same text everywhere."""

_PLAIN_JSON = frozenset(("datetime", "date", "float"))
"""Scalars that the runtime writes as JSON in every package."""


def standard_names(types: Iterable[Type]) -> dict[str, str]:
    """The names that annotations of these types import, and the modules of those."""
    return {name: module for type in types for name, module in _names(type)}


def _names(type: Type) -> Iterator[tuple[str, str]]:
    match type:
        case Scalar(name=name):
            if name in _MODULES:
                yield name, _MODULES[name]
        case Constants():
            yield "Literal", "typing"
        case ListOf(item, covariant):
            yield from (("Sequence", "collections.abc"),) if covariant else ()
            yield from _names(item)
        case MapOf(value, covariant):
            yield from (("Mapping", "collections.abc"),) if covariant else ()
            yield from _names(value)
        case OneOf(members) | TupleOf(members):
            for member in members:
                yield from _names(member)
        case Named():
            return


def standard_imports(names: Mapping[str, str]) -> Iterator[Import]:
    """Imports of names, by module."""
    for module in sorted(set(names.values())):
        yield Import(module, tuple(name for name, of in names.items() if of == module))


def exact_imports(types: Iterable[Type], runtime: str, *further: tuple[str, str]) -> Iterator[Import]:
    """Imports of what reads the scalars of these types exactly, and of further names and their modules there."""
    found = {EXACT[scalar] for type in types for scalar in scalars_in(type) if scalar in EXACT} | set(further)
    for module in sorted({module for _, module in found}):
        yield Import(f"{runtime}.{module}", tuple(name for name, of in found if of == module))


def is_encoded(types: Iterable[Type]) -> bool:
    """Whether any of the types holds scalars whose values do not tell how they stand in JSON."""
    return any(scalar in ENCODED for type in types for scalar in scalars_in(type))


def by_type(type: Type, *, in_json: bool) -> tuple[Scalar, ...]:
    """The scalars of a type that are written right only by their types, in JSON or as text; models see to their own."""
    plain = _PLAIN_JSON if in_json else _PLAIN_TEXT
    found = (scalar for scalar in scalars_in(type) if scalar in EXACT and scalar.name not in plain)
    return tuple(sorted(found, key=lambda scalar: EXACT[scalar]))


def written(name: str, scalars: tuple[Scalar, ...]) -> Identifier | WrittenAs:
    """A value as a call is given it, in which these scalars are to be written by their types."""
    if not scalars:
        return Identifier(name)
    return WrittenAs(Identifier(name), tuple(Identifier(EXACT[scalar][0]) for scalar in scalars))


def writing_imports(scalars: Iterable[Scalar]) -> tuple[tuple[str, str], ...]:
    """The names that values written by these types need, and their modules of the runtime."""
    found = {EXACT[scalar] for scalar in scalars}
    return (*sorted(found), ("as_written", "encoded")) if found else ()
