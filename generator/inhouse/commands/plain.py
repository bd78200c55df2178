"""The options of `generate` and `check` where nothing but targets is given.

The parser would find the same, but it takes longer to make than most of what is up to date to find so.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from inhouse.commands import runners
from inhouse.means import untold
from inhouse.runs.targets import no_one_off

NO_BUILD: dict[str, object] = {
    "allow": None,
    "depfile": None,
    "stamp": None,
    "list_outputs": False,
    "watch": False,
    "processes": None,
    "tell": untold,
}
"""The flags of builds where none of them is given, or known; whoever runs a target says how many processes, and whom to tell."""

SINCE = "HEAD"
"""What `check --allow` compares with, where nothing else is said."""

_RUN = {"generate": runners.generate, "check": runners.check}


def plain_options(arguments: Sequence[str]) -> SimpleNamespace | None:
    """The options, as the parser has them; None where only that can tell."""
    if not arguments or arguments[0] not in _RUN or any(word.startswith("-") for word in arguments):
        return None
    command, *targets = arguments
    options = SimpleNamespace(command=command, targets=targets, format="text", force=False, **NO_BUILD, **no_one_off())
    options.run, options.whole = _RUN[command], runners.run_all
    if command == "check":
        options.since = SINCE
    return options
