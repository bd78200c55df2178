"""A module of the host in the package's folder, which inhouse reads and never writes."""

from __future__ import annotations

import ast
from pathlib import Path

from inhouse.config import show
from inhouse.diagnostics import Diagnostic, Fatal, Place, fatal, quote
from inhouse.package.host import Extension

STARTING_TEXT = '''\
"""What we add to the generated client. inhouse never touches this file."""

from __future__ import annotations

from . import client

__all__ = ["AsyncClient", "Client"]


class Client(client.Client):
    """The generated client, with methods of our own."""


class AsyncClient(client.AsyncClient):
    """The same for async code."""
'''
_HINT = "List there, in plain strings, what the package exports."


def read_extension(folder: Path, module: str) -> Extension:
    """The names that a module exports, by its `__all__`; the module is not run. Raises Fatal."""
    path = folder / f"{module}.py"
    try:
        tree = ast.parse(path.read_bytes())
    except FileNotFoundError:
        message = "no such file; `extend` names it, and it is yours to write"
        raise Fatal([_problem(path, message, 1, "Begin with the text below.", STARTING_TEXT)]) from None
    except SyntaxError as error:
        raise Fatal([_problem(path, f"no Python that can be read: {error.msg}", error.lineno or 1)]) from None
    except (ValueError, RecursionError, MemoryError):
        raise Fatal([_problem(path, "no Python that can be read")]) from None
    except OSError as error:
        raise fatal("bad-extension", f"{show(path)} cannot be read: {error.strerror}") from None
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=value)
            ):
                return Extension(module, _names(path, value or node, node.lineno))
            case _:
                pass
    raise Fatal([_problem(path, "there is no __all__", 1, _HINT)])


def _names(path: Path, value: ast.AST, line: int) -> tuple[str, ...]:
    names: set[str] = set()
    for item in value.elts if isinstance(value, ast.List | ast.Tuple) else [value]:
        match item:
            case ast.Constant(value=str(name)) if name.isidentifier() and not name.startswith("_"):
                names.add(name)
            case ast.Constant(value=str(name)):
                raise Fatal([_problem(path, f"{quote(name)} is no name to export", item.lineno)])
            case _:
                raise Fatal([_problem(path, "this __all__ can be read by running it alone", line, _HINT)])
    return tuple(sorted(names))


def _problem(path: Path, message: str, line: int = 1, hint: str | None = None, paste: str | None = None) -> Diagnostic:
    return Diagnostic("bad-extension", "fatal", message, Place(show(path), position=(line, 1)), hint, paste=paste)
