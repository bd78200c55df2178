"""What was found out before, in files of this user's cache, one for each key.

Nothing in them is believed that is not whole: each begins with a digest of its key and its value. What becomes code as it
stands is signed besides, with a key that lies beside the folder and not in it, so that a folder that others have written
to, or that came from another machine, gives nothing of the kind. All of it may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import time
from dataclasses import dataclass, field

from inhouse.means import Forgetful, Means, Memo
from inhouse.output.cache import cache_folder, drop_file, keep_file
from inhouse.output.files import read_regular

_MOST = 256 * 1024 * 1024
"""Bytes that all that is kept may take; the oldest of it goes."""

_DAY = 24 * 60 * 60
_SECRET = 32
_FEW = 4096
"""So many entries are quick to go through; of more, a sixteenth tells about how much there is."""

_LARGEST = 64 * 1024 * 1024


def remembering(tool: str, processes: int) -> Means:
    """The means of this user: what was found out before by the same tool, as far as anything can be kept."""
    cache = cache_folder()
    if cache is None:
        return Means(processes=processes)
    folder = os.path.join(cache, "memo")
    secret = _secret(f"{cache}.key")
    own: Memo = Forgetful() if secret is None else Kept(folder, tool, secret)
    return Means(Kept(folder, tool), own, processes)


def trim(means: Means) -> None:
    """Drops what was used longest ago, if this run has kept anything and there is too much."""
    for memo in (means.shared, means.own):
        if isinstance(memo, Kept) and memo.kept:
            return _trim(memo.folder)


@dataclass(slots=True)
class Kept:
    """A memo in a folder. Where that cannot be read or written, it is one that keeps nothing."""

    folder: str
    tool: str
    secret: bytes = b""
    kept: list[str] = field(default_factory=list[str])

    def get(self, key: str) -> str | None:
        path = self._path(key)
        try:
            content = read_regular(path, _LARGEST)
            if content is None or not hmac.compare_digest(content[:32], self._seal(key, content[32:])):
                return None
            if (now := time.time()) - os.stat(path).st_mtime > _DAY:
                os.utime(path, (now, now))
            return content[32:].decode()
        except (OSError, UnicodeDecodeError):
            return None

    def put(self, key: str, value: str) -> None:
        path, content = self._path(key), value.encode("utf-8", "surrogatepass")
        if keep_file(path, self._seal(key, content) + content):
            self.kept.append(key)

    def _path(self, key: str) -> str:
        name = hashlib.sha256(f"{self.tool} {bool(self.secret)} {key}".encode()).hexdigest()
        return os.path.join(self.folder, name)

    def _seal(self, key: str, content: bytes) -> bytes:
        said = f"{self.tool} {key}\n".encode() + content
        return hmac.digest(self.secret, said, "sha256") if self.secret else hashlib.sha256(said).digest()


def _secret(path: str) -> bytes | None:
    """This user's key, made on first use; None where there can be none that nobody else knows."""
    try:
        if (secret := _known(path)) is not None:
            return secret
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        partial = f"{path}.{os.getpid()}"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(os.urandom(_SECRET))
            with contextlib.suppress(FileExistsError):  # another run was quicker
                os.link(partial, path)
        finally:
            drop_file(partial)
        return _known(path)
    except OSError:
        return None


def _known(path: str) -> bytes | None:
    """The key in a file that is this user's alone; raises OSError if it is anything else."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return None
    if hasattr(os, "geteuid") and (found.st_uid != os.geteuid() or found.st_mode & 0o077):
        raise PermissionError(path)
    secret = read_regular(path, _SECRET)
    if secret is None or len(secret) != _SECRET:
        raise PermissionError(path)
    return secret


def _trim(folder: str) -> None:
    try:
        with os.scandir(folder) as entries:
            kept = list(entries)
        some = [
            entry for entry in kept if entry.name.startswith("0")
        ]  # names are digests, so these are like all others
        if len(kept) > _FEW and 16 * sum(entry.stat().st_size for entry in some) < _MOST:
            return
        found = sorted(((stat := entry.stat()).st_mtime, stat.st_size, entry.path) for entry in kept)
    except OSError:
        return
    excess = sum(size for _, size, _ in found) - _MOST
    for _, size, path in found:
        if excess <= 0:
            break
        drop_file(path)
        excess -= size
