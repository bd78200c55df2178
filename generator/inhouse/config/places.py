"""Where in a TOML file its keys stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Generator, Mapping, Sequence
from typing import TypeAlias

Way: TypeAlias = tuple[str, ...]
_Found: TypeAlias = Generator[tuple[Way, int], None, int]
"""Gives each key with its offset, and at last the number of the token behind what was read."""

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    + r"|'''.*?'{3,5}"
    + r'|"(?:[^"\\\n]|\\.)*"'
    + r"|'[^'\n]*'|#[^\n]*|[\w+-]+|\n|[^\S\n]+|.",
    re.DOTALL,
)


def key_positions(text: str) -> Mapping[Way, tuple[int, int]]:
    """Line and column, counted from 1, of every key and table of a TOML file, by the keys that lead to it.

    Of keys within an array the first of a name counts. The text is one that `tomllib` reads.
    """
    found: dict[Way, tuple[int, int]] = {}
    line = start = last = 0
    for way, offset in _keys(text):  # in the order of the text
        if (ends := text.count("\n", last, offset)) > 0:
            line, start = line + ends, text.rfind("\n", last, offset) + 1
        last = offset
        if way not in found:
            found[way] = line + 1, offset - start + 1
    return found


def position(positions: Mapping[Way, tuple[int, int]], keys: Sequence[str]) -> tuple[int, int] | None:
    """Where a key stands, or the nearest table above it that is written."""
    return next((positions[way] for n in range(len(keys), 0, -1) if (way := tuple(keys[:n])) in positions), None)


def _keys(text: str) -> _Found:
    tokens = [(token[0], token.start()) for token in _TOKEN.finditer(text)]
    tokens = [(word, at) for word, at in tokens if word == "\n" or not (word.isspace() or word.startswith("#"))]
    tokens.append(("\n", len(text)))
    table: Way = ()
    index = 0
    while index < len(tokens):
        word, at = tokens[index]
        if word == "\n":
            index += 1
        elif word == "[":
            table, index = _key(tokens, index + (2 if tokens[index + 1][0] == "[" else 1))
            yield from ((table[:n], at) for n in range(1, len(table) + 1))
            while tokens[index][0] == "]":
                index += 1
        else:
            index = yield from _pair(tokens, index, table)
    return index


def _pair(tokens: list[tuple[str, int]], index: int, table: Way) -> _Found:
    at = tokens[index][1]
    key, index = _key(tokens, index)
    yield from (((*table, *key[:n]), at) for n in range(1, len(key) + 1))
    return (yield from _value(tokens, index + 1, (*table, *key)))


def _value(tokens: list[tuple[str, int]], index: int, way: Way) -> _Found:
    opening = tokens[index][0]
    if opening not in ("[", "{"):
        while tokens[index][0] not in (",", "]", "}", "\n"):
            index += 1
        return index
    index += 1
    while (word := tokens[index][0]) not in ("]", "}"):
        if word in (",", "\n"):
            index += 1
        elif opening == "{":
            index = yield from _pair(tokens, index, way)
        else:
            index = yield from _value(tokens, index, way)
    return index + 1


def _key(tokens: list[tuple[str, int]], index: int) -> tuple[Way, int]:
    """A dotted key, and the number of the token behind it."""
    parts: list[str] = []
    while (word := tokens[index][0]) not in ("=", "]"):
        if word[0] in "\"'":
            parts += tomllib.loads(f"{word} = 1")
        elif word != ".":
            parts.append(word)
        index += 1
    return tuple(parts), index
