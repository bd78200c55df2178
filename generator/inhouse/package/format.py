"""Module texts → formatted module texts, by ruff, in one run over all of them."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from inhouse.package.fragments import LINE_LENGTH

_COMMANDS = (
    # Imports longer than ruff's own default length stand one to a line, as its default rules want them.
    ("check", "--fix", "--select=I001,F401,F811,F821,F822,RUF022", "--line-length=88"),
    ("format", f"--line-length={LINE_LENGTH}"),
)
_OPTIONS = ("--target-version=py311", "--isolated", "--quiet", "--no-cache")


class FormatError(Exception):
    """ruff refused what was written; a defect of ours, never of the document."""


def format_modules(modules: Mapping[str, str]) -> dict[str, str]:
    """The modules, by path, with imports sorted and lines laid out. Raises FormatError."""
    from ruff import find_ruff_bin

    ruff = find_ruff_bin()
    with tempfile.TemporaryDirectory(prefix="inhouse-") as folder:
        root = Path(folder)
        for path, text in modules.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        for command in _COMMANDS:
            result = subprocess.run(
                [ruff, *command, *_OPTIONS, "."], cwd=root, capture_output=True, text=True, check=False
            )
            if result.returncode != 0:
                raise FormatError((result.stdout + result.stderr).strip())
        return {path: (root / path).read_text(encoding="utf-8") for path in modules}
