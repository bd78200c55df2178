"""`inhouse`: arguments in, exit status and terminal output out.

Exit status: 0 fine, 1 stale or edited by hand, 2 wrong document or configuration, 3 could not write.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from inhouse import __version__
from inhouse.commands.arguments import (
    NO_BUILD,
    add_allow,
    add_build_flags,
    add_diff,
    add_explain,
    add_format,
    add_propose,
)
from inhouse.commands.help import CONFIGURATION, DIFF, EXPLAIN, INIT, SNIPPET, SNIPPETS, UPDATE
from inhouse.config import Target
from inhouse.diagnostics import Fatal
from inhouse.report.outcome import FINE, INTERRUPTED, UNWRITABLE, WRONG, Outcome, ordered, unspeakable, wrong
from inhouse.report.text import print_diagnostics, print_outcome
from inhouse.runs.targets import add_one_off, chosen_targets, without_one_off
from inhouse.streams import silence

_DEEPEST = 20_000
"""Frames of Python on the way through a document; each schema within another takes a few."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    options = _parser().parse_args(arguments)
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _DEEPEST))
    try:
        status = _status(options)
        sys.stdout.flush()
        return status
    except Fatal as error:
        print_diagnostics(ordered(error.diagnostics))
        return WRONG
    except UnicodeEncodeError as error:
        print_diagnostics(unspeakable(error).diagnostics)
        return WRONG
    except BrokenPipeError:
        silence(sys.stdout)
        return FINE
    except OSError as error:
        silence(sys.stdout)
        print(f"inhouse: {error.filename or 'standard output'}: {error.strerror or error}", file=sys.stderr)
        return UNWRITABLE
    except KeyboardInterrupt:
        print("inhouse: interrupted", file=sys.stderr)
        return INTERRUPTED


def _status(options: argparse.Namespace) -> int:
    if options.whole is not None:
        return int(options.whole(options))
    return max([_run(target, options) for target in chosen_targets(options)], default=FINE)


def _run(target: Target, options: argparse.Namespace) -> int:
    """Runs the command for one target; what is wrong with it does not keep the others from being served."""
    try:
        found: Outcome | int = options.run(target, options)
    except Fatal as error:
        found = wrong(error)
    if isinstance(found, int):
        return found
    print_outcome(found)
    return found.status


def _generate(target: Target, options: argparse.Namespace) -> Outcome:
    from inhouse.commands.generate import generate_target

    return generate_target(target, options)


def _check(target: Target, options: argparse.Namespace) -> Outcome:
    from inhouse.commands.check import check_target

    return check_target(target, options)


def _run_all(options: argparse.Namespace) -> int:
    from inhouse.runs.run import run_command

    return run_command(options)


def _propose(options: argparse.Namespace) -> int:
    from inhouse.commands.propose import propose

    return propose(options)


def _inspect(target: Target, options: argparse.Namespace) -> int:
    from inhouse.commands.inspect import inspect_target

    return inspect_target(target, options)


def _update(target: Target, options: argparse.Namespace) -> Outcome:
    from inhouse.commands.update import update_target

    return update_target(target, options)


def _config(options: argparse.Namespace) -> int:
    from inhouse.commands.config import print_config

    return print_config(options)


def _init(options: argparse.Namespace) -> int:
    from inhouse.commands.init import init

    return init(options)


def _snippet(options: argparse.Namespace) -> int:
    from inhouse.commands.snippet import print_snippet

    return print_snippet(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="inhouse",
        description="Writes a small, typed Python client from an OpenAPI document, and keeps it true.",
        epilog=CONFIGURATION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"inhouse {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, help in (
        ("generate", _generate, "write the package of each target, if anything changed"),
        ("check", _check, "compare each package on disk with what would be written; exit 1 if it is stale"),
        ("inspect", _inspect, "print what each operation of the document becomes"),
    ):
        command = commands.add_parser(
            name,
            help=help,
            description=f"{help[0].upper()}{help[1:]}.",
            epilog=CONFIGURATION,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(command=name, run=run, whole=None, force=False, **NO_BUILD)
        command.add_argument("targets", nargs="*", metavar="TARGET", help="a configured target; all of them by default")
        add_one_off(command)
        if name == "generate":
            command.add_argument("--force", action="store_true", help="overwrite files that were edited by hand")
            add_build_flags(command)
        if name == "check":
            add_allow(command)
        if name in ("generate", "check"):
            add_format(command)
            command.set_defaults(whole=_run_all)
        if name == "inspect":
            command.add_argument("--format", choices=("text", "json"), default="text", help="text by default")
    add_propose(commands.add_parser, run=_generate, whole=_propose)
    help = "tell what changes for those who call the package, and the version that this asks for"
    plain = argparse.RawDescriptionHelpFormatter
    add_diff(commands.add_parser("diff", help=help, description=help, epilog=DIFF, formatter_class=plain))
    help = "tell which place, overlay, rule and configuration made something of a package what it is"
    add_explain(commands.add_parser("explain", help=help, description=help, epilog=EXPLAIN, formatter_class=plain))
    _add_configuring(commands.add_parser)
    return parser


def _add_configuring(add_parser: Callable[..., argparse.ArgumentParser]) -> None:
    """Adds the commands that are about the configuration, and the files that stand beside it."""

    def add(name: str, help: str, epilog: str) -> argparse.ArgumentParser:
        description = f"{help[0].upper()}{help[1:]}."
        layout = argparse.RawDescriptionHelpFormatter
        return add_parser(name, help=help, description=description, epilog=epilog, formatter_class=layout)

    init = add("init", "write a first configuration for a document, and say what to do next", INIT)
    init.set_defaults(whole=_init)
    init.add_argument("document", metavar="DOCUMENT", help="the OpenAPI document: a file, or an http(s) URL")
    init.add_argument("--name", metavar="NAME", help="the client's name; by default that of the file or the title")
    init.add_argument("--output", type=Path, metavar="DIR", help="the package's folder")
    update = add("update", "fetch the document of each target that has a `url`, and keep it", UPDATE)
    update.set_defaults(run=_update, whole=None)
    without_one_off(update)
    update.add_argument("--force", action="store_true", help="keep it whatever it has lost, and whatever was edited")
    config = add("config", "print each value that holds for a target, and where it is written", CONFIGURATION)
    config.set_defaults(whole=_config)
    config.add_argument("--format", choices=("text", "json"), default="text", help="text by default")
    config.add_argument("--schema", action="store_true", help="print the JSON Schema of inhouse.toml, for editors")
    snippet = add("snippet", "print lines for the configuration of another tool", SNIPPET)
    snippet.set_defaults(whole=_snippet)
    snippet.add_argument("kind", metavar="KIND", choices=tuple(SNIPPETS), help=f"one of {', '.join(SNIPPETS)}")
    for command in (update, config, snippet):
        command.add_argument("targets", nargs="*", metavar="TARGET", help="a configured target; all of them by default")
