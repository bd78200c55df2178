"""Documents that want to become code are refused, or become the client of a harmless document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import inhouse
from inhouse.cli import main
from inhouse.diagnostics import Fatal
from inhouse.document.source import parse_source
from tests.hostile.__main__ import main as try_cases
from tests.hostile.broken import BREAKS
from tests.hostile.cases import cases

ROOT = Path(__file__).parents[1]


def test_there_are_thousands_of_cases_and_each_has_its_own_name() -> None:
    names = [case.name for case in cases()]
    assert len(names) >= 2000
    assert len(set(names)) == len(names)


def test_no_document_of_a_sample_becomes_code(capsys: pytest.CaptureFixture[str]) -> None:
    status = try_cases(["--sample", "60"])
    assert (status, capsys.readouterr().out.partition(" failed")[0][-2:]) == (0, " 0")


def test_no_published_case_becomes_code(capsys: pytest.CaptureFixture[str]) -> None:
    status = sum(try_cases(["--jobs", "1", "--only", kind]) for kind in ("GHSA-", "CVE-"))
    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize("unverified", [False, True], ids=["verified", "unverified"])
@pytest.mark.parametrize(
    ("escaper", "seen_by_the_verifier", "seen_by_the_corpus"),
    [
        ("literal", "UnexpectedCode: endpoints/things.py", "its shape is none of a harmless document"),
        (
            "literal without backslashes",
            "UnexpectedCode: endpoints/things.py",
            "its shape is none of a harmless document",
        ),
        ("docstring", "UnexpectedCode: endpoints/things.py", "its shape is none of a harmless document"),
        ("comment", "UnexpectedCode: the comments:2: these are statements", "Name(id=__import__)"),
        ("annotation", "UnexpectedCode: client.py", "its shape is none of a harmless document"),
        ("identifier", "FormatError: ", "FormatError: "),  # where names stand, nothing else is Python at all
    ],
)
def test_an_escaper_that_does_not_escape_is_found(
    escaper: str, seen_by_the_verifier: str, seen_by_the_corpus: str, unverified: bool
) -> None:
    done = try_broken(escaper, *(["--unverified"] if unverified else []))
    assert done.returncode == 1, done.stderr
    assert f"failed '{BREAKS[escaper][1]}': " in done.stdout
    assert (seen_by_the_corpus if unverified else seen_by_the_verifier) in done.stdout
    assert ", 1 failed, " in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("case", sorted({case for _, case in BREAKS.values()}))
def test_what_a_broken_escaper_lets_through_does_nothing_otherwise(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = try_cases(["--jobs", "1", "--case", case])
    said = capsys.readouterr().out
    assert (status, said.startswith("1 documents: 0 refused, 1 generated, 1 imported, 0 failed")) == (0, True), said


def try_broken(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{Path(inhouse.__file__).parents[1]}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "tests.hostile.broken", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_an_import_that_does_anything_is_found(tmp_path: Path) -> None:
    for name, code in {
        "runtime": "",
        "good": "x: int = 1",
        "bad": "open('x', 'w')",
        "worse": "import antigravity",
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(code)
    (tmp_path / "evil").mkdir()
    (tmp_path / "evil" / "__init__.py").write_text("__import__('os').system('true')")
    script = Path(__file__).parent / "hostile" / "importing.py"
    done = subprocess.run(
        [sys.executable, "-I", "-B", script, tmp_path], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert json.loads(done.stdout.splitlines()[-1]).keys() == {"bad", "worse", "evil"}, done.stderr


@pytest.mark.parametrize("name", ["हिन्दी", "x-हिन्दी", "e" + "\u0301" * 3, "field_u", "field_u65"])
def test_a_property_may_be_called_anything_that_people_write(name: str, tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {name: {"type": "string"}}}
    answer = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": answer}}},
    }
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    assert main(["generate", "--document", str(tmp_path / "openapi.json"), "--output", str(tmp_path / "shop")]) == 0


def test_a_header_of_a_webhook_may_be_called_nothing_but_blanks(tmp_path: Path) -> None:
    header = {"name": "\n\n", "in": "header", "schema": {"type": "string"}}
    webhook = {"post": {"parameters": [header], "responses": {"204": {"description": ""}}}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "webhooks": {"sent": webhook}}
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    assert main(["generate", "--document", str(tmp_path / "openapi.json"), "--output", str(tmp_path / "shop")]) == 0


@pytest.mark.parametrize("text", ['"}""\x85*a}*a\'|&"', '"\n\u2028"x', "'\u2029'y"])
def test_line_breaks_of_yaml_1_1_in_quotes_do_not_hang_the_reader(text: str) -> None:
    with pytest.raises(Fatal):
        parse_source(text.encode(), "api.yaml")
