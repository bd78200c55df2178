"""Integers that stand in JSON as text, so that no digit is lost on the way."""

from typing import Annotated, Any, TypeAlias

from .encoded import Written
from .model import ReadFrom, matching


def _text(value: Any) -> Any:
    return str(value) if value.__class__ is int else value


IntegerText: TypeAlias = Annotated[int, ReadFrom(matching("^-?(0|[1-9][0-9]*)$")), Written(_text)]
"""An integer, in JSON as text: `"9007199254740993"`."""
