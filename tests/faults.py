"""Everything a server may do wrong, done to the written client: `python -m tests.faults` prints what comes of it."""

from __future__ import annotations

import argparse
import gc
import gzip
import os
import socket
import ssl
import sys
import threading
import time
import tracemalloc
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat
from typing import Any, Literal

import anyio

from tests.package import PACKAGE
from tests.server import HANG, SOON, Raw, Reply, Seen, Server, serving, unused_url

sys.path.append(str(PACKAGE.parent))

import apify
from apify._runtime.call import Call

Kind = Literal["sync", "asyncio", "trio"]
__all__ = [
    "CONTEXT",
    "FAULTS",
    "GOOD",
    "Fault",
    "Kind",
    "address",
    "apify",
    "call",
    "head",
    "resources",
    "stalls",
    "try_out",
    "whole",
]
KINDS: tuple[Kind, ...] = ("sync", "asyncio", "trio")
LIMIT = 1 << 20
CONTEXT = ssl.create_default_context()  # which takes long to make
Parts = Iterable[bytes | float]


@dataclass(frozen=True)
class Fault:
    """What a server sends, and what the client may make of it: the names of errors, or `value` for an answer.

    `kept` is whether the server leaves the connection open; `strict` what comes of it where that differs.
    """

    name: str
    parts: Callable[[], Parts]
    ends: tuple[str, ...]
    strict: tuple[str, ...] = ()
    kept: bool = False
    at: str = ""

    def expected(self, *, strict: bool) -> tuple[str, ...]:
        return self.strict or self.ends if strict else self.ends


def head(*headers: str, status: str = "200 OK", version: str = "1.1") -> bytes:
    return "\r\n".join([f"HTTP/{version} {status}", *headers, "", ""]).encode("latin-1")


def whole(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return head(f"Content-Length: {len(body)}", *headers, status=status) + body


def forever(part: bytes, pause: float = 0.0) -> Parts:
    return chain.from_iterable(repeat((part, pause) if pause else (part,)))


@cache
def packed(pack: Callable[[bytes], bytes], content: bytes = bytes(LIMIT * 64)) -> bytes:
    """Zeros that take up little room."""
    return pack(content)


GOOD = b'{"name": "bad"}'
TIMEOUT, BROKEN, GARBLED = ("TimeoutError",), ("TransportError",), ("DecodeError",)
VALUE, ODD = ("value",), ("UnexpectedStatusError",)
CHUNKED, JSON = "Transfer-Encoding: chunked", "Content-Type: application/json"


def parts(*sent: bytes | float) -> Callable[[], Parts]:
    return lambda: sent


def stalls() -> Iterator[Fault]:
    """A server that stops after each part of an answer, and one that sends each byte by byte."""
    plain, chunked = whole(GOOD, JSON), head(CHUNKED) + b'5\r\n{"nam\r\n3\r\ne":\r\n'
    places = {
        "before the status line": b"",
        "in the status line": plain[:7],
        "in a header": plain[:25],
        "before the body": head("Content-Length: 15"),
        "in the body": plain[:-4],
        "in the size of a chunk": chunked + b"a",
        "in a chunk": chunked + b"f\r\n ",
        "after a chunk": chunked,
        "in the trailers": head(CHUNKED) + b"f\r\n" + GOOD + b"\r\n0\r\nX-A",
        "after an interim answer": head(status="103 Early Hints"),
    }
    for place, sent in places.items():
        yield Fault(f"stalls {place}", parts(sent, HANG), TIMEOUT)
        yield Fault(f"closes {place}", parts(sent), BROKEN)
    yield Fault("drips its head", lambda: forever(b"H", 0.05), (*TIMEOUT, *BROKEN))
    yield Fault("drips its body", lambda: chain((head("Content-Length: 99999"),), forever(b" ", 0.05)), TIMEOUT)
    yield Fault("drips a header", lambda: chain((head()[:-2] + b"X-A: ",), forever(b"a", 0.05)), TIMEOUT)
    yield Fault("drips the size of a chunk", lambda: chain((head(CHUNKED),), forever(b"0", 0.05)), (*TIMEOUT, *BROKEN))
    yield Fault(
        "drips packed nothing",
        lambda: chain(
            (head(CHUNKED, "Content-Encoding: gzip"), b"a\r\n" + gzip.compress(b"")[:10] + b"\r\n"),
            forever(b"5\r\n\0\0\0\xff\xff\r\n", 0.02),
        ),
        TIMEOUT,
    )
    yield Fault("stalls in TLS", lambda: (HANG,), TIMEOUT, at="silent")
    yield Fault("never accepts", lambda: (), TIMEOUT, at="full")
    yield Fault("is not there", lambda: (), (*BROKEN, *TIMEOUT), at="nowhere")


FAULTS: list[Fault] = [
    *stalls(),
    Fault("says nothing", tuple, BROKEN),
    Fault("promises more than it sends", lambda: (head("Content-Length: 99") + GOOD,), BROKEN),
    Fault("sends more than it promised", lambda: (whole(GOOD) + b"more",), VALUE, kept=True),
    Fault("sends two answers at once", lambda: (whole(GOOD) * 2,), VALUE, kept=True),
    Fault("sends an answer and a part of one", lambda: (whole(GOOD) + whole(GOOD)[:-3],), VALUE, kept=True),
    Fault("has two lengths", lambda: (whole(GOOD, "Content-Length: 3"),), BROKEN),
    Fault("has a length that is none", lambda: (head("Content-Length: -5") + GOOD,), BROKEN),
    Fault("has a length beyond counting", lambda: (head("Content-Length: " + "9" * 30) + GOOD,), (*BROKEN, *GARBLED)),
    Fault(
        "is chunked and has a length",
        lambda: (head(CHUNKED, "Content-Length: 3") + b"f\r\n" + GOOD + b"\r\n0\r\n\r\n",),
        (*VALUE, *BROKEN),
        kept=True,
    ),
    Fault("has a chunk of no size", lambda: (head(CHUNKED) + b"zz\r\n" + GOOD,), BROKEN),
    Fault("has a chunk of endless size", lambda: chain((head(CHUNKED) + b"F" * 30,), forever(b"F" * 1000)), BROKEN),
    Fault("has an unknown transfer-encoding", lambda: (head("Transfer-Encoding: rot13") + GOOD,), BROKEN),
    Fault("is HTTP/1.0 without a length", lambda: (head(version="1.0") + GOOD,), VALUE),
    Fault("is HTTP/0.9", lambda: (GOOD,), BROKEN),
    Fault("is HTTP/9.9", lambda: (whole(GOOD).replace(b"1.1", b"9.9"),), (*BROKEN, *VALUE)),
    Fault("sends garbage", lambda: (bytes(range(256)) * 40,), BROKEN),
    Fault("sends endless garbage", lambda: forever(b"\x16\x03\x01" * 5000), BROKEN),
    Fault("sends endless headers", lambda: chain((head()[:-2],), forever(b"X-A: " + b"a" * 995 + b"\r\n")), BROKEN),
    Fault("sends an endless header", lambda: chain((head()[:-2] + b"X-A: ",), forever(b"a" * 1000)), BROKEN),
    Fault(
        "sends 90 KB of headers", lambda: (whole(GOOD, *(f"X-{n}: {'a' * 800}" for n in range(110))),), VALUE, kept=True
    ),
    Fault("has a header in a line of its own", lambda: (whole(GOOD, "X-A: 1\n X-B: 2"),), (*VALUE, *BROKEN), kept=True),
    Fault("has a NUL in a header", lambda: (whole(GOOD, "X-A: a\0b"),), BROKEN, kept=True),
    Fault("sends an endless body", lambda: chain((head(),), forever(b" " * 65536)), GARBLED),
    Fault(
        "sends an endless chunked body",
        lambda: chain((head(CHUNKED),), forever(b"10000\r\n" + b" " * 65536 + b"\r\n")),
        GARBLED,
    ),
    Fault(
        "sends endless tiny chunks",
        lambda: chain((head(CHUNKED),), forever(b"1\r\n \r\n" * 5000)),
        (*TIMEOUT, *GARBLED),
    ),
    Fault(
        "sends an endless error",
        lambda: chain((head(status="404 Not Found"),), forever(b" " * 65536)),
        ("NotFoundError",),
    ),
    Fault(
        "sends an endless redirect",
        lambda: chain((head("Location: /x", status="302 Found"),), forever(b" " * 65536)),
        (*GARBLED, *TIMEOUT),
    ),
    Fault(
        "sends endless trailers",
        lambda: chain((head(CHUNKED) + b"0\r\n",), forever(b"X-A: " + b"a" * 995 + b"\r\n")),
        BROKEN,
    ),
    Fault("sends interim answers in storms", lambda: forever(head(status="103 Early Hints") * 10, 0.005), TIMEOUT),
    Fault("sends interim answers without a pause", lambda: forever(head(status="100 Continue") * 100), TIMEOUT),
    Fault("switches protocols", lambda: (head("Upgrade: x", "Connection: upgrade", status="101 X"), HANG), BROKEN),
    Fault("packs its body badly", lambda: (whole(GOOD, "Content-Encoding: gzip"),), GARBLED, kept=True),
    Fault(
        "packs only half of its body",
        lambda: (whole(gzip.compress(GOOD * 9)[:20], "Content-Encoding: gzip"),),
        GARBLED,
        kept=True,
    ),
    Fault("deflates badly", lambda: (whole(GOOD, "Content-Encoding: deflate"),), GARBLED, kept=True),
    Fault(
        "packs by what nobody knows", lambda: (whole(b"\x0b\x02\x80", "Content-Encoding: rot13"),), GARBLED, kept=True
    ),
    Fault(
        "packs by brotli, unasked", lambda: (whole(b"\x0b\x02\x80{}\x03", "Content-Encoding: br"),), GARBLED, kept=True
    ),
    Fault(
        "packs by zstd, unasked",
        lambda: (whole(b"\x28\xb5\x2f\xfd\x04", "Content-Encoding: zstd"),),
        GARBLED,
        kept=True,
    ),
    Fault("sends a bomb of gzip", lambda: (whole(packed(gzip.compress), "Content-Encoding: gzip"),), GARBLED),
    Fault(
        "sends a bomb of deflate",
        lambda: (whole(packed(zlib.compress), "Content-Encoding: deflate"),),
        GARBLED,
    ),
    Fault(
        "sends a bomb in a bomb",
        lambda: (whole(gzip.compress(packed(gzip.compress)), "Content-Encoding: gzip, gzip"),),
        GARBLED,
    ),
    Fault("packs once in each of ten headers", lambda: (whole(GOOD, *["Content-Encoding: gzip"] * 10),), GARBLED),
    Fault(
        "has a charset that nobody knows",
        lambda: (whole(GOOD, "Content-Type: application/json; charset=x"),),
        VALUE,
        kept=True,
    ),
    Fault("is UTF-16", lambda: (whole('{"name": "bad"}'.encode("utf-16"), JSON),), GARBLED, kept=True),
    Fault("is no UTF-8", lambda: (whole(b'{"name": "\xff"}', JSON),), GARBLED, kept=True),
    Fault("begins with a byte order mark", lambda: (whole(b"\xef\xbb\xbf" + GOOD, JSON),), VALUE, kept=True),
    Fault("is empty", lambda: (whole(b""),), GARBLED, kept=True),
    Fault("is HTML", lambda: (whole(b"<html>", "Content-Type: text/html"),), GARBLED, kept=True),
    Fault("is half of some JSON", lambda: (whole(GOOD[:-3], JSON),), GARBLED, kept=True),
    Fault("is two JSONs", lambda: (whole(GOOD * 2, JSON),), GARBLED, kept=True),
    Fault("names a key twice", lambda: (whole(b'{"name": "x", "name": "bad"}', JSON),), VALUE, kept=True),
    Fault("has NaN", lambda: (whole(b'{"name": NaN}', JSON),), GARBLED, kept=True),
    Fault("has Infinity", lambda: (whole(b'{"name": "bad", "x": -Infinity}', JSON),), GARBLED, kept=True),
    Fault("has a number beyond floats", lambda: (whole(b'{"name": 1e999}', JSON),), GARBLED, kept=True),
    Fault(
        "has an integer of 5,000 digits",
        lambda: (whole(b'{"name": ' + b"9" * 5000 + b"}", JSON),),
        VALUE + GARBLED,
        kept=True,
    ),
    Fault("has a lone surrogate", lambda: (whole(b'{"name": "\\ud800"}', JSON),), GARBLED, kept=True),
    Fault(
        "is JSON 100,000 deep",
        lambda: (whole(b'{"name":' + b"[" * 100_000 + b"]" * 100_000 + b"}", JSON),),
        GARBLED,
        kept=True,
    ),
    Fault(
        "is JSON 150 deep",
        lambda: (whole(b'{"name":' + b"[" * 150 + b"]" * 150 + b"}", JSON),),
        VALUE,
        GARBLED,
        kept=True,
    ),
    Fault("is an error 100,000 deep", lambda: (whole(b"[" * 100_000, status="404 X"),), ("NotFoundError",), kept=True),
    Fault("lacks what is required", lambda: (whole(b"{}", JSON),), VALUE, GARBLED, kept=True),
    Fault("is a list", lambda: (whole(b"[]", JSON),), GARBLED, kept=True),
    Fault("has a body with 204", lambda: (whole(GOOD, status="204 X"),), ODD, kept=True),
    Fault("has a body with 304", lambda: (whole(GOOD, status="304 X"),), ODD, kept=True),
    Fault("has status 999", lambda: (whole(GOOD, status="999 X"),), ("ServerError",), kept=True),
    Fault("has status 000", lambda: (whole(GOOD, status="000 X"),), (*BROKEN, *ODD), kept=True),
    Fault("has no status", lambda: (b"HTTP/1.1  \r\n\r\n",), BROKEN),
    Fault("redirects to itself", lambda: (whole(b"", "Location: ?", status="302 X"),), ODD, kept=True),
    Fault(
        "redirects in storms",
        lambda: (whole(b"", f"Location: /{time.monotonic_ns()}", status="307 X"),),
        ODD,
        kept=True,
    ),
    Fault("redirects to a file", lambda: (whole(b"", "Location: file:///etc/passwd", status="302 X"),), ODD, kept=True),
    Fault("redirects to FTP", lambda: (whole(b"", "Location: ftp://127.0.0.1/", status="302 X"),), ODD, kept=True),
    Fault(
        "redirects to where nobody is",
        lambda: (whole(b"", f"Location: {unused_url()}", status="302 X"),),
        (*BROKEN, *TIMEOUT),
        kept=True,
    ),
    Fault("redirects nowhere", lambda: (whole(b"", "Location: http://[::1", status="302 X"),), ODD, kept=True),
    Fault(
        "redirects with a password",
        lambda: (whole(b"", "Location: http://u:p@127.0.0.1:1/", status="302 X"),),
        (*BROKEN, *TIMEOUT),
        kept=True,
    ),
    Fault(
        "asks for a wait of a year",
        lambda: (whole(b"", "Retry-After: 31536000", status="503 X"),),
        ("ServerError",),
        kept=True,
    ),
    Fault(
        "asks for a wait beyond counting",
        lambda: (whole(b"", "Retry-After: " + "9" * 9000, status="429 X"),),
        ("TooManyRequestsError",),
        kept=True,
    ),
    Fault(
        "asks for a wait that is none",
        lambda: (whole(b"", "Retry-After: Thu, 99 Foo 99999 99:99:99 +99999", status="429 X"),),
        ("TooManyRequestsError", *TIMEOUT),
        kept=True,
    ),
    Fault(
        "redirects with a cookie beyond ASCII",
        lambda: (whole(b"", "Location: /x", "Set-Cookie: a=\u00e9", status="302 X"),),
        ODD,
        kept=True,
    ),
]


@dataclass(frozen=True)
class Outcome:
    """What came of a fault; `peak` is in bytes, and `left` what has not been given back."""

    fault: Fault
    kind: Kind
    strict: bool
    raised: str
    seconds: float
    peak: int
    reused: bool | None
    left: tuple[str, ...]
    deadline: float

    @property
    def wrong(self) -> str:
        """What is not as it has to be, or nothing."""
        expected = self.fault.expected(strict=self.strict)
        found = [] if self.raised in expected else [f"{self.raised}, not {' or '.join(expected)}"]
        found += [f"{self.seconds - self.deadline:.2f} s late"] if self.seconds > self.deadline + SOON else []
        found += ["too much memory"] if self.peak > 8 * LIMIT else []
        return "; ".join([*found, *(f"left behind: {each}" for each in self.left)])


def call(name: str) -> Call[Any]:
    success = {200: apify.models.EnvVar}
    return Call(operation="fault", method="GET", path=f"/{name}", success=success, repeatable=True)


def try_out(fault: Fault, kind: Kind, *, strict: bool, deadline: float) -> Outcome:
    """Lets a server do it to a fresh client, which has to get a good answer afterwards."""
    if fault.name != "none":
        _warm_up()

    def script(request: Seen) -> Reply | Raw:
        if request.target.startswith("/good"):
            return Reply(json={"name": request.target})
        return Raw(fault.parts(), keep=fault.kept)

    with serving() as server, address(fault, server) as url:
        server.script = script
        options: dict[str, Any] = {"strict": strict, "max_retries": 2, "retry_delay": 0.01, "max_response_bytes": LIMIT}
        options["ssl_context"] = CONTEXT
        before, tracing = resources(), tracemalloc.is_tracing()
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always", ResourceWarning)
            if not tracing:
                tracemalloc.start()
            tracemalloc.reset_peak()
            base, begun = tracemalloc.get_traced_memory()[0], time.monotonic()
            told: dict[str, Any] = {}

            def ended(error: BaseException | None) -> None:
                told["raised"] = type(error).__name__ if error else "value"
                if error and not isinstance(error, apify.ApifyError):
                    told["raised"] += " (of another root)"
                told["seconds"] = time.monotonic() - begun
                told["peak"] = tracemalloc.get_traced_memory()[1] - base
                told["connections"] = server.connections

            token = "s3cr3t"
            if kind == "sync":
                with apify.Client(base_url=url, token=token, **options) as client:
                    ended(_error(lambda: client.send(call("bad"), deadline=deadline)))
                    told["good"] = client.with_options(base_url=server.url).send(call("good")).name
            else:

                async def main() -> None:
                    async with apify.AsyncClient(base_url=url, token=token, **options) as client:
                        try:
                            await client.send(call("bad"), deadline=deadline)
                        except Exception as error:  # noqa: BLE001
                            ended(error)
                        else:
                            ended(None)
                        told["good"] = (await client.with_options(base_url=server.url).send(call("good"))).name

                anyio.run(main, backend=kind)
            if not tracing:
                tracemalloc.stop()
            gc.collect()
        left = [str(each.message) for each in warned if each.category is ResourceWarning and _leaks(str(each.message))]
        left += [] if told["good"] == "/good" else [f"an answer to another call: {told['good']}"]
        reused = None if fault.at else server.connections == told["connections"]
    left += _kept(before)
    return Outcome(fault, kind, strict, told["raised"], told["seconds"], told["peak"], reused, tuple(left), deadline)


@cache
def _warm_up() -> None:
    """Imports and makes what is made once, and is no fault's."""
    packed(gzip.compress), packed(zlib.compress)
    for kind in KINDS:
        try_out(Fault("none", lambda: (whole(GOOD),), VALUE), kind, strict=True, deadline=30)


def resources() -> tuple[int, set[str]]:
    """Open descriptors and the names of threads, but for those of servers that end by themselves."""
    names = {each.name for each in threading.enumerate() if "process_request" not in each.name}
    return len(os.listdir("/proc/self/fd")), names


def _leaks(message: str) -> bool:
    """Whether a warning is of us: an async generator that httpx2 leaves open under trio holds nothing any more."""
    return "httpcore2" not in message and "httpx2._models.Response.aiter_raw" not in message


def _kept(before: tuple[int, set[str]]) -> list[str]:
    """What is open now and was not before; the server's threads get some time to notice."""
    until = time.monotonic() + SOON
    while True:
        count, names = resources()
        if (count <= before[0] and not names - before[1]) or time.monotonic() > until:
            break
        time.sleep(0.01)
    more = [] if count <= before[0] else [f"{count - before[0]} descriptors"]
    return more + sorted(names - before[1])


def _error(send: Callable[[], object]) -> BaseException | None:
    try:
        send()
    except Exception as error:  # noqa: BLE001
        return error
    return None


@contextmanager
def address(fault: Fault, server: Server) -> Iterator[str]:
    """Where the client is sent for a fault."""
    if fault.at == "full":
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(0)
            waiting = [socket.socket() for _ in range(4)]
            for each in waiting:
                each.setblocking(False)
                with suppress(BlockingIOError):
                    each.connect(listener.getsockname())
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            for each in waiting:
                each.close()
    elif fault.at == "silent":
        with socket.create_server(("127.0.0.1", 0)) as listener:
            yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    else:
        yield unused_url() if fault.at == "nowhere" else server.url


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--deadline", type=float, default=0.5, help="seconds for each call (%(default)s)")
    parser.add_argument("--only", default="", help="faults with this in their names")
    arguments = parser.parse_args()
    print(f"{'fault':42} {'kind':8} {'mode':8} {'raised':22} {'seconds':>7} {'peak KB':>8}  connection")
    wrong = count = 0
    for fault in (each for each in FAULTS if arguments.only in each.name):
        for kind in KINDS:
            for strict in (False, True):
                told = try_out(fault, kind, strict=strict, deadline=arguments.deadline)
                count, wrong = count + 1, wrong + bool(told.wrong)
                state = "-" if told.reused is None else "reused" if told.reused else "closed"
                mode, peak = "strict" if strict else "default", told.peak // 1024
                row = f"{fault.name:42} {kind:8} {mode:8} {told.raised:22} {told.seconds:7.2f} {peak:8,}  {state}"
                print(row + (f"  WRONG: {told.wrong}" if told.wrong else ""), flush=True)
    print(f"{len(FAULTS)} faults, {count} runs, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
