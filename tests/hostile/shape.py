"""What a package's modules do, whatever they are called and whatever their text says.

Two packages of one shape differ in nothing but text in string literals, and names that the generator gave.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from inhouse.api.api import Api
from inhouse.package.views.common import group_class

Shape = Mapping[str, int]
"""How often each statement is there: definitions of functions and classes with all that is in them."""

_NAMED_BY = ("name", "function", "module", "argument", "choice", "other", "root_error")


def given_names(api: Any) -> frozenset[str]:
    """The Python names that an `Api` gives, and those that templates make of them."""
    found: set[str] = set()
    waiting: list[Any] = [api]
    while waiting:
        value = waiting.pop()
        if isinstance(value, (tuple, list)):
            waiting += value
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif hasattr(value, "__dataclass_fields__"):
            parts = {name: getattr(value, name) for name in value.__dataclass_fields__}
            found |= {part for name, part in parts.items() if name in _NAMED_BY and isinstance(part, str)}
            found |= {part for part in parts.get("arguments", ()) if isinstance(part, str)}
            if "wire_name" in parts:  # the keys of typed dicts
                found |= {parts["wire_name"]} & {parts["wire_name"] if parts["wire_name"].isidentifier() else ""}
            waiting += parts.values()
    assert isinstance(api, Api)
    groups = {group_class(name) for name in found}
    return frozenset((found | groups) - {"", "shop"})


def shape(modules: Mapping[str, str], names: frozenset[str]) -> Shape:
    """The shape of modules, by path; names among these count as one. Raises SyntaxError for what is no Python."""
    found: Counter[str] = Counter()
    for path, text in modules.items():
        where = "/".join("N.py" if part.removesuffix(".py") in names else part for part in path.split("/"))
        found.update(f"{where}: {part}" for part in _parts(text, names))
    return found


@lru_cache(4096)  # what does not depend on a payload is the same in many packages
def _parts(text: str, names: frozenset[str]) -> tuple[str, ...]:
    """The comments and statements of a module."""
    statements = chain.from_iterable(_statement(statement, names) for statement in ast.parse(text).body)
    return *_comments(text), *statements


def odd_characters(text: str) -> str:
    """The characters of a module that do not print as themselves, line feeds apart."""
    if text.replace("\n", "").isprintable():
        return ""
    return "".join(sorted({char for char in text if char != "\n" and not char.isprintable()}))


@lru_cache(4096)
def _comments(text: str) -> tuple[str, ...]:
    """The comments below the docstring, and the first line; between the two stands what the host wants to."""
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[str]:
    is_top = True
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        is_top = is_top and token.type in (tokenize.COMMENT, tokenize.NL)
        if token.type == tokenize.COMMENT and (not is_top or token.start[0] == 1):
            yield token.string


def _statement(node: ast.stmt, names: frozenset[str]) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        for alias in node.names:
            module = ".".join(_name(part, names) for part in (node.module or "").split("."))
            yield f"from {'.' * node.level}{module} import {_name(alias.name, names)} as {_name(alias.asname or '', names)}"
    else:
        yield _normal(node, names)


def _normal(node: Any, names: frozenset[str]) -> str:
    """A text that two syntax trees share if they differ only in what strings say, in given names and in order."""
    match node:
        case ast.Constant(value=str()):
            return "text"
        case ast.Constant(value=value):
            return repr(value)
        case ast.ClassDef() | ast.FunctionDef():
            parts = [_normal(getattr(node, name), names) for name in node._fields if name not in ("name", "body")]
            inside = sorted(normal for part in node.body for normal in _statement(part, names))
            return f"{type(node).__name__} {_name(node.name, names)}({'; '.join(parts)}): {inside}"
        case ast.AST():
            parts = [f"{name}={_normal(getattr(node, name, None), names)}" for name in node._fields if name != "ctx"]
            return f"{type(node).__name__}({', '.join(parts)})"
        case list():
            return str(sorted(_normal(part, names) for part in node))
        case str():
            return _name(node, names)
        case _:
            return repr(node)


def _name(name: str, names: frozenset[str]) -> str:
    return "N" if name in names else name
