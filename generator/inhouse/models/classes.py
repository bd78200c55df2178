"""Models of the `Api` → fields of classes, written by datamodel-code-generator and held against the `Api`.

Of its output only annotations and defaults are taken, each compared as a syntax tree with what the `Api` says, so that
nothing a document contains can come through as code.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Protocol

from inhouse.api.api import Api, Field, ObjectModel
from inhouse.api.types import Type, annotation, optional
from inhouse.document.values import JsonValue
from inhouse.models.schemas import exact, field_names, models_document, plain, stand_in

PRESET: Final = "standard-py311-20261027"
"""The dated set of defaults of datamodel-code-generator that the output follows."""


class ModelMismatch(Exception):
    """datamodel-code-generator wrote something else than was asked; a defect of ours, never of the document."""


@dataclass(frozen=True, slots=True)
class FieldSource:
    """The source of a field's annotation, and whether it has the default None."""

    annotation: str
    defaults_to_none: bool


ClassSources = Mapping[str, Mapping[str, FieldSource]]
"""Field sources by class name and Python field name."""


class ModelWriter(Protocol):
    """Writes the source of pydantic classes for a document of named schemas."""

    def __call__(self, document: dict[str, JsonValue], aliases: dict[str, str]) -> str: ...


def class_sources(api: Api, write: ModelWriter | None = None) -> ClassSources:
    """The fields of every object of the `Api`. Raises ModelMismatch."""
    every = [model for model in api.models if isinstance(model, ObjectModel)]
    objects = {model.name: model for model in every if model.fields}
    empty: ClassSources = {model.name: {} for model in every if not model.fields}
    if not objects:
        return empty
    source = (write or write_models)(models_document(api.models), field_names(api.models))
    lines = source.encode().splitlines(keepends=True)
    found = dict(empty)
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.ClassDef):
            if statement.name not in objects or statement.name in found:
                raise ModelMismatch(f"unexpected class {statement.name!r}")
            found[statement.name] = _fields(statement, objects[statement.name], lines)
        elif not isinstance(statement, ast.Import | ast.ImportFrom) and not _is_rebuild(statement):
            raise ModelMismatch(f"unexpected statement {ast.unparse(statement)[:80]!r}")
    if missing := objects.keys() - found.keys():
        raise ModelMismatch(f"missing classes {', '.join(sorted(missing))}")
    return found


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


def _fields(definition: ast.ClassDef, model: ObjectModel, lines: list[bytes]) -> dict[str, FieldSource]:
    expected = {stand_in(field.name): field for field in model.fields}
    found: dict[str, FieldSource] = {}
    for statement in definition.body:
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            raise ModelMismatch(f"unexpected statement in class {model.name!r}: {ast.unparse(statement)[:80]!r}")
        field = expected.get(statement.target.id)
        if field is None or field.name in found:
            raise ModelMismatch(f"unexpected field {model.name}.{statement.target.id}")
        written = exact(field.type)
        named = replace(field, name=statement.target.id)
        expected_source, *variants = _sources(named, plain(written))
        tree = ast.dump(statement.annotation)
        if (
            tree not in {_tree(source) for source in (expected_source, *variants)}
            or (statement.value is None) is not field.required
        ):
            wrote = ast.unparse(statement)[:200]
            raise ModelMismatch(f"{model.name}.{field.name} was written as {wrote!r}, not {annotation(field.type)!r}")
        if statement.value is not None and not (
            isinstance(statement.value, ast.Constant) and statement.value.value is None
        ):
            raise ModelMismatch(f"unexpected default of {model.name}.{field.name}")
        exactly = tree == _tree(expected_source) and written == plain(written) and named == field
        source = _segment(statement.annotation, lines) if exactly else _sources(field, written)[0]
        found[field.name] = FieldSource(source, not field.required)
    if missing := {field.name for field in model.fields} - found.keys():
        raise ModelMismatch(f"{model.name} lacks {', '.join(sorted(missing))}")
    return found


def _sources(field: Field, given: Type) -> list[str]:
    """What the annotation of the field is to be, and other spellings that datamodel-code-generator has for it."""
    type = annotation(given if field.required else optional(given))
    arguments: list[str] = []
    if field.name != field.wire_name:
        arguments.append(f"alias={field.wire_name!r}")
    if field.deprecated:
        arguments.append("deprecated=True")
    sources = [f"Annotated[{type}, Field({', '.join(arguments)})]" if arguments else type]
    if type == "None":  # an optional null gets its default twice
        sources.append(f"Annotated[None, Field({', '.join(('None', *arguments))})]")
    return sources


@lru_cache(4096)
def _tree(source: str) -> str:
    return ast.dump(ast.parse(source, mode="eval").body)


def _is_rebuild(statement: ast.stmt) -> bool:
    """`Name.model_rebuild()`, which would only build early what is built on first use."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Attribute)
        and statement.value.func.attr == "model_rebuild"
    )


def _segment(node: ast.expr, lines: list[bytes]) -> str:
    """The source text of the node; columns of syntax trees count bytes."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    if first == last:
        return lines[first][node.col_offset : node.end_col_offset].decode()
    inner = lines[first + 1 : last]
    return b"".join((lines[first][node.col_offset :], *inner, lines[last][: node.end_col_offset])).decode()
