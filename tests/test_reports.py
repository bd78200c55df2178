"""`--format json` and `--format github`: what programs are told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from inhouse.cli import main
from inhouse.diagnostics import Diagnostic, Place
from inhouse.output.compare import Difference
from inhouse.report import github
from inhouse.report.json import report
from inhouse.report.outcome import FINE, STALE, WRONG, Outcome, State
from tests.projects import document, environment, run, several

SCHEMA = json.loads((Path(github.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))
HOSTILE = "100%\r\n::add-mask::x, ::error file=y::\u2028\x1b[31m\ud800"


def checked(text: str) -> dict[str, Any]:
    """The one JSON document that was printed, which is as its schema says."""
    content: dict[str, Any] = json.loads(text)
    jsonschema.validate(content, SCHEMA, cls=jsonschema.Draft202012Validator)
    return content


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(several(tmp_path, "pets"))
    for name in ("GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, status: int) -> str:
    capsys.readouterr()
    assert main([*arguments]) == status
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_json_tells_what_was_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = checked(printed(capsys, "generate", "--format", "json", status=FINE))
    (target,) = content["targets"]
    assert (target["target"], target["state"], target["folder"]) == ("pets", "written", "out/pets")
    assert {"path": "models.py", "kind": "missing", "edited": False} in target["files"]
    assert target["total"] == len(target["files"])
    assert target["coverage"] == [{"kind": "operation", "generated": 1, "approximated": 0, "skipped": 0}]
    again = checked(printed(capsys, "generate", "--format", "json", status=FINE))
    assert again["targets"][0]["state"] == "up-to-date"


def test_json_tells_what_is_stale_and_how_to_mend_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["generate"])
    (project / "spec" / "pets" / "shared.yaml").write_text("Dog: {type: object}\n")
    content = checked(printed(capsys, "check", "--format", "json", status=STALE))
    (target,) = content["targets"]
    assert content["status"] == target["status"] == STALE
    assert (target["state"], target["reasons"], target["mend"]) == ("stale", ["document"], "inhouse generate pets")


def test_json_tells_the_place_of_each_diagnostic(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "spec" / "pets" / "api.yaml").write_text(document("shared.yaml#/Dg"))
    content = checked(printed(capsys, "generate", "--format", "json", status=FINE))
    (diagnostic,) = content["targets"][0]["diagnostics"]
    assert diagnostic["code"] == "unresolved-reference"
    assert diagnostic["severity"] == "warning"
    assert diagnostic["hint"] == "Did you mean 'Dog'?"
    assert (diagnostic["file"], diagnostic["line"]) == ("spec/pets/api.yaml", 12)
    assert diagnostic["pointer"].endswith("/schema/$ref")


@pytest.mark.parametrize("command", ["generate", "check"])
def test_json_tells_what_is_wrong_with_the_configuration(
    command: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "inhouse.toml").write_text('[targets.pets]\ndocument = "a.yaml"\noutptu = "b"\n')
    content = checked(printed(capsys, command, "--format", "json", status=WRONG))
    assert (content["command"], content["status"], content["targets"]) == (command, WRONG, [])
    places = [(each["file"], each["line"]) for each in content["diagnostics"]]
    assert ("inhouse.toml", 3) in places


def test_json_tells_each_target_and_the_greatest_status(tmp_path: Path) -> None:
    several(tmp_path, "a", "b")
    (tmp_path / "spec" / "a" / "api.yaml").write_text("nothing: here\n")
    done = run(tmp_path, "generate", "--format", "json")
    content = checked(done.stdout)
    assert [(each["target"], each["state"], each["status"]) for each in content["targets"]] == [
        ("a", "wrong", WRONG),
        ("b", "written", FINE),
    ]
    assert done.returncode == content["status"] == WRONG


def test_json_holds_hostile_text_as_ascii() -> None:
    diagnostic = Diagnostic("x", "fatal", HOSTILE, Place(HOSTILE, "/a", (1, 2)), HOSTILE, HOSTILE)
    differences = (Difference(HOSTILE, "changed", True, "", ""),)
    outcome = Outcome(HOSTILE, "edited", STALE, (diagnostic,), (), differences, mend=HOSTILE, excuse=("t", (HOSTILE,)))
    text = json.dumps(report("check", STALE, [("x", outcome)]))
    assert text.isascii()
    assert "\\ud800" not in text.replace("\\\\ud800", "")  # no lone surrogate, which other readers of JSON refuse
    checked(text)


def test_the_schema_knows_every_state() -> None:
    assert SCHEMA["$defs"]["target"]["properties"]["state"]["enum"] == list(get_args(State))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_github_annotates_lines(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "spec" / "pets" / "api.yaml").write_text(document("shared.yaml#/Dg"))
    lines = printed(capsys, "generate", "--format", "github", status=FINE).splitlines()
    assert re.fullmatch(
        r"::warning file=spec/pets/api\.yaml,line=12,col=\d+,title=inhouse%3A unresolved-reference::"
        r"unresolved reference 'shared\.yaml#/Dg': there is no 'Dg'\. Did you mean 'Dog'\?",
        lines[0],
    )


def test_github_files_are_those_of_the_repository(project: Path) -> None:
    (project / "spec" / "pets" / "api.yaml").write_text("nothing: here\n")
    done = run(project, "check", "--format", "github", env=environment(GITHUB_WORKSPACE=str(project.parent)))
    assert done.stdout.startswith(f"::error file={project.name}/spec/pets/api.yaml,line=1,col=1,")


def test_github_groups_the_diff_of_a_stale_package(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["generate"])
    (project / "spec" / "pets" / "shared.yaml").write_text("Dog: {type: object}\n")
    lines = printed(capsys, "check", "--format", "github", status=STALE).splitlines()
    assert "::group::out/pets/models.py: changed" in lines
    assert lines.count("::endgroup::") == len([line for line in lines if line.startswith("::group::")])
    assert (
        "::error file=out/pets/inhouse.lock,title=inhouse%3A stale::"
        "out/pets: stale, since document changed. Mend it: inhouse generate pets" in lines
    )


def test_github_takes_no_command_from_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    diagnostic = Diagnostic("x", "fatal", HOSTILE, Place("a:b,c%\n.yaml", "", (1, 2)), HOSTILE, HOSTILE)
    differences = (Difference("a.py", "changed", True, "::set-output name=x::y\n", "##[add-path]/tmp\n ::debug::\n"),)
    github.print_for_github(Outcome("out", "edited", STALE, (diagnostic,), (), differences, mend=HOSTILE))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(
        "::error file=a%3Ab%2Cc%25\\n.yaml,line=1,col=2,title=inhouse%3A x::100%25\\r\\n::add-mask"
    )
    obeyed, token = [], None
    for line in lines:  # as the runner reads them
        if token is not None:
            token = None if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            obeyed.append(line.split("::")[1].split(" ")[0])
    assert obeyed == ["error", "group", "endgroup", "error"]
    assert token is None


def test_github_gets_a_summary_in_which_text_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    github.add_summary([("pets", Outcome("o|u<b>t", "stale", STALE, mend="a`b` @all"))])
    github.add_summary([("pets", Outcome("out", "up-to-date", FINE))])
    row = (tmp_path / "summary").read_text().splitlines()[4]
    assert row == "| pets | o\\|u&lt;b&gt;t: stale |  | a\\`b\\` \\@all |"
