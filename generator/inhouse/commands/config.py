"""`inhouse config`: what holds for each target, and who says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace

from inhouse.config import show
from inhouse.config.read import Setting, Settings, dotted
from inhouse.diagnostics import Place, visible
from inhouse.document.values import JsonValue
from inhouse.report.outcome import FINE
from inhouse.runs.targets import configured_settings


def print_config(options: SimpleNamespace) -> int:
    """Prints each value that holds for a target, with its place; or the schema of all that may be said. Raises Fatal."""
    if options.schema:
        from inhouse.config.schema import configuration_schema

        print(json.dumps(configuration_schema(), indent=2, ensure_ascii=False))
        return FINE
    found = configured_settings(options.targets)
    if options.format == "json":
        targets: dict[str, JsonValue] = {
            settings.name: {key: {"value": value.value, "from": _from(value)} for key, value in settings.values.items()}
            for settings in found
        }
        print(json.dumps({"file": show(found[0].file), "targets": targets}, indent=2, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(_lines(settings)) for settings in found))
    return FINE


def _from(setting: Setting) -> str:
    return "default" if setting.place is None else _told(setting.place)


def _lines(settings: Settings) -> Iterator[str]:
    """The settings as TOML, each value with where it comes from as a comment."""
    yield f"[{dotted(settings.keys)}]"
    lines = [line for key, setting in settings.values.items() for line in _values(settings, (key,), setting)]
    width = min(max(len(text) for text, _ in lines), 60)
    for text, origin in lines:
        yield f"{text:{width}}  # {origin}"


def _values(settings: Settings, way: tuple[str, ...], setting: Setting) -> Iterator[tuple[str, str]]:
    """Each value, those within tables one by one."""
    match setting.value:
        case None:
            yield f"# {dotted(way)}", "not set"
        case dict() if setting.value:
            for key, value in setting.value.items():
                keys = (*setting.keys, key)
                yield from _values(settings, (*way, key), Setting(value, keys, settings.place_of(keys)))
        case _:
            yield f"{dotted(way)} = {_toml(setting.value)}", _from(setting)


def _toml(value: JsonValue) -> str:
    """A value as TOML, which differs from JSON in tables alone."""
    match value:
        case dict():
            members = ", ".join(f"{dotted((key,))} = {_toml(each)}" for key, each in value.items())
            return f"{{ {members} }}" if members else "{}"
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case float():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _told(place: Place) -> str:
    position = "" if place.position is None else f":{place.position[0]}:{place.position[1]}"
    return f"{visible(place.file)}{position}"
