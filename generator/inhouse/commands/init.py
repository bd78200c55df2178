"""`inhouse init`: a first configuration, and what to do with it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from keyword import iskeyword
from os.path import relpath
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from urllib.parse import urlsplit

from inhouse.config import show
from inhouse.config.read import FILES, dotted, parse, parse_text, section_of, settings_of, target_of
from inhouse.diagnostics import Fatal, Place, fatal, quote
from inhouse.disk import replace_file
from inhouse.document.document import Document
from inhouse.document.load import First, load_document
from inhouse.document.source import read_source
from inhouse.document.values import JsonValue, as_mapping, as_text
from inhouse.document.web import Web, is_url
from inhouse.report.outcome import FINE, UNWRITABLE
from inhouse.runs.made import refuse_foreign
from inhouse.runs.targets import apart, telling_name

_NEXT = """\
next:
  inhouse generate
  inhouse snippet pre-commit >> .pre-commit-config.yaml && pre-commit install
  git add . && git commit
"""


@dataclass(frozen=True, slots=True)
class _Start:
    """The document to begin with; `content` is what to keep of one from the web, asked for anew by the `conditions`."""

    first: First
    document: Document
    content: bytes | None
    conditions: dict[str, str]


def init(options: SimpleNamespace) -> int:
    """Adds a target for a document to the configuration in the current folder; the exit status. Raises Fatal."""
    from inhouse.commands.keep import keep, operations
    from inhouse.document.pin import pin_path

    file, text = _configuration()
    start = _start(options.document)
    name: str = options.name or telling_name(start.first)
    if not name.isidentifier() or iskeyword(name):
        raise fatal("bad-arguments", f"{quote(name)} is no name for a Python package", None, "Give one by --name.")
    output = options.output or _usual_output(name, parse_text(file, text) if file.name == "pyproject.toml" else {})
    kept = start.first.path if start.content is None else _usual_copy(name, start.content)
    added = _table(file, name, kept, output, options.document if start.content is not None else None)
    text = _appended(file, text, name, added)
    (target,) = (each for each in settings_of(file, parse_text(file, text), text) if each.name == name)
    apart((target_of(target),))
    refuse_foreign(output, "Give another folder by --output, or another name by --name.")
    try:
        if start.content is not None:
            keep(options.document, kept, start.content, start.conditions)
        try:
            replace_file(file, text.encode())
        except OSError:
            if start.content is not None:
                kept.unlink()
                pin_path(kept).unlink()
            raise
    except OSError as error:
        print(f"inhouse: {show(file)} cannot be written: {error.strerror or error}", file=sys.stderr)
        return UNWRITABLE
    count = len(operations(start.document.root))
    print(f"{show(kept)}: {'' if start.content is None else 'fetched, '}{count} operation{'' if count == 1 else 's'}")
    print(f"{show(file)}: added\n\n{added}\n{_NEXT}", end="")
    return FINE


def _configuration() -> tuple[Path, str]:
    """The file in the current folder to write to, and its text; a pyproject.toml is preferred to a new one. Raises Fatal."""
    folder = Path.cwd()
    for name in FILES:
        if (folder / name).exists():
            return folder / name, parse(folder / name)[1]
    return folder / "inhouse.toml", ""


def _start(document: str) -> _Start:
    """The document that is to be generated, if it is one. Raises Fatal."""
    if is_url(document):
        from inhouse.commands.keep import fetch_document, judge

        answer = fetch_document(document)
        judged = judge(answer)
        path = Path(PurePosixPath(urlsplit(document).path).name or "-")
        first = First(judged.sources[0], path, Web(), answer.url)
        return _Start(first, judged, answer.content, dict(answer.conditions))
    path = Path(document)
    first = First(read_source(path, show(path)), path, Web())
    return _Start(first, load_document(path, show=show)[0], None, {})


def _usual_copy(name: str, content: bytes) -> Path:
    """Where the copy of a document from the web is kept. Raises Fatal where there is something already."""
    from inhouse.document.pin import pin_path

    is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    path = Path("spec") / f"{name}.{'json' if is_json else 'yaml'}"
    for each in (path, pin_path(path)):
        if each.exists() or each.is_symlink():
            hint = f"Give another name by --name; or init {path.as_posix()} itself, and add `url` to the target."
            raise fatal("already-there", "there is such a file already", Place(show(each)), hint)
    return path


def _usual_output(name: str, project: dict[str, JsonValue]) -> Path:
    """Within the project's own package, if it has one; else beside where packages lie."""
    own = as_text((as_mapping(project.get("project")) or {}).get("name")) or ""
    package = own.lower().replace("-", "_").replace(".", "_")
    for base in (Path("src"), Path()):
        if package.isidentifier() and (base / package / "__init__.py").is_file():
            return base / package / name
    return Path("src" if Path("src").is_dir() else "") / name


def _table(file: Path, name: str, document: Path, output: Path, url: str | None) -> str:
    values = {"document": _relative(document), **({} if url is None else {"url": url}), "output": _relative(output)}
    lines = [f"[{dotted((*FILES[file.name], 'targets', name))}]"]
    # JSON's strings are TOML's, but for one character.
    lines += [
        f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f") for key, value in values.items()
    ]
    text = "".join(f"{line}\n" for line in lines)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise fatal("bad-arguments", "a path that is no Unicode cannot be written into TOML") from None
    return text


def _relative(path: Path) -> str:
    try:
        return Path(relpath(path)).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


def _appended(file: Path, text: str, name: str, added: str) -> str:
    """The text of the configuration with a table more, and otherwise as it was. Raises Fatal where there is one already."""
    targets = as_mapping((section_of(file, parse_text(file, text)) or {}).get("targets")) or {}
    if name in targets:
        hint = "Give another name by --name, or change the table by hand."
        raise fatal("already-there", f"{show(file)} has a target {quote(name)} already", None, hint)
    end = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text else end if text.endswith("\n") else end + end
    whole = f"{text}{gap}{added.replace(chr(10), end)}"
    try:
        parse_text(file, whole)
    except Fatal:
        hint = "Write its targets as tables of their own, such as [targets.NAME]."
        raise fatal("bad-configuration", "no table can be added to it", Place(show(file)), hint) from None
    return whole
