"""What a client raises. Every error pickles and copies, and none holds a credential."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any


class Headers(Mapping[str, str]):
    """Header fields, read only; their names match in any case."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = {name.lower(): value for name, value in fields.items()}

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return repr(self._fields)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was sent, less its credentials and body; only a fake transport is shown those."""

    method: str
    url: str
    headers: Headers
    content: bytes = field(default=b"", repr=False)


class ClientError(Exception):
    """The root of what a client raises: the request that it sent last, and how many attempts it made."""

    def __init__(self, reason: str, request: Request, attempts: int, **fields: Any) -> None:
        super().__init__(reason)
        self.request, self.attempts = request, attempts
        vars(self).update(fields)

    def __str__(self) -> str:
        return f"{self.args[0]} ({self.request.method} {self.request.url}, attempts: {self.attempts})"

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), **vars(self)), self.args


class TransportError(ClientError):
    """No whole answer arrived. Where it is `unsent`, the server cannot have seen the request."""

    unsent: bool = False


class TimeoutError(TransportError):
    """No whole answer arrived within the timeout or the deadline."""


class DecodeError(ClientError):
    """An answer of success that cannot be read; its body begins with `start`."""

    status_code: int
    media_type: str | None
    start: bytes


class StatusError(ClientError):
    """An answer that is no success; `type` and `message` are None where the body does not say.

    `body` is the decoded JSON, or text, or None where it is empty; `retry_after` counts seconds.
    """

    status_code: int
    type: str | None
    message: str | None
    body: Any
    headers: Headers
    retry_after: float | None


class ServerError(StatusError):
    """5xx: the server failed."""


class UnexpectedStatusError(StatusError):
    """A success or a redirect that the document does not speak of."""
