"""The commands and their arguments, as `--help` tells them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from inhouse import __version__
from inhouse.commands import runners
from inhouse.commands.arguments import (
    add_allow,
    add_build_flags,
    add_diff,
    add_explain,
    add_format,
    add_propose,
)
from inhouse.commands.help import CONFIGURATION, DIFF, EXPLAIN, INIT, SNIPPET, SNIPPETS, UPDATE
from inhouse.commands.plain import NO_BUILD
from inhouse.runs.targets import add_one_off, without_one_off


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    top = argparse.ArgumentParser(
        prog="inhouse",
        description="Writes a small, typed Python client from an OpenAPI document, and keeps it true.",
        epilog=CONFIGURATION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"inhouse {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for name, run, help in (
        ("generate", runners.generate, "write the package of each target, if anything changed"),
        ("check", runners.check, "compare each package on disk with what would be written; exit 1 if it is stale"),
        ("inspect", runners.inspect, "print what each operation of the document becomes"),
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
            command.set_defaults(whole=runners.run_all)
        if name == "inspect":
            command.add_argument("--format", choices=("text", "json"), default="text", help="text by default")
    add_propose(commands.add_parser, run=runners.generate, whole=runners.propose)
    help = "tell what changes for those who call the package, and the version that this asks for"
    plain = argparse.RawDescriptionHelpFormatter
    add_diff(commands.add_parser("diff", help=help, description=help, epilog=DIFF, formatter_class=plain))
    help = "tell which place, overlay, rule and configuration made something of a package what it is"
    add_explain(commands.add_parser("explain", help=help, description=help, epilog=EXPLAIN, formatter_class=plain))
    _add_configuring(commands.add_parser)
    return top


def _add_configuring(add_parser: Callable[..., argparse.ArgumentParser]) -> None:
    """Adds the commands that are about the configuration, and the files that stand beside it."""

    def add(name: str, help: str, epilog: str) -> argparse.ArgumentParser:
        description = f"{help[0].upper()}{help[1:]}."
        layout = argparse.RawDescriptionHelpFormatter
        return add_parser(name, help=help, description=description, epilog=epilog, formatter_class=layout)

    init = add("init", "write a first configuration for a document, and say what to do next", INIT)
    init.set_defaults(whole=runners.init)
    init.add_argument("document", metavar="DOCUMENT", help="the OpenAPI document: a file, or an http(s) URL")
    init.add_argument("--name", metavar="NAME", help="the client's name; by default that of the file or the title")
    init.add_argument("--output", type=Path, metavar="DIR", help="the package's folder")
    update = add("update", "fetch the document of each target that has a `url`, and keep it", UPDATE)
    update.set_defaults(run=runners.update, whole=None)
    without_one_off(update)
    update.add_argument("--force", action="store_true", help="keep it whatever it has lost, and whatever was edited")
    config = add("config", "print each value that holds for a target, and where it is written", CONFIGURATION)
    config.set_defaults(whole=runners.config)
    config.add_argument("--format", choices=("text", "json"), default="text", help="text by default")
    config.add_argument("--schema", action="store_true", help="print the JSON Schema of inhouse.toml, for editors")
    snippet = add("snippet", "print lines for the configuration of another tool", SNIPPET)
    snippet.set_defaults(whole=runners.snippet)
    snippet.add_argument("kind", metavar="KIND", choices=tuple(SNIPPETS), help=f"one of {', '.join(SNIPPETS)}")
    for command in (update, config, snippet):
        command.add_argument("targets", nargs="*", metavar="TARGET", help="a configured target; all of them by default")
