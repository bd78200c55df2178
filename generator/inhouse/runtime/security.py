"""Credentials: they show nothing, cannot be pickled, and join a request only as it leaves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn


@dataclass(frozen=True)
class Credential:
    """What one security scheme sends, and the header it goes into."""

    header: str
    value: str = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a credential cannot be pickled or copied")


def bearer(token: str | None) -> Credential | None:
    """A token for the `Authorization` header; None where there is none."""
    return None if token is None else Credential("authorization", checked("authorization", f"Bearer {token}"))


def checked(name: str, value: str) -> str:
    """The value of a header, if it can be sent as it is; the error tells the name alone."""
    if not re.fullmatch(r"[\w!#$%&'*+.^`|~-]+", name, re.ASCII):
        raise ValueError(f"{name!r} cannot be the name of a header")
    if not (value.isascii() and value.isprintable() and value == value.strip()):
        raise ValueError(f"the value of {name} has a line break, a space at an end, or a character beyond ASCII")
    return value
