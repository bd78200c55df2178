"""Keys by which a server knows a request that it has seen before."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4


@dataclass(frozen=True)
class FreshKey:
    """Stands in the headers of a call for a random key: another one each time it is sent, and the same for every try."""

    def __str__(self) -> str:
        return str(uuid4())


def fresh_key(given: Any = None) -> Any:
    """The key that was given, or else a random one."""
    return FreshKey() if given is None else given
