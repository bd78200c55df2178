"""Which documents are measured, and what their packages are called."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_ENDINGS = (".json", ".yaml", ".yml")
_KEY = re.compile(r"""(?:^\s*|\{\s*)["']?(?:openapi|swagger)["']?\s*:""", re.MULTILINE)


def documents(paths: Iterable[Path]) -> Iterator[Path]:
    """The paths that are files, and the documents of those that are folders. Raises FileNotFoundError."""
    for path in paths:
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.suffix in _ENDINGS and file.is_file())
            yield from (file for file in files if _KEY.search(file.read_text(encoding="utf-8", errors="replace")))
        elif path.is_file():
            yield path
        else:
            raise FileNotFoundError(path)


def label(document: Path) -> str:
    """The document's name for people; a root document is called `openapi` everywhere, so its folder comes along."""
    path = document.resolve()
    return f"{path.parent.name}/{path.name}" if path.stem == "openapi" else path.name


def package_name(document: Path) -> str:
    """A name for the document's package."""
    path = document.resolve()
    name = re.sub(r"\W+", "_", path.parent.name if path.stem == "openapi" else path.stem, flags=re.ASCII).strip("_")
    usable = name.isidentifier() and not keyword.iskeyword(name)
    return name.lower() if usable else f"client_{name.lower()}"
