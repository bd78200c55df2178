"""What the repository that a package stands in may ask of it: style, comments at the top, blocks and names of its own."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

DECLARED_ENCODING = re.compile(r"coding[:=][ \t]*[-\w.]")
"""What in a comment Python takes for the declaration of the file's encoding (PEP 263)."""

Quotes: TypeAlias = Literal["double", "single"]


class Style(NamedTuple):
    """How code is laid out: characters in a line, and in a line of imports, quotes, and Python's version as ruff says it."""

    line_length: int = 120
    import_length: int = 88  # ruff's own default, as its default rules want imports laid out
    quotes: Quotes = "double"
    target_version: str = "py311"


OWN_STYLE = Style()
"""How code is laid out where the host asks for nothing."""


class Override(NamedTuple):
    """A template of the host that overrides blocks of ours of the same name; `file` is what messages call it."""

    name: str
    file: str
    text: str


class Extension(NamedTuple):
    """A module of the host beside ours, and the names in it that the package exports."""

    module: str
    names: tuple[str, ...]


class Host(NamedTuple):
    """All that a host asks. `comments` is text for comments below the first line of each module."""

    style: Style = OWN_STYLE
    comments: str = ""
    overrides: tuple[Override, ...] = ()
    extension: Extension | None = None


PLAIN = Host()
"""A host that asks for nothing."""
