"""Typed dicts: which models request bodies take in that form too, and what may stand where one is asked for.

A typed dict has the shape of the JSON itself: wire names, moments as text, and in it models or typed dicts alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from inhouse.api.api import AliasModel, Api, EnumModel, Field, Input, Model, ObjectModel, UnionModel
from inhouse.api.directions import reached
from inhouse.api.types import ANY, Constants, ListOf, MapOf, Named, OneOf, Scalar, TupleOf, Type, as_sent, union, within
from inhouse.api.walk import names_within, with_types

_TEXT = Scalar("str")
_ANY_KEYS = MapOf(ANY, covariant=True)


def with_inputs(api: Api, beside: Mapping[str, str], name_beside: Callable[[str, str], str]) -> Api:
    """The `Api` whose request bodies take typed dicts in place of models.

    `beside` tells beside which model of responses those stand that only requests have; `name_beside` gives a name
    beside another one, by what is to follow it.
    """
    models = {model.name: model for model in api.models}
    names = reached(models, names_within(tuple(operation.body for operation in api.operations)))
    shallow = {name: _shallow(models[name]) for name in names}
    inputs = tuple(
        Input(name_beside(beside.get(name, name), "Dict"), name)
        for name in sorted(names)
        if any(isinstance(shallow[held], ObjectModel) for held in reached(shallow, (name,)))
    )
    api = replace(api, inputs=inputs)
    forms = forms_of(api)
    operations = tuple(replace(operation, body=with_types(operation.body, forms.given)) for operation in api.operations)
    return replace(api, operations=operations)


def forms_of(api: Api) -> Forms:
    """The forms in which the models of the `Api` may be given."""
    return Forms({model.name: model for model in api.models}, {input.model: input.name for input in api.inputs})


@dataclass(frozen=True, slots=True)
class Forms:
    """The models by name, and the names of the typed dicts of the same shape."""

    models: Mapping[str, Model]
    dicts: Mapping[str, str]

    def in_dict(self, type: Type) -> Type:
        """What a typed dict holds for a value of the type: as it stands in JSON, where the value alone does not tell."""
        return self.given(as_sent(self._spelled(type)))

    def _spelled(self, type: Type) -> Type:
        model = self.models.get(type.name) if isinstance(type, Named) else None
        if isinstance(model, AliasModel) and as_sent(model.type) != model.type:
            return model.type
        return within(type, self._spelled)

    def given(self, type: Type, outer: frozenset[str] = frozenset()) -> Type:
        """What may be given where a value of the type is asked for; `outer` are the aliases that it stands within."""
        match type:
            case OneOf(members):
                return union(tuple(self.given(member, outer) for member in members))
            case ListOf() | MapOf():
                return self.besides(type, outer) or type
            case _:
                besides = self.besides(type, outer)
                return type if besides is None else union((type, besides))

    def besides(self, type: Type, outer: frozenset[str] = frozenset()) -> Type | None:
        """What may be given besides values of the type itself; for one found again within itself, nothing there."""
        match type:
            case Scalar("datetime" | "date" | "time" | "timedelta" | "UUID") | Scalar("Decimal", "text"):
                return _TEXT
            case ListOf(item):
                # Text is a sequence of texts, so where those may be items, a checker is to insist on a list.
                known = self.besides(item, outer) is None
                return None if known else ListOf(self.given(item, outer), not self._takes_text(item))
            case MapOf(value):
                return None if self.besides(value, outer) is None else MapOf(self.given(value, outer), True)
            case OneOf(members):
                found = tuple(each for member in members if (each := self.besides(member, outer)) is not None)
                return union(found) if found else None
            case Named(name) if name in self.dicts:
                named = Named(self.dicts[name])
                return union((named, _ANY_KEYS)) if _has_more_keys(self.models[name]) else named
            case Named(name):
                return None if name in outer else self.besides_within(self.models.get(name), outer | {name})
            case Scalar() | Constants() | TupleOf():
                return None

    def besides_within(self, model: Model | None, outer: frozenset[str] = frozenset()) -> Type | None:
        """What may be given besides values of a union or an alias, as it is made of other types."""
        match model:
            case UnionModel(members=members):
                return self.besides(OneOf(members), outer)
            case AliasModel(type=type):
                return self.besides(type, outer)
            case ObjectModel() | EnumModel() | None:
                return None

    def _takes_text(self, type: Type) -> bool:
        match type:
            case Scalar(name=name):
                return name == "Any" or name == "str" or self.besides(type) == _TEXT
            case OneOf(members):
                return any(self._takes_text(member) for member in members)
            case Named(name):
                match self.models.get(name):
                    case EnumModel(base=base):
                        return self._takes_text(base)
                    case UnionModel(members=members):
                        return self._takes_text(OneOf(members))
                    case AliasModel(type=aliased):
                        return self._takes_text(aliased)
                    case ObjectModel() | None:
                        return False
            case ListOf() | TupleOf() | MapOf() | Constants():
                return False


def keys_of(model: ObjectModel) -> tuple[Field, ...]:
    """The properties that a typed dict can have as keys: all but the nameless one."""
    return tuple(field for field in model.fields if field.wire_name)


def _has_more_keys(model: Model) -> bool:
    """Whether objects of the model may have keys that its typed dict cannot."""
    return isinstance(model, ObjectModel) and (model.open or keys_of(model) != model.fields)


def _shallow(model: Model) -> Model:
    """The model without what is in its objects."""
    return replace(model, fields=()) if isinstance(model, ObjectModel) else model
