"""What runs each command, and imports what that needs, and no more."""

from __future__ import annotations

from types import SimpleNamespace

from inhouse.config import Target
from inhouse.report.outcome import Outcome


def generate(target: Target, options: SimpleNamespace) -> Outcome:
    from inhouse.commands.generate import generate_target

    return generate_target(target, options)


def check(target: Target, options: SimpleNamespace) -> Outcome:
    from inhouse.commands.check import check_target

    return check_target(target, options)


def run_all(options: SimpleNamespace) -> int:
    from inhouse.runs.run import run_command

    return run_command(options)


def propose(options: SimpleNamespace) -> int:
    from inhouse.commands.propose import propose

    return propose(options)


def inspect(target: Target, options: SimpleNamespace) -> int:
    from inhouse.commands.inspect import inspect_target

    return inspect_target(target, options)


def update(target: Target, options: SimpleNamespace) -> Outcome:
    from inhouse.commands.update import update_target

    return update_target(target, options)


def config(options: SimpleNamespace) -> int:
    from inhouse.commands.config import print_config

    return print_config(options)


def init(options: SimpleNamespace) -> int:
    from inhouse.commands.init import init

    return init(options)


def snippet(options: SimpleNamespace) -> int:
    from inhouse.commands.snippet import print_snippet

    return print_snippet(options)
