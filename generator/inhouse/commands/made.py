"""What generate and check share: making a target's package, and saying what came of it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inhouse.commands.outcome import FINE, UNWRITABLE, WRONG, Outcome, State, ordered
from inhouse.config import Target, show
from inhouse.diagnostics import Diagnostic, Fatal, Locate, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inhouse.output.compare import Difference
    from inhouse.pipeline import Generated, Input


def made(target: Target, input: Input) -> Generated:
    """The target's package as text. Raises Fatal where nothing can be made of the document."""
    from inhouse.pipeline import generate

    try:
        generated = generate(target, input)
    except Fatal as error:
        raise Fatal(placed(error.diagnostics, input.locate)) from None
    return replace(generated, diagnostics=ordered(placed(generated.diagnostics, input.locate)))


def placed(diagnostics: Iterable[Diagnostic], locate: Locate) -> tuple[Diagnostic, ...]:
    """The diagnostics with the lines and columns of their places."""
    from inhouse.document.source import with_position

    return tuple(with_position(diagnostic, locate) for diagnostic in diagnostics)


def up_to_date(input: Input, folder: str) -> Outcome:
    """The outcome for a package that is as its lock says, made of these inputs."""
    return Outcome(folder, "up-to-date", FINE, ordered(placed(input.diagnostics, input.locate)))


def covered(
    target: Target,
    generated: Generated,
    state: State,
    reasons: tuple[str, ...] = (),
    differences: tuple[Difference, ...] = (),
) -> Outcome:
    """The outcome for a package that was made, with its coverage; what is left out unexcused makes it wrong."""
    from inhouse.api.report import counts

    skipped = {d.operation for d in generated.diagnostics if d.severity == "skip" and d.operation is not None}
    return Outcome(
        show(target.output),
        state,
        WRONG if skipped else FINE,
        generated.diagnostics,
        reasons,
        differences,
        len(generated.files),
        counts(generated.api),
        excuse=(target.table, tuple(sorted({*target.excuse, *skipped}))) if skipped and target.table else None,
    )


def tidied(target: Target) -> tuple[Diagnostic, ...]:
    """Completes or undoes what a killed run left of the target's package, and says so. Raises OSError."""
    from inhouse.output.files import staging_folder

    if not os.path.lexists(staging_folder(str(target.output))):
        return ()
    from inhouse.output.write import updating

    with updating(target.output) as said:
        return interrupted(target, said)


def interrupted(target: Target, said: str | None) -> tuple[Diagnostic, ...]:
    """What there is to tell about a killed run."""
    return () if said is None else (Diagnostic("interrupted-run", "warning", said, Place(show(target.output))),)


def lock_problem(target: Target, mend: str) -> tuple[Diagnostic, ...]:
    """What is wrong with the lock of a package that has one, or should. Raises OSError."""
    from inhouse.output.lock import LOCK, find_lock

    at = Place(f"{show(target.output)}/{LOCK}")
    match find_lock(target.output).condition:
        case "good":
            return ()
        case "missing":
            message = "it is missing, so nothing says which files here are as inhouse wrote them"
        case "unreadable":
            message = "it cannot be read as a lock, so nothing says which files here are as inhouse wrote them"
        case "conflicted":
            message = "git left a conflict in it; nobody needs to resolve that by hand"
    hint = f"`{mend}` writes it anew."
    return (Diagnostic("bad-lock", "warning", message, at, hint),)


def unusable(folder: str, what: str, error: OSError) -> Outcome:
    """The outcome for a folder that could not be read or written."""
    message = f"cannot be {what}: {_reason(error)}"
    return Outcome(folder, "unusable", UNWRITABLE, message=message)


def _reason(error: OSError) -> str:
    if error.strerror is None:
        return str(error)
    path = error.filename if isinstance(error.filename, str) else None
    return error.strerror if path is None else f"{error.strerror} ({show(Path(path))})"
