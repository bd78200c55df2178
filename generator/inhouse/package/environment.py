"""The Jinja environment: templates that can print fragments and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from inhouse.package.fragments import Annotation, Docstring, FieldAnnotation, Identifier, Import, Literal, WrittenAs
from inhouse.resources import template_folder

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(template_folder()),
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def _finalize(value: object) -> str:
    if isinstance(value, Identifier | Literal | Docstring | Annotation | FieldAnnotation | WrittenAs | Import):
        return value.code
    raise TypeError(f"a template prints {type(value).__name__}, which is no code fragment")


def render(template: str, values: Mapping[str, object]) -> str:
    """The text of a template. Raises TypeError if it prints anything but a fragment."""
    return _environment().get_template(template).render(values)
