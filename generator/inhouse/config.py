"""`[tool.inhouse.targets.NAME]` in pyproject.toml, or `[targets.NAME]` in inhouse.toml → targets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from inhouse.diagnostics import Diagnostic, Fatal, Place, did_you_mean, fatal, quote
from inhouse.document.load import First
from inhouse.document.names import NO_NAMES, GivenName, Names
from inhouse.document.pointer import split_pointer
from inhouse.document.policies import OperationPolicy, read_operation_policy
from inhouse.document.selection import EVERYTHING, Pattern, Selection
from inhouse.document.values import JsonValue, as_mapping
from inhouse.document.web import is_url

_KEYS = ("document", "overlays", "folders", "output", "include", "exclude", "excuse", "operations", "names")
_NAMED = ("operations", "schemas", "tags")
_FILES: Mapping[str, tuple[str, ...]] = {"inhouse.toml": (), "pyproject.toml": ("tool", "inhouse")}


@dataclass(frozen=True, slots=True)
class Configured:
    """A configuration file, with the SHA-256 of its bytes, and the identity of the tool that reads it."""

    path: Path
    digest: str
    tool: str


@dataclass(frozen=True, slots=True)
class Target:
    """One package to write.

    References may lead to files in the document's own folder and in the `folders`. `excuse` names operations that may be
    left out, and stands at `excused_at`; `operations` are policies by operation id, and `names` go before the document's.
    `table` is the name of the target's table in the configuration that it is `configured` by.
    """

    name: str
    document: Path | First
    output: Path
    overlays: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    excuse: tuple[str, ...] = ()
    operations: Mapping[str, OperationPolicy] = field(default_factory=dict[str, OperationPolicy])
    names: Names = NO_NAMES
    selection: Selection = EVERYTHING
    table: str = ""
    excused_at: Place | None = None
    configured: Configured | None = None


def find_configuration(start: Path) -> Path | None:
    """The nearest inhouse.toml, or pyproject.toml with a section for inhouse, in the folder or above it."""
    for folder in (start, *start.parents):
        for name, section in _FILES.items():
            path = folder / name
            if path.is_file() and (not section or _section(_parse(path), section) is not None):
                return path
    return None


def read_targets(path: Path) -> tuple[Target, ...]:
    """The targets of a configuration file, by name. Raises Fatal with every error in it."""
    section = _FILES.get(path.name, ())
    content = _section(_parse(path), section) or {}
    reader = _Reader(path, path.read_text(encoding="utf-8"), [])
    reader.only(content, ("targets",), section)
    targets: list[Target] = []
    declared = content.get("targets", {})
    if not isinstance(declared, dict) or not declared:
        reader.error(
            (*section, "targets"), f"{_dotted((*section, 'targets'))} must be a table that has at least one target"
        )
        declared = {}
    for name in sorted(declared):
        target = reader.target(name, declared[name], (*section, "targets", name))
        if target is not None:
            targets.append(target)
    if reader.errors:
        raise Fatal(reader.errors)
    return tuple(targets)


def show(path: Path) -> str:
    """The path as messages call it: relative to the current folder where it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def document_name(target: Target) -> str:
    """A target's document as messages call it."""
    return show(target.document) if isinstance(target.document, Path) else target.document.source.file


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one file and notes every error in it."""

    path: Path
    text: str
    errors: list[Diagnostic]

    def error(self, keys: Sequence[str], message: str, hint: str | None = None) -> None:
        self.errors.append(Diagnostic("bad-configuration", "fatal", message, self.place(keys), hint))

    def only(self, table: Mapping[str, JsonValue], allowed: Sequence[str], keys: tuple[str, ...]) -> None:
        for key in sorted(table.keys() - set(allowed)):
            self.error((*keys, key), f"unknown key {quote(key)} in {_dotted(keys)}", did_you_mean(key, allowed))

    def target(self, name: str, table: JsonValue, keys: tuple[str, ...]) -> Target | None:
        if not isinstance(table, dict):
            self.error(keys, f"{_dotted(keys)} must be a table")
            return None
        seen = len(self.errors)
        if not name.isidentifier():
            self.error(keys, f"the target's name {quote(name)} must be a Python identifier: it names the error classes")
        self.only(table, _KEYS, keys)
        document, output = self.text_at(table, "document", keys), self.text_at(table, "output", keys)
        if is_url(document):
            message = "a configured target is made of files alone: nothing is fetched while it is generated"
            self.error((*keys, "document"), message, "Download the document, commit it, and name the file here.")
        overlays, excuse = self.texts_at(table, "overlays", keys), self.texts_at(table, "excuse", keys)
        folders = self.texts_at(table, "folders", keys)
        policies = self.policies(table.get("operations", {}), (*keys, "operations"))
        names, selection = self.names(table.get("names", {}), (*keys, "names")), self.selection(table, keys)
        if len(self.errors) > seen:
            return None
        base = self.path.parent
        return Target(
            name=name,
            document=base / document,
            output=base / output,
            overlays=tuple(base / overlay for overlay in overlays),
            folders=tuple(base / folder for folder in folders),
            excuse=excuse,
            operations=policies,
            names=names,
            selection=selection,
            table=".".join(keys),
            excused_at=self.place((*keys, "excuse")),
        )

    def text_at(self, table: Mapping[str, JsonValue], key: str, keys: tuple[str, ...]) -> str:
        value = table.get(key)
        if isinstance(value, str) and value:
            return value
        what = "is missing; it is a path" if value is None else "must be a path, in quotes"
        self.error(
            (*keys, key) if value is not None else keys, f"{_dotted((*keys, key))} {what}, relative to this file"
        )
        return ""

    def texts_at(self, table: Mapping[str, JsonValue], key: str, keys: tuple[str, ...]) -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(str(item) for item in value)
        self.error((*keys, key), f"{_dotted((*keys, key))} must be a list of strings")
        return ()

    def policies(self, table: JsonValue, keys: tuple[str, ...]) -> dict[str, OperationPolicy]:
        if not isinstance(table, dict):
            self.error(keys, f"{_dotted(keys)} must be a table of tables, by operation id")
            return {}
        policies: dict[str, OperationPolicy] = {}
        for id in sorted(table):
            place_of = partial(self.place_below, (*keys, id))
            policy, problems = read_operation_policy(as_mapping(table[id]) or {}, place_of, "")
            self.errors.extend(problems)
            policies[id] = policy
        return policies

    def selection(self, table: Mapping[str, JsonValue], keys: tuple[str, ...]) -> Selection:
        include, exclude = (
            tuple(Pattern(text, self.place((*keys, key))) for text in self.texts_at(table, key, keys))
            for key in ("include", "exclude")
        )
        return Selection(include, exclude)

    def names(self, table: JsonValue, keys: tuple[str, ...]) -> Names:
        if not isinstance(table, dict):
            self.error(keys, f"{_dotted(keys)} must be a table of names for {', '.join(_NAMED)}")
            return NO_NAMES
        self.only(table, _NAMED, keys)
        operations, schemas, tags = (self.given(table.get(key, {}), (*keys, key)) for key in _NAMED)
        return Names(operations, schemas, tags)

    def given(self, table: JsonValue, keys: tuple[str, ...]) -> dict[str, GivenName]:
        if not isinstance(table, dict):
            self.error(keys, f"{_dotted(keys)} must be a table of names, in quotes")
            return {}
        given: dict[str, GivenName] = {}
        for key, name in table.items():
            given[key] = GivenName(name if isinstance(name, str) else "", self.place((*keys, key)))
            if not isinstance(name, str):
                self.error((*keys, key), f"{_dotted((*keys, key))} must be a name, in quotes")
        return given

    def place_below(self, keys: tuple[str, ...], pointer: str) -> Place:
        return self.place((*keys, *split_pointer(pointer)))

    def place(self, keys: Sequence[str]) -> Place:
        return Place(show(self.path), position=_position(self.text, keys))


def _parse(path: Path) -> dict[str, JsonValue]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise fatal("bad-configuration", f"{show(path)} is no TOML: {error}") from None
    except UnicodeDecodeError:
        raise fatal("bad-configuration", f"{show(path)} is not UTF-8") from None
    except OSError as error:
        raise fatal("bad-configuration", f"{show(path)} cannot be read: {error.strerror}") from None


def _section(content: dict[str, JsonValue], keys: Sequence[str]) -> dict[str, JsonValue] | None:
    for key in keys:
        inner = content.get(key)
        if not isinstance(inner, dict):
            return None
        content = inner
    return content


def _dotted(keys: Sequence[str]) -> str:
    return f"[{'.'.join(keys)}]"


def _position(text: str, keys: Sequence[str]) -> tuple[int, int] | None:
    """Line and column of a key, or of the nearest table above it, in a file of ordinary layout."""
    best: tuple[int, tuple[int, int]] | None = None
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            table = tuple(part.strip().strip("\"'") for part in stripped.strip("[]").split("."))
            found = table
        elif "=" in stripped and not stripped.startswith("#"):
            found = (*table, *(part.strip().strip("\"'") for part in stripped.partition("=")[0].split(".")))
        else:
            continue
        if tuple(keys[: len(found)]) == found and (best is None or len(found) > best[0]):
            best = len(found), (number, len(line) - len(line.lstrip()) + 1)
    return best[1] if best is not None else None
