"""Answers that come in one of several media types, or with any status of a range."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .answers import Binary, Text
from .call import Difference
from .reading import Reader, reader

_EMPTY = (204, 205)
"""Statuses of success whose answers have no body."""


@dataclass(frozen=True)
class MediaTypes:
    """An answer that is read as its media type says: exactly, by its suffix or range, else as the first of these."""

    types: Mapping[str, Any]

    def __hash__(self) -> int:
        return hash(tuple(self.types.items()))

    def reader(self, **options: Any) -> Reader:
        """A function that reads an answer of any of the media types."""
        readers = {name: reader(type, **options) for name, type in self.types.items()}

        def read(content: bytes, media_type: str = "") -> tuple[Any, tuple[Difference, ...]]:
            name = matching(media_type, self.types) or next(iter(self.types))
            return readers[name](content, media_type)

        return read


class Anything:
    """An answer of which nothing is documented: None where it is empty, else JSON, text or bytes by its media type."""

    @staticmethod
    def reader(**options: Any) -> Reader:
        """A function that reads an answer."""
        types = MediaTypes({"*/*": Binary, "text/*": Text, "application/xml": Text, "application/json": Any})
        read = types.reader(**options)

        def read_any(content: bytes, media_type: str = "") -> tuple[Any, tuple[Difference, ...]]:
            return read(content, media_type) if content else (None, ())

        return read_any


def statuses(types: Mapping[int | str, Any]) -> dict[int, Any]:
    """What the answer of each status is read as, where some stand for a range such as `2XX`; exact ones come first."""
    ranges = {int(key[0]) * 100: type for key, type in types.items() if isinstance(key, str)}
    spread = {start + n: None if start + n in _EMPTY else type for start, type in ranges.items() for n in range(100)}
    return {**spread, **{key: type for key, type in types.items() if isinstance(key, int)}}


def matching(media_type: str, names: Mapping[str, Any]) -> str | None:
    """The first of the names that stands for the media type, its parameters aside; None where none does."""
    essence = media_type.partition(";")[0].strip().lower()
    kind, suffix = essence.partition("/")[0], re.split("[/+]", essence)[-1]
    alike = [name for name in names if suffix in ("json", "xml") and re.split("[/+]", name)[-1] == suffix]
    return next((name for name in (essence, *alike, f"{kind}/*", "*/*") if name in names), None)
