"""YAML 1.2 text → value and marks, by the core schema (YAML 1.2.2, section 10.3).

PyYAML and libyaml supply the events only, and ours is the scanner of what libyaml refuses: their own schema is that of YAML 1.1, and composing a tree of nodes overflows the stack
on deeply nested text. Merge keys (`<<`), which YAML 1.2 does not have, are understood because documents use them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, Protocol, TypeAlias

import yaml

from inhouse.diagnostics import Diagnostic, Fatal, Place, fatal, quote
from inhouse.document import libyaml
from inhouse.document.limits import (
    FREE_ALIASED_TEXT,
    FREE_ALIASED_VALUES,
    MAX_ALIAS_GROWTH,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_KEY,
    MAX_PROBLEMS,
    MAX_SECOND_TRY,
    MAX_VALUES,
    MAX_YAML_INSIDE,
    MAX_YAML_VALUES,
)
from inhouse.document.marks import NOTHING_INSIDE, Mark
from inhouse.document.text import half_of_pair, positions
from inhouse.document.values import JsonValue

_WORDS: dict[str, JsonValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((sign + word for sign in ("", "+") for word in (".inf", ".Inf", ".INF")), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_LONGEST_INTEGER = 3_000
"""Characters, so that it can be written in decimal digits, of which Python allows 4,300."""

_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS_OF_YAML_1_1 = re.compile("[\x85\u2028\u2029]")


class _Place(Protocol):
    """A mark of PyYAML's, or of libyaml's."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def index(self) -> int: ...


_At: TypeAlias = Callable[[_Place | None], tuple[int, int]]
"""Gives line and column, both counted from 1."""

_TAGS = "tag:yaml.org,2002:"
_HINTS = (
    ("mapping values are not allowed", "Put text that holds ': ' in quotes."),
    (
        "found character that cannot start any token",
        "Indent with spaces, and put text that begins with @, ` or % in quotes.",
    ),
    ("did not find expected key", "Check the indentation here and of the lines before."),
    ("could not find expected ':'", "Check the indentation, and that the key is followed by ': '."),
    ("found unexpected end of stream", "Something that was opened is not closed: a quote, a bracket or a brace."),
)


def read_yaml(text: str, file: str) -> tuple[JsonValue, Mark]:
    """Return the value of the one YAML document in the text, and the marks of its parts.

    Keys become strings as they are written. An alias gives the same object as its anchor, not a copy.

    Raises:
        Fatal: the text is not YAML or not one document, repeats a key, uses tags beyond the core schema or a key that
            is no scalar, or goes beyond the limits.
    """
    _refuse_control_characters(text, file)
    # Each value has one of these before it; text may hold them too, for which the limit leaves room.
    if sum(map(text.count, ("\n", ": ", "- ", ",", "[", "{"))) > MAX_YAML_VALUES:
        message = f"more than {MAX_YAML_VALUES:,} values, for which YAML is too slow"
        raise fatal("too-large", message, Place(file), "Give it as JSON.")
    at = _places(text)
    try:
        builder = _built(libyaml.events(text), file, at)
    except yaml.YAMLError as error:
        refused = _syntax_error(error, file, at)
        if len(text) > MAX_SECOND_TRY:
            raise refused from None
        from inhouse.document.scanner import events

        try:
            builder = _built(events(text), file, at)
        except yaml.YAMLError:
            raise refused from None
    if builder.root is None:
        raise fatal("empty-file", "the file is empty", Place(file))
    if builder.problems:
        raise Fatal(builder.problems)
    return builder.root.value, builder.root.mark


def _built(events: Iterable[yaml.Event], file: str, at: _At) -> _Builder:
    builder = _Builder(file, at)
    for event in events:
        builder.take(event)
    return builder


def plain_scalar(text: str) -> JsonValue:
    """Return what an unquoted scalar means (YAML 1.2.2, section 10.3.2).

    Raises:
        ValueError: it is an integer with more digits than Python reads.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789":
        if _INTEGER.fullmatch(text):
            if len(text) > _LONGEST_INTEGER:
                raise ValueError
            return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
        if _FLOAT.fullmatch(text):
            return float(text)
    return text


class _Node(NamedTuple):
    """A finished value. `size` counts values, `length` characters and `height` levels within it; `text` is what a scalar says."""

    value: JsonValue
    mark: Mark
    size: int = 1
    height: int = 0
    text: str | None = None
    length: int = 0
    is_merge: bool = False


class _Anchor:
    """What an alias stands for; None until its end has come."""

    def __init__(self, node: _Node | None = None) -> None:
        self.node = node


class _Open:
    """An object or array whose end has not come yet."""

    def __init__(self, mark: Mark, inside: dict[str, Mark], seen: int, length: int, anchor: _Anchor | None) -> None:
        self.mark = mark
        self.inside = inside
        self.seen_before = seen
        self.length_before = length
        self.anchor = anchor
        self.mapping: dict[str, JsonValue] | None = None
        self.items: list[JsonValue] = []
        self.height = 0
        self.key: _Node | None = None
        self.merge: _Node | None = None


class _Builder:
    """Puts events together, without recursion, and keeps count of what the aliases amount to."""

    def __init__(self, file: str, at: _At) -> None:
        self.root: _Node | None = None
        self.problems: list[Diagnostic] = []
        self._file = file
        self._at = at
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchor] = {}
        self._written = 0
        self._expanded = 0
        self._written_text = 0
        self._expanded_text = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._count(1, event)
            node = self._scalar(event)
            self._written_text += node.length
            self._expanded_text += node.length
            if event.anchor is not None:
                self._anchors[event.anchor] = _Anchor(node)
            self._add(node)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise fatal(
                "several-documents",
                "a second YAML document begins here",
                Place(self._file, "", self._at(event.start_mark)),
                "Keep one document in the file.",
            )

    def _problem(self, code: str, message: str, position: tuple[int, int], hint: str | None = None) -> None:
        self.problems.append(Diagnostic(code, "fatal", message, Place(self._file, "", position), hint))
        if len(self.problems) >= MAX_PROBLEMS:
            raise Fatal(self.problems)

    def _count(self, size: int, event: yaml.Event) -> None:
        self._written += 1
        self._expanded += size
        if self._expanded > MAX_VALUES:
            raise fatal(
                "too-large", f"more than {MAX_VALUES:,} values", Place(self._file, "", self._at(event.start_mark))
            )
        if self._expanded > FREE_ALIASED_VALUES + MAX_ALIAS_GROWTH * self._written or self._expanded_text > min(
            FREE_ALIASED_TEXT + MAX_ALIAS_GROWTH * self._written_text, MAX_BYTES
        ):
            message = f"aliases make the document more than {MAX_ALIAS_GROWTH} times as large as it is written"
            raise fatal("too-large", message, Place(self._file, "", self._at(event.start_mark)))

    def _check_depth(self, depth: int, event: yaml.Event) -> None:
        if depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep"
            raise fatal("too-deep", message, Place(self._file, "", self._at(event.start_mark)))

    def _scalar(self, event: yaml.ScalarEvent) -> _Node:
        position, text, is_plain = self._at(event.start_mark), event.value, not event.style
        mark = Mark(*position, NOTHING_INSIDE)
        if event.style == '"' and (half := half_of_pair(text)) is not None:
            self._problem("bad-character", f"{half} is half of a surrogate pair, and no character", position)
        try:
            value = _scalar_value(event.tag, text, is_plain)
        except ValueError:
            self._problem("bad-number", f"a number of {len(text):,} digits", position, "Put it in quotes.")
            value = None
        except _BadTag as error:
            self._problem("bad-tag", str(error), position, "Leave the tag out.")
            value = None
        is_merge = text == "<<" and (event.tag == f"{_TAGS}merge" or (event.tag is None and is_plain))
        return _Node(value, mark, text=text, length=len(text), is_merge=is_merge)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._check_depth(len(self._stack) + 1, event)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        if event.tag not in (None, "!", f"{_TAGS}{'map' if is_mapping else 'seq'}"):
            self._problem(
                "bad-tag", f"unknown tag {quote(event.tag)}", self._at(event.start_mark), "Leave the tag out."
            )
        anchor = None
        if event.anchor is not None:
            anchor = self._anchors[event.anchor] = _Anchor()
        inside: dict[str, Mark] = {}
        mark = Mark(*self._at(event.start_mark), inside)
        opened = _Open(mark, inside, self._expanded, self._expanded_text, anchor)
        opened.mapping = {} if is_mapping else None
        self._stack.append(opened)
        self._count(1, event)

    def _close(self) -> None:
        done = self._stack.pop()
        value: JsonValue = done.items
        mark = done.mark
        if done.mapping is not None:
            value = done.mapping
            if done.merge is not None:
                value, inside = self._merged(done.merge, done.mapping, done.inside)
                mark = Mark(mark.line, mark.column, inside)
        length = self._expanded_text - done.length_before
        node = _Node(value, mark, self._expanded - done.seen_before, done.height + 1, length=length)
        if done.anchor is not None:
            done.anchor.node = node
        self._add(node)

    def _alias(self, event: yaml.AliasEvent) -> None:
        name = event.anchor or ""
        anchor = self._anchors.get(name)
        if anchor is None or anchor.node is None:
            what = "an anchor that nothing above has" if anchor is None else "what it stands in"
            message = f"the alias {quote('*' + name)} stands for {what}"
            raise fatal("bad-alias", message, Place(self._file, "", self._at(event.start_mark)))
        node = anchor.node
        self._check_depth(len(self._stack) + node.height, event)
        self._expanded_text += node.length
        self._count(node.size, event)
        self._add(node._replace(mark=Mark(*self._at(event.start_mark), node.mark.inside), is_merge=False))

    def _add(self, node: _Node) -> None:
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        parent.height = max(parent.height, node.height)
        if len(parent.inside) >= MAX_YAML_INSIDE:
            message = f"more than {MAX_YAML_INSIDE:,} values in one object or array"
            raise fatal("too-large", message, Place(self._file, "", (node.mark.line, node.mark.column)))
        if parent.mapping is None:
            parent.inside[str(len(parent.items))] = node.mark
            parent.items.append(node.value)
        elif parent.key is None:
            parent.key = node
        else:
            key, parent.key = parent.key, None
            self._add_member(parent, parent.mapping, key, node)

    def _add_member(self, parent: _Open, mapping: dict[str, JsonValue], key: _Node, node: _Node) -> None:
        position = key.mark.line, key.mark.column
        name = key.text
        if name is None:
            self._problem("bad-key", "an object or array stands as a key; keys must be text", position)
        elif name in mapping or (key.is_merge and parent.merge is not None):
            line = parent.inside[name].line if name in mapping else position[0]
            also = f", also on line {line}" if line != position[0] else ""
            self._problem("duplicate-key", f"duplicate key {quote(name)}{also}", position)
        elif len(name) > MAX_KEY:
            self._problem("too-long", f"a key of {len(name):,} characters", position)
        elif key.is_merge:
            parent.merge = node
        else:
            mapping[name] = node.value
            is_scalar = node.text is not None
            parent.inside[name] = node.mark if is_scalar else Mark(*position, node.mark.inside)

    def _merged(
        self, merge: _Node, own: Mapping[str, JsonValue], own_inside: Mapping[str, Mark]
    ) -> tuple[dict[str, JsonValue], dict[str, Mark]]:
        """Return members and marks with what `<<` brings in: own keys win, then the first mapping that has a key."""
        members: dict[str, JsonValue] = {}
        inside: dict[str, Mark] = {}
        parts = [(merge.value, merge.mark)]
        if isinstance(merge.value, list):
            parts = [(part, merge.mark.inside[str(index)]) for index, part in enumerate(merge.value)]
        for value, mark in reversed(parts):
            if isinstance(value, dict):
                members.update(value)
                inside.update(mark.inside)
            else:
                self._problem("bad-merge", "'<<' takes a mapping or a list of mappings", (mark.line, mark.column))
        return {**members, **own}, {**inside, **own_inside}


class _BadTag(Exception):
    pass


def _scalar_value(tag: str | None, text: str, is_plain: bool) -> JsonValue:
    """Return the value of a scalar; raises ValueError for a number too long and `_BadTag` for a tag it cannot have."""
    if tag is None:
        return plain_scalar(text) if is_plain else text
    if tag in ("!", f"{_TAGS}str", f"{_TAGS}merge"):
        return text
    value = plain_scalar(text)
    match tag.removeprefix(_TAGS), value:
        case ("null", None) | ("bool", bool()) | ("float", float()):
            return value
        case "int", int() if not isinstance(value, bool):
            return value
        case "float", int() if not isinstance(value, bool):
            return float(text) if _FLOAT.fullmatch(text) else float(min(value, 2**1023))
        case ("null" | "bool" | "int" | "float") as name, _ if tag.startswith(_TAGS):
            raise _BadTag(f"{quote(text)} is not what its tag '!!{name}' says")
        case _:
            raise _BadTag(f"unknown tag {quote(tag)}")


def _places(text: str) -> _At:
    """Return a function from marks to line and column; nothing but YAML 1.1 takes some characters for line breaks."""
    if _BREAKS_OF_YAML_1_1.search(text) is None:
        return lambda mark: (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
    position = positions(text)
    return lambda mark: (1, 1) if mark is None else position(mark.index)


def _refuse_control_characters(text: str, file: str) -> None:
    found = _CONTROL.search(text)
    if found is not None:
        message = f"the character U+{ord(found.group()):04X} may not stand in a YAML file"
        hint = "Write it as an escape in double quotes, or remove it."
        raise fatal("bad-character", message, Place(file, "", positions(text)(found.start())), hint)


def _syntax_error(error: yaml.YAMLError, file: str, at: _At) -> Fatal:
    if not isinstance(error, yaml.MarkedYAMLError):
        return fatal("bad-yaml", f"not valid YAML: {error}", Place(file))
    problem = error.problem or error.context or "it cannot be read"
    mark = error.problem_mark or error.context_mark
    context = ""
    if error.context and error.context_mark and mark and error.context_mark.line != mark.line:
        context = f" ({error.context} that begins on line {at(error.context_mark)[0]})"
    hint = next((hint for beginning, hint in _HINTS if problem.startswith(beginning)), None)
    place = Place(file, "", None if mark is None else at(mark))
    return fatal("bad-yaml", f"not valid YAML: {problem}{context}", place, hint)
