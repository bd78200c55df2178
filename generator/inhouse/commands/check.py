"""`inhouse check`: each package on disk is compared with what would be written."""

from __future__ import annotations

import argparse
from dataclasses import replace

from inhouse.commands.made import covered, made, unusable, up_to_date
from inhouse.commands.outcome import STALE, Outcome
from inhouse.commands.targets import command_line
from inhouse.config import Target, show


def check_target(target: Target, options: argparse.Namespace) -> Outcome:
    """Compares the target's package with what would be written. Raises Fatal."""
    from inhouse.output.compare import changed_inputs, compare, is_current
    from inhouse.pipeline import read_input

    folder = show(target.output)
    input = read_input(target)
    try:
        if is_current(target.output, input.digests):
            return up_to_date(input, folder)
        reasons = changed_inputs(target.output, input.digests)
        generated = made(target, input)
        differences = compare(target.output, generated.files)
    except OSError as error:
        return unusable(folder, "read", error)
    if not differences:
        return covered(target, generated, "up-to-date")
    force = " --force" if any(difference.edited for difference in differences) else ""
    outcome = covered(target, generated, "stale", reasons, differences)
    mend = f"{command_line('generate', target, options)}{force}"
    return replace(outcome, status=max(STALE, outcome.status), mend=mend)
