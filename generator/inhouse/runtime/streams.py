"""Answers given piece by piece, without any input or output: what comes of their bytes, and when they are resumed."""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import random
from time import monotonic
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from .call import Call, Difference, T
from .errors import ClientError, TransportError
from .exchange import Attempt, Drift, Response, Sender, check, unreadable

Event = TypeVar("Event")
Reconnect: TypeAlias = Literal["dropped", "always", "never"]
Found: TypeAlias = Iterator[tuple[Any, tuple[Difference, ...]]]


@dataclass(frozen=True, kw_only=True)
class StreamCall(Call[T], Generic[T, Event]):
    """A call whose answer `client.send` gives as a whole, and `client.stream` piece by piece.

    `stream` says what the answer of each status is then read as, where that is not what it is for `send`.
    """

    stream: Mapping[int, Any] | None = None


class Pieces:
    """Takes an answer apart, here into bytes as they come; others do so in their own way.

    `event` and `last_event_id` are as of the piece that was given last; `retry` is in seconds; `done` is no more to come.
    """

    def __init__(self, **_: bool) -> None:
        self.event: str = ""
        self.last_event_id: str = ""
        self.retry: float | None = None
        self.done = False

    def feed(self, chunk: bytes) -> Found:
        """The pieces that these bytes complete, each with how it differs from the document."""
        yield chunk, ()

    def end(self) -> Found:
        """The pieces that the end of the answer completes."""
        yield from ()

    def resume(self) -> bool:
        """Makes ready for another answer that goes on from here; False where there can be none."""
        return False


@dataclass
class Read:
    """Bytes to be read from the answer that is open; who reads fills them in, or None at its end, or the fault."""

    attempt: Attempt
    chunk: bytes | None = None
    fault: ClientError | None = None


@dataclass
class State:
    """How far a stream is: what the answers of each status are, the one that is open, and what takes it apart."""

    types: Mapping[int, Any]
    response: Response[None] = field(init=False)
    pieces: Pieces = field(default_factory=Pieces)
    given: int = 0


Flow: TypeAlias = Iterator[Attempt | Read | Iterable[Any]]
"""Attempts and reads to be made one after the other, and between them what a caller is to be given."""


class Streams(Sender):
    """What clients of streams do without input or output."""

    def _state(self, call: StreamCall[Any, Any]) -> State:
        check(call, StreamCall)
        return State(call.success if call.stream is None else call.stream)

    def _flow(self, call: StreamCall[Any, Any], state: State, reconnect: Reconnect) -> Flow:
        """Yields nothing to give as soon as the answer is open, and then its pieces."""
        kinds = [kind for kind in state.types.values() if hasattr(kind, "media_type")]
        accept = ", ".join(dict.fromkeys(kind.media_type for kind in kinds))
        asked = {**call.headers, **({"accept": accept} if accept else {})}
        opening: Call[None] = replace(call, success=dict.fromkeys(state.types), headers=asked, unwrap="")
        view, wait, fruitless = self, 0.0, 0
        while True:
            attempt = yield from view._opened(opening, state, wait)
            kind, before = state.types[state.response.status_code], state.given
            if kind is None:
                yield ()
                return
            if view is self:
                options = self._options.get("strict", False), self._options.get("report_extras", False)
                state.pieces = getattr(kind, "pieces", Pieces)(strict=options[0], extras=options[1])
            if accept and re.match("application/json *(;|$)", state.response.headers.get("content-type", "")):
                raise unreadable(state.response, "it is JSON as a whole, and no stream")
            yield ()
            fault = yield from self._rest(call, state, attempt)
            fruitless = 0 if state.given > before else fruitless + 1
            delay = self._options.get("retry_delay", 0.5) * 2.0**fruitless * (1 + random())
            wait = delay if state.pieces.retry is None else state.pieces.retry
            spent = fruitless > self._options.get("max_retries", 4) or wait > self._options.get("max_retry_after", 60.0)
            left = attempt.deadline - monotonic()
            if spent or wait >= left or not (_resumes(call, state, fault, reconnect) and state.pieces.resume()):
                if fault:
                    raise fault
                return
            view, last = self.with_options(deadline=left), state.pieces.last_event_id
            opening = replace(opening, headers={**asked, **({"last-event-id": last} if last else {})})

    def _opened(self, opening: Call[None], state: State, wait: float) -> Generator[Attempt, None, Attempt]:
        """Yields attempts, the first after a wait, and returns the one that was answered."""
        attempt: Attempt | None = None
        for step in self._course(opening):
            if isinstance(step, Attempt):
                step.wait += 0.0 if attempt else wait
                attempt = step
                yield step
            else:
                state.response = step
        assert attempt
        return attempt

    def _rest(
        self, call: Call[Any], state: State, attempt: Attempt
    ) -> Generator[Read | Iterable[Any], None, ClientError | None]:
        """Yields reads and what they give until the stream is done, and returns the fault that broke it."""
        size, given = 0, state.given
        while not state.pieces.done:
            read = Read(attempt)
            yield read
            if read.fault:
                return read.fault
            size, given = len(read.chunk or b"") + (size if given == state.given else 0), state.given
            if size > attempt.limit:
                raise unreadable(state.response, f"a piece of more than {attempt.limit} bytes (max_response_bytes)")
            yield self._given(call, state, state.pieces.end() if read.chunk is None else state.pieces.feed(read.chunk))
            if read.chunk is None:
                break
        return None

    def _given(self, call: Call[Any], state: State, found: Found) -> Iterator[Any]:
        """Counts pieces, and tells how they differ from the document."""
        from .reading import Unreadable

        try:
            for value, differences in found:
                state.given += 1
                for each in differences:
                    self._tell(Drift(each.path, each.kind, each.value, each.count, call.operation))
                yield value
        except Unreadable as reason:
            raise unreadable(state.response, str(reason)) from None


def _resumes(call: Call[Any], state: State, fault: ClientError | None, reconnect: Reconnect) -> bool:
    """Whether to ask again: where that repeats nothing, and leaves nothing out of what the server has to say."""
    if not call.repeatable or state.pieces.done or reconnect == "never":
        return False
    if fault is None:
        return reconnect == "always"
    known = state.pieces.last_event_id or not state.given
    return isinstance(fault, TransportError) and bool(known or reconnect == "always")
