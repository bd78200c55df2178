"""The committed package as a customer has it: under a parent package of their own, without inhouse installed."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

import inhouse
from tests.package import PACKAGE, vendored

ROOT = Path(__file__).parents[1]
DEPENDENCIES = ("httpx2==2.16.2", "pydantic==2.14.3")


def run(*command: str | Path, cwd: Path) -> str:
    result = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def pip(python: Path) -> tuple[str | Path, ...]:
    """The pip of this environment, at work on the one of that Python."""
    return sys.executable, "-m", "pip", "--python", python


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment's Python, with what the package needs and pytest."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    run(*pip(python), "install", "--quiet", *DEPENDENCIES, "pytest==9.2.0", "trio", cwd=folder)
    return python


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package at `acme/_vendor/apify`."""
    return vendored(tmp_path_factory.mktemp("home")).parents[2]


def test_the_package_behaves_in_an_environment_without_inhouse(python: Path, home: Path) -> None:
    listed = run(*pip(python), "list", "--format=json", cwd=home)
    installed = {entry["name"].lower() for entry in json.loads(listed)}
    assert not installed & {"inhouse", "datamodel-code-generator", "jinja2", "pyyaml", "ruff"}
    options = ("-p", "no:cacheprovider", "-q", "-c", "/dev/null", "--rootdir", ROOT)
    print(run(python, "-m", "pytest", *options, ROOT / "tests" / "behaviour", cwd=home))


def test_strict_mypy_passes(python: Path, home: Path) -> None:
    run(sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "-p", "acme", cwd=home)


def test_strict_pyright_passes(python: Path, home: Path) -> None:
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": ["acme"]}
    (home / "pyrightconfig.json").write_text(json.dumps(settings))
    printed = run(sys.executable, "-m", "basedpyright", "--pythonpath", python, "--outputjson", cwd=home)
    assert json.loads(printed)["summary"]["errorCount"] == 0
    assert json.loads(printed)["summary"]["filesAnalyzed"] >= len(list(PACKAGE.rglob("*.py")))


def test_the_default_rules_of_ruff_pass(home: Path) -> None:
    run(sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "acme", cwd=home)


def test_the_package_uses_relative_imports_and_two_dependencies() -> None:
    for path in PACKAGE.rglob("*.py"):
        outside = imported(path) - sys.stdlib_module_names
        assert outside <= {"anyio", "httpx2", "pydantic", "pydantic_core"}, path


def test_one_module_of_the_runtime_knows_pydantic_and_one_httpx2() -> None:
    runtime = Path(inhouse.__file__).parent / "runtime"
    found = {path.stem: {module.partition("_")[0] for module in imported(path)} for path in runtime.glob("*.py")}
    assert [name for name, modules in found.items() if "pydantic" in modules] == ["model"]
    assert [name for name, modules in found.items() if modules & {"httpx2", "httpcore2"}] == ["http"]


def imported(path: Path) -> set[str]:
    """The first parts of the names of what a module imports from outside of its package."""
    modules: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                modules += [name.name for name in names]
            case ast.ImportFrom(module=str(module), level=0):
                modules.append(module)
            case _:
                pass
    return {module.partition(".")[0] for module in modules}


def lines(*, runtime: bool) -> int:
    paths = [path for path in PACKAGE.rglob("*.py") if ("_runtime" in path.parts) is runtime]
    return sum(path.read_text(encoding="utf-8").count("\n") for path in paths)


def test_everything_but_the_runtime_stays_under_600_lines() -> None:
    assert lines(runtime=False) < 600


def test_the_runtime_grows_no_further() -> None:
    # The aim is 900, which it misses; what is added has to make room for itself until it is met.
    assert lines(runtime=True) <= 1276


def files() -> Iterator[Path]:
    return (path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def test_every_file_is_plain_text_that_ends_in_one_newline() -> None:
    for path in files():
        content = path.read_bytes()
        assert b"\r" not in content
        assert path.name == "py.typed" or (content.endswith(b"\n") and not content.endswith(b"\n\n")), path
        if path.suffix == ".py":
            assert content.startswith(b"# Code generated by inhouse. DO NOT EDIT.\n"), path


def test_nothing_volatile_stands_in_any_file() -> None:
    volatile = [str(ROOT), "/work", "/tmp", "spec/apify", "0.89", "0.1.0", "2026"]
    for path in files():
        if path.name != "inhouse.lock":
            text = path.read_text(encoding="utf-8")
            assert [word for word in volatile if word in text] == [], path
