"""Documents that want to become code are refused, or become the client of a harmless document."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import inhouse
from inhouse.changes.change import Change
from inhouse.changes.report import Comparison, markdown, text_lines
from inhouse.cli import main
from inhouse.diagnostics import Diagnostic, Fatal, Place, format_diagnostic
from inhouse.document.source import parse_source
from inhouse.report.github import print_annotations
from tests.hostile.__main__ import main as try_cases
from tests.hostile.broken import BREAKS
from tests.hostile.cases import cases
from tests.hostile.eat import eat
from tests.hostile.payloads import PAYLOADS

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


PATTERN = "^(a|a)*$"


def test_no_pattern_of_a_document_is_ever_run(tmp_path: Path) -> None:
    text = {"type": "string", "pattern": PATTERN}
    thing = {
        "type": "object",
        "properties": {"a": text, "b": {"type": "array", "items": text}, "c": {"oneOf": [text, {"type": "integer"}]}},
        "patternProperties": {PATTERN: text},
        "propertyNames": text,
    }
    operation = {
        "operationId": "postThing",
        "parameters": [{"name": f"{place}-a", "in": place, "schema": text} for place in ("query", "header", "cookie")],
        "requestBody": {"content": {"application/json": {"schema": thing}}},
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": thing}}}},
    }
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": operation}}}
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    assert main(["generate", "--document", str(tmp_path / "openapi.json"), "--output", str(tmp_path / "shop")]) == 0
    trees = {path: ast.parse(path.read_text()) for path in (tmp_path / "shop").rglob("*.py")}
    nodes = [(path, node) for path, tree in trees.items() for node in ast.walk(tree)]
    told = {id(node.value) for _, node in nodes if isinstance(node, ast.Expr)}
    said = [node for _, node in nodes if isinstance(node, ast.Constant) and PATTERN in str(node.value)]
    assert said
    assert [node.value for node in said if id(node) not in told] == []  # it stands in docstrings alone
    assert not any(
        isinstance(node, ast.keyword) and node.arg == "pattern" for path, node in nodes if "_runtime" not in path.parts
    )


@pytest.mark.parametrize(
    "path", sorted((Path(inhouse.__file__).parent / "runtime").glob("*.py")), ids=lambda path: path.stem
)
def test_every_pattern_of_the_runtime_is_its_own(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re")), args=[pattern, *_]):
                assert isinstance(pattern, ast.Constant), ast.unparse(node)
            case ast.Call(func=ast.Name(id="matching"), args=[pattern]):
                assert isinstance(pattern, ast.Constant), ast.unparse(node)
            case ast.keyword(arg="pattern", value=value):
                assert isinstance(value, ast.Name), "patterns are given to `matching`"
            case _:
                pass


@pytest.mark.parametrize(
    "name",
    [
        "aliases: a billion laughs",
        "aliases: merges",
        "deep: closed arrays",
        "deep: flow mappings",
        "long: a megabyte of a key",
        "long: 100,000 path parameters",
        "bytes: nul",
        "bytes: utf-16-le",
        "bytes: binary",
        "number: 100,000 digits",
        "configuration: deep keys",
        "configuration: a number",
        "configuration: nul",
        "configuration: UTF-16",
        "overlay: long query",
        "overlay: deep",
        "overlay: a billion laughs",
    ],
)
def test_what_would_eat_the_machine_is_refused_at_little_cost(name: str, tmp_path: Path) -> None:
    eaten = eat(name, tmp_path)
    assert (eaten.status, eaten.wrong) == (2, None), eaten


@pytest.mark.parametrize(
    "name",
    ["file: a link to a device", "file: a socket", "file: a pipe", "file: a link to itself", "file: environment"],
)
def test_what_is_no_file_of_the_folder_is_not_read_and_a_client_is_written_without_it(
    name: str, tmp_path: Path
) -> None:
    eaten = eat(name, tmp_path)
    assert (eaten.status, eaten.wrong) == (0, None), eaten
    assert "unresolved reference" in eaten.said


def test_nothing_in_a_reference_is_expanded(tmp_path: Path) -> None:
    names = ["$HOME.json", "${HOME}.json", "~.json", "`id`.json", "*.json"]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(json.dumps({"type": "string", "description": f"File {number}."}))
    properties = {f"p{number}": {"$ref": name} for number, name in enumerate(names)}
    answer = {
        "content": {"application/json": {"schema": {"type": "object", "properties": properties}}},
        "description": "",
    }
    paths = {"/a": {"get": {"responses": {"200": answer}}}}
    (tmp_path / "openapi.json").write_text(
        json.dumps({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths})
    )
    assert main(["generate", "--document", str(tmp_path / "openapi.json"), "--output", str(tmp_path / "shop")]) == 0
    models = (tmp_path / "shop" / "models.py").read_text()
    assert all(f"File {number}." in models for number in range(len(names)))


def test_no_payload_is_a_command_to_github(capsys: pytest.CaptureFixture[str]) -> None:
    for text in PAYLOADS.values():
        print_annotations([Diagnostic("code", "warning", text, Place(text, "", (1, 1)), text, text)])
        said = capsys.readouterr().out
        assert said.startswith("::warning file=")
        assert said.endswith("\n")
        assert said[:-1].isprintable()
        properties = said.removeprefix("::warning ").partition("::")[0]
        assert properties.endswith("title=inhouse%3A code")


def test_no_payload_moves_a_terminal_or_begins_a_line() -> None:
    for text in PAYLOADS.values():
        line = format_diagnostic(Diagnostic("code", "skip", text, Place(text), text, text), lambda _: (1, 1))
        assert line.isprintable()


def test_no_payload_is_markup_of_a_pull_request() -> None:
    for text in PAYLOADS.values():
        change = Change("field", "added", text, (), f"`A` has `{text}`", "", place=Place(text))
        comparison = Comparison("old", "new", text, (change,))
        assert all(line.isprintable() for line in text_lines(comparison))
        unescaped = re.sub(r"\\[!-/:-@\[-`{-~]|<!-- -->", " ", markdown([comparison]))
        outside = "".join(unescaped.split("`")[::2])
        assert not re.search(r"[\[\]<]|@\w|://", outside), (text, outside)


def test_a_file_that_is_no_document_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("hunter2 is no schema: {")
    schema = {"$ref": "secret.txt"}
    answer = {"content": {"application/json": {"schema": schema}}, "description": ""}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": answer}}}},
    }
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    arguments = ["generate", "--document", str(tmp_path / "openapi.json"), "--output", str(tmp_path / "shop")]
    done = subprocess.run([sys.executable, "-m", "inhouse", *arguments], capture_output=True, text=True, check=False)
    written = "".join(path.read_text() for path in (tmp_path / "shop").rglob("*") if path.is_file())
    assert "hunter2" not in done.stdout + done.stderr + written
