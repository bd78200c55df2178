"""A case with one thing in it made wrong, which must then fail."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from tests.conformance.packages import Case


def falsified(case: Case) -> Iterator[tuple[str, Case]]:
    """What was made wrong, and the case with it: an argument, and then the answer that is expected.

    Where a failure is expected a wrong argument may well give the same one, so that only the answer can tell.
    """
    if case["response"]["status"] < 400:
        yield from islice(_wrong_arguments(case), 1)
    yield _wrong_answer(case)


def _wrong_arguments(case: Case) -> Iterator[tuple[str, Case]]:
    if case["body"] is not None:
        yield "the body", {**case, "body": _wrong_body(case["body"])}
    for place in ("query", "pathParams", "headers", "cookies", "auth"):
        if case[place]:
            name = next(iter(case[place]))
            yield f"{name!r} in {place}", {**case, place: {**case[place], name: other(case[place][name])}}


def _wrong_answer(case: Case) -> tuple[str, Case]:
    answer = case["response"]
    if answer["body"] is not None and answer["status"] < 400:
        return "the expected body", {**case, "response": {**answer, "body": _wrong_body(answer["body"])}}
    if answer["headers"]:
        name = next(iter(answer["headers"]))
        headers = {**answer["headers"], name: other(answer["headers"][name])}
        return f"the expected header {name}", {**case, "response": {**answer, "headers": headers}}
    return "the expected status", {**case, "response": {**answer, "status": answer["status"] + 1}}


def other(value: Any) -> Any:
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return _other_text(value)
        case [first, *rest]:
            return [other(first), *rest]
        case {**fields} if fields:
            name = next(iter(fields))
            return {**fields, name: other(fields[name])}
        case _:
            return "falsified"


def _other_text(text: str) -> str:
    """The text with another first letter or digit, so that it is still a date or base64 if it was."""
    first = text[:1]
    if first.isascii() and first.isdigit():
        return str((int(first) + 1) % 10) + text[1:]
    if first.isascii() and first.isalpha():
        return ("a" if first in "fFzZ" else chr(ord(first) + 1)) + text[1:]
    return f"x{text}"


def _wrong_body(body: Mapping[str, Any]) -> dict[str, Any]:
    if body.get("parts"):
        return {**body, "parts": other(body["parts"])}
    if body.get("files"):
        first, *rest = body["files"]
        return {**body, "files": [{**first, "base64": _longer(first["base64"])}, *rest]}
    if "json" in body:
        return {**body, "json": other(body["json"])}
    if "text" in body:
        return {**body, "text": _other_content(body["text"])}
    return {**body, "base64": _longer(body["base64"])} if "base64" in body else {**body, "parts": {"falsified": "x"}}


def _other_content(text: str) -> str:
    """Text that says something else: XML with another element, a stream with another event."""
    head, closing, tail = text.rpartition("</")
    if closing:
        return f"{head}<falsified/>{closing}{tail}"
    return text.replace("data: ", "data: x", 1) if "data: " in text else f"x{text}"


def _longer(text: str) -> str:
    return base64.b64encode(base64.b64decode(text) + b"x").decode()
