"""What the generator says about its input: values to collect and pass on, and one way to print them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, TypeAlias

Severity: TypeAlias = Literal["fatal", "skip", "warning"]
"""fatal: nothing is written. skip: one operation is left out. warning: something is approximated."""

_LONGEST_QUOTE = 80
_LONGEST_MESSAGE = 600
_MOST_CANDIDATES = 1_000
"""So many words are held against another one; of more, those that begin alike and are about as long."""


class Place(NamedTuple):
    """A place in a file: a JSON Pointer (RFC 6901), or line and column at once for text that could not be read."""

    file: str
    pointer: str = ""
    position: tuple[int, int] | None = None


class Diagnostic(NamedTuple):
    """One thing to tell. `code` is a short kebab word; `hint` is a sentence saying what to do about it.

    `paste` is text of several lines to begin a file with.
    """

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    hint: str | None = None
    operation: str | None = None
    paste: str | None = None


class Fatal(Exception):
    """Input that nothing can be made of. Nothing has been written."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(visible(diagnostic.message) for diagnostic in self.diagnostics))


Locate: TypeAlias = Callable[[Place], tuple[int, int] | None]
"""Gives line and column, both counted from 1, of a place, or None where its file is not at hand."""


def fatal(code: str, message: str, place: Place | None = None, hint: str | None = None) -> Fatal:
    """Return the exception for a single fatal diagnostic."""
    return Fatal((Diagnostic(code, "fatal", message, place, hint),))


def format_diagnostic(diagnostic: Diagnostic, locate: Locate) -> str:
    """Return the diagnostic as one line: `spec/apify.yaml:41:13: unresolved reference '…'. Did you mean 'Actor'?`."""
    message = visible(shorten(diagnostic.message, _LONGEST_MESSAGE))
    if diagnostic.hint is not None:
        stop = "" if message.endswith((".", "?", "!", "…")) else "."
        message = f"{message}{stop} {visible(shorten(diagnostic.hint, _LONGEST_MESSAGE))}"
    return f"{_where(diagnostic.place, locate)}{_label(diagnostic)}{message}"


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Return a sentence naming the candidate nearest to `word`, ready to be a hint, or None if none is near."""
    import difflib

    # Longer words are no slips of a hand, and difflib is quadratic in their length.
    if len(word) > _LONGEST_QUOTE:
        return None
    near = sorted({candidate for candidate in candidates if len(candidate) <= _LONGEST_QUOTE})
    if len(near) > _MOST_CANDIDATES:
        alike = (candidate for candidate in near if candidate[:2].casefold() == word[:2].casefold())
        near = sorted(alike, key=lambda candidate: abs(len(candidate) - len(word)))[:_MOST_CANDIDATES]
    same = [candidate for candidate in near if candidate.casefold() == word.casefold()]
    found = same or difflib.get_close_matches(word, near, n=1)
    return f"Did you mean {quote(found[0])}?" if found else None


def quote(text: str) -> str:
    """Return text from a document for use within a message: in quotes, visible, and of bounded length."""
    return f"'{visible(shorten(text, _LONGEST_QUOTE))}'"


def visible(text: str) -> str:
    """Return the text on one line, with every character that would not print as itself escaped."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def shorten(text: str, longest: int) -> str:
    """Return the text, with its middle left out if it is longer than `longest` characters."""
    if len(text) <= longest:
        return text
    half = (longest - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


def _where(place: Place | None, locate: Locate) -> str:
    if place is None:
        return ""
    position = place.position or locate(place)
    if position is None:
        return f"{visible(place.file)}: "
    return f"{visible(place.file)}:{position[0]}:{position[1]}: "


def _label(diagnostic: Diagnostic) -> str:
    operation = None if diagnostic.operation is None else visible(shorten(diagnostic.operation, _LONGEST_QUOTE))
    match diagnostic.severity:
        case "fatal":
            return "" if operation is None else f"{operation}: "
        case "skip":
            return "skipped: " if operation is None else f"skipped {operation}: "
        case "warning":
            return "warning: " if operation is None else f"warning in {operation}: "
