"""The plan of the house, held against the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment
from pydantic import BaseModel

from inhouse.api.reserved import MODEL_ATTRIBUTES
from inhouse.package.environment import render
from inhouse.package.fragments import Docstring, Identifier, Import, Literal
from inhouse.package.overrides import refused_in
from inhouse.runtime.model import Model, Unknown

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "generator" / "inhouse"
ROOMS = ("document", "api", "changes", "explain", "models", "package", "output")
AROUND = (
    ("disk", "versions", "config", "host"),
    ("pipeline",),
    ("report",),
    ("history",),
    ("runs",),
    ("commands",),
    ("cli",),
)
"""What runs the way, each importing what stands before it."""
TEMPLATES = sorted((ROOT / "templates").rglob("*.jinja"))


def imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("inhouse."):
            yield (node.module or "").split(".")[1]


def files_of(room: str) -> tuple[Path, ...]:
    return tuple((SOURCE / room).rglob("*.py")) or (SOURCE / f"{room}.py",)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_before_it_on_the_way(room: str) -> None:
    allowed = {"diagnostics", "garbage", "means", "resources", *ROOMS[: ROOMS.index(room) + 1]}
    for path in files_of(room):
        assert set(imported_rooms(path)) <= allowed, path


@pytest.mark.parametrize("stage", AROUND, ids=lambda stage: "-".join(stage))
def test_what_is_around_the_way_imports_only_what_stands_before_it(stage: tuple[str, ...]) -> None:
    before = {room for each in AROUND[: AROUND.index(stage) + 1] for room in each}
    allowed = {"diagnostics", "garbage", "means", "resources", "quick", "streams", *ROOMS, *before}
    for path in (path for room in stage for path in files_of(room)):
        assert set(imported_rooms(path)) <= allowed, path


def test_every_room_has_its_place() -> None:
    known = {*ROOMS, *(room for stage in AROUND for room in stage), "runtime"}
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert rooms <= known


def test_the_runtime_imports_nothing_of_the_generator() -> None:
    for path in (SOURCE / "runtime").rglob("*.py"):
        assert list(imported_rooms(path)) == [], path


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_use_nothing_that_turns_fragments_into_text(template: Path) -> None:
    tree = Environment(autoescape=False).parse(template.read_text(encoding="utf-8"))
    assert [type(node).__name__ for node in refused_in(tree)] == []


def test_a_template_that_prints_text_of_a_document_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from inhouse.package import environment

    (tmp_path / "raw.jinja").write_text("{{ text }}")
    monkeypatch.setattr(environment, "template_folder", lambda: tmp_path)
    environment._environment.cache_clear()
    try:
        assert render("raw.jinja", {"text": Literal("safe")}) == "'safe'"
        with pytest.raises(TypeError, match="no code fragment"):
            render("raw.jinja", {"text": "raw"})
    finally:
        environment._environment.cache_clear()


@pytest.mark.parametrize("text", ["a b", "", "x;y", "class", "x\n", "a.b", "1x", 'x"', "ﬁ\u202e"])
def test_an_identifier_refuses_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no identifier"):
        Identifier(text)
    with pytest.raises(ValueError, match="no identifier"):
        Import(".x", (text,))


@pytest.mark.parametrize(
    "text",
    [
        '"""',
        '\\"""',
        'ends with "',
        "ends with \\",
        "\\N{BULLET}",
        "a\rb\x0cc\u2028d\x85e",
        "\u202e",
        "\ud800",
        "\0",
        "'''",
    ],
)
@pytest.mark.parametrize("indent", [0, 4])
def test_a_docstring_is_one_string_whatever_it_holds(text: str, indent: int) -> None:
    code = Docstring(text, indent).code
    statements = ast.parse(f"class X:\n    {code}\n" if indent else code).body
    body = statements[0].body if isinstance(statements[0], ast.ClassDef) else statements
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)
    assert isinstance(body[0].value.value, str)
    assert all(char.isprintable() or char == "\n" for char in code)


@pytest.mark.parametrize("value", ["\"'\\\n\u2028\u202e\0\ud800{{", 1, True, None, ("a", ("b\n",))])
def test_a_literal_reads_back_as_its_value(value: str | int | bool | None) -> None:
    code = Literal(value).code
    assert ast.literal_eval(code) == value
    assert code.isprintable()


def test_no_field_can_hide_an_attribute_of_a_model() -> None:
    attributes = {name for name in {*dir(BaseModel), *dir(Model), *dir(Unknown)} if not name.startswith("_")}
    assert attributes <= MODEL_ATTRIBUTES
