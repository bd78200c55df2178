"""What the references in all files of a document lead to, and where that has its place in the one document."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TypeAlias

from inhouse.document.files import Dead, Files, Location, below
from inhouse.document.grammar import DOCUMENT, Part
from inhouse.document.pointer import step
from inhouse.document.references import parts, references
from inhouse.document.values import JsonValue, as_mapping, as_text

Way: TypeAlias = tuple[str, ...]
"""Keys and indexes from the root of the one document."""

ROOT = Location("")

_NAMED = ("paths", "webhooks")
"""Besides the sections of `components`, where a document names things that may stand in other files."""


class Survey:
    """What the references in all files lead to.

    `names` are those of the document's own schemas. `targets` is by the place of a reference's text. `starts` are the
    things that references lead to, the whole document first; `around` tells within which of those something stands.
    """

    def __init__(self, names: Container[str]) -> None:
        self.names = names
        self.targets: dict[Location, Location | Dead] = {}
        self.starts: dict[Location, Part] = {ROOT: DOCUMENT}
        self.around: dict[tuple[Location, Part], list[Location]] = {}


def survey(files: Files) -> Survey:
    """Follow every reference, from the first file on."""
    components = as_mapping((as_mapping(files.value(ROOT)) or {}).get("components")) or {}
    found = Survey(as_mapping(components.get("schemas")) or {})
    waiting = [ROOT]
    for start in waiting:
        inside = [(start, files.value(start), found.starts[start])]
        while inside:
            at, value, part = inside.pop()
            if at != start:
                found.around.setdefault((at, part), []).append(start)
            for reference in references(value, part, found.names):
                target = files.find(reference.text, at)
                found.targets[below(at, *reference.way)] = target
                if isinstance(target, Location) and target not in found.starts:
                    found.starts[target] = reference.part
                    waiting.append(target)
            # In order, since an `$id` can be found only once its file has been read.
            inside += ((below(at, token), _member(value, token), inner) for token, inner in sorted(parts(value, part)))
    return found


def homes(files: Files, survey: Survey) -> dict[Location, Way]:
    """Return where the document itself has a name for what stands in another file, by what stands there."""
    ways: dict[Location, list[Way]] = {}
    for way, at in _entries(files, survey):
        value = as_mapping(files.value(at)) or {}
        target = survey.targets.get(below(at, "$ref"))
        is_local = not at.file and (as_text(value.get("$ref")) or "").startswith("#")
        if isinstance(target, Location) and target.file and len(value) == 1 and not is_local:
            ways.setdefault(target, []).append(way)
    return {target: min(found, key=lambda way: (way[-1] != _name(target), way)) for target, found in ways.items()}


def places(survey: Survey, homes: Mapping[Location, Way], root: JsonValue) -> Iterator[tuple[Location, Way]]:
    """Give what stands within nothing that `root`, which is written already, holds, and the way to its place there."""
    components = as_mapping((as_mapping(root) or {}).get("components")) or {}
    taken: dict[str, set[str]] = {}
    reached = {at for at, _ in survey.around}
    for target in sorted(survey.starts.keys() - homes.keys() - {ROOT}):
        part = survey.starts[target]
        if not target.file:
            if target not in reached:
                yield target, target.tokens
        elif part.section is not None and (target, part) not in survey.around:
            names = taken.setdefault(part.section, set(as_mapping(components.get(part.section)) or {}))
            name, number = _name(target), 2
            while name in names:
                name, number = f"{_name(target)}-{number}", number + 1
            names.add(name)
            yield target, ("components", part.section, name)


def _entries(files: Files, survey: Survey) -> Iterator[tuple[Way, Location]]:
    """Give the way to each entry of `paths`, `webhooks` and the sections of `components`, and where it is written."""
    root = _members(files, survey, ROOT)
    tables: list[tuple[Way, Location]] = [((key,), root[key]) for key in _NAMED if key in root]
    if "components" in root:
        sections = _members(files, survey, root["components"])
        tables += [(("components", section), at) for section, at in sections.items()]
    for way, table in tables:
        yield from (((*way, name), at) for name, at in _members(files, survey, table).items())


def _members(files: Files, survey: Survey, at: Location) -> dict[str, Location]:
    """Return where the members of an object are written, be it, or some of it, behind references."""
    members: dict[str, Location] = {}
    seen: set[Location] = set()
    target: Location | Dead | None = at
    while isinstance(target, Location) and target not in seen:
        seen.add(target)
        own = as_mapping(files.value(target)) or {}
        members = {**{name: below(target, name) for name in own if name != "$ref"}, **members}
        target = survey.targets.get(below(target, "$ref"))
    return members


def _name(target: Location) -> str:
    """Return what something in another file is called: the last key on the way to it, or the name of its file."""
    stem = PurePosixPath(target.file).stem
    name = ""
    for token in (*reversed(target.tokens), stem):
        name = f"{token}-{name}" if name else token
        if name and not token.isdecimal():
            break
    return name


def _member(value: JsonValue, token: str) -> JsonValue:
    found = step(value, token)
    return None if found is None else found[0]
