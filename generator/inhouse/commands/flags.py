"""The flags that belong to where builds run: of `generate` and `check`, and of `propose`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from inhouse.commands.outcome import Outcome
from inhouse.commands.targets import REPEATED
from inhouse.config import Target

NO_BUILD: dict[str, object] = {"allow": None, "depfile": None, "stamp": None, "list_outputs": False, "watch": False}
"""The flags of builds where none of them is given, or known."""

_PROPOSE = """\
The branch has one commit upon the current one: the files that the locks own, and what they are made of (configuration,
documents, overlays), as they are in the working tree. It is made anew whenever that changed or the base moved on, and goes
when there is nothing to propose any more. A branch whose last commit is someone else's is left alone, and told. The current
branch, the index and all other files stay as they are. In GitHub Actions the outputs of the step are `proposed` (true or
false), `branch` and `title`; examples/github-actions has the whole workflow.

exit status: 0 fine, proposed or not; else as of `generate`, or 2 for what git refuses
"""


def add_format(command: argparse.ArgumentParser) -> None:
    """Adds the flag that says for whom results are printed."""
    command.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="text by default; json: one document (its schema: inhouse/commands/report.schema.json); "
        "github: annotations at lines, for GitHub Actions",
    )


def add_build_flags(command: argparse.ArgumentParser) -> None:
    """Adds the flags for Make, Ninja and their like, and for editing."""
    group = command.add_argument_group("in other build tools, and while editing")
    group.add_argument("--stamp", type=Path, metavar="FILE", help="touch this file whenever everything is up to date")
    group.add_argument(
        "--depfile",
        type=Path,
        metavar="FILE",
        help="write, as a rule of Make, which files the stamp (without one: the locks) depends on",
    )
    group.add_argument("--list-outputs", action="store_true", help="print the files of the packages, and write nothing")
    group.add_argument(
        "--watch", action="store_true", help="generate whenever an input changes, until Ctrl-C, which is no failure"
    )


def add_propose(
    add_parser: Callable[..., argparse.ArgumentParser],
    run: Callable[[Target, argparse.Namespace], Outcome],
    whole: Callable[[argparse.Namespace], int],
) -> None:
    """Adds `propose`, which runs as given."""
    help = "generate, and commit what changed to a branch of its own, ready for a pull request"
    command = add_parser(
        "propose",
        help=help,
        description=f"{help[0].upper()}{help[1:]}.",
        epilog=_PROPOSE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    one_off: dict[str, object] = {flag.replace("-", "_"): [] for flag, _, _ in REPEATED}
    command.set_defaults(command="propose", run=run, whole=whole, force=False, format="text", **NO_BUILD, **one_off)
    command.set_defaults(document=None, output=None, name=None)
    command.add_argument("targets", nargs="*", metavar="TARGET", help="a configured target; all of them by default")
    command.add_argument("--branch", default="inhouse/update", metavar="NAME", help="inhouse/update by default")
    command.add_argument("--remote", default="origin", metavar="NAME", help="where the branch is looked for; origin")
    command.add_argument("--push", action="store_true", help="bring the branch to the remote, or take it away there")
    command.add_argument("--body-file", type=Path, metavar="FILE", help="write what the pull request is to say")
