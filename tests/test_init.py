"""A first configuration: what `init` writes, what it leaves alone, and the way from there to a checked commit."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from inhouse.cli import main
from inhouse.config import read_targets
from tests.server import Reply, serving
from tests.test_snippet import ENVIRONMENT, SHOP, with_inhouse

HOST = '# ours\r\n[project]\r\nname = "my-app"\r\n\r\n[tool.x]\r\ny = [1,\r\n 2]'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("INHOUSE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "*")
    (folder / "openapi.yaml").write_text(SHOP)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_from_nothing_to_a_client_that_is_checked_before_each_commit(tmp_path: Path) -> None:
    folder = tmp_path / "host"
    folder.mkdir()
    path = with_inhouse(tmp_path)
    environment = {
        **ENVIRONMENT,
        "PATH": path,
        "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "no_proxy": "*",
    }

    def shell(line: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-ec", line], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, line + done.stdout + done.stderr
        return done.stdout + done.stderr

    with serving() as server:
        server.script = [Reply(body=SHOP.encode())]
        shell("git init -q .")
        printed = shell(f"inhouse init {server.url}/openapi.yaml")
    lines = [line.strip() for line in printed.partition("next:\n")[2].splitlines()]
    assert len(lines) == 3
    for line in lines[:-1]:
        shell(line)
    committed = shell(f"{lines[-1]} -m 'Bring the shop in house'")
    assert re.search(r"^inhouse check\.+Passed$", committed, re.MULTILINE)
    tracked = shell("git ls-files").split()
    assert {"inhouse.toml", "spec/shop.yaml", "spec/shop.yaml.sha256", "shop/client.py"} <= set(tracked)
    assert shell("git status --porcelain") == ""


def test_a_new_file_is_written_where_there_is_no_project(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "openapi.yaml"]) == 0
    table = '[targets.shop]\ndocument = "openapi.yaml"\noutput = "shop"\n'
    assert (here / "inhouse.toml").read_text() == table
    printed = capsys.readouterr().out
    assert printed.startswith(f"openapi.yaml: 1 operation\ninhouse.toml: added\n\n{table}\nnext:\n  inhouse generate\n")
    assert main(["generate"]) == 0


@pytest.mark.parametrize("end", ["", "\r\n"])
def test_a_project_is_added_to_and_otherwise_left_as_it_is(end: str, here: Path) -> None:
    (here / "pyproject.toml").write_bytes((HOST + end).encode())
    (here / "pyproject.toml").chmod(0o640)
    assert main(["init", "openapi.yaml"]) == 0
    added = '\r\n[tool.inhouse.targets.shop]\r\ndocument = "openapi.yaml"\r\noutput = "shop"\r\n'
    assert (here / "pyproject.toml").read_bytes() == f"{HOST}\r\n{added}".encode()
    assert (here / "pyproject.toml").stat().st_mode & 0o777 == 0o640
    assert not (here / "inhouse.toml").exists()
    assert main(["init", "openapi.yaml", "--name", "second", "--output", "clients/second"]) == 0
    assert [target.name for target in read_targets(here / "pyproject.toml")] == ["second", "shop"]


@pytest.mark.parametrize(
    ("folders", "output"),
    [(["src/my_app"], "src/my_app/shop"), (["my_app"], "my_app/shop"), (["src"], "src/shop"), ([], "shop")],
)
def test_the_package_goes_where_the_projects_own_packages_lie(folders: list[str], output: str, here: Path) -> None:
    (here / "pyproject.toml").write_text(HOST)
    for folder in folders:
        (here / folder).mkdir(parents=True)
        if folder.endswith("my_app"):
            (here / folder / "__init__.py").touch()
    assert main(["init", "openapi.yaml"]) == 0
    tool = tomllib.loads((here / "pyproject.toml").read_text())["tool"]
    assert tool["inhouse"]["targets"]["shop"]["output"] == output


def test_a_document_elsewhere_is_referred_to_from_the_configuration(here: Path) -> None:
    (here.parent / 'it\'s "ours".yaml').write_text(SHOP)
    assert main(["init", '../it\'s "ours".yaml', "--name", "shop"]) == 0
    (target,) = read_targets(here / "inhouse.toml")
    assert isinstance(target.document, Path)
    assert target.document.read_text() == SHOP


@pytest.mark.parametrize(
    ("before", "arguments", "told"),
    [
        (
            {"inhouse.toml": '[targets.shop]\ndocument = "x"\noutput = "y"\n'},
            [],
            "inhouse.toml has a target 'shop' already",
        ),
        ({"inhouse.toml": 'targets = { a = {document = "x", output = "y"} }\n'}, [], "no table can be added to it"),
        ({"inhouse.toml": "targets = 1\n"}, [], "no table can be added to it"),
        ({"inhouse.toml": '[targets.a]\ndocument = "x"\n'}, [], "[targets.a.output] is missing"),
        ({"inhouse.toml": "a = [\n"}, [], "inhouse.toml:2:1: no valid TOML"),
        ({"pyproject.toml": "[tool]\ninhouse = {}\n"}, [], "no table can be added to it"),
        ({"shop/mine.py": ""}, [], "shop holds files, and none says that inhouse wrote them"),
        ({}, ["--name", "a b"], "'a b' is no name for a Python package"),
        ({}, ["--name", "import"], "'import' is no name for a Python package"),
        ({}, ["--output", "."], "cannot be the package's folder: it holds more than the package"),
        ({"none.yaml": "a: 1\n"}, ["none.yaml"], "none.yaml:1:1: not an OpenAPI document"),
        ({}, ["gone.yaml"], "gone.yaml: no such file"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    before: dict[str, str], arguments: list[str], told: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in before.items():
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text(text)
    kept = contents(here)
    document = [] if arguments[:1] and arguments[0].endswith(".yaml") else ["openapi.yaml"]
    assert main(["init", *document, *arguments]) == 2
    assert told in capsys.readouterr().err
    assert contents(here) == kept


def test_a_copy_from_the_web_takes_the_place_of_no_other_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "spec").mkdir()
    (here / "spec" / "shop.yaml").write_text("mine")
    kept = contents(here)
    with serving() as server:
        server.script = [Reply(body=SHOP.encode())]
        assert main(["init", f"{server.url}/openapi.yaml"]) == 2
        assert "spec/shop.yaml: there is such a file already. Give another name by --name" in capsys.readouterr().err
        assert contents(here) == kept
        assert main(["init", f"{server.url}/openapi.yaml", "--name", "store"]) == 0
    assert (here / "spec" / "store.yaml").read_text() == SHOP
    assert [target.url for target in read_targets(here / "inhouse.toml")] == [f"{server.url}/openapi.yaml"]
    assert main(["generate"]) == 0


def test_a_configuration_that_cannot_be_written_leaves_no_copy_behind(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace = Path.replace

    def full(path: Path, target: Path) -> Path:
        if target.name == "inhouse.toml":
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    kept = contents(here)
    with serving() as server:
        server.script = [Reply(body=SHOP.encode())]
        assert main(["init", f"{server.url}/openapi.yaml"]) == 3
    assert capsys.readouterr().err == "inhouse: inhouse.toml cannot be written: No space left on device\n"
    assert contents(here) == kept


@pytest.mark.skipif(os.name == "nt", reason="symbolic links")
def test_a_linked_configuration_stays_a_link(here: Path) -> None:
    (here.parent / "real.toml").write_text("")
    (here / "inhouse.toml").symlink_to(here.parent / "real.toml")
    assert main(["init", "openapi.yaml"]) == 0
    assert (here / "inhouse.toml").is_symlink()
    assert (here.parent / "real.toml").read_text().startswith("[targets.shop]")
