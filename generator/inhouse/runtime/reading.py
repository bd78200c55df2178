"""Reading JSON into models: strictly first, and where that fails tolerantly, with every difference noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from math import inf
from types import NoneType
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from .model import Model, Unknown, kind, member, pick, properties, shape, tokens, whole

Kind: TypeAlias = Literal["unknown value", "unknown member", "missing", "null", "wrong type", "extra"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which an answer differs from the document, and how often it does.

    `path` is made of wire names, with `[]` for any item of a list and `{}` for any key of a map: `data.items[].status`.
    `value` is the text of an unknown enum value; no other data is shown. Where there are very many differences, those
    after the first are counted without their value (None), then without their path (`*`).
    """

    path: str
    kind: Kind
    value: str | None
    count: int


@dataclass(eq=False)
class Unreadable(Exception):
    """An answer that cannot be read: the reason and the place, neither with any of its data."""

    reason: str
    path: str = ""


Reader: TypeAlias = Callable[[bytes], tuple[Any, tuple[Difference, ...]]]


@cache
def reader(type: Any, *, essential: tuple[str, ...] = (), strict: bool = False, extras: bool = False) -> Reader:
    """A function that reads an answer as `type` and tells how it differs from that.

    `essential` are JSON Pointers to what must be there, not null and of the documented type; of that type the whole
    answer must be anyway. With `strict` any difference is raised as Unreadable. Unknown fields are always kept; where
    noticing them costs nothing they are reported, and with `extras` all are, which takes about ten times as long.
    """
    decode = _decoder(type)
    paths = {pointer: ".".join(tokens(pointer)) for pointer in essential}
    vital = frozenset({"", *paths.values()})

    def read(content: bytes) -> tuple[Any, tuple[Difference, ...]]:
        try:
            value, differences = _tolerate(type, content, _Notes(strict, vital), 0) if extras else (decode(content), ())
        except (ValidationError, RecursionError):
            value, differences = _tolerate(type, content, _Notes(strict, vital), 2)
        for pointer, path in paths.items():
            if pick(value, pointer) is None:
                raise Unreadable("missing or null", path)
        return value, differences

    return read


@cache
def _decoder(annotation: Any) -> Callable[[bytes], Any]:
    """pydantic's own validation, by wire names alone."""
    bare = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    own = isinstance(bare, type) and issubclass(bare, Model)
    adapter = TypeAdapter(annotation, config=None if own else ConfigDict(strict=True, allow_inf_nan=False))
    return partial(adapter.validate_json, by_alias=True, by_name=False)


def _tolerate(annotation: Any, content: bytes, notes: _Notes, credit: int) -> tuple[Any, tuple[Difference, ...]]:
    if not content.strip():
        raise Unreadable("the body is empty")
    try:
        raw = from_json(content.removeprefix(b"\xef\xbb\xbf"), allow_inf_nan=False)
        value = _read(annotation, raw, "", notes, credit)
    except ValueError as error:
        raise Unreadable(f"no readable JSON: {error}") from None
    except RecursionError:
        raise Unreadable("nested too deeply") from None
    return value, tuple(Difference(*entry, count) for entry, count in notes.counts.items())


@dataclass(slots=True)
class _Notes:
    """The differences met so far, a bounded number however hostile the answer; some are not to be tolerated."""

    strict: bool
    vital: frozenset[str]
    counts: dict[tuple[str, Kind, str | None], int] = field(default_factory=dict[tuple[str, Kind, str | None], int])

    def add(self, path: str, kind: Kind, value: Any = None, *, allowed: bool = False) -> None:
        """Notes one difference, or raises it; `allowed` ones are also for strict readers to know only."""
        path = path.removeprefix(".")
        if (self.strict and not allowed) or (path in self.vital and kind in ("missing", "null", "wrong type")):
            raise Unreadable(kind, path)
        entry = (path, kind, None if value is None else str(value)[:100])
        if entry not in self.counts and len(self.counts) >= 50:
            entry = (path, kind, None)
        if entry not in self.counts and len(self.counts) >= 150:
            entry = ("*", kind, None)
        self.counts[entry] = self.counts.get(entry, 0) + 1


def _read(annotation: Any, raw: Any, path: str, notes: _Notes, credit: int) -> Any:
    """A value as the annotation has it, as far as that goes.

    Items of lists and maps are first tried strictly, which is faster where few are bad; `credit` bounds how often that
    is done on the way down to any one value, so that the whole cost stays linear.
    """
    form = shape(annotation)
    if kind(raw) in form.plain:
        return raw
    if kind(raw) is dict and (model := member(form, raw)):
        return _build(model, raw, path, notes, credit)
    if kind(raw) is dict and form.values:
        return {key: _item(form.values, value, path + "{}", notes, credit) for key, value in raw.items()}
    if kind(raw) is list and form.items:
        return [_item(form.items, value, path + "[]", notes, credit) for value in raw]
    if kind(raw) in (dict, list, NoneType):
        notes.add(path, "null" if raw is None else "wrong type")
        return raw
    return _scalar(annotation, raw, path, notes)


def _item(annotation: Any, raw: Any, path: str, notes: _Notes, credit: int) -> Any:
    if credit and isinstance(raw, dict | list):
        try:
            return _decoder(annotation)(to_json(raw))
        except ValidationError:
            credit -= 1
    return _read(annotation, raw, path, notes, credit)


def _scalar(annotation: Any, raw: Any, path: str, notes: _Notes) -> Any:
    if raw in (inf, -inf):
        raise Unreadable("a number too large for a float", path.removeprefix("."))
    for candidate in (raw, whole(raw)):
        try:
            return _decoder(annotation)(to_json(candidate))
        except ValidationError:
            continue
    form = shape(annotation)
    if float in form.kinds and kind(raw) in (int, float) and abs(raw) >= 2**53:
        return raw
    unknown = kind(raw) in map(type, form.literals)
    notes.add(path, "unknown value" if unknown else "wrong type", raw if unknown else None)
    return raw


def _build(model: type[Model], raw: dict[str, Any], path: str, notes: _Notes, credit: int) -> Model:
    """A model of what is there, made as unpickling makes it: no key of the server's becomes an argument."""
    known = properties(model)
    extra = {key: value for key, value in raw.items() if key not in known}
    state = {place.name: place.default for place in known.values()}
    if issubclass(model, Unknown):
        notes.add(path, "unknown member")
    else:
        for key in extra:
            notes.add(f"{path}.{key[:100]}", "extra", allowed=model.model_config.get("extra") != "forbid")
    for key, place in known.items():
        if key in raw:
            state[place.name] = _read(place.annotation, raw[key], f"{path}.{key}", notes, credit)
        elif place.required:
            notes.add(f"{path}.{key}", "missing")
    given = {place.name for key, place in known.items() if key in raw}
    built: Model = object.__new__(model)
    slots = {"__pydantic_fields_set__": given, "__pydantic_extra__": extra, "__pydantic_private__": None}
    built.__setstate__({"__dict__": state, **slots})
    return built
