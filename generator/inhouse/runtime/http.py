"""Sending over httpx2, waiting and awaited, so that reads and writes end by the deadline, as httpx2 alone does not."""

import os
import time
from collections.abc import Callable
from contextlib import aclosing, closing, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from inspect import iscoroutinefunction
from math import inf
from ssl import SSLContext
from threading import Lock
from typing import Any, Generic, TypeAlias, TypeVar

import anyio
import httpx2

from . import errors
from .call import encoded
from .exchange import Attempt, SendOptions, unreadable

C = TypeVar("C")
SyncClient: TypeAlias = httpx2.Client
AsyncClient: TypeAlias = httpx2.AsyncClient
Answer: TypeAlias = httpx2.Response
_AS_IT_IS: Any = {"auth": None, "follow_redirects": False, "stream": True}
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, ConnectionRefusedError)


class Options(SendOptions, total=False):
    """Options of a client."""

    http_client: httpx2.Client
    """An own httpx2 client; its connections, proxies and hooks are used, its headers, cookies and auth are not."""
    transport: httpx2.BaseTransport
    """An own transport, such as `httpx2.MockTransport(handler)` in tests."""
    ssl_context: SSLContext
    """How servers are verified, if not by the trust store of the system."""


class AsyncOptions(SendOptions, total=False):
    """Options of an async client; those that `Options` has are explained there."""

    http_client: httpx2.AsyncClient
    transport: httpx2.AsyncBaseTransport
    ssl_context: SSLContext


class Connections(Generic[C]):
    """An httpx2 client, given by options, which are taken out, or made on first use, as that takes long."""

    def __init__(self, kind: Callable[..., C], options: Any) -> None:
        given, transport, verify = (options.pop(name, None) for name in ("http_client", "transport", "ssl_context"))
        if given and (transport or verify):
            raise TypeError("an own http_client has its own transport and ssl_context")
        self._given: C | None = given
        self._make, self._owned = partial(kind, transport=transport, verify=verify or True), not transport
        self._jar = partial(CookieJar, DefaultCookiePolicy(allowed_domains=()))  # cookies of servers are not kept
        self._made, self._locks, self.agent = dict[int, C](), dict[int, Lock](), f"httpx2/{httpx2.__version__}"

    def open(self) -> C:
        """The httpx2 client of this process: after a fork another, as neither connections nor locks can be shared."""
        pid = os.getpid()
        with self._locks.setdefault(pid, Lock()):
            return self._given or self._made.get(pid) or self._made.setdefault(pid, self._make(cookies=self._jar()))

    @property
    def opened(self) -> C | None:
        """The httpx2 client whose connections are to be closed here, if any."""
        return self._made.get(os.getpid()) if self._owned else None


def perform(client: httpx2.Client, attempt: Attempt) -> None:
    """Waits, sends, and reads the whole answer."""
    if attempt.wait:
        time.sleep(attempt.wait)
    with Guard(attempt), (attempt.hold or closing)(client.send(request(attempt), **_AS_IT_IS)) as answer:
        for chunk in opened(attempt, answer).iter_bytes():
            keep(attempt, chunk)


async def perform_async(client: httpx2.AsyncClient, attempt: Attempt) -> None:
    """As `perform`, but exact about the deadline also where the client is an own one."""
    if attempt.wait:
        await anyio.sleep(attempt.wait)
    left = attempt.deadline - time.monotonic()
    with Guard(attempt), anyio.fail_after(left) if left < inf else nullcontext():
        sent = await client.send(request(attempt, aiter), **_AS_IT_IS)
        async with (
            (attempt.hold or aclosing)(sent) as answer,
            aclosing(opened(attempt, answer).aiter_bytes()) as chunks,
        ):
            async for chunk in chunks:
                keep(attempt, chunk)


@dataclass
class _Turn:
    """What a connection knows of the attempt made over it: event loops keep it, but are not to keep the answer."""

    deadline: float
    heard: bool | None = None


_TURN: ContextVar[_Turn | None] = ContextVar("turn", default=None)  # of this thread or task


class Guard:
    """Bounds by the attempt's deadline what is done within, and tells of a fault, the attempt if nothing else."""

    def __init__(self, attempt: Attempt, told: Any = None) -> None:
        self._attempt, self._told = attempt, told or attempt

    def __enter__(self) -> None:
        self._token = _TURN.set(_Turn(self._attempt.deadline))

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        _TURN.reset(self._token)
        if known := isinstance(error, httpx2.HTTPError | httpx2.InvalidURL | OSError | UnicodeError):
            self._told.fault = _fault(self._attempt, error)
        return known


def opened(attempt: Attempt, answer: Any) -> Any:
    """An answer whose body is to be read; for one older than its request, or packed more than once, what httpx2 raises."""
    if (turn := _TURN.get()) and turn.heard is False:
        raise httpx2.RemoteProtocolError("an answer that came before its request")
    attempt.response.status_code, attempt.response.headers = answer.status_code, answer.headers
    if "," in answer.headers.get("content-encoding", ""):
        raise httpx2.DecodingError("more than one content-encoding")
    return answer


def keep(attempt: Attempt, chunk: bytes) -> None:
    """Keeps bytes of the body; TimeoutError past the deadline, DecodingError for more than may come."""
    attempt.received.write(chunk)
    if attempt.received.tell() > attempt.limit:
        raise httpx2.DecodingError(f"more than {attempt.limit} bytes (max_response_bytes)")
    if time.monotonic() >= attempt.deadline:
        raise TimeoutError


def request(attempt: Attempt, stream: Callable[[Any], Any] = iter) -> httpx2.Request:
    """The request with its credentials; its body is read as the function has it."""
    shown, secrets = attempt.response.request, attempt.secrets
    headers = {**shown.headers, **{name: secret for name, secret in secrets.items() if not name.startswith("?")}}
    content = attempt.body.content if attempt.body else b""
    content = content if isinstance(content, bytes) else stream(content)
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), attempt.timeout if attempt.timeout < inf else None)
    extensions = {"timeout": timeout, "trace": _trace if stream is iter else _async_trace}
    made = httpx2.Request(shown.method, shown.url, headers=headers, content=content, extensions=extensions)
    if keys := [f"{encoded(name[1:])}={encoded(key)}" for name, key in secrets.items() if name.startswith("?")]:
        made.url = _Address(made.url, "&".join(keys))
    return made


class _Address(httpx2.URL):
    """An address whose text, which httpx2 logs, lacks the keys in its query."""

    def __init__(self, url: httpx2.URL, keys: str) -> None:
        super().__init__(url.copy_with(query=b"&".join(filter(None, (url.query, keys.encode())))))
        self._shown = str(url)

    def __str__(self) -> str:
        return self._shown

    __repr__ = __str__


def _fault(attempt: Attempt, error: Exception) -> errors.ClientError | None:
    """What a fault comes to. Only its words are kept, as the error holds the request with its credentials."""
    reason, response = f"{type(error).__name__}: {error}".removesuffix(": "), attempt.response
    if response.status_code >= 400:
        return None  # the status says enough, whatever the body lacks
    if response.status_code and isinstance(error, httpx2.DecodingError):
        return unreadable(response, reason)
    if time.monotonic() >= attempt.deadline:
        reason = f"no whole answer within the deadline ({reason})"
    kind = errors.TimeoutError if isinstance(error, httpx2.TimeoutException | TimeoutError) else errors.TransportError
    return kind(reason, request=response.request, attempts=response.attempts, unsent=isinstance(error, _UNSENT))


def _trace(name: str, info: dict[str, Any]) -> None:
    """Follows what becomes of a request, as httpcore2 tells it to its extension `trace`."""
    if "timeout" in info:  # connecting and TLS would otherwise each have all of it
        info["timeout"] = _left(info["timeout"])
    if name.endswith((".connect_tcp.complete", ".start_tls.complete")):
        _watch(info["return_value"])
    if name == "http11.send_request_headers.started":
        info["request"].extensions.pop("trace", None)  # it is connected: the rest would cost for nothing


async def _async_trace(name: str, info: dict[str, Any]) -> None:
    """As `_trace`; and closes a connection over which TLS does not come about, as httpcore2 does but for cancellation."""
    _trace(name, info)
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
    if turn := _TURN.get():
        left = min(left, turn.deadline - time.monotonic())
        turn.heard = turn.heard if heard is None else heard
        if left <= 0:
            raise TimeoutError
    return None if left == inf else left
