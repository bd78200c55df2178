"""Outcomes as people read them: diagnostics on standard error, results on standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from inhouse.diagnostics import Diagnostic, Place, format_diagnostic
from inhouse.report.outcome import Outcome


def print_outcome(outcome: Outcome) -> None:
    """Prints what a command found for one target."""
    print_diagnostics(outcome.diagnostics)
    if outcome.state in ("stale", "edited"):
        _print_diffs(outcome)
    match outcome.state:
        case "up-to-date":
            print(f"{outcome.folder}: up to date")
        case "written":
            why = f" ({listed(outcome.reasons)} changed)" if outcome.reasons else ""
            print(f"{outcome.folder}: wrote {len(outcome.differences)} of {outcome.total} files{why}")
        case "stale":
            _print_stale(outcome)
        case "edited":
            edited = listed(each.path for each in outcome.differences if each.edited)
            print(f"{outcome.folder}: not written, since {edited} would lose what was edited by hand")
            _print_belongs(outcome)
            print(f"overwrite: {outcome.mend}")
        case "unusable":
            print(f"inhouse: {outcome.folder} {outcome.message}", file=sys.stderr)
        case "fetched" | "unchanged":
            print(f"{outcome.folder}: {outcome.message}")
            if outcome.mend is not None:
                print(f"next: {outcome.mend}")
        case "wrong":
            pass
    _print_coverage(outcome)


def print_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """Prints diagnostics, a line each."""
    for diagnostic in diagnostics:
        print(format_diagnostic(diagnostic, _position), file=sys.stderr)
        if diagnostic.paste is not None:
            print(f"\n{diagnostic.paste}", file=sys.stderr)


def listed(words: Iterable[str]) -> str:
    """The words in a sentence: `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _position(place: Place) -> tuple[int, int] | None:
    return place.position


def _print_diffs(outcome: Outcome) -> None:
    from inhouse.output.compare import unified_diff

    for difference in outcome.differences:
        if outcome.state == "stale" or difference.edited:
            _print_diff(unified_diff(difference, outcome.folder))


def _print_stale(outcome: Outcome) -> None:
    edited = [difference.path for difference in outcome.differences if difference.edited]
    if outcome.reasons:
        print(f"{outcome.folder}: stale, since {listed(outcome.reasons)} changed")
    if edited:
        print(f"{outcome.folder}: {listed(edited)} not as inhouse wrote {'it' if len(edited) == 1 else 'them'}")
        _print_belongs(outcome)
    if not outcome.reasons and not edited:
        print(f"{outcome.folder}: stale, {listed(f'{each.path} is {each.kind}' for each in outcome.differences)}")
    print(f"mend: {outcome.mend}")


def _print_belongs(outcome: Outcome) -> None:
    for line in outcome.belongs:
        print(f"  {line}")


def _print_coverage(outcome: Outcome) -> None:
    if outcome.counts:
        from inhouse.api.counts import coverage_line

        print(coverage_line(outcome.counts))
    if outcome.excuse is not None:
        import json

        table, ids = outcome.excuse
        names = ", ".join(json.dumps(id, ensure_ascii=True) for id in ids)
        print(f"To excuse what is left out:\n\n[{table}]\nexcuse = [{names}]")


def _print_diff(lines: Iterable[str]) -> None:
    colours = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"} if is_coloured() else {}
    for line in lines:
        shown = line.encode("utf-8", "backslashreplace").decode()
        colour = colours.get(line[:1])
        print(f"{colour}{shown}\x1b[0m" if colour is not None else shown)


def is_coloured() -> bool:
    """Whether standard output shows colours: a terminal that nobody asked to be plain."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
