"""A target: one package to write, of which document, how."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from inhouse.diagnostics import Place
from inhouse.document.load import First
from inhouse.document.names import NO_NAMES, Names
from inhouse.document.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from inhouse.document.policies import OperationPolicy


class Configured(NamedTuple):
    """A configuration file, with the SHA-256 of its bytes, and the identity of the tool that reads it."""

    path: Path
    digest: str
    tool: str


class Target(NamedTuple):
    """One package to write.

    References may lead to files in the document's own folder and in the `folders`. `excuse` names operations that may be
    left out, and stands at `excused_at`; `operations` are policies by operation id, and `names` go before the document's.
    `style`, `header`, `license`, `templates` (a folder) and `extend` (a module) are what the host asks, see `host`.
    `table` is the name of the target's table in the configuration that it is `configured` by. `url`, at `url_at`, is where `document` is kept from.
    """

    name: str
    document: Path | First
    output: Path
    overlays: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    excuse: tuple[str, ...] = ()
    operations: Mapping[str, OperationPolicy] = {}
    names: Names = NO_NAMES
    selection: Selection = EVERYTHING
    style: str = "inhouse"
    header: str = ""
    license: str = ""
    templates: Path | None = None
    extend: str = ""
    table: str = ""
    excused_at: Place | None = None
    url: str = ""
    url_at: Place | None = None
    configured: Configured | None = None


def show(path: Path) -> str:
    """The path as messages call it: relative to the current folder where it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def document_name(target: Target) -> str:
    """A target's document as messages call it."""
    return show(target.document) if isinstance(target.document, Path) else target.document.source.file


def document_url(target: Target) -> str:
    """The address that the target's document has on the web, '' if it has none."""
    return target.url if isinstance(target.document, Path) else target.document.url
