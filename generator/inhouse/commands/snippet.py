"""`inhouse snippet`: ready lines for the other tools of a repository that holds generated packages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path
from types import SimpleNamespace

from inhouse.config import show
from inhouse.config.read import target_of
from inhouse.diagnostics import fatal
from inhouse.report.outcome import FINE
from inhouse.runs.targets import configured_settings

LOCK = "inhouse.lock"


@dataclass(frozen=True, slots=True)
class Host:
    """The folder of a configuration, the packages below it, and the targets by name if not all are meant."""

    folder: Path
    outputs: tuple[str, ...]
    targets: tuple[str, ...]


def print_snippet(options: SimpleNamespace) -> int:
    """Prints the lines for one tool. Raises Fatal."""
    found = configured_settings(options.targets)
    folder = found[0].file.resolve().parent
    outputs = tuple(_below(folder, target_of(each).output) for each in found)
    print(WRITERS[options.kind](Host(folder, outputs, tuple(dict.fromkeys(options.targets)))), end="")
    return FINE


def _below(folder: Path, output: Path) -> str:
    path = Path(relpath(output.resolve(), folder)).as_posix()
    if path.startswith("../"):
        message = (
            f"{show(output)} lies outside of the configuration's folder, and lines for it depend on where they stand"
        )
        raise fatal("bad-output", message, None, "Write them by hand, or keep a configuration above the package.")
    return path


def _gitattributes(host: Host) -> str:
    lines = [f"{_git_pattern(f'{path}/**')} linguist-generated=true" for path in host.outputs]
    return _lines(lines + [f"{_git_pattern(f'{path}/{LOCK}')} merge=union" for path in host.outputs])


def _git_pattern(path: str) -> str:
    """A path with `**` as git reads it, in quotes where it has spaces."""
    escaped = re.sub(r"(?<!\*)[\[\]?\\!#]|(?<!\*)\*(?!\*)", r"\\\g<0>", path)
    return (
        escaped if re.fullmatch(r"[!-~]+", escaped) and '"' not in escaped else json.dumps(escaped, ensure_ascii=False)
    )


def _ruff(host: Host) -> str:
    own = next((name for name in (".ruff.toml", "ruff.toml") if (host.folder / name).is_file()), None)
    head = [f"# {own}, above its tables"] if own else ["# pyproject.toml", "[tool.ruff]"]
    return _lines(
        [
            *head,
            f"extend-exclude = {_listed(map(_glob, host.outputs))}",
            "force-exclude = true # also for files that are named, as pre-commit does",
        ]
    )


def _mypy(host: Host) -> str:
    modules = dict.fromkeys(name for path in host.outputs for name in _modules(host.folder, path))
    if (host.folder / "mypy.ini").is_file():
        names = ",".join(f"{name}.*" for name in modules)
        return _lines(["# mypy.ini", f"[mypy-{names}]", "ignore_errors = True"])
    patterns = _listed(f"{name}.*" for name in modules)
    return _lines(["# pyproject.toml", "[[tool.mypy.overrides]]", f"module = {patterns}", "ignore_errors = true"])


def _modules(folder: Path, path: str) -> tuple[str, ...]:
    """What a package is called: by the packages around it, and by all folders but `src`, where those may be packages."""
    *above, name = path.split("/")
    around: list[str] = []
    while (
        above[: len(above) - len(around)]
        and (folder.joinpath(*above[: len(above) - len(around)]) / "__init__.py").is_file()
    ):
        around.insert(0, above[-1 - len(around)])
    whole = (above[1:] if above[:1] == ["src"] else above) if all(map(str.isidentifier, above)) else around
    return tuple(dict.fromkeys(".".join((*parents, name)) for parents in (around, whole)))


def _coverage(host: Host) -> str:
    patterns = [f"{_glob(path)}/*" for path in host.outputs]
    if (host.folder / ".coveragerc").is_file():
        return _lines(["# .coveragerc", "[run]", "omit =", *(f"    {pattern}" for pattern in patterns)])
    return _lines(["# pyproject.toml", "[tool.coverage.run]", f"omit = {_listed(patterns)}"])


def _glob(path: str) -> str:
    return re.sub(r"[\[*?]", r"[\g<0>]", path)


def _pre_commit(host: Host) -> str:
    import shlex

    root = next((each for each in (host.folder, *host.folder.parents) if (each / ".git").exists()), host.folder)
    command = " ".join(["inhouse check", *host.targets])
    below = host.folder.relative_to(root).as_posix()
    entry = command if below == "." else shlex.join(["sh", "-c", f"cd {shlex.quote(below)} && exec {command}"])
    hook = [
        "- repo: local",
        "  hooks:",
        "    - id: inhouse-check",
        "      name: inhouse check",
        f"      entry: {json.dumps(entry, ensure_ascii=False) if entry != command else entry}",
        "      language: system",
        "      pass_filenames: false",
        "      always_run: true",
    ]
    indent = _indent_of_repos(root / ".pre-commit-config.yaml")
    head = ["repos:"] if indent is None else []
    return _lines([*head, *((indent if indent is not None else "  ") + line for line in hook)])


def _indent_of_repos(path: Path) -> str | None:
    """How far the items of `repos` in a pre-commit configuration are indented; None where there are none yet."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    found = re.search(r"^repos:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*( *)- ", text, re.MULTILINE)
    return found[1] if found else None


def _listed(values: Iterable[str]) -> str:
    return f"[{', '.join(json.dumps(value, ensure_ascii=False) for value in values)}]"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


WRITERS: Mapping[str, Callable[[Host], str]] = {
    "gitattributes": _gitattributes,
    "ruff": _ruff,
    "mypy": _mypy,
    "coverage": _coverage,
    "pre-commit": _pre_commit,
}
