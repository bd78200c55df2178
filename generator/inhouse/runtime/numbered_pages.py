"""Pages counted by pages."""

from dataclasses import dataclass, replace
from typing import Any

from .call import pick


@dataclass(frozen=True, kw_only=True)
class NumberedPages:
    """Pages with a number; `more` and `total` point to whether there are more, and how many pages there are in all."""

    page: str
    first: int = 1
    limit: str = ""
    maximum: int | None = None
    items: str
    echo: str = ""
    more: str = ""
    total: str = ""
    sparse: bool = False

    def after(self, call: Any, response: Any, items: list[Any], left: int | None) -> Any:
        """The call for the page after the one that came; None where that was empty or the last."""
        given = call.query.get(self.page)
        number = (self.first if given is None else int(given)) + 1
        total, more = (pick(response.value, pointer) if pointer else None for pointer in (self.total, self.more))
        if not items or more is False or (isinstance(total, int) and number >= self.first + total):
            return None
        return replace(call, query={**call.query, self.page: number})
