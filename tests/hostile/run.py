"""Runs the generator over documents, one after the other, and says what became of each."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from inhouse.api.api import Api
from inhouse.cli import main
from inhouse.means import ALONE, Means
from inhouse.package import build
from inhouse.package.host import PLAIN, Host
from tests.hostile.once import once
from tests.hostile.places import Files, filled, harmless
from tests.hostile.shape import Shape, given_names, odd_characters, shape

_IMPORTING = Path(__file__).with_name("importing.py")
_WORKS = {0, 2}
_OTHER_FILES = {"py.typed", "inhouse.lock"}
_OURS = {"batch", "aside", "try"}

HARMLESS: tuple[str, ...] = (
    "plain-text", "plain", "Plain", "", " ", "1", "-", "Plain Text", "/", "plain/text", "plain/*", "MIT", "{plain}", "plain:text",
    "plain.json", "#plain", "*", "plain\ntext", "plain}{text", "{plain} {text}", "{a.b} {} {c!r} {d} {d}",
    "plain" * 4000,
)  # fmt: skip
"""What stands at a place instead: one for each way that a place is read, so that one has the shape of what is tried."""


@dataclass(frozen=True)
class Case:
    """A text to try at a place of a document; harmless ones there give the shapes that its package may have."""

    name: str
    document: Files
    place: str
    text: str
    as_yaml: bool = False


@dataclass(frozen=True)
class Result:
    """What became of a case; `detail` says why it failed, or what refused it."""

    name: str
    outcome: Literal["refused", "generated", "failed"]
    detail: str = ""
    imported: bool = False


@dataclass(frozen=True)
class _Attempt:
    status: int
    said: str
    package: Mapping[str, str]
    api: Any
    strays: tuple[str, ...]

    @property
    def modules(self) -> dict[str, str]:
        """The modules that are made from the document."""
        return {
            path: text
            for path, text in self.package.items()
            if path.endswith(".py") and not path.startswith("_runtime/")
        }


def written(case: Case) -> dict[str, bytes]:
    """The case's files; its document as YAML, if it is to be and can be."""
    import yaml

    files = filled(case.document, case.place, case.text)
    if not case.as_yaml:
        return files
    try:
        text = yaml.safe_dump(json.loads(files["document.json"]), width=10**9).encode()
    except (UnicodeError, yaml.YAMLError):
        return files
    return {**files, "document.json": text}


def run(cases: Sequence[Case], folder: Path) -> Iterator[Result]:
    """What became of each case, by its own package and then by importing them all; the folder is to be empty."""
    with once(folder / "aside"):
        yield from _run(cases, folder)


def _run(cases: Sequence[Case], folder: Path) -> Iterator[Result]:
    shapes: dict[Any, _Kin] = {}
    batch = folder / "batch"
    batch.mkdir(parents=True)
    generated: dict[str, list[str]] = {}
    known: dict[str, str] = {}
    runtime: dict[str, str] = {}
    for number, case in enumerate(cases):
        try:
            attempt = _attempt(written(case), folder / "try")
            wrong = _wrong(attempt, case, folder, shapes) or _other_runtime(attempt, runtime)
        except Exception:  # noqa: BLE001 - which is what is looked for
            yield Result(case.name, "failed", traceback.format_exc(limit=-4))
            continue
        if wrong is not None:
            yield Result(case.name, "failed", wrong)
        elif not attempt.package:
            yield Result(case.name, "refused", attempt.said.partition("\n")[0][:200])
        else:
            name = known.setdefault(json.dumps(attempt.modules), f"package_{number}")
            if name not in generated:
                shutil.move(folder / "try" / "out", batch / name)
                shutil.rmtree(batch / name / "_runtime")
            generated.setdefault(name, []).append(case.name)
    done = _imported(batch, runtime, generated)
    for name, case_names in generated.items():
        for case_name in case_names:
            if wrongs := done.get(name):
                yield Result(case_name, "failed", "; ".join(wrongs[:5]))
            else:
                yield Result(case_name, "generated", "", True)


def _attempt(files: Mapping[str, bytes], folder: Path) -> _Attempt:
    """Runs the command in a folder that holds nothing but the files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    apis: list[Any] = []
    real = build.build_package

    def watched(api: Api, host: Host = PLAIN, means: Means = ALONE, *, is_split: bool | None = None) -> dict[str, str]:
        apis.append(api)
        return real(api, host, means, is_split=is_split)

    here = Path.cwd()
    said = io.StringIO()
    os.chdir(folder)
    build.build_package = watched
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = main(["generate"])
    finally:
        build.build_package = real
        os.chdir(here)
    out = folder / "out"
    package = {
        path.relative_to(out).as_posix(): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in sorted(out.rglob("*"))
        if path.is_file() or path.is_symlink()
    }
    strays = tuple(path.name for path in folder.iterdir() if path.name not in (*files, "out"))
    return _Attempt(status, said.getvalue(), package, apis[-1] if apis else None, strays)


def _wrong(attempt: _Attempt, case: Case, folder: Path, shapes: dict[Any, _Kin]) -> str | None:
    """What is wrong with an attempt."""
    if attempt.status not in _WORKS:
        return f"exit status {attempt.status}: {attempt.said}"
    if "Traceback" in attempt.said or "defect of inhouse" in attempt.said:
        return attempt.said
    if strays := (*attempt.strays, *(path.name for path in folder.iterdir() if path.name not in _OURS)):
        return f"written outside the package: {strays}"
    if not attempt.package:
        return None if attempt.status == 2 and attempt.said.strip() else f"nothing written, nothing said: {attempt}"
    if any(not char.isprintable() and char != "\n" for char in attempt.said):
        return f"the terminal is sent {attempt.said!r}"
    for path, text in attempt.package.items():
        parts = PurePosixPath(path).parts
        if path not in _OTHER_FILES and not all(part.removesuffix(".py").isidentifier() for part in parts):
            return f"a file is called {path!r}"
        if path.endswith(".py") and (odd := odd_characters(text)):
            return f"{path} contains {odd!r}"
    return _misshapen(attempt, case, folder, shapes)


def _other_runtime(attempt: _Attempt, runtime: dict[str, str]) -> str | None:
    """How the package's runtime differs from that of the others, which is noted."""
    for path, text in attempt.package.items():
        if path.startswith("_runtime/") and _tree(text) != _tree(runtime.setdefault(path, text)):
            return f"{path} is not that of the others"
    return None


@lru_cache(128)
def _tree(text: str) -> str:
    return ast.dump(ast.parse(text))


def _misshapen(attempt: _Attempt, case: Case, folder: Path, shapes: dict[Any, _Kin]) -> str | None:
    """How the modules differ from those of every harmless document of the case's kin."""
    names = given_names(attempt.api)
    try:
        own = shape(attempt.modules, names)
    except (SyntaxError, ValueError) as error:
        return f"not Python: {error}"
    nearest: tuple[int, str] | None = None
    for text in (harmless(case.place), *HARMLESS):
        kin = _kin(case, text, folder, shapes)
        if not kin.package:
            continue
        if own == kin.own:
            return None
        both = names | kin.names  # a name that is given here may be one of the templates' own there
        here, there = shape(attempt.modules, both), shape(kin.modules, both)
        if here == there:
            return None
        extra = [statement for statement in here if here[statement] > there.get(statement, 0)]
        lacking = [statement for statement in there if there[statement] > here.get(statement, 0)]
        size = len(extra) + len(lacking)
        if nearest is None or size < nearest[0]:
            nearest = size, f"unexpected {extra}, missing {lacking}"
    return f"its shape is none of a harmless document: {nearest[1] if nearest else 'all of which are refused'}"


@dataclass(frozen=True)
class _Kin:
    package: Mapping[str, str]
    modules: Mapping[str, str]
    names: frozenset[str]
    own: Shape


def _kin(case: Case, text: str, folder: Path, shapes: dict[Any, _Kin]) -> _Kin:
    key = id(case.document), case.place, text
    if key not in shapes:
        attempt = _attempt(filled(case.document, case.place, text), folder / "kin")
        shutil.rmtree(folder / "kin")
        names = given_names(attempt.api) if attempt.package else frozenset[str]()
        shapes[key] = _Kin(attempt.package, attempt.modules, names, shape(attempt.modules, names))
    return shapes[key]


def _imported(batch: Path, runtime: Mapping[str, str], packages: Collection[str]) -> dict[str, list[str]]:
    """What the packages do when they are imported with the runtime, other than define things."""
    if not packages:
        return {}
    for path, text in {"__init__.py": "", **runtime}.items():
        (batch / "runtime" / path).parent.mkdir(parents=True, exist_ok=True)
        (batch / "runtime" / path).write_bytes(text.encode())
    done = subprocess.run(
        [sys.executable, "-I", "-B", str(_IMPORTING), str(batch)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode != 0:
        return {name: [f"importing ended with {done.returncode}: {done.stderr[-2000:]}"] for name in packages}
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    if done.stdout.count("\n") > 1:
        found |= {name: [*found.get(name, ()), f"printed {done.stdout[:200]!r}"] for name in packages}
    return found
