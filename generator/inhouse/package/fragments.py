"""Code fragments: the only ways in which text of a document becomes Python.

Each constructor escapes what it is given or refuses it, and says where its code may stand. Templates print nothing else.
"""

from __future__ import annotations

import keyword
import textwrap
import tokenize
from dataclasses import dataclass
from typing import TypeAlias

from inhouse.api.types import Type, annotation, names_in
from inhouse.models.classes import FieldSource
from inhouse.package.host import DECLARED_ENCODING, OWN_STYLE

_NARROWEST = 20
"""Characters that prose is given however short lines should be."""

LiteralSource: TypeAlias = "str | int | float | bool | tuple[LiteralSource, ...] | dict[str, LiteralSource] | None"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name; may stand wherever Python takes one. Raises ValueError for anything that is no identifier."""

    name: str

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or keyword.iskeyword(self.name):
            raise ValueError(f"{self.name!r} is no identifier")

    @property
    def code(self) -> str:
        """The name as it is."""
        return self.name


@dataclass(frozen=True, slots=True)
class Literal:
    """A value; may stand wherever Python takes an expression."""

    value: LiteralSource

    @property
    def code(self) -> str:
        """The value's `repr`, in which all that does not print is escaped."""
        return repr(self.value)


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring, `indent` columns to the right; may stand first in a body or below an assignment."""

    text: str
    indent: int = 0

    @property
    def code(self) -> str:
        """The text between triple quotes, wrapped to lines of our own length."""
        return self.within(OWN_STYLE.line_length)

    def within(self, line_length: int) -> str:
        """The text between triple quotes, wrapped to lines of a length in characters."""
        lines = wrap(self.text, line_length - self.indent)
        escaped = [_escape(line) for line in lines] or [""]
        if len(escaped) == 1 and self.indent + len(escaped[0]) + 6 <= line_length:
            return f'"""{_closed(escaped[0])}"""'
        if self.indent + len(escaped[0]) + 3 > line_length:
            escaped = [_escape(line) for line in wrap(self.text, line_length - self.indent - 3)]
        margin = " " * self.indent
        body = "\n".join(f"{margin}{line}".rstrip() for line in escaped[1:])
        return f'"""{escaped[0]}\n{body}\n{margin}"""' if body else f'"""{escaped[0]}\n{margin}"""'


@dataclass(frozen=True, slots=True)
class Comment:
    """Comments, one for each line of a text; stand where a statement may begin.

    Raises ValueError for a text that Python would take for the declaration of the file's encoding.
    """

    text: str

    def __post_init__(self) -> None:
        if DECLARED_ENCODING.search(self.text):
            raise ValueError("Python would take it for the declaration of an encoding")

    @property
    def code(self) -> str:
        """The lines of comments, each with its end; what does not print is escaped."""
        lines = (
            _printable(line.expandtabs(4)).rstrip() for line in self.text.strip().replace("\r\n", "\n").split("\n")
        )
        return "".join(f"# {line}\n" if line else "#\n" for line in lines) if self.text.strip() else ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A type; may stand as an annotation or where an alias is defined."""

    type: Type

    def __post_init__(self) -> None:
        for name in names_in(self.type):
            for part in name.split("."):
                Identifier(part)

    @property
    def code(self) -> str:
        """The type as source."""
        return annotation(self.type)


@dataclass(frozen=True, slots=True)
class WrittenAs:
    """A value that is written by types of the runtime; may stand where an argument does."""

    name: Identifier
    types: tuple[Identifier, ...]

    @property
    def code(self) -> str:
        """The call that writes it."""
        return f"as_written({', '.join(each.code for each in (self.name, *self.types))})"


@dataclass(frozen=True, slots=True)
class FieldAnnotation:
    """The annotation of a model's field, which was held against the `Api` when it was written."""

    source: FieldSource

    @property
    def code(self) -> str:
        """The annotation and the default."""
        return f"{self.source.annotation} = None" if self.source.defaults_to_none else self.source.annotation


@dataclass(frozen=True, slots=True)
class Import:
    """Names imported from a module, which is given with its leading dots; stands at the top of a module.

    Several names stand one a line where the document decides how many, so that a further one changes no other line; it
    rarely does for those of the runtime. One that is to be called otherwise, or to be seen as exported under its own name, stands alone, and is `called` so.
    """

    module: str
    names: tuple[str, ...]
    is_fixed: bool = False
    called: str | None = None

    def __post_init__(self) -> None:
        for part in (*(self.module.lstrip(".") or "_").split("."), *self.names, self.called or "_"):
            Identifier(part)

    @property
    def code(self) -> str:
        """The import statement."""
        names = ", ".join(sorted(self.names))
        if self.called is not None:
            return f"from {self.module} import {names} as {self.called}"
        is_ours = self.module.startswith(".") and "_runtime" not in self.module.split(".")
        if self.is_fixed or len(self.names) == 1 or not is_ours:
            return f"from {self.module} import {names}"
        return f"from {self.module} import ({names},)"  # the comma has the formatter keep a line for each


def without_text(code: str) -> str:
    """A fragment's code with nothing in its strings."""
    lines = code.splitlines(keepends=True)
    strings = [token for token in tokenize.generate_tokens(iter(lines).__next__) if token.type == tokenize.STRING]
    for token in reversed(strings):
        (first, start), (last, end) = token.start, token.end
        lines[first - 1 : last] = [f"{lines[first - 1][:start]}''{lines[last - 1][end:]}"]
    return "".join(lines)


def wrap(text: str, width: int) -> list[str]:
    """The text's lines, long ones of prose wrapped; code blocks, tables and headings stay."""
    width = max(width, _NARROWEST)
    lines: list[str] = []
    fenced = False
    for line in text.strip().splitlines():
        line = line.rstrip()
        fenced = fenced != line.lstrip().startswith("```")
        bare = line.lstrip()
        if len(line) <= width or fenced or bare.startswith(("|", "#", "```")):
            lines.append(line)
            continue
        margin = " " * (len(line) - len(bare))
        hanging = margin + "  " if bare.startswith(("* ", "- ", "+ ")) else margin
        lines.extend(
            textwrap.wrap(
                bare,
                width,
                initial_indent=margin,
                subsequent_indent=hanging,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    return lines


def _escape(line: str) -> str:
    """The line with backslashes, quotes that could end the docstring and all that does not print escaped."""
    return _printable(line.replace("\\", "\\\\").expandtabs(4)).replace('"""', '\\"\\"\\"')


def _printable(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in line)


def _closed(line: str) -> str:
    """An escaped line that can stand right before the closing quotes."""
    body = line.removesuffix('"')
    is_escaped = (len(body) - len(body.rstrip("\\"))) % 2 == 1
    return line if body == line or is_escaped else f'{body}\\"'
