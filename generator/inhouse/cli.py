"""`inhouse`: arguments in, exit status and terminal output out.

Exit status: 0 fine, 1 stale or edited by hand, 2 wrong document or configuration, 3 could not write.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from inhouse import __version__
from inhouse.config import Target, find_configuration, read_targets, show
from inhouse.diagnostics import Diagnostic, Fatal, Locate, Place, did_you_mean, fatal, format_diagnostic, quote
from inhouse.document.load import First
from inhouse.document.selection import Pattern, Selection
from inhouse.document.web import Web, is_url

if TYPE_CHECKING:
    from inhouse.output.compare import Difference
    from inhouse.pipeline import Generated, Input

_DEEPEST = 20_000
"""Frames of Python on the way through a document; each schema within another takes a few."""

_REPEATED = (
    ("overlay", "FILE", "an overlay"),
    ("folder", "DIR", "where references may lead besides the document's folder"),
    ("allow-origin", "URL", "where on the web references may lead besides the document's own origin"),
    ("include", "PATTERN", "generate only operations that match"),
    ("exclude", "PATTERN", "leave out operations that match"),
)
"""Flags of one-offs that may be given again: name, what they take, and what for."""

FINE, STALE, WRONG, UNWRITABLE = 0, 1, 2, 3
INTERRUPTED = 130

_CONFIGURATION = """\
configuration, in pyproject.toml (or, without the prefix `tool.inhouse.`, in inhouse.toml):

  [tool.inhouse.targets.apify]
  document = "spec/apify.yaml"
  overlays = ["spec/apify.overlay.yaml"]   # optional
  folders = ["shared"]                     # optional: where references may lead besides the document's folder
  output = "generated/apify"
  include = ["/v2/actors/**"]              # optional: only these operations, by patterns
  exclude = ["tag:Store"]                  # optional: but not these
  excuse = ["getThing"]                    # optional: operations that may be left out
  operations.getThing.unwrap = "/data"     # optional: as `x-inhouse-unwrap` in the document
  names.operations.getThing = "get"        # optional: other names, also of `schemas` and `tags`

patterns: `GET /v2/actors/{actorId}`, a method and a path; `/v2/actors/**`, a path; `tag:Actors`; or an operation id. In
paths `*` stands for text within a segment, `**` for any number of segments (none, too), and names in braces do not
count; in tags and ids `*` stands for any text. A pattern that matches nothing is an error.

exit status: 0 fine, 1 stale or edited by hand, 2 wrong document or configuration, 3 could not write
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    options = _parser().parse_args(arguments)
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _DEEPEST))
    try:
        return max([_run(target, options) for target in _targets(options)], default=FINE)
    except Fatal as error:
        _tell(error.diagnostics, _no_place)
        return WRONG
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        print("inhouse: interrupted", file=sys.stderr)
        return INTERRUPTED


def _run(target: Target, options: argparse.Namespace) -> int:
    """Runs the command for one target; what is wrong with it does not keep the others from being served."""
    try:
        status: int = options.run(target, options)
    except Fatal as error:
        _tell(error.diagnostics, _no_place)
        return WRONG
    return status


def _no_place(place: Place) -> tuple[int, int] | None:
    return place.position


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="inhouse",
        description="Writes a small, typed Python client from an OpenAPI document, and keeps it true.",
        epilog=_CONFIGURATION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"inhouse {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, help in (
        ("generate", _generate, "write the package of each target, if anything changed"),
        ("check", _check, "compare each package on disk with what would be written; exit 1 if it is stale"),
        ("inspect", _inspect, "print what each operation of the document becomes"),
    ):
        command = commands.add_parser(
            name,
            help=help,
            description=f"{help[0].upper()}{help[1:]}.",
            epilog=_CONFIGURATION,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(run=run, force=False)
        command.add_argument("targets", nargs="*", metavar="TARGET", help="a configured target; all of them by default")
        _add_one_off(command)
        if name == "generate":
            command.add_argument("--force", action="store_true", help="overwrite files that were edited by hand")
        if name == "inspect":
            command.add_argument("--format", choices=("text", "json"), default="text", help="text by default")
    return parser


def _add_one_off(command: argparse.ArgumentParser) -> None:
    """Adds the flags that stand for a configuration."""
    group = command.add_argument_group("one-off, without a configuration")
    group.add_argument(
        "--document", metavar="FILE", help="the OpenAPI document, YAML or JSON: a file, an http(s) URL, or - for stdin"
    )
    for flag, metavar, help in _REPEATED:
        group.add_argument(
            f"--{flag}", action="append", default=[], metavar=metavar, help=f"{help}; may be given again"
        )
    group.add_argument("--output", type=Path, metavar="DIR", help="the package's folder; ./NAME by default")
    group.add_argument(
        "--name", metavar="NAME", help="the client's name; by default the folder's, else that of the file or the title"
    )


def _targets(options: argparse.Namespace) -> tuple[Target, ...]:
    targets = _chosen(options)
    for target in targets:
        output = target.output.resolve()
        document = target.document if isinstance(target.document, Path) else target.document.path
        if any(path.resolve().is_relative_to(output) for path in (Path.cwd(), document, *target.overlays)):
            message = f"{show(target.output)} cannot be the package's folder: it holds more than the package"
            raise fatal("bad-output", message, None, "Give the package a folder of its own.")
    return targets


def _chosen(options: argparse.Namespace) -> tuple[Target, ...]:
    if options.document is not None:
        return (_one_off(options),)
    flags = ["output", "name", *(flag for flag, _, _ in _REPEATED)]
    if given := [f"--{flag}" for flag in flags if getattr(options, flag.replace("-", "_"))]:
        raise fatal("bad-arguments", f"{_listed(given)} go{'es' if len(given) == 1 else ''} with --document")
    path = find_configuration(Path.cwd())
    if path is None:
        hint = "Write one (see `inhouse --help`), or give --document."
        raise fatal(
            "no-configuration", "there is no inhouse.toml and no pyproject.toml with [tool.inhouse] here", None, hint
        )
    targets = {target.name: target for target in read_targets(path)}
    for name in options.targets:
        if name not in targets:
            raise fatal(
                "unknown-target", f"{show(path)} has no target {quote(name)}", None, did_you_mean(name, targets)
            )
    return tuple(targets[name] for name in options.targets or sorted(targets))


def _one_off(options: argparse.Namespace) -> Target:
    if options.targets:
        raise fatal("bad-arguments", "a configured target and --document exclude each other")
    first = _first(options.document, Web(options.allow_origin))
    name: str = options.name or (_telling_name(first) if options.output is None else options.output.resolve().name)
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


_PLAIN_NAMES = re.compile(r"-|index|main|root|document|schema|(.*[^a-z])?(open ?api|swagger|api|spec)s?", re.IGNORECASE)
_PLAIN_WORDS = re.compile(
    r"\b(the|rest|http|open ?api|swagger|apis?|specification|spec|v?[0-9]+(\.[0-9]+)*)\b", re.IGNORECASE
)


def _telling_name(first: First) -> str:
    """A name for the client: that of the file, unless it is one that any document may have; else the title's words."""
    from inhouse.api.names import snake_case
    from inhouse.document.values import as_mapping, as_text

    stem = first.path.name.partition(".")[0]
    if not _PLAIN_NAMES.fullmatch(stem):
        return snake_case(stem, "client")
    info = as_mapping((as_mapping(first.source.value) or {}).get("info")) or {}
    return snake_case(_PLAIN_WORDS.sub(" ", as_text(info.get("title")) or ""), "client")


def _generate(target: Target, options: argparse.Namespace) -> int:
    from inhouse.output.compare import changed_inputs, is_current, is_foreign
    from inhouse.pipeline import read_input

    folder = show(target.output)
    input = read_input(target)
    try:
        if options.document is not None and not options.force and is_foreign(target.output):
            message = f"{folder} holds files, and none says that inhouse wrote them"
            raise fatal("bad-output", message, None, "Give another folder by --output, or overwrite it with --force.")
        if not options.force and is_current(target.output, input.digests):
            return _up_to_date(input, folder)
        reasons = changed_inputs(target.output, input.digests)
    except OSError as error:
        return _unusable(folder, "read", error)
    generated = _generated(target, input)
    try:
        return _write(target, options, generated, reasons)
    except OSError as error:
        return _unusable(folder, "written", error)


def _write(target: Target, options: argparse.Namespace, generated: Generated, reasons: tuple[str, ...]) -> int:
    from inhouse.output.compare import compare, unified_diff

    folder = show(target.output)
    differences = compare(target.output, generated.files)
    edited = [difference for difference in differences if difference.edited]
    if edited and not options.force:
        for difference in edited:
            _print_diff(unified_diff(difference, folder))
        print(f"{folder}: not written, since {_listed(d.path for d in edited)} would lose what was edited by hand")
        print(f"overwrite: {_command('generate', target, options)} --force")
        return STALE
    if not differences:
        print(f"{folder}: up to date")
        return _covered(target, generated)
    from inhouse.output.write import write_package

    write_package(target.output, generated.files)
    why = f" ({_listed(reasons)} changed)" if reasons else ""
    print(f"{folder}: wrote {len(differences)} of {len(generated.files)} files{why}")
    return _covered(target, generated)


def _check(target: Target, options: argparse.Namespace) -> int:
    from inhouse.output.compare import changed_inputs, compare, is_current
    from inhouse.pipeline import read_input

    folder = show(target.output)
    input = read_input(target)
    try:
        if is_current(target.output, input.digests):
            return _up_to_date(input, folder)
        reasons = changed_inputs(target.output, input.digests)
        generated = _generated(target, input)
        differences = compare(target.output, generated.files)
    except OSError as error:
        return _unusable(folder, "read", error)
    if not differences:
        print(f"{folder}: up to date")
        return _covered(target, generated)
    _print_stale(folder, differences, reasons)
    force = " --force" if any(difference.edited for difference in differences) else ""
    print(f"mend: {_command('generate', target, options)}{force}")
    return max(STALE, _covered(target, generated))


def _print_stale(folder: str, differences: tuple[Difference, ...], reasons: tuple[str, ...]) -> None:
    from inhouse.output.compare import unified_diff

    for difference in differences:
        _print_diff(unified_diff(difference, folder))
    edited = [difference.path for difference in differences if difference.edited]
    if reasons:
        print(f"{folder}: stale, since {_listed(reasons)} changed")
    if edited:
        print(f"{folder}: {_listed(edited)} not as inhouse wrote {'it' if len(edited) == 1 else 'them'}")
    if not reasons and not edited:
        print(f"{folder}: stale, {_listed(f'{d.path} is {d.kind}' for d in differences)}")


def _up_to_date(input: Input, folder: str) -> int:
    _tell(input.diagnostics, input.locate)
    print(f"{folder}: up to date")
    return FINE


def _unusable(folder: str, what: str, error: OSError) -> int:
    print(f"inhouse: {folder} cannot be {what}: {error.strerror or error}", file=sys.stderr)
    return UNWRITABLE


def _inspect(target: Target, options: argparse.Namespace) -> int:
    from inhouse.api.report import report_json, report_text
    from inhouse.pipeline import read_api, read_input

    input = read_input(target)
    try:
        api, diagnostics = read_api(target, input)
    except Fatal as error:
        _tell(error.diagnostics, input.locate)
        return WRONG
    _tell(diagnostics, input.locate)
    if options.format == "json":
        import json

        print(json.dumps(report_json(api), indent=2, ensure_ascii=False))
    else:
        print("\n".join(report_text(api)))
    return WRONG if any(diagnostic.severity == "skip" for diagnostic in diagnostics) else FINE


def _generated(target: Target, input: Input) -> Generated:
    """The package as text; diagnostics are printed, also those that stop it."""
    from inhouse.pipeline import generate

    try:
        generated = generate(target, input)
    except Fatal as error:
        raise Fatal(_placed(error.diagnostics, input.locate)) from None
    _tell(generated.diagnostics, input.locate)
    return generated


def _placed(diagnostics: Iterable[Diagnostic], locate: Locate) -> Iterable[Diagnostic]:
    from inhouse.document.source import with_position

    return [with_position(diagnostic, locate) for diagnostic in diagnostics]


def _covered(target: Target, generated: Generated) -> int:
    """Prints the coverage and, for operations that are left out, the lines that would excuse them."""
    from inhouse.api.report import coverage_line

    print(coverage_line(generated.api))
    left = sorted({d.operation for d in generated.diagnostics if d.severity == "skip" and d.operation is not None})
    if not left:
        return FINE
    if not target.table:
        return WRONG
    names = ", ".join(_toml_text(id) for id in sorted({*target.excuse, *left}))
    print(f"To excuse what is left out:\n\n[{target.table}]\nexcuse = [{names}]")
    return WRONG


def _toml_text(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=True)


def _command(command: str, target: Target, options: argparse.Namespace) -> str:
    """The command line that runs a command for the same target."""
    import shlex

    if options.document is None:
        return f"inhouse {command} {target.name}"
    words = ["inhouse", command, "--document", options.document]
    for flag, _, _ in _REPEATED:
        words += [part for value in getattr(options, flag.replace("-", "_")) for part in (f"--{flag}", value)]
    for flag in ("output", "name"):
        value = getattr(options, flag)
        words += [f"--{flag}", str(value)] if value is not None else []
    return shlex.join(words)


def _tell(diagnostics: Iterable[Diagnostic], locate: Locate) -> None:
    """Prints the diagnostics, those of one file in the order of its lines."""
    order = sorted(_placed(diagnostics, locate), key=_file_and_line)
    for diagnostic in order:
        print(format_diagnostic(diagnostic, locate), file=sys.stderr)


def _file_and_line(diagnostic: Diagnostic) -> tuple[str, tuple[int, int]]:
    place = diagnostic.place
    return ("", (0, 0)) if place is None else (place.file, place.position or (0, 0))


def _print_diff(lines: Iterable[str]) -> None:
    colours = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"} if _is_coloured() else {}
    for line in lines:
        shown = line.encode("utf-8", "backslashreplace").decode()
        colour = colours.get(line[:1])
        print(f"{colour}{shown}\x1b[0m" if colour is not None else shown)


def _is_coloured() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
