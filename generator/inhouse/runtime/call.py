"""Calls: what an endpoint function returns, with nothing sent.

A call holds the finished method, path, query, headers and body, and knows how its answer is read. It names the
security alternatives and the server it may use, never credentials or an absolute address.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import quote

T = TypeVar("T")
Item = TypeVar("Item")

Scalar: TypeAlias = str | int | float | bool | date | datetime
"""What a parameter may hold; written to the wire by `text`."""

Pairs: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Json(Generic[T]):
    """A JSON answer, read as `type`; the value at the JSON Pointer `at` within it is what a caller gets."""

    type: Any
    at: str = ""


@dataclass(frozen=True, slots=True)
class OffsetPages:
    """Pages counted by items: `offset` and `limit` name query parameters, `items` and `echo` point into a page."""

    offset: str
    limit: str
    items: str
    echo: str | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[T]):
    """What every call of one operation shares.

    `success` maps each documented status of success to its reading. `security` lists alternatives, each the names of
    the schemes that go together; `server` names one of the package's servers, the first where None. A `repeatable`
    operation may be sent again after a failure that leaves open whether it took effect.
    """

    id: str
    method: str
    path: str
    success: Mapping[int, Json[T]]
    security: tuple[tuple[str, ...], ...] = ()
    server: str | None = None
    repeatable: bool = False

    def call(
        self,
        *,
        path: Mapping[str, Scalar] = {},
        query: Mapping[str, Scalar | None] = {},
        headers: Mapping[str, Scalar | None] = {},
        body: Body | None = None,
    ) -> Call[T]:
        """A call of this operation; parameters that are None are left out.

        Raises ValueError for a path value that would change which resource is meant: empty, `.` or `..`.
        """
        return Call(
            self,
            expand(self.path, path),
            pairs(query, encode=True),
            pairs(headers, encode=False),
            body,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedOperation(Operation[T], Generic[T, Item]):
    """An operation whose answers are pages of items."""

    pages: OffsetPages

    def call(
        self,
        *,
        path: Mapping[str, Scalar] = {},
        query: Mapping[str, Scalar | None] = {},
        headers: Mapping[str, Scalar | None] = {},
        body: Body | None = None,
    ) -> PagedCall[T, Item]:
        """As `Operation.call`, for a call whose pages can be followed."""
        return PagedCall(
            self,
            expand(self.path, path),
            pairs(query, encode=True),
            pairs(headers, encode=False),
            body,
            pages=self.pages,
        )


@dataclass(frozen=True, slots=True)
class Body:
    """A request body: its bytes, or an iterable of them that can be read once and is then never sent again."""

    content: bytes | Iterable[bytes] = field(repr=False)
    media_type: str

    @property
    def replayable(self) -> bool:
        """Whether the body can be sent again."""
        return isinstance(self.content, bytes)


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request that has not been sent. `path` and `query` are percent-encoded as they go on the wire."""

    operation: Operation[T]
    path: str
    query: Pairs = ()
    headers: Pairs = ()
    body: Body | None = None

    @property
    def method(self) -> str:
        """The HTTP method, in capitals."""
        return self.operation.method

    @property
    def security(self) -> tuple[tuple[str, ...], ...]:
        """The alternatives of security schemes, by name."""
        return self.operation.security

    @property
    def server(self) -> str | None:
        """The name of the server the call goes to; None for the package's first."""
        return self.operation.server

    @property
    def target(self) -> str:
        """Path and query, as they follow the server's address."""
        return self.path + "".join(
            f"{'&' if index else '?'}{name}={value}" for index, (name, value) in enumerate(self.query)
        )


@dataclass(frozen=True, slots=True)
class PagedCall(Call[T], Generic[T, Item]):
    """A call whose answer is one page; `client.pages` and `client.items` follow the rest."""

    pages: OffsetPages = field(kw_only=True)

    def with_query(self, **values: Scalar | None) -> PagedCall[T, Item]:
        """The same call with these query parameters replaced, added or, where None, left out."""
        names = {quote(name, safe="") for name in values}
        kept = tuple(pair for pair in self.query if pair[0] not in names)
        return dataclasses.replace(self, query=kept + pairs(values, encode=True))


def text(value: Scalar) -> str:
    """A parameter's value as text: `true` and `false`, ISO 8601 for dates, integers never as `10.0`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat().replace("+00:00", "Z")
    return str(value)


def expand(template: str, values: Mapping[str, Scalar]) -> str:
    """The path template with each `{name}` replaced by its percent-encoded value (RFC 6570, simple expansion)."""
    for name, value in values.items():
        segment = text(value)
        if segment in ("", ".", ".."):
            raise ValueError(f"{name} must not be {segment!r}: it would address another resource")
        template = template.replace(f"{{{name}}}", quote(segment, safe="~"))
    return template


def pairs(values: Mapping[str, Scalar | None], *, encode: bool) -> Pairs:
    """Names and values as text, those that are None left out."""
    given = ((name, text(value)) for name, value in values.items() if value is not None)
    return tuple((quote(name, safe=""), quote(value, safe="")) if encode else (name, value) for name, value in given)
