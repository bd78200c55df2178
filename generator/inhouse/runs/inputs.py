"""Which files decide what is written."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from inhouse.config import Target, find_configuration
from inhouse.document.load import First
from inhouse.document.pin import pin_path


def input_files(target: Target) -> tuple[Path, ...]:
    """The configuration, the document, every file that it refers to, and the overlays, as paths from the current folder.

    Files that are referred to but are not there count, too. Raises Fatal where they cannot be read.
    """
    from inhouse.pipeline import read_input

    return from_here((*named_files(target), *read_input(target).document.asked))


def named_files(target: Target) -> tuple[Path, ...]:
    """The configuration, the files that it names, and what the host says: what is known without reading the document.

    Raises Fatal.
    """
    from inhouse.host.read import host_files

    configuration = find_configuration(Path.cwd()) if target.table else None
    pin = pin_path(target.document) if target.url and isinstance(target.document, Path) else None
    paths = (configuration, _first(target.document), pin, *target.overlays, *host_files(target))
    return from_here(path for path in paths if path is not None)


def _first(document: Path | First) -> Path | None:
    """The file of the document, unless it came another way."""
    if isinstance(document, Path):
        return document
    return None if document.url or document.path == Path("-") else document.path


def from_here(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The paths, each once, relative to the current folder where it is on the same drive."""
    return tuple(dict.fromkeys(_relative(path) for path in paths))


def _relative(path: Path) -> Path:
    try:
        return Path(os.path.relpath(path))
    except ValueError:
        return path
