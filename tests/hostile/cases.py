"""Payloads at places, and the cases of published advisories."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.advisories import ADVISORIES
from tests.hostile.payloads import PAYLOADS
from tests.hostile.places import PLACES
from tests.hostile.run import Case


def cases() -> Iterator[Case]:
    """Every payload at every place, then the advisories; every third document is written as YAML, if it can be."""
    number = 0
    for place, files in PLACES.items():
        for name, text in PAYLOADS.items():
            number += 1
            yield Case(f"{place}: {name}", files, place, text, number % 3 == 0)
    for advisory in ADVISORIES:
        yield Case(f"{advisory.id}: {advisory.what}", advisory.files, advisory.place, advisory.text)
