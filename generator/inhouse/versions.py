"""Digests and versions of the tools that shape what is written."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from inhouse import __version__
from inhouse.resources import SOURCE_FOLDER, template_folder

_PIECE = 32 * 1024
"""Bytes that are read at once: more than most of the tool's files have."""

TOOLS = ("datamodel-code-generator", "jinja2", "ruff")


def tool_digests() -> dict[str, str]:
    """The version of each tool, and digests of inhouse's own source and templates, by `kind name`."""
    digests = {f"tool {name}": version for name, (version, _) in installed().items()}
    digests["tool inhouse"] = __version__
    digests["tool source"] = _digest(SOURCE_FOLDER, ".py")
    digests["tool templates"] = _digest(template_folder(), ".jinja")
    return digests


def installed() -> dict[str, tuple[str, str]]:
    """The version of each tool, and the folder that tells it (Recording Installed Projects, `.dist-info`)."""
    found: dict[str, tuple[str, str]] = {}
    for site in sys.path:
        for name, entries in _told_in(site or os.curdir).items():
            if name not in found:
                version = entries[0].removesuffix(".dist-info").partition("-")[2]
                folder = os.path.join(site or os.curdir, entries[0])
                found[name] = (version, folder) if len(entries) == 1 else _searched(name)
        if len(found) == len(TOOLS):
            break
    return {name: found.get(name) or _searched(name) for name in TOOLS}


def _told_in(site: str) -> dict[str, list[str]]:
    """The `.dist-info` folders that there are for each tool where modules are looked for."""
    names = {_plain(name): name for name in TOOLS}
    try:
        entries = [entry for entry in os.listdir(site) if entry.endswith(".dist-info")]
    except OSError:
        return {}
    found: dict[str, list[str]] = {}
    for entry in entries:
        if (name := names.get(_plain(entry.partition("-")[0]))) is not None:
            found.setdefault(name, []).append(entry)
    return found


def _searched(name: str) -> tuple[str, str]:
    from importlib.metadata import distribution  # takes as long to load as all else here

    told = distribution(name)
    return told.version, str(told.locate_file(f"{name.replace('-', '_')}-{told.version}.dist-info"))


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _digest(folder: Path, suffix: str) -> str:
    """SHA-256, in hex, of the files whose names end so in the folder; the style of line ends does not count."""
    digest = hashlib.sha256()
    for path in sorted(_files(folder, suffix)):
        content = _content(f"{folder}/{path}").replace(b"\r\n", b"\n")
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _content(path: str) -> bytes:
    """The bytes of a file; `open` would ask the system seven times for what this asks four."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return b"".join(iter(lambda: os.read(descriptor, _PIECE), b""))
    finally:
        os.close(descriptor)


def _files(folder: Path, suffix: str, prefix: str = "") -> Iterator[str]:
    """The POSIX paths within a folder of the files whose names end so; `pathlib` would take longer than their digests."""
    with os.scandir(f"{folder}/{prefix}") as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(folder, suffix, f"{prefix}{entry.name}/")
            elif entry.name.endswith(suffix):
                yield f"{prefix}{entry.name}"
