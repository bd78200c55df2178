"""One run at a time writes a package, and nobody compares one that is being exchanged."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from inhouse.output.cache import cache_folder, key_of

PATIENCE = 60.0
"""Seconds to wait for another run; writing takes a fraction of one."""

_HELD = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


class Busy(OSError):
    """Another run has been at work on the package for longer than anybody should wait."""


@contextmanager
def held(folder: Path, shared: bool = False, patience: float = PATIENCE) -> Generator[None]:
    """Keeps other runs from writing into the folder; a `shared` hold is for those who only read.

    The lock is the system's own, on the folder above, so it leaves no file and ends with the process; where that cannot
    be locked, on a file in the cache folder. Raises Busy.
    """
    descriptor = _open(folder, shared, patience)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _open(folder: Path, shared: bool, patience: float) -> int | None:
    """A descriptor that holds the lock as long as it is open; None where nothing can be locked."""
    end = time.monotonic() + patience
    for opened in (_folder_above, _cache_file):
        descriptor = opened(folder)
        if descriptor is None:
            continue
        try:
            while not _try(descriptor, shared):
                if time.monotonic() > end:
                    raise Busy(f"{_who(folder)} has been at work on it for {patience:.0f} seconds. Try again later.")
                time.sleep(0.02)
        except Busy:
            os.close(descriptor)
            raise
        except OSError:
            os.close(descriptor)
            continue
        return descriptor
    return None


def _folder_above(folder: Path) -> int | None:
    if sys.platform == "win32":
        return None
    try:
        return os.open(folder.parent, os.O_RDONLY)
    except OSError:
        return None


def _cache_file(folder: Path) -> int | None:
    cache = cache_folder()
    if cache is None:
        return None
    try:
        os.makedirs(cache, mode=0o700, exist_ok=True)
        return os.open(os.path.join(cache, f"{key_of(os.path.realpath(folder))}.hold"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None


def _try(descriptor: int, shared: bool) -> bool:
    """Whether the lock could be taken. Raises OSError where there is no locking."""
    try:
        _lock(descriptor, shared)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True


def _system_lock() -> Callable[[int, bool], None]:
    if sys.platform == "win32":
        import msvcrt

        return lambda descriptor, shared: msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    import fcntl

    return lambda descriptor, shared: fcntl.flock(
        descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    )


_lock = _system_lock()


def _who(folder: Path) -> str:
    from inhouse.output.staging import owner

    process = owner(folder)
    return f"process {process}" if process is not None else "another run"
