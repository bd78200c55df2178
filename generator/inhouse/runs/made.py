"""What generate and check share: finding that there is nothing to do, and saying what came of a target."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from inhouse.config import Target, show
from inhouse.diagnostics import Diagnostic, Place, fatal
from inhouse.output.hold import held
from inhouse.report.outcome import FINE, UNWRITABLE, WRONG, Outcome, State, ordered

if TYPE_CHECKING:
    from inhouse.output.compare import Difference
    from inhouse.pipeline import Generated, Input, Read


def settled(target: Target, read: Read) -> Outcome | None:
    """The outcome for a package that is up to date, which is noted; None if there is work to do. Raises Fatal and OSError.

    The overlays are not even applied, where the lock says that there is nothing to tell of that.
    """
    from inhouse.output.lock import current_lock
    from inhouse.runs.remember import remember

    with held(target.output, shared=True):
        lock = current_lock(target.output, read.digests)
    if lock is None:
        return None
    diagnostics = read.diagnostics
    if lock.told or read.loaded.document.dead:
        from inhouse.pipeline import take_in

        diagnostics = take_in(target, read).diagnostics
    outcome = Outcome(show(target.output), "up-to-date", FINE, ordered(diagnostics))
    remember(target, read, diagnostics, outcome)
    return outcome


def after(told: tuple[Diagnostic, ...], outcome: Outcome) -> Outcome:
    """The outcome with what there was to tell before."""
    return outcome._replace(diagnostics=(*told, *outcome.diagnostics))


def made(target: Target, input: Input, options: SimpleNamespace) -> Generated:
    """The target's package as text, by as many processes as the options allow, telling what is being done.

    Raises Fatal where nothing can be made of the document.
    """
    from inhouse.output.memo import remembering, trim
    from inhouse.pipeline import generate

    tool = " ".join(f"{key} {value}" for key, value in sorted(input.digests.items()) if key.startswith("tool "))
    means = remembering(f"{tool} python {sys.version_info[:2]}", options.processes or processors())
    means = means._replace(tell=options.tell)
    generated = generate(target, input, means)
    trim(means)
    return generated


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


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
        ordered(generated.diagnostics),
        reasons,
        differences,
        len(generated.files),
        counts(generated.api),
        excuse=(target.table, tuple(sorted({*target.excuse, *skipped}))) if skipped and target.table else None,
    )


def refuse_foreign(folder: Path, hint: str) -> None:
    """Raises Fatal where the folder holds anything, but nothing that this tool wrote; and OSError."""
    from inhouse.output.compare import is_foreign

    if is_foreign(folder):
        raise fatal("bad-output", f"{show(folder)} holds files, and none says that inhouse wrote them", None, hint)


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
