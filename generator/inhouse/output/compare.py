"""A package as it should be ↔ the folder as it is."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from inhouse.output.files import in_the_way, is_folder, mode_of, read_regular, walk
from inhouse.output.lock import LOCK, file_digest, find_lock


class Difference(NamedTuple):
    """A file that is not as it should be. `edited` files differ from what the tool last wrote, too."""

    path: str
    kind: Literal["missing", "changed", "surplus"]
    edited: bool
    old: str
    new: str


class Standing(NamedTuple):
    """A file of the package as it is. `digest` is None where there is none; `same` is one that may stay as it is.

    `edited` is one that is there and that no lock says the tool wrote.
    """

    text: str | None
    digest: str | None
    same: bool
    edited: bool


def standings(folder: Path, files: Mapping[str, str]) -> dict[str, Standing]:
    """How every file stands that is to be written, or that a lock says was; sorted by path. Raises OSError."""
    sides = find_lock(folder).sides
    found: dict[str, Standing] = {}
    for path in sorted({*files, *(path for side in sides for path in side.files)}):
        text = read_text(folder / path)
        digest = None if text is None else file_digest(text)
        same = path in files and (text == files[path] or digest == file_digest(files[path]))
        edited = not (path == LOCK or same or digest in (None, *(side.files.get(path) for side in sides)))
        if edited:
            _refuse_links(folder, path)
        found[path] = Standing(text, digest, same, edited)
    return found


def compare(folder: Path, files: Mapping[str, str]) -> tuple[Difference, ...]:
    """How the folder differs from the files of a package; files of strangers do not count. Raises OSError."""
    return differences_in(standings(folder, files), files)


def differences_in(standings: Mapping[str, Standing], files: Mapping[str, str]) -> tuple[Difference, ...]:
    """How files that stand so differ from those of a package."""
    differences: list[Difference] = []
    for path, standing in standings.items():
        new = files.get(path)
        if standing.text is None:
            if new is not None:
                differences.append(Difference(path, "missing", False, "", new))
        elif new is None:
            differences.append(Difference(path, "surplus", standing.edited, standing.text, ""))
        elif not standing.same:
            differences.append(Difference(path, "changed", standing.edited, standing.text, new))
    return tuple(differences)


def is_foreign(folder: Path) -> bool:
    """Whether the folder holds anything, but nothing that this tool wrote. Raises OSError."""
    return folder.is_dir() and any(folder.iterdir()) and find_lock(folder).condition == "missing"


def headed(folder: Path, header: str) -> tuple[str, ...]:
    """The Python files in a folder that begin with the header, where no good lock says which are the tool's."""
    if find_lock(folder).condition == "good" or not is_folder(str(folder)):
        return ()
    modules = [path for path, is_empty in walk(str(folder)) if not is_empty and path.endswith(".py")]
    known = {path for side in find_lock(folder).sides for path in side.files}
    start = header.encode().rstrip()
    return tuple(
        path for path in modules if path not in known and (read_regular(str(folder / path)) or b"").startswith(start)
    )


def unified_diff(difference: Difference, folder: str) -> Iterator[str]:
    """The lines of a unified diff from the file as it is to the file as it should be."""
    import difflib

    path = f"{folder}/{difference.path}"
    old = "/dev/null" if difference.kind == "missing" else path
    new = "/dev/null" if difference.kind == "surplus" else path
    return difflib.unified_diff(difference.old.splitlines(), difference.new.splitlines(), old, new, lineterm="")


def read_text(path: Path) -> str | None:
    """The text of a file, None if there is none; bytes that are no UTF-8 come through as surrogates. Raises OSError."""
    mode = mode_of(str(path))
    if mode is not None and stat.S_ISDIR(mode):
        raise in_the_way(str(path), mode, "a file of the package")
    content = read_regular(str(path))
    return None if content is None else content.decode("utf-8", "surrogateescape")


def _refuse_links(folder: Path, path: str) -> None:
    """Raises OSError where a link is on the way to a file: what it leads to is nobody's business to show."""
    way = folder
    for part in path.split("/"):
        way /= part
        mode = mode_of(str(way))
        if mode is not None and stat.S_ISLNK(mode):
            raise in_the_way(str(way), mode, "a file or folder of the package")
