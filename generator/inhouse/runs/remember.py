"""After a target was found or made up to date: noting its inputs byte for byte, so that the next run need not read them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from inhouse.config import Target
from inhouse.diagnostics import Diagnostic, Fatal
from inhouse.report.outcome import FINE, Outcome, ordered

if TYPE_CHECKING:
    from inhouse.pipeline import Read


def remember(target: Target, read: Read, told: tuple[Diagnostic, ...], outcome: Outcome) -> None:
    """Notes that the target is up to date, and what reading it told, if its outcome says so and every file that led to it
    is known exactly."""
    if outcome.status != FINE or outcome.state not in ("up-to-date", "written") or target.configured is None:
        return
    from inhouse.output.stamp import remember_target

    try:
        entries = _entries(target, read, told)
    except (OSError, Fatal):
        return  # something changed meanwhile
    if entries is not None:
        remember_target(str(target.configured.path), target.name, entries)


def _entries(target: Target, read: Read, told: tuple[Diagnostic, ...]) -> list[str] | None:
    from inhouse.config import show
    from inhouse.diagnostics import format_diagnostic

    configured, folder = target.configured, show(target.output)
    files, host, lock, tools = _inputs(target, read), _host(target, read), _lock(target, read), _tools()
    if configured is None or files is None or host is None or lock is None or tools is None:
        return None
    return [
        f"cwd {os.getcwd()}",
        f"tool {configured.tool}",
        *tools,
        f"input {configured.digest} {configured.path}",
        *files,
        *host,
        f"output {target.output}",
        f"folder {folder}",
        f"lock {lock}",
        *(f"said {format_diagnostic(warning, lambda place: place.position)}" for warning in ordered(told)),
    ]


def _inputs(target: Target, read: Read) -> list[str] | None:
    """The entries of the document's files and overlays; None where what decides is more than their bytes."""
    from inhouse.document.pin import pin_path
    from inhouse.output.stamp import raw_digest

    document, overlays = read.loaded.document, read.loaded.overlays
    if not isinstance(target.document, Path):
        return None
    home = target.document.parent.resolve()
    first, parts = document.sources[0], document.parts
    paths = [target.document, *(Path(os.path.normpath(home / key)) for key in parts), *target.overlays]
    entries = [
        f"input {hashlib.sha256(source.content).hexdigest()} {path}"
        for path, source in zip(paths, (first, *parts.values(), *overlays), strict=True)
    ]
    for path in (pin_path(target.document),) if target.url else ():
        if (digest := raw_digest(str(path))) is None:
            return None
        entries.append(f"input {digest} {path}")
    if document.asked:
        entries.append(f"home {target.document.parent}\t{home}")
    for asked, path in document.asked.items():
        if asked != path:
            return None
        if path not in paths and path != home / target.document.name:
            if os.path.lexists(path):
                return None
            entries.append(f"absent {path}")
    return entries


def _host(target: Target, read: Read) -> list[str] | None:
    """The entries of the files by which the host decides, and of those that would if they were there."""
    from inhouse.host.read import host_digests, host_files, host_folders, host_places, read_host
    from inhouse.output.stamp import raw_digest, stat_line

    entries = [stat_line(str(folder)) for folder in host_folders(target)]
    files = host_files(target)
    if target.style == "host" and any(b"$" in path.read_bytes() for path in files):
        return None  # variables of the environment may decide what ruff's configuration extends
    for path in dict.fromkeys((*files, *host_places(target))):
        if (digest := raw_digest(str(path))) is not None:
            entries.append(f"input {digest} {path}")
        elif os.path.lexists(path):
            return None
        else:
            entries.append(f"absent {path}")
    asked = host_digests(read_host(target))
    return entries if all(entries) and asked.items() <= read.digests.items() else None


def _lock(target: Target, read: Read) -> str | None:
    """The digest of the package's lock, if that is of these inputs."""
    from inhouse.output.lock import LOCK, file_digest, read_lock

    try:
        texts = [(target.output / LOCK).read_text(encoding="utf-8")]
        lock = read_lock(target.output)
        texts.append((target.output / LOCK).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    if lock is None or dict(lock.inputs) != dict(read.digests) or texts[0] != texts[1]:
        return None
    return file_digest(texts[0])


def _tools() -> list[str] | None:
    """Entries for what says which versions of the other tools are installed."""
    from inhouse.output.stamp import stat_line
    from inhouse.versions import installed

    lines = [stat_line(os.path.join(folder, "METADATA")) for _, folder in installed().values()]
    return lines if all(lines) else None
