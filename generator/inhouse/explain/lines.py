"""A line of a written file → the name of what is written there."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import PurePosixPath


def name_at(path: PurePosixPath, source: str, line: int) -> str | None:
    """The name that `subjects` knows what is written at a line of a package's file by; None where it is nothing's.

    `path` is within the package. Raises SyntaxError for a file that is not Python.
    """
    chain = _chain(ast.parse(source).body, line)
    if not chain:
        return None
    outer, *inner = chain
    match path.parts:
        case ("models.py" | "inputs.py" | "errors.py" | "webhooks.py" | "forms.py" as file,):
            return _with_field(f"{file.removesuffix('.py')}.{_called(outer)}", inner)
        case ("models", file) if file != "__init__.py":
            return _with_field(f"models.{_called(outer)}", inner)
        case ("groups", file) if file != "__init__.py":
            function = inner[0] if inner else None
            module = f"client.{file.removesuffix('.py')}"
            return f"{module}.{_called(function)}" if isinstance(function, ast.Assign) else module
        case ("endpoints", file):
            return _of_function(f"client.{file.removesuffix('.py')}", outer, line)
        case ("client.py",):
            function = inner[0] if inner else None
            if isinstance(function, ast.FunctionDef) and function.name != "__init__":
                return f"client.{function.name}"
            if isinstance(function, ast.FunctionDef) and (argument := _argument(function, line)) is not None:
                return f"Client({argument})"
            return None
        case _:
            return None


def _with_field(owner: str, inner: Sequence[ast.stmt]) -> str:
    field = next((name for node in inner if isinstance(node, ast.AnnAssign) and (name := _called(node))), None)
    return f"{owner}.{field}" if field is not None else owner


def _chain(body: Sequence[ast.stmt], line: int) -> list[ast.stmt]:
    """The statements around a line, the outermost first; a text belongs to what stands before it."""
    before: ast.stmt | None = None
    for statement in body:
        if first_line(statement) > line:
            break
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if line <= (statement.end_lineno or 0):
            found = before if is_text and before is not None else statement
            return [found, *(_chain(found.body, line) if isinstance(found, ast.ClassDef) else [])]
        before = statement
    return []


def first_line(statement: ast.stmt) -> int:
    """The line that a statement begins at, with its decorators."""
    decorators = statement.decorator_list if isinstance(statement, ast.FunctionDef | ast.ClassDef) else []
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _of_function(module: str, statement: ast.stmt, line: int) -> str | None:
    if not isinstance(statement, ast.FunctionDef):
        return None
    argument = _argument(statement, line)
    return f"{module}.{statement.name}" if argument is None else f"{module}.{statement.name}({argument})"


def _argument(function: ast.FunctionDef, line: int) -> str | None:
    """The one argument that stands at a line, if there is one."""
    given = function.args
    found = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs) if each.lineno == line]
    found = [name for name in found if name != "self"]
    return found[0] if len(found) == 1 and line != function.lineno else None


def _called(statement: ast.stmt) -> str:
    match statement:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return ""
