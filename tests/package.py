"""The written package as a customer has it: copied below a package of their own, `acme._vendor.apify`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

INIT = """
from . import errors, models
from ._runtime.errors import Request
from ._runtime.exchange import Drift, Response
from ._runtime.http import Answer, FakeTransport
from .client import AsyncClient, Client
from .errors import *
"""


def vendored(folder: Path) -> Path:
    """Puts the package below `folder`, where it can be imported from then on; returns its place."""
    place = folder / "acme" / "_vendor" / "apify"
    shutil.copytree(ROOT / "generated" / "apify", place, ignore=shutil.ignore_patterns("__pycache__", "_runtime"))
    shutil.copytree(ROOT / "generator" / "inhouse" / "runtime", place / "_runtime")
    (place / "__init__.py").write_text(INIT)
    for package in (place.parent, place.parent.parent):
        (package / "__init__.py").touch()
    sys.path.insert(0, str(folder))
    return place
