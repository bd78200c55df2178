"""Headers of answers, read as what the document says of them."""

import logging
from email.utils import parsedate_to_datetime
from typing import Any, Self

from .errors import DecodeError
from .exchange import Response
from .model import Form, Model, decoded, fields, to_json
from .reading import Unreadable, reader

_LOGGER = logging.getLogger(__name__.rsplit(".", 2)[0])


class Headers(Model):
    """The base of models of headers."""

    @classmethod
    def of(cls, response: Response[Any], *, strict: bool = False) -> Self:
        """The headers of an answer; one that is not as documented stays text, and is None where it is missing.

        How they differ is logged. Raises DecodeError for that where `strict`.
        """
        given = {name.lower(): value for name, value in response.headers.items()}
        known = fields(cls).items()
        raw = {name: _value(form, given[name.lower()]) for name, (_, form, _) in known if name.lower() in given}
        try:
            value, differences = reader(cls, strict=strict)(to_json(raw))
        except Unreadable as reason:
            told = {**vars(response), "media_type": None, "start": b""}
            raise DecodeError(f"{response.status_code} with a header that cannot be read: {reason}", **told) from None
        for each in differences:
            _LOGGER.warning("%s: %s in the header %s", cls.__name__, each.kind, each.path)
        headers: Self = value
        return headers


def _value(form: Form, text: str) -> Any:
    """A header as JSON has it: the first way to take it that fits, else its text."""
    parts = [part.strip() for part in text.split(",")] if text else []
    pairs = [part.partition("=")[::2] for part in parts]
    pairs = pairs if "=" in text else list(zip(parts[::2], parts[1::2], strict=False))
    ways: list[Any] = [lambda: text, lambda: decoded(text), lambda: parsedate_to_datetime(text).isoformat()]
    if list in form.inner:
        ways.append(lambda: [_value(form.inner[list], part) for part in parts])
    if dict in form.inner:
        ways.append(lambda: {key: _value(form.inner[dict], part) for key, part in pairs})
    if form.models:
        known = fields(form.models[0])
        ways.append(lambda: {key: _value(known[key][1], part) if key in known else part for key, part in pairs})
    for way in ways:
        try:
            value = way()
        except (ValueError, OverflowError, RecursionError):
            continue
        if _fits(form, value):
            return value
    return text


def _fits(form: Form, value: Any) -> bool:
    kind: Any = value.__class__
    if kind in (list, dict):
        return kind in form.inner or bool(form.models and kind is dict)
    return form.read(value)[1] is None
