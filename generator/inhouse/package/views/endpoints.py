"""The views of the modules of endpoint functions."""

from __future__ import annotations

from dataclasses import dataclass

from inhouse.api.answers import ACCEPT, returned
from inhouse.api.api import (
    Api,
    Operation,
    SecurityScheme,
    StatusErrorClass,
)
from inhouse.api.streams import UNKNOWN
from inhouse.api.types import Constants, Scalar, Type, names_in
from inhouse.api.walk import names_within
from inhouse.models.schemas import exact
from inhouse.package.fragments import (
    Annotation,
    Docstring,
    Identifier,
    Import,
    Literal,
)
from inhouse.package.views.answers import (
    accept_argument,
    answer_imports,
    call_kind,
    call_types,
    stream_view,
    success_view,
)
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
from inhouse.package.views.forms import form_dicts
from inhouse.package.views.layout import package_import, package_name, qualified
from inhouse.package.views.pages import options_view, pages_class, pages_module, pages_view
from inhouse.package.views.requests import (
    CALL_PLACES,
    argument_view,
    arguments_of,
    keyword_views,
    place_view,
    styles_used,
    written_by_type,
)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """All that a module of endpoint functions is made of: of the names, those that the operations mention."""

    operations: tuple[Operation, ...]
    models: tuple[str, ...]
    inputs: tuple[str, ...]
    forms: tuple[str, ...]
    security_schemes: tuple[SecurityScheme, ...]
    errors: tuple[StatusErrorClass, ...]


def endpoints_of(api: Api) -> dict[str, Endpoints]:
    """The modules of endpoint functions, by their names."""
    models = {model.name for model in api.models}
    inputs = {input.name for input in api.inputs}
    forms = {form.name for form in form_dicts(api)}
    found: dict[str, Endpoints] = {}
    for module, each in sorted(operations_by_module(api).items()):
        operations = tuple(each)
        used = names_within(operations)
        found[module] = Endpoints(
            operations,
            tuple(sorted(models & used)),
            tuple(sorted(inputs & used)),
            tuple(sorted(forms & used)),
            api.security_schemes,
            api.errors,
        )
    return found


def endpoints_view(module: Endpoints, line_length: int, *, is_split: bool = False) -> View:
    """For `endpoints/<module>.py`, in lines of so many characters; split, models are imported when they are needed."""
    return _lazily(module, line_length) if is_split else _view(module, module.operations, line_length)


def _lazily(module: Endpoints, line_length: int) -> View:
    """The view of a module that names models, and typed dicts, by the modules that they stand in: `models.Pet`."""
    operations = module.operations
    taken = {name for operation in operations for name in (operation.function, *_argument_names(operation))}
    held = {"models": module.models, "inputs": module.inputs, "forms": module.forms}
    imports = {name: package_import("..", name, package_name(name, taken)) for name in held if held[name]}
    for name in imports:
        operations = qualified(operations, held[name], package_name(name, taken))
    packages = tuple(imports[name] for name in imports if name == "models")
    checked = tuple(imports[name] for name in imports if name != "models")
    return _view(module, operations, line_length, packages, checked)


def _argument_names(operation: Operation) -> tuple[str, ...]:
    body = operation.body
    chosen = (body.name, *((body.choice,) if body.choice is not None else ())) if body is not None else ()
    return (ACCEPT, *chosen, *(parameter.name for parameter in operation.parameters))


def _view(
    module: Endpoints,
    operations: tuple[Operation, ...],
    line_length: int,
    packages: tuple[Import, ...] = (),
    checked: tuple[Import, ...] = (),
) -> View:
    """The view of these operations; `packages` are imported besides, and by type checkers those that are `checked`."""
    call_names: set[str] = set()
    named: set[str] = set()
    standard: dict[str, str] = {}
    exactly: list[Type] = []
    by_type: set[Scalar] = set()
    forms = {form.name for operation in operations if operation.body is not None for form in operation.body.forms}
    walks = {pages_class(pages): pages for operation in operations if (pages := operation.pages)}.values()
    for operation in operations:
        call_names |= {call_kind(operation)}
        answers = [*returned(operation.success), *operation.stream]
        read = [answer.type for answer in answers if answer.type is not None]
        annotated = [
            *call_types(operation),
            *((Constants(operation.choices),) if operation.choices else ()),
            *body_types(operation.body),
            *(parameter.type for parameter in operation.parameters),
        ]
        standard |= standard_names([*annotated, *map(exact, read)])
        exactly += [
            answer.type for answer in answers if answer.type is not None and answer.reading not in ("text", "binary")
        ]
        by_type |= written_by_type(operation)
        for type in (*annotated, *read):
            named |= names_in(type)
    standard |= {"TYPE_CHECKING": "typing"} if checked else {}
    named = {name for name in named if "." not in name}
    inputs = named.intersection(module.inputs)
    models = named - inputs - forms - {UNKNOWN.name}
    return {
        "doc": Docstring(group_doc(operations)),
        "imports": (
            *standard_imports(standard),
            *((Import("typing_extensions", ("deprecated",)),) if any(o.deprecated for o in operations) else ()),
            *exact_imports(exactly, ".._runtime", *writing_imports(by_type)),
            *(Import(f".._runtime.{name}", names) for name, names in bodies_used(operations)),
            *answer_imports(operations),
            *((Import(".._runtime.call", tuple(names)),) if (names := call_names - {"StreamCall"}) else ()),
            *(Import(f".._runtime.{pages_module(pages)}", (pages_class(pages),)) for pages in walks),
            *((Import(".._runtime.streams", ("StreamCall",)),) if "StreamCall" in call_names else ()),
            *((Import(".._runtime.styles", tuple(styles)),) if (styles := styles_used(operations)) else ()),
            *(
                (Import(".._runtime.idempotency", ("fresh_key",)),)
                if any(o.idempotency_key for o in operations)
                else ()
            ),
            *((Import("..forms", tuple(named & forms)),) if named & forms else ()),
            *((Import("..inputs", tuple(inputs)),) if inputs else ()),
            *((Import("..models", tuple(models)),) if models else ()),
            *packages,
        ),
        "checked": checked,
        "operations": tuple(_operation(module, operation, line_length) for operation in operations),
    }


def _operation(module: Endpoints, operation: Operation, line_length: int) -> View:
    places = tuple(
        view for argument, held in CALL_PLACES if (view := place_view(operation, argument, held)) is not None
    )
    return {
        "function": Identifier(operation.function),
        "deprecated": Literal(f"{operation.method} {operation.path} is deprecated.") if operation.deprecated else None,
        "call": Identifier(call_kind(operation)),
        "types": tuple(Annotation(type) for type in call_types(operation)),
        "id": Literal(operation.id),
        "method": Literal(operation.method),
        "path": Literal(operation.template),
        "success": success_view(operation),
        "stream": stream_view(operation),
        "body": body_view(operation.body),
        "unwrap": Literal(operation.unwrap) if operation.unwrap else None,
        "pages": pages_view(operation.pages),
        "security": security_literal(module.security_schemes, operation),
        "server": optional_literal(operation.server),
        "repeatable": operation.repeatable,
        "options": options_view(operation),
        "positional": tuple(
            argument_view(parameter) for parameter in arguments_of(operation) if parameter.place == "path"
        ),
        "keywords": (*keyword_views(operation), *accept_argument(operation)),
        "places": places,
        "doc": Docstring(_operation_doc(module, operation, line_length), INDENT),
    }


def _operation_doc(module: Endpoints, operation: Operation, line_length: int) -> str:
    blocks = [sentence(operation.summary)] if operation.summary else []
    if operation.description and operation.description.rstrip(".") != operation.summary.rstrip("."):
        blocks.append(operation.description)
    blocks.append(f"`{operation.method} {operation.path}`")
    if operation.deprecated:
        blocks.append("Deprecated.")
    if operation.headers is not None:
        headers = operation.headers.name.rpartition(".")[2]
        blocks.append(f"Headers of the answer: `models.{headers}.of(client.response(...))`.")
    described = [(parameter.name, parameter.doc) for parameter in arguments_of(operation)]
    described += body_docs(operation.body)
    if operation.choices:
        described.append((ACCEPT, "The media type to be answered with; any of these by default."))
    if described:
        arguments = "\n".join(doc_entry(name, doc, line_length) for name, doc in described)
        blocks.append(f"Args:\n{arguments}")
    documented = {
        int(r.status): r.doc for r in operation.responses if r.status.isdigit() and not r.status.startswith("2")
    }
    absent = [
        int(answer.status) for answer in operation.success if answer.status[0] in "45" and answer.status.isdigit()
    ]
    if absent:
        entries = "\n".join(doc_entry(str(status), documented.pop(status, ""), line_length) for status in absent)
        blocks.append(f"Returns None for:\n{entries}")
    raised = [(error.name, documented[error.status]) for error in module.errors if error.status in documented]
    if raised:
        entries = "\n".join(doc_entry(name, doc, line_length) for name, doc in raised)
        blocks.append(f"Raises, when sent:\n{entries}")
    return "\n\n".join(blocks)
