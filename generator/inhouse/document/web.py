"""Addresses on the web, and which of them may be read: by one-off commands only."""

from __future__ import annotations

import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from inhouse.diagnostics import Place, fatal
from inhouse.document.limits import MAX_FETCHED, SECONDS_TO_FETCH
from inhouse.document.source import Source


def is_url(text: str) -> bool:
    """Whether a document's name is an address on the web."""
    return text.lower().startswith(("http://", "https://"))


def origin_of(url: str) -> str:
    """Scheme, host and port of an address (RFC 6454), those that go without saying left out; '' for no such address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if port in (None, usual) else f":{port}")


def shown(url: str) -> str:
    """An address as messages show it, without its query, which may hold a secret."""
    return url.partition("#")[0].partition("?")[0]


class Web:
    """What may be fetched: from the origins given, and from that of the document once it is fetched."""

    def __init__(self, origins: Iterable[str] = ()) -> None:
        self._given = frozenset(origin_of(origin) for origin in origins)
        self._origins = set(self._given)
        self._is_private = False
        self._deadline = time.monotonic() + SECONDS_TO_FETCH
        self._count = 0

    def first(self, url: str) -> tuple[str, Source]:
        """Fetch the document; return its final address too. References in it may lead to its origin from then on.

        Such an origin may be of a private network only if the document came from there.

        Raises:
            Fatal: there is none, or what is there is not one YAML or JSON document within the limits.
        """
        from inhouse.document.fetch import fetch_first

        answer, source = fetch_first(url, self._deadline, self._given)
        self._origins |= {origin_of(url), origin_of(answer.url)}
        self._is_private = answer.is_private
        return answer.url, source

    def allows(self, url: str) -> bool:
        """Whether references may lead to an address."""
        return origin_of(url) in self._origins

    def fetch(self, url: str) -> Source:
        """Fetch what a reference leads to, from an allowed origin. Raises as `first` does."""
        from inhouse.document.fetch import fetch

        self._count += 1
        if self._count > MAX_FETCHED:
            raise fatal("unreadable-url", f"more than {MAX_FETCHED} files would be fetched", Place(shown(url)))
        return fetch(url, self._deadline, self.allows, self._given, may_be_private=self._is_private)
