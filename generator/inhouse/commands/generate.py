"""`inhouse generate`: each target's package is written, if anything changed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from inhouse.commands.made import covered, made, unusable, up_to_date
from inhouse.commands.outcome import STALE, Outcome
from inhouse.commands.targets import command_line
from inhouse.config import Target, show
from inhouse.diagnostics import fatal

if TYPE_CHECKING:
    from inhouse.pipeline import Generated


def generate_target(target: Target, options: argparse.Namespace) -> Outcome:
    """Writes the target's package, unless it is up to date or would lose what was edited. Raises Fatal."""
    from inhouse.output.compare import changed_inputs, is_current, is_foreign
    from inhouse.pipeline import read_input

    folder = show(target.output)
    input = read_input(target)
    try:
        if options.document is not None and not options.force and is_foreign(target.output):
            message = f"{folder} holds files, and none says that inhouse wrote them"
            raise fatal("bad-output", message, None, "Give another folder by --output, or overwrite it with --force.")
        if not options.force and is_current(target.output, input.digests):
            return up_to_date(input, folder)
        reasons = changed_inputs(target.output, input.digests)
    except OSError as error:
        return unusable(folder, "read", error)
    generated = made(target, input)
    try:
        return _write(target, options, generated, reasons)
    except OSError as error:
        return unusable(folder, "written", error)


def _write(target: Target, options: argparse.Namespace, generated: Generated, reasons: tuple[str, ...]) -> Outcome:
    from inhouse.output.compare import compare

    folder = show(target.output)
    differences = compare(target.output, generated.files)
    if any(difference.edited for difference in differences) and not options.force:
        mend = f"{command_line('generate', target, options)} --force"
        return Outcome(folder, "edited", STALE, generated.diagnostics, reasons, differences, mend=mend)
    if not differences:
        return covered(target, generated, "up-to-date")
    from inhouse.output.write import write_package

    write_package(target.output, generated.files)
    return covered(target, generated, "written", reasons, differences)
