"""Integers that stand in JSON as text, so that no digit is lost on the way."""

from typing import Annotated, Any, TypeAlias

from pydantic import Field

from .encoded import Written
from .model import Steps


def _text(value: Any) -> Any:
    return str(value) if value.__class__ is int else value


_Text: TypeAlias = Annotated[str, Field(pattern="^-?(0|[1-9][0-9]*)$")]
IntegerText: TypeAlias = Annotated[int, Steps((_Text, Annotated[int, Field(strict=False)])), Written(_text)]
"""An integer, in JSON as text: `"9007199254740993"`."""
