"""Whether a value that a package gives is what a case expects."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

LINES = ("application/jsonl", "application/x-ndjson", "application/json-seq")


def same(got: Any, expected: Any) -> bool:
    """Whether a value, a model as its wire form, is the expected one of JSON; moments are the same in every writing."""
    got = got.to_wire() if hasattr(got, "to_wire") else got
    match got, expected:
        case Mapping(), Mapping():
            return set(got) == set(expected) and all(same(each, expected[key]) for key, each in got.items())
        case list(), list():
            return len(got) == len(expected) and all(map(same, got, expected))
        case bytes(), str():
            return base64.urlsafe_b64decode(_padded(expected)) == got
        case str(), str():
            return got == expected or _moment(got) == _moment(expected) is not None
        case (bool(), _) | (_, bool()) | (None, _) | (_, None):
            return got is expected
        case (int() | float(), int() | float()):
            return got == expected
        case str() | int() | float() | list() | Mapping(), _:
            return False
        case _:
            return bool(_read_as(type(got), expected) == got)


def events(media_type: str, text: str) -> Iterator[str]:
    """The data of each event of a stream."""
    if media_type in LINES:
        yield from (line for line in text.replace("\x1e", "").splitlines() if line)
        return
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.partition(":")[2].removeprefix(" ") for line in block.splitlines() if line.startswith("data")]
        if lines:
            yield "\n".join(lines)


def same_event(got: Any, expected: str) -> bool:
    """Whether an event, or the data in it, is the expected text, read as JSON or not."""
    data = getattr(got, "data", got)
    try:
        return same(data, expected) or same(data, json.loads(expected))
    except ValueError:
        return False


def _padded(text: str) -> str:
    text = text.replace("+", "-").replace("/", "_").rstrip("=")
    return text + "=" * (-len(text) % 4)


def _moment(text: str) -> datetime | None:
    if len(text) < 20 or text[10] not in "Tt":
        return None
    moment: datetime | None = _read_as(datetime, text)
    return moment


def _read_as(type: Any, value: Any) -> Any:
    try:
        return TypeAdapter[Any](type).validate_python(value)
    except ValidationError:
        return None
