"""Document → package: it compiles, imports, and has the same bytes in any order of the document's keys."""

from __future__ import annotations

import importlib
import pkgutil
import random
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from inhouse.diagnostics import Fatal
from inhouse.pipeline import generate
from tests.fuzz.documents import documents, grammatical
from tests.fuzz.lowering import read, shuffled
from tests.fuzz.target import Target, refused


def check(value: Any) -> str:
    """Generates the package twice, and imports it."""
    found = files_of(value)
    other = files_of(shuffled(value, random.Random(1)))
    if isinstance(found, str) or isinstance(other, str):
        assert found == other
        return str(found)
    assert found == other, [path for path in found if found[path] != other.get(path)]
    imports(found)
    return f"generated {len(found)} files"


def files_of(value: Any) -> Mapping[str, str] | str:
    """The files of a document's package, or what refuses it."""
    try:
        target, input = read(value)
        return generate(target, input).files
    except Fatal as error:
        return refused(error)


def imports(files: Mapping[str, str]) -> None:
    """Imports every module of a package."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        root = Path(folder) / "fuzzed_shop"
        for path, text in files.items():
            place = root / path
            assert place.resolve().is_relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        try:
            package = importlib.import_module(root.name)
            for module in pkgutil.walk_packages(package.__path__, f"{root.name}."):
                importlib.import_module(module.name)
            _build(sys.modules[f"{root.name}.models"])
        finally:
            sys.path.remove(folder)
            for name in [name for name in sys.modules if name.partition(".")[0] == root.name]:
                del sys.modules[name]


def _build(models: Any) -> None:
    """Builds every model, which is put off until it is used."""
    base = getattr(models, "Model", None)
    for each in vars(models).values():
        if isinstance(each, type) and base is not None and issubclass(each, base):
            each.model_rebuild()  # type: ignore[attr-defined]


TARGET = Target("package", st.one_of(grammatical(), documents()), check)
