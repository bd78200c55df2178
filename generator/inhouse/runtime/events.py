"""Server-sent events as the WHATWG has them (HTML, 9.2), with data that is read as the document says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .answers import Text
from .call import Difference
from .items import read_item, whole
from .model import Unknown
from .reading import Reader, reader
from .streams import Found, Pieces


@dataclass(frozen=True)
class EventStream:
    """Events whose data is read as `events` says for their names, or else as `type`.

    Where that is no text, the data `[DONE]`, which is no JSON but widely used so, ends the stream.
    """

    type: Any
    events: Mapping[str, Any] = field(default_factory=dict[str, Any])
    media_type = "text/event-stream"

    def __hash__(self) -> int:
        return hash((self.type, *self.events.items()))

    def pieces(self, *, strict: bool = False, extras: bool = False) -> "Events":
        """What takes an answer apart."""
        return Events(self, strict=strict, extras=extras)

    def reader(self, *, strict: bool = False, extras: bool = False, **_: Any) -> Reader:
        """A function that reads a whole answer."""
        return whole(lambda: self.pieces(strict=strict, extras=extras))


class Events(Pieces):
    """Takes an answer apart into the data of its events; `event` and `last_event_id` are those of the last one."""

    def __init__(self, stream: EventStream, *, strict: bool, extras: bool) -> None:
        super().__init__()
        self._stream, self._strict, self._extras = stream, strict, extras
        self._start()

    def _start(self) -> None:
        self._lines, self._name, self._id, self._data = Lines(), "", self.last_event_id, list[str]()

    def feed(self, chunk: bytes) -> Found:
        """The data of the events that these bytes complete."""
        for line in self._lines.feed(chunk):
            if line:
                self._field(*line.partition(":")[::2])
                continue
            self.last_event_id, self.event = self._id, self._name or "message"
            data, self._name, self._data = self._data, "", []
            kind = self._stream.events.get(self.event, self._stream.type)
            if data == ["[DONE]"] and kind is not Text:
                self.done = True
                return
            if data:
                yield self._read("\n".join(data), kind)

    def resume(self) -> bool:
        """Makes ready for another answer; False where the last id cannot stand in a header."""
        self._start()
        return self.last_event_id.isascii() and self.last_event_id.isprintable() and self._id == self._id.strip()

    def _field(self, name: str, value: str) -> None:
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._name = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and re.fullmatch("[0-9]{1,9}", value):
            self.retry = int(value) / 1000

    def _read(self, data: str, kind: Any) -> tuple[Any, tuple[Difference, ...]]:
        read = reader(kind, strict=self._strict, extras=self._extras)
        value, differences = read_item(read, data.encode(), strict=self._strict, may_be_text=True)
        if kind is Unknown:
            differences = (Difference("[]", "unknown member", None, 1), *differences)
        return value, differences


class Lines:
    """Cuts bytes into lines of text, which end in CR, LF or both, wherever the bytes are split."""

    def __init__(self) -> None:
        self._begun = bytearray()
        self._after_cr, self._is_first = False, True

    def feed(self, chunk: bytes) -> list[str]:
        """The lines that these bytes complete."""
        if self._after_cr and chunk:
            chunk, self._after_cr = chunk.removeprefix(b"\n"), False
        if not chunk:
            return []
        self._after_cr = chunk.endswith(b"\r")
        *ended, rest = re.split(rb"\r\n|\r|\n", chunk)
        if ended:
            ended[0] = bytes(self._begun) + ended[0]
            self._begun.clear()
            if self._is_first:
                ended[0], self._is_first = ended[0].removeprefix(b"\xef\xbb\xbf"), False
        self._begun += rest
        return [line.decode(errors="replace") for line in ended]
