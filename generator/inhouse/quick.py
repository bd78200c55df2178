"""The way in. What is up to date is told before anything is loaded: no argument parser, no TOML, no YAML.

A plain `generate` or `check` of configured targets, all of which a stamp proves to be as they should be, ends here;
anything else goes on to `inhouse.cli`, which finds out for itself.
"""

from __future__ import annotations

import os
import sys

from inhouse import __version__
from inhouse.output.stamp import proven, remembered_names, tool_identity
from inhouse.streams import prepare_streams, silence

_COMMANDS = ("generate", "check")


def main() -> int:
    """Runs the command line and returns its exit status."""
    prepare_streams()
    status = up_to_date(sys.argv[1:])
    if status is None:
        from inhouse.garbage import leave_the_rest, only_growing

        with only_growing():
            from signal import SIGTERM, signal

            from inhouse.cli import main as run

        signal(SIGTERM, lambda number, frame: sys.exit(128 + number))  # which cleans up on its way
        status = run()
        leave_the_rest()
    return status


def up_to_date(arguments: list[str]) -> int | None:
    """Prints what there is to say of targets that are up to date; None, with nothing printed, if any may not be."""
    if not arguments or arguments[0] not in _COMMANDS or any(name.startswith("-") for name in arguments):
        return None
    configuration = _nearest_configuration(os.getcwd())
    if configuration is None:
        return None
    known = remembered_names(configuration)
    names = arguments[1:] or known
    if not known or not names or not set(names) <= set(known):
        return None
    tool, raw = this_tool(), dict[str, str | None]()
    found: list[tuple[list[str], str]] = []
    for name in names:
        proof = proven(configuration, name, tool, raw)
        if proof is None:
            return None
        found.append(proof)
    try:
        for said, folder in found:
            for line in said:
                print(line, file=sys.stderr)
            print(f"{folder}: up to date", flush=True)
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError:
        return None  # told by who does the work
    return 0


def this_tool() -> str:
    """The identity of the tool as it is installed, by size and times of its files."""
    source = os.path.dirname(os.path.abspath(__file__))
    templates = os.path.join(source, "templates")
    if not os.path.isdir(templates):
        templates = os.path.join(os.path.dirname(os.path.dirname(source)), "templates")
    environment = (source, sys.prefix, sys.version, *sys.path[not sys.flags.safe_path :])
    return tool_identity(__version__, (source, templates), environment)


def _nearest_configuration(folder: str) -> str | None:
    """The file that `find_configuration` would find, or one that it may find."""
    while True:
        own = os.path.join(folder, "inhouse.toml")
        if os.path.isfile(own):
            return own
        shared = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(shared):
            with open(shared, "rb") as stream:
                content = stream.read()
            # TOML can write any name with escapes.
            if b"inhouse" in content or b"\\" in content:
                return shared
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
