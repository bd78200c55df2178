"""Lines for other tools: each is given to the tool itself, which then does what the lines are for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml

from inhouse.cli import main
from inhouse.commands.help import SNIPPETS
from inhouse.commands.snippet import WRITERS

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
SHOP = (
    "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\nservers: [{url: 'https://shop.example'}]\npaths:\n"
    "  /thing:\n    get: {operationId: getThing, responses: {'200': {description: d, content: "
    "{application/json: {schema: {type: object, properties: {name: {type: string}}}}}}}}\n"
)
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT / "generator"),
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@b.example",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@b.example",
}


def run(folder: Path, *command: object, status: int = 0, more: Mapping[str, str] = MappingProxyType({})) -> str:
    """Runs a tool in a folder; what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**ENVIRONMENT, **more},
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == status, done.stdout
    return done.stdout


def inhouse(folder: Path, *arguments: str) -> str:
    return run(folder, sys.executable, "-m", "inhouse", *arguments)


def with_inhouse(folder: Path) -> str:
    """A PATH that has the command of this checkout on it."""
    (folder / "bin").mkdir()
    command = folder / "bin" / "inhouse"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m inhouse "$@"\n')
    command.chmod(0o755)
    return f"{folder / 'bin'}:{BIN}:{os.environ['PATH']}"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    (folder / "shop.yaml").write_text(SHOP)
    inhouse(folder, "generate", "--document", "shop.yaml")
    return folder / "shop"


def host(folder: Path, package: Path, output: str, configuration: str = "inhouse.toml") -> Path:
    """A repository with a written package in it."""
    folder.mkdir(parents=True, exist_ok=True)
    run(folder, "git", "init", "-q", "-b", "main", ".")
    (folder / "shop.yaml").write_text(SHOP)
    table = "targets.shop" if configuration == "inhouse.toml" else "tool.inhouse.targets.shop"
    (folder / configuration).write_text(f'[{table}]\ndocument = "shop.yaml"\noutput = "{output}"\n')
    shutil.copytree(package, folder / output)
    return folder


def append(path: Path, text: str) -> None:
    with path.open("a") as stream:
        stream.write(text)


def test_every_kind_of_snippet_is_told_by_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(SNIPPETS) == list(WRITERS)
    with pytest.raises(SystemExit):
        main(["snippet", "--help"])
    printed = capsys.readouterr().out
    assert all(f"  {kind} " in printed for kind in WRITERS)


@pytest.mark.parametrize("output", ["generated/shop", "shop", "my clients [1]/*/shop"])
def test_git_takes_the_package_for_generated(output: str, package: Path, tmp_path: Path) -> None:
    folder = host(tmp_path, package, output)
    append(folder / ".gitattributes", inhouse(folder, "snippet", "gitattributes"))
    files = [f"{output}/client.py", f"{output}/_runtime/call.py", "shop.yaml", f"other/{output}/client.py"]
    told = run(folder, "git", "check-attr", "linguist-generated", "--", *files)
    assert [line.rpartition(" ")[2] for line in told.splitlines()] == ["true", "true", "unspecified", "unspecified"]


def test_branches_that_both_change_a_lock_merge_and_generate_mends_it(package: Path, tmp_path: Path) -> None:
    folder = host(tmp_path, package, "shop")
    inhouse(folder, "generate")
    append(folder / ".gitattributes", inhouse(folder, "snippet", "gitattributes"))
    run(folder, "git", "add", ".")
    run(folder, "git", "commit", "-qm", "start")
    run(folder, "git", "checkout", "-q", "-b", "one")
    (folder / "shop.yaml").write_text(SHOP.replace("version: '1'", "version: '2'"))
    inhouse(folder, "generate")
    run(folder, "git", "commit", "-qam", "another document")
    run(folder, "git", "checkout", "-q", "-b", "two", "main")
    append(folder / "inhouse.toml", 'names.operations.getThing = "fetch"\n')
    inhouse(folder, "generate")
    run(folder, "git", "commit", "-qam", "another configuration")
    run(folder, "git", "merge", "-q", "-m", "merge", "one")
    inhouse(folder, "generate")
    inhouse(folder, "check")


@pytest.mark.parametrize("configuration", ["pyproject.toml", "ruff.toml"])
def test_ruff_neither_lints_nor_formats_the_package(configuration: str, package: Path, tmp_path: Path) -> None:
    folder = host(tmp_path, package, "clients [1]/shop")
    client = folder / "clients [1]" / "shop" / "client.py"
    settings = "line-length = 40\nlint.select = ['D205', 'E501', 'ANN']\n"
    head = "[tool.ruff]\n" if configuration == "pyproject.toml" else ""
    lint, format = [BIN / "ruff", "check", "--no-cache"], [BIN / "ruff", "format", "--no-cache", "--check"]
    (folder / configuration).write_text(head + settings)
    for command in (lint, format):
        run(folder, *command, ".", status=1)
        run(folder, *command, client, status=1)
    (folder / configuration).write_text("")
    append(folder / configuration, inhouse(folder, "snippet", "ruff") + settings)
    for command in (lint, format):
        run(folder, *command, ".")
        run(folder, *command, client)
    (folder / "own.py").write_text("def own(x): return x\n")
    run(folder, *lint, ".", status=1)


@pytest.mark.parametrize(
    ("output", "imported", "configuration"),
    [
        ("src/app/shop", "app.shop", "pyproject.toml"),
        ("generated/shop", "generated.shop", "pyproject.toml"),
        ("shop", "shop", "mypy.ini"),
    ],
)
def test_mypy_tells_nothing_about_the_package_and_knows_its_types(
    output: str, imported: str, configuration: str, package: Path, tmp_path: Path, mypy_cache: Path
) -> None:
    folder = host(tmp_path, package, output)
    if "app" in imported:
        (folder / "src" / "app" / "__init__.py").write_text("")
    root = folder / "src" if output.startswith("src/") else folder
    (root / "own.py").write_text(f"from {imported} import Client\n\nClient().stores\n")
    strict = "[tool.mypy]\ndisallow_any_explicit = true\n"
    (folder / configuration).write_text(strict if configuration == "pyproject.toml" else strict.replace("tool.", ""))
    mypy = [BIN / "mypy", "--cache-dir", mypy_cache, root / "own.py"]
    assert "client.py:" in run(folder, *mypy, status=1, more={"MYPYPATH": str(root)})
    append(folder / configuration, inhouse(folder, "snippet", "mypy"))
    told = run(folder, *mypy, status=1, more={"MYPYPATH": str(root)})
    assert "client.py:" not in told
    assert 'has no attribute "stores"' in told


@pytest.fixture(scope="module")
def mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


@pytest.mark.parametrize("configuration", ["pyproject.toml", ".coveragerc"])
def test_coverage_does_not_measure_the_package(configuration: str, package: Path, tmp_path: Path) -> None:
    folder = host(tmp_path, package, "generated/shop")
    (folder / configuration).write_text("")
    (folder / "own.py").write_text("import generated.shop\n")
    coverage = [sys.executable, "-m", "coverage"]
    run(folder, *coverage, "run", "--source", ".", "own.py")
    assert "call.py" in run(folder, *coverage, "report")
    append(folder / configuration, inhouse(folder, "snippet", "coverage"))
    run(folder, *coverage, "run", "--source", ".", "own.py")
    told = run(folder, *coverage, "report")
    assert "own.py" in told
    assert "shop" not in told


@pytest.mark.parametrize("below", ["", "services/a b"])
def test_pre_commit_refuses_a_commit_that_leaves_the_package_stale(below: str, package: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    folder = host(root / below, package, "shop")
    if below:
        shutil.rmtree(folder / ".git")
        run(root, "git", "init", "-q", ".")
    inhouse(folder, "generate")
    path = with_inhouse(tmp_path)
    append(root / ".pre-commit-config.yaml", inhouse(folder, "snippet", "pre-commit"))
    more = {"PATH": path, "PRE_COMMIT_HOME": str(tmp_path / "cache")}
    run(root, BIN / "pre-commit", "install", more=more)
    run(root, "git", "add", ".")
    assert "Passed" in run(root, "git", "commit", "-m", "first", more=more)
    (folder / "shop.yaml").write_text(SHOP.replace("getThing", "getThings"))
    refused = run(root, "git", "commit", "-am", "second", status=1, more=more)
    assert "mend: inhouse generate shop" in refused
    run(folder, sys.executable, "-m", "inhouse", "generate")
    run(root, "git", "add", ".")
    assert "Passed" in run(root, "git", "commit", "-m", "second", more=more)


@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_a_hook_joins_the_others(indent: str, package: Path, tmp_path: Path) -> None:
    folder = host(tmp_path, package, "shop")
    others = f"# ours\nrepos:\n\n{indent}# first\n{indent}- repo: local\n{indent}  hooks: []\n"
    (folder / ".pre-commit-config.yaml").write_text(others)
    append(folder / ".pre-commit-config.yaml", inhouse(folder, "snippet", "pre-commit", "shop"))
    repos = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text())["repos"]
    assert [repo["repo"] for repo in repos] == ["local", "local"]
    assert repos[1]["hooks"][0]["entry"] == "inhouse check shop"


def test_a_package_outside_of_the_configurations_folder_is_told(package: Path, tmp_path: Path) -> None:
    folder = host(tmp_path / "a", package, "shop")
    (folder / "inhouse.toml").write_text('[targets.shop]\ndocument = "shop.yaml"\noutput = "../shop"\n')
    told = run(folder, sys.executable, "-m", "inhouse", "snippet", "ruff", status=2)
    assert "lies outside of the configuration's folder" in told
