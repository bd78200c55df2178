"""Digests and versions of the tools that shape what is written."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from inhouse import __version__
from inhouse.resources import SOURCE_FOLDER, template_folder

TOOLS = ("datamodel-code-generator", "jinja2", "ruff")


def tool_digests() -> dict[str, str]:
    """The version of each tool, and digests of inhouse's own source and templates, by `kind name`."""
    digests = {f"tool {name}": installed(name)[0] for name in TOOLS}
    digests["tool inhouse"] = __version__
    digests["tool source"] = _digest(SOURCE_FOLDER, ".py")
    digests["tool templates"] = _digest(template_folder(), ".jinja")
    return digests


def installed(name: str) -> tuple[str, str]:
    """The version of a tool, and the folder that tells it (Recording Installed Projects, `.dist-info`)."""
    wanted = _plain(name)
    for site in sys.path:
        try:
            entries = os.listdir(site or os.curdir)
        except OSError:
            continue
        found = [
            entry for entry in entries if entry.endswith(".dist-info") and _plain(entry.partition("-")[0]) == wanted
        ]
        if len(found) == 1:
            return found[0].removesuffix(".dist-info").partition("-")[2], os.path.join(site or os.curdir, found[0])
        if found:
            break
    from importlib.metadata import distribution  # takes as long to load as all else here

    told = distribution(name)
    return told.version, str(told.locate_file(f"{name.replace('-', '_')}-{told.version}.dist-info"))


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _digest(folder: Path, suffix: str) -> str:
    """SHA-256, in hex, of the files whose names end so in the folder; the style of line ends does not count."""
    digest = hashlib.sha256()
    for path in sorted(_files(folder, suffix)):
        with open(f"{folder}/{path}", "rb", buffering=0) as stream:
            content = stream.read().replace(b"\r\n", b"\n")
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _files(folder: Path, suffix: str, prefix: str = "") -> Iterator[str]:
    """The POSIX paths within a folder of the files whose names end so; `pathlib` would take longer than their digests."""
    with os.scandir(f"{folder}/{prefix}") as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(folder, suffix, f"{prefix}{entry.name}/")
            elif entry.name.endswith(suffix):
                yield f"{prefix}{entry.name}"
