"""Digests and versions of the tools that shape what is written."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from inhouse import __version__
from inhouse.resources import runtime_folder, template_folder

_TOOLS = ("datamodel-code-generator", "jinja2", "ruff")


def tool_digests() -> dict[str, str]:
    """The version of each tool, and one digest of the templates and one of the runtime modules, by `kind name`."""
    digests = {f"tool {name}": version(name) for name in _TOOLS}
    digests["tool inhouse"] = __version__
    digests["tool templates"] = _folder_digest(template_folder(), "*.jinja")
    digests["tool runtime"] = _folder_digest(runtime_folder(), "*.py")
    return digests


def _folder_digest(folder: Path, pattern: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob(pattern), key=lambda path: path.relative_to(folder).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
