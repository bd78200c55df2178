"""Outcomes as GitHub Actions reads them: annotations at their lines, diffs in groups, and a summary of the step.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from inhouse.diagnostics import Diagnostic, visible
from inhouse.report.outcome import FINE, Outcome
from inhouse.report.text import listed


def print_annotations(diagnostics: Iterable[Diagnostic]) -> None:
    """Prints an annotation for each diagnostic."""
    for diagnostic in diagnostics:
        level = "warning" if diagnostic.severity == "warning" else "error"
        message = " ".join(part for part in (_sentence(diagnostic.message), diagnostic.hint) if part)
        if diagnostic.operation is not None:
            message = f"{diagnostic.operation}: {message}"
        place = diagnostic.place
        line, column = (None, None) if place is None or place.position is None else place.position
        print(_annotation(level, diagnostic.code, message, None if place is None else place.file, line, column))


def print_for_github(outcome: Outcome) -> None:
    """Prints what a command found for one target."""
    print_annotations(outcome.diagnostics)
    if outcome.state in ("stale", "edited"):
        _print_diffs(outcome)
    said = result_line(outcome)
    if outcome.state in ("stale", "edited", "unusable"):
        at = next((each.path for each in outcome.differences if each.edited), "inhouse.lock")
        mend = f" Mend it: {outcome.mend}" if outcome.mend is not None else ""
        belongs = "".join(f" {_sentence(line)}" for line in outcome.belongs)
        print(_annotation("error", outcome.state, f"{said}.{belongs}{mend}", f"{outcome.folder}/{at}"))
    elif outcome.state != "wrong":
        _print_inert([said])
    _print_inert(_coverage(outcome))


def result_line(outcome: Outcome) -> str:
    """What came of a target, in a few words."""
    match outcome.state:
        case "up-to-date":
            return f"{outcome.folder}: up to date"
        case "written":
            return f"{outcome.folder}: wrote {len(outcome.differences)} of {outcome.total} files"
        case "stale":
            why = f", since {listed(outcome.reasons)} changed" if outcome.reasons else ""
            return f"{outcome.folder}: stale{why}"
        case "edited":
            edited = listed(each.path for each in outcome.differences if each.edited)
            return f"{outcome.folder}: not written, since {edited} would lose what was edited by hand"
        case "unusable":
            return f"{outcome.folder} {outcome.message}"
        case "fetched" | "unchanged":
            return f"{outcome.folder}: {outcome.message}"
        case "wrong":
            return f"{outcome.folder}: nothing can be made of the document"


def add_summary(results: Sequence[tuple[str, Outcome]]) -> None:
    """Adds a table of what is not fine to the summary of the step, if this is one of GitHub Actions."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    told = [(name, outcome) for name, outcome in results if outcome.status != FINE or outcome.state == "written"]
    if not path or not told:
        return
    rows = [(name, result_line(outcome), " ".join(_coverage(outcome)), outcome.mend or "") for name, outcome in told]
    lines = ["### inhouse", "", "| target | result | coverage | mend |", "| --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(_cell(text) for text in row)} |" for row in rows]
    try:
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.write("\n".join(lines) + "\n\n")
    except OSError:
        pass  # a summary is a courtesy


def _annotation(
    level: str, title: str, message: str, file: str | None = None, line: int | None = None, column: int | None = None
) -> str:
    properties = {"file": None if file is None else _in_workspace(file), "line": line, "col": column}
    properties["title"] = f"inhouse: {title}"
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    return f"::{level} {given}::{_data(visible(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def _in_workspace(file: str) -> str:
    """The file as GitHub knows it: by its path from the root of the repository."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace:
        return file
    try:
        return Path(file).resolve().relative_to(Path(workspace).resolve()).as_posix()
    except (OSError, ValueError):
        return file


def _print_diffs(outcome: Outcome) -> None:
    from inhouse.output.compare import unified_diff

    for difference in outcome.differences:
        if outcome.state == "stale" or difference.edited:
            print(f"::group::{_data(visible(f'{outcome.folder}/{difference.path}: {difference.kind}'))}")
            _print_inert(unified_diff(difference, outcome.folder))
            print("::endgroup::")


def _print_inert(lines: Iterable[str]) -> None:
    """Prints lines in which nothing is a command, whatever they hold."""
    shown = [visible(line.replace("\t", "    ")) for line in lines]
    if not any("::" in line or "##[" in line for line in shown):
        print("".join(f"{line}\n" for line in shown), end="")
        return
    token = secrets.token_hex(16)  # nobody can know it beforehand, so nobody can end what it begins
    print(f"::stop-commands::{token}")
    print("".join(f"{line}\n" for line in shown), end="")
    print(f"::{token}::")


def _coverage(outcome: Outcome) -> list[str]:
    if not outcome.counts:
        return []
    from inhouse.api.counts import coverage_line

    return coverage_line(outcome.counts).splitlines()


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _cell(text: str) -> str:
    """Text in a table of Markdown, where it can be nothing but text."""
    escaped = "".join(f"\\{char}" if char in "\\`*_[]|~#!@" else char for char in visible(text))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
