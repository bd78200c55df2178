"""What a git repository held at a revision. Git runs as a process, with arguments of its own and no shell."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from inhouse.diagnostics import Fatal, fatal, quote
from inhouse.document.limits import MAX_BYTES

_BLOB = ("100644", "100755", "100664")
"""Modes of ordinary files; links and submodules are none."""


def repository_of(folder: Path) -> Path:
    """The root of the repository that a folder is in. Raises Fatal."""
    found = _run(folder, ("rev-parse", "--show-toplevel"))
    if found is None:
        hint = "Compare two documents, or run it in a repository."
        raise fatal("no-repository", f"{quote(str(folder))} is in no git repository", None, hint)
    return Path(os.fsdecode(found.removesuffix(b"\n")))


def commit_of(repository: Path, revision: str) -> str:
    """The hash of the commit that a revision means. Raises Fatal."""
    found = None
    if revision and not revision.startswith("-") and revision.isprintable():
        found = _run(repository, ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"))
    if found is None:
        message = f"{quote(revision)} is no file here, and no revision that git knows"
        raise fatal("bad-revision", message, None, "Name a document, or a commit, branch or tag.")
    return found.decode("ascii").strip()


def commits_touching(repository: Path, path: str, most: int) -> tuple[str, ...]:
    """The hashes of the commits that changed a file, the latest first."""
    found = _run(repository, ("log", f"--max-count={most}", "--format=%H", "HEAD", "--", path))
    return tuple((found or b"").decode("ascii").split())


def export(
    repository: Path, commit: str, paths: Iterable[str], wanted: Callable[[str], bool], folder: Path
) -> frozenset[str]:
    """Writes what a commit has of these files, and in these folders if it is wanted, below a folder; and tells which.

    Paths are relative to the root, with `/`. Links, submodules, and what is too large to be a document are left out.
    """
    names = tuple(dict.fromkeys(paths))
    chosen = () if "." in names else names
    listing = _run(
        repository, ("--literal-pathspecs", "ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", *chosen)
    )
    found = {path: blob for path, blob in _blobs(listing or b"") if path in names or wanted(path)}
    written: set[str] = set()
    for path, content in zip(found, _contents(repository, list(found.values())), strict=False):
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts or "\\" in path or ":" in path:
            continue  # git itself has no such paths
        place = folder.joinpath(*pure.parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        written.add(path)
    return frozenset(written)


def _blobs(listing: bytes) -> Iterator[tuple[str, str]]:
    for line in filter(None, listing.split(b"\0")):
        about, _, path = line.partition(b"\t")
        mode, _, blob, size = about.decode("ascii").split()
        if mode in _BLOB and size.isdigit() and int(size) <= MAX_BYTES:
            yield os.fsdecode(path), blob


def _contents(repository: Path, blobs: list[str]) -> Iterator[bytes]:
    answer = _run(repository, ("cat-file", "--batch"), "".join(f"{blob}\n" for blob in blobs).encode()) or b""
    at = 0
    for _ in blobs:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + size + 2


def _run(folder: Path, arguments: tuple[str, ...], input: bytes = b"") -> bytes | None:
    """What git prints; None where it fails."""
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        done = subprocess.run(
            ("git", "--no-pager", *arguments),
            cwd=folder,
            env=environment,
            input=input,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise _no_git(error) from None
    return done.stdout if done.returncode == 0 else None


def _no_git(error: OSError) -> Fatal:
    return fatal(
        "no-git", f"git cannot be run: {error.strerror or error}", None, "Install it, or compare two documents."
    )
