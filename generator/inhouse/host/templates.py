"""A folder of templates that override blocks of ours."""

from __future__ import annotations

from pathlib import Path

from inhouse.config import show
from inhouse.diagnostics import Diagnostic, Fatal, Place, did_you_mean, fatal, quote
from inhouse.package.host import Override
from inhouse.resources import template_names

_OTHERS = (".md", ".txt", ".rst")
"""Ends of the names of files that may stand among templates."""


def read_overrides(folder: Path) -> tuple[Override, ...]:
    """The templates in a folder, by name. Raises Fatal for a file that is called like none of ours."""
    try:
        is_there = folder.is_dir()
    except OSError:
        is_there = False  # a name that no folder can have
    if not is_there:
        raise fatal("bad-template", f"{show(folder)}: no such folder", None, "It is named by `templates`.")
    names = template_names()
    problems: list[Diagnostic] = []
    found: list[Override] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or path.suffix in _OTHERS or any(part.startswith(".") for part in name.split("/")):
            continue
        if name not in names:
            hint = did_you_mean(name, names) or f"They are {', '.join(names)}."
            problems.append(_problem(path, f"inhouse has no template {quote(name)}", hint))
            continue
        try:
            found.append(Override(name, show(path), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            problems.append(_problem(path, "this is not UTF-8"))
        except OSError as error:
            problems.append(_problem(path, f"cannot be read: {error.strerror}"))
    if problems:
        raise Fatal(problems)
    return tuple(found)


def _problem(path: Path, message: str, hint: str | None = None) -> Diagnostic:
    return Diagnostic("bad-template", "fatal", message, Place(show(path), position=(1, 1)), hint)
