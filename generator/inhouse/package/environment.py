"""The Jinja environment: templates that can print fragments and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from inhouse.diagnostics import Place, fatal
from inhouse.package.fragments import (
    Annotation,
    Docstring,
    FieldAnnotation,
    Identifier,
    Import,
    Literal,
    WrittenAs,
    without_text,
)
from inhouse.package.host import OWN_STYLE, Override, Style
from inhouse.resources import template_folder

if TYPE_CHECKING:
    from jinja2 import Environment

OURS = "inhouse/"
"""What stands before the names of our own templates where an override extends them."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a block of a template of ours printed, which an override has asked for by `super()`."""

    code: str


@cache
def _environment(line_length: int, overrides: tuple[Override, ...], has_text: bool) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateNotFound, Undefined
    from jinja2.runtime import Context

    theirs, ours = {override.name: override for override in overrides}, template_folder()

    class Blocks(Context):
        def super(self, name: str, current: Any) -> Any:
            """The block that is overridden, as a fragment."""
            block = super().super(name, current)
            return lambda: Rendered(block())

    def load(name: str) -> tuple[str, str, None]:
        if (override := theirs.get(name)) is not None:
            return override.text, override.file, None
        path = ours / name.removeprefix(OURS)
        if not path.is_file():
            raise TemplateNotFound(name)
        return path.read_text(encoding="utf-8"), str(path), None

    def finalize(value: object) -> str:
        match value:
            case Rendered():
                return value.code
            case Docstring():
                code = value.within(line_length)
            case Identifier() | Literal() | Annotation() | FieldAnnotation() | WrittenAs() | Import():
                code = value.code
            case Undefined():
                return str(value)  # raises, and says what is not defined
            case _:
                raise TypeError(f"a template prints {type(value).__name__}, which is no code fragment")
        return code if has_text else without_text(code)

    environment = Environment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.context_class = Blocks
    return environment


def render(
    template: str,
    values: Mapping[str, object],
    style: Style = OWN_STYLE,
    overrides: tuple[Override, ...] = (),
    *,
    has_text: bool = True,
) -> str:
    """The text of a template, with the host's overrides; without `has_text` there is nothing in any string of a fragment.

    Raises TypeError if one of ours prints anything but a fragment, and Fatal for whatever goes wrong in an override.
    """
    environment = _environment(style.line_length, overrides, has_text)
    if not overrides:
        return environment.get_template(template).render(values)
    try:
        return environment.get_template(template).render(values)
    except Exception as error:  # templates of the host may fail in any way
        place = _place(error, overrides)
        if place is None:
            raise
        raise fatal("bad-template", f"the template fails: {error}", place) from error


def _place(error: Exception, overrides: tuple[Override, ...]) -> Place | None:
    """The innermost line of an override on the way to an error."""
    files = {override.file for override in overrides}
    found: Place | None = None
    trace = error.__traceback__
    while trace is not None:
        if (file := trace.tb_frame.f_code.co_filename) in files:
            found = Place(file, position=(trace.tb_lineno, 1))
        trace = trace.tb_next
    return found
