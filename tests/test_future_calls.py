"""Streams and uploads will join the calls there are: a typed sketch of both, run here and checked by mypy.

Nothing of it is in a written package yet. It shows that a third kind of call and a file for a body add to `Call`,
`Body` and the clients, and change none of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar, assert_type

import pytest
from inhouse.runtime import http
from inhouse.runtime.call import Body, Call, Json, Operation
from inhouse.runtime.client import BaseClient
from inhouse.runtime.errors import ServerError
from inhouse.runtime.exchange import Attempt, Service, exchange
from inhouse.runtime.security import bearer

ROOT = Path(__file__).resolve().parents[1]
SERVICE = Service("sketch", "https://api.invalid")

Event = TypeVar("Event")


# A stream: a third kind of call, opened with `with client.stream(call)`.


@dataclass(frozen=True, slots=True)
class StreamCall(Call[None], Generic[Event]):
    """A call whose answer is read event by event, while the connection is open."""

    event: Callable[[str], Event] = field(kw_only=True)


class StreamingClient(BaseClient):
    """What a client gains. `exchange` decides on tries and errors as ever; only the last answer is left open."""

    @contextmanager
    def stream(self, call: StreamCall[Event]) -> Generator[Iterator[Event], None, None]:
        """The events of a stream, which is closed at the end of the block."""
        course = exchange(call, self._setup)
        step = next(course)
        while isinstance(step, Attempt):
            with closing(self._connections.open().send(http._request(step), stream=True)) as answer:
                if answer.status_code in call.operation.success:
                    yield (call.event(line) for line in answer.iter_lines())
                    return
                step = course.send(http._answer(step, answer, bytearray(answer.read())))


TAIL: Operation[None] = Operation(
    id="tail", method="GET", path="/log/{id}", success={200: Json(None)}, security=(("token",),)
)


def tail(id: str) -> StreamCall[int]:
    """What an endpoint function of a stream would be."""
    call = TAIL.call(path={"id": id})
    return StreamCall(call.operation, call.path, call.query, call.headers, event=int)


# An upload: a body that knows whether it can be sent again.


class FileContent:
    """What is left of a file, read anew for each attempt where the file can be rewound."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.start = file, file.tell() if file.seekable() else None

    def __iter__(self) -> Iterator[bytes]:
        if self.start is not None:
            self.file.seek(self.start)
        return iter(lambda: self.file.read(65536), b"")


@dataclass(frozen=True, slots=True)
class FileBody(Body):
    """A file as the body of a request."""

    @property
    def replayable(self) -> bool:
        """Whether the file can be rewound."""
        return isinstance(self.content, FileContent) and self.content.start is not None


PUT: Operation[dict[str, str]] = Operation(
    id="putFile", method="PUT", path="/files/{name}", success={200: Json(dict[str, str])}, security=(("token",),)
)


def put_file(name: str, file: BinaryIO) -> Call[dict[str, str]]:
    """What an endpoint function of an upload would be."""
    return PUT.call(path={"name": name}, body=FileBody(FileContent(file), "application/octet-stream"))


def client(*answers: http.Answer) -> tuple[StreamingClient, http.FakeTransport]:
    """A client that is answered so."""
    script = iter(answers)
    fake = http.FakeTransport(lambda request: next(script))
    return StreamingClient(SERVICE, {"token": bearer("t")}, {"transport": fake, "retry_delay": 0.0}), fake


def test_a_stream_is_tried_again_and_then_read_within_its_block() -> None:
    streaming, fake = client(http.Answer(503), http.Answer(content=b"1\n2\n3\n"))
    with streaming.stream(tail("a b")) as events:
        assert_type(events, Iterator[int])
        assert list(events) == [1, 2, 3]
    assert [request.url for request in fake.requests] == ["https://api.invalid/log/a%20b"] * 2


def test_a_stream_that_is_refused_raises_as_any_call() -> None:
    streaming, _ = client(*[http.Answer(500)] * 5)
    with pytest.raises(ServerError), streaming.stream(tail("a")):
        pass


def test_a_file_that_can_be_rewound_is_sent_again() -> None:
    file = BytesIO(b"skipped, sent")
    file.seek(9)
    uploading, fake = client(http.Answer(503), http.Answer(json={"id": "f"}))
    stored = uploading.send(put_file("f", file))
    assert_type(stored, dict[str, str])
    assert stored == {"id": "f"}
    assert [request.content for request in fake.requests] == [b"sent", b"sent"]


def test_a_file_that_cannot_be_rewound_is_sent_once() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"sent")
    os.close(writing)
    uploading, fake = client(http.Answer(503))
    with os.fdopen(reading, "rb") as file, pytest.raises(ServerError) as caught:
        uploading.send(put_file("f", file))
    assert (caught.value.attempts, [request.content for request in fake.requests]) == (1, [b"sent"])


def test_a_call_names_its_security_and_no_credentials() -> None:
    calls: list[Call[Any]] = [tail("a"), put_file("f", BytesIO())]
    assert [call.security for call in calls] == [(("token",),)] * 2
    assert [call.target for call in calls] == ["/log/a", "/files/f"]


def test_the_sketch_passes_strict_mypy() -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--pretty", __file__]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "MYPYPATH": "generator"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
