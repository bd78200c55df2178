"""Target → `Host`, and its digests for the lock."""

from __future__ import annotations

import os
from pathlib import Path

from inhouse.config import Target
from inhouse.package.host import OWN_STYLE, PLAIN, Host


def read_host(target: Target) -> Host:
    """What a target's configuration asks, with the files that it names. Raises Fatal."""
    style, overrides, extension = OWN_STYLE, PLAIN.overrides, None
    if target.style == "host":
        from inhouse.host.style import host_style

        style = host_style(target.output)
    if target.templates is not None:
        from inhouse.host.templates import read_overrides

        overrides = read_overrides(target.templates)
    if target.extend:
        from inhouse.host.extension import read_extension

        extension = read_extension(target.output, target.extend)
    license = f"SPDX-License-Identifier: {target.license}" if target.license else ""
    comments = "\n".join(text for text in (target.header.strip(), license) if text)
    return Host(style, comments, overrides, extension)


def host_digests(host: Host) -> dict[str, str]:
    """Digests of what is asked, as far as anything is, by `kind name`."""
    from inhouse.document.digest import canonical_digest

    digests: dict[str, str] = {}
    if host.style != OWN_STYLE:
        digests["configuration style"] = canonical_digest(host.style._asdict())
    if host.comments:
        digests["configuration comments"] = canonical_digest(host.comments)
    if host.extension is not None:
        digests["configuration exports"] = canonical_digest([host.extension.module, *host.extension.names])
    for override in host.overrides:
        digests[f"template {override.name}"] = canonical_digest(override.text)
    return digests


def host_files(target: Target) -> tuple[Path, ...]:
    """The files besides the configuration that decide what the host asks, as they are now. Raises Fatal."""
    files: list[Path] = []
    if target.style == "host":
        from inhouse.host.style import style_files

        files += style_files(target.output)
    if target.templates is not None and target.templates.is_dir():
        files += sorted(path for path in target.templates.rglob("*") if path.is_file())
    if target.extend:
        files.append(target.output / f"{target.extend}.py")
    return tuple(files)


def host_folders(target: Target) -> tuple[Path, ...]:
    """The folders in which a new file would be asked, too: those of templates."""
    if target.templates is None:
        return ()
    return (target.templates, *sorted(path for path in target.templates.rglob("*") if path.is_dir()))


def host_places(target: Target) -> tuple[Path, ...]:
    """Where a file would decide about the style if there were one, whether or not there is."""
    if target.style != "host":
        return ()
    from inhouse.host.style import NAMES

    place = Path(os.path.abspath(target.output))
    return tuple(above / name for above in (place, *place.parents) for name in NAMES)
