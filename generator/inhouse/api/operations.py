"""Document → Api: operations with their parameters, answers and policies, each with its place in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from inhouse.api.answers import responses_of, result_of, success_of
from inhouse.api.api import (
    Api,
    Coverage,
    ErrorPointers,
    Operation,
    Skipped,
)
from inhouse.api.bodies import body_of
from inhouse.api.directions import directed
from inhouse.api.errors import error_classes
from inhouse.api.found import Found, Skip
from inhouse.api.inputs import with_inputs
from inhouse.api.names import pascal_case
from inhouse.api.naming import OperationName, candidate, key_of, operation_names, repeated_ids
from inhouse.api.narrow import narrowed
from inhouse.api.pages import pages_of
from inhouse.api.parameters import USED_IN_CALLS, is_header, parameters_of, path_template
from inhouse.api.paths import operations_of, order_of
from inhouse.api.reserved import TYPE_NAMES
from inhouse.api.schemas import Schemas
from inhouse.api.security import scopes_of, security_of, security_schemes
from inhouse.api.servers import Servers, read_servers
from inhouse.api.types import Type, union
from inhouse.diagnostics import Diagnostic, Place
from inhouse.document.document import Document, place
from inhouse.document.names import NO_NAMES, Names
from inhouse.document.pointer import join_pointer
from inhouse.document.policies import OperationPolicy, read_error_policy, read_operation_policy
from inhouse.document.selection import EVERYTHING, Selection, select
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
) -> tuple[Api, tuple[Diagnostic, ...]]:
    """The `Api` of a normalized document, and what is wrong with the document.

    `name` is the package's; `policies`, by operation id, and `names` go before the document's own. The whole document is
    read, so that every name is what it is without a selection.
    """
    schemas = Schemas(document, names)
    schemas.read_components()
    found_operations = tuple(operations_of(document, schemas))
    reserved = TYPE_NAMES | USED_IN_CALLS | {"client"} | schemas.model_words
    named = operation_names(document, found_operations, names, schemas.given, reserved)
    selected, wrong = select(selection, {key_of(f): candidate(f, named[key_of(f)]) for f in found_operations})
    error_policy, diagnostics = read_error_policy(document.root, lambda pointer: place(document, pointer))
    diagnostics = (*diagnostics, *wrong)
    read: list[_Read] = []
    skipped: list[Skipped] = []
    regions: set[str] = set()
    servers = read_servers(document, schemas)
    for found in found_operations:
        id = named[key_of(found)].id
        policy, wrong = read_operation_policy(found.value, partial(_place_below, document, found.pointer))
        diagnostics = (*diagnostics, *wrong)
        try:
            read.append(_operation(schemas, found, named[key_of(found)], _merged(policies.get(id), policy), servers))
        except Skip as skip:
            if key_of(found) in selected:
                where = place(document, skip.pointer)
                message = f"{found.method} {found.path} is left out: {skip.reason}"
                diagnostic = Diagnostic("skipped-operation", "skip", message, where, skip.hint, operation=id)
                schemas.note(found.pointer, diagnostic)
                skipped.append(Skipped(id, found.method, found.path, Coverage("skipped", (skip.reason,))))
                regions |= {found.pointer, *found.touched}
    schemas.settle()
    schemas.given.check_models({model.name for model in schemas.models.values()})
    for pointer, diagnostic in repeated_ids(document, found_operations):
        schemas.note(pointer, diagnostic)
    operations = servers.promoted([_covered(schemas, operation) for operation in read])
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
        models=schemas.reach(type for operation in operations for type in _types(operation)),
        security_schemes=schemes,
        errors=error_classes(operations),
        error_pointers=ErrorPointers(error_policy.type, error_policy.message)
        if error_policy
        else ErrorPointers(None, None),
    )
    api, beside = directed(api, schemas.name_beside)
    api = narrowed(with_inputs(api, beside, schemas.name_beside), selected)
    if selection != EVERYTHING:
        chosen = [each for each in read if (each.operation.method, each.operation.path) in selected]
        regions |= {model.pointer for model in api.models}.union(*(each.touched for each in chosen))
        findings = [diagnostic for pointer, diagnostic in schemas.findings if _concerns(pointer, regions)]
    else:
        findings = [diagnostic for _, diagnostic in schemas.findings]
    return api, (*diagnostics, *schemas.given.problems, *findings)


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
    parameters = tuple(
        replace(parameter, required=parameter.required and not is_header(parameter, policy.idempotency_key))
        for parameter in parameters_of(schemas, found, hint)
    )
    body = body_of(schemas, found, hint)
    responses = responses_of(schemas, found, hint)
    success = success_of(responses, join_pointer(found.pointer, "responses"))
    unwrap = policy.unwrap or ""
    where = join_pointer(found.pointer, "x-inhouse-unwrap")
    result = union(tuple(result_of(schemas, answer, unwrap, where) for answer in success))
    pages = pages_of(
        schemas, policy.pagination, parameters, result, join_pointer(found.pointer, "x-inhouse-pagination")
    )
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
        result=result,
        unwrap=unwrap,
        pages=pages,
        repeatable=policy.repeatable
        if policy.repeatable is not None
        else found.method in _IDEMPOTENT or policy.idempotency_key is not None,
        idempotency_key=policy.idempotency_key,
        security=security_of(schemas.document, found),
        scopes=scopes_of(schemas.document, found),
        server=servers.name_for(found),
        coverage=Coverage("generated"),
    )
    return _Read(operation, frozenset({found.pointer, *found.touched}))


def _merged(first: OperationPolicy | None, second: OperationPolicy) -> OperationPolicy:
    if first is None:
        return second
    return OperationPolicy(
        unwrap=first.unwrap if first.unwrap is not None else second.unwrap,
        pagination=first.pagination or second.pagination,
        repeatable=first.repeatable if first.repeatable is not None else second.repeatable,
        idempotency_key=first.idempotency_key or second.idempotency_key,
    )


def _covered(schemas: Schemas, read: _Read) -> Operation:
    """The operation with what had to be approximated in it, in its models and in all else that it refers to."""
    models = schemas.reach(_types(read.operation))
    forms = read.operation.body.forms if read.operation.body is not None else ()
    regions = read.touched.union(
        (model.pointer for model in (*models, *forms)), *(schemas.sources.get(model.name, ()) for model in models)
    )
    reasons = tuple(
        dict.fromkeys(
            diagnostic.message
            for pointer, diagnostic in schemas.findings
            if any(pointer == region or pointer.startswith(f"{region}/") for region in regions)
        )
    )
    return replace(read.operation, coverage=Coverage("approximated", reasons)) if reasons else read.operation


def _types(operation: Operation) -> Iterable[Type]:
    """Every type that the operation's code mentions."""
    yield operation.result
    yield from (parameter.type for parameter in operation.parameters)
    yield from (response.type for response in operation.responses if response.type is not None)
    if operation.body is not None:
        yield operation.body.type
        yield from (part.type for form in operation.body.forms for part in form.parts)
    if operation.pages is not None:
        yield operation.pages.item
