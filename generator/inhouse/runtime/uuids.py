"""UUIDs in JSON."""

from typing import Annotated, TypeAlias
from uuid import UUID

from .call import as_json
from .model import ReadFrom, matching

Uuid: TypeAlias = Annotated[UUID, ReadFrom(matching("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"))]
"""A UUID, in JSON `3fa85f64-5717-4562-b3fc-2c963f66afa6`."""

as_json.register(UUID, str)
