"""A package as it should be ↔ the folder as it is."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inhouse.output.lock import LOCK, UNEXCUSED, file_digest, read_lock


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as it should be. `edited` files differ from what the tool last wrote, too."""

    path: str
    kind: Literal["missing", "changed", "surplus"]
    edited: bool
    old: str
    new: str


def compare(folder: Path, files: Mapping[str, str]) -> tuple[Difference, ...]:
    """How the folder differs from the files of a package; files of strangers do not count. Raises OSError."""
    lock = read_lock(folder)
    written = lock.files if lock is not None else dict[str, str]()
    differences: list[Difference] = []
    for path in sorted({*files, *written}):
        old, new = read_text(folder / path), files.get(path)
        if old is None:
            if new is not None:
                differences.append(Difference(path, "missing", False, "", new))
            continue
        edited = path != LOCK and (path not in written or file_digest(old) != written[path])
        if new is None:
            differences.append(Difference(path, "surplus", edited, old, ""))
        elif file_digest(old) != file_digest(new):
            differences.append(Difference(path, "changed", edited, old, new))
    return tuple(differences)


def is_foreign(folder: Path) -> bool:
    """Whether the folder holds anything, but nothing that this tool wrote. Raises OSError."""
    return folder.is_dir() and any(folder.iterdir()) and read_lock(folder) is None


def is_current(folder: Path, inputs: Mapping[str, str]) -> bool:
    """Whether the inputs are those that made the package and every file is as it was written. Raises OSError."""
    lock = read_lock(folder)
    if lock is None or dict(lock.inputs) != dict(inputs):
        return False
    texts = ((read_text(folder / path), digest) for path, digest in lock.files.items())
    return all(text is not None and file_digest(text) == digest for text, digest in texts)


def changed_inputs(folder: Path, inputs: Mapping[str, str]) -> tuple[str, ...]:
    """The kinds of input that are not those which made the package on disk."""
    lock = read_lock(folder)
    if lock is None:
        return ()
    made_by = {key: digest for key, digest in lock.inputs.items() if not key.startswith(f"{UNEXCUSED} ")}
    keys = sorted(key for key in {*made_by, *inputs} if made_by.get(key) != inputs.get(key))
    return tuple(
        dict.fromkeys(
            key.partition(" ")[0] if not key.startswith("tool ") else key.removeprefix("tool ") for key in keys
        )
    )


def unified_diff(difference: Difference, folder: str) -> Iterator[str]:
    """The lines of a unified diff from the file as it is to the file as it should be."""
    path = f"{folder}/{difference.path}"
    old = "/dev/null" if difference.kind == "missing" else path
    new = "/dev/null" if difference.kind == "surplus" else path
    return difflib.unified_diff(difference.old.splitlines(), difference.new.splitlines(), old, new, lineterm="")


def read_text(path: Path) -> str | None:
    """The text of a file, None if there is none; bytes that are no UTF-8 come through as surrogates."""
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None
