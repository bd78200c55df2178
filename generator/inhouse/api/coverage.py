"""What had to be approximated: findings in what something is made of, and in its models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from inhouse.api.api import Coverage
from inhouse.api.mentions import mentions
from inhouse.api.schemas import Schemas
from inhouse.api.types import Type, names_in


@dataclass(frozen=True, slots=True)
class Findings:
    """What all findings say, which of them stand at or below each pointer, and which, as bits, concern each model.

    A model is concerned by what stands in any that it mentions, directly or through others.
    """

    messages: tuple[str, ...]
    by_region: Mapping[str, Sequence[int]]
    by_model: Mapping[str, int]
    coverages: dict[int, Coverage] = field(default_factory=dict[int, Coverage])


def findings_of(schemas: Schemas) -> Findings:
    """All findings, by every pointer that they stand at or below; those of callbacks are not the operation's."""
    found: dict[str, list[int]] = {}
    for number, (pointer, _) in enumerate(schemas.findings):
        for region in _regions(pointer):
            found.setdefault(region, []).append(number)
    messages = tuple(diagnostic.message for _, diagnostic in schemas.findings)
    return Findings(messages, found, _by_model(schemas, found))


def coverage_of(findings: Findings, touched: Iterable[str], types: Iterable[Type]) -> Coverage:
    """Whether all is expressed that stands at or below the pointers and in the models that the types mention."""
    bits = 0
    for region in touched:
        bits |= _bits(findings.by_region.get(region, ()))
    for type in types:
        for name in names_in(type):
            bits |= findings.by_model.get(name, 0)
    if bits not in findings.coverages:
        reasons = tuple(dict.fromkeys(findings.messages[number] for number in _numbers(bits)))
        findings.coverages[bits] = Coverage("approximated", reasons) if reasons else Coverage("generated")
    return findings.coverages[bits]


def _by_model(schemas: Schemas, by_region: Mapping[str, Sequence[int]]) -> dict[str, int]:
    inner = {name: sorted(mentions(model) & schemas.by_name.keys()) for name, model in schemas.by_name.items()}
    found: dict[str, int] = {}
    for name, model in schemas.by_name.items():
        found[name] = _bits(by_region.get(model.pointer, ()))
        for pointer in schemas.sources.get(name, ()):
            found[name] |= _bits(by_region.get(pointer, ()))
    order = list(_inner_first(inner))
    is_growing = any(found.values())
    while is_growing:  # once for what mentions only what comes before it, and again for circles
        is_growing = False
        for name in order:
            bits = found[name]
            for each in inner[name]:
                bits |= found[each]
            is_growing = is_growing or bits != found[name]
            found[name] = bits
    return found


def _inner_first(inner: Mapping[str, list[str]]) -> Iterator[str]:
    seen: set[str] = set()
    for start in inner:
        way = [] if start in seen else [(start, iter(inner[start]))]
        seen.add(start)
        while way:
            name = next((name for name in way[-1][1] if name not in seen), None)
            if name is None:
                yield way.pop()[0]
            else:
                seen.add(name)
                way.append((name, iter(inner[name])))


def _bits(numbers: Sequence[int]) -> int:
    """The number whose bits of these numbers, the least first, are set."""
    if not numbers:
        return 0
    digits = bytearray(numbers[-1] // 8 + 1)
    for number in numbers:
        digits[number // 8] |= 1 << number % 8
    return int.from_bytes(digits, "little")


def _numbers(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, the least first."""
    for number, digit in enumerate(reversed(f"{bits:b}")):
        if digit == "1":
            yield number


def _regions(pointer: str) -> Iterator[str]:
    below = ""
    while pointer:
        if below != "callbacks":
            yield pointer
        pointer, _, below = pointer.rpartition("/")
