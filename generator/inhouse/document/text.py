"""Bytes → text, and offsets in text → lines and columns."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from inhouse.diagnostics import Place, fatal

# YAML 1.2.2, section 5.2. The marks of UTF-32 begin with those of UTF-16, so they come first.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_LINE_END = re.compile("\r\n?|\n")
_STEP = 1024
"""So many characters at a time are lines counted."""
_HALF = "[\ud800-\udfff]"


def decode(content: bytes, file: str) -> str:
    """Return the text of a file: UTF-8, or what its byte order mark says.

    Raises:
        Fatal: the bytes are no text in that encoding.
    """
    mark, encoding = next((pair for pair in _BYTE_ORDER_MARKS if content.startswith(pair[0])), (b"", "utf-8"))
    body = content[len(mark) :]
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        before = body[: error.start].decode(encoding, "replace")
        place = Place(file, "", positions(before)(len(before)))
        message = f"not text in {encoding.upper()}: the byte 0x{body[error.start]:02x} stands where no character does"
        raise fatal("bad-encoding", message, place, "Save the file as UTF-8.") from None


def half_of_pair(text: str) -> str | None:
    """The first half of a surrogate pair in the text, as `U+D800`; escapes can write those, but no encoding can."""
    found = None if text.isascii() else re.search(_HALF, text)
    return None if found is None else f"U+{ord(found.group()):04X}"


def positions(text: str) -> Callable[[int], tuple[int, int]]:
    """Return a function from offsets in the text to line and column, both counted from 1.

    Lines end as they do in editors: with LF, CR, or both.
    """
    if "\r" in text:
        starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        return lambda offset: (line := bisect_right(starts, offset), offset - starts[line - 1] + 1)
    steps = range(0, len(text), _STEP)
    before = [0, *accumulate(text.count("\n", start, start + _STEP) for start in steps)]
    ends = [-1, *accumulate((text.rfind("\n", start, start + _STEP) for start in steps), max)]

    def position(offset: int) -> tuple[int, int]:
        step = offset // _STEP
        line = before[step] + text.count("\n", step * _STEP, offset) + 1
        return line, offset - max(ends[step], text.rfind("\n", step * _STEP, offset))

    return position
