"""What each template is given: the `Api` cut into code fragments, in the order in which they are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from inhouse.api.api import (
    AliasModel,
    Api,
    Body,
    EnumModel,
    Field,
    ObjectModel,
    Operation,
    Parameter,
    ParameterPlace,
    ParameterStyle,
    StatusErrorClass,
    Success,
    UnionModel,
)
from inhouse.api.names import is_json, pascal_case
from inhouse.api.types import NONE, Type, annotation, names_in, optional
from inhouse.models.classes import ClassSources, FieldSource
from inhouse.models.schemas import EXACT_NAMES, exact
from inhouse.package.fragments import (
    LINE_LENGTH,
    Annotation,
    Docstring,
    FieldAnnotation,
    Identifier,
    Import,
    Literal,
    wrap,
)

View = Mapping[str, object]

_PLAIN = {"text": "Text", "binary": "Binary"}
"""What stands for an answer that is no JSON."""

_CREDENTIALS = {"api_key": "header_key", "basic": "basic", "bearer": "bearer"}
"""The function of the runtime that makes the credential of each kind of security scheme."""

_INDENT = 4
_COMMON_ERRORS = (
    "TransportError",
    "TimeoutError",
    "DecodeError",
    "StatusError",
    "ServerError",
    "UnexpectedStatusError",
)
_CALL_PLACES: tuple[tuple[str, tuple[ParameterPlace, ...]], ...] = (
    ("path_values", ("path",)),
    ("query", ("query",)),
    ("headers", ("header", "cookie")),
)
_PATH_HELPERS: Mapping[ParameterStyle, str] = {"simple": "as_simple", "label": "as_label", "matrix": "as_matrix"}
_DELIMITERS: Mapping[ParameterStyle, str] = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}


def group_class(module: str) -> str:
    """The name of the class that holds a module's endpoints on a client."""
    return f"{pascal_case(module, 'Default')}Group"


def init_view(api: Api) -> View:
    """For `__init__.py`."""
    errors = tuple(sorted((api.root_error, *_COMMON_ERRORS, *(error.name for error in api.errors))))
    imports = (
        Import("._runtime.errors", ("Request",)),
        Import("._runtime.exchange", ("Drift", "Response")),
        Import("._runtime.model", ("Unknown",)),
        Import(".client", ("AsyncClient", "Client")),
        Import(".errors", errors),
    )
    exported = sorted({"errors", "models", *(name for entry in imports for name in entry.names)})
    return {
        "doc": Docstring(f"A client for the {api_title(api)}."),
        "imports": imports,
        "exported": tuple(Literal(name) for name in exported),
    }


def client_view(api: Api) -> View:
    """For `client.py`."""
    modules = _modules(api)
    credentials = {_CREDENTIALS[scheme.kind] for scheme in api.security_schemes}
    groups = tuple(_group(module, operations) for module, operations in modules.items())
    return {
        "doc": Docstring(f"The clients of the {api_title(api)}, and its endpoints in groups."),
        "imports": (
            Import("._runtime.client", ("AsyncBaseClient", "BaseClient", "Endpoint", "Group")),
            Import("._runtime.exchange", ("Service", *sorted(credentials & {"bearer"}))),
            *((Import("._runtime.security", tuple(credentials - {"bearer"})),) if credentials - {"bearer"} else ()),
            Import("._runtime.http", ("AsyncOptions", "Options")),
            *((Import(".endpoints", tuple(modules)),) if modules else ()),
            Import(".errors", ("STATUS_ERRORS",)),
        ),
        "name": Literal(api.name),
        "base_url": Literal(api.base_url),
        "error_type": _literal(api.error_pointers.type),
        "error_message": _literal(api.error_pointers.message),
        "groups": groups,
        "arguments": tuple(Identifier(name) for scheme in api.security_schemes for name in scheme.arguments),
        "schemes": tuple(
            {
                "name": Literal(scheme.name),
                "credential": Identifier(_CREDENTIALS[scheme.kind]),
                "given": (
                    *((Literal(scheme.header),) if scheme.kind == "api_key" else ()),
                    *(Identifier(name) for name in scheme.arguments),
                ),
            }
            for scheme in api.security_schemes
        ),
        "clients": (
            _client(api, "Client", "BaseClient", "Options", "and waits for their answers"),
            _client(api, "AsyncClient", "AsyncBaseClient", "AsyncOptions", "from async code"),
        ),
    }


def errors_view(api: Api) -> View:
    """For `errors.py`."""
    return {
        "doc": Docstring(_error_tree(api)),
        "aliases": tuple(
            {"name": Identifier(name), "original": Identifier(original)}
            for name, original in ((api.root_error, "ClientError"), *((name, name) for name in _COMMON_ERRORS))
        ),
        "errors": tuple(
            {
                "name": Identifier(error.name),
                "base": Identifier(_error_base(error)),
                "status": Literal(error.status),
                "doc": Docstring(
                    f"{error.status}: {error.doc}" if error.doc else f"The status {error.status}.", _INDENT
                ),
            }
            for error in api.errors
        ),
    }


def endpoints_view(api: Api, module: str) -> View:
    """For `endpoints/<module>.py`."""
    operations = _modules(api)[module]
    call_names: set[str] = set()
    models: set[str] = set()
    standard: set[str] = set()
    bodies = {_body_function(operation.body) for operation in operations if operation.body is not None}
    answers = {
        _PLAIN[success.reading]
        for operation in operations
        for success in operation.success
        if success.reading in _PLAIN
    }
    for operation in operations:
        call_names |= {"OffsetPages", "PagedCall"} if operation.pages else {"Call"}
        types = [
            *_call_types(operation),
            *(success.type for success in operation.success if success.type is not None),
            *((operation.body.type,) if operation.body is not None else ()),
            *(parameter.type for parameter in operation.parameters),
        ]
        for type in types:
            models |= names_in(type)
            standard |= {name for name in ("Any", "Literal", "date", "datetime") if name in _words(annotation(type))}
    return {
        "doc": Docstring(_group_doc(operations)),
        "imports": (
            *_standard_imports(standard),
            *((Import(".._runtime.bodies", tuple(bodies)),) if bodies else ()),
            *((Import(".._runtime.answers", tuple(answers)),) if answers else ()),
            Import(".._runtime.call", tuple(call_names)),
            *((Import(".._runtime.styles", tuple(styles)),) if (styles := _styles(operations)) else ()),
            *((Import("..models", tuple(models)),) if models else ()),
        ),
        "operations": tuple(_operation(api, operation) for operation in operations),
    }


def models_view(api: Api, sources: ClassSources) -> View:
    """For `models.py`: enums, then classes, then the aliases that are made of them."""
    enums = [model for model in api.models if isinstance(model, EnumModel)]
    objects = [model for model in api.models if isinstance(model, ObjectModel)]
    aliases = _in_order([model for model in api.models if isinstance(model, UnionModel | AliasModel)])
    unions = [model for model in aliases if isinstance(model, UnionModel)]
    used = _words(
        " ".join(
            (
                *(source.annotation for fields in sources.values() for source in fields.values()),
                *(annotation(exact(type)) for model in aliases for type in _alias_types(model)),
            )
        )
    )
    standard: set[str] = {name for name in ("Annotated", "Any", "Literal") if name in used}
    standard |= {"Annotated", "Literal", "TypeAlias"} if enums else set[str]()
    standard |= {"TypeAlias"} if aliases else set[str]()
    standard |= {"Annotated"} if unions else set[str]()
    runtime = {name for name in EXACT_NAMES.values() if name in used}
    runtime |= {"Model"} if objects else set[str]()
    runtime |= {"OPEN"} if enums else set[str]()
    runtime |= {"Unknown"} if unions else set[str]()
    runtime |= {"Tagged" if union.tag is not None else "BestMatch" for union in unions}
    return {
        "doc": Docstring(f"The models of the {api_title(api)}."),
        "imports": (
            *_standard_imports(standard),
            *((Import("pydantic", ("Field",)),) if "Field" in used else ()),
            *((Import("._runtime.model", tuple(runtime)),) if runtime else ()),
        ),
        "enums": tuple(
            {
                "name": Identifier(enum.name),
                "literals": tuple(Literal(value) for value in enum.values),
                "base": Annotation(enum.base),
                "doc": _doc(enum.doc),
            }
            for enum in enums
        ),
        "classes": tuple(
            {
                "name": Identifier(model.name),
                "doc": _doc(model.doc, _INDENT),
                "closed": model.closed,
                "fields": tuple(_field(field, sources[model.name]) for field in model.fields),
            }
            for model in objects
        ),
        "aliases": tuple(_alias(model) for model in aliases),
    }


def api_title(api: Api) -> str:
    """The API's title on one line, ending in "API"."""
    title = " ".join(api.title.split())[:80]
    return title if title.lower().endswith("api") else f"{title} API"


def _modules(api: Api) -> dict[str, list[Operation]]:
    modules: dict[str, list[Operation]] = {}
    for operation in api.operations:
        modules.setdefault(operation.module, []).append(operation)
    return modules


def _group_doc(operations: list[Operation]) -> str:
    return f"Endpoints tagged `{' '.join(operations[0].tag.split())}`."


def _group(module: str, operations: list[Operation]) -> View:
    doc = _group_doc(operations)
    return {
        "module": Identifier(module),
        "attribute": Identifier(module),
        "class_name": Identifier(group_class(module)),
        "doc": Docstring(doc, _INDENT),
        "property_doc": Docstring(doc, 2 * _INDENT),
        "functions": tuple(Identifier(operation.function) for operation in operations),
    }


def _client(api: Api, name: str, base: str, options: str, how: str) -> View:
    schemes = [
        f"{' and '.join(f'`{argument}`' for argument in scheme.arguments)} "
        f"{'goes' if len(scheme.arguments) == 1 else 'go'} into the `{scheme.header}` header and nowhere else."
        for scheme in api.security_schemes
    ]
    return {
        "name": Identifier(name),
        "base": Identifier(base),
        "options": Identifier(options),
        "doc": Docstring(f"Sends calls of the {api_title(api)} {how}.", _INDENT),
        "init_doc": Docstring(" ".join((*schemes, f"For the rest see `{options}`.")), 2 * _INDENT),
    }


def _error_base(error: StatusErrorClass) -> str:
    return "ServerError" if error.status >= 500 else "StatusError"


def _error_tree(api: Api) -> str:
    server_errors = [error for error in api.errors if error.status >= 500]
    status_errors: list[tuple[str, str]] = [
        *((f"├── {error.name}", str(error.status)) for error in api.errors if error.status < 500),
        ("├── ServerError", "5xx"),
        *(
            (f"│   {'└' if error is server_errors[-1] else '├'}── {error.name}", str(error.status))
            for error in server_errors
        ),
        ("└── UnexpectedStatusError", "a success or a redirect that is not documented"),
    ]
    rows: list[tuple[str, str]] = [
        (api.root_error, ""),
        ("├── TransportError", "no answer arrived"),
        ("│   └── TimeoutError", "none arrived within the timeout or the deadline"),
        ("├── DecodeError", "an answer of success that cannot be read"),
        ("└── StatusError", "any other status"),
        *((f"    {name}", what) for name, what in status_errors),
    ]
    width = max(len(name) for name, _ in rows) + 2
    tree = "\n".join(f"{name:<{width}}{what}".rstrip() for name, what in rows)
    return f"What the client of the {api_title(api)} raises.\n\n{tree}"


def _operation(api: Api, operation: Operation) -> View:
    pages = operation.pages
    places = tuple(view for argument, held in _CALL_PLACES if (view := _place(operation, argument, held)) is not None)
    return {
        "function": Identifier(operation.function),
        "call": Identifier("PagedCall" if pages else "Call"),
        "types": tuple(Annotation(type) for type in _call_types(operation)),
        "id": Literal(operation.id),
        "method": Literal(operation.method),
        "path": Literal(operation.template),
        "success": tuple((Literal(success.status), _reading(success)) for success in operation.success),
        "body": _body(operation.body),
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
        "security": Literal(operation.security) if operation.security else None,
        "repeatable": operation.repeatable,
        "positional": tuple(_argument(parameter) for parameter in _arguments(operation) if parameter.place == "path"),
        "keywords": _keywords(operation),
        "places": places,
        "doc": Docstring(_operation_doc(api, operation), _INDENT),
    }


def _place(operation: Operation, argument: str, held: tuple[ParameterPlace, ...]) -> View | None:
    """The values that a call is given for some places of parameters, if there are any."""
    parameters = [parameter for parameter in operation.parameters if parameter.place in held]
    values = tuple(_value(parameter) for parameter in parameters if parameter.place != "cookie")
    cookies = tuple(_value(parameter) for parameter in parameters if parameter.place == "cookie")
    if argument == "headers":
        values = (*_accepted(operation), *values)
    return {"name": Identifier(argument), "values": values, "cookies": cookies} if values or cookies else None


def _accepted(operation: Operation) -> tuple[View, ...]:
    """What a call asks to be answered with, where that is not JSON alone."""
    if all(success.reading in ("json", "nothing") for success in operation.success):
        return ()
    media_types = dict.fromkeys(success.media_type for success in operation.success if success.media_type is not None)
    return ({"key": Literal("accept"), "helper": None, "given": (Literal(", ".join(media_types)),), "options": ()},)


def _value(parameter: Parameter) -> View:
    """An entry of a mapping of parameters: the value as it is, or made into text; some helpers give whole entries."""
    wire_name, name = Literal(parameter.wire_name), Identifier(parameter.name)
    helper, serialization = _helper(parameter), parameter.serialization
    spread = helper in ("as_form", "as_deep_object")
    options = {
        "explode": Literal(True) if serialization.explode and parameter.place in ("path", "header") else None,
        "safe": Identifier(safe) if (safe := _safe(parameter)) is not None else None,
    }
    delimiter = _DELIMITERS.get(serialization.style) if helper == "as_joined" else None
    return {
        "key": None if spread else wire_name,
        "helper": Identifier(helper) if helper is not None else None,
        "given": (
            *((wire_name,) if spread or helper == "as_matrix" else ()),
            name,
            *((Literal(delimiter),) if delimiter is not None else ()),
        ),
        "options": tuple((Identifier(option), value) for option, value in options.items() if value is not None)
        if serialization.content_type is None
        else (),
    }


def _helper(parameter: Parameter) -> str | None:
    """The function of the runtime that makes text of a parameter's value, if it needs one."""
    serialization = parameter.serialization
    if serialization.plain:
        return None
    if serialization.content_type is not None:
        return "as_json_text"
    if parameter.place == "path":
        return _PATH_HELPERS[serialization.style]
    if parameter.place == "header":
        return "as_header"
    if serialization.style == "deepObject":
        return "as_deep_object"
    return "as_form" if serialization.explode else "as_joined"


def _safe(parameter: Parameter) -> str | None:
    """The name of the characters that stand in a parameter's value as they are."""
    if parameter.serialization.allow_reserved:
        return "RESERVED"
    return "COOKIE" if parameter.serialization.style == "cookie" else None


def _styles(operations: Iterable[Operation]) -> frozenset[str]:
    """What the operations take from the runtime to make text of their parameters."""
    found: set[str | None] = set()
    for parameter in (parameter for operation in operations for parameter in operation.parameters):
        found |= {_helper(parameter), "as_cookies" if parameter.place == "cookie" else None}
        found |= {_safe(parameter)} if parameter.serialization.content_type is None else set[str]()
    return frozenset(name for name in found if name is not None)


def _arguments(operation: Operation) -> list[Parameter]:
    """The parameters in the order of the endpoint's arguments: those of the path, then required, then optional ones."""
    return sorted(operation.parameters, key=lambda parameter: (parameter.place != "path", not parameter.required))


def _argument(parameter: Parameter) -> View:
    type = parameter.type if parameter.required else optional(parameter.type)
    return {
        "name": Identifier(parameter.name),
        "annotation": Annotation(type),
        "required": parameter.required,
    }


def _keywords(operation: Operation) -> tuple[View, ...]:
    """The arguments given by keyword: the body, then parameters; those that are required first."""
    rest = [_argument(parameter) for parameter in _arguments(operation) if parameter.place != "path"]
    body = operation.body
    if body is not None:
        type = body.type if body.required else optional(body.type)
        rest.insert(0, {"name": Identifier(body.name), "annotation": Annotation(type), "required": body.required})
    return tuple(sorted(rest, key=lambda argument: not argument["required"]))


def _body(body: Body | None) -> View | None:
    """The call that makes a request body; JSON of the plain media type needs no word of it."""
    if body is None:
        return None
    media_type = body.media_types[0]
    is_range = "*" in media_type
    return {
        "function": Identifier(_body_function(body)),
        "name": Identifier(body.name),
        "media_type": None
        if media_type == "application/json"
        else Literal("application/octet-stream" if is_range else media_type),
    }


def _body_function(body: Body) -> str:
    """The function of the runtime that makes a request body."""
    return "json_body" if is_json(body.media_types[0]) else "raw_body"


def _reading(success: Success) -> Annotation | Identifier:
    """What an answer is read as."""
    plain = _PLAIN.get(success.reading)
    return Annotation(success.type or NONE) if plain is None else Identifier(plain)


def _call_types(operation: Operation) -> tuple[Type, ...]:
    return (operation.result, operation.pages.item) if operation.pages else (operation.result,)


def _operation_doc(api: Api, operation: Operation) -> str:
    blocks = [_sentence(operation.summary)] if operation.summary else []
    if operation.description and operation.description.rstrip(".") != operation.summary.rstrip("."):
        blocks.append(operation.description)
    blocks.append(f"`{operation.method} {operation.path}`")
    if operation.deprecated:
        blocks.append("Deprecated.")
    described = [(parameter.name, parameter.doc) for parameter in _arguments(operation)]
    if operation.body is not None:
        described.append((operation.body.name, operation.body.doc))
    if described:
        arguments = "\n".join(_entry(name, doc) for name, doc in described)
        blocks.append(f"Args:\n{arguments}")
    documented = {
        int(r.status): r.doc for r in operation.responses if r.status.isdigit() and not r.status.startswith("2")
    }
    raised = [(error.name, documented[error.status]) for error in api.errors if error.status in documented]
    if raised:
        entries = "\n".join(_entry(name, doc) for name, doc in raised)
        blocks.append(f"Raises, when sent:\n{entries}")
    return "\n\n".join(blocks)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _entry(name: str, doc: str) -> str:
    """An entry of a docstring's section: the name, and what is said of it, further lines indented."""
    first, *rest = wrap(f"{name}: {doc}" if doc else name, LINE_LENGTH - 3 * _INDENT)
    return "\n".join((f"    {first}", *(f"        {line}" if line else "" for line in rest)))


def _field(field: Field, sources: Mapping[str, FieldSource]) -> View:
    source = sources[field.name]
    return {
        "name": Identifier(field.name),
        "annotation": FieldAnnotation(source),
        "doc": _doc(field.doc, _INDENT),
    }


def _alias(model: UnionModel | AliasModel) -> View:
    if isinstance(model, AliasModel):
        return {
            "name": Identifier(model.name),
            "annotation": Annotation(exact(model.type)),
            "members": (),
            "doc": _doc(model.doc),
        }
    return {
        "name": Identifier(model.name),
        "members": tuple(Annotation(exact(member)) for member in model.members),
        "tag": Literal(model.tag),
        "mapping": tuple((Literal(value), Identifier(name)) for value, name in model.mapping),
        "doc": _doc(model.doc),
    }


def _alias_types(model: UnionModel | AliasModel) -> tuple[Type, ...]:
    return model.members if isinstance(model, UnionModel) else (model.type,)


def _in_order(models: list[UnionModel | AliasModel]) -> list[UnionModel | AliasModel]:
    """The aliases, each after those that it is made of."""
    by_name = {model.name: model for model in models}
    ordered: dict[str, UnionModel | AliasModel] = {}

    def visit(model: UnionModel | AliasModel, above: frozenset[str]) -> None:
        for name in sorted(frozenset[str]().union(*(names_in(type) for type in _alias_types(model)))):
            if name in by_name and name not in ordered and name not in above:
                visit(by_name[name], above | {name})
        ordered[model.name] = model

    for model in models:
        if model.name not in ordered:
            visit(model, frozenset({model.name}))
    return list(ordered.values())


def _standard_imports(names: Iterable[str]) -> Iterator[Import]:
    names = set(names)
    if dates := names & {"date", "datetime"}:
        yield Import("datetime", tuple(dates))
    if typing := names - {"date", "datetime"}:
        yield Import("typing", tuple(typing))


def _words(source: str) -> frozenset[str]:
    cleaned = "".join(char if char.isidentifier() or char.isdigit() else " " for char in source)
    return frozenset(cleaned.split())


def _doc(text: str, indent: int = 0) -> Docstring | None:
    return Docstring(text, indent) if text else None


def _literal(value: str | None) -> Literal | None:
    return Literal(value) if value is not None else None
