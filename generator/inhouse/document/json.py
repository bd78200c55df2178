"""JSON text → value, strictly, and JSON text → marks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from inhouse.diagnostics import Diagnostic, Fatal, Place, fatal, quote
from inhouse.document.limits import MAX_DEPTH, MAX_KEY, MAX_PROBLEMS, MAX_VALUES
from inhouse.document.marks import NOTHING_INSIDE, Mark
from inhouse.document.text import half_of_pair, positions
from inhouse.document.values import JsonValue

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_HALVES = re.compile(r"\\u[dD][89a-fA-F]")
"""Escapes of surrogate pairs, or of halves of them."""

_WHOLE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[^u])")
"""Escapes of whole surrogate pairs, and short ones."""

_SPACE = re.compile(r"[ \t\n\r]*")
_NOT_FINITE = {"NaN", "Infinity", "-Infinity"}


def read_json(text: str, file: str) -> JsonValue:
    """Return the value of JSON text (RFC 8259).

    Raises:
        ValueError: the text is not JSON; `json.JSONDecodeError`, which is one, says where.
        Fatal: it is JSON, but with duplicate keys, numbers that are not finite, text that is none, or beyond the limits;
            how deep it is nested is left to who asks, as far as it can be read at all.
    """
    # Text may hold commas and brackets too, so this counts too much; the limit leaves room for that.
    if sum(map(text.count, ",[{")) > MAX_VALUES:
        raise fatal("too-large", f"more than {MAX_VALUES:,} values", Place(file))
    suspicious = False

    def build(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        nonlocal suspicious
        mapping = dict(pairs)
        # All keys together are measured first: that is quicker, and mostly enough.
        if len(mapping) < len(pairs) or (len("".join(mapping)) > MAX_KEY and max(map(len, mapping)) > MAX_KEY):
            suspicious = True
        return mapping

    def refuse(constant: str) -> float:
        nonlocal suspicious
        suspicious = True
        return float(constant)

    try:
        value: JsonValue = json.loads(text, object_pairs_hook=build, parse_constant=refuse)
    except RecursionError:
        raise Fatal(json_problems(text, file)) from None
    if suspicious:
        raise Fatal(json_problems(text, file))
    if _HALVES.search(text) and _HALVES.search(_WHOLE.sub("", text)) and (problems := json_problems(text, file)):
        raise Fatal(problems)
    return value


def mark_json(text: str) -> Mark:
    """Return the marks of text that `read_json` accepts. Only what is looked into is gone through."""
    start, position = _after_space(text, 0), positions(text)
    return Mark(*position(start), _inside(text, start, position))


class _Inside(Mapping[str, Mark]):
    """The marks of the members of an object or the items of an array, found as far as they are asked for."""

    def __init__(self, text: str, start: int, position: Callable[[int], tuple[int, int]]) -> None:
        self._text, self._start, self._position = text, start, position
        self._found = dict[str, Mark]()
        self._rest = self._members()

    def _members(self) -> Iterator[tuple[str, Mark]]:
        text, position = self._text, self._position
        is_object = text[self._start] == "{"
        offset, count = _after_space(text, self._start + 1), 0
        while text[offset] not in "]}":
            key, at = str(count), offset
            if is_object:
                key, offset = _decode(text, offset)
                offset = _after_space(text, _after_space(text, offset) + 1)
            is_collection = text[offset] in "{["
            yield key, Mark(*position(at if is_collection else offset), _inside(text, offset, position))
            offset, count = _after_space(text, _decode(text, offset)[1]), count + 1
            offset = _after_space(text, offset + 1) if text[offset] == "," else offset

    def __getitem__(self, key: str) -> Mark:
        if (known := self._found.get(key)) is not None:
            return known
        for name, mark in self._rest:
            self._found[name] = mark
            if name == key:
                return mark
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        self._found.update(self._rest)
        return iter(self._found)

    def __len__(self) -> int:
        self._found.update(self._rest)
        return len(self._found)


_decode: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().raw_decode
"""The value that begins at an offset, and where it ends."""


def _inside(text: str, start: int, position: Callable[[int], tuple[int, int]]) -> Mapping[str, Mark]:
    return _Inside(text, start, position) if text[start] in "{[" else NOTHING_INSIDE


def _after_space(text: str, offset: int) -> int:
    found = _SPACE.match(text, offset)
    return found.end() if found is not None else offset


class _Open:
    """An object or array whose end has not come yet."""

    def __init__(self, inside: dict[str, Mark], is_object: bool) -> None:
        self.inside = inside
        self.is_object = is_object
        self.key: str | None = None
        self.key_offset = 0


def json_problems(text: str, file: str) -> list[Diagnostic]:
    """Go through JSON text token by token for what is wrong in it and where, which `json.loads` does not tell."""
    position = positions(text)
    problems: list[Diagnostic] = []
    stack: list[_Open] = []

    def problem(code: str, message: str, offset: int) -> None:
        problems.append(Diagnostic(code, "fatal", message, Place(file, "", position(offset))))

    def add(offset: int, inside: Mapping[str, Mark]) -> None:
        parent = stack[-1] if stack else None
        if parent is None:
            return
        if not parent.is_object:
            parent.inside[str(len(parent.inside))] = Mark(*position(offset), inside)
        elif parent.key is not None:
            is_collection = text[offset] in "{["
            parent.inside[parent.key] = Mark(*position(parent.key_offset if is_collection else offset), inside)
            parent.key = None

    for match in _TOKEN.finditer(text):
        if len(problems) >= MAX_PROBLEMS:
            break
        token, offset = match.group(), match.start()
        if token[0] == '"' and _HALVES.search(token) and (half := half_of_pair(_unquote(token))):
            problem("bad-character", f"{half} is half of a surrogate pair, and no character", offset)
        if token in "{[":
            inside: dict[str, Mark] = {}
            add(offset, inside)
            stack.append(_Open(inside, token == "{"))
            if len(stack) > MAX_DEPTH:
                problem("too-deep", f"nested more than {MAX_DEPTH} levels deep", offset)
                break
        elif token in "}]":
            if stack:
                stack.pop()
        elif token in ":,":
            continue
        elif token[0] == '"' and stack and stack[-1].is_object and stack[-1].key is None:
            key = _unquote(token)
            if len(key) > MAX_KEY:
                problem("too-long", f"a key of {len(key):,} characters", offset)
            if key in stack[-1].inside:
                line = stack[-1].inside[key].line
                problem("duplicate-key", f"duplicate key {quote(key)}, also on line {line}", offset)
            stack[-1].key, stack[-1].key_offset = key, offset
        else:
            if token in _NOT_FINITE:
                problem("bad-number", f"{token} is no number in JSON", offset)
            add(offset, NOTHING_INSIDE)
    return problems


def _unquote(token: str) -> str:
    if "\\" not in token and len(token) > 1:
        return token[1:-1]
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token
