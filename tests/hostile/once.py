"""What is the same whatever a document says, and so is done once for all documents that a process tries.

The command remains the command. Only the digests of the tool, and what it remembers of modules and models that it has made
and verified before, are kept in memory, rather than made anew or read from files.
"""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from inhouse.means import Means
from inhouse.quick import this_tool
from inhouse.versions import installed, tool_digests

_MOST = 4000


class _Remembered:
    """A memo in memory, of what was used last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, str] = OrderedDict()

    def get(self, key: str) -> str | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: str, value: str) -> None:
        self._kept[key] = value
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)


_SHARED, _OWN = _Remembered(), _Remembered()
_DIGESTS = cache(tool_digests)
_INSTALLED = cache(installed)
_THIS_TOOL = cache(this_tool)


@contextmanager
def once(home: Path) -> Generator[None]:
    """Has the command do so meanwhile; what it keeps in files nevertheless goes below `home`, which is made."""
    home.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INHOUSE_CACHE_DIR", str(home / "cache"))
        patch.setattr(tempfile, "tempdir", str(home))
        patch.setattr("inhouse.versions.tool_digests", _DIGESTS)
        patch.setattr("inhouse.versions.installed", _INSTALLED)
        patch.setattr("inhouse.runs.targets.this_tool", _THIS_TOOL)
        patch.setattr("inhouse.output.memo.remembering", lambda _, processes: Means(_SHARED, _OWN, processes))
        yield
