"""What is taken to be known of datamodel-code-generator is what it does."""

from __future__ import annotations

from itertools import product

import pytest

from inhouse.api.api import Field, ObjectModel
from inhouse.api.types import Constants, ListOf, Named, OneOf, Scalar, Type, annotation
from inhouse.models.confirm import confirm
from inhouse.models.usual import is_usual, usual_types


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
