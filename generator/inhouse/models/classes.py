"""Models of the `Api` → fields of classes, as `models.py` has them.

What stands here is what is written. That datamodel-code-generator would write the same is found in `confirm`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inhouse.api.api import Field, Model, ObjectModel
from inhouse.api.types import Type, annotation, optional
from inhouse.models.schemas import exact


@dataclass(frozen=True, slots=True)
class FieldSource:
    """The source of a field's annotation, and whether it has the default None."""

    annotation: str
    defaults_to_none: bool


ClassSources = Mapping[str, Mapping[str, FieldSource]]
"""Field sources by class name and Python field name."""


def class_sources(models: Iterable[Model]) -> ClassSources:
    """The fields of every object among the models."""
    return {
        model.name: {
            field.name: FieldSource(spellings(field, exact(field.type))[0], not field.required)
            for field in model.fields
        }
        for model in models
        if isinstance(model, ObjectModel)
    }


def spellings(field: Field, given: Type) -> list[str]:
    """The annotation of the field, as one of the given type, and other spellings that pydantic has for it."""
    type = annotation(given if field.required else optional(given))
    arguments: list[str] = []
    if field.name != field.wire_name:
        arguments.append(f"alias={field.wire_name!r}")
    if field.deprecated:
        arguments.append("deprecated=True")
    sources = [f"Annotated[{type}, Field({', '.join(arguments)})]" if arguments else type]
    if type == "None":  # datamodel-code-generator gives an optional null its default twice
        sources.append(f"Annotated[None, Field({', '.join(('None', *arguments))})]")
    return sources
