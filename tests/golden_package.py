"""The package of a golden case, generated and imported."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

from inhouse.cli import main

GOLDEN = Path(__file__).parent / "golden"


@contextmanager
def golden_package(case: str, folder: Path) -> Iterator[Any]:
    """The package `shop` of the case, made below the folder and imported under a name of its own."""
    name = f"shop_{case.replace('-', '_')}"
    shutil.copytree(GOLDEN / case, folder, ignore=shutil.ignore_patterns("expected*"), dirs_exist_ok=True)
    with chdir(folder):
        main(["generate"])
    (folder / "shop").rename(folder / name)
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
