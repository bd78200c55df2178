"""Whether a document is one file, and every reference in it a pointer: what most are, and the quickest to tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inhouse.document.values import JsonValue, as_mapping


def stands_alone(root: Mapping[str, JsonValue], *, closed: bool) -> bool:
    """Return whether every reference is a pointer within the document's own file, and none is to a media type or an operation.

    The file is `closed` if the former is known already, see `Extent`.
    """
    components = root.get("components")
    if not (components is None or isinstance(components, dict)):
        return True
    is_plain = closed and "mediaTypes" not in (components or {})
    return is_plain and not any(map(_has_operation_elsewhere, map(root.get, ("paths", "webhooks"))))


def mapped(schema: dict[str, JsonValue]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give the texts of a discriminator's mapping, each with the way to it."""
    discriminator = as_mapping(schema.get("discriminator")) or {}
    for name, text in (as_mapping(discriminator.get("mapping")) or {}).items():
        if isinstance(text, str):
            yield ("discriminator", "mapping", name), text


def is_address(text: str) -> bool:
    """Return whether a discriminator's mapping means a reference by the text rather than the name of a schema."""
    return any(char in text for char in "#/.")


def _has_operation_elsewhere(items: JsonValue) -> bool:
    """Whether one of the path items has a reference in place of an operation."""
    operations = (each for item in (as_mapping(items) or {}).values() for each in (as_mapping(item) or {}).values())
    return any(isinstance(operation, dict) and "$ref" in operation for operation in operations)
