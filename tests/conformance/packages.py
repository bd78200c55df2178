"""The packages of the documents, generated once each, and what `inspect` tells of them."""

from __future__ import annotations

import importlib
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from tests.corpus.processes import run

Case: TypeAlias = Mapping[str, Any]


class Failed(Exception):
    """Why a case does not hold."""


@dataclass(frozen=True)
class Package:
    """A generated package, imported, and what `inspect --format json` tells of it."""

    module: Any
    report: Mapping[str, Any]

    def operation(self, case: Case) -> Mapping[str, Any]:
        """The operation of a case: by its id, else by method and path."""
        wanted = case["method"].upper(), case["path"]
        for operations in (self.report["operations"], self.report["skipped"]):
            by_id = [each for each in operations if each["id"] == case["operationId"]]
            by_path = [each for each in operations if (each["method"].upper(), each["path"]) == wanted]
            for operation in by_id or by_path:
                if operation["coverage"]["state"] == "skipped":
                    raise Failed(f"skipped: {'; '.join(operation['coverage']['reasons'])}")
                found: Mapping[str, Any] = operation
                return found
        raise Failed("inspect tells of no such operation")

    def function(self, operation: Mapping[str, Any]) -> Callable[..., Any]:
        """The endpoint function of an operation."""
        module = importlib.import_module(f"{self.module.__name__}.{operation['module']}")
        function: Callable[..., Any] = getattr(module, operation["function"])
        return function


class Packages:
    """The packages by document, generated into a folder when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._known = folder, dict[Path, Package | Failed]()

    def of(self, document: Path) -> Package:
        """The package of a document. Raises Failed where there is none."""
        if document not in self._known:
            try:
                self._known[document] = self._generated(document)
            except Failed as reason:
                self._known[document] = reason
        package = self._known[document]
        if isinstance(package, Failed):
            raise package
        return package

    def _generated(self, document: Path) -> Package:
        stem = re.sub(r"\W+", "_", document.stem, flags=re.ASCII).lower()
        name = f"{stem}_{len(self._known)}_{self._folder.name.lower()}"
        name = name if name.isidentifier() else f"spec_{name}"
        source = ["--document", str(document), "--output", name]
        finished = run(["-m", "inhouse", "generate", *source], self._folder)
        if not (self._folder / name).is_dir():
            raise Failed(f"no package: {finished.err.strip()[:300]}")
        report = run(["-m", "inhouse", "inspect", "--format", "json", *source], self._folder)
        logging.getLogger(name).addHandler(logging.NullHandler())
        try:
            return Package(importlib.import_module(name), json.loads(report.out))
        except Exception as error:
            raise Failed(f"the package cannot be imported: {type(error).__name__}: {error}") from error


@contextmanager
def importable_packages() -> Iterator[Packages]:
    """Packages in a folder of their own, for the time of the block."""
    with TemporaryDirectory(prefix="conformance") as folder:
        sys.path.insert(0, folder)
        try:
            yield Packages(Path(folder))
        finally:
            sys.path.remove(folder)
