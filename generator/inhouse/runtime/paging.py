"""Following pages, without any input or output."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar
from urllib.parse import unquote

from .call import PagedCall
from .exchange import Response, unreadable
from .model import pick

T = TypeVar("T")
Item = TypeVar("Item")


@dataclass(frozen=True)
class Turn(Generic[T, Item]):
    """The next page to fetch: items from `offset` on, `size` of them, until `left` more have come in all."""

    first: PagedCall[T, Item]
    offset: int
    size: int | None
    left: int | None
    echo: Any = None

    @property
    def call(self) -> PagedCall[T, Item]:
        """The call for this page."""
        pages = self.first.pages
        limits = [limit for limit in (self.size, self.left) if limit is not None]
        limit = min(*limits, pages.maximum or limits[0]) if limits else None
        return self.first.with_query(**{pages.offset: self.offset or None, pages.limit: limit})

    def take(self, page: Response[T]) -> tuple[list[Item], Turn[T, Item] | None]:
        """The items of this page, and the turn after it: none when it was empty or enough have come."""
        pages = self.first.pages
        items: list[Item] = pick(page.value, pages.items)
        echo: Any = pick(page.value, pages.echo) if pages.echo else None
        if items and echo is not None and echo == self.echo:
            raise unreadable(page, f"{pages.offset} stays at {echo} from page to page")
        left = None if self.left is None else max(0, self.left - len(items))
        after = replace(self, offset=self.offset + len(items), left=left, echo=echo)
        return items[: self.left], None if left == 0 or not items else after


def first_turn(call: PagedCall[T, Item], size: int | None, *, in_all: bool) -> Turn[T, Item] | None:
    """Where to begin. The call's own limit is how many items `in_all`, or else how many on a page."""
    query = {unquote(name): value for name, value in call.query}
    limit = int(query[call.pages.limit]) if call.pages.limit in query else None
    size, left = (size, limit) if in_all else (limit, None)
    if size is not None and size < 1:
        raise ValueError("a page holds at least one item")
    return None if left is not None and left < 1 else Turn(call, int(query.get(call.pages.offset, 0)), size, left)
