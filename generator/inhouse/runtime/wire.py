"""What httpx2 leaves open: every read and write ends by the deadline, and no answer is older than its request."""

from contextvars import ContextVar
from inspect import iscoroutinefunction
from math import inf
from time import monotonic
from typing import Any

import anyio

from .exchange import Attempt

ATTEMPT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)
"""The attempt that this thread or task is making."""


def trace(name: str, info: dict[str, Any]) -> None:
    """Follows what becomes of a request, as httpcore2 tells it to its extension `trace`."""
    if "timeout" in info:  # connecting and TLS would otherwise each have all of it
        info["timeout"] = _left(info["timeout"])
    if name.endswith((".connect_tcp.complete", ".start_tls.complete")):
        _watch(info["return_value"])
    if name == "http11.send_request_headers.started":
        info["request"].extensions.pop("trace", None)  # it is connected: the rest would cost for nothing


async def async_trace(name: str, info: dict[str, Any]) -> None:
    """As `trace`; and closes a connection over which TLS does not come about, as httpcore2 does but for cancellation."""
    trace(name, info)
    if name.endswith(".connect_tcp.complete"):
        stream, start = info["return_value"], info["return_value"].start_tls

        async def starting(*args: Any, **options: Any) -> Any:
            try:
                return await start(*args, **options)
            except BaseException:
                with anyio.CancelScope(shield=True):
                    await stream.aclose()
                raise

        stream.start_tls = starting


def _watch(stream: Any) -> None:
    """Bounds what is done with a connection, and lets the attempt know whether that has read from it since writing."""
    read, write, piece = stream.read, stream.write, 1 << 62 if iscoroutinefunction(stream.write) else 1 << 16

    def reading(size: int, timeout: float | None = None) -> Any:
        return read(size, _left(timeout, heard=True))

    def writing(content: bytes, timeout: float | None = None) -> Any:
        for start in range(piece, len(content), piece):  # each send of a long write would begin its timeout anew
            write(content[start - piece : start], _left(timeout))
        return write(content[(len(content) - 1) // piece * piece :], _left(timeout, heard=False))

    stream.read, stream.write = reading, writing


def _left(timeout: float | None, *, heard: bool | None = None) -> float | None:
    """A timeout, cut to what is left until the deadline; TimeoutError where nothing is."""
    left = inf if timeout is None else timeout
    if attempt := ATTEMPT.get():
        left = min(left, attempt.deadline - monotonic())
        attempt.heard = attempt.heard if heard is None else heard
        if left <= 0:
            raise TimeoutError
    return None if left == inf else left
