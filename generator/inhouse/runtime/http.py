"""Sending over httpx2, waiting and awaited."""

import os
import time
from collections.abc import Callable, Generator
from contextlib import aclosing, closing, contextmanager, nullcontext
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from math import inf
from ssl import SSLContext
from threading import Lock
from typing import Any, Generic, TypeVar

import anyio
import httpx2

from . import errors
from .exchange import Attempt, SendOptions, unreadable
from .wire import ATTEMPT, async_trace, trace

C = TypeVar("C")
SYNC, ASYNC = httpx2.Client, httpx2.AsyncClient
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
    with guarded(attempt), (attempt.hold or closing)(client.send(request(attempt), **_AS_IT_IS)) as answer:
        for chunk in opened(attempt, answer).iter_bytes():
            keep(attempt, chunk)


async def perform_async(client: httpx2.AsyncClient, attempt: Attempt) -> None:
    """As `perform`, but exact about the deadline also where the client is an own one."""
    if attempt.wait:
        await anyio.sleep(attempt.wait)
    left = attempt.deadline - time.monotonic()
    with guarded(attempt), anyio.fail_after(left) if left < inf else nullcontext():
        sent = await client.send(request(attempt, aiter), **_AS_IT_IS)
        async with (
            (attempt.hold or aclosing)(sent) as answer,
            aclosing(opened(attempt, answer).aiter_bytes()) as chunks,
        ):
            async for chunk in chunks:
                keep(attempt, chunk)


@contextmanager
def guarded(attempt: Attempt, told: Any = None) -> Generator[None]:
    """Bounds by the attempt's deadline what is done within, and tells of a fault, the attempt if nothing else."""
    token = ATTEMPT.set(attempt)
    try:
        yield
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, UnicodeError) as error:
        (told or attempt).fault = _fault(attempt, error)
    finally:
        ATTEMPT.reset(token)


def opened(attempt: Attempt, answer: Any) -> Any:
    """An answer whose body is to be read; for one older than its request, or packed more than once, what httpx2 raises."""
    if attempt.heard is False:
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
    method, url = attempt.response.request.method, attempt.response.request.url
    secrets = {name: secret for name, secret in attempt.secrets.items() if isinstance(secret, str)}
    headers, content = {**attempt.response.request.headers, **secrets}, attempt.body.content if attempt.body else b""
    content = content if isinstance(content, bytes) else stream(content)
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), attempt.timeout if attempt.timeout < inf else None)
    extensions = {"timeout": timeout, "trace": trace if stream is iter else async_trace}
    made = httpx2.Request(method, url, headers=headers, content=content, extensions=extensions)
    for adds in filter(callable, attempt.secrets.values()):
        adds(made)
    return made


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
