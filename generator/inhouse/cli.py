"""`inhouse`: arguments in, exit status and terminal output out.

Exit status: 0 fine, 1 stale or edited by hand, 2 wrong document or configuration, 3 could not write.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import SimpleNamespace

from inhouse.commands.plain import plain_options
from inhouse.config import Target
from inhouse.diagnostics import Fatal
from inhouse.report.outcome import FINE, INTERRUPTED, UNWRITABLE, WRONG, Outcome, ordered, unspeakable, wrong
from inhouse.report.text import print_diagnostics, print_outcome
from inhouse.runs.targets import chosen_targets
from inhouse.streams import silence

_DEEPEST = 20_000
"""Frames of Python on the way through a document; each schema within another takes a few."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = plain_options(arguments) or _parsed(arguments)
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


def _status(options: SimpleNamespace) -> int:
    if options.whole is not None:
        return int(options.whole(options))
    return max([_run(target, options) for target in chosen_targets(options)], default=FINE)


def _run(target: Target, options: SimpleNamespace) -> int:
    """Runs the command for one target; what is wrong with it does not keep the others from being served."""
    try:
        found: Outcome | int = options.run(target, options)
    except Fatal as error:
        found = wrong(error)
    if isinstance(found, int):
        return found
    print_outcome(found)
    return found.status


def _parsed(arguments: Sequence[str]) -> SimpleNamespace:
    from inhouse.commands.parser import parser

    return parser().parse_args(arguments, SimpleNamespace())
