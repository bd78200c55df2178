"""Which documents are measured, and what their packages are called."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

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


def overlay_of_schemas(document: Path, folder: Path) -> Path:
    """An overlay that gives a document without operations one for each of its schemas, which nothing else reaches."""
    try:
        content: Any = yaml.safe_load(document.read_text(encoding="utf-8"))
        names = [str(name) for name in content["components"]["schemas"]]
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError):
        names = []
    action = {"target": "$", "update": {"paths": {f"/{n}": _operation(n, name) for n, name in enumerate(names)}}}
    overlay = {"overlay": "1.0.0", "info": {"title": "Schemas", "version": "1"}, "actions": [action]}
    path = folder / "overlay.json"
    path.write_text(json.dumps(overlay), encoding="utf-8")
    return path


def _operation(number: int, name: str) -> dict[str, Any]:
    pointer = name.replace("~", "~0").replace("/", "~1")
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{quote(pointer)}"}}}
    answer = {"200": {"description": "As it came", "content": content}}
    return {"post": {"operationId": f"echo{number}", "requestBody": {"content": content}, "responses": answer}}
