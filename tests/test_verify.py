"""A finished module that holds anything but what was meant is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from inhouse.api.api import Api, ObjectModel
from inhouse.config import Target
from inhouse.models.confirm import confirm
from inhouse.models.writer import ModelMismatch, write_models
from inhouse.package.verify import UnexpectedCode, verify_modules
from inhouse.pipeline import read_api, read_input

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "generated" / "apify"


@pytest.fixture(scope="module")
def api() -> Api:
    spec = ROOT / "spec"
    target = Target("apify", spec / "apify.yaml", PACKAGE, (spec / "apify.overlay.yaml",))
    return read_api(target, read_input(target))[0]


def test_the_committed_modules_are_as_meant(api: Api) -> None:
    paths = [path for path in PACKAGE.rglob("*.py") if "_runtime" not in path.parts]
    verify_modules(api, {path.name: path.read_text(encoding="utf-8") for path in paths})


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "from os import system",
        "print('x')",
        "__import__('os')",
        "get_actor()()",
        "x = lambda: 1",
        "x = [y for y in ()]",
        "Actor.__class__",
        "exec('')",
        "f'{Actor}'",
        "while True: pass",
        "evil = 1",
        "class Evil: pass",
        "def evil(): pass",
        "@property\ndef evil(): pass",
        "1 + 1",
        "(",
        "x = 1.5j",
        "from .. import secrets",
        "async def call(): pass",
        "Actor.call(**{})",
        "del Actor",
        "global Actor",
    ],
)
def test_an_unexpected_line_is_refused(line: str, api: Api) -> None:
    text = (PACKAGE / "models.py").read_text(encoding="utf-8")
    with pytest.raises(UnexpectedCode, match=r"^models\.py"):
        verify_modules(api, {"models.py": f"{text}\n\n{line}\n"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("class Actor(Model):", "class Actors(Model):"),
        ("    id: str", "    id: str = print('x')"),
        ("    id: str", "    id: print('x')"),
        ("    id: str", "    id: int"),
        ("    id: str", "    id_: str"),
        ("    id: str", "    id: str\n    print('x')"),
        ("Field(alias='userId')", "Field(alias='userld')"),
        ("Field(alias='userId')", "Field(alias='userId', default_factory=print)"),
        ("class Actor(Model):", "print('x')\n\n\nclass Actor(Model):"),
    ],
)
def test_what_the_model_generator_writes_is_held_against_the_api(old: str, new: str, api: Api) -> None:
    def tampered(document: dict[str, object], aliases: dict[str, str]) -> str:
        source = write_models(document, aliases)  # type: ignore[arg-type]
        assert old in source
        return source.replace(old, new)

    objects = tuple(model for model in api.models if isinstance(model, ObjectModel) and model.fields)
    confirm(objects)
    with pytest.raises(ModelMismatch):
        confirm(objects, tampered)  # type: ignore[arg-type]
