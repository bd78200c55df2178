"""Streams, waiting and awaited."""

import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterable, Iterator
from contextlib import aclosing, asynccontextmanager, closing, contextmanager
from pathlib import Path
from secrets import token_hex
from typing import IO, Any, Generic, Self, Unpack

import anyio
import anyio.to_thread

from . import http
from .client import AsyncBaseClient, BaseClient
from .exchange import Attempt, Response, SendOptions
from .streams import Event, Flow, Read, Reconnect, State, StreamCall, Streams


class _Opened(Generic[Event]):
    """What a stream tells of the answer that is open."""

    def __init__(self, state: State) -> None:
        self._state = state

    @property
    def response(self) -> Response[None]:
        """The answer that is open, of which no content is kept."""
        return self._state.response

    @property
    def event(self) -> str:
        """The name of the server-sent event that was given last."""
        return self._state.pieces.event

    @property
    def last_event_id(self) -> str:
        """The id of the server-sent event that was given last, or of one before it."""
        return self._state.pieces.last_event_id


class _Kept:
    """Stands for an answer of which nothing is to be read yet."""

    def __init__(self, answer: http.Answer) -> None:
        self.status_code, self.headers = answer.status_code, answer.headers

    def iter_bytes(self) -> Iterator[bytes]:
        """Nothing."""
        yield from ()

    async def aiter_bytes(self) -> AsyncIterator[bytes]:
        """Nothing."""
        for chunk in self.iter_bytes():
            yield chunk


class Stream(_Opened[Event]):
    """An answer that is read as it is iterated, once."""

    def __init__(self, state: State, flow: Flow, client: http.SyncClient) -> None:
        super().__init__(state)
        self._client = client
        self._answer: http.Answer | None = None
        self._chunks: Iterator[bytes] = iter(())
        self._turns = self._run(flow)
        self._pieces: Iterator[Event] = (piece for pieces in self._turns for piece in pieces)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Event:
        return next(self._pieces)

    def save(self: "Stream[bytes]", path: str | os.PathLike[str]) -> None:
        """Writes the bytes into a file, which stays as it was until all of them are there."""
        with _replacing(path) as file:
            for chunk in self:
                file.write(chunk)

    def open(self) -> None:
        """Sends, until there is an answer to read from."""
        next(self._turns, None)

    def close(self) -> None:
        """Closes the connection, whether or not there is more to read."""
        if self._answer:
            self._answer.close()

    def _run(self, flow: Flow) -> Iterator[Iterable[Event]]:
        for step in flow:
            if isinstance(step, Attempt):
                self.close()
                step.hold = self._hold
                perform = getattr(step.secrets.get("authorization"), "perform", http.perform)
                perform(self._client, step)
            elif isinstance(step, Read):
                self._read(step)
            else:
                yield step

    @contextmanager
    def _hold(self, answer: http.Answer) -> Generator[Any]:
        """What is to be read of an answer at once: all of it, or nothing where it is to be given piece by piece."""
        if answer.status_code in self._state.types:
            self._answer, self._chunks = answer, answer.iter_bytes()
            yield _Kept(answer)
        else:
            with closing(answer):
                yield answer

    def _read(self, read: Read) -> None:
        with http.Guard(read.attempt, read):
            read.chunk = next(self._chunks, None)
            if time.monotonic() >= read.attempt.deadline:
                raise TimeoutError


class AsyncStream(_Opened[Event]):
    """As `Stream`, but iterated by `async for`."""

    def __init__(self, state: State, flow: Flow, client: http.AsyncClient) -> None:
        super().__init__(state)
        self._client = client
        self._answer: http.Answer | None = None
        self._chunks: AsyncIterator[bytes] | None = None
        self._turns = self._run(flow)
        self._pieces: AsyncGenerator[Event] = (piece async for pieces in self._turns for piece in pieces)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        return await anext(self._pieces)

    async def save(self: "AsyncStream[bytes]", path: str | os.PathLike[str]) -> None:
        """Writes the bytes into a file, which stays as it was until all of them are there."""
        with _replacing(path) as file:
            async for chunk in self:
                await anyio.to_thread.run_sync(file.write, chunk)

    async def open(self) -> None:
        """Sends, until there is an answer to read from."""
        await anext(self._turns, None)

    async def aclose(self) -> None:
        """Closes the connection, whether or not there is more to read."""
        await self._pieces.aclose()
        await self._turns.aclose()
        await self._drop()

    async def _drop(self) -> None:
        if close := getattr(self._chunks, "aclose", None):
            await close()
        if self._answer:
            await self._answer.aclose()

    async def _run(self, flow: Flow) -> AsyncGenerator[Iterable[Event]]:
        for step in flow:
            if isinstance(step, Attempt):
                await self._drop()
                step.hold = self._hold
                perform = getattr(step.secrets.get("authorization"), "perform_async", http.perform_async)
                await perform(self._client, step)
            elif isinstance(step, Read):
                await self._read(step)
            else:
                yield step

    @asynccontextmanager
    async def _hold(self, answer: http.Answer) -> AsyncGenerator[Any]:
        if answer.status_code in self._state.types:
            self._answer, self._chunks = answer, answer.aiter_bytes()
            yield _Kept(answer)
        else:
            async with aclosing(answer):
                yield answer

    async def _read(self, read: Read) -> None:
        with http.Guard(read.attempt, read), anyio.fail_after(read.attempt.deadline - time.monotonic()):
            read.chunk = await anext(self._chunks, None) if self._chunks else None


class StreamingClient(BaseClient, Streams):
    """A client that also opens streams."""

    @contextmanager
    def stream(
        self, call: StreamCall[Any, Event], *, reconnect: Reconnect = "dropped", **options: Unpack[SendOptions]
    ) -> Generator[Stream[Event]]:
        """Sends a call for the time of a `with` block, and gives its answer piece by piece.

        Server-sent events of a call that is repeatable go on after a connection that `dropped`, by the id of the last
        event, which they need to have had. They `always` do, also after an end, as the `EventSource` of browsers does
        until an answer of 204; or `never`. Meanwhile `max_retries` bounds attempts in a row that bring no event.
        """
        state, view = self._state(call), self.with_options(**options)
        stream: Stream[Event] = Stream(state, view._flow(call, state, reconnect), self._connections.open())
        with closing(stream):
            stream.open()
            yield stream


class AsyncStreamingClient(AsyncBaseClient, Streams):
    """An async client that also opens streams."""

    @asynccontextmanager
    async def stream(
        self, call: StreamCall[Any, Event], *, reconnect: Reconnect = "dropped", **options: Unpack[SendOptions]
    ) -> AsyncGenerator[AsyncStream[Event]]:
        """As `StreamingClient.stream`, by `async with` and `async for`."""
        state, view = self._state(call), self.with_options(**options)
        stream: AsyncStream[Event] = AsyncStream(state, view._flow(call, state, reconnect), self._connections.open())
        async with aclosing(stream):
            await stream.open()
            yield stream


@contextmanager
def _replacing(path: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    """A file beside the path that takes its place once it is whole."""
    beside = Path(path).with_name(f".{Path(path).name}.{token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
