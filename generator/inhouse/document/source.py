"""A file on disk → its value; a pointer → line and column in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from json import JSONDecodeError
from pathlib import Path, PurePath
from typing import NamedTuple

from inhouse.diagnostics import Diagnostic, Fatal, Locate, Place, did_you_mean, fatal, quote
from inhouse.document.extent import Extent, extent_of
from inhouse.document.limits import MAX_BYTES, MAX_DEPTH, MAX_TEXT
from inhouse.document.marks import Mark, find_mark
from inhouse.document.pointer import from_tokens, is_pointer, split_pointer
from inhouse.document.text import decode, positions
from inhouse.document.values import JsonValue
from inhouse.garbage import only_growing

_MARKUP = re.compile(r"\s*<(!doctype\b|!--|html\b|\?xml\b)", re.IGNORECASE)


class Source(NamedTuple):
    """A file as it was read. `file` is the name that places and messages use for it.

    `mark` tells where the parts of YAML stand, which comes of reading it; JSON is read again for that. The `extent` is
    that of the value.
    """

    file: str
    content: bytes
    value: JsonValue
    mark: Mark | None
    extent: Extent


def read_source(path: Path, shown: str) -> Source:
    """Read a YAML or JSON file; `shown` is how messages call it.

    Raises:
        Fatal: the file cannot be opened, or is not one YAML or JSON document within the limits.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise fatal("no-such-file", "no such file", Place(shown), _nearby(path, shown)) from None
    except IsADirectoryError:
        raise fatal("unreadable-file", "this is a folder, not a file", Place(shown)) from None
    except PermissionError:
        raise fatal("unreadable-file", "no permission to read it", Place(shown)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise fatal("unreadable-file", f"it cannot be read: {reason}", Place(shown)) from None
    return parse_source(content, shown)


def parse_source(content: bytes, shown: str) -> Source:
    """Read YAML or JSON that is already in memory. Raises as `read_source` does."""
    if len(content) > MAX_BYTES:
        raise fatal("too-large", f"larger than {MAX_BYTES // 1024 // 1024} MiB", Place(shown))
    with only_growing():
        value, mark = _read(content, shown)
        source = Source(shown, content, value, mark, extent_of(value))
        if source.extent.depth > MAX_DEPTH:  # of JSON, that is: YAML of which that is so is not read to its end
            from inhouse.document.json import json_problems

            raise Fatal(json_problems(decode(content, shown), shown))
        if source.extent.longest > MAX_TEXT:
            pointer = _longer_than(value, MAX_TEXT)
            at = Place(shown, pointer, locate(source, pointer))
            raise fatal("too-long", f"a text of more than {MAX_TEXT:,} characters", at, "Shorten it.")
        return source


def locate(source: Source, pointer: str) -> tuple[int, int]:
    """Return line and column, counted from 1, of the value at a pointer, or of its nearest ancestor that exists."""
    return find_mark(source.mark or _marks(source.content), split_pointer(pointer) if is_pointer(pointer) else ())


def locator(sources: Iterable[Source]) -> Locate:
    """Return the function that `format_diagnostic` takes to find places in these files."""
    by_file = {source.file: source for source in sources}

    def find(place: Place) -> tuple[int, int] | None:
        source = by_file.get(place.file)
        return None if source is None else locate(source, place.pointer)

    return find


def placed(diagnostics: Iterable[Diagnostic], find: Locate) -> tuple[Diagnostic, ...]:
    """Return the diagnostics with their positions looked up, for when the files will not be at hand any more."""
    return tuple(_placed(diagnostic, find) for diagnostic in diagnostics)


def _placed(diagnostic: Diagnostic, find: Locate) -> Diagnostic:
    place = diagnostic.place
    if place is None or place.position is not None:
        return diagnostic
    return diagnostic._replace(place=place._replace(position=find(place)))


def _longer_than(value: JsonValue, length: int) -> str:
    """The pointer of a text in the value that is longer; that of the value where there is none."""
    waiting: list[tuple[JsonValue, tuple[str, ...]]] = [(value, ())]
    while waiting:
        part, way = waiting.pop()
        inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        for key, each in inner:
            if isinstance(each, str):
                if len(each) > length:
                    return from_tokens((*way, str(key)))
            elif isinstance(each, (dict, list)):
                waiting.append((each, (*way, str(key))))
    return ""


# JSON is gone through a second time, and only for what is printed: a run without diagnostics pays nothing for positions.
@lru_cache(maxsize=8)
def _marks(content: bytes) -> Mark:
    from inhouse.document.json import mark_json

    return mark_json(decode(content, ""))


def _read(content: bytes, file: str) -> tuple[JsonValue, Mark | None]:
    """Return the value of a file and, of YAML, its marks."""
    from inhouse.document.json import read_json

    text = decode(content, file)
    if (markup := _MARKUP.match(text)) is not None:
        what = "XML" if markup[1] == "?xml" else "an HTML page"
        raise fatal(
            "not-openapi", f"this is {what}", Place(file), "Give the document itself, not a page that shows it."
        )
    not_json: ValueError | None = None
    if text.lstrip()[:1] in ("{", "["):
        try:
            return read_json(text, file), None
        except ValueError as error:
            not_json = error
    from inhouse.document.yaml import read_yaml

    try:
        return read_yaml(text, file)
    except Fatal as not_yaml:
        raise _clearer(not_json, not_yaml, file) from None


def _clearer(not_json: ValueError | None, not_yaml: Fatal, file: str) -> Fatal:
    """Return the complaint of the reader that came further in the text: it shows what the text was meant to be."""
    first = not_yaml.diagnostics[0]
    if not isinstance(not_json, JSONDecodeError) or first.code != "bad-yaml":
        return not_yaml
    yaml_line = first.place.position[0] if first.place is not None and first.place.position is not None else 1
    line, column = positions(not_json.doc)(not_json.pos)  # its own know of no carriage returns
    if line < yaml_line:
        return not_yaml
    reason = not_json.msg[:1].lower() + not_json.msg[1:]
    return fatal("bad-json", f"not valid JSON: {reason}", Place(file, "", (line, column)))


def _nearby(path: Path, shown: str) -> str | None:
    try:
        near = (other.name for other in path.parent.iterdir() if did_you_mean(path.stem, (other.stem,)))
        return did_you_mean(path.name, near)
    except OSError:
        return f"There is no folder {quote(PurePath(shown).parent.as_posix())} either."
