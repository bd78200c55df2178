"""Breaks an escaper and tries the cases that it stands before: `python -m tests.hostile.broken`.

What rules injection out is to be seen to do so: a corpus that finds nothing where nothing is escaped proves nothing, nor
does a verifier that is not asked. With `--unverified` packages are not held against what was meant, so that the corpus
alone can find what is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from inhouse.api import names, types
from inhouse.package import build, finish, fragments
from inhouse.package.verify import Survey, imported_runtime
from tests.hostile import run
from tests.hostile.__main__ import main as try_cases

_annotation = types.annotation
_words = names.words


def _literal_of_its_own_text(self: fragments.Literal) -> str:
    return f"'{self.value}'" if isinstance(self.value, str) else repr(self.value)


def _literal_without_backslashes(self: fragments.Literal) -> str:
    return repr(self.value).replace("\\", "")


def _comment_of_its_own_text(self: fragments.Comment) -> str:
    return f"# {self.text}\n" if self.text else ""


def _constants_of_their_own_text(type: types.Type) -> str:
    if isinstance(type, types.Constants):
        values = ", ".join(f"'{value}'" for value in type.values)
        return f"Literal[{values}]"
    return _annotation(type)


def _break_identifiers(put: Callable[[object, str, Any], None]) -> None:
    """Lets text of several lines be a name."""
    real: Any = vars(names)["_identifier"]
    put(names, "words", lambda text: [text] if "\n" in text else _words(text))
    put(names, "_identifier", lambda name, *rest: name if "\n" in name else real(name, *rest))
    put(fragments.Identifier, "__post_init__", lambda _: None)


def _break_annotations(put: Callable[[object, str, Any], None]) -> None:
    put(types, "annotation", _constants_of_their_own_text)
    put(fragments, "annotation", _constants_of_their_own_text)


BREAKS: Mapping[str, tuple[Callable[[Callable[[object, str, Any], None]], None], str]] = {
    "none": (lambda _: None, "query parameter: quote and call"),
    "literal": (
        lambda put: put(fragments.Literal, "code", property(_literal_of_its_own_text)),
        "query parameter: quote and call",
    ),
    "literal without backslashes": (
        lambda put: put(fragments.Literal, "code", property(_literal_without_backslashes)),
        "query parameter: quotes, or and call",
    ),
    "docstring": (lambda put: put(fragments, "_escape", str), "description: triple double quotes"),
    "comment": (lambda put: put(fragments.Comment, "code", property(_comment_of_its_own_text)), "header: newline"),
    "identifier": (_break_identifiers, "operationId: definition"),
    "annotation": (_break_annotations, "variable enum: quote and call"),
}
"""How each escaper is broken, and the cases that get through it then."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries the cases as `python -m tests.hostile` does, with its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.broken", description="Tries a broken escaper.")
    parser.add_argument("escaper", choices=tuple(BREAKS))
    parser.add_argument("--unverified", action="store_true", help="without the verifier")
    options = parser.parse_args(arguments)
    break_it, only = BREAKS[options.escaper]
    break_it(setattr)
    run.HARMLESS = ("plain",)  # one of another kind is enough to be held against
    os.environ["INHOUSE_CACHE_DIR"] = os.path.join(os.devnull, "cache")  # what a broken tool finds out is not kept
    if options.unverified:
        for verifier in ("verify_modules", "verify_surveys", "verify_comments"):
            setattr(build, verifier, lambda *_: None)
        setattr(finish, "survey", lambda path, text: Survey({}, {}, imported_runtime(path, text)))  # noqa: B010
    return try_cases(["--jobs", "1", "--case", only])


if __name__ == "__main__":
    sys.exit(main())
