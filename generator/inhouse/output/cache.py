"""Where this user's disposable files lie."""

from __future__ import annotations

import hashlib
import os
import sys


def cache_folder() -> str | None:
    """`INHOUSE_CACHE_DIR`, else the folder that the system has for caches; None where the user has none, or no home."""
    if given := os.environ.get("INHOUSE_CACHE_DIR"):
        return os.path.abspath(given)
    home = os.path.expanduser("~")
    if not os.path.isdir(home):
        home = ""
    above = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_CACHE_HOME")
    if above and os.path.isabs(above):
        return os.path.join(above, "inhouse")
    return os.path.join(home, ".cache", "inhouse") if os.path.isabs(home) else None


def key_of(path: str) -> str:
    """The name that a file has in the cache for a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:32]


def keep_file(path: str, content: bytes) -> bool:
    """Write a file of the cache, whole or not at all; False where it cannot be, which is nobody's concern."""
    partial = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(partial, "xb") as stream:
            stream.write(content)
        os.replace(partial, path)
    except OSError:
        drop_file(partial)
        return False
    return True


def drop_file(path: str) -> None:
    """Delete a file of the cache, if it is there and can be."""
    try:
        os.unlink(path)
    except OSError:
        return
