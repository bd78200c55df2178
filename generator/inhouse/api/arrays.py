"""Arrays → lists, and tuples where each position is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inhouse.api.types import ListOf, TupleOf, Type, union
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list

if TYPE_CHECKING:
    from inhouse.api.schemas import Schemas


def array_of(schemas: Schemas, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type:
    """The type of an array: a tuple where its length is known, else a list."""
    key = "prefixItems" if as_list(schema.get("prefixItems")) else "items"
    positions = as_list(schema.get(key))
    rest = schema.get("items", True) if key == "prefixItems" else schema.get("additionalItems", True)
    if not positions:
        items = schema.get("items", True)
        return ListOf(schemas.read(True if items == [] else items, join_pointer(pointer, "items"), f"{hint}Item"))
    at = join_pointer(pointer, key)
    types = tuple(
        schemas.read(member, join_pointer(at, str(index)), f"{hint}Item{index + 1}")
        for index, member in enumerate(positions)
    )
    if rest is False or schema.get("unevaluatedItems") is False or schema.get("maxItems") == len(types):
        return TupleOf(types)
    message = "which item stands where is not expressed; each may be of any of their types"
    schemas.report("approximated-keyword", message, at)
    more = (schemas.read(rest, join_pointer(pointer, "items"), f"{hint}Item"),) if isinstance(rest, dict) else ()
    return ListOf(union((*types, *more)))
