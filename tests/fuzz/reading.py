"""Tolerant reading: any answer comes back whole or is unreadable; strict reading takes what has no differences."""

from __future__ import annotations

import copy
import json
import math
import pickle
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Literal, TypeAlias, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from inhouse.runtime.events import EventStream
from inhouse.runtime.lines import JsonLines, JsonRecords
from inhouse.runtime.model import Form, Model, Unknown, fields
from inhouse.runtime.reading import Unreadable, reader
from tests import test_reading as shapes
from tests.fuzz.mutations import mutated
from tests.fuzz.target import Target
from tests.fuzz.texts import TEXTS, VALUES

Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]

OWN: dict[str, Any] = {
    "Answer": shapes.Answer,
    "Actor": shapes.Actor,
    "Pricing": shapes.Pricing,
    "Source": shapes.Source,
    "Closed": shapes.Closed,
    "Page": shapes.Page,
    "list": list[shapes.Source],
    "dict": dict[str, shapes.Pricing | None],
}
_STREAMS: dict[str, Any] = {
    "lines": JsonLines(shapes.Build),
    "records": JsonRecords(shapes.Build),
    "events": EventStream(shapes.Build, {"other": shapes.Free}),
}
_BYTES = (
    b'{"id": "a"}', b"\n", b"\r\n", b"\r", b"\x1e", b"data: ", b"data", b":", b"event: other\n", b"id: 1\n", b"id\n", b"retry: 10\n",
    b"[DONE]", b"\xef\xbb\xbf", b"\xff", b"{", b"null", b"\x00", b" ", b"\n\n", b'{"pricingModel":"FREE","margin":1}',
)  # fmt: skip
_SAMPLES: dict[str, tuple[str, ...]] = {
    "text": ("2019-07-08T11:27:57.401Z", "2019-07-08", "READY", "FREE", "PAID", "x", "5", "2019-02-30T00:00:00Z", ""),
}


@st.composite
def answers(draw: Draw) -> dict[str, Any]:
    """What a server says, and as which type it is read."""
    if draw(st.integers(0, 5)) == 0:
        chunks = draw(st.lists(st.sampled_from(_BYTES), max_size=14))
        content = b"".join(chunks)
        cuts = sorted(draw(st.lists(st.integers(0, len(content)), max_size=4)))
        return {"stream": draw(st.sampled_from(sorted(_STREAMS))), "text": content.decode("latin-1"), "cuts": cuts}
    name = draw(st.sampled_from(sorted(OWN)))
    form = Form(OWN[name])
    return {"type": name, "value": draw(mutated(st.just({"": _fitting(draw, form, 4)}), _keys(form), 3)).get("")}


def _keys(form: Form) -> tuple[str, ...]:
    return tuple(sorted({"x", "id", *(key for model in form.models for key in fields(model))}))


def _fitting(draw: Draw, form: Form, depth: int) -> Any:
    """A value that a form may well admit."""
    kinds = [part for part in form.parts if isinstance(part, type) or get_origin(part) in (list, dict, Literal)]
    kind = draw(st.sampled_from(kinds)) if kinds else Any
    if get_origin(kind) is Literal:
        return draw(st.sampled_from(get_args(kind)))
    for collection in (list, dict):
        if get_origin(kind) is collection:
            count = draw(st.integers(0, 2)) if depth else 0
            inner = [_fitting(draw, form.inner[collection], depth - 1) for _ in range(count)]
            return inner if collection is list else {f"k{index}": each for index, each in enumerate(inner)}
    if kind is Unknown or (isinstance(kind, type) and issubclass(kind, Model)):
        return {
            key: _fitting(draw, inner, depth - 1)
            for key, (_, inner, required) in fields(kind).items()
            if (required and draw(st.integers(0, 9))) or (depth and draw(st.booleans()))
        }
    if kind is type(None):
        return None
    simple: dict[Any, SearchStrategy[Any]] = {
        str: st.one_of(st.sampled_from(_SAMPLES["text"]), TEXTS),
        datetime: st.sampled_from(_SAMPLES["text"]),
        int: st.one_of(st.integers(-3, 3), st.sampled_from([1.0, 2.5, 2**70])),
        float: st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers()),
        bool: st.booleans(),
    }
    return draw(simple.get(kind, VALUES))


def check(given: dict[str, Any]) -> str:
    """Reads the answer in each way."""
    if "stream" in given:
        return _check_stream(given["stream"], given["text"].encode("latin-1"), given["cuts"])
    type, value = OWN[given["type"]], given["value"]
    content = json.dumps(value).encode()
    try:
        found, differences = reader(type)(content)
    except Unreadable as error:
        assert _is_unreadable(value) or str(error) in ("null", "wrong type"), error
        return "unreadable"
    assert shapes.same(_wire(found), value), (_wire(found), value)
    assert shapes.same(_wire(copy.deepcopy(found)), value)
    assert pickle.loads(pickle.dumps(found)) == found
    repr(found)
    json.dumps(_wire(found))
    more, extras = reader(type, extras=True)(content)
    assert _wire(more) == _wire(found)
    assert {each for each in differences if each.kind != "extra"} == {each for each in extras if each.kind != "extra"}
    told = {each.kind for each in differences}
    try:
        strict, noted = reader(type, strict=True)(content)
    except Unreadable:
        assert told, value
        return f"strictly unreadable: {' '.join(sorted(told))}"
    assert not {each.kind for each in noted} - {"extra"}
    assert not told - {"extra"}, differences
    assert strict == found
    return f"read {' '.join(sorted(told))}"


def _is_unreadable(value: Any) -> bool:
    """Whether there is something in the value that no model may hold: a number beyond floats, or half a surrogate pair."""
    return any(isinstance(each, float) and not math.isfinite(each) for each in _all(value)) or "\\ud" in json.dumps(
        value
    )


def _all(value: Any) -> Iterator[Any]:
    yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _all(each)


def _wire(value: Any) -> Any:
    """A value as it would be sent."""
    if hasattr(value, "to_wire"):
        return value.to_wire()
    if isinstance(value, list):
        return [_wire(each) for each in value]
    if isinstance(value, dict):
        return {key: _wire(each) for key, each in value.items()}
    return value


def _check_stream(name: str, content: bytes, cuts: list[int]) -> str:
    """Takes a stream apart, in one go and wherever it is cut."""
    kind = _STREAMS[name]
    whole = _taken(kind, [content])
    parts = [content[start:end] for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True)]
    assert _taken(kind, parts) == whole, (parts, whole)
    return f"{name}: {'unreadable' if whole is None else min(3, len(whole))}"


def _taken(kind: Any, parts: list[bytes]) -> list[Any] | None:
    pieces = kind.pieces()
    found: list[Any] = []
    try:
        for part in parts:
            for value, differences in pieces.feed(part):
                found.append((_wire(value), differences, pieces.event, pieces.last_event_id))
            if pieces.done:
                return found
        found += [(_wire(value), differences) for value, differences in pieces.end()]
    except Unreadable:
        return None
    return found


TARGET = Target("reading", answers(), check)
