"""What a git repository held at a revision."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from inhouse.diagnostics import fatal, quote
from inhouse.document.limits import MAX_BYTES
from inhouse.history.git import Repository

_BLOB = ("100644", "100755", "100664")
"""Modes of ordinary files; links and submodules are none."""


def commit_of(repository: Repository, revision: str) -> str:
    """The hash of the commit that a revision means. Raises Fatal."""
    found = None
    if revision and not revision.startswith("-") and revision.isprintable():
        found = repository.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found is None:
        message = f"{quote(revision)} is no file here, and no revision that git knows"
        raise fatal("bad-revision", message, None, "Name a document, or a commit, branch or tag.")
    return found


def commits_touching(repository: Repository, path: str, most: int) -> tuple[str, ...]:
    """The hashes of the commits that changed a file, the latest first."""
    return tuple((repository.ask("log", f"--max-count={most}", "--format=%H", "HEAD", "--", path) or "").split())


def export(
    repository: Repository, commit: str, paths: Iterable[str], wanted: Callable[[str], bool], folder: Path
) -> frozenset[str]:
    """Writes what a commit has of these files, and in these folders if it is wanted, below a folder; and tells which.

    Paths are relative to the root, with `/`. Links, submodules, and what is too large to be a document are left out.
    """
    names = tuple(dict.fromkeys(paths))
    chosen = () if "." in names else names
    listing = repository.read("--literal-pathspecs", "ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", *chosen)
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


def _contents(repository: Repository, blobs: list[str]) -> Iterator[bytes]:
    answer = repository.read("cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode()) or b""
    at = 0
    for _ in blobs:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + size + 2
