"""The rules by which YAML 1.2 differs from what PyYAML's own scanner, which is one of YAML 1.1, accepts.

libyaml reads most documents, and faster; where it refuses one, this scanner has the last word. It takes tabs wherever
they do not indent, values next to the quotes and brackets of their keys, keys of flow mappings on several lines, plain
scalars of flow collections that begin with `?` or `:`, and anchors of any letters.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from yaml import AliasToken, AnchorToken, Event, FlowMappingEndToken, FlowSequenceEndToken, Mark, ScalarToken
from yaml.parser import Parser
from yaml.scanner import Scanner, ScannerError

_LONGEST_KEY = 1024
"""Characters (YAML 1.2.2, 7.4.2)."""

_BREAKS = "\r\n"
_BLANKS = " \t"
_ENDS = "\0 \t\r\n"
_FLOW = ",[]{}"


def events(text: str) -> Iterator[Event]:
    """Give the events of YAML 1.2 text. Raises yaml.YAMLError where it is none."""
    return yaml.parse(text, Loader=_Scanner)


class _Text:
    """The text and how far it is read: what PyYAML's scanner takes from its reader."""

    encoding = None

    def __init__(self, text: str) -> None:
        self.index = self.line = self.column = 0
        self._text = f"{text}\0"

    def peek(self, index: int = 0) -> str:
        return self._text[self.index + index : self.index + index + 1]

    def prefix(self, length: int = 1) -> str:
        return self._text[self.index : self.index + length]

    def forward(self, length: int = 1) -> None:
        for char in self.prefix(length):
            self.index += 1
            is_break = char == "\n" or (char == "\r" and self.peek() != "\n")
            self.line, self.column = (self.line + 1, 0) if is_break else (self.line, self.column + 1)

    def get_mark(self) -> Mark:
        return Mark("", self.index, self.line, self.column, None, 0)

    def scan_line_break(self) -> str:
        """Go over a line break, if there is one, and return what it stands for; those of YAML 1.1 are text."""
        if (char := self.peek()) in ("\x85", "\u2028", "\u2029"):  # PyYAML waits for them to be gone over
            self.forward()
            return char
        if self.peek() not in ("\r", "\n"):
            return ""
        self.forward(2 if self.prefix(2) == "\r\n" else 1)
        return "\n"


class _Scanner(_Text, yaml.BaseLoader):
    def __init__(self, text: str) -> None:
        _Text.__init__(self, text)
        self._is_after_tab = False
        self._keys_after_tab: set[int] = set()
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_to_next_token(self) -> None:
        self._is_after_tab = False
        is_margin = self.column == 0
        while True:
            margin = 0
            while self.peek() in _BLANKS:
                self._is_after_tab |= self.peek() == "\t"
                margin += not self._is_after_tab
                self.forward()
            if self.peek() == "#":
                while self.peek() not in f"\0{_BREAKS}":
                    self.forward()
            if self.peek() not in _BREAKS:
                break
            self.scan_line_break()
            is_margin, self._is_after_tab = True, False
            if not self.flow_level:
                self.allow_simple_key = True
        if self._is_after_tab and is_margin and not self.flow_level and margin <= self.indent and self.peek() != "\0":
            raise self._tab()

    def save_possible_simple_key(self) -> None:
        super().save_possible_simple_key()
        if self._is_after_tab and not self.flow_level:
            self._keys_after_tab |= {key.token_number for key in self.possible_simple_keys.values()}

    def fetch_block_entry(self) -> None:
        self._refuse_tab()
        super().fetch_block_entry()

    def fetch_key(self) -> None:
        self._refuse_tab()
        super().fetch_key()

    def fetch_value(self) -> None:
        key = self.possible_simple_keys.get(self.flow_level)
        if not self.flow_level and key is not None and key.token_number in self._keys_after_tab:
            raise self._tab()
        super().fetch_value()

    def _refuse_tab(self) -> None:
        if self._is_after_tab and not self.flow_level:
            raise self._tab()

    def _tab(self) -> ScannerError:
        return ScannerError(None, None, "found a tab where only spaces indent", self.get_mark())

    def stale_possible_simple_keys(self) -> None:
        for level, key in list(self.possible_simple_keys.items()):
            if self.index - key.index > _LONGEST_KEY or (level == 0 and key.line != self.line):
                if key.required:
                    raise ScannerError("while scanning a simple key", key.mark, "could not find ':'", self.get_mark())
                del self.possible_simple_keys[level]

    def check_key(self) -> bool:
        return self.peek(1) in _ENDS + (_FLOW if self.flow_level else "")

    def check_value(self) -> bool:
        if not self.flow_level:
            return self.peek(1) in _ENDS
        return self.peek(1) in _ENDS + _FLOW or self._is_after_json()

    def _is_after_json(self) -> bool:
        """Whether a key that JSON would have, quoted or in brackets, has just ended."""
        last = self.tokens[-1] if self.tokens and self.flow_level in self.possible_simple_keys else None
        is_quoted = isinstance(last, ScalarToken) and not last.plain
        return is_quoted or isinstance(last, FlowSequenceEndToken | FlowMappingEndToken)

    def check_plain(self) -> bool:
        first, second = self.peek(), self.peek(1)
        if first in "-?:":
            return second not in _ENDS + (_FLOW if self.flow_level else "")
        return first not in f"{_ENDS}{_FLOW}#&*!|>'\"%@`"

    def scan_anchor(self, TokenClass: type[AliasToken | AnchorToken]) -> AliasToken | AnchorToken:
        start = self.get_mark()
        self.forward()
        length = 0
        while self.peek(length) not in _ENDS + _FLOW:
            length += 1
        if not length:
            raise ScannerError(None, None, "an anchor or alias without a name", start)
        name = self.prefix(length)
        self.forward(length)
        return TokenClass(name, start, self.get_mark())

    def scan_plain(self) -> ScalarToken:
        start = end = self.get_mark()
        chunks: list[str] = []
        spaces: list[str] = []
        while length := self._plain_length():
            self.allow_simple_key = False
            chunks += [*spaces, self.prefix(length)]
            self.forward(length)
            end = self.get_mark()
            found = self._plain_spaces()
            if not found or self.peek() == "#":
                break
            spaces = found
        return ScalarToken("".join(chunks), True, start, end)

    def _plain_length(self) -> int:
        length = 0
        while (char := self.peek(length)) not in _ENDS:
            following = self.peek(length + 1)
            if char == ":" and following in _ENDS + (_FLOW if self.flow_level else ""):
                break
            if self.flow_level and char in _FLOW:
                break
            length += 1
        return length

    def _plain_spaces(self) -> list[str] | None:
        """Go over the white space within a plain scalar; return what it stands for, or None if the scalar has ended."""
        blanks = self._skip(_BLANKS)
        if self.peek() not in _BREAKS:
            return [blanks] if blanks else []
        breaks = 0
        while self.peek() in _BREAKS:
            self.scan_line_break()
            self.allow_simple_key = True
            breaks += 1
            if self.prefix(3) in ("---", "...") and self.peek(3) in _ENDS:
                return None
            margin = self._skip(" ")
            if self.peek() == "\t" and (self.flow_level or len(margin) > self.indent or self._is_blank()):
                self._skip(_BLANKS)
            if self.peek() not in _BREAKS and not self.flow_level and len(margin) <= self.indent:
                return None
        return ["\n" * (breaks - 1) or " "]

    def _is_blank(self) -> bool:
        """Whether nothing but white space is left on the line."""
        length = 0
        while self.peek(length) in _BLANKS:
            length += 1
        return self.peek(length) in _BREAKS

    def _skip(self, chars: str) -> str:
        length = 0
        while self.peek(length) in chars:
            length += 1
        skipped = self.prefix(length)
        self.forward(length)
        return skipped
