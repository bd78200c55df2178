"""`python -m tests.corpus`: what it finds in documents and packages that are not as they should be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.corpus import measure
from tests.corpus.__main__ import main
from tests.corpus.checks import differing, mypy, probed, pyright, ruff
from tests.corpus.documents import documents, label, package_name
from tests.corpus.processes import run

DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.example'}]
paths:
  /item:
    get:
      operationId: getItem
      responses:
        '200': {description: An item, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
components:
  schemas:
    Item: {type: object, properties: {name: {type: string}}}
"""

SKIPPED = """\
  /item/{id}:
    delete:
      operationId: deleteItem
      parameters: [{$ref: '#/components/parameters/missing'}]
      responses: {'204': {description: Gone}}
"""


@pytest.fixture
def no_type_checkers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves out what takes seconds, and has tests of its own."""
    for name in ("mypy", "pyright"):
        monkeypatch.setattr(measure, name, lambda *_: list[str]())


def package(folder: Path, **modules: str) -> Path:
    (folder / "shop").mkdir()
    (folder / "shop" / "__init__.py").touch()
    for name, text in modules.items():
        (folder / "shop" / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("no_type_checkers")
def test_a_whole_document_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop.yaml").write_text(DOCUMENT, encoding="utf-8")
    assert main([str(tmp_path), "--json", str(tmp_path / "found.json")]) == 0
    (found,) = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert found["operations"] == {"generated": 1, "approximated": 0, "skipped": 0}
    assert found["seconds"] > 0
    assert found["mebibytes"] > 10
    assert all(found["lines"].values())
    assert not any(found["faults"].values())
    assert "total: 1 documents" in capsys.readouterr().out


@pytest.mark.usefixtures("no_type_checkers")
def test_a_skipped_operation_is_off_and_its_reason_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop.yaml").write_text(DOCUMENT.replace("components:", f"{SKIPPED}components:"), encoding="utf-8")
    assert main([str(tmp_path / "shop.yaml"), "--reasons"]) == 1
    out = capsys.readouterr().out
    assert "shop.yaml: 1 skipped\n    " in out
    assert "     1 skipped: " in out


@pytest.mark.usefixtures("no_type_checkers")
def test_a_document_without_operations_is_given_one_for_each_schema(tmp_path: Path) -> None:
    head, _, schemas = DOCUMENT.partition("paths:")
    schemas = schemas.partition("components:")[2].replace("Item:", "It~em/a b:")
    (tmp_path / "shop.yaml").write_text(f"{head}paths: {{}}\ncomponents:{schemas}", encoding="utf-8")
    found = measure.measure(tmp_path / "shop.yaml", tmp_path / "work", tmp_path / "cache")
    assert found.states == {"generated": 1}
    assert found.lines["models"] > 4  # more than none has
    assert not found.is_off


def test_a_document_that_gives_no_package_is_off_and_shows_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.json").write_text('{"swagger": "2.0"}', encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "old.json: no package\n    " in out
    assert "total: 1 documents, 1 without a package" in out


def test_modules_that_do_not_import_and_models_that_do_not_build_are_found(tmp_path: Path) -> None:
    models = """\
        from __future__ import annotations
        from typing import TypedDict
        from pydantic import BaseModel
        class Whole(BaseModel): name: str
        class Broken(BaseModel, defer_build=True): name: Missing
        class Argument(TypedDict): name: Missing
        """
    folder = package(
        tmp_path, models="\n".join(line.strip() for line in models.splitlines()), bad="import nothing_here"
    )
    found = probed(folder, "shop")
    assert [line.partition(": ")[0] for line in found["imports"]] == ["shop.bad"]
    assert [line.partition(": ")[0] for line in found["builds"]] == ["Broken", "Argument"]


def test_errors_of_types_are_found_by_mypy(tmp_path: Path) -> None:
    folder = package(tmp_path, bad="x: int = ''\n\n\ndef f(y):\n    return y\n")
    assert len(mypy(folder, "shop", tmp_path / "cache")) == 2


def test_errors_of_types_are_found_by_pyright(tmp_path: Path) -> None:
    folder = package(tmp_path, bad="x: int = ''\n\n\ndef f(y):\n    return y\n")
    found = pyright(folder, "shop")
    assert found
    assert found[0].startswith("shop/bad.py:1: ")


def test_findings_of_ruff_and_files_that_differ_are_found(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    one = package(tmp_path / "one", bad="import os\n")
    other = package(tmp_path / "other", bad="import sys\n")
    assert [line.split()[:2] for line in ruff(one, "shop")] == [["shop/bad.py:1:", "F401"]]
    assert differing(one / "shop", other / "shop") == ["bad.py"]


def test_the_memory_of_a_process_is_its_own(tmp_path: Path) -> None:
    ballast = bytearray(2**27)
    small = run(["-c", "pass"], tmp_path)
    large = run(["-c", "x = bytearray(2**27); raise SystemExit(7)"], tmp_path)
    assert len(ballast) > small.mebibytes * 2**20
    assert large.mebibytes > 128
    assert (small.status, large.status) == (0, 7)


def test_a_folder_stands_for_its_documents_and_a_root_document_for_its_folder(tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    for name, text in (("1a.yaml", DOCUMENT), ("b.json", '{\n "openapi": "3.0.0"}'), ("part.yaml", "type: string\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "many" / "openapi.yaml").write_text(DOCUMENT, encoding="utf-8")
    found = list(documents([tmp_path, tmp_path / "many" / "openapi.yaml"]))
    assert [label(path) for path in found] == ["1a.yaml", "b.json", "many/openapi.yaml"]
    assert [package_name(path) for path in found] == ["client_1a", "b", "many"]
    with pytest.raises(FileNotFoundError):
        list(documents([tmp_path / "missing"]))
