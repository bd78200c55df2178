"""`inhouse check`: each package on disk is compared with what would be written."""

from __future__ import annotations

from types import SimpleNamespace

from inhouse.config import Target, show
from inhouse.output.hold import held
from inhouse.report.outcome import STALE, Outcome, ordered
from inhouse.runs.made import after, covered, lock_problem, made, settled, tidied, unusable
from inhouse.runs.targets import command_line


def check_target(target: Target, options: SimpleNamespace) -> Outcome:
    """Compares the target's package with what would be written. Raises Fatal."""
    from inhouse.pipeline import read_files, take_in

    options.tell("reading")
    read = read_files(target)
    try:
        told = tidied(target)
        if (outcome := settled(target, read)) is not None:
            return after(told, outcome)
        from inhouse.output.compare import compare
        from inhouse.output.lock import changed_inputs

        input = take_in(target, read)
        generated = made(target, input, options)
        with held(target.output, shared=True):
            reasons = changed_inputs(target.output, input.digests)
            differences = compare(target.output, generated.files)
    except OSError as error:
        return unusable(show(target.output), "read", error)
    if not differences:
        return after(told, covered(target, generated, "up-to-date"))
    from inhouse.output.belongs import belongs

    edited = [difference.path for difference in differences if difference.edited]
    mend = f"{command_line('generate', target, options)}{' --force' if edited else ''}"
    outcome = covered(target, generated, "stale", reasons, differences)
    missing = [difference.path for difference in differences if difference.kind == "missing"]
    exists = len(missing) < len(generated.files)
    told += lock_problem(target, mend) if exists else ()
    return outcome._replace(
        status=max(STALE, outcome.status),
        mend=mend,
        belongs=belongs(edited),
        diagnostics=ordered((*told, *outcome.diagnostics)),
    )
