"""Every command and snippet of the README does what it says."""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import apify
import pytest
import yaml

from inhouse.cli import main
from tests.readme import README, blocks, commands
from tests.server import Reply, Seen, Server, serving

ROOT = Path(__file__).parents[1]
PYTHON = [block.text for block in blocks() if block.language == "python" and not block.comment]


@pytest.fixture
def server() -> Iterator[Server]:
    """Answers with the examples of the documentation pages."""
    paths = yaml.safe_load((ROOT / "spec" / "apify.yaml").read_text(encoding="utf-8"))["paths"]
    bodies = [item["get"]["responses"]["200"]["content"]["application/json"]["example"] for item in paths.values()]
    actor, builds = (json.loads(json.dumps(body)) for body in bodies)
    empty = {"data": {**builds["data"], "offset": 1, "count": 0, "items": []}}

    def answer(request: Seen) -> Reply:
        if "/builds" not in request.target:
            return Reply(json=actor)
        return Reply(json=empty if "offset=" in request.target else builds)

    with serving() as running:
        running.script = answer
        yield running


def test_the_commands_of_the_readme_print_what_it_shows(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "inhouse"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT / "generator"}" exec "{sys.executable}" -m inhouse "$@"\n')
    command.chmod(0o755)
    for block in blocks():
        for shown in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:] if block.language == "console" else []:
            line, _, expected = shown.partition("\n")
            result = subprocess.run(
                ["/bin/sh", "-c", f'PATH="{tmp_path / "bin"}:$PATH" {line}'],
                cwd=tmp_path,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            pattern = ".*".join(re.escape(part) for part in expected.split("...\n"))
            assert re.fullmatch(pattern, result.stdout, re.DOTALL), f"$ {line}\n{result.stdout}"


def test_the_configuration_of_the_readme_is_this_project_s_own() -> None:
    (configuration,) = [block.text for block in blocks() if block.language == "toml"]
    assert configuration in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_overlay_of_the_readme_says_what_it_claims(tmp_path: Path) -> None:
    (overlay,) = [block.text for block in blocks() if block.language == "yaml"]
    (tmp_path / "ours.yaml").write_text(overlay, encoding="utf-8")
    spec, output = ROOT / "spec", tmp_path / "apify"
    overlays = ["--overlay", str(spec / "apify.overlay.yaml"), "--overlay", str(tmp_path / "ours.yaml")]
    assert main(["generate", "--document", str(spec / "apify.yaml"), *overlays, "--output", str(output)]) == 0
    actors, builds = ((output / "endpoints" / f"{name}.py").read_text() for name in ("actors", "builds"))
    assert "-> Call[Actor | None]:" in actors
    assert 'options={"max_retries": 1, "retry_statuses": (429, 503)}' in actors
    assert 'items="/items", echo="/offset", total="/total"' in builds


def test_a_whole_file_that_the_readme_shows_is_as_it_is_written() -> None:
    shown = [block for block in blocks() if block.comment]
    assert shown
    for block in shown:
        assert block.text == (ROOT / block.comment).read_text(encoding="utf-8")


@pytest.mark.parametrize("number", range(len(PYTHON)))
def test_the_snippets_of_the_readme_run(
    number: int, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("Client", "AsyncClient"):
        monkeypatch.setattr(apify, name, functools.partial(getattr(apify, name), base_url=server.url))
    names: dict[str, object] = {}
    exec(compile(PYTHON[number], f"README.md, snippet {number}", "exec"), names)  # noqa: S102
    if "main" in names:
        import asyncio

        asyncio.run(names["main"]())  # type: ignore[operator]
    assert "Error" not in capsys.readouterr().out


def test_set_up_takes_exactly_two_commands() -> None:
    assert list(commands()) == ["generate", "test"]
    assert README.read_text(encoding="utf-8").count("```sh\n") == 2


def test_help_teaches_the_configuration_and_the_exit_statuses() -> None:
    from inhouse.commands.help import CONFIGURATION
    from inhouse.commands.parser import parser

    assert CONFIGURATION in parser().format_help()
    for word in ("document", "overlays", "output", "excuse", "operations", "exit status: 0 fine, 1 stale"):
        assert word in CONFIGURATION
