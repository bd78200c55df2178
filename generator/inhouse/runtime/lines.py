"""JSON texts one after the other: on lines, or each after a control character (RFC 7464)."""

from dataclasses import dataclass
from typing import Any

from .items import read_item, whole
from .model import decoded
from .reading import Reader, reader
from .streams import Found, Pieces


@dataclass(frozen=True)
class JsonLines:
    """Lines of JSON, each read as `type`; empty ones are nothing."""

    type: Any
    media_type: str = "application/jsonl"
    ends = b"\n"

    def pieces(self, *, strict: bool = False, extras: bool = False) -> "Texts":
        """What takes an answer apart."""
        return Texts(reader(self.type, strict=strict, extras=extras), self.ends, strict=strict)

    def reader(self, *, strict: bool = False, extras: bool = False, **_: Any) -> Reader:
        """A function that reads a whole answer."""
        return whole(lambda: self.pieces(strict=strict, extras=extras))


@dataclass(frozen=True)
class JsonRecords(JsonLines):
    """JSON texts, each read as `type`, that begin with the control character RS and end with a line."""

    media_type: str = "application/json-seq"
    ends = b"\x1e"


class Texts(Pieces):
    """Takes an answer apart into its JSON texts."""

    def __init__(self, read: Reader, ends: bytes, *, strict: bool) -> None:
        super().__init__()
        self._read, self._ends, self._strict, self._begun = read, ends, strict, bytearray()

    def feed(self, chunk: bytes) -> Found:
        """The items that these bytes complete."""
        *ended, rest = chunk.split(self._ends)
        for text in ended:
            self._begun += text
            yield from self.end()
        self._begun += rest
        if self._ends == b"\x1e" and chunk.endswith(b"\n") and _is_whole(self._begun):
            yield from self.end()

    def end(self) -> Found:
        """The item that the end of the answer completes."""
        text = bytes(self._begun).strip(b" \t\r\n\xef\xbb\xbf")
        self._begun.clear()
        if text:
            yield read_item(self._read, text, strict=self._strict)


def _is_whole(text: bytearray) -> bool:
    try:
        decoded(bytes(text))
    except ValueError:
        return False
    return True
