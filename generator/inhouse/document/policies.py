"""The `x-inhouse-…` keys: what a client needs to know and OpenAPI has no word for.

`policies.schema.json` describes the same keys as a JSON Schema for editors; a test holds the two together. The
configuration sets the same things by the same names without the prefix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from inhouse.diagnostics import Diagnostic, Place, did_you_mean, quote
from inhouse.document.names import NAME
from inhouse.document.pointer import is_pointer, join_pointer
from inhouse.document.values import JsonValue, as_mapping, as_text, kind

PREFIX = "x-inhouse-"

PlaceOf = Callable[[str], Place | None]
"""Gives the place of a JSON Pointer below the mapping that is read."""


@dataclass(frozen=True, slots=True)
class Pagination:
    """How to walk pages counted by items.

    `offset` and `limit` name query parameters; `items` and `echo` are JSON Pointers within the unwrapped page: to its
    items, and to where it repeats the offset it starts at.
    """

    offset: str
    limit: str
    items: str
    echo: str | None = None


@dataclass(frozen=True, slots=True)
class OperationPolicy:
    """What is said about one operation; None where nothing is.

    `unwrap` is the JSON Pointer to what a call returns within the body of a success. A `repeatable` operation, sent
    twice, does no more than sent once; so does one whose header `idempotency_key` has the same value both times.
    """

    unwrap: str | None = None
    pagination: Pagination | None = None
    repeatable: bool | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorPolicy:
    """JSON Pointers to where the body of an error says its type and its message."""

    type: str
    message: str


_OPERATION_KEYS = ("unwrap", "pagination", "repeatable", "idempotency-key")
_DOCUMENT_KEYS = ("error",)

_A_POINTER = "a JSON Pointer such as '/data', or '' for the whole"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_A_PARAMETER = "the name of a query parameter"


def read_operation_policy(
    mapping: Mapping[str, JsonValue], place_of: PlaceOf, prefix: str = PREFIX
) -> tuple[OperationPolicy, tuple[Diagnostic, ...]]:
    """Return what the mapping says about an operation, and an error for each thing it says wrongly.

    With a prefix, other keys are left to others; without one (configuration), every key must be a policy.
    """
    reader = _Reader(place_of)
    found = reader.known(mapping, _OPERATION_KEYS, "", prefix, f"'{prefix}error' stands at the document's root.")
    unwrap = reader.pointer(found, "unwrap", prefix) if "unwrap" in found else None
    pagination = _read_pagination(reader, found["pagination"], f"{prefix}pagination") if "pagination" in found else None
    repeatable = found.get("repeatable")
    if "repeatable" in found and not isinstance(repeatable, bool):
        reader.wrong(join_pointer("", f"{prefix}repeatable"), f"{prefix}repeatable", "true or false", repeatable)
    key = reader.header(found, "idempotency-key", prefix)
    policy = OperationPolicy(unwrap, pagination, repeatable if isinstance(repeatable, bool) else None, key)
    return policy, tuple(reader.problems)


def read_error_policy(
    mapping: Mapping[str, JsonValue], place_of: PlaceOf, prefix: str = PREFIX
) -> tuple[ErrorPolicy | None, tuple[Diagnostic, ...]]:
    """Return what the document's root says about the bodies of errors, and an error for each thing it says wrongly."""
    reader = _Reader(place_of)
    names = ", ".join(f"'{prefix}{key}'" for key in _OPERATION_KEYS)
    found = reader.known(mapping, _DOCUMENT_KEYS, "", prefix, f"{names} stand at an operation.")
    if "error" not in found:
        return None, tuple(reader.problems)
    name = f"{prefix}error"
    members = reader.members(found["error"], name, ("type", "message"), ())
    base = join_pointer("", name)
    type_at, message_at = (reader.pointer(members, key, "", base) for key in ("type", "message"))
    policy = None if type_at is None or message_at is None else ErrorPolicy(type_at, message_at)
    return policy, tuple(reader.problems)


def _read_pagination(reader: _Reader, value: JsonValue, name: str) -> Pagination | None:
    members = reader.members(value, name, ("style", "offset", "limit", "items"), ("echo",))
    base = join_pointer("", name)
    style = members.get("style")
    if "style" in members and style != "offset":
        reader.wrong(join_pointer(base, "style"), "style", "'offset'", style)
    offset, limit = (reader.parameter(members, key, base) for key in ("offset", "limit"))
    items, echo = (reader.pointer(members, key, "", base) for key in ("items", "echo"))
    if style != "offset" or offset is None or limit is None or items is None:
        return None
    return Pagination(offset, limit, items, echo)


class _Reader:
    """Collects what is wrong while values are read."""

    def __init__(self, place_of: PlaceOf) -> None:
        self.problems: list[Diagnostic] = []
        self._place_of = place_of

    def known(
        self, mapping: Mapping[str, JsonValue], keys: Sequence[str], base: str, prefix: str, elsewhere: str | None
    ) -> dict[str, JsonValue]:
        """Return the members with one of these keys, without the prefix; report others that have the prefix."""
        names = [_spelled(key, prefix) for key in keys]
        for key in mapping:
            if key.startswith(prefix) and key not in names and key != NAME:
                moved = elsewhere is not None and f"'{key}'" in elsewhere
                hint = elsewhere if moved else did_you_mean(key, names)
                self._problem(
                    join_pointer(base, key),
                    f"unknown policy {quote(key)}" if not base else f"unknown key {quote(key)}",
                    hint,
                )
        return {key: mapping[name] for key, name in zip(keys, names, strict=True) if name in mapping}

    def members(
        self, value: JsonValue, name: str, required: tuple[str, ...], optional: tuple[str, ...]
    ) -> dict[str, JsonValue]:
        """Return the members of an object with these keys; report missing and unknown ones."""
        base = join_pointer("", name)
        mapping = as_mapping(value)
        if mapping is None:
            self.wrong(base, name, f"an object with {_listed(required)}", value)
            return {}
        for key in required:
            if key not in mapping:
                self._problem(base, f"{quote(name)} needs {quote(key)}", None)
        return self.known(mapping, (*required, *optional), base, "", None)

    def pointer(self, mapping: Mapping[str, JsonValue], key: str, prefix: str, base: str = "") -> str | None:
        text = as_text(mapping.get(key))
        if key in mapping and (text is None or not is_pointer(text)):
            self.wrong(join_pointer(base, f"{prefix}{key}"), f"{prefix}{key}", _A_POINTER, mapping[key])
            return None
        return text

    def parameter(self, mapping: Mapping[str, JsonValue], key: str, base: str) -> str | None:
        text = as_text(mapping.get(key))
        if key in mapping and not text:
            self.wrong(join_pointer(base, key), key, _A_PARAMETER, mapping[key])
        return text or None

    def header(self, mapping: Mapping[str, JsonValue], key: str, prefix: str) -> str | None:
        text, name = as_text(mapping.get(key)), _spelled(key, prefix)
        if key in mapping and (text is None or not _TOKEN.fullmatch(text)):
            self.wrong(join_pointer("", name), name, "the name of a header", mapping[key])
            return None
        return text

    def wrong(self, pointer: str, name: str, expected: str, value: JsonValue) -> None:
        given = quote(value) if isinstance(value, str) else kind(value)
        self._problem(pointer, f"{quote(name)} must be {expected}, not {given}", None)

    def _problem(self, pointer: str, message: str, hint: str | None) -> None:
        self.problems.append(Diagnostic("bad-policy", "fatal", message, self._place_of(pointer), hint))


def _spelled(key: str, prefix: str) -> str:
    """A key as it is written in a document or, without a prefix, in the configuration, which has no hyphens."""
    return f"{prefix}{key}" if prefix else key.replace("-", "_")


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join((", ".join(map(quote, names[:-1])), quote(names[-1])))
