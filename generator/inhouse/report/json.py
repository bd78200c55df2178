"""Outcomes as programs read them: the JSON of `--format json`. `report.schema.json` is its schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from inhouse.document.values import JsonValue
from inhouse.report.outcome import Outcome

if TYPE_CHECKING:
    from inhouse.diagnostics import Diagnostic

VERSION = 1
"""Of the schema; it grows when something is taken away or changes its meaning."""


def report(
    command: str, status: int, results: Iterable[tuple[str, Outcome]], diagnostics: Iterable[Diagnostic] = ()
) -> dict[str, JsonValue]:
    """What a command found: for each target by its name, and before there were any."""
    return {
        "version": VERSION,
        "command": command,
        "status": status,
        "diagnostics": [_diagnostic(each) for each in diagnostics],
        "targets": [_target(name, outcome) for name, outcome in results],
    }


def print_report(content: dict[str, JsonValue]) -> None:
    """Prints the report; what is not ASCII is escaped, so that it can be printed everywhere."""
    import json

    print(json.dumps(content, indent=2))


def _target(name: str, outcome: Outcome) -> JsonValue:
    excuse = outcome.excuse
    return {
        "target": name,
        "state": outcome.state,
        "status": outcome.status,
        "folder": _text(outcome.folder),
        "message": None if outcome.message is None else _text(outcome.message),
        "diagnostics": [_diagnostic(each) for each in outcome.diagnostics],
        "reasons": list[JsonValue](outcome.reasons),
        "files": [{"path": _text(each.path), "kind": each.kind, "edited": each.edited} for each in outcome.differences],
        "total": outcome.total,
        "coverage": [
            {
                "kind": count.kind,
                "generated": count.generated,
                "approximated": count.approximated,
                "skipped": count.skipped,
            }
            for count in outcome.counts
        ],
        "mend": None if outcome.mend is None else _text(outcome.mend),
        "belongs": [_text(line) for line in outcome.belongs],
        "excuse": None if excuse is None else {"table": excuse[0], "operations": [_text(id) for id in excuse[1]]},
    }


def _diagnostic(diagnostic: Diagnostic) -> JsonValue:
    place = diagnostic.place
    line, column = (None, None) if place is None or place.position is None else place.position
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": _text(diagnostic.message),
        "hint": None if diagnostic.hint is None else _text(diagnostic.hint),
        "operation": None if diagnostic.operation is None else _text(diagnostic.operation),
        "file": None if place is None else _text(place.file),
        "line": line,
        "column": column,
        "pointer": None if place is None else _text(place.pointer),
    }


def _text(text: str) -> str:
    """The text without lone surrogates, which not every reader of JSON takes."""
    return text.encode("utf-8", "backslashreplace").decode()
