"""Where the files lie that written packages are made of."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def template_folder() -> Path:
    """The templates: inside the installed package, or at the root of the checkout."""
    installed = _HERE / "templates"
    return installed if installed.is_dir() else _HERE.parents[1] / "templates"


def runtime_folder() -> Path:
    """The modules that are copied into packages."""
    return _HERE / "runtime"
