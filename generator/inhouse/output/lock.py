"""`inhouse.lock`: what made a package. One line an entry, sorted, each `kind name digest`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import quote, unquote

from inhouse.output.files import digest_of, is_inside, read_regular

LOCK = "inhouse.lock"
UNEXCUSED = "unexcused"
"""The kind of an entry for what was left out of a package; it is no input."""

TOLD = "told"
"""The kind of an entry for what the same inputs have told of every time; it is no input, either."""

_PLAIN = " /~{}&:@$!*'(),;=+[]#?|<>^`\""
"""What places have in the lock as it is, besides letters, digits, `_.-`; all else is percent-encoded, to keep lines whole."""

_FIRST_LINE = "# What made this package. Written by inhouse; `inhouse generate` writes it anew.\n"
_MAX_BYTES = 16 * 1024 * 1024
_OURS, _THEIRS, _BASE = "<<<<<<<", ">>>>>>>", "|||||||"

Condition: TypeAlias = Literal["good", "missing", "unreadable", "conflicted"]


class Lock(NamedTuple):
    """Digests of what went in, by `kind name`, and of each written file, by path; names that needed a rule, by place.

    `told` is not empty where reading what went in told of anything.
    """

    inputs: Mapping[str, str]
    files: Mapping[str, str]
    names: Mapping[str, str] = {}
    told: Mapping[str, str] = {}


class Found(NamedTuple):
    """What there is of a folder's lock: one if it is good, both sides of a conflict that git left, else none."""

    condition: Condition
    sides: tuple[Lock, ...] = ()


def file_digest(text: str) -> str:
    """SHA-256 of a file's text, in hex; the style of its line ends does not count."""
    return digest_of(text.encode("utf-8", "surrogateescape"))


def lock_text(inputs: Mapping[str, str], files: Mapping[str, str], names: Iterable[tuple[str, str]] = ()) -> str:
    """The text of the lock of a package: digests of the inputs as given, of the files from their texts."""
    lines = [f"{key} {value}" for key, value in inputs.items()]
    lines += [f"name {quote(place, safe=_PLAIN)} {name}" for place, name in names]
    lines += [f"file {path} {file_digest(text)}" for path, text in files.items()]
    return _FIRST_LINE + "".join(f"{line}\n" for line in sorted(lines))


def find_lock(folder: Path) -> Found:
    """The lock of a package on disk, in whatever condition it is."""
    try:
        content = read_regular(str(folder / LOCK), _MAX_BYTES)
    except OSError:
        return Found("unreadable")
    return Found("missing") if content is None else _found(content)


@lru_cache(maxsize=2)  # a run asks more than once, and nothing changes what it finds
def _found(content: bytes) -> Found:
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return Found("unreadable")
    sides = _sides(lines)
    locks = tuple(lock for side in sides if (lock := _parse(side)) is not None)
    if len(sides) > 1:
        return Found("conflicted", locks)
    return Found("good", locks) if locks and locks[0].files else Found("unreadable")


def read_lock(folder: Path) -> Lock | None:
    """The lock of a package on disk; None where there is none that can be believed."""
    found = find_lock(folder)
    return found.sides[0] if found.condition == "good" else None


def current_lock(folder: Path, inputs: Mapping[str, str]) -> Lock | None:
    """The lock of a package that these inputs made and whose every file is as it was written, else None. Raises OSError."""
    lock = read_lock(folder)
    if lock is None or dict(lock.inputs) != dict(inputs):
        return None
    contents = ((read_regular(f"{folder}/{path}"), digest) for path, digest in lock.files.items())
    whole = all(content is not None and digest_of(content) == digest for content, digest in contents)
    return lock if whole else None


def changed_inputs(folder: Path, inputs: Mapping[str, str]) -> tuple[str, ...]:
    """What is not as it was when the package was made: kinds of input, such as `document`, and names of tools, sorted."""
    lock = read_lock(folder)
    if lock is None:
        return ()
    made_by = {key: digest for key, digest in lock.inputs.items() if not key.startswith(f"{UNEXCUSED} ")}
    return tuple(sorted({_cause(key) for key in {*made_by, *inputs} if made_by.get(key) != inputs.get(key)}))


def kept_names(folder: Path) -> dict[str, str]:
    """The names that needed a rule, by place: of either side, where git left a conflict, so that a merge moves none."""
    return {place: name for side in reversed(find_lock(folder).sides) for place, name in side.names.items()}


def had_file(folder: Path, path: str) -> bool:
    """Whether a file belonged to the package when it was written, as either side has it where git left a conflict."""
    return any(path in side.files for side in find_lock(folder).sides)


def _cause(key: str) -> str:
    kind, _, name = key.partition(" ")
    if kind != "tool":
        return kind
    return "inhouse" if name in ("source", "templates") else name


def _sides(lines: Iterable[str]) -> tuple[list[str], ...]:
    """The lines as both sides of git's conflicts have them; all the lines, once, where there is no conflict."""
    both: tuple[list[str], list[str]] = ([], [])
    within: tuple[int, ...] = (0, 1)
    conflicted = False
    for line in lines:
        mark = line[:7]
        if mark == _OURS:
            within, conflicted = (0,), True
        elif mark == _BASE and conflicted:
            within = ()
        elif mark == "=======":
            within, conflicted = (1,), True
        elif mark == _THEIRS:
            within, conflicted = (0, 1), True
        else:
            for side in within:
                both[side].append(line)
    return both if conflicted else both[:1]


def _parse(lines: Iterable[str]) -> Lock | None:
    """The entries of a lock; None where any is none, or stands twice."""
    inputs: dict[str, str] = {}
    files: dict[str, str] = {}
    names: dict[str, str] = {}
    told: dict[str, str] = {}
    for line in lines:
        if line.startswith("#") or not line:
            continue
        key, _, value = line.rpartition(" ")
        kind, _, rest = key.partition(" ")
        kinds = {"file": (files, rest), "name": (names, rest), TOLD: (told, rest)}
        entries, name = kinds.get(kind, (inputs, key))
        name = unquote(name) if kind == "name" and "%" in name else name
        if not name or not value or name in entries or (kind == "file" and not is_inside(name)):
            return None
        entries[name] = value
    return Lock(inputs, files, names, told)
