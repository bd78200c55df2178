"""Pages that link to the next one."""

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from .call import pick
from .exchange import unreadable

_LINK = re.compile(r'<([^<>]*)>((?:[^",<]|"(?:[^"\\]|\\.)*")*)')
_PARAMETER = re.compile(r';\s*([^\s;,="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+))')


@dataclass(frozen=True, kw_only=True)
class LinkPages:
    """Pages that link to the next one at `next`, or where that is not given in the header `Link` (RFC 8288)."""

    limit: str = ""
    maximum: int | None = None
    items: str
    next: str = ""
    sparse: bool = False
    echo = ""

    def after(self, call: Any, response: Any, items: list[Any], left: int | None) -> Any:
        """The call for the page that the link leads to; None without a link. DecodeError for one to another server."""
        link = pick(response.value, self.next) if self.next else _next(response.headers.get("link", ""))
        if left == 0 or not link:
            return None
        url = _resolved(response.request.url, link)
        if url is None:
            raise unreadable(response, "the link to the next page leads to another server, or nowhere")
        if url == response.request.url:
            raise unreadable(response, "the link to the next page leads to this one")
        return replace(call, link=url)


def _next(header: str) -> str | None:
    """The target of the first link from this page to what comes next."""
    for target, text in _LINK.findall(header):
        parameters = {name.lower(): quoted or plain for name, quoted, plain in reversed(_PARAMETER.findall(text))}
        if "next" in parameters.get("rel", "").lower().split() and "anchor" not in parameters:
            return str(target)
    return None


def _resolved(here: str, link: Any) -> str | None:
    """Where a link leads, on the server that it comes from."""
    try:
        url = urlsplit(urljoin(here, link))
        url = url._replace(netloc=url.netloc.rpartition("@")[2], fragment="")
        return url.geturl() if _origin(url) == _origin(urlsplit(here)) else None
    except (AttributeError, TypeError, ValueError):
        return None


def _origin(url: Any) -> tuple[str, str | None, int]:
    return url.scheme, url.hostname, url.port or (443 if url.scheme == "https" else 80)
