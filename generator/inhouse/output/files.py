"""Files and folders as the last stage sees them. Only `os` is used, so that every call can be counted and made to fail."""

from __future__ import annotations

import hashlib
import os
import stat

TYPE_CHECKING = False  # `typing` and `collections` would cost an up-to-date run a tenth of its time.
if TYPE_CHECKING:
    from collections.abc import Iterator


def staging_folder(folder: str) -> str:
    """Where the next package is made that goes to the folder: beside it, so that it can be swapped in."""
    above, name = os.path.split(folder)
    return os.path.join(above, f".{name}.inhouse")


def digest_of(content: bytes) -> str:
    """SHA-256 of a text file's bytes, in hex; the style of its line ends does not count."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def is_inside(path: str) -> bool:
    """Whether a path within a package stays in it, on every system."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts) and not any(char in path for char in "\\:\0\n\r")


def read_regular(path: str, most: int = -1) -> bytes | None:
    """The bytes of a file, None where there is none.

    Raises OSError, also for what is no file (a pipe would never end) or has more than `most` bytes.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(f"{path} is no file")
        if 0 <= most < found.st_size:
            raise OSError(f"{path} is too large")
        pieces: list[bytes] = []
        while piece := os.read(descriptor, max(found.st_size, 4096) + 1):
            pieces.append(piece)
        return b"".join(pieces)
    finally:
        os.close(descriptor)


def write_new(path: str, content: bytes, sync: bool = False) -> None:
    """Writes a file that does not exist yet; `sync` waits until it would survive a power cut."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def mode_of(path: str) -> int | None:
    """What stands at a path, as `stat` tells kinds and permissions; a link is a link. None where nothing does."""
    try:
        return os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_folder(path: str) -> bool:
    """Whether a folder itself stands there, and no link to one."""
    mode = mode_of(path)
    return mode is not None and stat.S_ISDIR(mode)


def identity_of(path: str) -> str | None:
    """What a folder is known by wherever it is moved to on its disk; None where there is none."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return f"{found.st_dev}:{found.st_ino}" if stat.S_ISDIR(found.st_mode) else "no-folder"


def walk(folder: str, within: str = "") -> Iterator[tuple[str, bool]]:
    """The POSIX paths of everything in a folder, each with whether it is an empty folder, sorted; links are not followed."""
    with os.scandir(os.path.join(folder, within) if within else folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        path = f"{within}/{entry.name}" if within else entry.name
        if not entry.is_dir(follow_symlinks=False):
            yield path, False
        else:
            inner = list(walk(folder, path))
            yield from inner or [(path, True)]


def make_folders(folder: str, path: str, like: str | None = None) -> None:
    """Makes the folders above a path in a folder, each with the permissions it has in the folder `like`.

    Raises OSError where one is there as anything but a folder: nothing is written through links.
    """
    parts = path.split("/")[:-1]
    for count in range(1, len(parts) + 1):
        way = "/".join(parts[:count])
        target = os.path.join(folder, way)
        mode = mode_of(target)
        if mode is None:
            os.mkdir(target)
            old = mode_of(os.path.join(like, way)) if like is not None else None
            if old is not None and stat.S_ISDIR(old):
                os.chmod(target, stat.S_IMODE(old) | stat.S_IRWXU)
        elif not stat.S_ISDIR(mode):
            raise in_the_way(target, mode, "a folder")


def keep(current: str, target: str) -> None:
    """The same file at another path: its bytes, times and permissions stay as they are."""
    mode = os.lstat(current).st_mode
    if stat.S_ISLNK(mode):
        os.symlink(os.readlink(current), target)
        return
    try:
        os.link(current, target)
    except OSError:
        if not stat.S_ISREG(mode):
            raise
        import shutil

        shutil.copy2(current, target)


def same_bytes(one: str, other: str) -> bool:
    """Whether two paths lead to the same file, link, or bytes."""
    first, second = os.lstat(one), os.lstat(other)
    if (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino):
        return True
    if stat.S_ISLNK(first.st_mode) and stat.S_ISLNK(second.st_mode):
        return os.readlink(one) == os.readlink(other)
    if not (stat.S_ISREG(first.st_mode) and stat.S_ISREG(second.st_mode)) or first.st_size != second.st_size:
        return False
    return read_regular(one) == read_regular(other)


def remove_folders(folder: str) -> None:
    """Removes a folder in which nothing but folders is left."""
    for name in os.listdir(folder):
        remove_folders(os.path.join(folder, name))
    os.rmdir(folder)


def make_writable(folder: str) -> None:
    """Gives a folder and those in it the permissions that it takes to empty them."""
    mode = os.lstat(folder).st_mode
    if mode & stat.S_IRWXU != stat.S_IRWXU:
        os.chmod(folder, stat.S_IMODE(mode) | stat.S_IRWXU)
    with os.scandir(folder) as entries:
        inner = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
    for path in inner:
        make_writable(path)


def in_the_way(path: str, mode: int, needed: str) -> OSError:
    """The error for something that stands where the package needs another kind of thing."""
    kinds = ((stat.S_ISLNK, "a symbolic link"), (stat.S_ISDIR, "a folder"), (stat.S_ISREG, "a file"))
    what = next((name for test, name in kinds if test(mode)), "a special file")
    return OSError(f"{path} is {what}, where {needed} must be. Move it out of the way.")
