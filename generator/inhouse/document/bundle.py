"""A document in several files → one document, in which every reference leads to a place in it.

What references lead to in other files becomes an entry of `components`: by the name that the document gives it there, else
by its own. What has no place there, such as an operation, is put where the reference stands. Everything keeps its origin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from inhouse.diagnostics import Diagnostic, Place, fatal
from inhouse.document.document import DeadReference, Document, dead_reference
from inhouse.document.files import Dead, Files, Location, below
from inhouse.document.grammar import DOCUMENT, Part
from inhouse.document.limits import MAX_DEPTH, MAX_PASSED, MAX_VALUES
from inhouse.document.origin import Origin, graft_all, inner
from inhouse.document.pointer import from_tokens
from inhouse.document.references import Reference, own_reference, parts, references
from inhouse.document.survey import ROOT, Survey, Way, homes, places, survey
from inhouse.document.values import JsonValue, as_mapping
from inhouse.document.web import Web

_LOOP = Dead("it leads back to itself")


def bundle(
    document: Document,
    path: Path,
    folders: Sequence[Path],
    show: Callable[[Path], str],
    web: Web | None = None,
    url: str = "",
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Return a document that was just read as one, and what is wrong with its other files and the way to them.

    What a reference to a media type or an operation leads to stands in its place.

    Raises:
        Fatal: the one document would be too large or too deep.
    """
    files = Files(document.sources[0], path, folders, show, web, url)
    bundler = _Bundler(files, survey(files))
    value, origin = bundler.write()
    others = {key: source for key, source in files.sources.items() if key}
    sources = (*document.sources, *others.values())
    root = as_mapping(value) or {}
    bundled = Document(root, sources, origin, others, bundler.dead, document.url, files.asked)
    return bundled, (*files.problems, *bundler.problems)


class _Tree(NamedTuple):
    """A value and where its parts were written."""

    value: JsonValue
    origin: Origin


class _Open(NamedTuple):
    """A reference to write once it is known where everything has its place: the member `key` of a mapping."""

    mapping: dict[str, JsonValue]
    key: str
    way: Way
    at: Location
    reference: Reference


class _Bundler:
    """Writes the one document. All that changes in it is made anew."""

    def __init__(self, files: Files, survey: Survey) -> None:
        self.dead: dict[Place, DeadReference] = {}
        self.problems: list[Diagnostic] = []
        self._files = files
        self._survey = survey
        self._homes = homes(files, survey)
        self._ways: dict[Location, list[Way]] = {ROOT: [()]}
        self._open: list[_Open] = []
        self._inlining: set[Location] = set()
        self._count = 0

    def write(self) -> _Tree:
        """Return the whole document."""
        value, origin = self._write(ROOT, self._files.value(ROOT), DOCUMENT, ())
        others: list[tuple[Way, _Tree]] = []
        for target, way in places(self._survey, self._homes, value):
            self._ways[target] = [way]
            others.append((way, self._write(target, self._files.value(target), self._survey.starts[target], way)))
        for reference in self._open:
            self._close(reference)
        value = _put(value, [(way, tree.value) for way, tree in others])
        return _Tree(value, graft_all(origin, [(way, tree.origin) for way, tree in others]))

    def _write(self, at: Location, value: JsonValue, part: Part, way: Way) -> _Tree:
        """Return a value as it is in the one document, where `way` leads to it."""
        self._check_limits(at, way)
        if isinstance(value, dict):
            own = own_reference(value, part)
            replaced = None if own is None else self._replace(value, own, at, part, way)
            return replaced or self._write_object(value, at, part, way)
        origin = Origin(self._files.place(at))
        if not isinstance(value, list):
            return _Tree(value, origin)
        items, origins = list(value), dict[str, Origin]()
        for token, kind in parts(value, part):
            items[int(token)], origins[token] = self._write(below(at, token), value[int(token)], kind, (*way, token))
        return _Tree(items, _around(origin, origins))

    def _write_object(self, value: dict[str, JsonValue], at: Location, part: Part, way: Way) -> _Tree:
        members, origins = dict(value), dict[str, Origin]()
        for token, kind in parts(value, part):
            members[token], origins[token] = self._write(below(at, token), value[token], kind, (*way, token))
        discriminator = as_mapping(value.get("discriminator")) or {}
        mapping = dict(as_mapping(discriminator.get("mapping")) or {})
        for reference in references(value, part, self._survey.names):
            *above, key = reference.way
            if above:
                members["discriminator"] = {**discriminator, "mapping": mapping}
            elif key == "$dynamicRef":
                key = "$ref"
                members[key] = members.pop("$dynamicRef")
                origins[key] = Origin(self._files.place(below(at, "$dynamicRef")))
            self._open.append(_Open(mapping if above else members, key, (*way, *above, key), at, reference))
        return _Tree(members, _around(Origin(self._files.place(at)), origins))

    def _replace(self, value: dict[str, JsonValue], own: Reference, at: Location, part: Part, way: Way) -> _Tree | None:
        """Return what stands in place of a value that is a reference; None where the reference itself can stay."""
        target = self._survey.targets[below(at, *own.way)]
        is_home = isinstance(target, Location) and self._homes.get(target) == way and len(value) == 1
        is_changed = isinstance(target, Location) and own.part.kind == "path item" and len(value) > 1
        can_stay = own.part.kind not in ("media type", "operation") and _is_local(own, at)
        if not is_home and (can_stay or not (own.part.section is None or is_changed)):
            return None
        if isinstance(target, Location) and target not in self._inlining and len(self._inlining) < MAX_PASSED:
            self._inlining.add(target)
            tree = self._write(target, self._files.value(target), own.part, way)
            self._inlining.remove(target)
            self._ways.setdefault(target, []).append(way)
            if len(value) == 1 or not isinstance(tree.value, dict):
                return tree
            return _beside(tree, self._write(at, _without(value, own), part, way))
        dead = target if isinstance(target, Dead) else _LOOP
        self.problems.append(dead_reference(own.text, dead.reason, dead.hint, self._files.place(below(at, *own.way))))
        if part.how == "each item":
            return _Tree([], Origin(self._files.place(at)))
        return self._write(at, _without(value, own), part, way)

    def _close(self, open: _Open) -> None:
        """Write a reference as a pointer within the one document; one that leads nowhere must not lead anywhere there."""
        mapping, key, way, at, reference = open
        target = self._survey.targets[below(at, *reference.way)]
        found = self._way(target) if isinstance(target, Location) else None
        if found is not None:
            if not (_is_local(reference, at) and unquote(reference.text[1:]) == from_tokens(found)):
                mapping[key] = f"#{from_tokens(found).replace('%', '%25')}"
        elif not _is_local(reference, at):
            dead = target if isinstance(target, Dead) else _LOOP
            place = self._files.place(below(at, *reference.way))
            self.dead[place] = DeadReference(reference.text, from_tokens(way), dead.reason, dead.hint)
            if reference.text.startswith("#"):
                mapping[key] = f"{at.file}{reference.text}"

    def _way(self, target: Location) -> Way | None:
        """Return the way to what a reference leads to, which may be part of something that has its place."""
        if target in self._ways:
            return self._homes.get(target) or min(self._ways[target])
        if not target.file:
            return target.tokens
        around = self._survey.around.get((target, self._survey.starts[target]), [])
        placed = [start for start in around if start in self._ways]
        if not placed:
            return None
        start = max(placed, key=lambda start: len(start.tokens))
        return (*(self._way(start) or ()), *target.tokens[len(start.tokens) :])

    def _check_limits(self, at: Location, way: Way) -> None:
        self._count += 1
        if self._count > MAX_VALUES:
            message = f"with the files it refers to the document has more than {MAX_VALUES:,} values"
            raise fatal("too-large", message, self._files.place(at))
        if len(way) > MAX_DEPTH:
            message = f"with the files it refers to the document is nested more than {MAX_DEPTH} levels deep"
            raise fatal("too-deep", message, self._files.place(at))


def _put(value: JsonValue, news: Iterable[tuple[Sequence[str], JsonValue]]) -> JsonValue:
    """Return a value with others at the ends of ways, one after the other; objects on the way come into being."""
    inside: dict[str, list[tuple[Sequence[str], JsonValue]]] = {}
    for way, new in news:
        if way:
            inside.setdefault(way[0], []).append((way[1:], new))
        else:
            value, inside = new, {}
    if isinstance(value, list):
        return [_put(item, inside.get(str(index), ())) for index, item in enumerate(value)] if inside else value
    if inside and (value is None or isinstance(value, dict)):
        members = dict(value or {})
        return members | {token: _put(members.get(token), below) for token, below in inside.items()}
    return value


def _around(origin: Origin, origins: Mapping[str, Origin]) -> Origin:
    """Return the origin of an object or array with those of its parts that were written elsewhere."""
    return Origin(origin.place, {key: part for key, part in origins.items() if part != inner(origin, key)})


def _beside(tree: _Tree, own: _Tree) -> _Tree:
    """Return an object with members of another one, which win."""
    members, more = as_mapping(tree.value) or {}, as_mapping(own.value) or {}
    origins = {**tree.origin.inside, **{name: inner(own.origin, name) for name in more}}
    return _Tree({**members, **more}, Origin(tree.origin.place, origins))


def _is_local(reference: Reference, at: Location) -> bool:
    """Whether the reference is a pointer in the first file, which later stages follow by themselves."""
    return not at.file and (reference.text.startswith("#/") or reference.text == "#")


def _without(value: dict[str, JsonValue], own: Reference) -> dict[str, JsonValue]:
    return {key: member for key, member in value.items() if key not in own.way}
