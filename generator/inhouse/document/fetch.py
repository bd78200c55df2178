"""Fetching a file from the web.

What a server sends is as hostile as what a document says: it is bounded in time and size, and nothing public leads to a
private address that nobody named, nor away from encryption, nor for a reference out of the allowed origins.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, InvalidURL
from ssl import SSLCertVerificationError
from types import MappingProxyType
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    getproxies,
    proxy_bypass,
)

from inhouse.diagnostics import Fatal, Place, fatal, quote
from inhouse.document.hosts import Direct, is_public, look_up
from inhouse.document.limits import MAX_BYTES, MAX_REDIRECTS, SECONDS_OF_SILENCE, SECONDS_TO_FETCH
from inhouse.document.source import Source, parse_source
from inhouse.document.web import origin_of, shown

_ACCEPT = (
    "application/vnd.oai.openapi+json, application/vnd.oai.openapi, application/json, application/yaml, "
    "application/x-yaml, text/yaml, text/x-yaml, */*;q=0.1"
)
_REDIRECTS = (301, 302, 303, 307, 308)
_PASSING = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is at an address: where it was found after redirects, and by which headers to ask whether it has changed.

    `is_private` is whether nobody but those near could have sent it.
    """

    url: str
    content: bytes
    conditions: Mapping[str, str]
    is_private: bool


class Passing(Fatal):
    """A failure that another try may not meet; `retry_after` are the seconds that the server asks to wait before it."""

    def __init__(self, error: Fatal, retry_after: float | None = None) -> None:
        super().__init__(error.diagnostics)
        self.retry_after = retry_after


def fetch(
    url: str, deadline: float, allows: Callable[[str], bool], given: Collection[str], *, may_be_private: bool
) -> Source:
    """Return the YAML or JSON at an address that a reference leads to. Raises as `retrieve` and `parse_source` do."""
    answer = retrieve(url, deadline, allows, given=given, may_be_private=may_be_private)
    assert answer is not None  # since nothing was asked on a condition
    return parse_source(answer.content, shown(answer.url))


def fetch_first(url: str, deadline: float, given: Collection[str]) -> tuple[Answer, Source]:
    """Return the YAML or JSON at an address that somebody gave. Raises as `retrieve` and `parse_source` do."""
    answer = retrieve(url, deadline, given=given)
    assert answer is not None  # since nothing was asked on a condition
    return answer, parse_source(answer.content, shown(answer.url))


def retrieve(
    url: str,
    deadline: float,
    allows: Callable[[str], bool] | None = None,
    conditions: Mapping[str, str] = MappingProxyType({}),
    given: Collection[str] = (),
    *,
    may_be_private: bool = True,
) -> Answer | None:
    """Return what is at an address; None if by the `conditions` of an earlier answer it is the same still.

    `deadline` is on the monotonic clock; redirects lead only to what `allows` says, if it is given. What is on a private
    network is read from the origins that are `given`, from the address itself if it `may_be_private`, and where something
    on a private network redirects.

    Raises:
        Passing: another try may do better.
        Fatal: there is nothing to be had.
    """
    start = url = url.partition("#")[0]
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(url)
        try:
            is_proxied, addresses = _way(parts)
            if not may_be_private and origin_of(url) not in given and not all(map(is_public, addresses)):
                how = "it is redirected to" if url != start else "it leads to"
                message = f"{how} {quote(origin_of(url))}, an address of a private network"
                raise fatal(
                    "unreadable-url", message, Place(shown(start)), "If that is meant, give that address itself."
                )
            may_be_private = not is_proxied and not any(map(is_public, addresses))
            with _open(url, conditions, None if is_proxied else addresses) as answer:
                return Answer(url, _content(answer, url, deadline), _conditions(answer), may_be_private)
        except HTTPError as error:
            location = error.headers.get("Location")
            error.close()
            if error.code == HTTPStatus.NOT_MODIFIED and conditions:
                return None
            if error.code not in _REDIRECTS or location is None:
                failed = _failed(url, f"the server answers {error.code} {error.reason}".rstrip())
                raise (_passing(failed, error) if error.code in _PASSING else failed) from None
            url = _redirected(url, parts, location)
            if allows is not None and not allows(url):
                message = f"it is redirected to {quote(origin_of(url))}, which is none of the allowed origins"
                raise _failed(start, message) from None
        except (OSError, HTTPException, ValueError) as error:
            failed = _failed(url, f"it cannot be fetched: {_reason(error)}")
            raise (Passing(failed) if _may_pass(error) else failed) from None
    raise _failed(start, f"it is redirected more than {MAX_REDIRECTS} times")


def _way(parts: SplitResult) -> tuple[bool, tuple[str, ...]]:
    """Whether a proxy stands before a host, and the host's addresses; behind one there may be none known here."""
    is_proxied = bool(getproxies().get(parts.scheme)) and not proxy_bypass(parts.netloc)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    try:
        return is_proxied, look_up(parts.hostname or "", port)
    except OSError:
        if is_proxied:
            return True, ()
        raise


def _conditions(answer: HTTPResponse) -> dict[str, str]:
    """The headers that ask for another answer than this one only."""
    tags = {"If-None-Match": answer.headers.get("ETag"), "If-Modified-Since": answer.headers.get("Last-Modified")}
    return {name: value for name, value in tags.items() if value is not None and value.isprintable()}


def _may_pass(error: Exception) -> bool:
    """Whether a failure is of the moment, rather than of the address or the server's certificate."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, socket.gaierror):
        return cause.errno != socket.EAI_NONAME
    return isinstance(cause, (OSError, HTTPException)) and not isinstance(cause, (InvalidURL, SSLCertVerificationError))


def _passing(failed: Fatal, error: HTTPError) -> Passing:
    seconds = error.headers.get("Retry-After", "").strip()
    return Passing(failed, float(seconds) if seconds.isdecimal() and len(seconds) < 10 else None)


def _content(answer: HTTPResponse, url: str, deadline: float) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := answer.read1(1 << 16):
        chunks.append(chunk)
        size += len(chunk)
        if size > MAX_BYTES:
            break  # which is one byte too many for the reader, who says so
        if time.monotonic() > deadline:
            raise _failed(url, f"it takes more than {SECONDS_TO_FETCH} seconds")
    if answer.length and size <= MAX_BYTES:
        raise Passing(_failed(url, "the connection broke before its end"))
    return b"".join(chunks)


def _open(url: str, conditions: Mapping[str, str], addresses: tuple[str, ...] | None) -> HTTPResponse:
    """What is at these addresses of a URL's host; without them, what the proxy finds."""
    from inhouse import __version__

    headers = {"Accept": _ACCEPT, "User-Agent": f"inhouse/{__version__}", **conditions}
    request = Request(url, headers=headers)
    opener = OpenerDirector()  # of these handlers alone: nothing but the web is opened, and no redirect followed
    found = (ProxyHandler(), HTTPHandler(), HTTPSHandler()) if addresses is None else (Direct(addresses),)
    for handler in (*found, HTTPDefaultErrorHandler(), HTTPErrorProcessor()):
        opener.add_handler(handler)
    answer = opener.open(request, timeout=SECONDS_OF_SILENCE)
    assert isinstance(answer, HTTPResponse)
    return answer


def _checked(url: str) -> SplitResult:
    if not origin_of(url):
        raise _failed(url, "this is no http or https address")
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise fatal("unreadable-url", "an address with a user name is not read", Place(origin_of(url)))
    return parts


def _redirected(url: str, parts: SplitResult, location: str) -> str:
    """The address that a redirect leads to. Raises Fatal where it may not."""
    try:
        target = urljoin(url, location).partition("#")[0]
    except ValueError:
        raise _failed(url, "it is redirected to what is no address") from None
    if not origin_of(target):
        raise _failed(url, "it is redirected to what is no http or https address")
    into = _checked(target)
    if parts.scheme == "https" and into.scheme == "http":
        raise _failed(url, f"it is redirected to {quote(origin_of(target))}, which is not encrypted")
    return target


def _reason(error: Exception) -> str:
    if isinstance(error, URLError):
        return _reason(error.reason) if isinstance(error.reason, Exception) else str(error.reason)
    if isinstance(error, TimeoutError):
        return f"no answer within {SECONDS_OF_SILENCE} seconds"
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _failed(url: str, message: str) -> Fatal:
    return fatal("unreadable-url", message, Place(shown(url)))
