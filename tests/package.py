"""The written package as a customer has it: copied below a package of their own, `acme._vendor.apify`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "generated" / "apify"


def vendored(folder: Path) -> Path:
    """Puts the package below `folder`, where it can be imported from then on; returns its place."""
    place = folder / "acme" / "_vendor" / "apify"
    shutil.copytree(PACKAGE, place, ignore=shutil.ignore_patterns("__pycache__"))
    for package in (place.parent, place.parent.parent):
        (package / "__init__.py").touch()
    sys.path.insert(0, str(folder))
    return place
