"""Request bodies."""

import json
from typing import Any

from .call import Body
from .model import as_json


def json_body(value: Any, media_type: str = "application/json") -> Body | None:
    """A model, or anything made of models and JSON values, as a request body; None for none at all."""
    return None if value is None else Body(json.dumps(as_json(value), allow_nan=False).encode(), media_type)


def raw_body(value: str | bytes | None, media_type: str) -> Body | None:
    """Text, in UTF-8, or bytes as a request body; None for none at all."""
    return None if value is None else Body(value.encode() if isinstance(value, str) else value, media_type)
