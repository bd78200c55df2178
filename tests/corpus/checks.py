"""What can be wrong with a written package, as lines that say it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.corpus.processes import Finished, run

PROBE = Path(__file__).with_name("probe.py")


def probed(folder: Path, name: str) -> Mapping[str, list[str]]:
    """The modules that cannot be imported and the models that cannot be built."""
    finished = run([str(PROBE), name], folder)
    if finished.status:
        return {"imports": _failed("the probe", finished), "builds": []}
    said = json.loads(finished.out)
    return {"imports": said["imports"], "builds": said["builds"]}


def mypy(folder: Path, name: str, cache: Path) -> list[str]:
    """The errors of `mypy --strict`."""
    options = ["--strict", "--python-version=3.11", "--no-error-summary", "--hide-error-context"]
    finished = run(["-m", "mypy", *options, f"--config-file={os.devnull}", f"--cache-dir={cache}", name], folder)
    errors = [line for line in finished.out.splitlines() if ": error: " in line]
    return errors if finished.status in (0, 1) and bool(errors) == bool(finished.status) else _failed("mypy", finished)


def pyright(folder: Path, name: str) -> list[str]:
    """The errors of pyright's strict mode."""
    settings = {"include": [name], "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    project = folder / "pyrightconfig.json"
    project.write_text(json.dumps(settings), encoding="utf-8")
    command = ["-m", "basedpyright", "--project", str(project), "--pythonpath", sys.executable, "--outputjson"]
    finished = run(command, folder)
    project.unlink()
    try:
        said = json.loads(finished.out)
    except ValueError:
        return _failed("pyright", finished)
    if not said["summary"]["filesAnalyzed"]:
        return _failed("pyright", finished)
    return [
        f"{_below(folder, each['file'])}:{each['range']['start']['line'] + 1}: {each['message']}"
        for each in said["generalDiagnostics"]
        if each["severity"] == "error"
    ]


def ruff(folder: Path, name: str) -> list[str]:
    """The findings of `ruff check` with its own defaults."""
    finished = run(["-m", "ruff", "check", "--isolated", "--no-cache", "--output-format=json", name], folder)
    try:
        said = json.loads(finished.out)
    except ValueError:
        return _failed("ruff", finished)
    return [
        f"{_below(folder, each['filename'])}:{each['location']['row']}: {each['code']} {each['message']}"
        for each in said
    ]


def differing(first: Path, second: Path) -> list[str]:
    """The files of two folders that are not the same, byte for byte."""
    one, other = _files(first), _files(second)
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def _below(folder: Path, file: str) -> str:
    path = Path(file)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else file


def _failed(tool: str, finished: Finished) -> list[str]:
    last = (finished.err or finished.out).strip().splitlines()[-1:]
    return [f"{tool} ended with status {finished.status}: {''.join(last)}"]
