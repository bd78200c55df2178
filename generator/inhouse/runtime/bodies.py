"""Request bodies."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from .call import Body, as_json


def json_body(value: Any, media_type: str = "application/json") -> Body | None:
    """A model, or anything made of models and JSON values, as a request body; None for none at all."""
    return None if value is None else Body(json.dumps(as_json(value), allow_nan=False).encode(), media_type)


def nullable_json_body(value: Any, media_type: str = "application/json") -> Body:
    """The same, where None is a value, which is sent as null."""
    return Body(json.dumps(as_json(value), allow_nan=False).encode(), media_type)


def raw_body(value: str | bytes | None, media_type: str) -> Body | None:
    """Text, in UTF-8, or bytes as a request body; None for none at all."""
    return None if value is None else Body(value.encode() if isinstance(value, str) else value, media_type)


def chosen_body(
    value: Any,
    media_type: str,
    choices: Mapping[str, Callable[..., Body | None]],
    encodings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Body | None:
    """A request body of one of several media types. Raises ValueError for any other."""
    if media_type not in choices:
        raise ValueError(f"content_type must be {' or '.join(map(repr, choices))}, not {media_type!r}")
    encoding = (encodings or {}).get(media_type)
    return choices[media_type](value, media_type, *(() if encoding is None else (encoding,)))
