"""Parameters and bodies of the runtime: nothing leaves its place, and what can be read back is what was given."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from email.message import Message
from email.parser import HeaderParser
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit

import httpx2
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from inhouse.runtime import styles
from inhouse.runtime.call import Call, checked
from inhouse.runtime.forms import Encoding, form_body
from inhouse.runtime.multipart import multipart_body
from tests.fuzz.target import Target
from tests.fuzz.texts import NASTY

Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]

_TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=10),  # half pairs, too
    st.text("./\\%2eEfF5c;\r\n&=+#?", max_size=12),
)
_SCALAR = st.one_of(_TEXT, st.integers(), st.booleans(), st.floats(), st.none())
_VALUE = st.recursive(
    _SCALAR,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_TEXT, inner, max_size=3)),
    max_leaves=6,
)
_STYLES = (
    "simple", "label", "matrix", "header", "form", "form exploded", "spaceDelimited", "pipeDelimited", "deepObject",
    "cookie", "json", "checked", "urlencoded", "multipart",
)  # fmt: skip


@st.composite
def given_values(draw: Draw) -> dict[str, Any]:
    """A value, the name and the style that it is to be sent by."""
    return {
        "style": draw(st.sampled_from(_STYLES)),
        "name": draw(_TEXT),
        "value": draw(_VALUE),
        "explode": draw(st.booleans()),
        "reserved": draw(st.booleans()),
    }


def check(given: dict[str, Any]) -> str:
    """Sends the value, if it can be sent."""
    style = given["style"]
    try:
        return f"{style}: {_TRIED.get(style, _query)(given)}"
    except (ValueError, TypeError) as error:
        assert _may_be_refused(given, error), (given, error)
        return f"{style}: refused"


def _may_be_refused(given: dict[str, Any], error: Exception) -> bool:
    """Whether there is a reason to: half pairs and numbers that are not finite are no JSON and no UTF-8."""
    content = json.dumps([given["name"], given["value"]])
    if isinstance(error, TypeError):
        return given["style"] in ("urlencoded",) and not isinstance(given["value"], dict)
    return bool(
        re.search(r"\\ud[89ab]..|NaN|Infinity|\\ud[c-f]", content)
        or given["style"] in ("simple", "label", "matrix", "header", "checked")
    )


def _path(given: dict[str, Any]) -> str:
    write: Callable[..., bytes | None] = getattr(styles, f"as_{given['style']}")
    named = (given["name"],) if given["style"] == "matrix" else ()
    part = write(*named, given["value"], explode=given["explode"])
    call = Call[None](operation="x", method="GET", path="/a/{p}/z", path_values={"p": part}, success={})
    assert re.fullmatch(r"/a/[!-~]+/z", call.target), call.target
    assert not re.search(r"[\s\"#<>?\\^`{|}]", call.target), call.target
    url = httpx2.URL(f"https://h.example/v1{call.target}")
    assert url.raw_path.decode() == f"/v1{call.target}"
    seen = call.target
    for _ in range(3):
        assert _collapsed(seen).startswith("/a/"), seen
        assert _collapsed(seen).endswith("/z"), seen
        seen = unquote(seen)
    if given["style"] == "simple" and isinstance(given["value"], str):
        assert unquote(call.target[3:-2]) == given["value"]
    return "sent"


def _collapsed(path: str) -> str:
    """A path without dot segments (RFC 3986, 5.2.4), by whoever takes backslashes for slashes, too."""
    found: list[str] = []
    for segment in re.split(r"[/\\]", path):
        name = segment.partition(";")[0]
        if name == "..":
            del found[-1:]
        elif name != ".":
            found.append(segment)
    return "/".join(found)


def _query(given: dict[str, Any]) -> str:
    name, value, style = given["name"], given["value"], given["style"]
    safe = styles.RESERVED if given["reserved"] else ""
    delimiters = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}
    if style == "form exploded":
        query = styles.as_form(name, value, safe=safe)
    elif style == "deepObject":
        query = styles.as_deep_object(name, value, safe=safe)
    elif style == "json":
        query = {name: styles.as_json_text(value)}
    else:
        query = {name: styles.as_joined(value, delimiters[style], safe=safe)}
    target = Call[None](operation="x", method="GET", path="/a", query=query, success={}).target
    assert re.fullmatch(r"/a(\?[!-~]*)?", target), target
    assert not re.search(r"[\"#<>\\^`{|}\[\]]", target), target
    parts = urlsplit(f"https://h.example{target}")
    assert (parts.path, parts.fragment) == ("/a", "")
    assert httpx2.URL(f"https://h.example{target}").raw_path.decode() == target
    pairs = [tuple(map(unquote, pair.partition("=")[::2])) for pair in parts.query.split("&")] if parts.query else []
    # With allowReserved what is percent-encoded already stays so, and reads as something else.
    expected = _expected(style, name, value)
    if expected is not None and not (given["reserved"] and "%" in json.dumps(value)):
        assert pairs == expected, (pairs, expected)
    return "sent"


def _expected(style: str, name: str, value: Any) -> list[tuple[str, str]] | None:
    """What an independent reader must find, for values whose style is unambiguous."""
    if style == "json":
        return None if value is None else [(name, json.dumps(value, separators=(",", ":")))]
    if style == "form exploded" and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [(name, each) for each in value]
    if style == "form exploded" and isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
        return list(value.items())
    if style == "deepObject" and isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
        return [(f"{name}[{key}]", each) for key, each in value.items()]
    if isinstance(value, str) and style != "deepObject":
        return [(name, value)]
    return None


def _header(given: dict[str, Any]) -> str:
    value = styles.as_header(given["value"], explode=given["explode"]) if given["style"] == "header" else given["value"]
    if isinstance(value, list | dict):
        value = json.dumps(value)
    name = given["name"] if given["style"] == "checked" else "x-a"
    return _sent({name: value})


def _sent(headers: Mapping[str, Any]) -> str:
    """Whether headers stay one line each on the wire."""
    sent = checked(headers)
    request = httpx2.Request("GET", "https://h.example", headers=sent)
    raw = b"".join(b"%b: %b\r\n" % pair for pair in request.headers.raw)
    read: Message = HeaderParser().parsestr(raw.decode("ascii"))
    for key, value in sent.items():
        assert read.get_all(key) == [value], (key, value, raw)
    return "sent" if sent else "left out"


def _cookie(given: dict[str, Any]) -> str:
    name, value = given["name"], given["value"]
    safe = styles.COOKIE if given["reserved"] else ""
    values = styles.as_form(name, value, safe=safe) if given["explode"] else {name: styles.as_joined(value, safe=safe)}
    header = styles.as_cookies(values)
    if header is None:
        return "left out"
    _sent({"cookie": header})
    pairs = [pair.partition("=")[::2] for pair in header.split("; ")]
    if isinstance(value, str) and not (given["reserved"] and "%" in value):
        assert [tuple(map(unquote, pair)) for pair in pairs] == [(name, value)], header
    return "sent"


def _urlencoded(given: dict[str, Any]) -> str:
    value = given["value"]
    body = form_body(value)
    if body is None:
        return "left out"
    assert isinstance(body.content, bytes)
    pairs = parse_qsl(
        body.content.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body.content), max_num_fields=99
    )
    if all(isinstance(each, str) for each in value.values()):
        assert pairs == list(value.items()), (pairs, value)
    if body.content:
        assert re.fullmatch(rb"[!-~]*", body.content)
        assert [unquote_plus(pair.partition("=")[0]) for pair in body.content.decode().split("&")] == [
            key for key, _ in pairs
        ]
    return "sent"


def _multipart(given: dict[str, Any]) -> str:
    value = given["value"] if isinstance(given["value"], dict | list) else {given["name"]: given["value"]}
    encoding = {given["name"]: Encoding(content_type="text/plain")} if given["reserved"] else None
    body = multipart_body(value, encoding=encoding)
    assert body is not None
    assert isinstance(body.content, bytes)
    boundary = body.media_type.partition("boundary=")[2].encode()
    _sent(body.headers)
    content = b"\r\n" + body.content
    *parts, end = content.split(b"\r\n--" + boundary)
    assert (parts[0], end) == (b"", b"--\r\n")
    found: list[tuple[str, bytes]] = []
    for part in parts[1:]:
        head, _, held = part.partition(b"\r\n\r\n")
        head = head.removeprefix(b"\r\n")
        lines = head.decode().split("\r\n")
        if head:
            assert all(re.match("Content-(Disposition|Type): ", line) for line in lines), lines
            assert not re.search("[\r\n]", "".join(lines)), lines
        name = re.fullmatch(r'Content-Disposition: form-data; name="([^"]*)"', lines[0])
        found.append(("" if name is None else re.sub("%(22|0A|0D)", lambda m: unquote(m[0]), name[1]), held))
    if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
        keys = [re.sub("%(22|0A|0D)", lambda m: unquote(m[0]), key) for key in value]
        assert found == [(key, each.encode()) for key, each in zip(keys, value.values(), strict=True)], (found, value)
    return "sent"


_TRIED: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "simple": _path,
    "label": _path,
    "matrix": _path,
    "header": _header,
    "checked": _header,
    "cookie": _cookie,
    "urlencoded": _urlencoded,
    "multipart": _multipart,
}

TARGET = Target("serializers", given_values(), check)
