"""`inhouse check` and `inhouse generate` against a folder that is not as it should be."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from inhouse.cli import main
from inhouse.commands.parser import parser
from inhouse.commands.plain import plain_options
from inhouse.output.lock import LOCK
from inhouse.report.outcome import FINE, STALE, UNWRITABLE, WRONG

ROOT = Path(__file__).parents[1]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the two endpoints' document, configuration and package."""
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "generated" / "apify", tmp_path / "generated" / "apify", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_committed_package_is_up_to_date(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(project)
    assert main(["check"]) == FINE
    assert main(["generate"]) == FINE
    assert capsys.readouterr().out == "generated/apify: up to date\n" * 2
    assert tree(project) == before


@pytest.mark.parametrize("command", ["generate", "check"])
def test_an_up_to_date_package_costs_a_comparison(command: str, project: Path) -> None:
    heavy = (
        "datamodel_code_generator",
        "jinja2",
        "pydantic",
        "ruff",
        "argparse",
        "dataclasses",  # loading it and defining what one target needs took a third of the run: that is named tuples
        "inspect",
        "threading",
        "inhouse.package.build",
        "inhouse.api.operations",
        "inhouse.commands.parser",
        "inhouse.document.bundle",
        "inhouse.document.choice",
        "inhouse.document.grammar",
        "inhouse.document.overlay",
        "inhouse.document.policies",
        "inhouse.output.compare",
        "jsonpath_rfc9535",
        "regex",
        "shutil",
    )
    code = f"import sys; from inhouse.cli import main; main([{command!r}]); print([m for m in {heavy} if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "INHOUSE_CACHE_DIR": str(project / "cache")}
    printed = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert printed.stdout == "generated/apify: up to date\n[]\n"


@pytest.mark.parametrize("words", [("generate",), ("check",), ("check", "apify"), ("generate", "one", "other")])
def test_what_a_plain_command_is_taken_for_is_what_the_parser_takes_it_for(words: tuple[str, ...]) -> None:
    assert vars(plain_options(words) or {}) == vars(parser().parse_args(words))


@pytest.mark.parametrize("words", [(), ("inspect",), ("check", "--format", "json"), ("-h",), ("generate", "--", "-x")])
def test_what_has_flags_is_left_to_the_parser(words: tuple[str, ...]) -> None:
    assert plain_options(words) is None


def test_writing_the_package_from_nothing_gives_what_is_committed(project: Path) -> None:
    before = {path: content for path, (content, _) in tree(project).items()}
    shutil.rmtree(project / "generated")
    assert main(["generate"]) == FINE
    assert {path: content for path, (content, _) in tree(project).items()} == before


@pytest.mark.parametrize(
    ("old", "new"),
    [("version: 'v2'", "version: 'v3'"), ("maximum: 1000", "maximum: 999"), ("usageTotalUsd:", "usageTotalUSD:")],
)
def test_an_edit_of_one_value_or_key_of_the_document_makes_it_stale(
    old: str, new: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(project / "spec" / "apify.yaml", old, new)
    assert main(["check"]) == STALE
    printed = capsys.readouterr().out
    assert "--- generated/apify/" in printed
    assert "generated/apify: stale, since document changed" in printed
    assert "mend: inhouse generate apify" in printed
    assert main(["generate"]) == FINE
    assert main(["check"]) == FINE


def test_a_new_version_of_the_document_changes_the_lock_alone(project: Path) -> None:
    before = tree(project / "generated")
    edit(project / "spec" / "apify.yaml", "version: 'v2'", "version: 'v3'")
    assert main(["generate"]) == FINE
    after = tree(project / "generated")
    assert [path for path in before if before[path] != after[path]] == [f"apify/{LOCK}"]


def commented(text: str) -> str:
    return f"# A comment.\n\n{text}\n\n# Another.\n"


def reordered(text: str) -> str:
    def turned(value: object) -> object:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    return yaml.safe_dump(turned(yaml.safe_load(text)), sort_keys=False, allow_unicode=True)


def as_json(text: str) -> str:
    return json.dumps(yaml.safe_load(text))


@pytest.mark.parametrize("change", [commented, reordered, as_json])
@pytest.mark.parametrize("name", ["apify.yaml", "apify.overlay.yaml"])
def test_comments_layout_and_the_order_of_keys_do_not_count(
    change: Callable[[str], str], name: str, project: Path
) -> None:
    path = project / "spec" / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert main(["check"]) == FINE


def test_one_character_edited_by_hand_is_told_and_never_overwritten_unasked(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = project / "generated" / "apify" / "models.py"
    edit(edited, "class Actor(Model)", "class Actor(Modem)")
    assert main(["check"]) == STALE
    printed = capsys.readouterr().out
    assert "-class Actor(Modem):\n+class Actor(Model):" in printed
    assert "generated/apify: models.py not as inhouse wrote it" in printed
    assert "mend: inhouse generate apify --force" in printed
    assert main(["generate"]) == STALE
    assert "Modem" in edited.read_text(encoding="utf-8")
    assert "would lose what was edited by hand" in capsys.readouterr().out
    assert main(["generate", "--force"]) == FINE
    assert main(["check"]) == FINE


def test_the_style_of_line_ends_is_no_edit(project: Path) -> None:
    path = project / "generated" / "apify" / "models.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["check"]) == FINE


def test_a_file_that_is_gone_is_told_and_comes_back(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "generated" / "apify" / "errors.py").unlink()
    assert main(["check"]) == STALE
    assert "errors.py is missing" in capsys.readouterr().out
    assert main(["generate"]) == FINE
    assert main(["check"]) == FINE


def test_files_no_longer_written_go_and_those_of_strangers_stay(project: Path) -> None:
    package = project / "generated" / "apify"
    (package / "endpoints" / "mine.py").write_text("mine = 1\n")
    (package / "link").symlink_to("errors.py")
    edit(project / "spec" / "apify.yaml", "tags: [builds]", "tags: [actors]")
    assert main(["check"]) == STALE
    assert main(["generate"]) == FINE
    assert not (package / "endpoints" / "builds.py").exists()
    assert (package / "endpoints" / "mine.py").read_text() == "mine = 1\n"
    assert (package / "link").is_symlink()
    assert main(["check"]) == FINE


def test_files_that_do_not_change_are_not_touched(project: Path) -> None:
    before = tree(project / "generated")
    edit(project / "spec" / "apify.yaml", "examples: [wRsJZtadYvn4mBZmm]", "examples: [wRsJZtadYvn4mBZmn]")
    assert main(["generate"]) == FINE
    after = tree(project / "generated")
    assert sorted(path for path in before if before[path] != after[path]) == [f"apify/{LOCK}", "apify/models.py"]


@pytest.mark.parametrize("lock", [None, "", "<<<<<<< ours\nfile models.py 0\n=======\n", "file ../../x 00\n", "\xff"])
def test_a_lost_or_broken_lock_is_written_anew_where_nothing_was_edited(lock: str | None, project: Path) -> None:
    path = project / "generated" / "apify" / LOCK
    path.unlink()
    if lock is not None:
        path.write_text(lock, encoding="latin-1")
    assert main(["check"]) == STALE
    assert main(["generate"]) == FINE
    assert main(["check"]) == FINE


def test_a_place_that_cannot_be_written_is_told_and_nothing_changes(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Nobody, root included, can make a folder there.
    assert main(["generate", "--document", "spec/apify.yaml", "--output", "/proc/nowhere/apify"]) == UNWRITABLE
    assert "/proc/nowhere/apify cannot be written" in capsys.readouterr().err


def test_a_file_where_the_folder_should_be_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "taken").write_text("x")
    assert main(["generate", "--document", "spec/apify.yaml", "--output", "taken"]) == UNWRITABLE
    assert "taken cannot be" in capsys.readouterr().err
    assert (project / "taken").read_text() == "x"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["generate", "apfy"], "pyproject.toml has no target 'apfy'. Did you mean 'apify'?"),
        (["generate", "--output", "x", "--name", "y"], "--output and --name go with --document"),
        (["generate", "--exclude", "x"], "--exclude goes with --document"),
        (["generate", "apify", "--document", "x", "--output", "y"], "exclude each other"),
        (["generate", "--document", "spec/apify.yaml", "--output", "not-a-name"], "no Python identifier"),
        (["generate", "--document", "spec/apifi.yaml", "--output", "x"], "Did you mean 'apify.yaml'?"),
        (["generate", "--document", "spec", "--output", "x"], "this is a folder"),
        (["generate", "--document", "spec/apify.yaml", "--output", "."], "Give the package a folder of its own."),
        (["generate", "--document", "spec/apify.yaml", "--output", "spec"], "Give the package a folder of its own."),
    ],
)
def test_wrong_arguments_are_told_with_what_to_do(
    arguments: list[str], said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == WRONG
    assert said in capsys.readouterr().err
    assert not (project / "x").exists()


def test_an_operation_left_out_unexcused_is_told_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("document.yaml", "inhouse.toml"):
        shutil.copy(ROOT / "tests" / "golden" / "skipped-operation" / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    for command in ("generate", "generate", "check"):
        assert main([command]) == WRONG
        printed = capsys.readouterr()
        assert "skipped deleteItem" in printed.err
        assert 'excuse = ["deleteItem", "getUndeclared", "putItem"]' in printed.out
    assert "shop: up to date" in printed.out
    with (tmp_path / "inhouse.toml").open("a") as configuration:
        configuration.write('excuse = ["deleteItem", "getUndeclared", "putItem"]\n')
    assert main(["generate"]) == FINE
    assert main(["check"]) == FINE


def test_what_is_wrong_with_one_target_keeps_no_other_from_being_served(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (project / "pyproject.toml").open("a", encoding="utf-8") as configuration:
        configuration.write('\n[tool.inhouse.targets.aaa]\ndocument = "spec/none.yaml"\noutput = "aaa"\n')
    assert main(["check"]) == WRONG
    printed = capsys.readouterr()
    assert "spec/none.yaml: no such file" in printed.err
    assert "generated/apify: up to date" in printed.out


def test_without_a_configuration_it_says_how_to_write_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["generate"]) == WRONG
    assert "inhouse --help" in capsys.readouterr().err


def test_a_one_off_gives_the_same_package_as_a_configuration(project: Path) -> None:
    once = [
        "--document",
        "spec/apify.yaml",
        "--overlay",
        "spec/apify.overlay.yaml",
        "--output",
        "once",
        "--name",
        "apify",
    ]
    assert main(["generate", *once]) == FINE
    assert {p: c for p, (c, _) in tree(project / "once").items()} == {
        p: c for p, (c, _) in tree(project / "generated" / "apify").items()
    }
    assert main(["check", *once]) == FINE
