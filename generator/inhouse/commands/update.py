"""`inhouse update`: the kept copies of documents that are published on the web, fetched anew."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from inhouse.config import Target, show
from inhouse.diagnostics import fatal
from inhouse.report.outcome import FINE, Outcome
from inhouse.runs.made import unusable


def update_target(target: Target, options: SimpleNamespace) -> Outcome:
    """Fetches the target's document, if it has changed. Raises Fatal, and the copy is what it was."""
    from inhouse.commands.keep import keep, look
    from inhouse.document.pin import check_is_kept, pin_path

    kept = target.document
    assert isinstance(kept, Path)
    name = show(kept)
    if not target.url:
        if target.name in options.targets:
            hint = f'Say where it is published: url = "https://…" in [{target.table}].'
            raise fatal("no-url", f"the document of {target.name} has no `url` to fetch it from", None, hint)
        return Outcome(name, "unchanged", FINE, message="not fetched, it has no `url`")
    try:
        if not options.force and pin_path(kept).exists() and kept.exists():
            check_is_kept(kept, name, target.name)
        found = look(target.url, kept, options.force)
    except OSError as error:
        return unusable(name, "read", error)
    if found.content is None:
        return Outcome(name, "unchanged", FINE, message="unchanged")
    try:
        keep(target.url, kept, found.content, found.conditions)
    except OSError as error:
        return unusable(name, "written", error)
    return Outcome(
        name,
        "fetched",
        FINE,
        message=_told(found.first, found.added, found.removed),
        mend=f"inhouse generate {target.name}",
    )


def _told(is_first: bool, added: int, removed: int) -> str:
    if is_first:
        return f"fetched, {_counted(added)}"
    counts = ((added, "added"), (removed, "removed"))
    changes = [f"{_counted(count)} {what}" for count, what in counts if count]
    return f"changed, {' and '.join(changes) or 'with the same operations'}"


def _counted(count: int) -> str:
    return f"{count} operation{'' if count == 1 else 's'}"
