"""Schemas of models → source of pydantic classes, by datamodel-code-generator, to hold ours against; it is not written."""

from __future__ import annotations

from typing import Final, Protocol

from inhouse.document.values import JsonValue

PRESET: Final = "standard-py311-20261027"
"""The dated set of defaults of datamodel-code-generator that the output follows."""


class ModelMismatch(Exception):
    """datamodel-code-generator wrote something else than was asked; a defect of ours, never of the document."""


class ModelWriter(Protocol):
    """Writes the source of pydantic classes for a document of named schemas."""

    def __call__(self, document: dict[str, JsonValue], aliases: dict[str, str]) -> str: ...


def write_models(document: dict[str, JsonValue], aliases: dict[str, str]) -> str:
    """Runs datamodel-code-generator in this process."""
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import DatetimeClassType
    from datamodel_code_generator.parser import LiteralType

    try:
        source = generate(
            document,
            input_file_type=InputFileType.OpenAPI,
            output_model_type=DataModelType.PydanticV2BaseModel,
            preset=PRESET,
            formatters=[],
            aliases=aliases,
            base_class="models.Model",
            use_annotated=True,
            use_type_alias=True,
            enum_field_as_literal=LiteralType.All,
            collapse_root_models=False,
            treat_dot_as_module=False,
            custom_class_name_generator=str,  # names come as they are to be
            allow_population_by_field_name=False,
            extra_fields=None,
            output_datetime_class=DatetimeClassType.Datetime,
            allow_remote_refs=False,
            strict_refs=True,
            custom_file_header="#",
        )
    except Exception as error:  # whatever it is, the caller is to know that it is not about the document
        raise ModelMismatch(f"datamodel-code-generator: {type(error).__name__}: {error}") from error
    if not isinstance(source, str):
        raise ModelMismatch("expected one module")
    return source
