"""Pages that say where the next one begins."""

from dataclasses import dataclass, replace
from typing import Any

from .call import pick
from .exchange import unreadable


@dataclass(frozen=True, kw_only=True)
class CursorPages:
    """Pages whose cursor for the next one stands at `next`, or at `last` in their last item; `more` says if there is one."""

    cursor: str
    limit: str = ""
    maximum: int | None = None
    items: str
    next: str = ""
    last: str = ""
    more: str = ""
    sparse: bool = False
    echo = ""

    def after(self, call: Any, response: Any, items: list[Any], left: int | None) -> Any:
        """The call for the page at the cursor; None where there is none. DecodeError for the cursor it has itself."""
        cursor = pick(response.value, self.next) if self.next else pick(items[-1], self.last) if items else None
        if left == 0 or cursor in (None, "") or (self.more and pick(response.value, self.more) is False):
            return None
        if cursor == self.given(call):
            raise unreadable(response, f"{self.cursor} stays the same from page to page")
        return self.moved(call, cursor)

    def given(self, call: Any) -> Any:
        """The cursor that a call has."""
        return call.query.get(self.cursor)

    def moved(self, call: Any, cursor: Any) -> Any:
        """The call with another cursor."""
        return replace(call, query={**call.query, self.cursor: cursor})
