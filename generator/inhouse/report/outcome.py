"""What a command found for one target, as a value: every way of printing it says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from inhouse.diagnostics import Diagnostic, Fatal, Place, fatal, quote

if TYPE_CHECKING:
    from inhouse.api.counts import Count
    from inhouse.output.compare import Difference

FINE, STALE, WRONG, UNWRITABLE = 0, 1, 2, 3
INTERRUPTED = 130

State: TypeAlias = Literal["up-to-date", "written", "stale", "edited", "wrong", "unusable", "fetched", "unchanged"]
"""fetched, unchanged: what `message` says of a document, which `folder` names. edited: not written, since what was edited by hand would be lost. unusable: the folder could not be read or written."""


class Outcome(NamedTuple):
    """What a command found for a target, and did.

    The places of diagnostics have positions. `folder` is the package's as messages call it. `reasons` are the kinds of
    input that are not those which made the package on disk; `differences` are what was written or would be, of `total`
    files. `counts` are the coverage, where the document was read. `mend` is the command line that mends what is wrong,
    `belongs` are lines that say where what was edited by hand belongs, and `excuse` what to write into the configuration so
    that operations may be left out: a table, and all their ids.
    """

    folder: str
    state: State
    status: int
    diagnostics: tuple[Diagnostic, ...] = ()
    reasons: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    total: int = 0
    counts: tuple[Count, ...] = ()
    mend: str | None = None
    belongs: tuple[str, ...] = ()
    excuse: tuple[str, tuple[str, ...]] | None = None
    message: str | None = None


def wrong(error: Fatal, folder: str = "") -> Outcome:
    """The outcome where nothing could be made of what was given."""
    return Outcome(folder, "wrong", WRONG, ordered(error.diagnostics))


def unspeakable(error: UnicodeEncodeError) -> Fatal:
    """What to say where the locale has no way to name a file."""
    name = error.object[error.start : error.end]
    hint = "Set PYTHONUTF8=1, or a locale such as C.UTF-8."
    return fatal("bad-locale", f"a path has {quote(name)} in it, which {error.encoding} cannot write", None, hint)


def ordered(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The diagnostics, those of one file in the order of its lines."""
    return tuple(sorted(diagnostics, key=lambda diagnostic: _file_and_line(diagnostic.place)))


def _file_and_line(place: Place | None) -> tuple[str, tuple[int, int]]:
    return ("", (0, 0)) if place is None else (place.file, place.position or (0, 0))
