"""`inhouse.lock`: what made a package. One line an entry, sorted, each `kind name digest`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote

LOCK = "inhouse.lock"
UNEXCUSED = "unexcused"
"""The kind of an entry for what was left out of a package; it is no input."""

_PLAIN = " /~{}&:@$!*'(),;=+[]#?|<>^`\""
"""What places have in the lock as it is, besides letters, digits, `_.-`; all else is percent-encoded, to keep lines whole."""

_FIRST_LINE = "# What made this package. Written by inhouse; `inhouse generate` writes it anew.\n"


@dataclass(frozen=True, slots=True)
class Lock:
    """Digests of what went in, by `kind name`, and of each written file, by path; names that needed a rule, by place."""

    inputs: Mapping[str, str]
    files: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict[str, str])


def file_digest(text: str) -> str:
    """SHA-256 of a file's text, in hex; the style of its line ends does not count."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8", "surrogateescape")).hexdigest()


def lock_text(inputs: Mapping[str, str], files: Mapping[str, str], names: Iterable[tuple[str, str]] = ()) -> str:
    """The text of the lock of a package: digests of the inputs as given, of the files from their texts."""
    lines = [f"{key} {value}" for key, value in inputs.items()]
    lines += [f"name {quote(place, safe=_PLAIN)} {name}" for place, name in names]
    lines += [f"file {path} {file_digest(text)}" for path, text in files.items()]
    return _FIRST_LINE + "".join(f"{line}\n" for line in sorted(lines))


def read_lock(folder: Path) -> Lock | None:
    """The lock of a package on disk; None where there is none that can be read."""
    try:
        text = (folder / LOCK).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    inputs: dict[str, str] = {}
    files: dict[str, str] = {}
    names: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        key, _, digest = line.rpartition(" ")
        if not key or not digest:
            return None
        if key.startswith("file "):
            path = key.removeprefix("file ")
            if path.startswith("/") or ".." in path.split("/") or "\\" in path:
                return None
            files[path] = digest
        elif key.startswith("name "):
            names[unquote(key.removeprefix("name "))] = digest
        else:
            inputs[key] = digest
    return Lock(inputs, files, names)
