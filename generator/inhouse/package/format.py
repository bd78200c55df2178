"""Module texts → formatted module texts, by ruff, in one run over all of them."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from inhouse.package.host import OWN_STYLE, Style

_OPTIONS = ("--isolated", "--quiet", "--no-cache")


class FormatError(Exception):
    """ruff refused what was written; a defect of ours, never of the document."""


def format_modules(modules: Mapping[str, str], style: Style = OWN_STYLE) -> dict[str, str]:
    """The modules, by path, with imports sorted and lines laid out. Raises FormatError."""
    commands = (
        ("check", "--fix", "--select=I001,F401,F811,F821,F822,RUF022", f"--line-length={style.import_length}"),
        ("format", f"--line-length={style.line_length}", f"--config=format.quote-style='{style.quotes}'"),
    )
    options = (f"--target-version={style.target_version}", *_OPTIONS)
    from ruff import find_ruff_bin

    ruff = find_ruff_bin()
    with tempfile.TemporaryDirectory(prefix="inhouse-") as folder:
        root = Path(folder)
        for path, text in modules.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        for command in commands:
            result = subprocess.run(
                [ruff, *command, *options, "."], cwd=root, capture_output=True, text=True, check=False
            )
            if result.returncode != 0:
                raise FormatError((result.stdout + result.stderr).strip())
        return {path: (root / path).read_text(encoding="utf-8") for path in modules}
