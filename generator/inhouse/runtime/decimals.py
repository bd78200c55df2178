"""Decimal numbers in JSON."""

from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from .call import as_json
from .encoded import Written
from .model import Number, Steps

_Text: TypeAlias = Annotated[str, Field(pattern=r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$")]
_Lax: TypeAlias = Annotated[Decimal, Field(strict=False)]
DecimalText: TypeAlias = Annotated[Decimal, Steps((_Text, _Lax))]
"""A decimal number, in JSON as text: `"12.50"`."""


def _number(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    number = int(value) if value == value.to_integral_value() else float(value)
    if Decimal(repr(number)) != value:
        raise ValueError(f"{value} has more digits than a number in JSON can be relied on to keep; round it")
    return number


DecimalNumber: TypeAlias = Annotated[Decimal, Steps((Number, _Lax)), Written(_number)]
"""A decimal number, in JSON as a number: `12.5`."""

as_json.register(Decimal, str)
