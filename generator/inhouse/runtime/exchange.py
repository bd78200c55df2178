"""The course of one call, without any input or output: attempts, waits, redirects, deadline, what an answer means."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import inf
from random import random
from time import monotonic
from typing import Any, Generic, TypedDict, TypeVar
from urllib.parse import urljoin, urlsplit

from . import errors
from .call import Body, Call, PagedCall
from .errors import ClientError, DecodeError, Headers, Request, StatusError
from .model import pick
from .reading import Difference, Unreadable, reader
from .security import Credential, checked

T = TypeVar("T")

_PORTS = {"http": 80, "https": 443}


class SendOptions(TypedDict, total=False):
    """How calls are sent: one of them, all through a view, or all through a client."""

    base_url: str
    """The address of the API, instead of the documented one."""
    timeout: float | None
    """Seconds for one phase of one attempt: connecting, one write, one read. 30 by default."""
    deadline: float | None
    """Seconds for all of it: attempts, waits and body. None by default. The async client is exact; the other looks at
    the clock before each phase and between reads."""
    max_retries: int
    """How many attempts may follow the first. 4 by default."""
    retry_delay: float
    """The first wait is between this many seconds and twice as many; each further one doubles. 0.5 by default."""
    max_retry_after: float
    """A server that asks for a longer wait than this many seconds is not waited for. 60 by default."""
    headers: Mapping[str, str]
    """Further headers; they replace the client's own. `Authorization` and `Cookie` are guarded as credentials are."""
    strict: bool
    """Whether an answer that differs from the document is an error. False by default."""
    on_drift: Callable[[Drift], object] | None
    """Called with each difference between an answer and the document."""


@dataclass(frozen=True)
class Service:
    """What all calls of one API share; `error_type` and `error_message` are JSON Pointers into the bodies of errors."""

    name: str
    base_url: str
    errors: Mapping[int, type[StatusError]] = field(default_factory=dict[int, type[StatusError]])
    error_type: str = ""
    error_message: str = ""


@dataclass(frozen=True)
class Setup:
    """What a client, or a view of one, sends with."""

    service: Service
    credentials: Mapping[str, Credential | None]
    options: SendOptions = field(repr=False)


@dataclass(frozen=True)
class Drift(Difference):
    """A difference between an answer of an operation and the document."""

    operation: str


@dataclass(frozen=True)
class Response(Generic[T]):
    """A whole answer: the bytes that came, and the value that was read from them."""

    status_code: int
    headers: Headers
    content: bytes = field(repr=False)
    value: T
    request: Request
    attempts: int
    drift: tuple[Drift, ...] = ()


@dataclass(frozen=True)
class Attempt:
    """A request to send after `wait` seconds; its whole answer must be there at `deadline`."""

    request: Request
    secrets: Mapping[str, str] = field(repr=False)
    body: Body | None
    number: int
    wait: float
    timeout: float
    deadline: float


def exchange(call: Call[T], setup: Setup) -> Generator[Attempt | Response[T], Response[Any] | ClientError, None]:
    """Yields each attempt, is sent what came of it, and yields the response at last; raises if there is none."""
    options = setup.options
    timeout, seconds = (
        inf if value is None else value for value in (options.get("timeout", 30.0), options.get("deadline"))
    )
    deadline = monotonic() + seconds
    request, secrets = _opening(call, setup)
    number, redirects, wait = 1, 0, 0.0
    error: ClientError | None = None
    while True:
        left = deadline - monotonic() - wait
        if left <= 0:
            reason = f"the deadline of {seconds} s leaves no time for another attempt"
            raise errors.TimeoutError(reason, request, number - 1) from error
        answer = yield Attempt(request, secrets, call.body, number, wait, min(timeout, left), deadline)
        url = _redirection(call, answer) if isinstance(answer, Response) and redirects < 10 else None
        if url:
            secrets = secrets if _origin(url) == _origin(request.url) else {}
            request, redirects, wait = replace(request, url=url), redirects + 1, 0.0
            continue
        result = _read(call, setup, answer) if isinstance(answer, Response) else answer
        if isinstance(result, Response):
            yield result
            return
        pause = _pause(call, options, result)
        if pause is None:
            raise result
        wait, number, error = pause, number + 1, result


def _opening(call: Call[Any], setup: Setup) -> tuple[Request, dict[str, str]]:
    """The first request, and apart from it the headers that only the server it goes to may see."""
    given = {name: credential for name, credential in setup.credentials.items() if credential}
    alternative = next((names for names in call.security if names and given.keys() >= set(names)), ())
    fields = {given[name].header: given[name].value for name in alternative}
    fields |= {**Headers(dict(call.headers)), **setup.options.get("headers", {})}
    if call.body:
        fields["content-type"] = call.body.media_type
    secret = {"authorization", "cookie", "host", "proxy-authorization", *(each.header for each in given.values())}
    shown = {name: checked(name, value) for name, value in fields.items() if name not in secret}
    hidden = {name: checked(name, value) for name, value in fields.items() if name in secret}
    base = setup.options.get("base_url", setup.service.base_url)
    return Request(call.method, base.rstrip("/") + call.target, Headers(shown)), hidden


def _redirection(call: Call[Any], answer: Response[Any]) -> str | None:
    """Where to go on; None where the answer is to be taken as it is."""
    status = answer.status_code
    if call.method not in ("GET", "HEAD") or status not in {301, 302, 303, 307, 308} - call.operation.success.keys():
        return None
    try:
        target = urlsplit(urljoin(answer.request.url, answer.headers["location"]))
        usable = target.scheme in _PORTS and target.hostname and target.port != 0
    except (KeyError, ValueError):
        return None
    return target._replace(netloc=target.netloc.rpartition("@")[2], fragment="").geturl() if usable else None


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _read(call: Call[T], setup: Setup, answer: Response[Any]) -> Response[T] | ClientError:
    if answer.status_code not in call.operation.success:
        return _status_error(setup.service, answer)
    reading = call.operation.success[answer.status_code]
    needed = (reading.at, reading.at + call.pages.items) if isinstance(call, PagedCall) else (reading.at,)
    read = reader(reading.type, essential=tuple(filter(None, needed)), strict=setup.options.get("strict", False))
    try:
        value, differences = read(answer.content)
    except Unreadable as reason:
        return unreadable(answer, str(reason))
    drift = tuple(Drift(each.path, each.kind, each.value, each.count, call.operation.id) for each in differences)
    return replace(answer, value=pick(value, reading.at), drift=drift)


def unreadable(answer: Response[Any], reason: str) -> DecodeError:
    """The error for an answer that is not what its status promises."""
    return DecodeError(
        f"{answer.status_code} with a body that cannot be read: {reason}",
        answer.request,
        answer.attempts,
        status_code=answer.status_code,
        media_type=answer.headers.get("content-type", "").partition(";")[0].strip() or None,
        start=answer.content[:200],
    )


def _status_error(service: Service, answer: Response[Any]) -> StatusError:
    status, body = answer.status_code, _decoded(answer.content)
    kind, message = _text_at(body, service.error_type), _text_at(body, service.error_message)
    default = errors.UnexpectedStatusError if status < 400 else errors.ServerError if status >= 500 else StatusError
    return service.errors.get(status, default)(
        f"{status} {': '.join(' '.join(text.split())[:300] for text in (kind, message) if text)}".rstrip(),
        answer.request,
        answer.attempts,
        status_code=status,
        type=kind,
        message=message,
        body=body,
        headers=answer.headers,
        retry_after=_seconds(answer.headers.get("retry-after", "")),
    )


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except (ValueError, RecursionError):
        return content.decode(errors="replace")


def _text_at(body: Any, pointer: str) -> str | None:
    found = pick(body, pointer) if pointer else None
    return found if isinstance(found, str) else None


def _seconds(retry_after: str) -> float | None:
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _pause(call: Call[Any], options: SendOptions, error: ClientError) -> float | None:
    """The seconds to wait before another attempt; None where there is to be none."""
    if error.attempts > options.get("max_retries", 4) or (call.body and not call.body.replayable):
        return None
    repeatable = call.operation.repeatable or call.method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE")
    if isinstance(error, errors.TransportError):
        again = repeatable or error.unsent
    else:
        status = error.status_code if isinstance(error, StatusError) else 0
        again = status == 429 or (repeatable and status >= 500)
    if again and isinstance(error, StatusError) and error.retry_after is not None:
        return error.retry_after if error.retry_after <= options.get("max_retry_after", 60.0) else None
    return options.get("retry_delay", 0.5) * 2.0 ** (error.attempts - 1) * (1 + random()) if again else None
