"""JSONPath (RFC 9535) over documents that may be anybody's: what a query costs is bounded.

The library that evaluates it runs patterns without end, and gives the same value as often as there are ways to it.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from iregexp_check import check
from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError
from jsonpath_rfc9535.function_extensions import ExpressionType, FilterFunction

from inhouse.document.limits import MAX_DEPTH, MAX_QUERY, MAX_SELECTED, MAX_STEPS, SECONDS_TO_MATCH
from inhouse.document.values import JsonValue

_ANY_CHARACTER = r"(?:(?![\r\n])\P{Cs}|\p{Cs}\p{Cs})"
"""What `.` means in an I-Regexp (RFC 9485, 5.4)."""


class TooMuch(Exception):
    """A query that would take too long; `str` says what of it."""


def select(query: str, value: JsonValue) -> list[tuple[str, ...]]:
    """Return the ways to what a query selects, each once, in its order.

    Raises:
        TooMuch: it is too long, matches patterns for too long, goes through too much or selects too much.
        ValueError: it is no query.
    """
    if len(query) > MAX_QUERY:
        raise TooMuch(f"it has more than {MAX_QUERY:,} characters")
    environment = _Counting()
    environment.max_recursion_depth = MAX_DEPTH + 1
    patterns = import_module("regex")
    until = time.process_time() + SECONDS_TO_MATCH
    environment.function_extensions |= {
        "match": _Function(partial(_holds, patterns.fullmatch, until)),
        "search": _Function(partial(_holds, patterns.search, until)),
    }
    try:
        nodes = environment.compile(query).finditer(value)
        found = [tuple(str(step) for step in node.location) for node in itertools.islice(nodes, MAX_SELECTED + 1)]
    except (JSONPathError, RecursionError, ValueError, ArithmeticError, LookupError) as error:
        raise ValueError(str(error)) from error
    if len(found) > MAX_SELECTED:
        raise TooMuch(f"it goes more than {MAX_SELECTED:,} ways")
    return list(dict.fromkeys(found))


class _Counting(JSONPathEnvironment):
    """Is asked for something with each object that a query goes through, and counts that."""

    def __init__(self) -> None:
        self._asked = itertools.count()
        super().__init__()

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name in ("max_recursion_depth", "nondeterministic") and next(self._asked) > MAX_STEPS:
            raise TooMuch(f"it goes through more than {MAX_STEPS:,} objects")
        return found


class _Function(FilterFunction):
    """A function that tells whether text is as a pattern says."""

    def __init__(self, holds: Callable[[object, object], bool]) -> None:
        self._holds = holds

    @property
    def arg_types(self) -> list[ExpressionType]:
        """Two values."""
        return [ExpressionType.VALUE, ExpressionType.VALUE]

    @property
    def return_type(self) -> ExpressionType:
        """Whether it holds."""
        return ExpressionType.LOGICAL

    def __call__(self, *args: Any, **kwds: Any) -> bool:
        return self._holds(*args)


def _holds(matches: Callable[..., object], until: float, text: object, pattern: object) -> bool:
    if not isinstance(text, str) or not isinstance(pattern, str) or not check(pattern):
        return False
    try:
        return matches(_expression(pattern), text, timeout=max(until - time.process_time(), 0.001)) is not None
    except TimeoutError:
        raise TooMuch(f"its patterns take more than {SECONDS_TO_MATCH} seconds") from None


def _expression(pattern: str) -> str:
    """An I-Regexp as `regex` writes it."""
    found, is_escaped, is_class = "", False, False
    for char in pattern:
        found += _ANY_CHARACTER if char == "." and not is_escaped and not is_class else char
        if is_escaped:
            is_escaped = False
        elif char == "\\":
            is_escaped = True
        elif char in "[]":
            is_class = char == "["
    return found
