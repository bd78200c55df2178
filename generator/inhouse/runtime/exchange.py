"""Sending without any input or output: attempts, redirects, retries, deadline, pages, and what an answer means."""

import copy
import json
import logging
from calendar import timegm
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from io import BytesIO
from math import inf
from random import random
from time import monotonic, time
from typing import Any, Generic, NoReturn, Self, TypeAlias, TypedDict, Unpack
from urllib.parse import unquote_plus, urljoin, urlsplit

from . import errors
from .call import Body, Call, Difference, PagedCall, T, as_json, checked, pick
from .errors import ClientError, DecodeError, Request, StatusError, TransportError

_LOGGER = logging.getLogger(__name__.rsplit(".", 2)[0])
_REPEATABLE, _REDIRECTS = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"), {301, 302, 303, 307, 308}
Headers: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Drift(Difference):
    """A difference between an answer of an operation and the document."""

    operation: str

    def __str__(self) -> str:
        value = "" if self.value is None else f" {self.value!r}"
        return f"{self.operation}: {self.kind}{value} at {self.path or 'the whole body'} ({self.count}x)"


class SendOptions(TypedDict, total=False):
    """How calls are sent: one of them, all through a view, or all through a client."""

    base_url: str
    """The address of the API, instead of the documented one."""
    timeout: float | None
    """Seconds for one phase of one attempt: connecting, one write, one read. 30 by default."""
    deadline: float | None
    """Seconds for all attempts, waits and bodies. A sync client of one's own looks at the clock between reads."""
    max_response_bytes: int
    """An answer with a longer body, unpacked, is an error; for streams, each piece of it. 104,857,600 by default."""
    max_retries: int
    """How many attempts may follow the first. 4 by default."""
    retry_delay: float
    """The first wait is between this many seconds and twice as many; each further one doubles. 0.5 by default."""
    max_retry_after: float
    """A server that asks for a longer wait than this many seconds is not waited for. 60 by default."""
    extra_headers: Headers
    """Further headers; they replace other ones, but cookies join. `Authorization` and `Cookie` are guarded as secrets."""
    extra_query: Mapping[str, Any]
    """Further parameters of the query; they replace other ones. A list gives several values, None leaves one out."""
    page_size: int
    """How many items to ask for at a time where `items` follows the pages."""
    strict: bool
    """Whether an answer that differs from the document is an error. False by default."""
    on_drift: Callable[[Drift], object] | None
    """Called with each difference between an answer and the document."""
    report_extras: bool
    """Whether every field that the document does not know is a difference; reading then takes five times as long."""


@dataclass(frozen=True)
class Service:
    """What all calls of one API share; `error_type` and `error_message` are JSON Pointers into the bodies of errors."""

    name: str
    base_url: str
    servers: Headers = field(default_factory=dict[str, str])
    errors: Mapping[int, type[StatusError]] = field(default_factory=dict[int, type[StatusError]])
    error_type: str | None = None
    error_message: str | None = None


@dataclass
class Response(Generic[T]):
    """A whole answer: the bytes that came, and the value that was read from them."""

    request: Request
    attempts: int
    status_code: int = 0
    headers: Headers = field(default_factory=dict[str, str])
    content: bytes = field(default=b"", repr=False)
    value: T = field(init=False)


@dataclass
class Attempt:
    """A request to send after `wait` seconds; who sends fills in the response, or the fault. `hold` may keep it open."""

    response: Response[Any]
    secrets: Mapping[str, Any]
    body: Body | None
    wait: float
    timeout: float
    deadline: float
    limit: int
    received: BytesIO = field(default_factory=BytesIO, repr=False)
    fault: ClientError | None = None
    hold: Callable[[Any], Any] | None = None


Course: TypeAlias = Iterator[Attempt | T]  # attempts to be made, and between them what a caller is to be given


class Secrets(dict[str, Any]):
    """Headers, and parameters of the query under `?` and their name, or options; they neither show nor pickle."""

    def __repr__(self) -> str:
        return "<secret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials cannot be pickled or copied")


def bearer(token: str | None) -> Secrets:
    """What a token sends: it goes into the `Authorization` header."""
    return Secrets(checked({} if token is None else {"authorization": f"Bearer {token}"}))


class Sender:
    """What clients do without input or output. A view of one shares all of it but the options, and closes nothing."""

    def __init__(self, service: Service, credentials: Mapping[str, Any], http: Any, options: SendOptions) -> None:
        self._service, self._connections, self._told = service, http, set[tuple[str, str, str]]()
        self._credentials = {name: adds for name, adds in credentials.items() if adds}
        agent = {"user-agent": f"{service.name} {http.agent}"}
        self._options: SendOptions = {"base_url": service.base_url, "extra_headers": agent}
        self._options, self._is_view = self._merged(options), False

    def with_options(self, **options: Unpack[SendOptions]) -> Self:
        """A view of this client with other options; it shares the connections and does not close them."""
        view = copy.copy(self)
        view._options, view._is_view = self._merged(options), True
        return view

    def _merged(self, options: SendOptions) -> Any:
        if unknown := options.keys() - SendOptions.__annotations__.keys():
            raise TypeError(f"there is no option {', '.join(sorted(unknown))}")
        headers = {**self._options.get("extra_headers", {}), **checked(options.get("extra_headers", {}))}
        query = {**self._options.get("extra_query", {}), **options.get("extra_query", {})}
        url = urlsplit(options.get("base_url", self._options.get("base_url", "")))
        if url.scheme not in ("http", "https") or not url.hostname or "@" in url.netloc or url.query or url.fragment:
            raise ValueError("base_url must be http(s)://, a host and perhaps a path, without credentials")
        return Secrets({**self._options, **options, "extra_headers": headers, "extra_query": query})

    def _exchange(self, call: Call[T], link: str | None = None) -> Generator[Attempt, None, Response[T]]:
        """Yields each attempt, and returns the response; raises where there is none."""
        defaults = {"timeout": 30.0, "deadline": None, "max_response_bytes": 100 << 20}
        options = Secrets({**defaults, **call.options, **self._options})
        timeout, seconds = (inf if options[name] is None else options[name] for name in ("timeout", "deadline"))
        request, secrets = self._opening(call)
        attempts, redirects, wait, failure, deadline = 1, 0, 0.0, None, monotonic() + seconds
        url = _led(request, link, secrets)
        while True:
            if url:
                secrets = secrets if _origin(url) == _origin(request.url) else Secrets()
                request, url = replace(request, url=url), None
            if (left := deadline - monotonic() - wait) <= 0:
                reason = f"the deadline of {seconds} s leaves no time for another attempt"
                raise errors.TimeoutError(reason, request=request, attempts=attempts - 1) from failure
            response: Response[T] = Response(request, attempts)
            limits = min(timeout, left), deadline, options["max_response_bytes"]
            attempt = Attempt(response, secrets, call.body, wait, *limits)
            yield attempt
            if redirects < 10 and (url := _led(request, _redirection(call, response), secrets)):
                redirects, wait = redirects + 1, 0.0
                continue
            response.content = attempt.received.getvalue()
            try:
                if attempt.fault:
                    raise attempt.fault
                response.value = self._value(call, response)
                return response
            except ClientError as error:
                wait, attempts, failure = self._pause(call, error, options), attempts + 1, error

    def _opening(self, call: Call[Any]) -> tuple[Request, Mapping[str, Any]]:
        """The first request, and apart from it what only the server it goes to may see."""
        chosen = next((names for names in call.security if names and self._credentials.keys() >= set(names)), ())
        added = [each if isinstance(each := self._credentials[name], Secrets) else each(chosen) for name in chosen]
        parts: list[Headers] = [{"accept": "application/json", "accept-encoding": "gzip, deflate"}]
        parts += [call.body.headers] if call.body else []
        parts += [*added, checked(call.headers), self._options.get("extra_headers", {})]
        headers = {name: value for part in parts for name, value in part.items()}
        if "cookie" in headers:
            headers["cookie"] = "; ".join(part["cookie"] for part in parts if "cookie" in part)
        guarded = {"authorization", "cookie", "host", "proxy-authorization"}.union(*added)
        secrets = Secrets((name, headers.pop(name)) for name in guarded & headers.keys())
        base, query = self._options.get("base_url", ""), self._options.get("extra_query")
        address = urljoin(base, self._service.servers.get(call.server or "", "")).rstrip("/")
        target = replace(call, query={**call.query, **query}).target if query else call.target
        return Request(call.method, address + target, headers), secrets

    def _undocumented(self, method: str, path: str, body: Any) -> Call[None]:
        """A call of what the document leaves out, with all credentials that were given."""
        raw = body if isinstance(body, bytes) else json.dumps(as_json(body), allow_nan=False).encode()
        sent = None if body is None else Body(raw, "application/octet-stream" if raw is body else "application/json")
        facts: Any = {"repeatable": method in _REPEATABLE, "security": (tuple(self._credentials),), "body": sent}
        success, path = dict.fromkeys(range(200, 300)), f"/{path.lstrip('/')}"
        return Call(operation=f"{method} {path}", method=method, path=path, success=success, **facts)

    def _value(self, call: Call[T], response: Response[T]) -> T:
        """What a call returns; raises where the answer cannot be read, or its status is no success."""
        from .reading import Unreadable, reader  # takes long, so only now

        if response.status_code not in call.success:
            raise status_error(response, self._service)
        items = call.unwrap + call.pages.items if isinstance(call, PagedCall) and not call.pages.sparse else ""
        strict, extras = self._options.get("strict", False), self._options.get("report_extras", False)
        type, media_type = call.success[response.status_code], response.headers.get("content-type", "")
        read = reader(type, essential=tuple(filter(None, (call.unwrap, items))), strict=strict, extras=extras)
        try:
            value, differences = read(response.content, media_type) if type is not None else (None, ())
        except Unreadable as reason:
            raise unreadable(response, str(reason)) from None
        for each in differences:
            self._tell(Drift(each.path, each.kind, each.value, each.count, call.operation))
        result: T = pick(value, "" if isinstance(value, str | bytes | list) else call.unwrap)
        return result

    def _tell(self, drift: Drift) -> None:
        """Tells log and hook of a difference; the log warns of each once."""
        first = (place := (drift.operation, drift.path, drift.kind)) not in self._told and len(self._told) < 1000
        self._told.update({place} if first else ())
        _LOGGER.log(logging.WARNING if first else logging.DEBUG, "%s", drift)
        try:
            if hook := self._options.get("on_drift"):
                hook(drift)
        except Exception:
            _LOGGER.exception("on_drift raised")

    def _pause(self, call: Call[Any], error: ClientError, options: Mapping[str, Any]) -> float:
        """The seconds to wait before another attempt; raises the error where there is to be none."""
        wait = error.retry_after if isinstance(error, StatusError) else None
        statuses = options.get("retry_statuses") or (429, *(range(500, 600) if call.repeatable else ()))
        again = isinstance(error, TransportError) and (call.repeatable or error.unsent)
        again = again or (isinstance(error, StatusError) and error.status_code in statuses)
        spent = error.attempts > options.get("max_retries", 4) or (call.body and not call.body.replayable)
        if not again or spent or (wait or 0) > options.get("max_retry_after", 60.0):
            raise error
        return options.get("retry_delay", 0.5) * 2.0 ** (error.attempts - 1) * (1 + random()) if wait is None else wait

    def _course(self, call: Call[T]) -> Course[Response[T]]:
        check(call, Call)
        yield (yield from self._exchange(call))

    def _turns(self, call: PagedCall[Any, Any], *, in_all: bool) -> Course[Any]:
        """Each page that is not empty, or `in_all` each item; the call's limit is that of all items, or on a page."""
        check(call, PagedCall)
        pages, limit = call.pages, call.query.get(call.pages.limit)
        size, total = (self._options.get("page_size"), limit) if in_all else (limit, None)
        sizes = [int(each) for each in (size, total) if each is not None]
        if size is not None and sizes[0] < 1:
            raise ValueError("a page holds at least one item")
        if pages.limit and sizes:
            call = replace(call, query={**call.query, pages.limit: min(*sizes, pages.maximum or inf)})

        def turns(call: PagedCall[Any, Any] | None, left: int | None, mark: Any = None) -> Course[Any]:
            while call and left != 0:
                response = yield from self._exchange(call, call.link)
                items: list[Any] = pick(response.value, pages.items) or []
                last, mark = mark, pick(response.value, pages.echo) if pages.echo else response.content
                if items and mark == last is not None:
                    raise unreadable(response, "the server does not move on: this is the page before once more")
                yield from items[:left] if in_all else [response.value][: len(items)]
                call = pages.after(call, response, items, left := left and max(0, left - len(items)))

        return turns(call, total and int(total))


def status_error(response: Response[Any], service: Service) -> StatusError:
    """The error for an answer whose status is no success."""
    status = response.status_code
    try:
        body = json.loads(response.content or b"null")
    except (ValueError, RecursionError):
        body = response.content.decode(errors="replace")
    found = (pick(body, pointer) if pointer else None for pointer in (service.error_type, service.error_message))
    type, message = (text if isinstance(text, str) else None for text in found)
    reason = f"{status} {': '.join(' '.join(text.split())[:300] for text in (type, message) if text)}".rstrip()
    default = errors.UnexpectedStatusError if status < 400 else errors.ServerError if status >= 500 else StatusError
    told = {"type": type, "message": message, "body": body, "retry_after": _retry_after(response)}
    return service.errors.get(status, default)(reason, **vars(response), **told)


def unreadable(response: Response[Any], reason: str) -> DecodeError:
    """The error for an answer that is not what its status promises."""
    reason = f"{response.status_code} with a body that cannot be read: {reason}"
    media_type = response.headers.get("content-type", "").partition(";")[0].strip() or None
    return DecodeError(reason, **vars(response), media_type=media_type, start=response.content[:200])


def check(call: object, kind: type[Call[Any]]) -> None:
    if not isinstance(call, kind):
        raise TypeError(f"expected a {kind.__name__} made by {_LOGGER.name}, not {type(call)}")


def _redirection(call: Call[Any], response: Response[Any]) -> str | None:
    """Where to go on; None where the answer is to be taken as it is."""
    found = response.status_code in _REDIRECTS and response.status_code not in call.success
    once = call.body and not call.body.replayable
    return response.headers.get("location") if found and call.method in ("GET", "HEAD") and not once else None


def _led(request: Request, link: str | None, secrets: Mapping[str, Any]) -> str | None:
    """Where a link leads, less what is secret in the query; None without one, or for one that leads nowhere."""
    if link is None:
        return None
    try:
        url = urlsplit(urljoin(request.url, link))
        known = url.scheme == "https" or url.scheme == urlsplit(request.url).scheme  # never from https to http
        usable = known and url.hostname and url.port != 0
    except ValueError:
        return None
    query = "&".join(pair for pair in url.query.split("&") if "?" + unquote_plus(pair.partition("=")[0]) not in secrets)
    return url._replace(netloc=url.netloc.rpartition("@")[2], query=query, fragment="").geturl() if usable else None


def _origin(url: str) -> tuple[str, str | None, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _retry_after(response: Response[Any]) -> float | None:
    value = response.headers.get("retry-after", "")
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, timegm(parsedate_to_datetime(value).utctimetuple()) - time())
    except (ValueError, OverflowError):
        return None
