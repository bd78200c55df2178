"""The last stage: a package replaces the one on disk as a whole, or nothing changes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from inhouse.output.compare import read_text
from inhouse.output.lock import file_digest, read_lock


def write_package(folder: Path, files: Mapping[str, str]) -> None:
    """Puts the files into the folder in one swap.

    Files of an earlier run that are no longer among them go, files of strangers stay, and files that do not change are
    not touched. Raises OSError, with the folder as it was.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotADirectoryError(f"{folder} is no folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".new", dir=folder.parent))
    try:
        staging.chmod(folder.stat().st_mode & 0o7777 if folder.exists() else 0o777 & ~_umask())
        _fill(staging, folder, files)
        _swap(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _fill(staging: Path, folder: Path, files: Mapping[str, str]) -> None:
    lock = read_lock(folder)
    ours = {*files, *(lock.files if lock is not None else ())}
    for path, text in files.items():
        target, current = staging / path, folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        old = read_text(current)
        if old is not None and file_digest(old) == file_digest(text):
            _keep(current, target)
        else:
            target.write_bytes(text.encode("utf-8", "surrogateescape"))
    for current in _files(folder):
        path = current.relative_to(folder).as_posix()
        if path not in ours and not _is_bytecode(current, folder, files):
            target = staging / path
            target.parent.mkdir(parents=True, exist_ok=True)
            _keep(current, target)


def _files(folder: Path) -> list[Path]:
    return (
        [path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir()]
        if folder.is_dir()
        else []
    )


def _is_bytecode(path: Path, folder: Path, files: Mapping[str, str]) -> bool:
    """Whether the file is Python's cache of a module that the package does not have."""
    if path.parent.name != "__pycache__":
        return False
    module = (path.parent.parent / f"{path.name.partition('.')[0]}.py").relative_to(folder).as_posix()
    return module not in files and not (folder / module).exists()


def _keep(current: Path, target: Path) -> None:
    """The same file at another path: its bytes, times and permissions stay as they are."""
    if current.is_symlink():
        target.symlink_to(os.readlink(current))
        return
    try:
        os.link(current, target)
    except OSError:
        shutil.copy2(current, target)


def _swap(staging: Path, folder: Path) -> None:
    if not folder.exists():
        staging.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".old", dir=folder.parent))
    try:
        folder.rename(old / folder.name)
        try:
            staging.rename(folder)
        except OSError:
            (old / folder.name).rename(folder)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
