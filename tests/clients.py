"""Written packages of golden documents, and their clients of both kinds used alike."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from inhouse.cli import main

GOLDEN = Path(__file__).parent / "golden"


@contextmanager
def generated(case: str, folder: Path) -> Iterator[ModuleType]:
    """The package of a golden document, importable for the time of the block."""
    name = f"written_{case.replace('-', '_')}"
    main(["generate", "--document", str(GOLDEN / case / "document.yaml"), "--output", str(folder / name)])
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))


class Used:
    """A client of either kind, whose methods are run to their end."""

    def __init__(self, client: Any, runner: asyncio.Runner | None) -> None:
        self.client, self._runner = client, runner
        self.is_async = runner is not None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.client, name)

        def run(*args: Any, **options: Any) -> Any:
            result = method(*args, **options)
            return self._runner.run(result) if self._runner and asyncio.iscoroutine(result) else result

        return run
