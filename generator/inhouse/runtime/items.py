"""What the items of a stream have in common: each is read on its own, and differences do not end it."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import Any

from .call import Difference
from .reading import Reader, Unreadable
from .streams import Pieces


def read_item(read: Reader, content: bytes, *, strict: bool, may_be_text: bool = False) -> tuple[Any, Any]:
    """An item, kept as it came where it is not as documented, and how it differs; paths begin with `[]`."""
    try:
        value, differences = read(content)
    except Unreadable:
        if strict:
            raise
        value, differences = _raw(content, may_be_text), (Difference("", "wrong type", None, 1),)
    return value, tuple(replace(each, path=f"[].{each.path}".rstrip(".").replace(".[", "[")) for each in differences)


def whole(take_apart: Callable[[], Pieces]) -> Reader:
    """A function that reads a whole answer into a list of its items."""

    def read(content: bytes, media_type: str = "") -> tuple[list[Any], tuple[Difference, ...]]:
        pieces = take_apart()
        values: list[Any] = []
        counts: dict[tuple[str, Any, str | None], int] = {}
        for value, differences in chain(pieces.feed(content), pieces.end()):
            values.append(value)
            for each in differences:
                place = (each.path, each.kind, each.value)
                place = place if place in counts or len(counts) < 150 else ("*", each.kind, None)
                counts[place] = counts.get(place, 0) + each.count
        return values, tuple(Difference(*place, count) for place, count in counts.items())

    return read


def _raw(content: bytes, may_be_text: bool) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        if may_be_text:
            return content.decode(errors="replace")
        raise Unreadable(f"no readable JSON: {error}") from None
