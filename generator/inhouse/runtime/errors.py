"""What a client raises. Every error pickles and copies, and none holds a credential."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was sent, less its credentials and its body."""

    method: str
    url: str
    headers: Mapping[str, str]


class ClientError(Exception):
    """The root of what a client raises: the request that it sent last, and how many attempts it made."""

    request: Request
    attempts: int

    def __init__(self, reason: str, **fields: Any) -> None:
        super().__init__(reason)
        vars(self).update(fields)

    def __str__(self) -> str:
        return f"{self.args[0]} ({self.request.method} {self.request.url}, attempts: {self.attempts})"


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
    """An answer that is no success; `body` is the decoded JSON, or text, or None where it is empty."""

    status_code: int
    type: str | None
    message: str | None
    body: Any
    headers: Mapping[str, str]
    retry_after: float | None


class ServerError(StatusError):
    """5xx: the server failed."""


class UnexpectedStatusError(StatusError):
    """A success or a redirect that the document does not speak of."""
