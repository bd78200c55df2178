"""Decimal numbers in JSON."""

from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from .call import as_json
from .encoded import Written
from .model import Number, ReadFrom, matching

DecimalText: TypeAlias = Annotated[Decimal, ReadFrom(matching(r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"))]
"""A decimal number, in JSON as text: `"12.50"`."""


def _number(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    number = int(value) if value == value.to_integral_value() else float(value)
    if Decimal(repr(number)) != value:
        raise ValueError(f"{value} has more digits than a number in JSON can be relied on to keep; round it")
    return number


DecimalNumber: TypeAlias = Annotated[Decimal, ReadFrom(Number), Written(_number)]
"""A decimal number, in JSON as a number: `12.5`."""

as_json.register(Decimal, str)
