"""What models are made of, over pydantic: their base, and markers that say more about JSON than a Python type can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, partial, reduce
from inspect import get_annotations
from types import UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

import pydantic
import pydantic_core
from pydantic import AwareDatetime, BaseModel, GetCoreSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, core_schema, from_json

from .call import Kind, as_json

Field = pydantic.Field
to_json = pydantic_core.to_json
decoded = partial(from_json, allow_inf_nan=False)
"""JSON as plain values; ValueError for what is none, and for NaN and Infinity."""

_STRICT: Any = {"strict": True, "allow_inf_nan": False, "defer_build": True, "protected_namespaces": ()}


class Model(BaseModel, extra="allow", validate_by_name=True, validate_by_alias=False, **_STRICT):
    """The base of every model: built by Python names, read from JSON by wire names.

    Fields unknown to the document are kept in `model_extra`, if any (else empty or None). A field the server left out
    reads None and is not in `model_fields_set`. A value of another type than documented is kept as it came.
    """

    def to_wire(self) -> dict[str, Any]:
        """The model as JSON values under wire names: fields not set are absent, explicit nulls stay."""
        extra = self.model_extra or {}
        wire: dict[str, Any] = {}
        for key, (name, _, required) in fields(type(self)).items():
            value = vars(self).get(name)
            # pydantic counts an unknown wire key that equals a Python name among the fields set too
            if name in self.model_fields_set and (value is not None or name not in extra or required):
                wire[key] = value
        return {key: as_json(value) for key, value in (wire | extra).items()}

    def _at(self, key: str) -> Any:
        known = fields(type(self))
        return vars(self).get(known[key][0]) if key in known else (self.model_extra or {}).get(key)


class Unknown(Model):
    """An object of a kind the document does not know: its tag is unknown or missing, or nothing in it matches."""

    @property
    def raw(self) -> dict[str, Any]:
        """The object as the server sent it."""
        return self.to_wire()


@cache
def fields(model: type[Model]) -> Mapping[str, tuple[str, Form, bool]]:
    """The fields of a model by wire name: their Python name, their form, and whether they are required."""
    model.model_rebuild(_types_namespace={})  # until now annotations may have been text
    known = model.model_fields.items()
    return {info.alias or name: (name, Form(info.rebuild_annotation()), info.is_required()) for name, info in known}


def made(model: type[Model], given: Mapping[str, Any], extra: Mapping[str, Any]) -> Model:
    """A model of values under Python names, made as unpickling makes it: none of them is looked at."""
    absent = {name: None if info.is_required() else info.get_default() for name, info in model.model_fields.items()}
    built = object.__new__(model)
    slots = {"__pydantic_fields_set__": set(given), "__pydantic_extra__": dict(extra), "__pydantic_private__": None}
    built.__setstate__({"__dict__": absent | dict(given), **slots})
    return built


def is_closed(model: type[Model]) -> bool:
    """Whether the document says that there are no other fields."""
    return model.model_config.get("extra") == "forbid"


class Open:
    """Marks `Literal[…] | str`, or of more types: any value of these may be given, and an unknown one is noticed."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        known, *types = get_args(source)
        steps = [known] if types == [str] else [reduce(lambda one, other: one | other, types), known]
        chain = core_schema.chain_schema([handler.generate_schema(step) for step in steps])
        return core_schema.json_or_python_schema(chain, handler(source))


OPEN = Open()


def matching(pattern: str) -> Any:
    """The type of text that matches a pattern, in which RE2's syntax holds."""
    return Annotated[str, Field(pattern=pattern)]


@dataclass(frozen=True)
class ReadFrom:
    """Marks a type that is in JSON what `first` says, which `read` makes into it, or else the type's own reading."""

    first: Any
    read: Callable[[Any], Any] | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        own: Any = {**handler(source), "strict": False}
        last = core_schema.no_info_plain_validator_function(self.read) if self.read else own
        chain = core_schema.chain_schema([handler.generate_schema(self.first), last])
        return core_schema.json_or_python_schema(chain, handler(source))


DateTime: TypeAlias = Annotated[AwareDatetime, ReadFrom(matching("[Tt]"))]  # pydantic alone takes "5", too
"""A moment, never without an offset; in JSON as RFC 3339 has it, digits beyond microseconds being dropped."""

_Exact: TypeAlias = Annotated[float, Field(gt=-(2.0**53), lt=2.0**53)]
Number: TypeAlias = Annotated[_Exact | int | float, Field(union_mode="left_to_right")]
"""A number; an integer too large for a float to hold it exactly is read as an int."""


@dataclass(frozen=True)
class Tagged:
    """Marks a union of models told apart by the value under the wire name `tag`; any other value means `other`."""

    tag: str
    members: Mapping[Any, Any] = field(hash=False)
    other: type[Model] = Unknown

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        choices = {value: handler.generate_schema(model) for value, model in self.members.items()}
        return core_schema.json_or_python_schema(core_schema.tagged_union_schema(choices, self.tag), handler(source))


class BestMatch:
    """Marks a union without a tag: the first model with most matching properties, required ones first, or `Unknown`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        form = Form(source)
        choices: dict[Any, Any] = {each: handler.generate_schema(each) for each in form.models if each is not Unknown}
        others: list[Any] = [handler.generate_schema(part) for part in get_args(source) if part not in form.models]
        choices |= {"": core_schema.union_schema(others)} if others else {}
        # pydantic's own choice takes exponential time in unions that nest
        closed = core_schema.tagged_union_schema(choices, lambda value: form.model(value) or "")
        return core_schema.json_or_python_schema(closed, handler(source))


class Form:
    """What JSON an annotation admits; `parts` are the members of its union, however nested, and the markers on them."""

    def __init__(self, annotation: Any) -> None:
        self.annotation, self.parts = annotation, _parts(annotation)
        self.models = [part for part in self.parts if isinstance(part, type) and issubclass(part, Model)]
        self.tagged = next((part for part in reversed(self.parts) if isinstance(part, Tagged)), None)
        self.adapter = TypeAdapter(annotation, config=None if annotation in self.models else _STRICT)
        self.validate = partial(self.adapter.validate_json, by_alias=True, by_name=False)

    @cached_property
    def is_loose(self) -> bool:
        """Whether numbers that JSON does not have might get through."""
        return "'any'" in str(self.adapter.core_schema)

    @cached_property
    def inner(self) -> Mapping[type, Form]:
        held = {kind: [get_args(part)[-1] for part in self.parts if get_origin(part) is kind] for kind in (list, dict)}
        return {kind: Form(reduce(lambda one, other: one | other, each)) for kind, each in held.items() if each}

    def read(self, raw: Any) -> tuple[Any, Kind | None]:
        """A value as it is to be read, and how it differs; objects and lists that fit are not looked into."""
        if raw.__class__ in self.inner or (self.models and raw.__class__ is dict):
            return raw, None
        whole = isinstance(raw, float) and raw.is_integer() and abs(raw) < 2.0**53 and Any not in self.parts
        try:
            return self.validate(to_json(int(raw) if whole else raw)), None
        except ValueError:
            known = [value.__class__ for part in self.parts if get_origin(part) is Literal for value in get_args(part)]
            return raw, "null" if raw is None else "unknown value" if raw.__class__ in known else "wrong type"

    def model(self, raw: Any) -> type[Model] | None:
        """The model that a value is read as; None where it is to be read as a map, or is no object at all."""
        if raw.__class__ is not dict or not self.models:
            return None
        if self.tagged:
            tag = raw.get(self.tagged.tag)
            found = self.tagged.members.get(tag if isinstance(tag, str | int) else None, self.tagged.other)
            return found if isinstance(found, type) else Form(found).model(raw)
        if len(self.models) == 1:
            return self.models[0]
        ranks = {model: rank for model in self.models if model is not Unknown and any((rank := _rank(model, raw))[:2])}
        return max(ranks, key=ranks.__getitem__, default=None if dict in self.inner else Unknown)


def _parts(annotation: Any) -> tuple[Any, ...]:
    if isinstance(text := getattr(annotation, "__value__", None), str):  # a type that is found again within itself
        holder = type("", (), {"__annotations__": {"": text}, "__module__": annotation.__module__})
        annotation = get_annotations(holder, eval_str=True)[""]
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return *_parts(arguments[0]), *arguments[1:]
    if get_origin(annotation) in (Union, UnionType):
        return tuple(part for argument in arguments for part in _parts(argument))
    return (annotation,)


def _rank(model: type[Model], raw: dict[str, Any]) -> tuple[bool, int, int]:
    """Whether all required properties match, how many do, and how many are known; another constant rules it out."""
    required = {key: form for key, (_, form, required) in fields(model).items() if required}
    found = [(form, raw[key]) for key, form in required.items() if key in raw]
    misfits = [form for form, value in found if value.__class__ not in form.parts and form.read(value)[1]]
    matching = 0 if any(get_origin(form.annotation) is Literal for form in misfits) else len(found) - len(misfits)
    return matching == len(required), matching, len(fields(model).keys() & raw.keys())
