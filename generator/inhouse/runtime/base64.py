"""Bytes in JSON."""

from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Any, TypeAlias

from .encoded import Written
from .model import ReadFrom, matching


def _plain(value: Any) -> Any:
    return b64encode(value).decode() if isinstance(value, bytes) else value


_TEXT = matching("^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$")
Base64: TypeAlias = Annotated[bytes, ReadFrom(_TEXT, b64decode), Written(_plain)]
"""Bytes, in JSON as base64 (RFC 4648, section 4)."""


def _from_url(text: str) -> bytes:
    return urlsafe_b64decode(f"{text.rstrip('=')}{'=' * (-len(text.rstrip('=')) % 4)}")


def _for_url(value: Any) -> Any:
    return urlsafe_b64encode(value).rstrip(b"=").decode() if isinstance(value, bytes) else value


Base64Url: TypeAlias = Annotated[bytes, ReadFrom(matching("^[A-Za-z0-9_-]*={0,2}$"), _from_url), Written(_for_url)]
"""Bytes, in JSON as base64 for URLs (RFC 4648, section 5), written without padding."""
