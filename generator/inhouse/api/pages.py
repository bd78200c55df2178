"""Operation policies that point into answers: unwrapping and pagination."""

from __future__ import annotations

from inhouse.api.api import (
    Field,
    ObjectModel,
    Pages,
    Parameter,
)
from inhouse.api.found import Skip
from inhouse.api.schemas import Schemas
from inhouse.api.types import ListOf, OneOf, Type, annotation
from inhouse.document.policies import Pagination


def type_at(schemas: Schemas, type: Type, pointer: str, where: str) -> Type:
    """The type at a JSON Pointer of wire names within a type."""
    for wire_name in pointer.split("/")[1:]:
        name = wire_name.replace("~1", "/").replace("~0", "~")
        field = _field(schemas, type, name)
        if field is None:
            raise Skip(f"there is no property {name!r} in {annotation(type)}, where the policy points", where)
        type = field.type
    if pointer and isinstance(type, OneOf):
        raise Skip(f"the policy points at {annotation(type)}, which is no single type", where)
    return type


def _field(schemas: Schemas, type: Type, wire_name: str) -> Field | None:
    model = schemas.resolve_type(type)
    fields = model.fields if isinstance(model, ObjectModel) else ()
    return next((field for field in fields if field.wire_name == wire_name), None)


def pages_of(
    schemas: Schemas, policy: Pagination | None, parameters: tuple[Parameter, ...], page: Type, where: str
) -> Pages | None:
    if policy is None:
        return None
    query = {parameter.wire_name: parameter for parameter in parameters if parameter.place == "query"}
    for wire_name in (policy.offset, policy.limit):
        if wire_name not in query:
            raise Skip(f"the pagination names {wire_name!r}, which is no query parameter of the operation", where)
    items = type_at(schemas, page, policy.items, where)
    model = schemas.resolve_type(items)
    if not isinstance(items, ListOf):
        raise Skip(
            f"the pagination's items are {annotation(items)}, no list" + (f" ({model.name})" if model else ""), where
        )
    if policy.echo is not None:
        type_at(schemas, page, policy.echo, where)
    return Pages(policy.offset, policy.limit, policy.items, policy.echo, query[policy.limit].maximum, items.item)
