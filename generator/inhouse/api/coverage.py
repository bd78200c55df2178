"""What had to be approximated: findings in what something is made of, and in its models."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from inhouse.api.api import Coverage
from inhouse.api.schemas import Schemas
from inhouse.api.types import Type

Findings = Mapping[str, Collection[tuple[int, str]]]
"""The findings at or below each pointer: which one of all it is, and what it says."""


def findings_by_region(schemas: Schemas) -> Findings:
    """All findings by every pointer that they stand at or below; those of callbacks are not the operation's."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, (pointer, diagnostic) in enumerate(schemas.findings):
        for region in _regions(pointer):
            found.setdefault(region, []).append((number, diagnostic.message))
    return found


def coverage_of(schemas: Schemas, findings: Findings, touched: frozenset[str], types: Iterable[Type]) -> Coverage:
    """Whether all is expressed that stands at or below the pointers and in the models that the types mention."""
    models = schemas.reach(types)
    regions = touched.union(
        (model.pointer for model in models), *(schemas.sources.get(model.name, ()) for model in models)
    )
    said = sorted({finding for region in regions for finding in findings.get(region, ())})
    reasons = tuple(dict.fromkeys(message for _, message in said))
    return Coverage("approximated", reasons) if reasons else Coverage("generated")


def _regions(pointer: str) -> Iterator[str]:
    below = ""
    while pointer:
        if below != "callbacks":
            yield pointer
        pointer, _, below = pointer.rpartition("/")
