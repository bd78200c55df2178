"""Two `Api`s made comparable: old names of what is the same are the new ones, and each model knows its directions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

from inhouse.api.api import Api, Model, ObjectModel
from inhouse.api.directions import reached
from inhouse.api.types import Type, scalars_in
from inhouse.api.walk import names_within, renamed
from inhouse.changes.change import BOTH, NOTHING, RUNNING, SOURCE, WIRE, Action, Break
from inhouse.changes.fits import Fit
from inhouse.changes.pairs import Key, paired

_SENT = frozenset(("body", "parameters"))


@dataclass(frozen=True, slots=True)
class Sides:
    """The old `Api`, in which models are called as in the new one, and the new one.

    `models` are pairs, old first; `gone` and `come` those without a partner. `absorbed` are old names of models that are
    one with others now, by which a pair of theirs is called. `names` are the old names of those that are
    called otherwise now, by the new ones, typed dicts too. `sent` and `received` are the names of the models that
    requests and answers of either hold. `before` and `after` are the models of each by name.
    """

    old: Api
    new: Api
    models: tuple[tuple[Model, Model], ...]
    gone: tuple[Model, ...]
    come: tuple[Model, ...]
    names: Mapping[str, str]
    absorbed: Mapping[str, str]
    sent: frozenset[str]
    received: frozenset[str]
    before: Mapping[str, Model]
    after: Mapping[str, Model]

    def received_breaks(self, old: Type, new: Type) -> tuple[Break, ...]:
        """What breaks for code that reads values of the new type in place of the old one."""
        before, after = self.before, self.after
        source = () if Fit(after, before, "inner").fits(new, old) else SOURCE
        running = () if Fit(after, before, "inner", classes=True).fits(new, old) else RUNNING
        return (*source, *running) or (WIRE if old != new and self.received_fits_back(old, new) else NOTHING)

    def received_fits_back(self, old: Type, new: Type) -> bool:
        """Whether the types are the same to who reads: the old one is good for the new one, too."""
        return Fit(self.before, self.after, "inner").fits(old, new)

    def sent_breaks(self, old: Type, new: Type, *, is_checked: bool) -> tuple[Break, ...]:
        """What breaks for code that gives values of the old type where the new one is asked for.

        A value `is_checked` where one of another type raises; elsewhere only types that need a way of their own to be
        written do.
        """
        if self.sent_fits(old, new):
            return WIRE if old != new and Fit(self.after, self.before, "outer").fits(new, old) else ()
        return BOTH if is_checked or _is_written_by_type(new) else SOURCE

    def sent_fits(self, old: Type, new: Type) -> bool:
        """Whether all that could be given still can."""
        return Fit(self.before, self.after, "outer").fits(old, new)

    def action(self, old: Type, new: Type) -> Action:
        """What became of a type: a narrower one, a wider one, or another."""
        before, after = self.before, self.after
        narrower, wider = Fit(after, before, "outer").fits(new, old), Fit(before, after, "outer").fits(old, new)
        return "changed" if narrower == wider else "narrowed" if narrower else "widened"


def sides_of(old: Api, new: Api) -> Sides:
    """The two made comparable."""
    by_the_name: tuple[Key[Model], ...] = (lambda model: model.name,)
    named, gone, come = paired(old.models, new.models, by_the_name)
    further, gone, come = _renamed_models(gone, come)
    absorbed, gone = _absorbed(gone, new.models)
    names = {before.name: after.name for before, after in further}
    called = names | absorbed
    before_dicts, after_dicts = ({each.model: each.name for each in api.inputs} for api in (old, new))
    for model, dict_name in before_dicts.items():
        now = after_dicts.get(called.get(model, model))
        if now is not None and now != dict_name:
            called[dict_name] = now
            if model not in absorbed:
                names[dict_name] = now
    parts: list[tuple[Model, Model]] = []
    if called:
        all = renamed(old, called)
        kept = [each for each in all.models if each.name not in absorbed]
        parts = [
            (replace(each, name=absorbed[each.name]), _by_name(new)[absorbed[each.name]])
            for each in all.models
            if each.name in absorbed
        ]
        old = replace(all, models=tuple(replace(each, name=names.get(each.name, each.name)) for each in kept))
    by_name = _by_name(old)
    before = {**{model.name: model for model, _ in parts}, **by_name}
    pairs = [(by_name[now.name], now) for _, now in (*named, *further)]
    return Sides(
        old,
        new,
        tuple(sorted((*pairs, *parts), key=lambda pair: pair[1].name)),
        tuple(by_name[model.name] for model in gone),
        tuple(come),
        {now: was for was, now in names.items()},
        absorbed,
        _directed(old, is_sent=True) | _directed(new, is_sent=True),
        _directed(old, is_sent=False) | _directed(new, is_sent=False),
        before,
        _by_name(new),
    )


def _renamed_models(gone: list[Model], come: list[Model]) -> tuple[list[tuple[Model, Model]], list[Model], list[Model]]:
    """Models that are called otherwise: those that stand where another stood, and those that are made alike.

    A model at the same pointer may have become something else altogether, which is then no new name for it.
    """

    def place(model: Model) -> tuple[type[Model], str]:
        return model.__class__, model.pointer

    def shape(model: Model) -> Model | None:
        is_empty = isinstance(model, ObjectModel) and not model.fields
        return None if is_empty else replace(model, name="", pointer="", doc="", twins=())

    return paired(gone, come, (place, shape))


def _absorbed(gone: list[Model], models: Iterable[Model]) -> tuple[dict[str, str], list[Model]]:
    """The models whose place another one has now besides its own, old name to new, and all that are gone but those."""
    shared = {
        (model.__class__, at): model.name for model in models if model.twins for at in (model.pointer, *model.twins)
    }
    found = {
        model.name: shared[model.__class__, model.pointer]
        for model in gone
        if (model.__class__, model.pointer) in shared
    }
    return found, [model for model in gone if model.name not in found]


def _directed(api: Api, *, is_sent: bool) -> frozenset[str]:
    """The names of the models that requests, or all else but requests, hold."""
    held: list[object] = []
    if not is_sent:
        held += [getattr(api, each.name) for each in fields(api) if each.name not in ("models", "operations", "inputs")]
    for operation in api.operations:
        held += [getattr(operation, each.name) for each in fields(operation) if (each.name in _SENT) is is_sent]
    return reached(_by_name(api), names_within(tuple(held)))


def _by_name(api: Api) -> Mapping[str, Model]:
    return {model.name: model for model in api.models}


def _is_written_by_type(type: Type) -> bool:
    return any(scalar.wire or scalar.name in ("bytes", "timedelta") for scalar in scalars_in(type))


def listed(words: Iterable[str]) -> str:
    """The words in a sentence, as code: `a`, `b` and `c`."""
    *first, last = [f"`{word}`" for word in words]
    return f"{', '.join(first)} and {last}" if first else last
