"""The style of the ruff configuration that applies to a folder, as ruff itself tells it."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

from inhouse.config import show
from inhouse.diagnostics import Fatal, fatal
from inhouse.document.values import JsonValue, as_mapping
from inhouse.package.host import Style

_LINE_LENGTH, _QUOTES, _VERSION = "formatter.line_width", "formatter.quote_style", "formatter.unresolved_target_version"
PROJECT = "pyproject.toml"
NAMES = (".ruff.toml", "ruff.toml", PROJECT)
"""What ruff's configuration may be called; what comes first goes first."""

_OLDEST, _NEWEST = 11, 13
"""Minor versions of Python 3. Packages need the oldest; for newer ones than the newest, ruff writes what it cannot read."""


def host_style(folder: Path) -> Style:
    """The style for code in a folder, which need not exist. Raises Fatal."""
    from ruff import find_ruff_bin

    path = ruff_configuration(folder)
    if path is None:
        message = f'style = "host", but no ruff configuration applies to {show(folder)}'
        raise fatal("bad-style", message, None, "Write a ruff.toml or [tool.ruff], or leave `style` out.")
    # A configuration's own file has the settings of its folder, whatever it excludes.
    command = [find_ruff_bin(), "check", "--show-settings", "--no-force-exclude", "--no-cache", path.name]
    result = subprocess.run(command, cwd=path.parent, capture_output=True, encoding="utf-8", check=False)
    settings = dict(line.split(" = ", 1) for line in result.stdout.splitlines() if line.startswith("formatter."))
    try:
        length, quotes = int(settings[_LINE_LENGTH]), settings[_QUOTES]
        minor = int(settings[_VERSION].partition(".")[2])
    except (KeyError, ValueError):
        raise _unreadable(path, result.stderr) from None
    version = f"py3{min(max(minor, _OLDEST), _NEWEST)}"
    return Style(length, length, "single" if quotes == "single" else "double", version)


def ruff_configuration(folder: Path) -> Path | None:
    """The configuration file that ruff takes for a folder: the nearest one, in it or above it. Raises Fatal."""
    place = Path(os.path.abspath(folder))
    for above in (place, *place.parents):
        for name in NAMES:
            if (above / name).is_file() if name != PROJECT else "ruff" in _tools(above / PROJECT):
                return above / name
    return None


def style_files(folder: Path) -> tuple[Path, ...]:
    """The files that may decide about a folder's style: ruff's configuration, what it extends, what Python it needs."""
    path = ruff_configuration(folder)
    found: list[Path] = []
    while path is not None and path not in found and path.is_file():
        found.append(path)
        content = _parse(path)
        ruff = as_mapping(_tools(path).get("ruff")) if path.name == "pyproject.toml" else content
        extended = (ruff or {}).get("extend")
        base = path.parent
        path = base / os.path.expandvars(os.path.expanduser(extended)) if isinstance(extended, str) else None
    projects = [above / "pyproject.toml" for above in found[0].parents] if found else []
    return (*found, *(project for project in projects if project not in found and project.is_file()))


def _tools(pyproject: Path) -> dict[str, JsonValue]:
    return as_mapping(_parse(pyproject).get("tool")) or {} if pyproject.is_file() else {}


def _parse(path: Path) -> dict[str, JsonValue]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError, OSError) as error:
        raise _unreadable(path, str(error)) from None


def _unreadable(path: Path, why: str) -> Fatal:
    said = " ".join(why.replace("Cause:", " ").split()) or "it tells no style"
    return fatal("bad-style", f"the ruff configuration {show(path)} cannot be followed: {said}")
