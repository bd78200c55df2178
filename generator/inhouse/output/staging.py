"""The folder beside a package in which the next one is made, and the journal in it, by which any run can end a swap.

    .apify.inhouse/
        journal     from the first moment: says whose folder this is; before the swap: what it takes to complete or undo it
        new/        the next package; after an exchange, the one before
        old/        the package before, where it was moved out of the way
        appeared/   a folder that someone made where the package was

The name is fixed, so one look tells whether a run was killed; the hold on the package tells that it no longer runs.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inhouse.output.exchange import exchange
from inhouse.output.files import (
    digest_of,
    identity_of,
    in_the_way,
    is_folder,
    is_inside,
    make_folders,
    make_writable,
    mode_of,
    read_regular,
    remove_folders,
    same_bytes,
    staging_folder,
    walk,
    write_new,
)

_FIRST_LINE = (
    "inhouse staging 1: a run that writes the package beside is at work, or was killed; the next run tidies up."
)
_LAST_LINE = "end"
_PARTS = ("new", "old", "appeared")
_MAX_BYTES = 16 * 1024 * 1024

ABSENT, ANY = "-", "*"


class Meddled(OSError):
    """Someone changed a file of the package while it was written anew. The package is as it was, with that change."""


@dataclass(frozen=True, slots=True)
class Journal:
    """What a swap needs: the folder made as `new`, the one that was `old`, and which files of it are the tool's own.

    Folders go by their identities. A file of `ours` has the digest it had when it was compared, ABSENT if there was
    none, or ANY if whatever is there may go. `kept` are the files of others that the new folder has, too.
    """

    new: str
    old: str
    ours: Mapping[str, str]
    kept: frozenset[str]


def owner(folder: Path) -> int | None:
    """The process that says it is writing the package."""
    try:
        lines = _read(staging_folder(str(folder)))
    except OSError:
        return None
    word, _, number = lines[1].partition(" ") if len(lines) > 1 else ("", "", "")
    return int(number) if word == "process" and number.isascii() and number.isdigit() else None


def begin(staging: str) -> None:
    """Makes the folder, which says from then on whose it is. Raises OSError."""
    os.mkdir(staging, 0o700)
    try:
        write_new(f"{staging}/journal", f"{_FIRST_LINE}\nprocess {os.getpid()}\n".encode())
    except OSError:
        with suppress(OSError):
            finish(staging)
        raise


def prepare(staging: str, journal: Journal) -> None:
    """Writes down, safe from power cuts, how to complete or undo the swap that comes next. Raises OSError."""
    lines = [_FIRST_LINE, f"process {os.getpid()}", f"new {journal.new}", f"old {journal.old}"]
    lines += [f"ours {digest} {path}" for path, digest in journal.ours.items()]
    lines += [f"kept {path}" for path in sorted(journal.kept)]
    write_new(f"{staging}/journal.new", "\n".join([*lines, _LAST_LINE, ""]).encode("utf-8", "surrogateescape"), True)
    os.replace(f"{staging}/journal.new", f"{staging}/journal")
    if os.name == "posix":
        descriptor = os.open(staging, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def swap(staging: str, folder: str, journal: Journal) -> None:
    """Puts `new` in the folder's place. Raises OSError."""
    if journal.old == ABSENT:
        os.rename(f"{staging}/new", folder)
    elif not exchange(f"{staging}/new", folder):
        os.rename(folder, f"{staging}/old")
        os.rename(f"{staging}/new", folder)


def settle(staging: str, folder: str, journal: Journal) -> bool:
    """Ends a swap, wherever it stands: whether the new package is in place then. Only then is anything left to lose gone.

    Raises Meddled, with the package as it was; and OSError, in which case this may be tried again.
    """
    place, parts = identity_of(folder), {name: identity_of(f"{staging}/{name}") for name in _PARTS}
    swapped = place == journal.new and parts["new"] != journal.new
    meddled = ""
    if swapped and (before := next((name for name in ("old", "new") if parts[name] is not None), None)):
        meddled = _meddled(f"{staging}/{before}", journal)
        if meddled:
            _undo(staging, folder, before)
            swapped = False
    elif place is None and parts["old"] is not None:
        os.rename(f"{staging}/old", folder)
    elif parts["old"] == journal.old != place:
        # Someone made the folder while it was on its way.
        os.rename(folder, f"{staging}/appeared")
        os.rename(f"{staging}/old", folder)
    for name in _PARTS:
        retire(f"{staging}/{name}", folder, journal)
    if meddled:
        raise Meddled(f"{meddled} was changed by someone else meanwhile")
    return swapped


def retire(gone: str, folder: str, journal: Journal) -> None:
    """Removes a folder that is not the package any more, and carries over what others wrote into it. Raises OSError."""
    if not is_folder(gone):
        return
    make_writable(gone)
    for path, is_empty in list(walk(gone)):
        current, target = f"{gone}/{path}", f"{folder}/{path}"
        if is_empty:
            continue
        if path in journal.ours or _is_bytecode(path, journal):
            os.unlink(current)
        elif mode_of(target) is None:
            if path in journal.kept and is_folder(folder):
                os.unlink(current)  # who wrote it removed it since from where it was kept
                continue
            if mode_of(folder) is None:
                os.mkdir(folder)
            make_folders(folder, path, gone)
            os.rename(current, target)
        elif is_folder(target):
            raise in_the_way(target, stat.S_IFDIR, "a file that someone else wrote")
        elif same_bytes(current, target) or os.lstat(current).st_mtime_ns <= os.lstat(target).st_mtime_ns:
            os.unlink(current)
        else:
            os.replace(current, target)
    remove_folders(gone)


def finish(staging: str) -> None:
    """Removes the staging folder, in which nothing is left but the journal. Raises OSError."""
    for name in ("journal.new", "journal"):
        try:
            os.unlink(f"{staging}/{name}")
        except FileNotFoundError:
            continue
    os.rmdir(staging)


def recover(folder: Path) -> str | None:
    """Completes or undoes what a killed run left beside the folder; says which, or None if there is nothing.

    To be called under a hold on the package. Raises OSError, also if what is there is not provably this tool's.
    """
    staging, place = staging_folder(str(folder)), str(folder)
    mode = mode_of(staging)
    if mode is None:
        return None
    if not stat.S_ISDIR(mode) or not _is_ours(staging):
        raise OSError(f"{staging} is in the way, and nothing in it says that inhouse made it. Move it away.")
    journal = _parse(_read(staging))
    completed = journal is not None and settle(staging, place, journal)
    if journal is None:
        # The swap had not begun: everything here was made here, or is still in the package, too.
        _discard(f"{staging}/new")
    finish(staging)
    if journal is None:
        return "an earlier run was killed before it changed anything; what it left beside is removed"
    done = "completed" if completed else "undone"
    return f"an earlier run was killed while it put its package in place; that is {done} now"


def abandon(staging: str, folder: str, journal: Journal | None) -> None:
    """Leaves the package as it was after an error, and nothing beside it. Raises OSError."""
    if journal is not None:
        settle(staging, folder, journal)
    else:
        _discard(f"{staging}/new")
    finish(staging)


def _discard(gone: str) -> None:
    """Removes a folder in which nobody but this tool has written."""
    if not is_folder(gone):
        return
    make_writable(gone)
    for path, is_empty in list(walk(gone)):
        if not is_empty:
            os.unlink(f"{gone}/{path}")
    remove_folders(gone)


def _undo(staging: str, folder: str, before: str) -> None:
    if before == "new":
        if not exchange(f"{staging}/new", folder):
            os.rename(f"{staging}/new", f"{staging}/old")
            before = "old"
        else:
            return
    os.rename(folder, f"{staging}/new")
    os.rename(f"{staging}/{before}", folder)


def _meddled(before: str, journal: Journal) -> str:
    """The first file of the package that is not as it was when it was compared."""
    for path, digest in sorted(journal.ours.items()):
        if digest != ANY:
            content = read_regular(f"{before}/{path}")
            if content is not None and digest_of(content) != digest:
                return path
    return ""


def _is_bytecode(path: str, journal: Journal) -> bool:
    """Whether the file is Python's cache of one of the package's modules, which Python writes again."""
    above, _, name = path.rpartition("/")
    folder, _, last = f"/{above}".rpartition("/")
    module = f"{folder}/{name.partition('.')[0]}.py".removeprefix("/")
    return last == "__pycache__" and name.endswith(".pyc") and module in journal.ours


def _is_ours(staging: str) -> bool:
    """Whether a folder of this name is provably a staging folder, or empty."""
    names = set(os.listdir(staging))
    if not all(is_folder(f"{staging}/{name}") for name in names.intersection(_PARTS)):
        return False
    content = (read_regular(f"{staging}/journal", _MAX_BYTES) or b"") if "journal" in names else b""
    if content.startswith(f"{_FIRST_LINE}\n".encode()):
        return names <= {"journal", "journal.new", *_PARTS}
    return names <= {"journal"} and f"{_FIRST_LINE}\n".encode().startswith(content)


def _read(staging: str) -> list[str]:
    return (read_regular(f"{staging}/journal", _MAX_BYTES) or b"").decode("utf-8", "surrogateescape").split("\n")


def _parse(lines: list[str]) -> Journal | None:
    """The journal, if it was written to the end: only then a swap may have begun."""
    if lines[-2:] != [_LAST_LINE, ""]:
        return None
    said: dict[str, str] = {}
    ours: dict[str, str] = {}
    kept: set[str] = set()
    for line in lines[1:-2]:
        word, _, rest = line.partition(" ")
        digest, _, path = rest.partition(" ") if word == "ours" else ("", "", rest)
        if word in ("ours", "kept") and not is_inside(path):
            return None
        if word == "ours":
            ours[path] = digest
        elif word == "kept":
            kept.add(path)
        else:
            said[word] = rest
    return Journal(said["new"], said["old"], ours, frozenset(kept)) if {"new", "old"} <= said.keys() else None
