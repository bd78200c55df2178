"""The last stage: a package replaces the one on disk as a whole, or nothing changes."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from inhouse.output.compare import Standing, standings
from inhouse.output.files import (
    identity_of,
    in_the_way,
    is_folder,
    keep,
    make_folders,
    mode_of,
    staging_folder,
    walk,
    write_new,
)
from inhouse.output.hold import held
from inhouse.output.staging import (
    ABSENT,
    ANY,
    Journal,
    Meddled,
    abandon,
    begin,
    finish,
    prepare,
    recover,
    settle,
    swap,
)


@contextmanager
def updating(folder: Path) -> Generator[str | None]:
    """Holds the package against other runs, and first ends what a killed one left; gives what there is to say of that.

    Raises OSError.
    """
    made: list[str] = []
    try:
        _make_parents(folder.parent, made)
        with held(folder):
            yield recover(folder)
    finally:
        # They stay where anything is in them.
        with suppress(OSError):
            for parent in reversed(made):
                os.rmdir(parent)


def write_package(
    folder: Path, files: Mapping[str, str], force: bool = False, ours: Mapping[str, Standing] | None = None
) -> None:
    """Puts the files into the folder in one swap. To be called while `updating`; `ours` are the standings, if known.

    Files of an earlier run that are no longer among them go, files of strangers stay, and files that do not change are
    not touched. Raises OSError, with the folder as it was: Meddled, if a file of the package is edited by someone,
    even at the last moment, unless `force` overwrites it.
    """
    place, staging = str(folder), staging_folder(str(folder))
    ours = standings(folder, files) if ours is None else ours
    if not force and (edited := next((path for path, standing in ours.items() if standing.edited), None)):
        raise Meddled(f"{edited} was changed by someone else meanwhile")
    _clear(place, ours)
    journal: Journal | None = None
    begin(staging)
    try:
        changed = {path: text for path, text in files.items() if not ours[path].same}
        kept = _fill(f"{staging}/new", place, files, changed, frozenset(ours))
        before = {path: ANY if force else standing.digest or ABSENT for path, standing in ours.items()}
        journal = Journal(identity_of(f"{staging}/new") or "", identity_of(place) or ABSENT, before, kept)
        prepare(staging, journal)
        swap(staging, place, journal)
        settle(staging, place, journal)
        finish(staging)
    except OSError:
        # Should this fail as well, the journal stays, and the next run does it.
        with suppress(OSError):
            abandon(staging, place, journal)
        raise


def _clear(folder: str, ours: Mapping[str, object]) -> None:
    """Raises OSError for what is no folder, or no file, where the package needs one."""
    mode = mode_of(folder)
    if mode is None:
        return
    if not stat.S_ISDIR(mode):
        raise in_the_way(folder, mode, "the package's folder")
    for path in ours:
        parts = path.split("/")
        for count in range(1, len(parts) + 1):
            way = f"{folder}/{'/'.join(parts[:count])}"
            mode = mode_of(way)
            if mode is None:
                break
            is_last = count == len(parts)
            if not (stat.S_ISREG(mode) if is_last else stat.S_ISDIR(mode)):
                raise in_the_way(way, mode, "a file of the package" if is_last else "a folder of the package")


def _make_parents(folder: Path, made: list[str]) -> None:
    """Makes the folder and those above it, and notes those that were not there."""
    for path in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        with suppress(FileExistsError):
            os.mkdir(path)
            made.append(str(path))


def _fill(
    new: str, folder: str, files: Mapping[str, str], changed: Mapping[str, str], ours: frozenset[str]
) -> frozenset[str]:
    """Makes the next package; returns which files of others are in it."""
    os.mkdir(new)
    mode = mode_of(folder)
    for path in files:
        current, target = f"{folder}/{path}", f"{new}/{path}"
        make_folders(new, path, folder)
        if path not in changed:
            keep(current, target)
            continue
        write_new(target, changed[path].encode("utf-8", "surrogateescape"))
        old = mode_of(current)
        if old is not None:
            os.chmod(target, stat.S_IMODE(old))
    kept: set[str] = set()
    for path, is_empty in list(walk(folder)) if is_folder(folder) else []:
        current, target = f"{folder}/{path}", f"{new}/{path}"
        if path in ours or _is_left_bytecode(path, folder, files):
            continue
        make_folders(new, path, folder)
        if is_empty:
            os.mkdir(target)
            continue
        keep(current, target)
        kept.add(path)
    if mode is not None:
        os.chmod(new, stat.S_IMODE(mode))
    return frozenset(kept)


def _is_left_bytecode(path: str, folder: str, files: Mapping[str, str]) -> bool:
    """Whether the file is Python's cache of a module that the package does not have any more."""
    above, _, name = path.rpartition("/")
    around, _, last = f"/{above}".rpartition("/")
    module = f"{around}/{name.partition('.')[0]}.py".removeprefix("/")
    return last == "__pycache__" and module not in files and mode_of(f"{folder}/{module}") is None
