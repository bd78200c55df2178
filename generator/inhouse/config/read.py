"""A configuration file → what it says for each target, value by value, and the targets that follow."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from inhouse.config.keys import SHARED, TARGET, TOP
from inhouse.config.places import key_positions, position
from inhouse.config.shapes import Keys, problems
from inhouse.config.target import Target, show
from inhouse.diagnostics import Diagnostic, Fatal, Place, fatal, quote
from inhouse.document.limits import MAX_PROBLEMS
from inhouse.document.names import GivenName, Names
from inhouse.document.pointer import split_pointer
from inhouse.document.selection import Pattern, Selection
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text

if TYPE_CHECKING:
    from inhouse.document.policies import OperationPolicy

FILES: Mapping[str, tuple[str, ...]] = {"inhouse.toml": (), "pyproject.toml": ("tool", "inhouse")}
"""What a configuration may be called, and the table in it that is ours."""


PlaceOf: TypeAlias = Callable[[Sequence[str]], Place]
"""Gives the place of a key in the file, or of the nearest table around it."""


class Setting(NamedTuple):
    """A value, the keys that lead to it in the file, and where it stands; a default stands nowhere."""

    value: JsonValue
    keys: tuple[str, ...]
    place: Place | None

    @property
    def is_shared(self) -> bool:
        """Whether it holds for other targets, too."""
        return self.place is not None and "targets" not in self.keys


class Settings(NamedTuple):
    """What holds for one target: each key of `keys.TARGET`, whoever says it."""

    name: str
    file: Path
    keys: tuple[str, ...]
    values: Mapping[str, Setting]
    place_of: PlaceOf


def find_configuration(start: Path) -> Path | None:
    """The nearest inhouse.toml, or pyproject.toml with a section for inhouse, in the folder or above it. Raises Fatal."""
    for folder in (start, *start.parents):
        for name in FILES:
            path = folder / name
            if path.is_file() and (not FILES[name] or section_of(path, parse(path)[0]) is not None):
                return path
    return None


def read_targets(path: Path) -> tuple[Target, ...]:
    """The targets of a configuration file, by name. Raises Fatal with every error in it."""
    return tuple(map(target_of, read_settings(path)))


def read_settings(path: Path) -> tuple[Settings, ...]:
    """What a configuration file says for each target, by name. Raises Fatal with every error in it."""
    return settings_of(path, *parse(path))


def settings_of(path: Path, content: dict[str, JsonValue], text: str) -> tuple[Settings, ...]:
    """What a configuration file would say, had it this text. Raises Fatal as `read_settings` does."""
    section = FILES.get(path.name, ())
    place_of = partial(_place, show(path), key_positions(text))
    table = section_of(path, content)
    wrong = _errors({} if table is None else table, section, place_of)
    if wrong:
        raise Fatal(wrong)
    top = table or {}
    targets = as_mapping(top.get("targets")) or {}
    return tuple(
        Settings(
            name,
            path,
            (*section, "targets", name),
            _effective(as_mapping(targets[name]) or {}, (*section, "targets", name), top, section, place_of),
            place_of,
        )
        for name in sorted(targets)
    )


def target_of(settings: Settings) -> Target:
    """The target that these settings describe."""
    base = settings.file.parent
    values = {key: setting.value for key, setting in settings.values.items()}
    include, exclude = (_patterns(settings, key) for key in ("include", "exclude"))
    return Target(
        name=settings.name,
        document=base / _text(values["document"]),
        output=base / _text(values["output"]),
        overlays=tuple(base / overlay for overlay in _texts(values["overlays"])),
        folders=tuple(base / folder for folder in _texts(values["folders"])),
        excuse=_texts(values["excuse"]),
        operations=_policies(settings),
        names=_names(settings),
        selection=Selection(include, exclude),
        table=".".join(settings.keys),
        excused_at=settings.place_of((*settings.keys, "excuse")),
        style=_text(values["style"]),
        header=_text(values["header"]),
        license=_text(values["license"]),
        templates=base / templates if (templates := _text(values["templates"])) else None,
        extend=_text(values["extend"]),
        url=_text(values["url"]),
        url_at=settings.values["url"].place,
    )


def _place(file: str, positions: Mapping[tuple[str, ...], tuple[int, int]], keys: Sequence[str]) -> Place:
    return Place(file, position=position(positions, keys) or (1, 1))


_LONG_KEY = re.compile(r"(?<![\w-])(?:[\w-]+[ \t]*\.[ \t]*){100}|(?:(?:\"[^\"\n]*\"|'[^'\n]*')[ \t]*\.[ \t]*){100}")
"""What takes `tomllib` time and memory by the square of its length."""


def parse(path: Path) -> tuple[dict[str, JsonValue], str]:
    """A TOML file's content, and its text. Raises Fatal where there is none."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise fatal("bad-configuration", "this is not UTF-8", Place(show(path))) from None
    except OSError as error:
        raise fatal("bad-configuration", f"it cannot be read: {error.strerror}", Place(show(path))) from None
    return parse_text(path, text), text


@lru_cache(maxsize=1)  # a run asks twice of a pyproject.toml: whether it configures anything, and what
def parse_text(path: Path, text: str) -> dict[str, JsonValue]:
    """The content of a TOML file that has this text. Raises Fatal where it has none."""
    if (found := _LONG_KEY.search(text)) is not None:
        before = text[: found.start()]
        at = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise fatal("bad-configuration", "it nests too deeply", Place(show(path), position=at))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, at = _without_position(str(error), text)
        raise fatal("bad-configuration", f"no valid TOML: {message}", Place(show(path), position=at)) from None
    except RecursionError:
        raise fatal("bad-configuration", "it nests too deeply", Place(show(path))) from None
    except ValueError:  # of an integer; TOML's own have no more than 19 digits
        raise fatal("bad-configuration", "a number has too many digits", Place(show(path))) from None


def _without_position(message: str, text: str) -> tuple[str, tuple[int, int]]:
    """The message of a TOML error, and the line and column at its end."""
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL)
    if found is not None:
        return found[1], (int(found[2]), int(found[3]))
    return message.removesuffix(" (at end of document)"), (text.count("\n") + 1, len(text) - text.rfind("\n"))


def section_of(path: Path, content: dict[str, JsonValue]) -> dict[str, JsonValue] | None:
    """What of a configuration file's content is ours; None if nothing is."""
    for key in FILES.get(path.name, ()):
        inner = content.get(key)
        if not isinstance(inner, dict):
            return None
        content = inner
    return content


def _errors(table: dict[str, JsonValue], section: tuple[str, ...], place_of: PlaceOf) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for way, message, hint in islice(problems(Keys("a table", TOP), table), MAX_PROBLEMS):
        keys = (*section, *way)
        joint = "" if message.startswith(":") else " "
        told = f"[{dotted(keys)}]{joint}{message}"
        found.append(Diagnostic("bad-configuration", "fatal", told, place_of(keys), hint))
    for name in as_mapping(table.get("targets")) or {}:
        if not name.isidentifier():
            message = f"the target's name {quote(name)} must be a Python identifier: it names the error classes"
            found.append(Diagnostic("bad-configuration", "fatal", message, place_of((*section, "targets", name))))
    return found


def dotted(keys: Sequence[str]) -> str:
    """The keys as TOML has them."""
    import json

    plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
    return ".".join(key if key and set(key) <= set(plain) else json.dumps(key, ensure_ascii=False) for key in keys)


def _effective(
    own: Mapping[str, JsonValue],
    own_keys: tuple[str, ...],
    top: Mapping[str, JsonValue],
    section: tuple[str, ...],
    place_of: PlaceOf,
) -> dict[str, Setting]:
    shared = {key.name for key in SHARED if key.name in top}
    values: dict[str, Setting] = {}
    for key in TARGET:
        if key.name in own or key.name not in shared:
            keys = (*own_keys, key.name)
            value, place = (own[key.name], place_of(keys)) if key.name in own else (key.default, None)
        else:
            keys = (*section, key.name)
            value, place = top[key.name], place_of(keys)
        values[key.name] = Setting(value, keys, place)
    return values


def _text(value: JsonValue) -> str:
    return as_text(value) or ""


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(map(_text, as_list(value) or ()))


def _patterns(settings: Settings, key: str) -> tuple[Pattern, ...]:
    setting = settings.values[key]
    return tuple(Pattern(text, setting.place, setting.is_shared) for text in _texts(setting.value))


def _policies(settings: Settings) -> dict[str, OperationPolicy]:
    setting = settings.values["operations"]
    tables = as_mapping(setting.value)
    if not tables:
        return {}
    from inhouse.document.policies import read_operation_policy

    def place_below(id: str, pointer: str) -> Place:
        return settings.place_of((*setting.keys, id, *split_pointer(pointer)))

    return {
        id: read_operation_policy(as_mapping(tables[id]) or {}, partial(place_below, id), "")[0]
        for id in sorted(tables)
    }


def _names(settings: Settings) -> Names:
    setting = settings.values["names"]
    tables = as_mapping(setting.value) or {}

    def given(kind: str) -> dict[str, GivenName]:
        named = as_mapping(tables.get(kind)) or {}
        return {old: GivenName(_text(new), settings.place_of((*setting.keys, kind, old))) for old, new in named.items()}

    return Names(given("operations"), given("schemas"), given("tags"))
