"""Uploads will join the calls there are: a typed sketch, run here and checked by mypy.

Nothing of it is in a written package yet. It shows that a file for a body adds to `Body`, and changes nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, assert_type

import httpx2
import pytest

from inhouse.runtime.call import Body, Call
from inhouse.runtime.client import BaseClient
from inhouse.runtime.errors import ServerError
from inhouse.runtime.exchange import Service, bearer

ROOT = Path(__file__).resolve().parents[1]
SERVICE = Service("sketch", "https://api.invalid")


# An upload: a body that knows whether it can be sent again.


class FileContent:
    """What is left of a file, read anew for each attempt where the file can be rewound."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.start = file, file.tell() if file.seekable() else None

    def __iter__(self) -> Iterator[bytes]:
        if self.start is not None:
            self.file.seek(self.start)
        return iter(lambda: self.file.read(65536), b"")


@dataclass(frozen=True)
class FileBody(Body):
    """A file as the body of a request."""

    @property
    def replayable(self) -> bool:
        """Whether the file can be rewound."""
        return isinstance(self.content, FileContent) and self.content.start is not None


def put_file(name: str, file: BinaryIO) -> Call[dict[str, str]]:
    """What an endpoint function of an upload would be."""
    return Call(
        operation="putFile",
        method="PUT",
        path="/files/{name}",
        path_values={"name": name},
        body=FileBody(FileContent(file), "application/octet-stream"),
        success={200: dict[str, str]},
        security=(("token",),),
        repeatable=True,
    )


def client(*answers: httpx2.Response) -> tuple[BaseClient, list[httpx2.Request]]:
    """A client that is answered so, and the requests that it makes."""
    script = iter(answers)
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return next(script)

    transport = httpx2.MockTransport(answer)
    return BaseClient(SERVICE, {"token": bearer("t")}, {"transport": transport, "retry_delay": 0.0}), requests


def test_a_file_that_can_be_rewound_is_sent_again() -> None:
    file = BytesIO(b"skipped, sent")
    file.seek(9)
    uploading, requests = client(httpx2.Response(503), httpx2.Response(200, json={"id": "f"}))
    stored = uploading.send(put_file("f", file))
    assert_type(stored, dict[str, str])
    assert stored == {"id": "f"}
    assert [request.content for request in requests] == [b"sent", b"sent"]


def test_a_file_that_cannot_be_rewound_is_sent_once() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"sent")
    os.close(writing)
    uploading, requests = client(httpx2.Response(503))
    with os.fdopen(reading, "rb") as file, pytest.raises(ServerError) as caught:
        uploading.send(put_file("f", file))
    assert (caught.value.attempts, [request.content for request in requests]) == (1, [b"sent"])


def test_a_call_names_its_security_and_no_credentials() -> None:
    call: Call[Any] = put_file("f", BytesIO())
    assert (call.security, call.target) == ((("token",),), "/files/f")


def test_the_sketch_passes_strict_mypy() -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--pretty", __file__]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "MYPYPATH": "generator"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
