"""Durations in JSON."""

from datetime import timedelta
from typing import Annotated, TypeAlias

from .call import as_json
from .model import ReadFrom, matching

_TEXT = matching(r"^[+-]?P([0-9]+W|[0-9]+D|([0-9]+D)?T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)$")
Duration: TypeAlias = Annotated[timedelta, ReadFrom(_TEXT)]
"""A duration, in JSON as ISO 8601 has it: `P1DT2H30M`. Years and months, which differ in length, are none."""


@as_json.register
def _(value: timedelta) -> str:
    sign, rest = ("-", -value) if value < timedelta() else ("", value)
    minutes, seconds = divmod(rest.seconds, 60)
    second = f"{seconds}.{rest.microseconds:06}".rstrip("0") if rest.microseconds else str(seconds)
    parts = [(rest.days, "D"), (minutes // 60, "H"), (minutes % 60, "M"), (second, "S")]
    days, *clock = (f"{number}{unit}" if number not in (0, "0") else "" for number, unit in parts)
    return f"{sign}P{days}" + (f"T{''.join(clock)}" if any(clock) else "" if days else "T0S")
