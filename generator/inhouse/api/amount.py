"""How much a package may be made of: what a document asks for beyond that is told at its place, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inhouse.api.api import Api, ObjectModel, UnionModel
from inhouse.api.found import Found
from inhouse.api.keywords import SCHEMAS
from inhouse.diagnostics import Diagnostic, Fatal, Place, fatal
from inhouse.document.document import Document, place
from inhouse.document.limits import (
    MAX_FINDINGS,
    MAX_INLINE_MEMBERS,
    MAX_MEMBERS,
    MAX_MODELS,
    MAX_OPENED,
    MAX_OPERATIONS,
    MAX_PROPERTIES,
    MAX_SCHEMAS,
)
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, as_mapping

_HINT = "Split the document, or let an overlay remove what is not needed."


@dataclass(slots=True)
class Amount:
    """What has been read of a document so far, against what may be: members of components, and of what stands inline."""

    document: Document
    named: int = 0
    inline: int = 0
    opened: int = 0

    def add_members(self, members: int, pointer: str) -> None:
        """Counts what the model or operation at the pointer has. Raises Fatal where that is too much for a package."""
        if pointer.startswith(f"{SCHEMAS}/"):
            self.named += members
        else:
            self.inline += members
        for count, limit in ((self.named, MAX_MEMBERS), (self.inline, MAX_INLINE_MEMBERS)):
            if count > limit:
                raise _too_many_members(limit, place(self.document, pointer))

    def add_opened(self, pointer: str) -> None:
        """Counts a reference of what schemas are composed of. Raises Fatal where there are too many to follow."""
        self.opened += 1
        if self.opened > MAX_OPENED:
            message = f"the schemas are composed of one another by more than {MAX_OPENED:,} references"
            raise fatal("too-large", message, place(self.document, pointer), _HINT)


def _too_many_members(limit: int, at: Place | None) -> Fatal:
    message = f"with this the document describes more than {limit:,} fields, arguments and answers"
    return fatal("too-large", message, at, _HINT)


def too_many_findings(last: Diagnostic) -> Fatal:
    """What is told of a document in which hardly anything can be expressed."""
    message = f"{last.message}; and so are more than {MAX_FINDINGS:,} other things, which are too many to go on"
    return fatal("too-large", message, last.place, _HINT)


def check_members(document: Document, components: Mapping[str, JsonValue]) -> None:
    """Holds what the components alone declare against the limits, before much is done with it. Raises Fatal."""
    if len(components) > MAX_SCHEMAS:
        message = f"{len(components):,} schemas are more than the {MAX_SCHEMAS:,} that a document may have"
        raise fatal("too-large", message, place(document, "/components/schemas"), _HINT)
    count = 0
    for name in sorted(components):
        schema = as_mapping(components[name]) or {}
        declared = len(as_mapping(schema.get("properties")) or {})
        if schema.get("type", "object") == "object" and declared <= MAX_PROPERTIES:
            count += declared
        if count > MAX_MEMBERS:
            raise _too_many_members(MAX_MEMBERS, place(document, join_pointer("/components/schemas", name)))


def check_arguments(document: Document, operations: Iterable[Found]) -> None:
    """Holds the parameters and answers that all operations list against the limit, before any is read. Raises Fatal."""
    count = 0
    for found in operations:
        count += len(as_mapping(found.value.get("responses")) or {})
        count += sum(len(as_list(owner.get("parameters")) or ()) for owner in (found.item, found.value))
        if count > MAX_MEMBERS:
            raise _too_many_members(MAX_MEMBERS, place(document, found.pointer))


def check_api(document: Document, api: Api) -> None:
    """Holds all that a package is written for against the limit. Raises Fatal."""
    if len(api.models) > MAX_MODELS:
        message = f"{len(api.models):,} models are more than the {MAX_MODELS:,} that a package may have"
        raise fatal("too-large", message, place(document, api.models[MAX_MODELS].pointer), _HINT)
    count = 0
    for operation in api.operations:
        count += len(operation.parameters) + len(operation.responses)
    for model in api.models:
        match model:
            case ObjectModel(fields=fields):
                count += len(fields)
            case UnionModel(members=members):
                count += len(members)
            case _:
                pass
        if count > MAX_MEMBERS:
            raise _too_many_members(MAX_MEMBERS, place(document, model.pointer))


def check_operations(document: Document, pointers: Sequence[str], what: str = "operations") -> None:
    """Holds what stands at these pointers, all that a package is written for, against the limit. Raises Fatal."""
    if len(pointers) > MAX_OPERATIONS:
        message = f"{len(pointers):,} {what} are more than the {MAX_OPERATIONS:,} that a package may have"
        hint = "Choose those that are needed by `include` (--include)."
        raise fatal("too-large", message, place(document, pointers[MAX_OPERATIONS]), hint)
