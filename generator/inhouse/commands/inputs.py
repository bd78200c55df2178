"""Which files decide what is written."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from inhouse.config import Target, find_configuration


def input_files(target: Target) -> tuple[Path, ...]:
    """The configuration, the document, every file that it refers to, and the overlays, as paths from the current folder.

    Raises Fatal where they cannot be read.
    """
    from inhouse.pipeline import read_input

    files = [Path(source.file) for source in read_input(target).document.sources[1:]]
    return from_here((*named_files(target), *files))


def named_files(target: Target) -> tuple[Path, ...]:
    """The configuration, and the files that it names: those that need not be read to be known."""
    configuration = find_configuration(Path.cwd()) if target.table else None
    document = target.document
    first = (
        document
        if isinstance(document, Path)
        else None
        if document.url or document.path == Path("-")
        else document.path
    )
    return from_here(path for path in (configuration, first, *target.overlays) if path is not None)


def from_here(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The paths, each once, relative to the current folder where it is on the same drive."""
    return tuple(dict.fromkeys(_relative(path) for path in paths))


def _relative(path: Path) -> Path:
    try:
        return Path(os.path.relpath(path))
    except ValueError:
        return path
