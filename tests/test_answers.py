"""How a written client reads answers: the golden packages `responses` and `streams`, generated and used over HTTP."""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import Any

import pytest

from inhouse.cli import main
from tests.server import HANG, SOON, Raw, Reply, Seen, Server, serving

GOLDEN = Path(__file__).parent / "golden"
SSE = "text/event-stream"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], ModuleType]]:
    folder = tmp_path_factory.mktemp("answers")
    for name in ("responses", "streams"):
        main(["generate", "--document", str(GOLDEN / name / "document.yaml"), "--output", str(folder / f"shop_{name}")])
    sys.path.insert(0, str(folder))
    yield lambda name: importlib.import_module(f"shop_{name}")
    sys.path.remove(str(folder))


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def shop(packages: Callable[[str], ModuleType], server: Server) -> Iterator[Any]:
    package: Any = packages("responses")
    with package.Client(base_url=server.url, retry_delay=0.0) as client:
        yield client


@pytest.fixture
def models(packages: Callable[[str], ModuleType]) -> Any:
    return importlib.import_module("shop_responses.models")


def typed(content: bytes, media_type: str = "", status: int = 200, **headers: str) -> Reply:
    return Reply(status, body=content, headers={**({"content-type": media_type} if media_type else {}), **headers})


# Statuses


def test_an_exact_status_goes_before_its_range(shop: Any, server: Server) -> None:
    server.script = [Reply(json={"id": 1}), Reply(status=202), Reply(203, json={"id": 3}), Reply(204)]
    results = [shop.statuses.any_status() for _ in range(4)]
    assert [result and result.id for result in results] == [1, None, 3, None]


def test_the_default_answer_is_a_success_where_no_other_is_documented(shop: Any, server: Server) -> None:
    errors = importlib.import_module("shop_responses")
    server.script = [Reply(201, json={"id": 1}), Reply(404, json={"id": 2})]
    assert shop.statuses.only_default().id == 1
    with pytest.raises(errors.StatusError) as caught:
        shop.statuses.only_default()
    assert caught.value.body == {"id": 2}


def test_an_answer_that_is_not_documented_at_all_comes_as_its_media_type_says(shop: Any, server: Server) -> None:
    server.script = [
        Reply(json={"id": 1}),
        typed(b"x", "text/plain"),
        typed(b"\0", "image/png"),
        Reply(201),
        typed(b"?"),
    ]
    assert [shop.statuses.nothing_documented() for _ in range(5)] == [{"id": 1}, "x", b"\0", None, b"?"]


def test_each_status_has_its_own_type(shop: Any, server: Server) -> None:
    server.script = [Reply(json={"id": 1}), Reply(201, json=7), Reply(204), Reply(303, headers={"location": "/x"})]
    results = [shop.statuses.several_statuses() for _ in range(4)]
    assert (results[0].id, results[1:]) == (1, [7, None, None])


def test_the_answer_to_head_has_no_body(shop: Any, server: Server) -> None:
    server.script = [typed(b'{"id": 1}', "application/json")]
    assert shop.statuses.head_of_it() is None


# Media types


@pytest.mark.parametrize(
    ("content", "media_type", "value"),
    [
        (b"a,b", "text/csv", "a,b"),
        ("Bäume".encode("latin-1"), "text/csv; charset=ISO-8859-1", "Bäume"),
        (b"caf\xe9", "text/csv; charset=no-such", "caf�"),
        (b"caf\xe9", "text/csv; charset=idna", "caf�"),
        (b"a" * 9, "text/csv; charset=punycode", "a" * 9),
        (b"\\n", "text/csv; charset=unicode_escape", "\\n"),
        (b"a", "text/csv; charset=undefined", "a"),
        (b"a", "text/csv; charset=zip", "a"),
        (b"a", "text/csv" + ';"' * 20_000, "a"),
        (b"<a/>", "application/xml", "<a/>"),
        (b"<a/>", "application/atom+xml", "<a/>"),
        (b"%PDF", "Application/PDF", b"%PDF"),
        (b"[]", "application/json", []),
        (b"[]", "application/vnd.shop+json", []),
        (b"[]", "", []),
    ],
)
def test_the_media_type_of_an_answer_says_how_it_is_read(
    content: bytes, media_type: str, value: object, shop: Any, server: Server
) -> None:
    server.script = [typed(content, media_type)]
    assert shop.media_types.export_items() == value


def test_an_argument_chooses_the_media_type(shop: Any, server: Server) -> None:
    server.script = [typed(b"a", "text/csv")]
    shop.media_types.export_items()
    shop.media_types.export_items(accept="text/csv", accept_query="x")
    assert [seen.headers["accept"] for seen in server.seen] == [
        "application/json; charset=utf-8, application/pdf, application/xml, text/csv",
        "text/csv",
    ]
    assert server.seen[1].target == "/media-types?accept=x"


@pytest.mark.parametrize(
    ("name", "accept"),
    [
        ("alike", "application/json"),
        ("vendor", "application/vnd.shop.v2+json"),
        ("any_media_type", "application/json"),
    ],
)
def test_what_is_json_by_its_schema_is_read_as_json(name: str, accept: str, shop: Any, server: Server) -> None:
    server.script = [Reply(json={"id": 1})]
    assert getattr(shop.media_types, name)().id == 1
    assert server.seen[0].headers["accept"] == accept


def test_json_that_is_described_as_binary_comes_as_bytes(shop: Any, server: Server) -> None:
    server.script = [typed(b"\x89PNG", "application/json")]
    assert shop.media_types.file_as_json() == b"\x89PNG"


# Redirects and headers


def test_a_redirect_that_is_the_answer_is_not_followed(shop: Any, server: Server, models: Any) -> None:
    server.script = [Reply(302, headers={"location": "/elsewhere"})]
    response = shop.response(importlib.import_module("shop_responses.endpoints.redirects").archive())
    assert (response.status_code, response.value, len(server.seen)) == (302, None, 1)
    assert models.LocationHeaders.of(response).location == "/elsewhere"


def test_a_redirect_on_the_way_to_the_answer_is_followed(shop: Any, server: Server) -> None:
    server.script = [Reply(301, headers={"location": "/elsewhere"}), Reply(json={"id": 1})]
    assert shop.redirects.followed().id == 1
    assert [seen.target for seen in server.seen] == ["/redirects/followed", "/elsewhere"]


def headers_of(shop: Any, server: Server, headers: dict[str, str]) -> Any:
    server.script = [Reply(json=[], headers=headers)]
    return shop.response(importlib.import_module("shop_responses.endpoints.headers").with_headers())


def test_headers_are_read_as_documented(shop: Any, server: Server, models: Any) -> None:
    given = {
        "x-rate-limit": "10",
        "X-RATE-RESET": "2024-01-02T00:00:00Z",
        "X-Rate-Is-Free": "true",
        "X-Rate-Tags": "1, 2,3",
        "X-Rate-Kind": "a",
        "X-Rate-Info": '{"left": 3}',
    }
    headers = models.XRateHeaders.of(headers_of(shop, server, given), strict=True)
    assert headers.x_rate_limit == 10
    assert headers.x_rate_reset == datetime(2024, 1, 2, tzinfo=UTC)
    assert (headers.x_rate_is_free, headers.x_rate_tags, headers.x_rate_kind) == (True, [1, 2, 3], "a")
    assert headers.x_rate_info.left == 3


def test_a_header_with_a_date_of_http_is_a_moment(shop: Any, server: Server, models: Any) -> None:
    given = {"x-rate-limit": "1", "x-rate-reset": "Fri, 26 Aug 2022 14:38:00 GMT"}
    headers = models.XRateHeaders.of(headers_of(shop, server, given), strict=True)
    assert headers.x_rate_reset == datetime(2022, 8, 26, 14, 38, tzinfo=UTC)


def test_a_header_that_is_not_as_documented_stays_text_and_is_told(
    shop: Any, server: Server, models: Any, caplog: pytest.LogCaptureFixture
) -> None:
    given = {"x-rate-reset": "soon", "x-rate-kind": "c", "x-rate-tags": "one"}
    response = headers_of(shop, server, given)
    with caplog.at_level(logging.WARNING, "shop_responses"):
        headers = models.XRateHeaders.of(response)
    assert (headers.x_rate_limit, headers.x_rate_reset, headers.x_rate_kind) == (None, "soon", "c")
    assert headers.x_rate_tags in ("one", ["one"])
    assert {record.getMessage() for record in caplog.records} >= {
        "XRateHeaders: missing in the header X-Rate-Limit",
        "XRateHeaders: wrong type in the header X-Rate-Reset",
        "XRateHeaders: unknown value in the header X-Rate-Kind",
    }
    with pytest.raises(
        importlib.import_module("shop_responses").DecodeError, match="header that cannot be read: X-Rate"
    ):
        models.XRateHeaders.of(response, strict=True)


# Streams, waiting and awaited alike


class Streams:
    """A client that opens streams, either waiting or from async code, and gives all that comes."""

    def __init__(self, package: Any, url: str, *, is_async: bool) -> None:
        self.package, self.url, self.is_async = package, url, is_async

    def endpoint(self, name: str) -> Any:
        modules = [importlib.import_module(f"{self.package.__name__}.endpoints.{m}") for m in ("events", "lines")]
        modules += [importlib.import_module(f"{self.package.__name__}.endpoints.{m}") for m in ("records", "bytes")]
        return next(getattr(module, name) for module in modules if hasattr(module, name))

    def run(self, name: str, see: Callable[[Any, Any], object] | None = None, **options: Any) -> list[Any]:
        """Takes a stream to its end, or until `see`, called with the stream and each piece, returns true."""
        client_options = {"retry_delay": 0.0, **options.pop("client", {})}
        call, given = self.endpoint(name)(), list[Any]()

        def wait() -> None:
            opened = self.package.Client(base_url=self.url, **client_options)
            with opened as client, client.stream(call, **options) as stream:
                for piece in stream:
                    given.append(piece)
                    if see and see(stream, piece):
                        return

        async def awaited() -> None:
            opened = self.package.AsyncClient(base_url=self.url, **client_options)
            async with opened as client, client.stream(call, **options) as stream:
                async for piece in stream:
                    given.append(piece)
                    if see and see(stream, piece):
                        return

        asyncio.run(awaited()) if self.is_async else wait()
        return given

    def save(self, name: str, path: Path) -> None:
        call = self.endpoint(name)()

        async def awaited() -> None:
            async with self.package.AsyncClient(base_url=self.url) as client, client.stream(call) as chunks:
                await chunks.save(path)

        if self.is_async:
            asyncio.run(awaited())
        else:
            with self.package.Client(base_url=self.url) as client, client.stream(call) as chunks:
                chunks.save(path)

    def send(self, name: str, **options: Any) -> Any:
        with self.package.Client(base_url=self.url, retry_delay=0.0) as client:
            return client.send(self.endpoint(name)(), **options)


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def streams(request: pytest.FixtureRequest, packages: Callable[[str], ModuleType], server: Server) -> Streams:
    return Streams(packages("streams"), server.url, is_async=request.param)


def chunked(*parts: bytes | float | Event, media_type: str = SSE, ends: bool = True) -> Raw:
    """An answer sent in chunks; one that does not end breaks off."""
    head = f"HTTP/1.1 200 X\r\ncontent-type: {media_type}\r\ntransfer-encoding: chunked\r\n\r\n".encode()
    sent = [b"%x\r\n%s\r\n" % (len(part), part) if isinstance(part, bytes) else part for part in parts]
    return Raw((head, *sent, *((b"0\r\n\r\n",) if ends else ())))


def test_the_data_of_events_comes_typed(streams: Streams, server: Server) -> None:
    server.script = [chunked(b'data: {"part": "a"}\n\ndata: {"part": "b", "last": true}\n\n')]
    assert [(type(chunk).__name__, chunk.part, chunk.last) for chunk in streams.run("watch_items")] == [
        ("Chunk", "a", None),
        ("Chunk", "b", True),
    ]
    assert server.seen[0].headers["accept"] == SSE


def test_an_event_comes_before_the_next_one_is_sent(streams: Streams, server: Server) -> None:
    came = Event()
    server.script = [chunked(b"data: a\n\n", came, b"data: b\n\n")]
    assert streams.run("watch_text", lambda *_: came.set(), timeout=SOON) == ["a", "b"]


STREAM = (
    "\ufeff: a comment\r\ndata:one\r\ndata\r\ndata:  two ü\r\rid: 7\revent: named\nignored: x\ndata: three\n\n"
    "id: no\0id\r\n\r\nevent: without data\n\ndata: never complete"
).encode()


@pytest.mark.parametrize("size", [1, 2, 3, 7, len(STREAM)])
def test_events_are_read_as_the_standard_says_wherever_they_are_split(
    size: int, streams: Streams, server: Server
) -> None:
    server.script = [chunked(*(STREAM[start : start + size] for start in range(0, len(STREAM), size)))]
    told: list[tuple[str, str, str]] = []
    streams.run("watch_text", lambda stream, text: told.append((stream.event, stream.last_event_id, text)))
    assert told == [("message", "", "one\n\n two ü"), ("named", "7", "three")]


def test_the_name_of_an_event_tells_its_type(streams: Streams, server: Server) -> None:
    server.script = [
        chunked(
            b'event: created\ndata: {"text": "t"}\n\nevent: delta\ndata: {"part": "p"}\n\nevent: note\ndata: {"n": 1}\n\n'
            b'event: new\ndata: {"x": 1}\n\ndata: [DONE]\n\nevent: note\ndata: after the end\n\n'
        )
    ]
    drifts: list[str] = []
    given = streams.run("watch_kinds", on_drift=lambda drift: drifts.append(str(drift)))
    assert [type(each).__name__ for each in given] == ["Completion", "WatchKindsResponseEventDelta", "str", "Unknown"]
    assert given[2] == '{"n": 1}'
    assert given[3].raw == {"x": 1}
    assert drifts == ["watchKinds: unknown member at [] (1x)"]


def test_an_event_that_is_not_as_documented_comes_as_it_is(streams: Streams, server: Server) -> None:
    server.script = [chunked(b'data: {"last": 1}\n\ndata: [1]\n\ndata: ping\n\ndata: {"part": "a"}\n\n')]
    drifts: list[tuple[str, str]] = []
    given = streams.run("watch_items", on_drift=lambda drift: drifts.append((drift.path, drift.kind)))
    assert (given[0].last, given[0].part, given[1:3], given[3].part) == (1, None, [[1], "ping"], "a")
    assert sorted(drifts) == [
        ("[]", "wrong type"),
        ("[]", "wrong type"),
        ("[].last", "wrong type"),
        ("[].part", "missing"),
    ]
    with pytest.raises(streams.package.DecodeError):
        streams.run("watch_items", strict=True)


@pytest.mark.parametrize(
    ("name", "media_type", "part"),
    [
        ("watch_items", SSE, b" " * 1000),
        ("watch_items", SSE, b"data: " + b"1" * 1000 + b"\n"),
        ("watch_items", SSE, b"id: " + b"1" * 1000 + b"\n"),
        ("export_lines", "application/jsonl", b" " * 1000),
        ("export_records", "application/json-seq", b"[" * 999 + b"\n"),
    ],
)
def test_a_piece_of_a_stream_may_be_so_long_and_no_longer(
    streams: Streams, server: Server, name: str, media_type: str, part: bytes
) -> None:
    begin = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n".encode()
    server.script = lambda _: Raw(chain((begin,), repeat(part)))
    with pytest.raises(streams.package.DecodeError, match="max_response_bytes"):
        streams.run(name, max_response_bytes=100_000, deadline=30)


def test_a_stream_may_be_longer_than_a_piece_of_it(streams: Streams, server: Server) -> None:
    server.script = [typed(b"x" * 300_000, "application/octet-stream")]
    assert b"".join(streams.run("download", max_response_bytes=100_000)) == b"x" * 300_000


@pytest.mark.parametrize("part", [b" ", b": \n", b""])
def test_a_stream_that_drips_ends_at_the_deadline(streams: Streams, server: Server, part: bytes) -> None:
    begin = f"HTTP/1.1 200 OK\r\nContent-Type: {SSE}\r\n\r\n".encode()
    server.script = lambda _: Raw(chain((begin,), chain.from_iterable(repeat((part, 0.05), int(HANG / 0.05)))))
    begun = time.monotonic()
    with pytest.raises(streams.package.errors.TimeoutError):
        streams.run("watch_items", deadline=0.6)
    assert time.monotonic() - begun < SOON


def test_a_stream_is_sent_for_as_a_whole_too(streams: Streams, server: Server) -> None:
    server.script = [chunked(b'data: {"part": "a"}\n\ndata: {"part": "b"}\n\ndata: [DONE]\n\n')]
    assert [chunk.part for chunk in streams.send("watch_items")] == ["a", "b"]


def test_an_operation_answers_as_a_whole_or_as_a_stream(streams: Streams, server: Server) -> None:
    server.script = [Reply(json={"text": "whole"}), chunked(b'data: {"part": "a"}\n\n')]
    assert streams.send("complete").text == "whole"
    assert [chunk.part for chunk in streams.run("complete")] == ["a"]
    assert [seen.headers["accept"] for seen in server.seen] == ["application/json", SSE]


def test_json_where_a_stream_was_asked_for_is_an_error(streams: Streams, server: Server) -> None:
    server.script = [Reply(json={"text": "whole"})]
    with pytest.raises(streams.package.DecodeError, match="no stream"):
        streams.run("complete")


def test_a_status_that_is_no_success_raises_when_a_stream_is_opened(streams: Streams, server: Server) -> None:
    server.script = [Reply(404, json={"message": "gone"})]
    with pytest.raises(streams.package.StatusError) as caught:
        streams.run("watch_items")
    assert caught.value.body == {"message": "gone"}


def test_opening_a_stream_is_retried_as_sending_is(streams: Streams, server: Server) -> None:
    server.script = [Reply(503), chunked(b"data: a\n\n")]
    assert streams.run("watch_text") == ["a"]
    server.script = [Reply(503)]
    with pytest.raises(streams.package.ServerError):
        streams.run("complete")
    assert len(server.seen) == 3


def test_a_token_is_asked_for_each_time_a_stream_is_opened(streams: Streams, server: Server) -> None:
    tokens = iter("abc")
    server.script = [Reply(401), chunked(b"id: 1\ndata: a\n\n", ends=False), chunked(b"data: b\n\n")]
    assert streams.run("watch_text", client={"token": lambda: next(tokens)}) == ["a", "b"]
    assert [seen.headers["authorization"] for seen in server.seen] == ["Bearer a", "Bearer b", "Bearer c"]


def test_a_stream_that_breaks_off_goes_on_after_the_last_event(streams: Streams, server: Server) -> None:
    server.script = [
        chunked(b"id: 1\ndata: a\n\nid: 2\ndata: lost", ends=False),
        chunked(b"id: 2\ndata: b\n\n"),
    ]
    assert streams.run("watch_text") == ["a", "b"]
    assert [seen.headers.get("last-event-id") for seen in server.seen] == [None, "1"]


def test_an_id_without_an_event_counts_too(streams: Streams, server: Server) -> None:
    server.script = [chunked(b"id: 5\n\n", ends=False), chunked(b": nothing\n", ends=False), chunked(b"data: a\n\n")]
    assert streams.run("watch_text") == ["a"]
    assert [seen.headers.get("last-event-id") for seen in server.seen] == [None, "5", "5"]


def test_a_stream_without_ids_that_breaks_off_is_an_error(streams: Streams, server: Server) -> None:
    server.script = [chunked(b"data: a\n\n", ends=False)]
    given: list[str] = []
    with pytest.raises(streams.package.TransportError):
        streams.run("watch_text", lambda _, text: given.append(text))
    assert (given, len(server.seen)) == (["a"], 1)


def test_a_stream_that_may_not_be_repeated_is_never_asked_for_again(streams: Streams, server: Server) -> None:
    server.script = [chunked(b'id: 1\ndata: {"part": "a"}\n\n', ends=False)]
    with pytest.raises(streams.package.TransportError):
        streams.run("complete")
    assert len(server.seen) == 1


def test_never_is_never(streams: Streams, server: Server) -> None:
    server.script = [chunked(b"id: 1\ndata: a\n\n", ends=False)]
    with pytest.raises(streams.package.TransportError):
        streams.run("watch_text", reconnect="never")
    assert len(server.seen) == 1


def test_an_end_is_the_end_unless_it_is_to_go_on(streams: Streams, server: Server) -> None:
    server.script = [chunked(b"id: 1\ndata: a\n\n")]
    assert streams.run("watch_text") == ["a"]
    assert len(server.seen) == 1
    server.script = [chunked(b"id: 1\ndata: a\n\n"), chunked(b"data: b\n\n"), Reply(204)]
    assert streams.run("watch_text", reconnect="always") == ["a", "b"]
    assert [seen.headers.get("last-event-id") for seen in server.seen[1:]] == [None, "1", "1"]


def test_reconnections_that_bring_nothing_are_bounded(streams: Streams, server: Server) -> None:
    server.script = [chunked(b"id: 1\ndata: a\n\n"), chunked(b": nothing\n\n")]
    assert streams.run("watch_text", reconnect="always", max_retries=2) == ["a"]
    assert len(server.seen) == 4


def test_the_server_says_how_long_to_wait(streams: Streams, server: Server) -> None:
    server.script = [chunked(b"retry: 300\nid: 1\ndata: a\n\n", ends=False), chunked(b"data: b\n\n")]
    streams.run("watch_text")
    assert server.seen[1].at - server.seen[0].at >= 0.3
    server.script = [chunked(b"retry: 99000\nid: 1\ndata: a\n\n", ends=False)]
    with pytest.raises(streams.package.TransportError):
        streams.run("watch_text")


def test_the_deadline_holds_for_the_whole_stream(streams: Streams, server: Server) -> None:
    server.script = [chunked(b"id: 1\ndata: a\n\n", *[part for _ in range(300) for part in (0.2, b": still here\n")])]
    began = time.monotonic()
    with pytest.raises(streams.package.TimeoutError):
        streams.run("watch_text", deadline=0.7)
    assert time.monotonic() - began < SOON


def test_the_timeout_holds_for_each_read(streams: Streams, server: Server) -> None:
    server.script = [chunked(b"data: a\n\n", HANG, b"data: b\n\n")]
    with pytest.raises(streams.package.TimeoutError):
        streams.run("watch_text", timeout=0.3)


def test_a_stream_that_is_left_early_is_closed(streams: Streams, server: Server) -> None:
    server.script = endless
    began = time.monotonic()
    assert len(streams.run("download", lambda *_: True)) == 1
    assert time.monotonic() - began < SOON


def endless(_: Seen) -> Raw:
    """An answer that would take a minute."""
    return chunked(*[part for _ in range(60) for part in (b"x" * 1000, 1.0)], media_type="application/octet-stream")


def test_lines_of_json_come_typed(streams: Streams, server: Server) -> None:
    lines = '{"part": "ä"}\n\r\n{"part": "b"}\r\n{"part": "c"}'.encode()
    server.script = [chunked(*(lines[i : i + 1] for i in range(len(lines))), media_type="application/x-ndjson")]
    assert [chunk.part for chunk in streams.run("export_lines")] == ["ä", "b", "c"]
    assert [chunk.part for chunk in streams.send("export_lines")] == ["ä", "b", "c"]
    assert {seen.headers["accept"] for seen in server.seen} == {"application/x-ndjson"}


def test_a_broken_line_is_an_error(streams: Streams, server: Server) -> None:
    server.script = [typed(b'{"part": "a"}\n{"part"', "application/x-ndjson")]
    given: list[Any] = []
    with pytest.raises(streams.package.DecodeError):
        streams.run("export_lines", lambda _, chunk: given.append(chunk))
    assert [chunk.part for chunk in given] == ["a"]


def test_records_of_json_come_before_the_next_one_is_sent(streams: Streams, server: Server) -> None:
    came = Event()
    parts = (b'\x1e{"part":\n', b'"a"}\n', came, b'\x1e{"part": "b"}\n\x1e{"part": "c"}\n')
    server.script = [chunked(*parts, media_type="application/geo+json-seq")]
    given = streams.run("export_records", lambda *_: came.set(), timeout=SOON)
    assert [chunk.part for chunk in given] == ["a", "b", "c"]


def test_lines_beside_other_media_types_are_asked_for_only_by_a_stream(streams: Streams, server: Server) -> None:
    server.script = [typed(b'[{"part": "a"}]', "application/json"), typed(b"1\n[2]\n", "application/jsonl")]
    assert streams.send("export_anyhow")[0].part == "a"
    assert streams.run("export_anyhow") == [1, [2]]
    assert [seen.headers["accept"] for seen in server.seen] == ["application/json, text/csv", "application/jsonl"]


def test_bytes_come_as_they_are_sent(streams: Streams, server: Server) -> None:
    came = Event()
    server.script = [chunked(b"abc", came, b"def", media_type="application/octet-stream")]
    assert streams.run("download", lambda *_: came.set(), timeout=SOON) == [b"abc", b"def"]
    assert streams.send("download") == b"abcdef"


def test_bytes_are_saved_whole_or_not_at_all(streams: Streams, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "file.bin"
    server.script = [typed(b"x" * 300_000, "application/octet-stream")]
    streams.save("download", file)
    assert file.read_bytes() == b"x" * 300_000
    server.script = [Raw((b"HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\n", b"abc"))]
    with pytest.raises(streams.package.TransportError):
        streams.save("download", file)
    assert file.read_bytes() == b"x" * 300_000
    assert list(tmp_path.iterdir()) == [file]


def test_what_is_bytes_or_json_is_read_as_its_media_type_says(streams: Streams, server: Server) -> None:
    server.script = [Reply(json={"text": "t"}), typed(b"\0", "image/png"), Reply(json={"text": "t"})]
    assert [streams.send("download_anyhow") for _ in range(2)][1] == b"\0"
    assert b"".join(streams.run("download_anyhow")) == b'{"text": "t"}'


def test_a_call_that_is_no_stream_is_refused(streams: Streams) -> None:
    call = importlib.import_module("shop_responses.endpoints.redirects").followed()
    client = streams.package.Client(base_url=streams.url)
    with client, pytest.raises(TypeError, match="StreamCall"), client.stream(call):
        pass


USE = """
from pathlib import Path
from typing import assert_type
from shop_responses.endpoints.headers import with_headers
from shop_responses.endpoints.media_types import export_items
from shop_responses.models import Item, XRateHeaders
from shop_responses import Client as AnswersClient
from shop_streams import AsyncClient, AsyncStream, Client, Stream
from shop_streams.endpoints.bytes import download
from shop_streams.endpoints.events import complete, watch_text
from shop_streams.models import Chunk, Completion


def waiting(client: Client) -> None:
    assert_type(client.send(complete()), Completion)
    assert_type(client.events.complete(), Completion)
    with client.stream(complete(), reconnect="never", timeout=None) as chunks:
        assert_type(chunks, Stream[Chunk])
        assert_type([chunk.part for chunk in chunks], list[str])
    with client.stream(download()) as saved:
        saved.save(Path("file"))


async def awaited(client: AsyncClient) -> None:
    assert_type(await client.events.watch_text(), list[str] | None)
    async with client.stream(watch_text()) as texts:
        assert_type(texts, AsyncStream[str])
        assert_type([text async for text in texts], list[str])


def answers(client: AnswersClient) -> None:
    assert_type(client.send(export_items(accept="text/csv")), list[Item] | bytes | str)
    headers = XRateHeaders.of(client.response(with_headers()))
    assert_type(headers, XRateHeaders)
    assert_type(headers.x_rate_limit, int)


def wrong(client: Client) -> None:
    export_items(accept="text/html")  # wrong
    with client.stream(complete()) as chunks:
        chunks.save("file")  # wrong
"""


def test_type_checkers_know_what_comes(packages: Callable[[str], ModuleType], tmp_path: Path) -> None:
    folder = Path(packages("streams").__file__ or "").parents[1]
    (tmp_path / "use.py").write_text(USE)
    wrong = [number for number, line in enumerate(USE.splitlines(), start=1) if line.endswith("# wrong")]
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "use.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert [int(line.split(":")[1]) for line in checked.stdout.splitlines() if ": error:" in line] == wrong
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "extraPaths": [str(folder)], "include": ["."]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, "--outputjson"]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    errors = [each for each in json.loads(printed)["generalDiagnostics"] if each["severity"] == "error"]
    assert sorted({each["range"]["start"]["line"] + 1 for each in errors}) == wrong
