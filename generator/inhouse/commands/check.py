"""`inhouse check`: each package on disk is compared with what would be written."""

from __future__ import annotations

import argparse
from dataclasses import replace

from inhouse.commands.made import covered, lock_problem, made, tidied, unusable, up_to_date
from inhouse.commands.outcome import STALE, Outcome, ordered
from inhouse.commands.remember import remember
from inhouse.commands.targets import command_line
from inhouse.config import Target, show
from inhouse.output.hold import held


def check_target(target: Target, options: argparse.Namespace) -> Outcome:
    """Compares the target's package with what would be written. Raises Fatal."""
    from inhouse.output.compare import changed_inputs, compare, is_current
    from inhouse.pipeline import read_input

    folder = show(target.output)
    input = read_input(target)
    try:
        told = tidied(target)
        with held(target.output, shared=True):
            is_done = is_current(target.output, input.digests)
            reasons = changed_inputs(target.output, input.digests)
        if is_done:
            outcome = up_to_date(input, folder)
            remember(target, input, outcome)
            return replace(outcome, diagnostics=(*told, *outcome.diagnostics))
        generated = made(target, input)
        with held(target.output, shared=True):
            differences = compare(target.output, generated.files)
    except OSError as error:
        return unusable(folder, "read", error)
    if not differences:
        outcome = covered(target, generated, "up-to-date")
        return replace(outcome, diagnostics=(*told, *outcome.diagnostics))
    from inhouse.output.belongs import belongs

    edited = [difference.path for difference in differences if difference.edited]
    mend = f"{command_line('generate', target, options)}{' --force' if edited else ''}"
    outcome = covered(target, generated, "stale", reasons, differences)
    missing = [difference.path for difference in differences if difference.kind == "missing"]
    exists = len(missing) < len(generated.files)
    told += lock_problem(target, mend) if exists else ()
    return replace(
        outcome,
        status=max(STALE, outcome.status),
        mend=mend,
        belongs=belongs(edited),
        diagnostics=ordered((*told, *outcome.diagnostics)),
    )
