"""What models are made of: their base, and markers that say more about JSON than a Python type can."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial, reduce
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

JSON: TypeAlias = Any
"""Any JSON value, as `json.loads` gives it."""


class Model(BaseModel):
    """The base of every model: built by Python names, read from JSON by wire names.

    Fields unknown to the document are kept in `model_extra`. A field the server left out reads None and is not in
    `model_fields_set`. A value of another type than documented is kept as it came.
    """

    model_config = ConfigDict(
        extra="allow", strict=True, allow_inf_nan=False, defer_build=True, protected_namespaces=(),
        validate_by_name=True, validate_by_alias=False,
    )  # fmt: skip

    def to_wire(self) -> dict[str, JSON]:
        """The model as JSON values under wire names: fields not set are absent, explicit nulls stay."""
        wire: dict[str, JSON] = {}
        extra = self.model_extra or {}
        for key, known in properties(type(self)).items():
            value = vars(self).get(known.name)
            # pydantic counts an unknown wire key that equals a Python name among the fields set too
            absent = value is None and known.name in extra and not known.required
            if known.name in self.model_fields_set and not absent:
                wire[key] = _wire(value)
        return wire | {key: _wire(value) for key, value in extra.items()}


class Unknown(Model):
    """An object of a kind the document does not know: its tag is unknown or missing, or nothing in it matches."""

    @property
    def raw(self) -> dict[str, JSON]:
        """The object as the server sent it."""
        return self.to_wire()


def _wire(value: Any) -> JSON:
    if isinstance(value, Model):
        return value.to_wire()
    if kind(value) is list:
        return [_wire(item) for item in value]
    if kind(value) is dict:
        return {key: _wire(item) for key, item in value.items()}
    if isinstance(value, date):
        text = value.isoformat()
        return text.removesuffix("+00:00") + "Z" * text.endswith("+00:00")
    return value


@dataclass(frozen=True)
class _Reads:
    """Marks a type that JSON is held against more exactly than pydantic does by itself."""

    json: Callable[[], CoreSchema]
    python: Callable[[], CoreSchema]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.json_or_python_schema(self.json(), self.python())


def _text(pattern: str, schema: Callable[..., CoreSchema]) -> _Reads:
    """Text of this pattern; pydantic alone takes "5" for a moment in 1970 even when strict."""
    text = core_schema.str_schema(strict=True, pattern=pattern)
    return _Reads(lambda: core_schema.chain_schema([text, schema(strict=False)]), partial(schema, strict=True))


DateTime: TypeAlias = Annotated[
    datetime, _text(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]", partial(core_schema.datetime_schema, tz_constraint="aware"))
]
"""A moment, never without an offset; in JSON as RFC 3339 has it, digits beyond microseconds being dropped."""

Date: TypeAlias = Annotated[date, _text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", core_schema.date_schema)]
"""A day, in JSON `2024-02-29`."""

_exact = partial(core_schema.float_schema, strict=True, allow_inf_nan=False)
Number: TypeAlias = Annotated[float, _Reads(partial(_exact, gt=-(2.0**53), lt=2.0**53), _exact)]
"""A number; an integer too large for a float to hold it exactly is read as an int."""


@dataclass(frozen=True)
class Open:
    """Marks `Literal[…] | str`: any `str` may be given, and one from the server outside the `Literal` is noticed."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        form = shape(source)
        known: CoreSchema = core_schema.literal_schema(list(form.literals))
        if form.kinds <= {int, NoneType}:  # pydantic takes true for 1
            known = core_schema.chain_schema([core_schema.int_schema(strict=True), known])
        known = core_schema.nullable_schema(known) if NoneType in form.kinds else known
        return core_schema.json_or_python_schema(known, handler(source))


OPEN = Open()


@dataclass(frozen=True)
class Tagged:
    """Marks a union of models told apart by the value under the wire name `tag`; any other value means `Unknown`."""

    tag: str
    members: Mapping[str, type[Model]] = field(hash=False)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        choices = {value: handler.generate_schema(model) for value, model in self.members.items()}
        return core_schema.json_or_python_schema(core_schema.tagged_union_schema(choices, self.tag), handler(source))


@dataclass(frozen=True)
class BestMatch:
    """Marks a union without a tag: the model with the most matching required properties wins, the first among equals.

    Models that lack none go before those that do. A property matches by the kind of its value, a constant by the value
    itself; another constant rules a model out. An object that matches nothing is `Unknown`.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        form = shape(source)
        choices = {model.__qualname__: handler.generate_schema(model) for model in form.models if model is not Unknown}
        rest = [arm for arm in get_args(source) if arm not in form.models]
        if rest:
            choices[""] = handler.generate_schema(_union(rest))

        def choose(value: JSON) -> str:  # pydantic's own choice takes exponential time in unions that nest
            model = member(form, value) if kind(value) is dict else None
            return model.__qualname__ if model else ""

        return core_schema.json_or_python_schema(core_schema.tagged_union_schema(choices, choose), handler(source))


@dataclass(frozen=True, slots=True)
class Property:
    """A field of a model: its Python name, its annotation with every marker, and what it reads as when absent."""

    name: str
    annotation: Any
    required: bool
    default: Any


@cache
def properties(model: type[Model]) -> Mapping[str, Property]:
    """The fields of a model by wire name."""
    model.model_rebuild(_types_namespace={})  # until now annotations may have been text
    found: dict[str, Property] = {}
    for name, known in model.model_fields.items():
        annotation: Any = Annotated[known.annotation, *known.metadata] if known.metadata else known.annotation
        required = known.is_required()
        found[known.alias or name] = Property(name, annotation, required, None if required else known.get_default())
    return found


@dataclass(frozen=True, slots=True)
class Shape:
    """What JSON an annotation admits, its unions taken apart.

    `kinds` are the Python types of the JSON values that may stand there, `plain` those that need no further look;
    `items` and `values` annotate what a list and a map hold.
    """

    kinds: frozenset[type]
    plain: frozenset[type]
    models: tuple[type[Model], ...]
    tagged: Tagged | None
    items: Any
    values: Any
    literals: tuple[Any, ...]
    constant: bool


_ANY = frozenset[type]({str, int, float, bool, NoneType, list, dict})
_KINDS: Mapping[Any, frozenset[type]] = {
    **{one: frozenset({one}) for one in _ANY},
    float: frozenset({int, float}),
    Any: _ANY,
    object: _ANY,
}


@cache
def shape(annotation: Any) -> Shape:
    """The shape of an annotation."""
    arms = [(arm, marks) for arm, marks in _arms(annotation, ()) if arm not in (str, int) or OPEN not in marks]
    literals = tuple(value for arm, _ in arms if get_origin(arm) is Literal for value in get_args(arm))
    kinds = frozenset[type]().union(*(_kinds(arm) for arm, _ in arms))
    plain = (_kinds(arm) for arm, marks in arms if arm in (str, int, bool, list, dict, Any, object) and not marks)
    return Shape(
        kinds=kinds,
        plain=(kinds & {NoneType}).union(*plain),
        models=tuple(arm for arm, _ in arms if isinstance(arm, type) and issubclass(arm, Model)),
        tagged=next((mark for _, marks in arms for mark in marks if isinstance(mark, Tagged)), None),
        items=_union(get_args(arm)[0] for arm, _ in arms if get_origin(arm) is list),
        values=_union(get_args(arm)[1] for arm, _ in arms if get_origin(arm) is dict),
        literals=literals,
        constant=len(arms) == len(literals) == 1 and OPEN not in arms[0][1],
    )


def _arms(annotation: Any, marks: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """The members of a union, however nested, each with the markers around it."""
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        yield from _arms(arguments[0], marks + arguments[1:])
    elif get_origin(annotation) in (Union, UnionType):
        for arm in arguments:
            yield from _arms(arm, marks)
    else:
        yield annotation, marks


def _kinds(arm: Any) -> frozenset[type]:
    """The types of the JSON values that a member of a union admits; dates and the like are text."""
    if get_origin(arm):
        return frozenset(map(type, get_args(arm))) if get_origin(arm) is Literal else _kinds(get_origin(arm))
    if isinstance(arm, type) and issubclass(arm, Model):
        return frozenset({dict})
    return _KINDS.get(arm, frozenset({str}))


def _union(arms: Iterable[Any]) -> Any:
    return reduce(lambda one, other: other if one is None else one | other, arms, None)


def member(form: Shape, raw: dict[str, JSON]) -> type[Model] | None:
    """The model that an object is read as; None where it is to be read as a map, or no object is expected at all."""
    if form.tagged:
        tag = raw.get(form.tagged.tag)
        return form.tagged.members.get(tag, Unknown) if isinstance(tag, str) else Unknown
    if len(form.models) < 2:
        return form.models[0] if form.models else None
    scores = {model: _score(model, raw) for model in form.models if model is not Unknown}
    best = max(scores, key=lambda model: scores[model])
    return best if scores[best][1] >= 0 else None if form.values else Unknown


def _score(model: type[Model], raw: dict[str, JSON]) -> tuple[bool, int]:
    """Whether all required properties match, and how many; -1 where none does, or a constant is another."""
    required = {key: shape(known.annotation) for key, known in properties(model).items() if known.required}
    found = [(form, whole(raw[key])) for key, form in required.items() if key in raw]
    if any(form.constant and (kind(value) not in form.kinds or value != form.literals[0]) for form, value in found):
        return False, -1
    matching = sum(kind(value) in form.kinds for form, value in found)
    return matching == len(required), matching if matching or not required else -1


def kind(value: JSON) -> type[Any]:
    """The type of a value; asked for in this way it leaves what type checkers know of the value alone."""
    found: type[Any] = value.__class__
    return found


def whole(value: JSON) -> JSON:
    """A JSON value, a whole number being an int however it is spelt."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def pick(value: Any, pointer: str) -> Any:
    """What stands at a JSON Pointer of wire names within a decoded value; None where nothing does."""
    for token in tokens(pointer):
        if isinstance(value, Model):
            known = properties(type(value)).get(token)
            value = vars(value).get(known.name) if known else (value.model_extra or {}).get(token)
        else:
            value = value.get(token) if kind(value) is dict else None
    return value


def tokens(pointer: str) -> list[str]:
    """The names that make up a JSON Pointer."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
