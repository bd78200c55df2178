"""What had to be approximated: findings in what something is made of, and in its models."""

from __future__ import annotations

from collections.abc import Iterable

from inhouse.api.api import Coverage
from inhouse.api.schemas import Schemas
from inhouse.api.types import Type


def coverage_of(schemas: Schemas, touched: frozenset[str], types: Iterable[Type]) -> Coverage:
    """Whether all is expressed that stands at or below the pointers and in the models that the types mention.

    The callbacks of an operation are not part of it.
    """
    regions = touched | {model.pointer for model in schemas.reach(types)}
    reasons = tuple(
        dict.fromkeys(
            diagnostic.message
            for pointer, diagnostic in schemas.findings
            if any(_is_within(pointer, region) for region in regions)
        )
    )
    return Coverage("approximated", reasons) if reasons else Coverage("generated")


def _is_within(pointer: str, region: str) -> bool:
    return pointer == region or (pointer.startswith(f"{region}/") and not pointer.startswith(f"{region}/callbacks/"))
