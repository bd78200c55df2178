"""Sending over httpx2, and a transport that takes its place in tests."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from functools import partial
from ssl import SSLContext
from threading import Lock
from typing import Any, Generic, TypeVar

import anyio
import httpx2

from . import errors
from .errors import ClientError, Headers, Request
from .exchange import Attempt, Response, SendOptions, unreadable

C = TypeVar("C")

SYNC, ASYNC = httpx2.Client, httpx2.AsyncClient

USER_AGENT = f"httpx2/{httpx2.__version__}"
_FAULTS = (httpx2.HTTPError, httpx2.InvalidURL, OSError)
_TIMEOUTS = (httpx2.TimeoutException, TimeoutError)
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, ConnectionRefusedError)


class Options(SendOptions, total=False):
    """Options of a client."""

    http_client: httpx2.Client
    """An own httpx2 client; its connections, proxies and hooks are used, its headers, cookies and auth are not."""
    transport: httpx2.BaseTransport
    """An own transport, such as a `FakeTransport`."""
    ssl_context: SSLContext
    """How servers are verified, if not by the trust store of the system."""


class AsyncOptions(SendOptions, total=False):
    """Options of an async client; those that `Options` has are explained there."""

    http_client: httpx2.AsyncClient
    transport: httpx2.AsyncBaseTransport
    ssl_context: SSLContext


class Connections(Generic[C]):
    """An httpx2 client, given or made when it is first needed, as that takes long; takes its own options away."""

    def __init__(self, kind: Callable[..., C], options: Any) -> None:
        given, transport = options.pop("http_client", None), options.pop("transport", None)
        verify = options.pop("ssl_context", None)
        if given and (transport or verify):
            raise TypeError("an own http_client has its own transport and ssl_context")
        self._make = partial(kind, transport=transport, verify=verify or True)
        self.owned, self._lock = not (given or transport), Lock()
        self.client: C | None = given

    def open(self) -> C:
        """The httpx2 client; only if it is `owned`, it is to be closed."""
        with self._lock:
            self.client = self.client or self._make()
            return self.client


def perform(client: httpx2.Client, attempt: Attempt) -> Response[Any] | ClientError:
    """Waits, sends, and reads the whole answer."""
    time.sleep(attempt.wait)
    response, content = None, bytearray()
    try:
        with closing(client.send(_request(attempt), auth=None, follow_redirects=False, stream=True)) as response:
            for chunk in response.iter_bytes():
                content += chunk
                if time.monotonic() >= attempt.deadline:
                    raise TimeoutError
    except _FAULTS as error:
        return _fault(attempt, error, response, content)
    return _answer(attempt, response, content)


async def perform_async(client: httpx2.AsyncClient, attempt: Attempt) -> Response[Any] | ClientError:
    """As `perform`, but exact about the deadline."""
    await anyio.sleep(attempt.wait)
    response, content = None, bytearray()
    try:
        with anyio.fail_after(attempt.deadline - time.monotonic()):
            sending = client.send(_request(attempt), auth=None, follow_redirects=False, stream=True)
            async with aclosing(await sending) as response:
                async for chunk in response.aiter_bytes():
                    content += chunk
    except _FAULTS as error:
        return _fault(attempt, error, response, content)
    return _answer(attempt, response, content)


def _request(attempt: Attempt) -> httpx2.Request:
    timeout = httpx2.Timeout(attempt.timeout if math.isfinite(attempt.timeout) else None)
    return httpx2.Request(
        attempt.request.method,
        attempt.request.url,
        headers={**attempt.request.headers, **attempt.secrets},
        content=attempt.body.content if attempt.body else None,
        extensions={"timeout": timeout.as_dict()},
    )


def _answer(attempt: Attempt, response: httpx2.Response, content: bytearray) -> Response[Any]:
    headers = Headers(response.headers)
    return Response(response.status_code, headers, bytes(content), None, attempt.request, attempt.number)


def _fault(
    attempt: Attempt, error: Exception, response: httpx2.Response | None, content: bytearray
) -> Response[Any] | ClientError:
    """What a fault comes to. Only its words are kept, as the error holds the request with its credentials."""
    reason = f"{type(error).__name__}: {error}".removesuffix(": ")
    if response and response.status_code >= 400:
        return _answer(attempt, response, content)  # the status says enough, whatever the body lacks
    if response and isinstance(error, httpx2.DecodingError):
        return unreadable(_answer(attempt, response, content), reason)
    if time.monotonic() >= attempt.deadline:
        reason = f"no whole answer within the deadline ({reason})"
    kind = errors.TimeoutError if isinstance(error, _TIMEOUTS) else errors.TransportError
    return kind(reason, attempt.request, attempt.number, unsent=isinstance(error, _UNSENT))


@dataclass(frozen=True)
class Answer:
    """What a `FakeTransport` answers: a status and headers, and `json` or `content`."""

    status: int = 200
    json: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class FakeTransport(httpx2.MockTransport):
    """Answers without a network, for tests: `Client(transport=FakeTransport(lambda request: Answer(json={})))`.

    It remembers the `requests` as they went out. An exception from the handler, returned or raised, stands for a fault
    of the network: `ConnectionRefusedError`, `TimeoutError` or another OSError.
    """

    def __init__(self, handler: Callable[[Request], Answer | Exception]) -> None:
        super().__init__(self._handle)
        self.requests: list[Request] = []
        self._answer = handler

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(Request(request.method, str(request.url), Headers(request.headers), request.content))
        answer = self._answer(self.requests[-1])
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer.status, headers=answer.headers, json=answer.json, content=answer.content)
