"""`inhouse check --allow LEVEL`: fails where the document changed more for callers than is allowed."""

from __future__ import annotations

from inhouse.changes.change import Level
from inhouse.config import Target
from inhouse.diagnostics import Diagnostic, Fatal
from inhouse.report.outcome import STALE, Outcome


def held_to(outcome: Outcome, target: Target, level: Level, since: str) -> Outcome:
    """The outcome of a check, with the changes since a revision that are more than is allowed. Raises Fatal."""
    from inhouse.changes.change import LEVELS
    from inhouse.changes.report import broken
    from inhouse.config import show
    from inhouse.history.compared import compared
    from inhouse.history.states import current, of_revision

    try:
        old = of_revision(target, since)
    except Fatal as error:
        if [each.code for each in error.diagnostics] != ["unknown-target"]:
            raise
        return outcome  # nobody can call a package that is new
    found = compared(old, current(target), show(target.output))
    more = [change for change in found.changes if LEVELS.index(change.level) > LEVELS.index(level)]
    if not more:
        return outcome
    told = [
        Diagnostic(
            f"{change.level}-change",
            "fatal",
            f"{change.name}: {change.text}" + (f"; breaks {broken(change)}" if change.breaks else ""),
            change.place,
        )
        for change in more
    ]
    message = f"{found.package}: {found.verdict} changes since {since}, and --allow {level}"
    told.append(Diagnostic("not-allowed", "fatal", message))
    return outcome._replace(status=max(STALE, outcome.status), diagnostics=(*outcome.diagnostics, *told))
