"""The arguments of the commands, which import nothing of what those do."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from inhouse.commands.help import PROPOSE
from inhouse.commands.plain import NO_BUILD, SINCE
from inhouse.config import Target
from inhouse.report.outcome import Outcome
from inhouse.runs.targets import without_one_off


def add_format(command: argparse.ArgumentParser) -> None:
    """Adds the flag that says for whom results are printed."""
    command.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="text by default; json: one document (its schema: inhouse/report/report.schema.json); "
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
    run: Callable[[Target, SimpleNamespace], Outcome],
    whole: Callable[[SimpleNamespace], int],
) -> None:
    """Adds `propose`, which runs as given."""
    help = "generate, and commit what changed to a branch of its own, ready for a pull request"
    command = add_parser(
        "propose",
        help=help,
        description=f"{help[0].upper()}{help[1:]}.",
        epilog=PROPOSE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(command="propose", run=run, whole=whole, force=False, format="text", **NO_BUILD)
    without_one_off(command)
    command.add_argument("targets", nargs="*", metavar="TARGET", help="a configured target; all of them by default")
    command.add_argument("--branch", default="inhouse/update", metavar="NAME", help="inhouse/update by default")
    command.add_argument("--remote", default="origin", metavar="NAME", help="where the branch is looked for; origin")
    command.add_argument("--push", action="store_true", help="bring the branch to the remote, or take it away there")
    command.add_argument("--body-file", type=Path, metavar="FILE", help="write what the pull request is to say")


def add_diff(command: argparse.ArgumentParser) -> None:
    """Adds the arguments of `inhouse diff`."""
    command.add_argument("sides", nargs="*", metavar="OLD [NEW]", help="what to compare; see below")
    command.add_argument(
        "--target", action="append", default=[], metavar="TARGET", help="a configured target; all of them by default"
    )
    command.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="text by default")
    command.set_defaults(whole=_diff)


def add_explain(command: argparse.ArgumentParser) -> None:
    """Adds the arguments of `inhouse explain`."""
    command.add_argument("what", metavar="WHAT", help="a name, or a line; see below")
    command.add_argument(
        "--target", action="append", default=[], metavar="TARGET", help="a configured target; all of them by default"
    )
    command.set_defaults(whole=_explain)


def add_allow(command: argparse.ArgumentParser) -> None:
    """Adds the flags."""
    command.add_argument(
        "--allow",
        choices=("none", "patch", "minor", "major"),
        help="exit 1 if what changed asks for more than such a version (see `inhouse diff`)",
    )
    command.add_argument(
        "--since", default=SINCE, metavar="REV", help="what --allow compares with: a revision of git; HEAD by default"
    )


def _diff(options: SimpleNamespace) -> int:
    from inhouse.commands.diff import run_diff

    return run_diff(options)


def _explain(options: SimpleNamespace) -> int:
    from inhouse.commands.explain import run_explain

    return run_explain(options)
