"""What is uploaded: bytes, files, and whatever else gives bytes, read while it is sent."""

import os
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Generator,
    Iterable,
    Iterator,
    Mapping,
)
from contextlib import closing
from dataclasses import dataclass, field
from io import TextIOBase
from os import PathLike
from stat import S_ISREG
from typing import Any, TypeAlias

from anyio import to_thread

from .call import Body, checked

ANY_BYTES = "application/octet-stream"
_BLOCK = 65_536


@dataclass(frozen=True)
class File:
    """Content to upload, with a name and a media type to go by in place of the document's."""

    content: bytes | PathLike[str] | Iterable[bytes] | AsyncIterable[bytes] = field(repr=False)
    name: str | None = None
    media_type: str | None = None


Uploadable: TypeAlias = bytes | PathLike[str] | Iterable[bytes] | AsyncIterable[bytes] | File
"""Bytes, the path of a file, a file open for bytes, anything else that gives bytes in turn, or a `File` made of those.

Paths and files that can seek are read again for another try; what else gives bytes is read once, and never sent again.
"""


class Source:
    """Something to read when a body is sent: from the start, or from where an open file stood when it was given."""

    def __init__(self, content: Any) -> None:
        if not is_uploadable(content):
            raise TypeError(f"bytes, a Path or a file open for bytes can be uploaded, not {type(content).__name__}")
        self.content = content
        self.is_async = _is_one(content, AsyncIterable)
        self._path = os.fsdecode(content) if _is_one(content, PathLike) else None
        self._start: int | None = content.tell() if getattr(content, "seekable", bool)() else None

    @property
    def replayable(self) -> bool:
        """Whether it can be read again."""
        return self._path is not None or self._start is not None

    @property
    def length(self) -> int | None:
        """How many bytes there are to read, if that can be told. Raises OSError for a path that is no file to read."""
        if self._path is not None:
            if not S_ISREG(os.stat(self._path).st_mode):
                raise OSError(f"{self._path!r} is no regular file; open it to upload what it gives")
            with open(self._path, "rb") as file:
                return os.fstat(file.fileno()).st_size
        end: int = 0 if self._start is None else self.content.seek(0, os.SEEK_END)
        return None if self._start is None else max(0, end - self._start)

    def blocks(self) -> Generator[bytes, None, None]:
        """What there is to read, block by block."""
        if self._path is not None:
            with open(self._path, "rb") as file:
                yield from iter(lambda: file.read(_BLOCK), b"")
        elif hasattr(self.content, "read"):
            if self._start is not None:
                self.content.seek(self._start)
            yield from iter(lambda: self.content.read(_BLOCK), b"")
        else:
            yield from self.content


class Stream:
    """Bytes and sources, read one after the other; waiting, or awaited, when those that block do so in a thread."""

    def __init__(self, *parts: bytes | Source) -> None:
        self._parts, self._is_begun = parts, False
        self._sources = [part for part in parts if isinstance(part, Source)]

    @property
    def replayable(self) -> bool:
        """Whether reading can begin, again if it has begun before."""
        return not self._is_begun or all(source.replayable for source in self._sources)

    @property
    def length(self) -> int | None:
        """How many bytes there are, if that can be told."""
        lengths = [part.length if isinstance(part, Source) else len(part) for part in self._parts]
        known = [length for length in lengths if length is not None]
        return sum(known) if len(known) == len(lengths) else None

    def __iter__(self) -> Iterator[bytes]:
        if any(source.is_async for source in self._sources):
            raise TypeError("what gives bytes when awaited is uploaded by an async client")
        return self._blocks()

    def _blocks(self) -> Iterator[bytes]:
        self._begin()
        for part in self._parts:
            if isinstance(part, Source):
                yield from part.blocks()
            else:
                yield part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._begin()
        for part in self._parts:
            if not isinstance(part, Source):
                yield part
            elif part.is_async:
                async for block in part.content:
                    yield block
            else:
                with closing(part.blocks()) as blocks:
                    while (block := await to_thread.run_sync(next, blocks, None)) is not None:
                        yield block

    def _begin(self) -> None:
        if not self.replayable:
            raise ValueError("this body can be read once, and has been sent before")
        self._is_begun = True


class StreamedBody(Body):
    """A request body that is read while it is sent; chunked where its length cannot be told."""

    content: Stream

    @property
    def replayable(self) -> bool:
        """Whether the body can be sent, again if it has been sent before."""
        return self.content.replayable

    @property
    def headers(self) -> dict[str, str]:
        """The headers that say what the body is."""
        length = self.content.length
        return super().headers if length is None else {**super().headers, "content-length": str(length)}


def is_uploadable(value: Any) -> bool:
    """Whether the value gives bytes, as far as that shows."""
    is_text_or_object = _is_one(value, str, TextIOBase, Mapping)
    return _is_one(value, File, PathLike, Iterable, AsyncIterable) and not is_text_or_object


def _is_one(value: object, *types: type[Any]) -> bool:
    return isinstance(value, types)


def source(content: Any) -> bytes | Source:
    """The content as bytes, if it is bytes, or as what they are to be read from. Raises TypeError for anything else."""
    return bytes(content) if isinstance(content, bytes | bytearray) else Source(content)


def body_of(parts: list[bytes | Source], media_type: str) -> Body:
    """The parts, one after the other, as a request body."""
    whole = [part for part in parts if isinstance(part, bytes)]
    media_type = checked({"content-type": media_type})["content-type"]
    return Body(b"".join(whole), media_type) if whole == parts else StreamedBody(Stream(*parts), media_type)


def upload_body(value: Uploadable | None, media_type: str) -> Body | None:
    """What is uploaded as a request body; None for none at all. The media type of a `File` goes before the document's."""
    if value is None:
        return None
    file = value if isinstance(value, File) else File(value)
    return body_of([source(file.content)], file.media_type or (ANY_BYTES if "*" in media_type else media_type))
