"""A server on loopback that costs little: `python -m benchmarks.server FILE` prints its port, and answers all with the file.

It ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path


class Connection(asyncio.Protocol):
    """One connection, on which requests without bodies follow one another."""

    def __init__(self, answer: bytes) -> None:
        self._answer, self._received = answer, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *heads, self._received = (self._received + data).split(b"\r\n\r\n")
        self._transport.writelines([self._answer] * len(heads))


async def serve(body: bytes) -> None:
    """Answers every request with these bytes of JSON, until nobody holds the other end of standard input."""
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {len(body)}\r\n\r\n"
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(head.encode() + body), "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]).read_bytes()))
