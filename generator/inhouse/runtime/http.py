"""Sending over httpx2, waiting and awaited."""

import time
from collections.abc import Callable
from contextlib import aclosing, closing
from functools import partial
from math import inf
from ssl import SSLContext
from threading import Lock
from typing import Any, Generic, TypeVar

import anyio
import httpx2

from . import errors
from .exchange import Attempt, SendOptions, unreadable

C = TypeVar("C")
SYNC, ASYNC, AGENT = httpx2.Client, httpx2.AsyncClient, f"httpx2/{httpx2.__version__}"
FAULTS = (httpx2.HTTPError, httpx2.InvalidURL, OSError)
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
    """An httpx2 client, given or made on first use, as that takes long; `owned` are its connections if opened here."""

    def __init__(self, kind: Callable[..., C], options: Any) -> None:
        given, transport, verify = (options.pop(name, None) for name in ("http_client", "transport", "ssl_context"))
        if given and (transport or verify):
            raise TypeError("an own http_client has its own transport and ssl_context")
        self._make, self._lock = partial(kind, transport=transport, verify=verify or True), Lock()
        self.client: C | None = given
        self.owned = not (given or transport)

    def open(self) -> C:
        """The httpx2 client."""
        with self._lock:
            self.client = self.client or self._make()
            return self.client


def perform(client: httpx2.Client, attempt: Attempt) -> None:
    """Waits, sends, and reads the whole answer."""
    time.sleep(attempt.wait)
    try:
        with (attempt.hold or closing)(client.send(request(attempt), **_AS_IT_IS)) as answer:
            attempt.response.status_code, attempt.response.headers = answer.status_code, answer.headers
            for chunk in answer.iter_bytes():
                attempt.received += chunk
                if time.monotonic() >= attempt.deadline:
                    raise TimeoutError
    except FAULTS as error:
        attempt.fault = fault_of(attempt, error)


async def perform_async(client: httpx2.AsyncClient, attempt: Attempt) -> None:
    """As `perform`, but exact about the deadline."""
    await anyio.sleep(attempt.wait)
    try:
        with anyio.fail_after(attempt.deadline - time.monotonic()):
            async with (attempt.hold or aclosing)(await client.send(request(attempt, aiter), **_AS_IT_IS)) as answer:
                attempt.response.status_code, attempt.response.headers = answer.status_code, answer.headers
                async for chunk in answer.aiter_bytes():
                    attempt.received += chunk
    except FAULTS as error:
        attempt.fault = fault_of(attempt, error)


def request(attempt: Attempt, stream: Callable[[Any], Any] = iter) -> httpx2.Request:
    """The request with its credentials; its body is read as the function has it."""
    method, url = attempt.response.request.method, attempt.response.request.url
    secrets = {name: secret for name, secret in attempt.secrets.items() if isinstance(secret, str)}
    headers, content = {**attempt.response.request.headers, **secrets}, attempt.body.content if attempt.body else b""
    content = content if isinstance(content, bytes) else stream(content)
    timeout = httpx2.Timeout(attempt.timeout if attempt.timeout < inf else None).as_dict()
    made = httpx2.Request(method, url, headers=headers, content=content, extensions={"timeout": timeout})
    for adds in filter(callable, attempt.secrets.values()):
        adds(made)
    return made


def fault_of(attempt: Attempt, error: Exception) -> errors.ClientError | None:
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
