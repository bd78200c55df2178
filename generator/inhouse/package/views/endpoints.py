"""The views of the modules of endpoint functions."""

from __future__ import annotations

from inhouse.api.api import (
    Api,
    Operation,
)
from inhouse.api.types import Scalar, Type, names_in
from inhouse.models.schemas import exact
from inhouse.package.fragments import (
    Annotation,
    Docstring,
    Identifier,
    Import,
    Literal,
)
from inhouse.package.views.answers import PLAIN, call_types, reading
from inhouse.package.views.bodies import bodies_used, body_docs, body_types, body_view
from inhouse.package.views.common import (
    INDENT,
    View,
    doc_entry,
    group_doc,
    operations_by_module,
    optional_literal,
    sentence,
)
from inhouse.package.views.credentials import security_literal
from inhouse.package.views.formats import exact_imports, standard_imports, standard_names, writing_imports
from inhouse.package.views.requests import (
    CALL_PLACES,
    argument_view,
    arguments_of,
    keyword_views,
    place_view,
    styles_used,
    written_by_type,
)


def endpoints_view(api: Api, module: str) -> View:
    """For `endpoints/<module>.py`."""
    operations = operations_by_module(api)[module]
    call_names: set[str] = set()
    named: set[str] = set()
    standard: dict[str, str] = {}
    exactly: list[Type] = []
    by_type: set[Scalar] = set()
    forms = {form.name for operation in operations if operation.body is not None for form in operation.body.forms}
    answers = {
        PLAIN[success.reading] for operation in operations for success in operation.success if success.reading in PLAIN
    }
    for operation in operations:
        call_names |= {"OffsetPages", "PagedCall"} if operation.pages else {"Call"}
        read = [success.type for success in operation.success if success.type is not None]
        annotated = [
            *call_types(operation),
            *body_types(operation.body),
            *(parameter.type for parameter in operation.parameters),
        ]
        standard |= standard_names([*annotated, *map(exact, read)])
        exactly += [
            success.type for success in operation.success if success.type is not None and success.reading == "json"
        ]
        by_type |= written_by_type(operation)
        for type in (*annotated, *read):
            named |= names_in(type)
    inputs = named & {input.name for input in api.inputs}
    models = named - inputs - forms
    return {
        "doc": Docstring(group_doc(operations)),
        "imports": (
            *standard_imports(standard),
            *((Import("typing_extensions", ("deprecated",)),) if any(o.deprecated for o in operations) else ()),
            *exact_imports(exactly, ".._runtime", *writing_imports(by_type)),
            *(Import(f".._runtime.{name}", names) for name, names in bodies_used(operations)),
            *((Import(".._runtime.answers", tuple(answers)),) if answers else ()),
            Import(".._runtime.call", tuple(call_names)),
            *((Import(".._runtime.styles", tuple(styles)),) if (styles := styles_used(operations)) else ()),
            *(
                (Import(".._runtime.idempotency", ("fresh_key",)),)
                if any(o.idempotency_key for o in operations)
                else ()
            ),
            *((Import("..forms", tuple(named & forms)),) if named & forms else ()),
            *((Import("..inputs", tuple(inputs)),) if inputs else ()),
            *((Import("..models", tuple(models)),) if models else ()),
        ),
        "operations": tuple(_operation(api, operation) for operation in operations),
    }


def _operation(api: Api, operation: Operation) -> View:
    pages = operation.pages
    places = tuple(
        view for argument, held in CALL_PLACES if (view := place_view(operation, argument, held)) is not None
    )
    return {
        "function": Identifier(operation.function),
        "deprecated": Literal(f"{operation.method} {operation.path} is deprecated.") if operation.deprecated else None,
        "call": Identifier("PagedCall" if pages else "Call"),
        "types": tuple(Annotation(type) for type in call_types(operation)),
        "id": Literal(operation.id),
        "method": Literal(operation.method),
        "path": Literal(operation.template),
        "success": tuple((Literal(success.status), reading(success)) for success in operation.success),
        "body": body_view(operation.body),
        "unwrap": Literal(operation.unwrap) if operation.unwrap else None,
        "pages": tuple(
            (Identifier(name), Literal(value))
            for name, value in (
                ("offset", pages.offset),
                ("limit", pages.limit),
                ("items", pages.items),
                ("echo", pages.echo),
                ("maximum", pages.maximum),
            )
            if value is not None
        )
        if pages
        else (),
        "security": security_literal(api, operation),
        "server": optional_literal(operation.server),
        "repeatable": operation.repeatable,
        "positional": tuple(
            argument_view(parameter) for parameter in arguments_of(operation) if parameter.place == "path"
        ),
        "keywords": keyword_views(operation),
        "places": places,
        "doc": Docstring(_operation_doc(api, operation), INDENT),
    }


def _operation_doc(api: Api, operation: Operation) -> str:
    blocks = [sentence(operation.summary)] if operation.summary else []
    if operation.description and operation.description.rstrip(".") != operation.summary.rstrip("."):
        blocks.append(operation.description)
    blocks.append(f"`{operation.method} {operation.path}`")
    if operation.deprecated:
        blocks.append("Deprecated.")
    described = [(parameter.name, parameter.doc) for parameter in arguments_of(operation)]
    described += body_docs(operation.body)
    if described:
        arguments = "\n".join(doc_entry(name, doc) for name, doc in described)
        blocks.append(f"Args:\n{arguments}")
    documented = {
        int(r.status): r.doc for r in operation.responses if r.status.isdigit() and not r.status.startswith("2")
    }
    raised = [(error.name, documented[error.status]) for error in api.errors if error.status in documented]
    if raised:
        entries = "\n".join(doc_entry(name, doc) for name, doc in raised)
        blocks.append(f"Raises, when sent:\n{entries}")
    return "\n\n".join(blocks)
