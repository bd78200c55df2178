"""What was measured, as a table and as JSON values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from tests.corpus.measure import FAULTS, PARTS, Measured

_STATES = ("generated", "approximated", "skipped")
_COLUMNS = ("document", *_STATES, "seconds", "MiB", *PARTS, *FAULTS)
_SHOWN = 5


def table(all: Sequence[Measured]) -> Iterator[str]:
    """A line for each document and one for their total, all numbers below each other."""
    rows = [_COLUMNS, *(_row(each) for each in all), _total(all)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for document, *numbers in rows:
        cells = [
            document.ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(numbers, widths[1:], strict=True)),
        ]
        yield "  ".join(cells).rstrip()


def failures(all: Sequence[Measured]) -> Iterator[str]:
    """What is off, document by document, each with the first lines of the reason."""
    for each in all:
        if each.faults is None:
            yield f"{each.label}: no package"
            yield from _first(sorted(each.diagnostics, key=lambda line: ": warning" in line))
            continue
        if skipped := each.states.get("skipped"):
            yield f"{each.label}: {skipped} skipped"
            yield from _first([line for line in each.diagnostics if ": skipped " in line])
        for kind in FAULTS:
            if lines := each.faults[kind]:
                yield f"{each.label}: {kind}: {len(lines)}"
                yield from _first(lines)


def reasons(all: Sequence[Measured]) -> Iterator[str]:
    """How often operations are approximated or skipped for which reason, the most frequent first."""
    counts = sum((Counter(each.reasons) for each in all), Counter[str]())
    yield from (f"{count:6} {reason}" for reason, count in counts.most_common())


def as_json(all: Sequence[Measured]) -> list[dict[str, Any]]:
    """Everything, for a program."""
    return [
        {
            "document": str(each.document),
            "off": each.is_off,
            "operations": {state: each.states.get(state, 0) for state in _STATES},
            "seconds": round(each.seconds, 3),
            "mebibytes": round(each.mebibytes, 1),
            "lines": dict(each.lines),
            "faults": None if each.faults is None else dict(each.faults),
            "reasons": dict(each.reasons),
            "diagnostics": list(each.diagnostics),
        }
        for each in all
    ]


def summary(each: Measured) -> str:
    """One document in one line, for whoever waits."""
    what = "no package" if each.faults is None else ", ".join(f"{len(each.faults[kind])} {kind}" for kind in FAULTS)
    return f"{each.label}: {each.seconds:.1f} s, {what}"


def _row(each: Measured) -> tuple[str, ...]:
    cost = (f"{each.seconds:.1f}", f"{each.mebibytes:.0f}")
    if each.faults is None:
        return (each.label, *("-" for _ in _STATES), *cost, *("-" for _ in (*PARTS, *FAULTS)))
    states = (str(each.states.get(state, 0)) for state in _STATES)
    lines = (str(each.lines.get(part, 0)) for part in PARTS)
    return (each.label, *states, *cost, *lines, *(str(len(each.faults[kind])) for kind in FAULTS))


def _total(all: Sequence[Measured]) -> tuple[str, ...]:
    without = sum(each.faults is None for each in all)
    name = f"total: {len(all)} documents" + (f", {without} without a package" if without else "")
    sums = {
        **{state: sum(each.states.get(state, 0) for each in all) for state in _STATES},
        **{part: sum(each.lines.get(part, 0) for each in all) for part in PARTS},
        **{kind: sum(len((each.faults or {}).get(kind, ())) for each in all) for kind in FAULTS},
    }
    seconds = f"{sum(each.seconds for each in all):.1f}"
    most = f"{max((each.mebibytes for each in all), default=0):.0f}"
    return (name, *(str(sums[key]) for key in _STATES), seconds, most, *(str(sums[key]) for key in (*PARTS, *FAULTS)))


def _first(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"    {line[:300]}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"    … and {len(lines) - _SHOWN} more"
