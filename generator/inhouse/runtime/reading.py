"""Reading JSON into models: strictly first, and where that fails tolerantly, with every difference noted."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import Any, TypeAlias

from .call import Difference, Kind, pick
from .model import Form, Model, Unknown, decoded, fields, is_closed, made

Reader: TypeAlias = "Callable[..., tuple[Any, tuple[Difference, ...]]]"


class Unreadable(Exception):
    """An answer that cannot be read: the reason and the place, if it is one, neither with any of its data."""

    def __str__(self) -> str:
        return ": ".join(filter(None, reversed(self.args)))


@cache
def reader(type: Any, *, essential: tuple[str, ...] = (), strict: bool = False, extras: bool = False) -> Reader:
    """A function that reads an answer (bytes, media type) as `type`, which may say itself how, and tells how it differs.

    `essential` are JSON Pointers to what must be there, not null and of the documented type. With `strict` any
    difference is raised as Unreadable. Unknown fields are kept, and reported where that is cheap, or with `extras`.
    """
    own: Callable[..., Reader] | None = getattr(type, "reader", None)
    if own:
        return own(essential=essential, strict=strict, extras=extras)
    form, known = Form(type), True  # until an answer differs: without room for unknown fields pydantic is faster
    places = {pointer.replace("/", ".").replace("~1", "/").replace("~0", "~"): pointer for pointer in essential}

    def read(content: bytes, media_type: str = "") -> tuple[Any, tuple[Difference, ...]]:
        nonlocal known
        try:
            if not (extras or ((form.is_loose or not known) and (b"NaN" in content or b"Infinity" in content))):
                return whole(_validated(form, content, "forbid" if known else None))
        except (ValueError, RecursionError):
            if known:
                known = False
                return read(content)
        reading = _Reading(strict, {"", *places})
        try:
            value = reading.read(form, decoded(content.removeprefix(b"\xef\xbb\xbf")), "")
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"no readable JSON: {error}") from None
        return whole(value, tuple(Difference(*entry, count) for entry, count in reading.counts.items()))

    def whole(value: Any, differences: tuple[Difference, ...] = ()) -> tuple[Any, tuple[Difference, ...]]:
        for path, pointer in places.items():
            if pick(value, pointer) is None:
                raise Unreadable("missing or null", path[1:])
        return value, differences

    return read


def _validated(form: Form, content: bytes, extra: Any) -> Any:
    """The model of a whole answer. None has cycles, and to look for them takes longer than to read a large one."""
    if pausing := len(content) > 50_000 and gc.isenabled():
        gc.disable()
    try:
        return form.validate(content, extra=extra)
    finally:
        if pausing:
            gc.enable()


@dataclass(slots=True)
class _Reading:
    """One descent through an answer, and the differences met in it: a bounded number, however hostile the answer."""

    strict: bool
    vital: set[str]
    counts: dict[tuple[str, Kind, str | None], int] = field(default_factory=dict[tuple[str, Kind, str | None], int])

    def read(self, form: Form, raw: Any, path: str) -> Any:
        """A value as its form has it, as far as that goes."""
        if raw in (inf, -inf):
            raise Unreadable("a number too large for a float", path[1:])
        value, difference = form.read(raw)
        kind, inner = value.__class__, form.inner.get(value.__class__)
        if difference:
            self.note(path, difference, raw)
        elif model := form.model(raw):
            if model is Unknown or (form.tagged and raw.get(form.tagged.tag) not in [*form.tagged.members]):
                self.note(path, "unknown member")
            return self.build(model, raw, path)
        elif inner and kind is list:
            return [self.read(inner, item, f"{path}[]") for item in value]
        elif inner and kind is dict:
            return {key: self.read(inner, item, f"{path}{{}}") for key, item in value.items()}
        return value

    def build(self, model: type[Model], raw: dict[str, Any], path: str) -> Model:
        """A model of what is there; no key of the server's becomes an argument."""
        known = fields(model)
        extra = {key: value for key, value in raw.items() if key not in known}
        if further := getattr(model, "further", None):
            extra = {key: self.read(further(), value, f"{path}.{key[:100]}") for key, value in extra.items()}
        for key in extra if model is not Unknown and not further else ():
            self.note(f"{path}.{key[:100]}", "extra", allowed=not is_closed(model))
        given = {each[0]: self.read(each[1], raw[key], f"{path}.{key}") for key, each in known.items() if key in raw}
        for key in (key for key, (_, _, required) in known.items() if required and key not in raw):
            self.note(f"{path}.{key}", "missing")
        return made(model, given, extra)

    def note(self, path: str, kind: Kind, value: Any = None, *, allowed: bool = False) -> None:
        """Counts a difference, or raises it where it is not to be tolerated."""
        if (self.strict and not allowed) or (path in self.vital and kind in ("missing", "null", "wrong type")):
            raise Unreadable(kind, path[1:])
        path, text = path.removeprefix("."), str(value)[:100] if kind == "unknown value" else None
        for place, shown, room in ((path, text, 50), (path, None, 150), ("*", None, inf)):
            entry = (place, kind, shown)
            if entry in self.counts or len(self.counts) < room:
                self.counts[entry] = self.counts.get(entry, 0) + 1
                break
