"""Fetching a file from the web.

What a server sends is as hostile as what a document says: it is bounded in time and size, and a redirect leads neither
from a public address to a private one, nor away from encryption, nor for a reference out of the allowed origins.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
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
)

from inhouse.diagnostics import Fatal, Place, fatal, quote
from inhouse.document.limits import MAX_BYTES, MAX_REDIRECTS, SECONDS_OF_SILENCE, SECONDS_TO_FETCH
from inhouse.document.source import Source, parse_source
from inhouse.document.web import origin_of, shown

_ACCEPT = (
    "application/vnd.oai.openapi+json, application/vnd.oai.openapi, application/json, application/yaml, "
    "application/x-yaml, text/yaml, text/x-yaml, */*;q=0.1"
)
_REDIRECTS = (301, 302, 303, 307, 308)


def fetch(url: str, deadline: float, allows: Callable[[str], bool] | None) -> tuple[str, Source]:
    """Return the YAML or JSON at an address, and the address where it was found after redirects.

    `deadline` is on the monotonic clock; redirects lead only to what `allows` says, if it is given.

    Raises:
        Fatal: there is none, or what is there is not one YAML or JSON document within the limits.
    """
    start = url = url.partition("#")[0]
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(url)
        try:
            with _open(url) as answer:
                return url, parse_source(_content(answer, url, deadline), shown(url))
        except HTTPError as error:
            location = error.headers.get("Location")
            error.close()
            if error.code not in _REDIRECTS or location is None:
                raise _failed(url, f"the server answers {error.code} {error.reason}".rstrip()) from None
            url = _redirected(url, parts, location)
            if allows is not None and not allows(url):
                message = f"it is redirected to {quote(origin_of(url))}, which is none of the allowed origins"
                raise _failed(start, message) from None
        except (OSError, HTTPException, ValueError) as error:
            raise _failed(url, f"it cannot be fetched: {_reason(error)}") from None
    raise _failed(start, f"it is redirected more than {MAX_REDIRECTS} times")


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
        raise _failed(url, "the connection broke before its end")
    return b"".join(chunks)


def _open(url: str) -> HTTPResponse:
    from inhouse import __version__

    request = Request(url, headers={"Accept": _ACCEPT, "User-Agent": f"inhouse/{__version__}"})
    opener = OpenerDirector()  # of these handlers alone: nothing but the web is opened, and no redirect followed
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor):
        opener.add_handler(handler())
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
    if not is_private(parts.hostname or "") and is_private(into.hostname or ""):
        raise _failed(url, f"it is redirected to {quote(origin_of(target))}, an address of a private network")
    return target


def is_private(host: str) -> bool:
    """Whether a host is, or may resolve to, an address that is not reachable from everywhere."""
    try:
        addresses = {str(found[4][0]) for found in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False  # behind a proxy, which is what would resolve it
    return any(not ip_address(address.partition("%")[0]).is_global for address in addresses)


def _reason(error: Exception) -> str:
    if isinstance(error, URLError):
        return _reason(error.reason) if isinstance(error.reason, Exception) else str(error.reason)
    if isinstance(error, TimeoutError):
        return f"no answer within {SECONDS_OF_SILENCE} seconds"
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _failed(url: str, message: str) -> Fatal:
    return fatal("unreadable-url", message, Place(shown(url)))
