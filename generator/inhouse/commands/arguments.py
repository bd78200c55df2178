"""The arguments of `inhouse diff`, `inhouse explain` and `inhouse check --allow`, which import nothing of what they do."""

from __future__ import annotations

import argparse

DIFF_EPILOG = """\
OLD and NEW are each a document (a file), a revision that git knows (HEAD~1, v1.2, origin/main), or a package's folder or
its inhouse.lock, of which the commit is looked for. Without any, what git has at HEAD is compared with the files as they
are; with one, that with the files as they are. Two documents need no configuration; with --target they are read with the
target's overlays, policies, names and selection.

major: code that was right is not any more, or a running program does otherwise. minor: Python sees more, or otherwise,
and nothing breaks. patch: documentation, or only what goes over the wire.
"""


EXPLAIN_EPILOG = """\
WHAT is a model or a field (Actor, Actor.tagged_builds), an operation as a function, by its id, or by method and path
(get_actor, client.actors.get_actor, getActor, 'GET /v2/acts/{actorId}'), an argument (get_actor.actor_id), an error, a
group (client.actors), or a line of a written file (generated/apify/models.py:41).
"""


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
        "--since", default="HEAD", metavar="REV", help="what --allow compares with: a revision of git; HEAD by default"
    )


def _diff(options: argparse.Namespace) -> int:
    from inhouse.commands.diff import run_diff

    return run_diff(options)


def _explain(options: argparse.Namespace) -> int:
    from inhouse.commands.explain import run_explain

    return run_explain(options)
