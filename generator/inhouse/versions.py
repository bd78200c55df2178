"""Digests and versions of the tools that shape what is written."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from inhouse import __version__
from inhouse.resources import SOURCE_FOLDER, template_folder

TOOLS = ("datamodel-code-generator", "jinja2", "ruff")


def tool_digests() -> dict[str, str]:
    """The version of each tool, and digests of inhouse's own source and templates, by `kind name`."""
    digests = {f"tool {name}": version(name) for name in TOOLS}
    digests["tool inhouse"] = __version__
    digests["tool source"] = _digest(SOURCE_FOLDER, "*.py")
    digests["tool templates"] = _digest(template_folder(), "*.jinja")
    return digests


def _digest(folder: Path, pattern: str) -> str:
    """SHA-256, in hex, of the files of these names in the folder; the style of line ends does not count."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob(pattern), key=lambda path: path.relative_to(folder).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
