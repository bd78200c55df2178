"""Days and times of day in JSON."""

from datetime import date, time
from typing import Annotated, TypeAlias

from .call import as_json
from .model import ReadFrom, matching

Date: TypeAlias = Annotated[date, ReadFrom(matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
"""A day, in JSON `2024-02-29`."""

Time: TypeAlias = Annotated[time, ReadFrom(matching("^[0-9]{2}:[0-9]{2}:[0-9]{2}"))]
"""A time of day, in JSON `10:20:30Z`, or without an offset; digits beyond microseconds are dropped."""


@as_json.register
def _(value: time) -> str:
    return value.isoformat().replace("+00:00", "Z")
