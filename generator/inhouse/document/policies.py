"""The `x-inhouse-…` keys: what a client needs to know and OpenAPI has no word for.

`policies.schema.json` describes the same keys as a JSON Schema for editors; a test holds the two together. The
configuration sets the same things by the same names without the prefix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Literal, TypeAlias, TypeGuard, get_args

from inhouse.diagnostics import Diagnostic, Place, did_you_mean, quote
from inhouse.document.names import NAME
from inhouse.document.pointer import is_pointer, join_pointer
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text, kind

PREFIX = "x-inhouse-"

PlaceOf = Callable[[str], Place | None]
"""Gives the place of a JSON Pointer below the mapping that is read."""


PageStyle: TypeAlias = Literal["offset", "page", "cursor", "link"]
"""What tells one page from the next: a count of items, a number, a cursor that the page before has, or a link in it."""


@dataclass(frozen=True, slots=True)
class Pagination:
    """How to walk the pages of a list.

    `offset`, `page`, `cursor` (after the style) and `limit` name query parameters; a `cursor` that begins with a slash
    is a JSON Pointer into the request body. `first` is the number of the first page. All others are JSON Pointers
    within the unwrapped page: to its items, to where it repeats the offset or number it was asked for (`echo`), whether
    there are more pages, how many items or (`page`) pages there are in `total`, to the `next` cursor or link, and,
    within the last item, to what is the next cursor (`last`).
    """

    style: PageStyle
    items: str
    offset: str | None = None
    page: str | None = None
    first: int | None = None
    cursor: str | None = None
    limit: str | None = None
    next: str | None = None
    last: str | None = None
    echo: str | None = None
    more: str | None = None
    total: str | None = None


@dataclass(frozen=True, slots=True)
class Retries:
    """When to send again: at most `max` times, after these `statuses` and no others; None leaves it at what is usual."""

    max: int | None = None
    statuses: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class OperationPolicy:
    """What is said about one operation; None where nothing is.

    `unwrap` is the JSON Pointer to what a call returns within the body of a success. A `repeatable` operation, sent
    twice, does no more than sent once; so does one whose header `idempotency_key` has the same value both times.
    `timeout` and `deadline` are seconds; they and `retries` hold where a caller says nothing else. The statuses
    `none_on` mean that a call returns None. `places` tells where each thing is said.
    """

    unwrap: str | None = None
    pagination: Pagination | None = None
    repeatable: bool | None = None
    idempotency_key: str | None = None
    retries: Retries | None = None
    timeout: float | None = None
    deadline: float | None = None
    none_on: tuple[int, ...] | None = None
    places: Mapping[str, Place | None] = field(default_factory=dict[str, "Place | None"], compare=False)


@dataclass(frozen=True, slots=True)
class ErrorPolicy:
    """JSON Pointers to where the body of an error says its type and its message."""

    type: str
    message: str


_OPERATION_KEYS = (
    "unwrap",
    "pagination",
    "repeatable",
    "idempotency-key",
    "retries",
    "timeout",
    "deadline",
    "none-on",
)
_DOCUMENT_KEYS = ("error",)

_A_POINTER = "a JSON Pointer such as '/data', or '' for the whole"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_A_PARAMETER = "the name of a query parameter"
_SECONDS = "a number of seconds above 0"
_STATUSES = "a list of statuses from 400 to 599"

_PAGE_KEYS: Mapping[PageStyle, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "offset": (("offset", "items"), ("limit", "echo", "more", "total")),
    "page": (("page", "items"), ("first", "limit", "echo", "more", "total")),
    "cursor": (("cursor", "items"), ("limit", "next", "last", "more")),
    "link": (("items",), ("limit", "next")),
}
"""By style, what must be said besides and what may be."""

_PARAMETER_KEYS = ("offset", "page", "cursor", "limit")


def read_operation_policy(
    mapping: Mapping[str, JsonValue], place_of: PlaceOf, prefix: str = PREFIX
) -> tuple[OperationPolicy, tuple[Diagnostic, ...]]:
    """Return what the mapping says about an operation, and an error for each thing it says wrongly.

    With a prefix, other keys are left to others; without one (configuration), every key must be a policy.
    """
    reader = _Reader(place_of)
    found = reader.known(mapping, _OPERATION_KEYS, "", prefix, f"'{prefix}error' stands at the document's root.")
    repeatable = found.get("repeatable")
    if "repeatable" in found and not isinstance(repeatable, bool):
        reader.wrong(join_pointer("", f"{prefix}repeatable"), f"{prefix}repeatable", "true or false", repeatable)
    policy = OperationPolicy(
        unwrap=reader.pointer(found, "unwrap", prefix),
        pagination=_read_pagination(reader, found["pagination"], f"{prefix}pagination")
        if "pagination" in found
        else None,
        repeatable=repeatable if isinstance(repeatable, bool) else None,
        idempotency_key=reader.header(found, "idempotency-key", prefix),
        retries=_read_retries(reader, found["retries"], f"{prefix}retries") if "retries" in found else None,
        timeout=reader.seconds(found, "timeout", prefix),
        deadline=reader.seconds(found, "deadline", prefix),
        none_on=reader.statuses(found, "none-on", prefix),
        places={key: place_of(join_pointer("", _spelled(key, prefix))) for key in found},
    )
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
    base = join_pointer("", name)
    mapping = as_mapping(value)
    styles = " or ".join(map(quote, get_args(PageStyle)))
    named = None if mapping is None else mapping.get("style")
    style: PageStyle | None = next((style for style in _PAGE_KEYS if style == named), None)
    if mapping is None:
        reader.wrong(base, name, f"an object with a 'style', {styles}, and 'items'", value)
    elif style is None and "style" in mapping:
        reader.wrong(join_pointer(base, "style"), "style", styles, mapping["style"])
    elif style is None:
        reader.problem(base, f"{quote(name)} needs a 'style', {styles}", None)
    if mapping is None or style is None:
        return None
    required, optional = _PAGE_KEYS[style]
    seen = len(reader.problems)
    members = reader.members(mapping, name, ("style", *required), optional)
    texts = {
        key: reader.parameter(members, key, base) if key in _PARAMETER_KEYS else reader.pointer(members, key, "", base)
        for key in members
        if key not in ("style", "first")
    }
    first = reader.integer(members, "first", base, (0, 1), "0 or 1")
    if style == "cursor" and ("next" in mapping) == ("last" in mapping):
        reader.problem(base, f"{quote(name)} needs either 'next' or 'last', to say where the next cursor stands", None)
    if len(reader.problems) > seen:
        return None
    return Pagination(style, texts.pop("items") or "", first=first, **texts)


def _read_retries(reader: _Reader, value: JsonValue, name: str) -> Retries | None:
    base = join_pointer("", name)
    mapping = as_mapping(value)
    if not mapping:
        reader.wrong(base, name, "an object with 'max' or 'statuses'", value)
        return None
    members = reader.known(mapping, ("max", "statuses"), base, "", None)
    most = reader.integer(members, "max", base, range(101), "a number from 0 to 100")
    statuses = reader.statuses(members, "statuses", "", base)
    return None if most is None and statuses is None else Retries(most, statuses)


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
            if key.startswith(prefix) and key not in names and not (prefix and key == NAME):
                moved = elsewhere is not None and f"'{key}'" in elsewhere
                hint = elsewhere if moved else did_you_mean(key, names)
                self.problem(
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
                self.problem(base, f"{quote(name)} needs {quote(key)}", None)
        return self.known(mapping, (*required, *optional), base, "", None)

    def pointer(self, mapping: Mapping[str, JsonValue], key: str, prefix: str, base: str = "") -> str | None:
        text = as_text(mapping.get(key))
        if key in mapping and (text is None or not is_pointer(text)):
            self.wrong(join_pointer(base, f"{prefix}{key}"), f"{prefix}{key}", _A_POINTER, mapping[key])
            return None
        return text

    def parameter(self, mapping: Mapping[str, JsonValue], key: str, base: str) -> str | None:
        text = as_text(mapping.get(key))
        if key in mapping and (not text or (text.startswith("/") and not is_pointer(text))):
            self.wrong(join_pointer(base, key), key, _A_PARAMETER, mapping[key])
        return text or None

    def header(self, mapping: Mapping[str, JsonValue], key: str, prefix: str) -> str | None:
        text, name = as_text(mapping.get(key)), _spelled(key, prefix)
        if key in mapping and (text is None or not _TOKEN.fullmatch(text)):
            self.wrong(join_pointer("", name), name, "the name of a header", mapping[key])
            return None
        return text

    def seconds(self, mapping: Mapping[str, JsonValue], key: str, prefix: str) -> float | None:
        value = mapping.get(key)
        if key in mapping and not (_is_number(value) and 0 < value < inf):
            self.wrong(join_pointer("", _spelled(key, prefix)), _spelled(key, prefix), _SECONDS, value)
            return None
        return value if _is_number(value) else None

    def integer(
        self, mapping: Mapping[str, JsonValue], key: str, base: str, allowed: Iterable[int], expected: str
    ) -> int | None:
        value = mapping.get(key)
        found = next((number for number in allowed if _is_number(value) and number == value), None)
        if key in mapping and found is None:
            self.wrong(join_pointer(base, key), key, expected, value)
        return found

    def statuses(
        self, mapping: Mapping[str, JsonValue], key: str, prefix: str, base: str = ""
    ) -> tuple[int, ...] | None:
        values = as_list(mapping.get(key)) or []
        statuses = [int(value) for value in values if _is_number(value) and value in range(400, 600)]
        if key in mapping and (not values or len(statuses) != len(values)):
            self.wrong(join_pointer(base, _spelled(key, prefix)), _spelled(key, prefix), _STATUSES, mapping[key])
            return None
        return tuple(sorted(set(statuses))) or None

    def wrong(self, pointer: str, name: str, expected: str, value: JsonValue) -> None:
        given = quote(value) if isinstance(value, str) else kind(value)
        self.problem(pointer, f"{quote(name)} must be {expected}, not {given}", None)

    def problem(self, pointer: str, message: str, hint: str | None) -> None:
        self.problems.append(Diagnostic("bad-policy", "fatal", message, self._place_of(pointer), hint))


def _spelled(key: str, prefix: str) -> str:
    """A key as it is written in a document or, without a prefix, in the configuration, which has no hyphens."""
    return f"{prefix}{key}" if prefix else key.replace("-", "_")


def _is_number(value: JsonValue) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join((", ".join(map(quote, names[:-1])), quote(names[-1])))
