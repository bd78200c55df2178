"""Imports packages under an audit hook, and says what they do besides defining things.

Run as a program with a folder, whose every folder is a package; they have the runtime of `runtime`, which is one of them.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path
from typing import Any

_READING = os.O_RDONLY | os.O_CLOEXEC
_HARMLESS = frozenset(
    """
    builtins.id compile exec import marshal.loads object.__delattr__ object.__getattr__ object.__setattr__ open os.listdir
    os.scandir sys._getframe sys._getframemodulename type.__setattr__ gc.get_referrers code.__new__ function.__new__
    """.split()
)
_ANNOTATIONS = (
    ast.Expression, ast.Name, ast.Load, ast.Subscript, ast.BinOp, ast.BitOr, ast.Tuple, ast.Constant, ast.Call,
    ast.keyword, ast.UnaryOp, ast.USub, ast.List, ast.Dict, ast.Attribute,
)  # fmt: skip
_CALLED = {"Field", "Tagged", "BestMatch", "Discriminator", "deprecated"}


def main(folder: str) -> None:
    """Prints, as JSON, what each package did that it should not, by the package's name."""
    root = Path(folder)
    sys.path.insert(0, folder)
    found: dict[str, list[str]] = {}
    now: list[str] = []
    watching = False

    def audit(event: str, args: tuple[Any, ...]) -> None:
        nonlocal watching
        if not watching:
            return
        watching = False  # while it is judged
        if (wrong := _wrong(event, args, root)) is not None:
            found.setdefault(now[-1], []).append(wrong[:300])
        watching = True

    importlib.import_module("runtime")
    for name in _modules(root / "runtime", "runtime"):
        importlib.import_module(name)
    runtime = {name: module for name, module in sys.modules.items() if name.startswith("runtime._runtime")}
    sys.addaudithook(audit)
    for path in sorted(root.iterdir()):
        if path.name == "runtime":
            continue
        now.append(path.name)
        sys.modules.update({name.replace("runtime", path.name, 1): module for name, module in runtime.items()})
        watching = True
        try:
            for name in _modules(path, path.name):
                importlib.import_module(name)
        except BaseException as error:  # noqa: BLE001 - a package may raise anything
            watching = False
            found.setdefault(path.name, []).append(f"{type(error).__name__}: {error}"[:300])
        watching = False
        for name in [name for name in sys.modules if name.partition(".")[0] == path.name]:
            del sys.modules[name]
    print(json.dumps(found))


def _modules(path: Path, name: str) -> list[str]:
    inner = pkgutil.walk_packages([str(path)], f"{name}.", onerror=lambda _: None)
    skipped = f"{name}._runtime"
    return [name, *(found.name for found in inner if name == "runtime" or not found.name.startswith(skipped))]


def _wrong(event: str, args: tuple[Any, ...], root: Path) -> str | None:
    if event not in _HARMLESS:
        return f"{event} {args!r}"
    match event, args:
        case "open", (_, mode, flags) if (mode and set(str(mode)) & set("wax+")) or int(flags) & (
            os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
        ):
            return f"opens {args!r}"
        case "open", (path, *_) if not str(path).startswith((str(root), sys.prefix, sys.base_prefix)):
            return f"reads {path!r}"
        case "exec", (code,) if not code.co_filename.startswith(str(root)) and not _is_annotation(code.co_filename):
            return f"runs {code.co_filename}"
        case "compile", (None, *_):
            return None  # a syntax tree, or what a module's loader has read
        case "compile", (source, file) if not str(file).startswith(str(root)) and not _only_annotates(source):
            return f"compiles {source!r}"
        case "import", (name, *_) if str(name).partition(".")[0] not in _KNOWN and str(name).partition(".")[0] != "":
            top = str(name).partition(".")[0]
            return None if (root / top).is_dir() else f"imports {name}"
        case _:
            return None


def _is_annotation(file: str) -> bool:
    return file in ("<string>", "<unknown>") or file.startswith((sys.prefix, sys.base_prefix, "<frozen"))


def _only_annotates(source: Any) -> bool:
    """Whether the source, as `typing` evaluates it for pydantic, names types and calls nothing but what describes them."""
    try:
        tree = ast.parse(source if isinstance(source, (str, bytes)) else "", mode="eval")
    except SyntaxError:
        return False
    return all(
        isinstance(node, _ANNOTATIONS)
        and not (isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in _CALLED))
        and not (isinstance(node, ast.Attribute) and node.attr.startswith("_"))
        for node in ast.walk(tree)
    )


_KNOWN: frozenset[str] = frozenset()

if __name__ == "__main__":
    # What pydantic and the standard library import late is theirs; a document could only name what is none of it.
    import decimal
    import uuid

    import pydantic

    _KNOWN = frozenset(name.partition(".")[0] for name in sys.modules) | {
        uuid.__name__, decimal.__name__, pydantic.__name__, "httpx2", "typing_extensions", "runtime",
    }  # fmt: skip
    main(sys.argv[1])
