"""Pages counted by items."""

from dataclasses import dataclass, replace
from typing import Any

from .call import pick


@dataclass(frozen=True, kw_only=True)
class OffsetPages:
    """Pages that begin after `offset` items; `more` and `total` point to whether there are more, and how many in all."""

    offset: str
    limit: str = ""
    maximum: int | None = None
    items: str
    echo: str = ""
    more: str = ""
    total: str = ""
    sparse: bool = False

    def after(self, call: Any, response: Any, items: list[Any], left: int | None) -> Any:
        """The call for what follows these items; None where nothing does."""
        offset, limit = int(call.query.get(self.offset) or 0) + len(items), call.query.get(self.limit)
        total, more = (pick(response.value, pointer) if pointer else None for pointer in (self.total, self.more))
        if not items or more is False or (isinstance(total, int) and offset >= total):
            return None
        return replace(call, query={**call.query, self.offset: offset, self.limit: limit and min(limit, left or limit)})
