"""Two folders exchanged in one step, where the system has such a call."""

from __future__ import annotations

import errno
import os
import sys

_CANNOT = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM)
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # RENAME_SWAP of macOS has the same value.


def exchange(one: str, other: str) -> bool:
    """Exchanges two folders; False, with nothing done, where the system or the disk cannot. Raises OSError."""
    if sys.platform not in ("linux", "darwin"):
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "darwin":
            failed: int = library.renamex_np(*paths, _RENAME_EXCHANGE)
        else:
            failed = library.renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE)
    except AttributeError:
        return False
    if not failed:
        return True
    error = ctypes.get_errno()
    if error in _CANNOT:
        return False
    raise OSError(error, os.strerror(error), one, None, other)
