"""Changes of operations: their endpoint functions, what those take and return, and how they are sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inhouse.api.answers import ACCEPT, piece_type
from inhouse.api.api import Body, Form, Operation, Parameter, Part
from inhouse.api.types import NONE, Type, annotation, optional
from inhouse.changes.change import BOTH, NOTHING, RUNNING, SOURCE, WIRE, Break, Change, Kind
from inhouse.changes.pairs import Key, paired
from inhouse.changes.sides import Sides
from inhouse.document.pointer import join_pointer


def operation_name(operation: Operation) -> str:
    """An operation as callers have it: `client.actors.get_actor`."""
    return f"client.{operation.module}.{operation.function}"


def operation_pointer(operation: Operation) -> str:
    """Where an operation stands, unless a reference leads elsewhere."""
    return join_pointer("/paths", operation.path, operation.method.lower())


def operation_changes(sides: Sides) -> Iterator[Change]:
    """What became of the operations."""

    def signature(operation: Operation) -> object:
        parts = (operation.method, operation.parameters, operation.body, operation.responses, operation.result)
        return parts if operation.parameters or operation.body or operation.result != NONE else None

    keys: tuple[Key[Operation], ...] = (
        operation_name,
        lambda operation: (operation.method, operation.path),
        lambda operation: operation.id,
        signature,
    )
    pairs, gone, come = paired(sides.old.operations, sides.new.operations, keys)
    skipped = {(each.method, each.path): each for each in sides.new.skipped}
    for operation in gone:
        left_out = skipped.get((operation.method, operation.path))
        why = f": it is left out, since {'; '.join(left_out.coverage.reasons)}" if left_out is not None else ""
        text = f"`{operation.method} {operation.path}` has no function any more{why}"
        yield Change("operation", "removed", operation_name(operation), BOTH, text, operation_pointer(operation))
    for operation in come:
        text = f"`{operation.method} {operation.path}` is new"
        yield Change("operation", "added", operation_name(operation), NOTHING, text, operation_pointer(operation))
    for old, new in pairs:
        yield from _operation(sides, old, new)


def _operation(sides: Sides, old: Operation, new: Operation) -> Iterator[Change]:
    name, pointer = operation_name(new), operation_pointer(new)

    def change(kind: Kind, breaks: tuple[Break, ...], text: str) -> Change:
        return Change(kind, "changed", name, breaks, f"`{name}` {text}", pointer)

    if operation_name(old) != name:
        text = f"`{operation_name(old)}` is called `{name}` now, and `endpoints.{old.module}.{old.function}` likewise"
        yield Change("operation", "renamed", name, BOTH, text, pointer, operation_name(old))
    if (old.method, old.path) != (new.method, new.path):
        yield change("operation", WIRE, f"is sent as `{new.method} {new.path}`, and was as `{old.method} {old.path}`")
    if new.deprecated and not old.deprecated:
        yield change("operation", NOTHING, "is deprecated: editors mark it, and calling it warns")
    elif old.deprecated and not new.deprecated:
        yield change("operation", NOTHING, "is not deprecated any more")
    yield from _arguments(sides, old, new)
    yield from _body(sides, old, new)
    yield from _choice(ACCEPT, old.choices, new.choices, name, pointer)
    yield from _answers(sides, old, new)
    yield from _policies(old, new)
    if _docs(old, new) != _docs(new, old):
        yield replace(change("documentation", NOTHING, "is described otherwise"), kind="documentation")


def _arguments(sides: Sides, old: Operation, new: Operation) -> Iterator[Change]:
    def shape(parameter: Parameter) -> Parameter:
        return replace(parameter, wire_name="", name="")

    order = [[each.wire_name for each in operation.parameters if each.place == "path"] for operation in (old, new)]
    ranks = {name: rank for names in order for rank, name in enumerate(names)} if len({*map(len, order)}) == 1 else {}
    keys: tuple[Key[Parameter], ...] = (
        lambda parameter: (parameter.place, parameter.wire_name),
        lambda parameter: parameter.name,
        lambda parameter: ranks.get(parameter.wire_name) if parameter.place == "path" else None,
    )
    pairs, gone, come = paired(old.parameters, new.parameters, keys)
    if len(gone) == len(come) == 1:
        alike, gone, come = paired(gone, come, (shape,))
        pairs += alike
    owner = operation_name(new)
    for parameter in gone:
        text = f"`{owner}` takes no `{parameter.name}` any more: a call that gives it raises `TypeError`"
        name, pointer = f"{owner}({parameter.name})", _parameter_pointer(old, parameter)
        yield Change("argument", "removed", name, BOTH, text, pointer)
    for parameter in come:
        shown = annotation(parameter.type if parameter.required else optional(parameter.type))
        text = f"`{owner}` takes `{parameter.name}: {shown}`" + (", and must be given it" if parameter.required else "")
        name, pointer = f"{owner}({parameter.name})", _parameter_pointer(new, parameter)
        yield Change("argument", "added", name, BOTH if parameter.required else NOTHING, text, pointer)
    for before, after in pairs:
        yield from _argument(sides, new, before, after)
    moved = [
        after.wire_name
        for name in order[0]
        for before, after in pairs
        if (before.place, before.wire_name) == ("path", name)
    ]
    still = [name for name in order[1] if name in moved]
    if [name for name in moved if name in still] != still:
        text = f"the arguments of `{owner}` that are given by their places have another order"
        yield Change("argument", "changed", owner, RUNNING, text, operation_pointer(new))


def _argument(sides: Sides, operation: Operation, old: Parameter, new: Parameter) -> Iterator[Change]:
    owner, pointer = operation_name(operation), _parameter_pointer(operation, new)
    name = f"{owner}({new.name})"
    if old.name != new.name:
        text = f"the argument `{old.name}` of `{owner}` is called `{new.name}` now"
        yield Change("argument", "renamed", name, BOTH, text, pointer, f"{owner}({old.name})")
    if new.required and not old.required:
        text = f"`{name}` is required now: a call without it raises `TypeError`"
        yield Change("argument", "narrowed", name, BOTH, text, pointer)
    elif old.required and not new.required:
        yield Change("argument", "widened", name, NOTHING, f"`{name}` may be left out now", pointer)
    if old.type != new.type:
        text = f"`{name}` is `{annotation(new.type)}`, and was `{annotation(old.type)}`"
        breaks = sides.sent_breaks(old.type, new.type, is_checked=False)
        yield Change("argument", sides.action(old.type, new.type), name, breaks, text, pointer)
    if old.place == "path" and new.place != "path":
        text = f"`{name}` can only be given by name now, as it goes into the {new.place}"
        yield Change("argument", "narrowed", name, BOTH, text, pointer)
    elif (old.place, old.wire_name, old.serialization) != (new.place, new.wire_name, new.serialization):
        yield Change("argument", "changed", name, WIRE, f"`{name}` is sent otherwise: as {_sent_as(new)}", pointer)


def _sent_as(parameter: Parameter) -> str:
    how = parameter.serialization
    style = how.content_type or f"style {how.style}{', exploded' if how.explode else ''}"
    return f"`{parameter.wire_name}` in the {parameter.place} ({style})"


def _body(sides: Sides, old: Operation, new: Operation) -> Iterator[Change]:
    owner, pointer = operation_name(new), join_pointer(operation_pointer(new), "requestBody")
    before, after = old.body, new.body
    if after is None:
        if before is not None:
            text = f"`{owner}` takes no `{before.name}` any more: a call that gives it raises `TypeError`"
            at = join_pointer(operation_pointer(old), "requestBody")
            yield Change("argument", "removed", f"{owner}({before.name})", BOTH, text, at)
        return
    name = f"{owner}({after.name})"
    if before is None:
        text = f"`{owner}` takes `{after.name}: {_body_shown(after)}`" + (
            ", and must be given it" if after.required else ""
        )
        yield Change("argument", "added", name, BOTH if after.required else NOTHING, text, pointer)
        return
    if before.name != after.name:
        text = f"the argument `{before.name}` of `{owner}` is called `{after.name}` now"
        yield Change("argument", "renamed", name, BOTH, text, pointer, f"{owner}({before.name})")
    if after.required and not before.required:
        text = f"`{name}` is required now: a call without it raises `TypeError`"
        yield Change("argument", "narrowed", name, BOTH, text, pointer)
    elif before.required and not after.required:
        yield Change("argument", "widened", name, NOTHING, f"`{name}` may be left out now", pointer)
    was, now = _plain(before), _plain(after)
    kinds = [[content.kind for content in body.contents] for body in (before, after)]
    if was != now:
        breaks = sides.sent_breaks(was, now, is_checked=kinds[0] != kinds[1])
        text = f"`{name}` is `{_body_shown(after)}`, and was `{_body_shown(before)}`"
        yield Change("argument", sides.action(was, now), name, breaks, text, pointer)
    elif before.media_types[:1] != after.media_types[:1] or any(
        encoded != _encoded(after).get(media_type, encoded) for media_type, encoded in _encoded(before).items()
    ):
        yield Change("argument", "changed", name, WIRE, f"`{name}` is sent otherwise: as {_media(after)}", pointer)
    types = [body.media_types if body.choice else () for body in (before, after)]
    yield from _choice("content_type", types[0], types[1], owner, pointer)
    forms = {form.name: form for form in before.forms}
    for form in after.forms:
        if form.name in forms:
            yield from _form(sides, forms[form.name], form)
    for form in forms.values():
        if form.name not in {each.name for each in after.forms}:
            yield Change("model", "removed", form.name, BOTH, f"`forms.{form.name}` is gone", form.pointer)


def _plain(body: Body) -> Type:
    return body.type if body.required else optional(body.type)


def _body_shown(body: Body) -> str:
    return annotation(_plain(body))


def _media(body: Body) -> str:
    return f"`{body.media_types[0]}`"


def _encoded(body: Body) -> dict[str, tuple[object, ...]]:
    return {each.media_type: (each.kind, each.encodings, each.sends_null) for each in body.contents}


def _form(sides: Sides, old: Form, new: Form) -> Iterator[Change]:
    """Changes of a typed dict of parts; nothing but a type checker holds a form against it."""

    def wire_name(part: Part) -> str:
        return part.wire_name

    pairs, gone, come = paired(old.parts, new.parts, (wire_name,))
    for part in gone:
        text = f"`forms.{new.name}` has no key `{part.wire_name}` any more"
        yield Change("field", "removed", f"{new.name}[{part.wire_name!r}]", SOURCE, text, old.pointer)
    for part in come:
        at = join_pointer(new.pointer, "properties", part.wire_name)
        text = f"`forms.{new.name}` has the key `{part.wire_name}`" + (", which must be given" if part.required else "")
        breaks = SOURCE if part.required else NOTHING
        yield Change("field", "added", f"{new.name}[{part.wire_name!r}]", breaks, text, at)
    for before, after in pairs:
        name, at = f"{new.name}[{after.wire_name!r}]", join_pointer(new.pointer, "properties", after.wire_name)
        if before.type != after.type:
            breaks = sides.sent_breaks(before.type, after.type, is_checked=False)
            text = f"`{name}` is `{annotation(after.type)}`, and was `{annotation(before.type)}`"
            yield Change("field", sides.action(before.type, after.type), name, breaks, text, at)
        if after.required and not before.required:
            yield Change("field", "narrowed", name, SOURCE, f"`{name}` must be given now", at)
        elif before.required and not after.required:
            yield Change("field", "widened", name, NOTHING, f"`{name}` may be left out now", at)


def _choice(argument: str, old: tuple[str, ...], new: tuple[str, ...], owner: str, pointer: str) -> Iterator[Change]:
    """Changes of an argument that chooses a media type; the type of one has no other values than those listed."""
    name = f"{owner}({argument})"
    if old and not new:
        text = f"`{owner}` takes no `{argument}` any more: a call that gives it raises `TypeError`"
        yield Change("argument", "removed", name, BOTH, text, pointer)
    elif new and not old:
        yield Change(
            "argument", "added", name, NOTHING, f"`{owner}` takes `{argument}`, a choice of media types", pointer
        )
    elif gone := [each for each in old if each not in new]:
        text = f"`{name}` cannot be {' or '.join(f'`{each}`' for each in gone)} any more"
        yield Change("argument", "narrowed", name, BOTH if argument != ACCEPT else SOURCE, text, pointer)
    elif come := [each for each in new if each not in old]:
        text = f"`{name}` may be {' or '.join(f'`{each}`' for each in come)}, too"
        yield Change("argument", "widened", name, NOTHING, text, pointer)


def _answers(sides: Sides, old: Operation, new: Operation) -> Iterator[Change]:
    name, pointer = operation_name(new), join_pointer(operation_pointer(new), "responses")
    before, after = _call(old), _call(new)
    if before != after and before != "Call":
        text = f"`{name}` returns a `{after}`, and returned a `{before}`"
        yield Change("result", "narrowed", name, BOTH, text, pointer)
    elif before != after:
        walk = "`client.items` and `client.pages`" if after == "PagedCall" else "`client.stream`"
        text = f"`{name}` returns a `{after}`, which {walk} can take, too"
        yield Change("result", "widened", name, NOTHING, text, pointer)
    told = False
    if old.result != new.result:
        told = True
        breaks = sides.received_breaks(old.result, new.result)
        text = f"`{name}` gives `{annotation(new.result)}`, and gave `{annotation(old.result)}`"
        yield Change("result", sides.action(old.result, new.result), name, breaks, text, pointer)
    items = (old.pages.item, new.pages.item) if old.pages and new.pages else None
    if old.stream and new.stream:
        items = (piece_type(old.stream), piece_type(new.stream))
    if items is not None and items[0] != items[1]:
        told = True
        breaks = sides.received_breaks(*items)
        text = f"the pieces of `{name}` are `{annotation(items[1])}`, and were `{annotation(items[0])}`"
        yield Change("result", sides.action(*items), name, breaks, text, pointer)
    if old.unwrap != new.unwrap and not told and new.result != NONE:
        text = f"`{name}` gives what stands at `{new.unwrap or '/'}` of the answer, and gave `{old.unwrap or '/'}`"
        yield Change("result", "changed", name, RUNNING, text, pointer)
    yield from _statuses(old, new, name, pointer)
    if not told:
        read, reads = _readings(old), _readings(new)
        if any(read[key] != reads[key] for key in read.keys() & reads.keys()):
            yield Change("result", "changed", name, RUNNING, f"answers of `{name}` are read otherwise", pointer)


def _call(operation: Operation) -> str:
    return "StreamCall" if operation.stream else "Call" if operation.pages is None else "PagedCall"


def _readings(operation: Operation) -> dict[str, frozenset[str]]:
    statuses = {answer.status for answer in operation.success}
    return {
        status: frozenset(answer.reading for answer in operation.success if answer.status == status)
        for status in statuses
    }


def _statuses(old: Operation, new: Operation, name: str, pointer: str) -> Iterator[Change]:
    """Changes of the statuses that are no errors."""
    before, after = ({answer.status for answer in operation.success} for operation in (old, new))
    if not (before | after) & {"default", "2XX"}:
        for status in sorted(before - after):
            text = f"an answer of {status} to `{name}` is an error now, and is raised"
            yield Change("result", "narrowed", name, RUNNING, text, pointer)
    for status in sorted(after - before):
        if status[0] in "45":
            text = f"an answer of {status} to `{name}` is None now, and was raised as an error"
            yield Change("result", "widened", name, RUNNING, text, join_pointer(pointer, status))
        elif not before & {"default", "2XX"}:
            text = f"an answer of {status} to `{name}` is a success now, and was raised as an error"
            yield Change("result", "widened", name, NOTHING, text, join_pointer(pointer, status))


def _policies(old: Operation, new: Operation) -> Iterator[Change]:
    """Changes of how calls are sent."""
    name, pointer = operation_name(new), operation_pointer(new)

    def change(kind: Kind, breaks: tuple[Break, ...], text: str) -> Change:
        return Change(kind, "changed", name, breaks, f"`{name}` {text}", pointer)

    if (old.security, old.scopes) != (new.security, new.scopes):
        asked = " or ".join(" and ".join(f"`{each}`" for each in names) or "nothing" for names in new.security)
        yield change("security", WIRE, f"is sent with other credentials: {asked or 'none'}")
    if old.server != new.server:
        yield change("server", WIRE, "goes to another server")
    for what, was, now in (("timeout", old.timeout, new.timeout), ("deadline", old.deadline, new.deadline)):
        if was != now:
            shown = "that of the client" if now is None else f"{now:g} seconds"
            yield change("policy", RUNNING, f"has another {what}: {shown}")
    if old.repeatable != new.repeatable:
        yield change("policy", WIRE, f"{'may' if new.repeatable else 'must not'} be sent again after a failure")
    if old.retries != new.retries:
        yield change("policy", WIRE, "is retried otherwise")
    if old.idempotency_key != new.idempotency_key:
        shown = f"in the header `{new.idempotency_key}`" if new.idempotency_key else "no more"
        yield change("policy", WIRE, f"is sent with an idempotency key {shown}")
    if old.pages and new.pages and replace(old.pages, item=NONE) != replace(new.pages, item=NONE):
        yield change("policy", WIRE, "has its pages walked otherwise")


def _docs(operation: Operation, other: Operation) -> object:
    """What is said of an operation, and of those of its parameters that the other one has, too."""
    common = {(each.place, each.wire_name) for each in other.parameters}
    parameters = sorted(
        (each.place, each.wire_name, each.doc)
        for each in operation.parameters
        if each.doc and (each.place, each.wire_name) in common
    )
    answers = sorted({(each.status, each.doc) for each in operation.responses})
    body = operation.body.doc if operation.body is not None and other.body is not None else ""
    return operation.summary, operation.description, parameters, body, answers


def _parameter_pointer(operation: Operation, parameter: Parameter) -> str:
    return join_pointer(operation_pointer(operation), "parameters", f"{parameter.place}:{parameter.wire_name}")
