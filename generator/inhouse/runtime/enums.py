"""Enums whose values are of several types."""

from functools import reduce
from typing import Any, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Mixed:
    """Marks `Literal[…] | str | int`: any of these may be given, and one outside the `Literal` is noticed."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        known, *types = get_args(source)
        steps = [handler.generate_schema(step) for step in (reduce(lambda one, other: one | other, types), known)]
        return core_schema.json_or_python_schema(core_schema.chain_schema(steps), handler(source))
