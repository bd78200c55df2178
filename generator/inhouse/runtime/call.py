"""Calls, with nothing sent, and without credentials or an absolute address; and what is said of JSON without models."""

import re
from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import date
from functools import singledispatch
from typing import Any, Generic, Literal, TypeAlias, TypeVar
from urllib.parse import quote, unquote

Kind: TypeAlias = Literal["unknown value", "unknown member", "missing", "null", "wrong type", "extra"]
T = TypeVar("T")
Item = TypeVar("Item")


@dataclass(frozen=True)
class Body:
    """A request body: its bytes, or an iterable of them that can be read once and is then never sent again."""

    content: bytes | Iterable[bytes] | AsyncIterable[bytes] = field(repr=False)
    media_type: str

    @property
    def replayable(self) -> bool:
        """Whether the body can be sent again."""
        return isinstance(self.content, bytes)

    @property
    def headers(self) -> dict[str, str]:
        """The headers that say what the body is."""
        return {"content-type": self.media_type}


@dataclass(frozen=True, kw_only=True)
class Call(Generic[T]):
    """A request that has not been sent, and how its answer is read.

    `success` gives the type of the body for each documented status of success; what a call returns stands in it at the
    JSON Pointer `unwrap`. `security` lists alternatives, each the names of the schemes that go together, or their scopes
    by name; `server` names one of the package's servers, the first where None. Calls that are `repeatable` may be sent
    again after a failure that leaves open whether they took effect. `options` of sending hold where nobody gives others.
    Parameters stand under their wire names; None leaves one out, bytes are percent-encoded already. Those of the path
    are put into it; ValueError for one that would address another resource.
    """

    operation: str
    method: str
    path: str
    path_values: InitVar[Mapping[str, Any] | None] = None
    query: Mapping[str, Any] = field(default_factory=dict[str, Any])
    headers: Mapping[str, Any] = field(default_factory=dict[str, Any])
    body: Body | None = None
    success: Mapping[int, Any]
    unwrap: str = ""
    security: tuple[tuple[str, ...] | Mapping[str, tuple[str, ...]], ...] = ()
    server: str | None = None
    repeatable: bool = False
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def __post_init__(self, path_values: Mapping[str, Any] | None) -> None:
        path = self.path
        for name, value in (path_values or {}).items():
            if value is None:
                raise ValueError(f"{name} must not be None: it would address another resource")
            path = path.replace(f"{{{name}}}", encoded(value))
        for name, each in zip(self.path.split("/"), path.split("/"), strict=True):
            plain = "" if each == name else unquote(unquote(unquote(each)))  # as servers see it that decode too often
            if each != name and (not each or re.search(r"(?:^|[/\\])\.{1,2}(?:$|[/\\;])", plain)):
                raise ValueError(f"{name} must not be {each!r}: it would address another resource")
        object.__setattr__(self, "path", path)

    @property
    def target(self) -> str:
        """Path and query, percent-encoded, as they follow the server's address."""
        lists = {name: value if value.__class__ in (list, tuple) else [value] for name, value in self.query.items()}
        pairs = [f"{encoded(name)}={encoded(one)}" for name, each in lists.items() for one in each if one is not None]
        return f"{self.path}{'&' if '?' in self.path else '?'}{'&'.join(pairs)}" if pairs else self.path


@dataclass(frozen=True, kw_only=True)
class PagedCall(Call[T], Generic[T, Item]):
    """A call whose answer is one of `pages`, which `client.pages` and `client.items` follow; some begin at a `link`."""

    pages: Any
    link: str | None = None


def encoded(value: Any, safe: str = "") -> str:
    """A value as it stands in a path or a query, percent-encoded but for what is safe; bytes already are."""
    return value.decode() if isinstance(value, bytes) else quote(text(value), safe=safe)


def text(value: Any) -> str:
    """A value as it goes on the wire; integers never as `10.0`, dates in ISO 8601."""
    value = value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else value
    return str(value).lower() if isinstance(value, bool) else str(value)


def checked(values: Mapping[str, Any]) -> dict[str, str]:
    """Headers by lower-case name, None left out; ValueError, which shows no value, for one that cannot be sent."""
    headers = {name: text(value) for name, value in values.items() if value is not None}
    for name, value in headers.items():
        if not re.fullmatch(r"[\w!#$%&'*+.^`|~-]+", name, re.ASCII):
            raise ValueError(f"{name!r} cannot be the name of a header")
        if not (value.isascii() and value.isprintable() and value == value.strip()):
            raise ValueError(f"the value of {name} has a line break, a space at an end, or a character beyond ASCII")
    return {name.lower(): value for name, value in headers.items()}


@singledispatch
def as_json(value: Any) -> Any:
    """A value as JSON has it, the models in it under wire names; what has a format of its own is registered with it."""
    if value is None or isinstance(value, str | int | float | bytes):
        return value
    if issubclass(value.__class__, Mapping | Sequence):
        return {k: as_json(each) for k, each in value.items()} if hasattr(value, "items") else [*map(as_json, value)]
    return value.to_wire() if hasattr(value, "to_wire") else text(value) if isinstance(value, date) else value


def pick(value: Any, pointer: str) -> Any:
    """What stands at a JSON Pointer of wire names within a decoded value; None where nothing does."""
    for token in pointer.split("/")[1:]:
        at = value.get if value.__class__ is dict else getattr(value, "_at", dict[str, Any]().get)
        value = at(token.replace("~1", "/").replace("~0", "~") if "~" in token else token)
    return value


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which an answer differs from the document, and how often it does.

    `path` is made of wire names, with `[]` for any item of a list and `{}` for any key of a map: `data.items[].status`.
    `value` is the text of an unknown enum value. Very many differences are counted without it, then without `path`.
    """

    path: str
    kind: Kind
    value: str | None
    count: int
