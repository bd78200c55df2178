"""Changes of what all calls share: the arguments of the clients, servers, errors, and functions for webhooks."""

from __future__ import annotations

from collections.abc import Iterator

from inhouse.api.api import Api, SecurityScheme, Server, ServerVariable, Webhook
from inhouse.api.types import annotation
from inhouse.changes.change import BOTH, NOTHING, RUNNING, SOURCE, WIRE, Change
from inhouse.changes.pairs import paired
from inhouse.changes.sides import Sides
from inhouse.document.pointer import join_pointer

_SCHEMES = "/components/securitySchemes"


def client_changes(sides: Sides) -> Iterator[Change]:
    """What became of the clients, of the errors, and of functions for webhooks."""
    old, new = sides.old, sides.new
    yield from _credentials(old, new)
    yield from _servers(old, new)
    yield from _errors(old, new)
    yield from _webhooks(sides)
    if (old.title, old.doc) != (new.title, new.doc):
        yield Change("documentation", "changed", "Client", NOTHING, "the API is called or described otherwise", "/info")


def _credentials(old: Api, new: Api) -> Iterator[Change]:
    def name(scheme: SecurityScheme) -> str:
        return scheme.name

    pairs, gone, come = paired(old.security_schemes, new.security_schemes, (name,))
    kept = {argument for scheme in new.security_schemes for argument in scheme.arguments}
    known = {argument for scheme in old.security_schemes for argument in scheme.arguments}
    for scheme in gone:
        for argument in scheme.arguments:
            if argument not in kept:
                yield _argument_gone(argument, join_pointer(_SCHEMES, scheme.name))
            else:
                text = f"`Client({argument})` is for another scheme than `{scheme.name}`"
                yield Change("security", "changed", f"Client({argument})", WIRE, text, _SCHEMES)
    for scheme in come:
        for argument in scheme.arguments:
            if argument not in known:
                text = f"clients take `{argument}`, for `{scheme.name}`"
                at = join_pointer(_SCHEMES, scheme.name)
                yield Change("security", "added", f"Client({argument})", NOTHING, text, at)
    for before, after in pairs:
        yield from _scheme(before, after)


def _scheme(old: SecurityScheme, new: SecurityScheme) -> Iterator[Change]:
    at = join_pointer(_SCHEMES, new.name)
    first = new.arguments[0] if new.arguments else new.name
    if len(old.arguments) == len(new.arguments) and old.kind == new.kind:
        for was, now in zip(old.arguments, new.arguments, strict=True):
            if was != now:
                text = f"the argument `{was}` of clients is called `{now}` now"
                yield Change("security", "renamed", f"Client({now})", BOTH, text, at, f"Client({was})")
    else:
        for argument in old.arguments:
            if argument not in new.arguments:
                yield _argument_gone(argument, at)
        for argument in new.arguments:
            if argument not in old.arguments:
                text = f"clients take `{argument}`, for `{new.name}`"
                yield Change("security", "added", f"Client({argument})", NOTHING, text, at)
    tokens = ("oauth2", "open_id_connect")
    if old.kind in tokens and new.kind not in tokens and first in old.arguments:
        text = f"`Client({first})` cannot be a function any more"
        yield Change("security", "narrowed", f"Client({first})", BOTH, text, at)
    sent = [(each.kind, each.place, each.wire_name, each.scheme, each.token_url) for each in (old, new)]
    if sent[0] != sent[1]:
        text = f"what `Client({first})` gives is sent otherwise: in the {new.place}, {new.scheme or new.wire_name}"
        yield Change("security", "changed", f"Client({first})", WIRE, text.rstrip(", "), at)
    elif old.doc != new.doc:
        yield Change(
            "documentation", "changed", f"Client({first})", NOTHING, f"`{new.name}` is described otherwise", at
        )


def _argument_gone(argument: str, pointer: str) -> Change:
    text = f"clients take no `{argument}` any more: one that is given it raises `TypeError`"
    return Change("security", "removed", f"Client({argument})", BOTH, text, pointer)


def _servers(old: Api, new: Api) -> Iterator[Change]:
    def server_name(server: Server) -> str:
        return server.name or ""

    def argument(variable: ServerVariable) -> str:
        return variable.argument

    pairs, gone, come = paired(old.servers, new.servers, (server_name,))
    for server in gone:
        text = f"clients take no `{server.argument}` any more"
        yield Change("server", "removed", f"Client({server.argument})", BOTH, text, "/servers")
    for server in come:
        text = f"clients take `{server.argument}`, the address of a server of its own"
        yield Change("server", "added", f"Client({server.argument})", NOTHING, text, "/servers")
    for before, after in pairs:
        name = f"Client({after.argument or 'base_url'})"
        if before.argument != after.argument:
            text = f"the argument `{before.argument}` of clients is called `{after.argument}` now"
            yield Change("server", "renamed", name, BOTH, text, "/servers", f"Client({before.argument})")
        if before.url != after.url:
            lost = "://" in before.url and "://" not in after.url
            text = f"`{name}` is `{after.url}` by default, and was `{before.url}`"
            if lost:
                text = f"`{name}` must be given: the document names no host any more"
            yield Change("server", "changed", name, RUNNING if lost else WIRE, text, "/servers")
        if (before.doc, before.others) != (after.doc, after.others):
            yield Change("documentation", "changed", name, NOTHING, f"`{name}` is described otherwise", "/servers")
    variables, lost_ones, new_ones = paired(_variables(old), _variables(new), (argument,))
    for variable in lost_ones:
        text = f"clients take no `{variable.argument}` any more"
        yield Change("server", "removed", f"Client({variable.argument})", BOTH, text, "/servers")
    for variable in new_ones:
        text = f"clients take `{variable.argument}`, a part of the address"
        yield Change("server", "added", f"Client({variable.argument})", NOTHING, text, "/servers")
    for was, now in variables:
        name = f"Client({now.argument})"
        if was.default != now.default:
            text = f"`{name}` is `{now.default}` by default, and was `{was.default}`"
            yield Change("server", "changed", name, WIRE, text, "/servers")
        if now.values and (lost_values := [each for each in was.values if each not in now.values] or not was.values):
            text = f"`{name}` is one of {', '.join(now.values)} now"
            yield Change("server", "narrowed", name, SOURCE if lost_values else NOTHING, text, "/servers")
        elif was.values != now.values:
            yield Change("server", "widened", name, NOTHING, f"`{name}` may be more than before", "/servers")


def _variables(api: Api) -> tuple[ServerVariable, ...]:
    return tuple(dict.fromkeys(variable for server in api.servers for variable in server.variables))


def _errors(old: Api, new: Api) -> Iterator[Change]:
    before, after = ({error.status: error for error in api.errors} for api in (old, new))
    for status in sorted(before.keys() - after.keys()):
        name = before[status].name
        text = f"`{name}` is gone: an import of it raises, and an answer of {status} is raised as another `StatusError`"
        yield Change("error", "removed", f"errors.{name}", BOTH, text, _status_pointer(old, status))
    for status in sorted(after.keys() - before.keys()):
        name = after[status].name
        text = f"an answer of {status} is raised as `{name}`, a `StatusError` as before"
        yield Change("error", "added", f"errors.{name}", NOTHING, text, _status_pointer(new, status))
    if old.root_error != new.root_error:
        text = f"`{old.root_error}` is called `{new.root_error}` now: an import by the old name raises"
        name = f"errors.{new.root_error}"
        yield Change("error", "renamed", name, BOTH, text, "", f"errors.{old.root_error}")
    if old.error_pointers != new.error_pointers:
        text = "`type` and `message` of errors are read from another place in the body"
        yield Change("error", "changed", "errors.StatusError", RUNNING, text, "/x-inhouse-error")


def _status_pointer(api: Api, status: int) -> str:
    for operation in api.operations:
        if any(answer.status == str(status) for answer in operation.responses):
            return join_pointer("/paths", operation.path, operation.method.lower(), "responses", str(status))
    return "/paths"


def _webhooks(sides: Sides) -> Iterator[Change]:
    def id(webhook: Webhook) -> str:
        return webhook.id

    def pointer(webhook: Webhook) -> str:
        return join_pointer("/webhooks", webhook.name) if webhook.operation is None else "/paths"

    pairs, gone, come = paired(sides.old.webhooks, sides.new.webhooks, (id,))
    for webhook in gone:
        if webhook.function is not None:
            name = f"webhooks.{webhook.function}"
            text = f"`{name}` is gone: an import of it raises"
            yield Change("webhook", "removed", name, BOTH, text, pointer(webhook))
    for webhook in come:
        if webhook.function is not None:
            name = f"webhooks.{webhook.function}"
            yield Change("webhook", "added", name, NOTHING, f"`{name}` is new", pointer(webhook))
    for before, after in pairs:
        name = f"webhooks.{after.function}"
        if before.function is not None and before.function != after.function:
            action, was = ("renamed", f"webhooks.{before.function}") if after.function else ("removed", None)
            name = name if after.function else f"webhooks.{before.function}"
            text = f"`webhooks.{before.function}` is " + (f"called `{after.function}` now" if was else "gone")
            yield Change(
                "webhook", "renamed" if action == "renamed" else "removed", name, BOTH, text, pointer(after), was
            )
        if before.function is None and after.function is not None:
            yield Change("webhook", "added", name, NOTHING, f"`{name}` is new", pointer(after))
        if before.type is not None and after.type is not None and before.type != after.type:
            text = f"`{name}` gives `{annotation(after.type)}`, and gave `{annotation(before.type)}`"
            breaks = sides.received_breaks(before.type, after.type)
            yield Change("webhook", sides.action(before.type, after.type), name, breaks, text, pointer(after))
