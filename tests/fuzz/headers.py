"""Headers of answers: whatever a server says there, a client answers or raises its own error, and takes its secrets nowhere."""

from __future__ import annotations

import gzip
import logging
import math
import pickle
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlsplit

import httpx2
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import Field

from inhouse.runtime.answers import Text
from inhouse.runtime.call import Call, PagedCall
from inhouse.runtime.client import BaseClient
from inhouse.runtime.dates import Date
from inhouse.runtime.errors import ClientError, DecodeError, StatusError
from inhouse.runtime.exchange import Response, Service, bearer
from inhouse.runtime.headers import Headers
from inhouse.runtime.link_pages import LinkPages
from inhouse.runtime.model import OPEN, DateTime, Model, Number
from inhouse.runtime.styles import as_header
from tests.fuzz.target import Target
from tests.fuzz.texts import NASTY

Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]

HOME = "https://shop.example/v1"
SECRET = "s3cr3t"
_SERVICE = Service("shop", HOME)
logging.getLogger("inhouse").addHandler(logging.NullHandler())  # what is told of a header is not to be printed


class Info(Model):
    left: int | None = None
    per: Annotated[str, Field(alias="Per")]


class Own(Headers):
    """One field of each kind that headers are read as."""

    count: Annotated[int | None, Field(alias="X-Count")] = None
    price: Annotated[Number | None, Field(alias="X-Price")] = None
    free: Annotated[bool | None, Field(alias="X-Free")] = None
    at: Annotated[DateTime | None, Field(alias="X-At")] = None
    day: Annotated[Date | None, Field(alias="X-Day")] = None
    kind: Annotated[Literal["a", "b"] | str | None, OPEN, Field(alias="X-Kind")] = None
    tags: Annotated[list[int] | None, Field(alias="X-Tags")] = None
    days: Annotated[list[Date] | None, Field(alias="X-Days")] = None
    names: Annotated[list[str] | None, Field(alias="X-Names")] = None
    rates: Annotated[dict[str, int] | None, Field(alias="X-Rates")] = None
    info: Annotated[Info | None, Field(alias="X-Info")] = None
    infos: Annotated[list[Info] | None, Field(alias="X-Infos")] = None
    text: Annotated[str | None, Field(alias="X-Text")] = None
    anything: Annotated[Any, Field(alias="X-Any")] = None


_OWN = ["X-Count", "X-Price", "X-Free", "X-At", "X-Day", "X-Kind", "X-Tags", "X-Days", "X-Names", "X-Rates", "X-Info",
        "X-Infos", "X-Text", "X-Any"]  # fmt: skip
_KNOWN = ("Content-Type", "Content-Length", "Content-Encoding", "Retry-After", "Location", "Link", "Set-Cookie", "Date",
          "Content-Disposition", "WWW-Authenticate")  # fmt: skip
_PIECES = (
    "1", "-1", "0", "1.5", "1e400", "9" * 400, "9" * 5000, "99999999999999999999", "true", "null", "NaN", "{", "[", "]", "}",
    '"', ",", ", ", ";", "=", "; ", ":", "a", "b", "x", "left", "Per", "left=1", "Per,x", "2024-01-02", "2024-02-30", "1 Jan 99999999999999999999 00:00:00 GMT", "1 Jan 2024 00:00:00 +99999999999999999999",
    "2024-01-02T03:04:05Z", "T", "Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan ", "0000", "00:00:00", "24:60:60", " +9999",
    " -0000", " GMT", "gzip", "deflate", "br", "identity", "text/plain; charset=", "utf-8", "utf-16", "latin-1", "idna",
    "punycode", "unicode_escape", "rot13", "base64", "zip", "undefined", "mbcs", "charset", "boundary=", "charset*=utf-8''",
    "application/json", "<", ">", '<>; rel="next"', f'<{HOME}/b>; rel="next"', '; rel="', "next", "; anchor=", "https://",
    "https://evil.example/", "//evil.example", "http://shop.example/", f"{HOME}/b", "https://shop.example:0/", "@", "/b", "?b",
    "#", "..", "\\", "%", "\t", " ", "[::1]", "[", "::", ":99999", "é", "\u0100", "\x80", "\xff",
)  # fmt: skip
_STATUSES = (200, 200, 200, 200, 204, 301, 302, 303, 307, 308, 304, 400, 401, 404, 429, 500, 503, 599)
_DAYS = st.dates(min_value=date(1, 1, 1)).map(date.isoformat)
_WRITTEN: dict[str, SearchStrategy[Any]] = {
    "X-Count": st.integers(-(10**15), 10**15),
    "X-Free": st.booleans(),
    "X-At": st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    "X-Day": _DAYS,
    "X-Kind": st.sampled_from(["a", "b"]),
    "X-Tags": st.lists(st.integers(-5, 5), min_size=1, max_size=3),
    "X-Days": st.lists(_DAYS, min_size=1, max_size=3),
    "X-Rates": st.dictionaries(st.sampled_from(["a", "b", "left", "1"]), st.integers(-5, 5), min_size=1),
}
"""Values of JSON that a server may write into a header, and that are to be read from it."""


@st.composite
def given_headers(draw: Draw) -> dict[str, Any]:
    """An answer with headers, and a value that one more header is written from."""
    text = st.one_of(
        st.lists(st.sampled_from(_PIECES), max_size=6).map("".join),
        st.sampled_from(NASTY),
        st.text(max_size=12),
    )
    name = st.sampled_from([*_OWN, *_OWN, *_KNOWN])
    written = draw(st.sampled_from(sorted(_WRITTEN)))
    headers = draw(st.lists(st.tuples(name, text.map(_sendable)), max_size=5))
    return {
        "status": draw(st.sampled_from(_STATUSES)),
        "headers": [list(each) for each in headers],
        "body": draw(st.sampled_from(["{}", "", "é", '{"items": [1], "next": "/b"}', "[1]", "null", '"\\ud800"'])),
        "packed": draw(st.sampled_from([False, False, True])),
        "as": draw(st.sampled_from(["json", "json", "text", "pages"])),
        "written": {written: draw(_WRITTEN[written])},
        "explode": draw(st.booleans()),
    }


def _sendable(text: str) -> str:
    """The text without what no header holds (RFC 9110, section 5.5)."""
    return "".join(char for char in text if char == "\t" or (char.isprintable() or char > "\x7f"))[:6000].strip()


class _Shop(httpx2.BaseTransport):
    """Answers the first request as given, and every other with nothing."""

    def __init__(self, first: httpx2.Response) -> None:
        self.asked: list[httpx2.Request] = []
        self.first = first

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return httpx2.Response(200, content=b"{}") if len(self.asked) > 1 else self.first


def check(given: dict[str, Any]) -> str:
    """Has the client send a call and read the headers of the answer."""
    body = given["body"].encode()
    raw = [(name.encode(), text.encode("utf-8", "replace")) for name, text in given["headers"]]
    raw += [(b"content-encoding", b"gzip")] if given["packed"] else []
    content = gzip.compress(body) if given["packed"] else body
    shop = _Shop(httpx2.Response(given["status"], headers=raw, stream=httpx2.ByteStream(content)))
    with BaseClient(_SERVICE, {"key": bearer(SECRET)}, {"transport": shop, "max_retries": 0}) as client:
        outcome, response = _sent(client, given["as"])
    assert len(shop.asked) <= 2
    assert shop.asked[0].headers["authorization"] == f"Bearer {SECRET}"
    for request in shop.asked[1:]:
        parts = urlsplit(str(request.url))
        assert parts.scheme == "https", request.url
        is_home = (parts.hostname, parts.port or 443) == ("shop.example", 443)
        assert is_home or SECRET not in f"{request.url}{request.headers.raw}", request
    if response is None:
        return outcome
    _same(given, response)
    return f"{outcome} {_read(response)}"


def _sent(client: BaseClient, kind: str) -> tuple[str, Any]:
    """What became of a call, and its answer if there was one."""
    facts: Any = {"operation": "x", "method": "GET", "path": "/a", "security": (("key",),)}
    try:
        if kind == "pages":
            pages = LinkPages(items="/items")
            list(client.items(PagedCall[Any, Any](**facts, success={200: Any}, pages=pages)))
            return "paged", None
        found: Any = client.response(Call[Any](**facts, success={200: Text() if kind == "text" else Any, 204: None}))
    except ClientError as error:
        assert SECRET not in f"{error}{error!r}{vars(error)}"
        assert pickle.loads(pickle.dumps(error)).args == error.args
        after = error.retry_after if isinstance(error, StatusError) else None
        assert after is None or (after >= 0 and not math.isnan(after)), after
        return type(error).__name__, None
    return str(found.status_code), found


def _read(response: Response[Any]) -> str:
    """Reads the headers tolerantly and strictly."""
    found = Own.of(response)
    found.to_wire()
    try:
        assert Own.of(response, strict=True) == found
    except DecodeError:
        return "that differ"
    return " ".join(sorted({type(each).__name__ for each in vars(found).values()}))


def _same(given: dict[str, Any], response: Response[Any]) -> None:
    """Holds that a header is read as the value that it was written from."""
    for name, value in given["written"].items():
        text = as_header(value, explode=given["explode"])
        sent: Response[Any] = Response(response.request, 1, 200, httpx2.Headers({name: text or ""}))
        found = Own.of(sent, strict=True).to_wire()
        assert found == {name: value} or _moments(found) == _moments({name: value}), (found, value, text)


def _moments(values: dict[str, Any]) -> Any:
    """The values, with moments for texts of them."""
    return {name: datetime.fromisoformat(value) for name, value in values.items() if isinstance(value, str)}


TARGET = Target("headers", given_headers(), check)
