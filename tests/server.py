"""A real HTTP server on loopback that answers as a script says, and remembers what it was asked."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from select import select
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import Any

HANG = 60.0
"""Seconds for which a server that hangs waits, as long as the client is there."""
SOON = 20.0
"""Seconds in which a client that does not wait for such a server has ended, however busy the machine is."""


@dataclass(frozen=True)
class Seen:
    """A request as it arrived; `headers` by lower-case name, `at` in seconds."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    at: float


@dataclass(frozen=True)
class Reply:
    """An answer to send: a status, headers and a body, or JSON for a body."""

    status: int = 200
    json: Any = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Raw:
    """Bytes to send as they are, seconds to pause, and what to wait for; then the connection is closed or kept."""

    parts: Iterable[bytes | float | Event] = ()
    keep: bool = False


Script = Callable[[Seen], Reply | Raw]


class Server:
    """What a test sees of the server. `script` may be a list, taken one by one, of which the last is repeated."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.seen: list[Seen] = []
        self.connections = 0
        self.slow: tuple[int, float] | None = None
        """How many bytes of a body it takes at a time, and the seconds between."""
        self.script: list[Reply | Raw] | Script = [Reply()]

    def answer(self, request: Seen) -> Reply | Raw:
        """The next answer of the script."""
        self.seen.append(request)
        if callable(self.script):
            return self.script(request)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@contextmanager
def serving() -> Iterator[Server]:
    """A server for the time of the block."""

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            told.connections += 1
            while request := _received(self.rfile, told.slow):
                answer = told.answer(request)
                if isinstance(answer, Reply):
                    self.wfile.write(_written(answer, request))
                    continue
                for part in answer.parts:
                    if isinstance(part, Event):
                        part.wait(HANG)
                    elif isinstance(part, float):
                        if select([self.connection], [], [], part)[0]:
                            return  # the client has gone
                    else:
                        self.wfile.write(part)
                if not answer.keep:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return

    class Listener(ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that has gone is no news."""

    with Listener(("127.0.0.1", 0), Handler) as listener:
        told = Server(listener.server_address[1])
        Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield told
        listener.shutdown()


def unused_url() -> str:
    """An address where nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def _received(stream: Any, slow: tuple[int, float] | None) -> Seen | None:
    line = stream.readline()
    if not line.strip():
        return None
    method, target, _ = line.decode("latin-1").split()
    headers: dict[str, str] = {}
    while name := (field := stream.readline().decode("latin-1").strip()).partition(":")[0]:
        headers[name.lower()] = field.partition(":")[2].strip()
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join(_chunks(stream))
    else:
        left, body = int(headers.get("content-length", 0)), b""
        while slow and left > len(body) and (piece := stream.read(slow[0])):
            body += piece
            time.sleep(slow[1])
        body += stream.read(left - len(body))
    return Seen(method, target, headers, body, time.monotonic())


def _chunks(stream: Any) -> Iterator[bytes]:
    while size := int(stream.readline(), 16):
        yield stream.read(size)
        stream.readline()
    stream.readline()


def _written(reply: Reply, request: Seen) -> bytes:
    body = reply.body if reply.json is None else json.dumps(reply.json).encode()
    headers = {
        "content-length": str(len(body)),
        **({"content-type": "application/json"} if reply.json is not None else {}),
    }
    if reply.status == HTTPStatus.NO_CONTENT:
        headers = {}
    lines = [f"{name}: {value}" for name, value in {**headers, **reply.headers}.items()]
    head = "\r\n".join([f"HTTP/1.1 {reply.status} X", *lines, "", ""]).encode("latin-1")
    return head + (b"" if request.method == "HEAD" else body)
