"""The files that a document is written in, and what a reference in one of them leads to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from os.path import relpath
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin

from inhouse.diagnostics import Diagnostic, Fatal, Place, did_you_mean, fatal, quote
from inhouse.document.limits import MAX_PASSED, MAX_SUGGESTIONS
from inhouse.document.pointer import from_tokens, is_pointer, split_pointer, step
from inhouse.document.source import Source, read_source
from inhouse.document.values import JsonValue, as_mapping, as_text
from inhouse.document.web import Web, is_url, origin_of

_DRIVE = re.compile(r"/[A-Za-z]:/")


class Location(NamedTuple):
    """A value in a file. `file` is the file's path from the folder of the first one, which is itself called ''."""

    file: str
    tokens: tuple[str, ...] = ()


def below(at: Location, *tokens: str) -> Location:
    """Return where a value within the one at a location stands."""
    return Location(at.file, (*at.tokens, *tokens))


class Dead(NamedTuple):
    """Why a reference leads nowhere, and what to do about it."""

    reason: str
    hint: str | None = None


_SELF = Dead("it leads back to itself")


def _joined(base: str, text: str) -> str:
    """An address that is relative to another one (RFC 3986, 5.2); those of a folder's files are joined once for all."""
    if "?" in base or text[0] in "?;":
        return urljoin(base, text)
    return _joined_below(base[: base.rfind("/") + 1], text)


@lru_cache(4096)
def _joined_below(folder: str, text: str) -> str:
    return urljoin(folder, text)


class Files:
    """Reads each file once, when the first reference leads to it.

    An address is what JSON Schema calls a base URI: a `file:` URI, or what an `$id` says. `asked` are the paths that
    references led to, each with what it is without links.
    """

    def __init__(
        self,
        first: Source,
        path: Path,
        folders: Sequence[Path],
        show: Callable[[Path], str],
        web: Web | None = None,
        url: str = "",
    ) -> None:
        self.problems: list[Diagnostic] = []
        self.sources: dict[str, Source] = {}
        self.asked: dict[Path, Path] = {}
        self._folder = path.parent
        self._name = path.name
        self._home = path.parent.resolve()
        self._allowed = () if url else (self._home, *(folder.resolve() for folder in folders))
        self._web = web
        self._show = show
        self._keys: dict[Path | str, str] = {url or path.resolve(): ""}
        self._unreadable: dict[Path | str, Dead] = {}
        self._retrieved: dict[str, str] = {}
        self._addresses: dict[Location, str] = {}
        self._resources: dict[str, Location] = {}
        self._anchors: dict[Location, dict[str, Location]] = {}
        self._guesses = 0
        self._found: dict[tuple[str, Location], Location | Dead] = {}
        self._add("", first, url or (self._home / path.name).as_uri())

    def value(self, at: Location) -> JsonValue:
        """Return the value at a location that a reference leads to."""
        value = self.sources[at.file].value
        for token in at.tokens:
            found = step(value, token)
            value = None if found is None else found[0]
        return value

    def place(self, at: Location) -> Place:
        """Return a location as diagnostics speak of it."""
        return Place(self.sources[at.file].file, from_tokens(at.tokens))

    def find(self, text: str, at: Location, passed: int = 0) -> Location | Dead:
        """Return what a reference leads to that stands at a location.

        It is read as JSON Schema says, by the `$id` of the nearest schema that has one; should it lead nowhere so, as if
        there were none. A pointer may pass through references.
        """
        if passed > MAX_PASSED:
            return Dead(f"its way passes through more than {MAX_PASSED} references")
        if (text, at) not in self._found:
            self._found[text, at] = _SELF
            self._found[text, at] = self._find(text, at, passed)
        return self._found[text, at]

    def _find(self, text: str, at: Location, passed: int) -> Location | Dead:
        address, _, fragment = text.partition("#")
        result: Location | Dead = _SELF
        for base, base_address in self._bases(at):
            is_web = is_url(self._retrieved[at.file])
            start = self._start(address, base_address, is_web) if address else base
            result = start if isinstance(start, Dead) else self._within(start, fragment, passed)
            if isinstance(result, Location):
                break
        if isinstance(result, Dead) and at.file and text.startswith("#/"):
            meant = self._within(Location(""), fragment, passed)
            if isinstance(meant, Location) and not is_url(at.file):
                way = relpath(self._home / self._name, (self._home / at.file).parent)
                return result._replace(hint=f"Here '#' means this file. Write {quote(Path(way).as_posix() + text)}.")
        return result

    def _bases(self, at: Location) -> Iterator[tuple[Location, str]]:
        """Give what a reference may be relative to, with its address: the nearest `$id` around it, then its file."""
        for length in range(len(at.tokens), -1, -1):
            around = Location(at.file, at.tokens[:length])
            if around in self._addresses:
                yield around, self._addresses[around]
                break
        yield Location(at.file), self._retrieved[at.file]

    def _start(self, text: str, base: str, is_web: bool) -> Location | Dead:
        try:
            address = _joined(base, text)
        except ValueError:
            return Dead("it is no address")
        if address in self._resources:
            return self._resources[address]
        if is_url(address) and self._web is not None:
            return self._remote(address, self._web)
        if is_web and not is_url(address):
            return Dead("what comes from the web does not lead to files of this machine")
        if not address.startswith("file:///"):
            return Dead("only files are read, nothing remote", "Save a copy next to the document and refer to that.")
        path = unquote(address.removeprefix("file://"))
        return self._file(Path(path[1:] if _DRIVE.match(path) else path))

    def _remote(self, address: str, web: Web) -> Location | Dead:
        if address in self._keys:
            return Location(self._keys[address])
        if not web.allows(address):
            hint = f"If it is to be read: --allow-origin {origin_of(address)}"
            return Dead("it leads to an origin that is not allowed", hint)
        if address not in self._unreadable:
            try:
                source = web.fetch(address)
            except Fatal as error:
                first = error.diagnostics[0]
                is_missing = first.code == "unreadable-url"
                self._unreadable[address] = Dead(first.message if is_missing else "that file cannot be read")
                self.problems += (d._replace(severity="warning") for d in error.diagnostics if not is_missing)
            else:
                self._keys[address] = address
                self._add(address, source, address)
                return Location(address)
        return self._unreadable[address]

    def _file(self, path: Path) -> Location | Dead:
        asked = path
        try:
            path = path.resolve()
        except (OSError, ValueError, RuntimeError):
            return Dead("there is no such file")
        self.asked[asked] = path
        if path in self._keys:
            return Location(self._keys[path])
        if not any(path.is_relative_to(folder) for folder in self._allowed):
            hint = "The target's `folders` say where else references may lead."
            return Dead("it leads out of the document's folder", hint)
        if path not in self._unreadable:
            try:
                return self._read(path)
            except OSError:
                self._unreadable[path] = Dead("there is no such file")
            except Fatal as error:
                first = error.diagnostics[0]
                if first.code == "no-such-file":
                    self._unreadable[path] = Dead("there is no such file", first.hint)
                else:
                    self._unreadable[path] = Dead("that file cannot be read")
                    self.problems += (diagnostic._replace(severity="warning") for diagnostic in error.diagnostics)
        return self._unreadable[path]

    def _read(self, path: Path) -> Location:
        key = Path(relpath(path, self._home)).as_posix()
        shown = self._show(self._folder / key)
        if path.is_fifo() or path.is_socket() or path.is_char_device():
            raise fatal("unreadable-file", "this is no file", Place(shown))
        source = read_source(path, shown)
        self._keys[path] = key
        self._add(key, source, path.as_uri())
        return Location(key)

    def _add(self, key: str, source: Source, address: str) -> None:
        """Take a file in, with every `$id`, `$anchor` and `$dynamicAnchor` in it."""
        self.sources[key] = source
        root = Location(key)
        self._retrieved[key] = self._addresses[root] = address
        self._resources[address] = root
        self._anchors[root] = {}
        waiting: list[tuple[JsonValue, Location, Location]] = [(source.value, root, root)]
        while waiting:
            value, at, base = waiting.pop()
            if isinstance(value, dict):
                base = self._identify(value, at, base)
                inner = list(value.items())
            else:
                inner = [(str(index), item) for index, item in enumerate(value)] if isinstance(value, list) else []
            waiting += ((part, below(at, token), base) for token, part in inner if isinstance(part, (dict, list)))

    def _identify(self, value: dict[str, JsonValue], at: Location, base: Location) -> Location:
        """Take in what the value says it is called; return what references in it are relative to."""
        identifier = as_text(value.get("$id", None if at.tokens else value.get("$self")))
        address, _, fragment = (identifier or "").partition("#")
        if address:
            try:
                self._addresses[at] = urljoin(self._addresses[base], address)
            except ValueError:
                return base
            base = at
            self._resources.setdefault(self._addresses[at], at)
            self._anchors.setdefault(at, {})
        for name in (fragment, as_text(value.get("$anchor")), as_text(value.get("$dynamicAnchor"))):
            if name:
                self._anchors[base].setdefault(name, at)
        return base

    def _within(self, start: Location, fragment: str, passed: int) -> Location | Dead:
        text = unquote(fragment)
        if text and not text.startswith("/"):
            anchors = self._anchors.get(start, {})
            return anchors.get(text) or Dead(f"there is no anchor {quote(text)}", did_you_mean(text, anchors))
        if not is_pointer(text):
            return Dead("what follows '#' is no JSON Pointer")
        at, value = start, self.value(start)
        for token in split_pointer(text):
            while (found := step(value, token)) is None:
                mapping = as_mapping(value) or {}
                reference = as_text(mapping.get("$ref"))
                if reference is None:
                    self._guesses += 1
                    hint = did_you_mean(token, mapping) if self._guesses <= MAX_SUGGESTIONS else None
                    return Dead(f"there is no {quote(token)}", hint)
                passed += 1
                target = self.find(reference, at, passed)
                if isinstance(target, Dead):
                    return target
                at, value = target, self.value(target)
            at, value = below(at, token), found[0]
        return at
