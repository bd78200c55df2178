"""`inhouse propose`: what has changed becomes one commit on a branch of its own, with the words for a pull request.

The working tree keeps what was written; the current branch and the index are left alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from inhouse.config import Target, show
from inhouse.diagnostics import Fatal, fatal, quote, visible
from inhouse.history.git import Repository, find_repository
from inhouse.output.lock import LOCK, read_lock
from inhouse.report.outcome import FINE, Outcome
from inhouse.report.text import listed
from inhouse.runs.inputs import input_files
from inhouse.runs.run import run_outcomes
from inhouse.runs.targets import chosen_targets

_TRAILER = "Proposed-by: inhouse"
"""By the last line of its message a commit is known that may be replaced."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a pull request says."""

    title: str
    body: str


def propose(options: SimpleNamespace) -> int:
    """Generates the targets and commits what changed to the branch; the exit status. Raises Fatal."""
    targets = chosen_targets(options)
    repository = find_repository(Path.cwd())
    base = repository.ask("rev-parse", "--verify", "HEAD")
    if base is None:
        raise fatal("git", "there is no commit yet that a proposal could follow")
    branch: str = options.branch
    _check_branch(repository, branch)
    before = _paths(repository, targets)
    status, outcomes = run_outcomes(targets, options)
    if status != FINE:
        return status  # nothing is proposed that is not whole
    paths = sorted({*before, *_paths(repository, targets), *_inputs(repository, targets)})
    old = _known(repository, options.remote, branch)
    tree = repository.tree(base, paths)
    if tree == repository.ask("rev-parse", f"{base}^{{tree}}"):
        _withdraw(repository, options, branch, old)
        _tell(options, None, branch)
        print("nothing to propose")
        return FINE
    changed = repository.do("diff", "--name-status", "--no-renames", base, tree).splitlines()
    proposal = told(outcomes, changed, _changes(targets))
    if old is not None and _same(repository, old, base, tree):
        commit = old
        print(f"{branch}: proposed already")
    else:
        message = f"{proposal.title}\n\n{_TRAILER}\n"
        commit = repository.commit(tree, base, message)
        print(f"{branch}: {len(changed)} file{'' if len(changed) == 1 else 's'} to change")
    repository.do("update-ref", f"refs/heads/{branch}", commit)
    if options.push and commit != old:
        lease = f"--force-with-lease=refs/heads/{branch}:{old or ''}"
        repository.do("push", "--quiet", lease, options.remote, f"{commit}:refs/heads/{branch}")
    _tell(options, proposal, branch)
    return FINE


def told(
    outcomes: Sequence[tuple[Target, Outcome]], changed: Sequence[str], changes: tuple[str, str] | None
) -> Proposal:
    """The title and the body of a pull request: what changed for callers, if it could be told, and in which files."""
    names = [target.name for target, outcome in outcomes if outcome.state == "written"]
    reasons = sorted({reason for _, outcome in outcomes for reason in outcome.reasons})
    title = f"Update {listed(names)}" if names else "Update what the clients are made of"
    lines = [f"What changed: {listed(reasons)}.", ""] if reasons else []
    if changes is not None:
        title = changes[0]
        lines += [changes[1].strip(), ""]
    for target, outcome in outcomes:
        if outcome.state == "written":
            numbers = f"{len(outcome.differences)} of {outcome.total} files"
            lines += [f"**{target.name}**: {numbers}."]
            if outcome.counts:
                from inhouse.api.counts import coverage_line

                lines += ["", *coverage_line(outcome.counts).splitlines()]
            lines += [""]
    fence = max((*re.findall("`+", "\n".join(changed)), "``"), key=len) + "`"  # longer than any within
    lines += [fence, *(visible(line.replace("\t", " ")) for line in changed), fence]
    lines += ["", "Written by `inhouse propose`, which replaces this branch; commit nothing to it."]
    return Proposal(visible(title), "\n".join(lines) + "\n")


def _changes(targets: Sequence[Target]) -> tuple[str, str] | None:
    """The title and the text of what changes for callers since HEAD; None where that cannot be told."""
    from inhouse.changes.report import markdown
    from inhouse.history.compared import compared
    from inhouse.history.states import current, of_revision

    try:
        found = [compared(of_revision(target, "HEAD"), current(target), show(target.output)) for target in targets]
    except Fatal:
        return None  # a target that is new, or a document that was unreadable
    if not any(each.changes for each in found):
        return None
    title, _, text = markdown([each for each in found if each.changes]).partition("\n")
    return title.removeprefix("# "), text


def _check_branch(repository: Repository, branch: str) -> None:
    if repository.ask("check-ref-format", "--branch", branch) is None or branch.startswith("-"):
        raise fatal("bad-arguments", f"{quote(branch)} can be no name of a branch")
    if repository.ask("symbolic-ref", "--quiet", "--short", "HEAD") == branch:
        hint = "Check out the branch that the pull request is for, or give another one by --branch."
        raise fatal("bad-arguments", f"{quote(branch)} is the current branch", None, hint)


def _paths(repository: Repository, targets: Sequence[Target]) -> set[str]:
    """The files that the locks own, and the locks, from the root of the repository."""
    found: set[str] = set()
    for target in targets:
        lock = read_lock(target.output)
        if lock is not None:
            found |= _within(repository, [target.output / path for path in (*lock.files, LOCK)])
    return found


def _inputs(repository: Repository, targets: Sequence[Target]) -> set[str]:
    """What the packages are made of, so that nobody gets one without the other."""
    return _within(repository, [path for target in targets for path in input_files(target)])


def _within(repository: Repository, paths: Sequence[Path]) -> set[str]:
    root = repository.root.resolve()
    resolved = [path.parent.resolve() / path.name for path in paths]
    return {path.relative_to(root).as_posix() for path in resolved if path.is_relative_to(root)}


def _known(repository: Repository, remote: str, branch: str) -> str | None:
    """The commit that the branch has at the remote, else here. Raises Fatal where it is not ours to replace."""
    old = repository.ask("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")
    if repository.ask("remote", "get-url", remote) is not None:
        found = repository.do("ls-remote", "--heads", remote, f"refs/heads/{branch}").split()
        old = found[0] if found else None
        if old is not None:
            is_shallow = repository.ask("rev-parse", "--is-shallow-repository") == "true"
            depth = ["--depth=1"] if is_shallow else []
            repository.do("fetch", "--quiet", "--no-tags", *depth, remote, f"refs/heads/{branch}")
    if old is not None and _TRAILER not in repository.do("log", "-1", "--format=%B", old).splitlines():
        hint = "Merge or delete the branch, or give another one by --branch."
        raise fatal("git", f"the last commit of {quote(branch)} is none of inhouse's: it would be lost", None, hint)
    return old


def _same(repository: Repository, old: str, base: str, tree: str) -> bool:
    """Whether a commit brings this tree, upon this base; its text tells, for a shallow clone does not have its parent."""
    return (repository.ask("cat-file", "commit", old) or "").splitlines()[:2] == [f"tree {tree}", f"parent {base}"]


def _withdraw(repository: Repository, options: SimpleNamespace, branch: str, old: str | None) -> None:
    """Takes a proposal back that the base has overtaken."""
    if repository.ask("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}") is not None:
        repository.do("update-ref", "-d", f"refs/heads/{branch}")
    if old is not None and options.push:
        lease = f"--force-with-lease=refs/heads/{branch}:{old}"
        repository.do("push", "--quiet", lease, options.remote, f":refs/heads/{branch}")


def _tell(options: SimpleNamespace, proposal: Proposal | None, branch: str) -> None:
    """Writes the body, and the outputs of the step, if this is one of GitHub Actions. Raises Fatal."""
    lines = [f"proposed={'false' if proposal is None else 'true'}", f"branch={branch}"]
    lines += [] if proposal is None else [f"title={proposal.title}"]
    try:
        if proposal is not None and options.body_file is not None:
            options.body_file.write_text(proposal.body, encoding="utf-8")
        if path := os.environ.get("GITHUB_OUTPUT"):
            with Path(path).open("a", encoding="utf-8") as stream:
                stream.write("".join(f"{line}\n" for line in lines))
    except OSError as error:
        raise fatal("unwritable", f"{quote(str(error.filename))} cannot be written: {error.strerror}") from None
