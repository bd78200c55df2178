"""Forms as request bodies: the properties of an object as pairs of names and values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .call import Body, as_json, checked, encoded
from .model import Model
from .styles import RESERVED, as_deep_object, as_form, as_joined, as_json_text

DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


@dataclass(frozen=True)
class Encoding:
    """How a property goes into a form, by style or by media type; without either, arrays repeat it, objects are JSON."""

    style: Literal["form", "spaceDelimited", "pipeDelimited", "deepObject"] | None = None
    explode: bool = True
    allow_reserved: bool = False
    content_type: str | None = None

    @property
    def is_json(self) -> bool:
        """Whether it is the media type of JSON, as which an array is sent whole."""
        essence = (self.content_type or "").partition(";")[0].strip().lower()
        return essence == "application/json" or essence.endswith("+json")


def form_body(
    value: Any, media_type: str = "application/x-www-form-urlencoded", encoding: Mapping[str, Encoding] | None = None
) -> Body | None:
    """An object as a form; None for none at all, and for a property that is left out."""
    if value is None:
        return None
    pairs = [
        (encoded(key), encoded(each))
        for name, held in properties(value)
        for key, each in entries(name, as_json(held), (encoding or {}).get(name, Encoding()))
    ]
    content = "&".join(f"{key}={each}" for key, each in pairs).replace("%20", "+")
    return Body(content.encode(), checked({"content-type": media_type})["content-type"])


def properties(value: Any) -> Iterator[tuple[str, Any]]:
    """The properties of an object that are not None. Raises TypeError for anything else."""
    whole = as_json(value) if isinstance(value, Model) else value
    if not hasattr(whole, "items"):
        raise TypeError(f"a form is made of an object, not of {type(value).__name__}")
    return ((name, held) for name, held in whole.items() if held is not None)


def entries(name: str, value: Any, encoding: Encoding) -> Iterator[tuple[str, Any]]:
    """The pairs that a property of JSON values becomes; bytes are percent-encoded already."""
    safe = RESERVED if encoding.allow_reserved else ""
    if encoding.is_json:
        found: Mapping[str, Any] = {name: as_json_text(value)}
    elif encoding.style is None:
        found = {name: [_plain(each) for each in value] if value.__class__ is list else _plain(value)}
    elif encoding.style == "deepObject":
        found = as_deep_object(name, value, safe=safe)
    elif encoding.explode:
        found = as_form(name, value, safe=safe)
    else:
        found = {name: as_joined(value, DELIMITERS[encoding.style], safe=safe)}
    for key, held in found.items():
        yield from ((key, each) for each in (held if held.__class__ is list else [held]) if each is not None)


def _plain(value: Any) -> Any:
    return as_json_text(value) if value.__class__ in (dict, list) else value
