"""How a call says what its answers are read as."""

from __future__ import annotations

from inhouse.api.api import (
    Operation,
    Success,
)
from inhouse.api.types import NONE, Type
from inhouse.models.schemas import exact
from inhouse.package.fragments import (
    Annotation,
    Identifier,
    Literal,
)
from inhouse.package.views.common import View

PLAIN = {"text": "Text", "binary": "Binary"}
"""What stands for an answer that is no JSON."""


def accepted(operation: Operation) -> tuple[View, ...]:
    """What a call asks to be answered with, where that is not JSON alone."""
    if all(success.reading in ("json", "nothing") for success in operation.success):
        return ()
    media_types = dict.fromkeys(success.media_type for success in operation.success if success.media_type is not None)
    return ({"key": Literal("accept"), "helper": None, "given": (Literal(", ".join(media_types)),), "options": ()},)


def reading(success: Success) -> Annotation | Identifier:
    """What an answer is read as."""
    plain = PLAIN.get(success.reading)
    return Annotation(exact(success.type or NONE)) if plain is None else Identifier(plain)


def call_types(operation: Operation) -> tuple[Type, ...]:
    return (operation.result, operation.pages.item) if operation.pages else (operation.result,)
