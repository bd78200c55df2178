"""Document → Api: operations with their parameters, answers and policies, each with its place in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from types import MappingProxyType

from inhouse.api.amount import check_api, check_arguments, check_operations
from inhouse.api.answers import ACCEPT, choices_of, pieces_of, responses_of, result_of, success_of
from inhouse.api.api import (
    Api,
    Coverage,
    ErrorPointers,
    Operation,
    Response,
    Skipped,
    Webhook,
)
from inhouse.api.bodies import body_of
from inhouse.api.coverage import Findings, coverage_of, findings_of
from inhouse.api.directions import directed
from inhouse.api.errors import error_classes
from inhouse.api.found import Found, Skip
from inhouse.api.headers import headers_of
from inhouse.api.inputs import with_inputs
from inhouse.api.kept import KeptNames
from inhouse.api.names import pascal_case
from inhouse.api.naming import OperationName, candidate, key_of, operation_names, repeated_ids
from inhouse.api.narrow import narrowed
from inhouse.api.pages import pages_of, said_at
from inhouse.api.parameters import USED_IN_CALLS, is_header, parameters_of, path_template
from inhouse.api.paths import operations_of, order_of
from inhouse.api.reserved import TYPE_NAMES
from inhouse.api.schemas import Schemas
from inhouse.api.security import scopes_of, security_of, security_schemes
from inhouse.api.servers import Servers, read_servers
from inhouse.api.shared import shared
from inhouse.api.types import NONE, Type, union
from inhouse.api.webhooks import covered_webhooks, read_webhooks, webhook_types
from inhouse.diagnostics import Diagnostic, Place
from inhouse.document.choice import select
from inhouse.document.document import Document, place
from inhouse.document.names import NO_NAMES, Names
from inhouse.document.pointer import join_pointer
from inhouse.document.policies import OperationPolicy, read_error_policy, read_operation_policy
from inhouse.document.selection import EVERYTHING, Selection
from inhouse.document.values import as_mapping, as_text

_IDEMPOTENT = frozenset(("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "QUERY"))


@dataclass(frozen=True, slots=True)
class _Read:
    """An operation and the pointers that it is made of, its models apart."""

    operation: Operation
    touched: frozenset[str]


def lower(
    document: Document,
    *,
    name: str,
    policies: Mapping[str, OperationPolicy],
    names: Names = NO_NAMES,
    selection: Selection = EVERYTHING,
    kept: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Api, tuple[Diagnostic, ...]]:
    """The `Api` of a normalized document, and what is wrong with the document.

    `name` is the package's; `policies`, by operation id, and `names` go before the document's own. The whole document is
    read, so that every name is what it is without a selection. `kept` are the names that needed a rule before.
    """
    schemas = Schemas(document, names, KeptNames(kept))
    schemas.read_components()
    everything = tuple(operations_of(document, schemas))
    found_operations = tuple(each for each in everything if isinstance(each, Found))
    if selection == EVERYTHING:
        check_operations(document, [found.pointer for found in found_operations])
        check_arguments(document, found_operations)
    reserved = TYPE_NAMES | USED_IN_CALLS | {"client"} | schemas.model_words
    named = operation_names(document, found_operations, names, schemas.given, schemas.kept, reserved)
    selected, wrong = select(selection, {key_of(f): candidate(f, named[key_of(f)]) for f in found_operations})
    check_operations(document, [found.pointer for found in found_operations if key_of(found) in selected])
    error_policy, diagnostics = read_error_policy(document.root, lambda pointer: place(document, pointer))
    diagnostics = (*diagnostics, *wrong)
    read: list[_Read] = []
    skipped = [each for each in everything if isinstance(each, Skipped) and selection == EVERYTHING]
    regions: set[str] = set()
    servers = read_servers(document, schemas)
    known: list[tuple[str, Found]] = []
    for found in found_operations:
        id = named[key_of(found)].id
        policy, wrong = read_operation_policy(found.value, partial(_place_below, document, found.pointer))
        diagnostics = (*diagnostics, *wrong)
        known.append((id, found))
        try:
            read.append(_operation(schemas, found, named[key_of(found)], _merged(policies.get(id), policy), servers))
        except Skip as skip:
            if key_of(found) in selected:
                where = skip.place or place(document, skip.pointer)
                message = f"{found.method} {found.path} is left out: {skip.reason}"
                diagnostic = Diagnostic("skipped-operation", "skip", message, where, skip.hint, operation=id)
                schemas.note(found.pointer, diagnostic)
                skipped.append(Skipped(id, found.method, found.path, Coverage("skipped", (skip.reason,))))
                regions |= {found.pointer, *found.touched}
    sent = read_webhooks(schemas, known)
    schemas.settle()
    schemas.given.check_models({model.name for model in schemas.models.values()})
    for pointer, diagnostic in repeated_ids(document, found_operations):
        schemas.note(pointer, diagnostic)
    findings = findings_of(schemas)
    operations = servers.promoted([_covered(findings, operation) for operation in read])
    webhooks = covered_webhooks(findings, sent)
    types = [type for operation in operations for type in _types(operation)]
    types += [type for webhook in webhooks for type in webhook_types(webhook)]
    schemes = security_schemes(document, schemas, {name for o in operations for names in o.security for name in names})
    info = as_mapping(document.root.get("info")) or {}
    title = as_text(info.get("title")) or name
    api = Api(
        name=name,
        title=title.strip(),
        doc=(as_text(info.get("description")) or "").strip(),
        servers=servers.settled(argument for scheme in schemes for argument in scheme.arguments),
        root_error=f"{pascal_case(name, 'Client')}Error",
        operations=tuple(sorted(operations, key=lambda o: (o.module, o.path, order_of(o.method)))),
        skipped=tuple(skipped),
        webhooks=webhooks,
        models=schemas.reach(types),
        security_schemes=schemes,
        errors=error_classes(operations),
        error_pointers=ErrorPointers(error_policy.type, error_policy.message)
        if error_policy
        else ErrorPointers(None, None),
    )
    api, beside = directed(shared(api, schemas), schemas.name_beside)
    chosen_ids = {id for id, found in known if key_of(found) in selected}
    chosen_sent = [each for each in sent if _is_kept(each.webhook, chosen_ids, selection)]
    api = narrowed(with_inputs(api, beside, schemas.name_beside), selected, {each.webhook.id for each in chosen_sent})
    check_api(document, api)
    schemas.kept.keep_hints({f.pointer: (" ".join(key_of(f)), named[key_of(f)].hint) for f in found_operations})
    api = replace(api, kept_names=schemas.kept.used(schemas.by_name))
    if selection != EVERYTHING:
        chosen = [each for each in read if (each.operation.method, each.operation.path) in selected]
        regions |= frozenset[str]().union(*(each.touched for each in chosen_sent))
        held = [type for each in chosen for type in _types(each.operation)]
        held += [type for each in chosen_sent for type in webhook_types(each.webhook)]
        regions |= {model.pointer for model in schemas.reach(held)}.union(*(each.touched for each in chosen))
        told = [diagnostic for pointer, diagnostic in schemas.findings if _concerns(pointer, regions)]
    else:
        told = [diagnostic for _, diagnostic in schemas.findings]
    return api, (*diagnostics, *schemas.given.problems, *told)


def _is_kept(webhook: Webhook, operations: set[str], selection: Selection) -> bool:
    """Whether a selection has the webhook: callbacks go with their operation, others where nothing is left to include."""
    return webhook.operation in operations if webhook.operation is not None else not selection.include


def _concerns(pointer: str, regions: set[str]) -> bool:
    """Whether something is about the document as a whole, or about what was selected from it."""
    if not pointer.startswith(("/paths/", "/webhooks/", "/components/")):
        return True
    while pointer and pointer not in regions:
        pointer = pointer.rpartition("/")[0]
    return bool(pointer)


def _place_below(document: Document, base: str, pointer: str) -> Place:
    return place(document, base + pointer)


def _operation(schemas: Schemas, found: Found, name: OperationName, policy: OperationPolicy, servers: Servers) -> _Read:
    hint = name.hint
    responses = responses_of(schemas, found, hint)
    success = success_of(schemas, responses, found.method, join_pointer(found.pointer, "responses"))
    choices = choices_of(success)
    parameters = tuple(
        replace(parameter, required=False) if is_header(parameter, policy.idempotency_key) else parameter
        for parameter in parameters_of(schemas, found, hint, frozenset({ACCEPT} if choices else ()))
    )
    body = body_of(schemas, found, hint)
    schemas.amount.add_members(len(parameters) + len(responses), found.pointer)
    unwrap = policy.unwrap or ""
    with said_at(policy.places.get("unwrap")):
        result = result_of(schemas, success, unwrap, found.pointer)
    with said_at(policy.places.get("pagination")):
        pages = pages_of(schemas, policy.pagination, parameters, body, result, found.pointer)
    if policy.none_on is not None:
        success += tuple(Response(str(status), None, None, "", "nothing") for status in policy.none_on)
        result = union((result, NONE))
    operation = Operation(
        id=name.id,
        method=found.method,
        path=found.path,
        template=path_template(found.path),
        tag=name.tag,
        module=name.module,
        function=name.function,
        summary=(as_text(found.value.get("summary")) or "").strip(),
        description=(as_text(found.value.get("description")) or "").strip(),
        deprecated=found.value.get("deprecated") is True,
        parameters=parameters,
        body=body,
        responses=responses,
        success=success,
        stream=() if pages else pieces_of(success),
        choices=choices,
        headers=headers_of(schemas, found, {answer.status for answer in success}, hint),
        result=result,
        unwrap=unwrap,
        pages=pages,
        repeatable=policy.repeatable
        if policy.repeatable is not None
        else found.method in _IDEMPOTENT or policy.idempotency_key is not None,
        idempotency_key=policy.idempotency_key,
        retries=policy.retries,
        timeout=policy.timeout,
        deadline=policy.deadline,
        security=security_of(schemas.document, found),
        scopes=scopes_of(schemas.document, found),
        server=servers.name_for(found),
        coverage=Coverage("generated"),
    )
    return _Read(operation, frozenset({found.pointer, *found.touched}))


def _merged(first: OperationPolicy | None, second: OperationPolicy) -> OperationPolicy:
    """The policy with all that the first one says, and else what the second one does."""
    if first is None:
        return second
    said = {field.name: value for field in fields(first) if (value := getattr(first, field.name)) is not None}
    return replace(second, **{**said, "places": {**second.places, **first.places}})


def _covered(findings: Findings, read: _Read) -> Operation:
    """The operation with what had to be approximated in it, in its models and in all else that it refers to."""
    forms = read.operation.body.forms if read.operation.body is not None else ()
    touched = read.touched | {form.pointer for form in forms}
    coverage = coverage_of(findings, touched, _types(read.operation))
    return read.operation if coverage == read.operation.coverage else replace(read.operation, coverage=coverage)


def _types(operation: Operation) -> Iterable[Type]:
    """Every type that the operation's code mentions."""
    yield operation.result
    yield from (parameter.type for parameter in operation.parameters)
    yield from (response.type for response in operation.responses if response.type is not None)
    yield from (piece.type for response in operation.responses for piece in response.pieces)
    if operation.headers is not None:
        yield operation.headers
    if operation.body is not None:
        yield operation.body.type
        yield from (part.type for form in operation.body.forms for part in form.parts)
    if operation.pages is not None:
        yield operation.pages.item
