"""Where the files lie that written packages are made of."""

from __future__ import annotations

from pathlib import Path

SOURCE_FOLDER = Path(__file__).resolve().parent
"""The import package `inhouse`."""


def template_folder() -> Path:
    """The templates: inside the installed package, or at the root of the checkout."""
    installed = SOURCE_FOLDER / "templates"
    return installed if installed.is_dir() else SOURCE_FOLDER.parents[1] / "templates"


def runtime_folder() -> Path:
    """The modules that are copied into packages."""
    return SOURCE_FOLDER / "runtime"


def template_names() -> tuple[str, ...]:
    """The names of the templates, POSIX paths below their folder."""
    folder = template_folder()
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.jinja")))
