"""Days and times of day in JSON."""

from datetime import date, time
from typing import Annotated, TypeAlias

from pydantic import Field

from .call import as_json
from .model import Steps

_Day: TypeAlias = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Date: TypeAlias = Annotated[date, Steps((_Day, Annotated[date, Field(strict=False)]))]
"""A day, in JSON `2024-02-29`."""

_Clock: TypeAlias = Annotated[str, Field(pattern="^[0-9]{2}:[0-9]{2}:[0-9]{2}")]
Time: TypeAlias = Annotated[time, Steps((_Clock, Annotated[time, Field(strict=False)]))]
"""A time of day, in JSON `10:20:30Z`, or without an offset; digits beyond microseconds are dropped."""


@as_json.register
def _(value: time) -> str:
    return value.isoformat().replace("+00:00", "Z")
