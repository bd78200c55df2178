"""How a call says how its pages follow one another, and how it is sent where a caller leaves that open."""

from __future__ import annotations

from inhouse.api.api import Operation, Pages
from inhouse.package.fragments import Identifier, Literal, LiteralSource
from inhouse.package.views.common import View

_MODULES = {
    "OffsetPages": "offset_pages",
    "NumberedPages": "numbered_pages",
    "CursorPages": "cursor_pages",
    "BodyCursorPages": "body_cursor_pages",
    "LinkPages": "link_pages",
}


def pages_class(pages: Pages) -> str:
    """The class of the runtime that walks the pages."""
    match pages.policy.style:
        case "offset":
            return "OffsetPages"
        case "page":
            return "NumberedPages"
        case "cursor":
            return "BodyCursorPages" if (pages.policy.cursor or "").startswith("/") else "CursorPages"
        case "link":
            return "LinkPages"


def pages_module(pages: Pages) -> str:
    """The module of the runtime that has the class."""
    return _MODULES[pages_class(pages)]


def pages_view(pages: Pages | None) -> View | None:
    """The object that tells a call's pages, with what differs from what is usual."""
    if pages is None:
        return None
    policy = pages.policy
    values: dict[str, LiteralSource] = {
        "offset": policy.offset,
        "page": policy.page,
        "first": None if policy.first == 1 else policy.first,
        "cursor": policy.cursor,
        "limit": policy.limit,
        "items": policy.items,
        "next": policy.next,
        "last": policy.last,
        "echo": policy.echo,
        "more": policy.more,
        "total": policy.total,
        "maximum": pages.maximum,
        "sparse": pages.sparse or None,
    }
    return {
        "name": Identifier(pages_class(pages)),
        "values": tuple((Identifier(name), Literal(value)) for name, value in values.items() if value is not None),
    }


def options_view(operation: Operation) -> tuple[tuple[Literal, Literal], ...]:
    """The options that hold where a caller gives no other."""
    retries = operation.retries
    values: dict[str, LiteralSource] = {
        "timeout": operation.timeout,
        "deadline": operation.deadline,
        "max_retries": retries.max if retries else None,
        "retry_statuses": retries.statuses if retries else None,
    }
    return tuple((Literal(name), Literal(value)) for name, value in values.items() if value is not None)
