"""For Make, Ninja and their like: what a package is made of, what it consists of, and when it was last made."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from inhouse.config import Target, show
from inhouse.diagnostics import Diagnostic, Fatal, fatal, quote
from inhouse.disk import replace_file
from inhouse.output.lock import LOCK
from inhouse.resources import SOURCE_FOLDER
from inhouse.runs.inputs import from_here, input_files

_UNSPEAKABLE = re.compile(r"""[\x00-\x1f;|*?&'"<>`=]""")
"""What no quoting brings through both Make and Ninja; found by trying."""

_UNSPEAKABLE_TARGET = re.compile("%")
"""What besides makes a rule a pattern when it stands in its target."""


@dataclass(frozen=True, slots=True)
class Build:
    """What a build tool gets to know of a run: when it began (nanoseconds), and what it was made of."""

    began: int
    depfile: Path | None
    stamp: Path | None
    rule: str


def begin_build(targets: Sequence[Target], options: SimpleNamespace) -> Build:
    """Reads what the targets are made of, before they are made. Raises Fatal."""
    began = time.time_ns()
    if options.depfile is None:
        return Build(began, None, options.stamp, "")
    files = [SOURCE_FOLDER / "__init__.py"]  # another version of inhouse may write something else
    for target in targets:
        try:
            files += input_files(target)
        except Fatal:
            continue  # told by the run itself, which ends with no depfile then
    made = (options.stamp,) if options.stamp is not None else from_here(target.output / LOCK for target in targets)
    return Build(began, options.depfile, options.stamp, depfile_text(made, dict.fromkeys(files)))


def finish_build(build: Build) -> tuple[Diagnostic, ...]:
    """Writes the depfile, and the stamp with the time at which the run began; what could not be written.

    What changed while the package was made is thereby newer than the stamp.
    """
    try:
        if build.depfile is not None:
            replace_file(build.depfile, build.rule.encode("utf-8", "surrogateescape"))
        if build.stamp is not None:
            build.stamp.parent.mkdir(parents=True, exist_ok=True)
            build.stamp.touch()
            os.utime(build.stamp, ns=(build.began, build.began))
    except OSError as error:
        path = error.filename or build.depfile or build.stamp
        return (Diagnostic("unwritable", "fatal", f"{quote(str(path))} cannot be written: {error.strerror}"),)
    return ()


def depfile_text(targets: Iterable[Path], files: Iterable[Path]) -> str:
    """The rule that says what the targets depend on, as Make and Ninja read it.

    A rule without anything for each file lets a build go on after the file is gone. Raises Fatal for a path that no
    depfile can hold.
    """
    deps = [_quoted(path, _UNSPEAKABLE) for path in files]
    outs = [_quoted(_checked(path, _UNSPEAKABLE_TARGET), _UNSPEAKABLE) for path in targets]
    rules = [f"{' '.join(outs)}: {' '.join(deps)}", *(f"{dep}:" for dep in deps)]
    return "".join(f"{rule}\n" for rule in rules)


def list_outputs(targets: Sequence[Target]) -> tuple[str, ...]:
    """The files of the targets' packages, whether or not they are written already. Raises Fatal."""
    return tuple(f"{from_here((target.output,))[0].as_posix()}/{path}" for target in targets for path in _paths(target))


def _paths(target: Target) -> list[str]:
    from inhouse.output.lock import current_lock
    from inhouse.pipeline import generate, read_input

    input = read_input(target)
    try:
        if (lock := current_lock(target.output, input.digests)) is not None:
            return sorted({*lock.files, LOCK})
    except OSError as error:
        raise fatal("unreadable-file", f"{show(target.output)} cannot be read: {error.strerror}") from None
    return sorted(generate(target, input).files)


def _quoted(path: Path, unspeakable: re.Pattern[str]) -> str:
    text = _checked(path, unspeakable).as_posix()
    for char, quoted in (("$", "$$"), (" ", "\\ "), ("#", "\\#"), (":", "\\:")):
        text = text.replace(char, quoted)
    return text


def _checked(path: Path, unspeakable: re.Pattern[str]) -> Path:
    found = unspeakable.search(path.as_posix())
    if found is None:
        return path
    message = f"{quote(path.as_posix())} cannot stand in a depfile: Make and Ninja cannot both read {quote(found[0])}"
    raise fatal("bad-path", message, None, "Rename it, or leave out --depfile.")
