"""JSON Pointers (RFC 6901), as text and as the tokens they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from inhouse.document.values import JsonValue

_INDEX = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_BAD_ESCAPE = re.compile(r"~(?![01])")


def escape(token: str) -> str:
    """Return a key as it stands within a pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """Return the key that stands escaped within a pointer (RFC 6901, section 4)."""
    return token.replace("~1", "/").replace("~0", "~")


def join_pointer(base: str, *tokens: str | int) -> str:
    """Return the pointer `base` continued by keys and indexes that are not escaped yet."""
    for token in tokens:
        text = str(token)
        base = f"{base}/{escape(text) if '/' in text or '~' in text else text}"
    return base


def from_tokens(tokens: Iterable[str]) -> str:
    """Return the pointer made of these keys and indexes."""
    return "".join([f"/{escape(token)}" for token in tokens])


def split_pointer(pointer: str) -> tuple[str, ...]:
    """Return the keys and indexes a pointer is made of.

    Raises:
        ValueError: the text is no pointer.
    """
    if not is_pointer(pointer):
        raise ValueError(f"not a JSON Pointer: {pointer!r}")
    tokens = pointer.split("/")[1:]
    return tuple(map(unescape, tokens) if "~" in pointer else tokens)


def is_pointer(text: str) -> bool:
    """Return whether the text is a JSON Pointer (RFC 6901, section 3)."""
    return text == "" or (text.startswith("/") and _BAD_ESCAPE.search(text) is None)


def array_index(token: str, length: int) -> int | None:
    """Return the index a token stands for in an array of this length, or None if there is no such item."""
    if _INDEX.fullmatch(token) is None:
        return None
    index = int(token)
    return index if index < length else None


def step(value: JsonValue, token: str) -> tuple[JsonValue] | None:
    """Return the member or item of `value` named by the token, in a tuple because it may be None itself."""
    if isinstance(value, dict):
        return (value[token],) if token in value else None
    if isinstance(value, list):
        index = array_index(token, len(value))
        return None if index is None else (value[index],)
    return None
