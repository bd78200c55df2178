"""Formats → types, where a format says more than the JSON type."""

from __future__ import annotations

from collections.abc import Mapping

from inhouse.api.types import Scalar
from inhouse.document.values import JsonValue, as_text

_INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")

STRINGS: Mapping[str, Scalar] = {
    "date-time": Scalar("datetime"),
    "date": Scalar("date"),
    "time": Scalar("time"),
    "duration": Scalar("timedelta"),
    "uuid": Scalar("UUID"),
    "decimal": Scalar("Decimal", "text"),
    "byte": Scalar("bytes", "base64"),
    "base64": Scalar("bytes", "base64"),
    "base64url": Scalar("bytes", "base64url"),
    **dict.fromkeys(_INTEGERS, Scalar("int", "text")),
}
"""What a string of the format is; any other string is a `str`."""

_TEXT = Scalar("str")
_ENCODINGS: Mapping[str, Scalar] = {"base64": STRINGS["base64"], "base64url": STRINGS["base64url"]}


def string_of(schema: Mapping[str, JsonValue]) -> Scalar:
    """The type of a string with the format and the `contentEncoding` of the schema."""
    if "format" not in schema and "contentEncoding" not in schema:
        return _TEXT
    encoded = _ENCODINGS.get((as_text(schema.get("contentEncoding")) or "").lower())
    return STRINGS.get(as_text(schema.get("format")) or "") or encoded or _TEXT


def number_of(schema: Mapping[str, JsonValue]) -> Scalar:
    """The type of a number with the format of the schema."""
    return Scalar("Decimal", "number") if schema.get("format") == "decimal" else Scalar("float")
