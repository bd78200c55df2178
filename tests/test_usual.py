"""What is taken to be known of datamodel-code-generator is what it does."""

from __future__ import annotations

import builtins
import json
import keyword
from itertools import product
from pathlib import Path

import pytest
from pydantic import BaseModel

from inhouse.api.api import Field, ObjectModel
from inhouse.api.types import Constants, ListOf, Named, OneOf, Scalar, Type, annotation
from inhouse.config import Target
from inhouse.models.confirm import confirm
from inhouse.models.usual import is_usual, usual_types
from inhouse.pipeline import read_api, read_input


def usual_fields(*, required: bool, deprecated: bool, alias: bool) -> tuple[Field, ...]:
    return tuple(
        Field(f"field-{number}" if alias else f"field_{number}", f"field_{number}", type, required, deprecated, "")
        for number, type in enumerate(sorted(usual_types(), key=annotation))
    )


def test_every_usual_field_is_spelled_as_datamodel_code_generator_does() -> None:
    models: list[ObjectModel] = []
    for number, (required, deprecated, alias) in enumerate(product((True, False), repeat=3)):
        fields = usual_fields(required=required, deprecated=deprecated, alias=alias)
        assert all(map(is_usual, fields))
        models.append(ObjectModel(f"Usual{number}", "", "", fields, closed=False))
    confirm(tuple(models))


def field(type: Type, wire_name: str = "name", name: str = "name") -> Field:
    return Field(wire_name, name, type, True, False, "")


@pytest.mark.parametrize(
    "usual",
    [
        field(ListOf(Named("Actor"))),
        field(OneOf((Named("Run"), Named("Actor")))),
        field(Scalar("datetime")),
        field(Constants(("READY", "TIMED-OUT"))),
        field(Scalar("int"), "created-at", "created_at"),
    ],
)
def test_names_make_no_difference(usual: Field) -> None:
    assert is_usual(usual)


@pytest.mark.parametrize(
    "unusual",
    [
        field(Constants(("a", 1))),
        field(Constants(("it's",))),
        field(OneOf((Scalar("str"), Scalar("int"), Named("Actor")))),
        field(OneOf((Named("Actor"), Named("Actor")))),
        field(Scalar("str"), "a'b", "a_b"),
        field(Scalar("str"), "_id", "id"),
        field(Scalar("str"), "नाम", "नाम"),
    ],
)
def test_whatever_else_there_is_is_asked_about(unusual: Field) -> None:
    assert not is_usual(unusual)


def test_names_that_mean_something_to_python_or_pydantic_make_no_difference(tmp_path: Path) -> None:
    names = (*dir(builtins), *keyword.kwlist, *dir(BaseModel), "date", "Any", "Literal", "Annotated", "Field", "List")
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    answers = {"200": {"description": "Named", "content": {"application/json": {"schema": schema}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Names", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": {"/": {"get": {"operationId": "get", "responses": answers}}},
    }
    (tmp_path / "api.json").write_text(json.dumps(document))
    target = Target("client", tmp_path / "api.json", tmp_path / "client")
    models = read_api(target, read_input(target))[0].models
    objects = tuple(model for model in models if isinstance(model, ObjectModel))
    assert sum(is_usual(field) for model in objects for field in model.fields) > 200
    confirm(objects)
