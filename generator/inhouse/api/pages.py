"""Operation policies that point into answers: unwrapping and pagination."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from inhouse.api.api import AliasModel, Body, Field, ObjectModel, Pages, Parameter, UnionModel
from inhouse.api.found import Skip
from inhouse.api.names import is_json
from inhouse.api.schemas import Schemas
from inhouse.api.types import ANY, NONE, ListOf, Named, OneOf, Scalar, Type, annotation, union
from inhouse.diagnostics import Place, did_you_mean, quote
from inhouse.document.pointer import split_pointer
from inhouse.document.policies import Pagination

_COUNTING = (Scalar("int"), Scalar("float"), Scalar("str"), ANY)
"""Types of parameters that an integer can be sent as."""


@contextmanager
def said_at(place: Place | None) -> Generator[None]:
    """Gives every skip in the block the place of the policy that is wrong."""
    try:
        yield
    except Skip as skip:
        raise Skip(skip.reason, skip.pointer, skip.hint, place) from None


def type_at(schemas: Schemas, type: Type, pointer: str, where: str) -> Type:
    """The type at a JSON Pointer of wire names within a type."""
    type, _ = _at(schemas, type, pointer, where)
    if pointer and isinstance(type, OneOf):
        raise Skip(f"the policy points at {annotation(type)}, which is no single type", where)
    return type


def pages_of(
    schemas: Schemas,
    policy: Pagination | None,
    parameters: tuple[Parameter, ...],
    body: Body | None,
    page: Type,
    where: str,
) -> Pages | None:
    """How the operation's pages are walked, if a policy says so; its parameters and pointers are held to be there."""
    if policy is None:
        return None
    query = {parameter.wire_name: parameter for parameter in parameters if parameter.place == "query"}
    for name in (policy.offset, policy.page, policy.cursor, policy.limit):
        if name is not None and name.startswith("/") and name == policy.cursor:
            _check_body(schemas, body, name, where)
        elif name is not None and name not in query:
            reason = f"the pagination names {quote(name)}, which is no query parameter of the operation"
            raise Skip(reason, where, did_you_mean(name, query))
    for name in (policy.offset, policy.page, policy.limit):
        if name is not None and not any(type in _COUNTING for type in _members(schemas, query[name].type)):
            raise Skip(f"the pagination counts by {quote(name)}, which is {annotation(query[name].type)}", where)
    items, required = _at(schemas, page, policy.items, where)
    lists = [type for type in _members(schemas, items) if isinstance(type, ListOf)]
    if len(lists) != 1 or any(type not in (*lists, NONE) for type in _members(schemas, items)):
        model = schemas.resolve_type(items)
        named = f" ({model.name})" if model else ""
        raise Skip(f"the pagination's items are {annotation(items)}, no list{named}", where)
    for pointer in (policy.echo, policy.more, policy.total, policy.next):
        if pointer is not None:
            _at(schemas, page, pointer, where)
    if policy.last is not None:
        _at(schemas, lists[0].item, policy.last, where)
    maximum = query[policy.limit].maximum if policy.limit is not None else None
    return Pages(policy, maximum, sparse=not required, item=lists[0].item)


def _check_body(schemas: Schemas, body: Body | None, pointer: str, where: str) -> None:
    if body is None or not all(is_json(media_type) for media_type in body.media_types):
        raise Skip(f"the pagination points to {quote(pointer)} in the request body, which is not always JSON", where)
    _at(schemas, body.type, pointer, where)


def _at(schemas: Schemas, type: Type, pointer: str, where: str) -> tuple[Type, bool]:
    """The type at a JSON Pointer of wire names within a type, and whether there must be a value."""
    required = True
    for name in split_pointer(pointer):
        if type == ANY:
            return ANY, False
        fields = _fields(schemas, type, name)
        if not fields:
            raise Skip(f"there is no property {name!r} in {annotation(type)}, where the policy points", where)
        type = union(tuple(field.type for field in fields))
        required = required and all(field.required for field in fields)
    return type, required and NONE not in _members(schemas, type)


def _fields(schemas: Schemas, type: Type, wire_name: str) -> list[Field]:
    """The property of the type's object, or of every one of its objects where there are several."""
    found: list[Field] = []
    for member in _members(schemas, type):
        model = schemas.resolve_type(member)
        if isinstance(model, UnionModel):
            found += (inner := _fields(schemas, OneOf(model.members), wire_name))
            if not inner:
                return []
        elif isinstance(model, ObjectModel):
            field = next((field for field in model.fields if field.wire_name == wire_name), None)
            if field is None:
                return []
            found.append(field)
        elif member != NONE:
            return []
    return found


def _members(schemas: Schemas, type: Type) -> tuple[Type, ...]:
    """The types that a value can have, those behind aliases opened."""
    found: list[Type] = []
    waiting, seen = [type], set[str]()
    while waiting:
        member = waiting.pop()
        model = schemas.by_name.get(member.name) if isinstance(member, Named) else None
        if isinstance(member, OneOf):
            waiting += reversed(member.members)
        elif isinstance(model, AliasModel):
            waiting += [] if model.name in seen else [model.type]
            seen.add(model.name)
        else:
            found.append(member)
    return tuple(found)
