"""Which targets a command line means: those of the configuration, or the one that its flags describe."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from inhouse.config import Configured, Target, find_configuration, show
from inhouse.config.read import Settings, read_settings, target_of
from inhouse.diagnostics import did_you_mean, fatal, quote
from inhouse.document.load import First
from inhouse.document.selection import Pattern, Selection
from inhouse.document.web import Web, is_url
from inhouse.output.stamp import raw_digest, remember_names
from inhouse.quick import this_tool
from inhouse.report.text import listed

if TYPE_CHECKING:
    from argparse import ArgumentParser

REPEATED = (
    ("overlay", "FILE", "an overlay"),
    ("folder", "DIR", "where references may lead besides the document's folder"),
    ("allow-origin", "URL", "where on the web references may lead besides the document's own origin"),
    ("include", "PATTERN", "generate only operations that match"),
    ("exclude", "PATTERN", "leave out operations that match"),
)
"""Flags of one-offs that may be given again: name, what they take, and what for."""


def add_one_off(command: ArgumentParser) -> None:
    """Adds the flags that stand for a configuration."""
    group = command.add_argument_group("one-off, without a configuration")
    group.add_argument(
        "--document", metavar="FILE", help="the OpenAPI document, YAML or JSON: a file, an http(s) URL, or - for stdin"
    )
    for flag, metavar, help in REPEATED:
        group.add_argument(
            f"--{flag}", action="append", default=[], metavar=metavar, help=f"{help}; may be given again"
        )
    group.add_argument("--output", type=Path, metavar="DIR", help="the package's folder; ./NAME by default")
    group.add_argument(
        "--name", metavar="NAME", help="the client's name; by default the folder's, else that of the file or the title"
    )


def without_one_off(command: ArgumentParser) -> None:
    """Leaves a command to what is configured."""
    command.set_defaults(**no_one_off())


def no_one_off() -> dict[str, object]:
    """The flags of one-offs where none of them is given."""
    return {"document": None, "output": None, "name": None, **{flag.replace("-", "_"): [] for flag, _, _ in REPEATED}}


def chosen_targets(options: SimpleNamespace) -> tuple[Target, ...]:
    """The targets that the options name. Raises Fatal."""
    if options.document is not None:
        return apart((_one_off(options),))
    flags = ["output", "name", *(flag for flag, _, _ in REPEATED)]
    if given := [f"--{flag}" for flag in flags if getattr(options, flag.replace("-", "_"))]:
        raise fatal("bad-arguments", f"{listed(given)} go{'es' if len(given) == 1 else ''} with --document")
    return configured_targets(options.targets)


def apart(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """The targets, each of which has a folder for its package alone. Raises Fatal where one has not."""
    for target in targets:
        output = target.output.resolve()
        document = target.document if isinstance(target.document, Path) else target.document.path
        if any(path.resolve().is_relative_to(output) for path in (Path.cwd(), document, *target.overlays)):
            message = f"{show(target.output)} cannot be the package's folder: it holds more than the package"
            raise fatal("bad-output", message, None, "Give the package a folder of its own.")
    return targets


def configured_targets(names: Sequence[str]) -> tuple[Target, ...]:
    """The targets of the configuration that have these names, all of them if none is given. Raises Fatal."""
    path = _configuration()
    configured = Configured(path, raw_digest(str(path)) or "", this_tool())  # of bytes no newer than what is read
    settings = {settings.name: settings for settings in read_settings(path)}
    remember_names(str(path), configured.digest, sorted(settings))
    return apart(tuple(target_of(each)._replace(configured=configured) for each in _named(path, settings, names)))


def configured_settings(names: Sequence[str]) -> tuple[Settings, ...]:
    """What the configuration says for targets of these names, for all of them if none is given. Raises Fatal."""
    path = _configuration()
    return _named(path, {settings.name: settings for settings in read_settings(path)}, names)


def _configuration() -> Path:
    path = find_configuration(Path.cwd())
    if path is None:
        hint = "Let `inhouse init DOCUMENT` write one (or see `inhouse --help`), or give --document."
        raise fatal(
            "no-configuration", "there is no inhouse.toml and no pyproject.toml with [tool.inhouse] here", None, hint
        )
    return path


def _named(path: Path, settings: Mapping[str, Settings], names: Sequence[str]) -> tuple[Settings, ...]:
    for name in names:
        if name not in settings:
            raise fatal(
                "unknown-target", f"{show(path)} has no target {quote(name)}", None, did_you_mean(name, settings)
            )
    return tuple(settings[name] for name in dict.fromkeys(names or sorted(settings)))


def _one_off(options: SimpleNamespace) -> Target:
    if options.targets:
        raise fatal("bad-arguments", "a configured target and --document exclude each other")
    first = _first(options.document, Web(options.allow_origin))
    name: str = options.name or (telling_name(first) if options.output is None else options.output.resolve().name)
    name = name if options.name else name.lstrip("_")
    if not name.isidentifier():
        raise fatal("bad-arguments", f"{quote(name)} is no Python identifier", None, "Give one by --name.")
    include, exclude = (tuple(map(Pattern, patterns)) for patterns in (options.include, options.exclude))
    return Target(
        name,
        first,
        options.output or Path(name),
        tuple(map(Path, options.overlay)),
        tuple(map(Path, options.folder)),
        selection=Selection(include, exclude),
    )


def _first(document: str, web: Web) -> First:
    """The document of a one-off, read. Raises Fatal."""
    from inhouse.document.source import parse_source, read_source

    if document == "-":
        from inhouse.document.limits import MAX_BYTES

        return First(parse_source(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>"), Path("-"), web)
    if is_url(document):
        url, source = web.first(document)
        return First(source, Path(PurePosixPath(urlsplit(url).path).name or "-"), web, url)
    path = Path(document)
    return First(read_source(path, show(path)), path, web)


_PLAIN_NAMES = r"-|index|main|root|document|schema|(.*[^a-z])?(open ?api|swagger|api|spec)s?"
_PLAIN_WORDS = r"\b(the|rest|http|open ?api|swagger|apis?|specification|spec|v?[0-9]+(\.[0-9]+)*)\b"


def telling_name(first: First) -> str:
    """A name for the client: that of the file, unless it is one that any document may have; else the title's words."""
    from inhouse.api.names import snake_case
    from inhouse.document.values import as_mapping, as_text

    stem = first.path.name.partition(".")[0]
    if not re.fullmatch(_PLAIN_NAMES, stem, re.IGNORECASE):
        return snake_case(stem, "client")
    info = as_mapping((as_mapping(first.source.value) or {}).get("info")) or {}
    return snake_case(re.sub(_PLAIN_WORDS, " ", as_text(info.get("title")) or "", flags=re.IGNORECASE), "client")


def command_line(command: str, target: Target, options: SimpleNamespace) -> str:
    """The command line that runs a command for the same target."""
    import shlex

    if options.document is None:
        return f"inhouse {command} {target.name}"
    words = ["inhouse", command, "--document", options.document]
    for flag, _, _ in REPEATED:
        words += [part for value in getattr(options, flag.replace("-", "_")) for part in (f"--{flag}", value)]
    for flag in ("output", "name"):
        value = getattr(options, flag)
        words += [f"--{flag}", str(value)] if value is not None else []
    return shlex.join(words)
