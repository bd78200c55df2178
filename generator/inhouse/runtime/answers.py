"""Answers that are no JSON."""

from codecs import lookup
from email.message import Message
from typing import Any

from .call import Difference
from .reading import Reader

_UNCOMMON = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
"""Encodings of Python that are no charsets; some take quadratic time."""


class Text:
    """An answer of text, in the charset that it names or in UTF-8; bytes that are none are replaced."""

    @staticmethod
    def reader(**_: Any) -> Reader:
        """A function that reads the text."""
        return _text


class Binary:
    """An answer of bytes, as they came."""

    @staticmethod
    def reader(**_: Any) -> Reader:
        """A function that returns the bytes."""
        return _whole


def _text(content: bytes, media_type: str = "") -> tuple[str, tuple[Difference, ...]]:
    header = Message()
    header["content-type"] = media_type[:1000]
    try:
        name = lookup(header.get_content_charset("utf-8")).name
        return content.decode("utf-8" if name in _UNCOMMON else name, "replace"), ()
    except (LookupError, ValueError):
        return content.decode(errors="replace"), ()


def _whole(content: bytes, media_type: str = "") -> tuple[bytes, tuple[Difference, ...]]:
    return content, ()
