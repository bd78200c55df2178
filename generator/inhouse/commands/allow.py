"""`inhouse check --allow LEVEL`: fails where the document, since HEAD, changes more for callers than is allowed."""

from __future__ import annotations

import argparse
from itertools import chain

from inhouse.commands.outcome import FINE, STALE
from inhouse.config import Target
from inhouse.diagnostics import Fatal


def check_allowed(target: Target, options: argparse.Namespace) -> int:
    """Prints the changes since HEAD that are more than is allowed; the exit status. Raises Fatal."""
    from inhouse.changes.change import LEVELS
    from inhouse.changes.report import Comparison, text_lines
    from inhouse.commands.diff import compared
    from inhouse.commands.states import current, of_revision
    from inhouse.config import show

    try:
        old = of_revision(target, "HEAD")
    except Fatal as error:
        if [each.code for each in error.diagnostics] != ["unknown-target"]:
            raise
        return FINE  # nobody can call a package that is new
    found = compared(old, current(target), show(target.output))
    most = LEVELS.index(options.allow)
    changes = tuple(change for change in found.changes if LEVELS.index(change.level) > most)
    if not changes:
        return FINE
    told = Comparison(found.package, found.old, found.new, changes)
    print(
        "\n".join(chain(text_lines(told), (f"{found.package}: {found.verdict} changes, and --allow {options.allow}",)))
    )
    return STALE
