"""What this user last found to be up to date: raw bytes of inputs → the lock of the package that they make.

A stamp saves parsing, nothing else: it is believed where every input, the tool and the lock are byte for byte those it
was made for, and then every file of the package is still held against its lock. Only what is loaded at the start of
Python anyway is imported here, but for `hashlib`.

    inhouse stamp 1
    cwd …          where it was made: messages call files by their paths from there
    tool …         what `tool_identity` gave
    stat SIZE MTIME PATH       a file that tells the version of another tool
    input SHA256 PATH          a file that was read
    absent PATH                one that was looked for
    home PATH PATH             a folder, and what it is without links
    output PATH · folder TEXT  the package, and how messages call it
    lock SHA256
    said TEXT      a warning of the document, as it is printed
    sum SHA256     of the lines above
"""

from __future__ import annotations

import hashlib
import os

from inhouse.output.cache import cache_folder, keep_file, key_of
from inhouse.output.files import digest_of, is_inside, read_regular, staging_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FIRST_LINE = "inhouse stamp 1"
_MAX_BYTES = 4 * 1024 * 1024
_MAX_INPUT = 256 * 1024 * 1024


def remember_names(configuration: str, digest: str, names: list[str]) -> None:
    """Notes which targets a configuration of these bytes has."""
    _write(_path(configuration, ""), [f"input {digest} {_flat(configuration)}", *(f"target {name}" for name in names)])


def remembered_names(configuration: str) -> list[str] | None:
    """The targets of a configuration, if it is the one that was noted."""
    lines = _read(_path(configuration, ""))
    if lines is None:
        return None
    word, digest, path = _words(lines[0], 3)
    if (word, path) != ("input", _flat(configuration)) or not digest or digest != raw_digest(configuration):
        return None
    return [line.removeprefix("target ") for line in lines[1:]]


def remember_target(configuration: str, name: str, entries: Iterable[str]) -> None:
    """Notes what makes a target up to date; entries with line breaks in them make it nothing to be noted."""
    lines = list(entries)
    if not any("\n" in line or "\r" in line for line in lines):
        _write(_path(configuration, name), lines)


def proven(configuration: str, name: str, tool: str, raw: dict[str, str | None]) -> tuple[list[str], str] | None:
    """The warnings and the folder, as they are printed, of a target that is up to date; None if that is not proven.

    `raw` remembers digests of inputs across targets.
    """
    lines = _read(_path(configuration, name))
    if lines is None:
        return None
    said: list[str] = []
    folder = output = ""
    words: set[str] = set()
    inputs: set[str] = set()
    for line in lines:
        word, _, rest = line.partition(" ")
        holds = True
        if word == "input":
            digest, _, path = rest.partition(" ")
            if path not in raw:
                raw[path] = raw_digest(path)
            holds = bool(digest) and raw[path] == digest
            inputs.add(path)
        elif word == "stat":
            size, modified, path = _words(rest, 3)
            holds = stat_line(path) == f"stat {size} {modified} {path}"
        elif word == "absent":
            holds = not os.path.lexists(rest)
        elif word == "home":
            path, _, real = rest.partition("\t")
            holds = os.path.realpath(path) == real
        elif word == "cwd":
            holds = rest == os.getcwd()
        elif word == "tool":
            holds = rest == tool
        elif word == "output":
            output = rest
        elif word == "folder":
            folder = rest
        elif word == "lock":
            holds = bool(output) and _is_whole(output, rest)
        elif word == "said":
            said.append(rest)
        else:
            holds = False
        if not holds:
            return None
        words.add(word)
    is_complete = {"cwd", "tool", "output", "folder", "lock"} <= words and _flat(configuration) in inputs
    return (said, folder) if is_complete else None


def raw_digest(path: str) -> str | None:
    """SHA-256 of a file's bytes, in hex; None if it cannot be read."""
    try:
        content = read_regular(path, _MAX_INPUT)
    except OSError:
        return None
    return None if content is None else hashlib.sha256(content).hexdigest()


def stat_line(path: str) -> str:
    """The entry for a file of which size and time of change are enough to know."""
    try:
        found = os.stat(path)
    except OSError:
        return ""
    return f"stat {found.st_size} {found.st_mtime_ns} {path}"


def tool_identity(version: str, folders: Iterable[str], environment: Iterable[str]) -> str:
    """A digest of the tool: its version, size and times of each of its files, and what else it runs in."""
    lines = [*environment, *(line for folder in folders for line in _listing(folder))]
    return hashlib.sha256("\0".join((version, *lines)).encode("utf-8", "surrogateescape")).hexdigest()


def _listing(folder: str) -> Iterator[str]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name == "__pycache__":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield f"{entry.name}/"
            yield from _listing(entry.path)
        else:
            stat = entry.stat()
            yield f"{entry.name} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"


def _is_whole(folder: str, digest: str) -> bool:
    """Whether the folder has this lock, every file is as it says, and no killed run left anything beside."""
    if os.path.lexists(staging_folder(folder)) or os.path.islink(folder):
        return False
    try:
        content = read_regular(f"{folder}/inhouse.lock", _MAX_BYTES)
        if content is None or digest_of(content) != digest:
            return False
        for line in content.decode("utf-8").splitlines():
            if line.startswith("file "):
                path, _, expected = line.removeprefix("file ").rpartition(" ")
                found = read_regular(f"{folder}/{path}") if is_inside(path) else None
                if found is None or digest_of(found) != expected:
                    return False
    except (OSError, UnicodeDecodeError):
        return False
    return True


def _path(configuration: str, name: str) -> str | None:
    cache = cache_folder()
    return None if cache is None else os.path.join(cache, f"{key_of(f'{configuration}/target/{name}')}.stamp")


def _flat(path: str) -> str:
    return path.replace("\n", "?").replace("\r", "?")


def _words(line: str, count: int) -> list[str]:
    words = line.split(" ", count - 1)
    return words if len(words) == count else [""] * count


def _sum(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _read(path: str | None) -> list[str] | None:
    """The lines of a stamp that is whole, and this user's own."""
    try:
        if path is None or (hasattr(os, "geteuid") and os.stat(path).st_uid != os.geteuid()):
            return None
        content = read_regular(path, _MAX_BYTES)
        lines = (content or b"").decode("utf-8", "surrogateescape").split("\n")
    except OSError:
        return None
    if len(lines) < 4 or lines[0] != _FIRST_LINE or lines.pop() or lines.pop() != f"sum {_sum(lines)}":
        return None
    return lines[1:]


def _write(path: str | None, entries: list[str]) -> None:
    """Writes a stamp, if it is not there already; that it cannot be written is nobody's concern."""
    if path is None or _read(path) == entries:
        return
    lines = [_FIRST_LINE, *entries]
    content = "\n".join([*lines, f"sum {_sum(lines)}", ""]).encode("utf-8", "surrogateescape")
    keep_file(path, content)
