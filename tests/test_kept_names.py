"""Names that needed a rule are kept in the lock, and do not move while what they name is there."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inhouse.cli import main

Json = dict[str, Any]
Write = Callable[..., str]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Generates the package of these paths and schemas in the same folder each time; the names in its lock."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inhouse.toml").write_text('[targets.shop]\ndocument = "shop.json"\noutput = "shop"\n')

    def generate(paths: Json, schemas: Json | None = None) -> str:
        info = {"title": "Shop", "version": "1"}
        servers = [{"url": "https://shop.example"}]
        document = {"openapi": "3.1.0", "info": info, "servers": servers, "paths": paths}
        (tmp_path / "shop.json").write_text(json.dumps({**document, "components": {"schemas": schemas or {}}}))
        assert main(["generate"]) == 0
        lock = (tmp_path / "shop/inhouse.lock").read_text()
        return "\n".join(line for line in lock.splitlines() if line.startswith("name "))

    return generate


ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def operation(id: str | None = None, answer: Json | None = None, parameters: list[Json] | None = None) -> Json:
    content = {"application/json": {"schema": answer or {"type": "object", "properties": {"x": {"type": "string"}}}}}
    answers = {"200": {"description": "OK", "content": content}}
    return {"tags": ["shop"], "parameters": parameters or [], "responses": answers} | (
        {"operationId": id} if id else {}
    )


def functions(folder: Path) -> dict[str, str]:
    """The path that each function calls."""
    text = (folder / "shop/endpoints/shop.py").read_text()
    return dict(re.findall(r"def (\w+)\(.*?path=\"([^\"]+)\"", text, re.DOTALL))


def test_a_function_keeps_its_name_when_another_operation_wants_it(written: Write, tmp_path: Path) -> None:
    pets = {"/pets-list": {"get": operation()}, "/pets_list": {"get": operation()}}
    assert written(pets).count("name function ") == 2
    before = functions(tmp_path)
    written({"/pets List": {"get": operation()}, "/pets list": {"get": operation()}, **pets})
    after = functions(tmp_path)
    assert before.items() <= after.items()
    assert len(after) == 4


def test_the_inline_models_of_an_operation_keep_their_names_when_another_one_has_its_id(
    written: Write, tmp_path: Path
) -> None:
    answer: Json = {
        "type": "object",
        "properties": {"a b": {"type": "object", "properties": {"x": {"type": "string"}}}},
    }
    answer["properties"]["a_b"] = {"type": "object", "properties": {"y": {"type": "integer"}}}
    paths = {"/pets/{id}": {"get": operation("getPet", answer, [ID])}}
    assert "Get" in written(paths)
    before = set(re.findall(r"^class (\w+)", (tmp_path / "shop/models.py").read_text(), re.MULTILINE))
    written({**paths, "/others": {"get": operation("get_pet", {"type": "object", "properties": {"z": {}}})}})
    after = set(re.findall(r"^class (\w+)", (tmp_path / "shop/models.py").read_text(), re.MULTILINE))
    assert before < after


def test_an_inline_model_keeps_its_name_when_an_earlier_one_wants_it(written: Write, tmp_path: Path) -> None:
    inline: Json = {
        "type": "object",
        "properties": {"b_c": {"type": "object", "properties": {"one": {"type": "string"}}}},
    }
    other = {"type": "object", "properties": {"c": {"type": "object", "properties": {"two": {"type": "string"}}}}}
    paths = {"/a": {"get": operation("a", {"$ref": "#/components/schemas/X"})}}
    paths["/b"] = {"get": operation("b", {"$ref": "#/components/schemas/X_B"})}
    names = written(paths, {"X": inline, "X_B": other})
    assert "/properties/b_c XBC" in names
    assert "/properties/c XBC2" in names
    third: Json = {
        "type": "object",
        "properties": {"b c": {"type": "object", "properties": {"no": {"type": "string"}}}},
    }
    first = {"X": {"type": "object", "properties": {**third["properties"], **inline["properties"]}}}
    after = written(paths, {**first, "X_B": other})
    assert set(names.splitlines()) <= set(after.splitlines())
    assert re.search(r"class XBC3\(Model\):\n    no:", (tmp_path / "shop/models.py").read_text())


def test_a_field_and_an_argument_keep_their_names_when_a_new_one_comes_before(written: Write, tmp_path: Path) -> None:
    def paths(*wire_names: str) -> Json:
        parameters: list[Json] = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in wire_names]
        answer = {"type": "object", "properties": {name: {"type": "string"} for name in wire_names}}
        return {"/a": {"get": operation("a", answer, parameters)}}

    written(paths("page-size", "page_size"))
    written(paths("page size", "page-size", "page_size"))
    model = (tmp_path / "shop/models.py").read_text()
    assert re.search(r"page_size_2: Annotated\[str \| None, Field\(alias=\"page-size\"\)\]", model)
    assert re.search(r"page_size_3: Annotated\[str \| None, Field\(alias=\"page size\"\)\]", model)
    assert '"page-size": page_size_2' in (tmp_path / "shop/endpoints/shop.py").read_text()


def test_a_module_keeps_its_name_when_another_tag_wants_it(written: Write, tmp_path: Path) -> None:
    def tagged(tag: str) -> Json:
        return {"get": {**operation(), "tags": [tag]}}

    written({"/a": tagged("petShop"), "/b": tagged("Pet shops"), "/c": tagged("PETSHOP"), "/d": tagged("pet_shop")})
    lock = (tmp_path / "shop/inhouse.lock").read_text()
    kept = re.findall(r"^name module (\w+) (\w+)$", lock, re.MULTILINE)
    assert kept == [("petshop", "petshop_2")]
    written({"/a": tagged("Pet_Shop"), "/c": tagged("PETSHOP"), "/e": tagged("p_etshop")})
    assert ("petshop", "petshop_2") in re.findall(
        r"^name module (\w+) (\w+)$", (tmp_path / "shop/inhouse.lock").read_text(), re.MULTILINE
    )


def test_a_name_whose_place_is_gone_is_free_again(written: Write) -> None:
    pets = {"/pets-list": {"get": operation()}, "/pets_list": {"get": operation()}}
    assert written(pets)
    del pets["/pets-list"]
    kept = written(pets)
    assert "/pets-list" not in kept
    assert "/pets_list" in kept


def test_a_second_run_has_nothing_to_do(written: Write, capsys: pytest.CaptureFixture[str]) -> None:
    pets = {"/pets-list": {"get": operation()}, "/pets_list": {"get": operation()}}
    assert written(pets) == written(pets)
    assert "up to date" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["class", "x;import os", "__import__", "client", "Another"])
def test_a_name_in_the_lock_that_is_none_for_its_place_is_not_used(written: Write, tmp_path: Path, name: str) -> None:
    pets = {"/pets-list": {"get": operation()}, "/pets_list": {"get": operation()}}
    names = written(pets)
    before = functions(tmp_path)
    lock = tmp_path / "shop/inhouse.lock"
    lock.write_text(lock.read_text().replace(" get_pets_list_2\n", f" {name}\n"))
    pets["/pets-list"]["get"]["summary"] = "Lists pets."
    assert written(pets) == names
    assert functions(tmp_path) == before


def test_explain_tells_which_names_the_lock_keeps(
    written: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parameters: list[Json] = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("a-b", "a_b")]
    answer = {"type": "object", "properties": {"page-size": {"type": "string"}, "page_size": {"type": "string"}}}
    paths = {"/a": {"get": operation("one", {"$ref": "#/components/schemas/Pet"}, parameters)}}
    names = written(paths, {"Pet": answer})
    assert "page_size_2" in names
    for subject, is_kept in (("Pet.page_size_2", True), ("Pet.page_size", False), ("one.a_b_2", True), ("one", False)):
        capsys.readouterr()
        assert main(["explain", subject]) == 0
        assert ("inhouse.lock keeps the name" in capsys.readouterr().out) is is_kept, subject


def test_a_revision_is_compared_with_the_names_that_its_lock_kept(
    written: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def git(*words: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)

    pets = {"/pets-list": {"get": operation()}, "/pets_list": {"get": operation()}}
    git("init", "-q")
    written(pets)
    git("add", ".")
    git("commit", "-qm", "The package")
    written({"/pets List": {"get": operation()}, **pets})
    capsys.readouterr()
    assert main(["diff", "HEAD"]) == 0
    told = capsys.readouterr().out
    assert "renamed" not in told
    assert "minor" in told.splitlines()[0]
