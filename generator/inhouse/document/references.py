"""Where references stand in a document."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from inhouse.document.alone import is_address, mapped
from inhouse.document.grammar import Part, children
from inhouse.document.values import JsonValue

_SCHEMA = Part("one", "schema")


class Reference(NamedTuple):
    """A reference within a value: the way to its text, the text, and what must stand where it leads."""

    way: tuple[str, ...]
    text: str
    part: Part


def own_reference(value: JsonValue, part: Part) -> Reference | None:
    """Return the reference that stands for a value, or next to what else a schema says.

    One that stands for a whole collection is nothing that OpenAPI knows, but is understood all the same.
    """
    if isinstance(value, dict):
        target = Part("one", part.kind) if part.how == "one or each item" else part
        for key in ("$ref", "$dynamicRef") if target == _SCHEMA else ("$ref",):
            if isinstance(text := value.get(key), str):
                return Reference((key,), text, target)
    return None


def references(value: JsonValue, part: Part, names: Container[str]) -> Iterator[Reference]:
    """Give the references in a value, those of its parts apart; `names` are those of the document's schemas."""
    own = own_reference(value, part)
    if own is not None:
        yield own
    if isinstance(value, dict) and part.kind == "schema" and not part.is_collection:
        for way, text in sorted(mapped(value)):
            if text not in names and is_address(text):
                yield Reference(way, text, _SCHEMA)


def parts(value: JsonValue, part: Part) -> Iterator[tuple[str, Part]]:
    """Give the parts of a value that count: what `components` has a section for has none next to a reference.

    Schemas and path items have, and so do collections and whatever is put where a reference to it stands.
    """
    is_alone = part.section is not None and part.kind not in ("schema", "path item")
    if not is_alone or own_reference(value, part) is None:
        yield from ((token, inner) for token, inner in children(value, part) if token != "$ref")
