"""Changes of models, and of the typed dicts that stand for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inhouse.api.api import AliasModel, EnumModel, Field, Model, ObjectModel, UnionModel
from inhouse.api.types import LiteralValue, Type, annotation, optional
from inhouse.changes.change import BOTH, NOTHING, RUNNING, SOURCE, WIRE, Action, Break, Change, union_of
from inhouse.changes.pairs import Key, paired
from inhouse.changes.sides import Sides, listed
from inhouse.document.pointer import join_pointer


def model_changes(sides: Sides) -> Iterator[Change]:
    """What became of the models."""
    dicts = {input.model: input.name for input in sides.old.inputs}
    for model in sides.gone:
        names = [f"models.{model.name}", *([f"inputs.{dicts[model.name]}"] if model.name in dicts else [])]
        text = f"{listed(names)} {'is' if len(names) == 1 else 'are'} gone: an import of it raises"
        yield Change("model", "removed", model.name, BOTH, text, model.pointer)
    for was, now in sides.absorbed.items():
        names = [f"models.{was}", *([f"inputs.{dicts[was]}"] if was in dicts else [])]
        text = f"{listed(names)} {'is' if len(names) == 1 else 'are'} one with `{now}` now: an import by the old name raises"
        yield Change("model", "renamed", now, BOTH, text, sides.after[now].pointer, was)
    for model in sides.come:
        yield Change("model", "added", model.name, NOTHING, f"`models.{model.name}` is new", model.pointer)
    for old, new in sides.models:
        if new.name in sides.names:
            before = sides.names[new.name]
            text = f"`models.{before}` is called `{new.name}` now: an import by the old name raises"
            yield Change("model", "renamed", new.name, BOTH, text, new.pointer, before)
        yield from _model(sides, old, new)
    yield from _dict_names(sides)


def _dict_names(sides: Sides) -> Iterator[Change]:
    """Typed dicts that are there no more, though the model is, and such that are there now."""
    before, after = ({input.model: input for input in api.inputs} for api in (sides.old, sides.new))
    kept = {new.name: new for _, new in sides.models}
    for model in sorted(kept.keys() & (before.keys() | after.keys())):
        old, new = before.get(model), after.get(model)
        pointer = kept[model].pointer
        if old is not None and new is None:
            text = f"`inputs.{old.name}` is gone: no request takes it any more"
            yield Change("model", "removed", old.name, BOTH, text, pointer)
        elif new is not None and old is None:
            yield Change("model", "added", new.name, NOTHING, f"`inputs.{new.name}` is new", pointer)
        elif new is not None and new.name in sides.names:
            was = sides.names[new.name]
            text = f"`inputs.{was}` is called `{new.name}` now: an import by the old name raises"
            yield Change("model", "renamed", new.name, BOTH, text, pointer, was)


def _model(sides: Sides, old: Model, new: Model) -> Iterator[Change]:
    match old, new:
        case ObjectModel(), ObjectModel():
            yield from _object(sides, old, new)
        case EnumModel(), EnumModel():
            yield from _enum(sides, old, new)
        case UnionModel(), UnionModel():
            yield from _union(sides, old, new)
        case AliasModel(), AliasModel():
            yield from _alias(sides, old, new, old.type, new.type)
        case _:
            was, now = _stands_for(old), _stands_for(new)
            if was is not None and now is not None:
                yield from _alias(sides, old, new, was, now)
            else:
                text = f"`{new.name}` was {_kind(old)}, and is {_kind(new)} now"
                yield Change("type", "changed", new.name, BOTH, text, new.pointer)
    common = _described(old) & _described(new)
    if _docs(old, common) != _docs(new, common):
        text = f"`{new.name}` is described otherwise"
        yield Change("documentation", "changed", new.name, NOTHING, text, new.pointer)


def _object(sides: Sides, old: ObjectModel, new: ObjectModel) -> Iterator[Change]:
    def shape(field: Field) -> Field:
        return replace(field, wire_name="", name="", deprecated=False)

    keys: tuple[Key[Field], ...] = (lambda field: field.wire_name, lambda field: field.name)
    pairs, gone, come = paired(old.fields, new.fields, keys)
    if len(gone) == len(come) == 1:
        alike, gone, come = paired(gone, come, (shape,))
        pairs += alike
    is_sent, is_received = new.name in sides.sent, new.name in sides.received
    for field in gone:
        breaks = BOTH if is_received or old.closed or field.name != field.wire_name else SOURCE
        text = f"`{new.name}` has no `{field.name}` any more"
        yield Change("field", "removed", f"{new.name}.{field.name}", breaks, text, _field_pointer(old, field))
    for field in come:
        breaks = BOTH if is_sent and field.required else NOTHING
        text = f"`{new.name}` has `{field.name}: {_shown(field)}`" + (", which requests must give" if breaks else "")
        yield Change("field", "added", f"{new.name}.{field.name}", breaks, text, _field_pointer(new, field))
    for before, after in pairs:
        yield from _field(sides, new, before, after)
    if (old.closed, old.extra) != (new.closed, new.extra):
        yield _extras(sides, old, new)


def _extras(sides: Sides, old: ObjectModel, new: ObjectModel) -> Change:
    """What became of the keys of an object that have no names."""
    breaks: tuple[Break, ...] = NOTHING
    if new.closed and not old.closed and new.name in sides.sent:
        breaks = BOTH
    elif old.extra != new.extra and new.name in sides.sent | sides.received:
        fits = old.extra is not None and new.extra is not None and sides.sent_fits(old.extra, new.extra)
        breaks = NOTHING if fits else RUNNING
    what = "takes no" if new.closed else "takes" if old.closed else "has another type for"
    text = f"`{new.name}` {what} keys that have no name in it"
    action: Action = "changed" if old.closed == new.closed else "narrowed" if new.closed else "widened"
    return Change("type", action, new.name, breaks, text, new.pointer)


def _field(sides: Sides, model: ObjectModel, old: Field, new: Field) -> Iterator[Change]:
    name, pointer = f"{model.name}.{new.name}", _field_pointer(model, new)
    is_sent, is_received = model.name in sides.sent, model.name in sides.received
    if old.name != new.name:
        text = f"`{model.name}.{old.name}` is called `{new.name}` now"
        yield Change("field", "renamed", name, BOTH, text, pointer, f"{model.name}.{old.name}")
    if old.wire_name != new.wire_name:
        in_dict = any(input.model == model.name for input in sides.new.inputs)
        text = f"`{name}` is `{new.wire_name}` on the wire, and was `{old.wire_name}`"
        text += ", and so in the typed dict" if in_dict else ""
        yield Change("field", "changed", name, SOURCE if in_dict else WIRE, text, pointer)
    was, now = _effective(old), _effective(new)
    if old.type != new.type:
        breaks = union_of(
            sides.received_breaks(old.type, new.type) if is_received else NOTHING,
            sides.sent_breaks(old.type, new.type, is_checked=True) if is_sent else NOTHING,
        )
        text = f"`{name}` is `{annotation(now)}`, and was `{annotation(was)}`"
        yield Change("field", sides.action(old.type, new.type), name, breaks, text, pointer)
    if old.required and not new.required:
        read = "code that reads it meets None" if is_received and was != now else ""
        text = f"`{name}` is optional now" + (f": {read}" if read else "")
        yield Change("field", "widened", name, SOURCE if read else NOTHING, text, pointer)
    elif new.required and not old.required:
        text = f"`{name}` is required now" + (": requests must give it" if is_sent else ", and never None by itself")
        yield Change("field", "narrowed", name, BOTH if is_sent else NOTHING, text, pointer)


def _enum(sides: Sides, old: EnumModel, new: EnumModel) -> Iterator[Change]:
    pointer = join_pointer(new.pointer, "enum")
    for value in _missing(old.values, new.values):
        text = f"`{new.name}` does not list `{value!r}` any more; it may still be given and come"
        yield Change(
            "enum value", "removed", f"{new.name}[{value!r}]", NOTHING, text, join_pointer(old.pointer, "enum")
        )
    for value in _missing(new.values, old.values):
        text = f"`{new.name}` lists `{value!r}`, which could be given and come before"
        yield Change("enum value", "added", f"{new.name}[{value!r}]", NOTHING, text, pointer)
    if old.base != new.base:
        yield from _alias(sides, old, new, old.base, new.base)


def _missing(values: tuple[LiteralValue, ...], others: tuple[LiteralValue, ...]) -> list[LiteralValue]:
    known = {(value.__class__, value) for value in others}
    return [value for value in values if (value.__class__, value) not in known]


def _union(sides: Sides, old: UnionModel, new: UnionModel) -> Iterator[Change]:
    is_sent, is_received = new.name in sides.sent, new.name in sides.received
    for member in new.members:
        if member not in old.members:
            breaks = BOTH if is_received else NOTHING
            read = ", which was read as `Unknown` before" if is_received else ""
            text = f"`{new.name}` may be `{annotation(member)}`{read}"
            yield Change("type", "widened", new.name, breaks, text, new.pointer)
    for member in old.members:
        if member not in new.members:
            breaks = union_of(RUNNING if is_received else NOTHING, BOTH if is_sent else NOTHING)
            text = f"`{new.name}` is never `{annotation(member)}` any more"
            yield Change("type", "narrowed", new.name, breaks, text, new.pointer)
    same = set(old.members) == set(new.members)
    if same and (old.tag, set(old.mapping), old.other) != (new.tag, set(new.mapping), new.other):
        breaks = RUNNING if is_received else WIRE
        text = f"which member of `{new.name}` a value is, is told otherwise"
        yield Change("type", "changed", new.name, breaks, text, new.pointer)


def _alias(sides: Sides, old: Model, new: Model, was: Type, now: Type) -> Iterator[Change]:
    if was == now:
        return
    breaks = union_of(
        sides.received_breaks(was, now) if new.name in sides.received else NOTHING,
        sides.sent_breaks(was, now, is_checked=True) if new.name in sides.sent else NOTHING,
    )
    text = f"`{new.name}` is `{annotation(now)}`, and was `{annotation(was)}`"
    yield Change("type", sides.action(was, now), new.name, breaks, text, new.pointer)


def _stands_for(model: Model) -> Type | None:
    """The type that a name stands for, if it stands for one that has other words."""
    return model.base if isinstance(model, EnumModel) else model.type if isinstance(model, AliasModel) else None


def _kind(model: Model) -> str:
    match model:
        case ObjectModel():
            return "a class"
        case UnionModel():
            return "one of several classes"
        case EnumModel() | AliasModel():
            return f"`{annotation(_stands_for(model) or model.type)}`" if isinstance(model, AliasModel) else "an enum"


def _docs(model: Model, fields: frozenset[str]) -> object:
    """What is said of a model and of these of its fields."""
    own = model.fields if isinstance(model, ObjectModel) else ()
    return model.doc, sorted((each.wire_name, each.doc, each.deprecated) for each in own if each.wire_name in fields)


def _described(model: Model) -> frozenset[str]:
    return frozenset(field.wire_name for field in model.fields) if isinstance(model, ObjectModel) else frozenset()


def _effective(field: Field) -> Type:
    return field.type if field.required else optional(field.type)


def _shown(field: Field) -> str:
    return annotation(_effective(field))


def _field_pointer(model: ObjectModel, field: Field) -> str:
    return join_pointer(model.pointer, "properties", field.wire_name)
