"""`inhouse generate`: each target's package is written, if anything changed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from inhouse.config import Target, show
from inhouse.diagnostics import Diagnostic
from inhouse.output.hold import held
from inhouse.report.outcome import STALE, Outcome, ordered
from inhouse.runs.made import after, covered, interrupted, lock_problem, made, refuse_foreign, settled, tidied, unusable
from inhouse.runs.remember import remember
from inhouse.runs.targets import command_line

if TYPE_CHECKING:
    from inhouse.output.compare import Difference
    from inhouse.pipeline import Generated


def generate_target(target: Target, options: SimpleNamespace) -> Outcome:
    """Writes the target's package, unless it is up to date or would lose what was edited. Raises Fatal."""
    from inhouse.output.lock import changed_inputs
    from inhouse.pipeline import read_files, take_in

    folder = show(target.output)
    options.tell("reading")
    read = read_files(target)
    try:
        told = tidied(target)
        with held(target.output, shared=True):
            if options.document is not None and not options.force:
                refuse_foreign(target.output, "Give another folder by --output, or overwrite it with --force.")
            reasons = changed_inputs(target.output, read.digests)
        if not options.force and (outcome := settled(target, read)) is not None:
            return after(told, outcome)
    except OSError as error:
        return unusable(folder, "read", error)
    input = take_in(target, read)
    generated = made(target, input, options)
    try:
        outcome = _write(target, options, generated, reasons)
    except OSError as error:
        return unusable(folder, "written", error)
    remember(target, read, input.diagnostics, outcome)
    return after(told, outcome)


def _write(target: Target, options: SimpleNamespace, generated: Generated, reasons: tuple[str, ...]) -> Outcome:
    from inhouse.output.compare import differences_in, standings
    from inhouse.output.staging import Meddled
    from inhouse.output.write import updating, write_package

    options.tell("writing")
    with updating(target.output) as said:
        told = interrupted(target, said)
        while differences := differences_in(ours := standings(target.output, generated.files), generated.files):
            if any(difference.edited for difference in differences) and not options.force:
                outcome = _edited(target, options, generated, reasons, differences)
                break
            left = _left_over(target, generated)
            try:
                write_package(target.output, generated.files, options.force, ours)
            except Meddled:
                continue  # What someone wrote at the last moment stands there again, and is told like any edit.
            told += left
            outcome = covered(target, generated, "written", reasons, differences)
            break
        else:
            outcome = covered(target, generated, "up-to-date")
    return outcome._replace(diagnostics=ordered((*told, *outcome.diagnostics)))


def _edited(
    target: Target,
    options: SimpleNamespace,
    generated: Generated,
    reasons: tuple[str, ...],
    differences: tuple[Difference, ...],
) -> Outcome:
    from inhouse.output.belongs import belongs

    mend = f"{command_line('generate', target, options)} --force"
    return Outcome(
        show(target.output),
        "edited",
        STALE,
        (*lock_problem(target, mend), *ordered(generated.diagnostics)),
        reasons,
        differences,
        mend=mend,
        belongs=belongs(difference.path for difference in differences if difference.edited),
    )


def _left_over(target: Target, generated: Generated) -> tuple[Diagnostic, ...]:
    """What to tell of files that an earlier run may have written, where no lock says so: they are left alone."""
    from inhouse.diagnostics import Place
    from inhouse.output.compare import headed
    from inhouse.package.build import HEADER

    message = "it looks like a file of an earlier package, but no lock lists it, so it stays"
    return tuple(
        Diagnostic(
            "left-over",
            "warning",
            message,
            Place(f"{show(target.output)}/{path}"),
            "Delete it, if it is none of yours.",
        )
        for path in headed(target.output, HEADER)
        if path not in generated.files
    )
