"""Values whose type alone does not tell how they stand in JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .call import as_json
from .model import Form, Model, fields


@dataclass(frozen=True)
class Written:
    """Marks a type whose values are written in a way of their own; all others are to be left as they are."""

    write: Callable[[Any], Any]


class EncodedModel(Model):
    """The base of models with such values."""

    def to_wire(self) -> dict[str, Any]:
        """The model as JSON values under wire names: fields not set are absent, explicit nulls stay."""
        wire = super().to_wire()
        known = ((key, name, form) for key, (name, form, _) in fields(type(self)).items() if key in wire)
        return wire | {key: _written(vars(self)[name], form) for key, name, form in known}


def as_written(value: Any, *types: Any) -> Any:
    """A value as JSON has it, in which those of these types are written as the types say."""
    if issubclass(value.__class__, Mapping):
        return {key: as_written(item, *types) for key, item in value.items()}
    if issubclass(value.__class__, Sequence) and not isinstance(value, str | bytes):
        return [as_written(item, *types) for item in value]
    return _marked(value, [mark for type in types for mark in Form(type).parts])


def _written(value: Any, form: Form) -> Any:
    if (inner := form.inner.get(value.__class__)) is None:
        return _marked(value, form.parts)
    if value.__class__ is dict:
        return {key: _written(item, inner) for key, item in value.items()}
    return [_written(item, inner) for item in value]


def _marked(value: Any, marks: Sequence[Any]) -> Any:
    for mark in marks:
        value = mark.write(value) if isinstance(mark, Written) else value
    return as_json(value)
