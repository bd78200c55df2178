"""Document → Api: operations with their parameters, answers and policies, each with its place in Python."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeAlias
from urllib.parse import quote as quote_url

from inhouse.api.api import (
    Api,
    Body,
    Coverage,
    ErrorPointers,
    Field,
    ObjectModel,
    Operation,
    Pages,
    Parameter,
    ParameterPlace,
    Response,
    SecurityScheme,
    Serialization,
    Skipped,
    StatusErrorClass,
    Success,
)
from inhouse.api.docs import value_doc
from inhouse.api.names import is_json, pascal_case, snake_case, unique
from inhouse.api.schemas import TYPE_NAMES, Schemas
from inhouse.api.styles import HELPERS, SINGLE, content_of, serialized, serialized_content
from inhouse.api.types import ANY, NONE, ListOf, OneOf, Scalar, Type, annotation, union
from inhouse.diagnostics import Diagnostic, Place, quote
from inhouse.document.document import Document, place, resolve, unresolved
from inhouse.document.pointer import join_pointer
from inhouse.document.policies import OperationPolicy, Pagination, read_error_policy, read_operation_policy
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_IDEMPOTENT = frozenset(("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"))
_PLACES: Mapping[str, ParameterPlace] = {"path": "path", "query": "query", "header": "header", "cookie": "cookie"}
_CLIENT_ATTRIBUTES = frozenset(
    ["aclose", "close", "items", "pages", "request", "response", "send", "stream", "with_options"]
)
_USED_IN_CALLS = HELPERS | {"json_body", "raw_body", "bool", "dict", "float", "int", "list", "str"}
"""Names that an endpoint function uses, which no argument may hide."""

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""RFC 9110, 5.6.2: a token."""

_STATUS_NAMES = {
    400: "BadRequest",
    401: "Unauthorized",
    402: "PaymentRequired",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    407: "ProxyAuthenticationRequired",
    408: "RequestTimeout",
    409: "Conflict",
    410: "Gone",
    411: "LengthRequired",
    412: "PreconditionFailed",
    413: "ContentTooLarge",
    414: "UriTooLong",
    415: "UnsupportedMediaType",
    416: "RangeNotSatisfiable",
    417: "ExpectationFailed",
    418: "ImATeapot",
    421: "MisdirectedRequest",
    422: "UnprocessableContent",
    423: "Locked",
    424: "FailedDependency",
    425: "TooEarly",
    426: "UpgradeRequired",
    428: "PreconditionRequired",
    429: "TooManyRequests",
    431: "RequestHeaderFieldsTooLarge",
    451: "UnavailableForLegalReasons",
    500: "InternalServer",
    501: "NotImplemented",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
    505: "HttpVersionNotSupported",
    507: "InsufficientStorage",
    508: "LoopDetected",
    511: "NetworkAuthenticationRequired",
}
"""RFC 9110's names, kept here because the standard library's change between Python versions."""


class _Skip(Exception):
    """One operation cannot be generated; the reason is for people, the pointer says where."""

    def __init__(self, reason: str, pointer: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class _Found:
    """An operation where it stands in the document; `touched` are the pointers that it is made of."""

    method: str
    path: str
    pointer: str
    item: dict[str, JsonValue]
    value: dict[str, JsonValue]
    touched: set[str]


@dataclass(frozen=True, slots=True)
class _Read:
    """An operation and the pointers that it is made of, its models apart."""

    operation: Operation
    touched: frozenset[str]


def lower(
    document: Document, *, name: str, policies: Mapping[str, OperationPolicy]
) -> tuple[Api, tuple[Diagnostic, ...]]:
    """The `Api` of a normalized document, and what is wrong with the document.

    `name` is the package's; `policies`, by operation id, go before the document's own.
    """
    schemas = Schemas(document)
    schemas.read_components()
    error_policy, diagnostics = read_error_policy(document.root, lambda pointer: place(document, pointer))
    read: list[_Read] = []
    skipped: list[Skipped] = []
    functions: dict[str, set[str]] = {}
    for found in _operations(document, schemas):
        id = as_text(found.value.get("operationId")) or f"{found.method.lower()} {found.path}"
        policy, wrong = read_operation_policy(found.value, partial(_place_below, document, found.pointer))
        diagnostics = (*diagnostics, *wrong)
        try:
            read.append(_operation(schemas, found, id, _merged(policies.get(id), policy), functions))
        except _Skip as skip:
            where = place(document, skip.pointer)
            message = f"{found.method} {found.path} is left out: {skip.reason}"
            schemas.note(found.pointer, Diagnostic("skipped-operation", "skip", message, where, operation=id))
            skipped.append(Skipped(id, found.method, found.path, Coverage("skipped", (skip.reason,))))
    schemas.settle()
    operations = [_covered(schemas, operation) for operation in read]
    schemes = _security_schemes(document, schemas, {name for o in operations for names in o.security for name in names})
    info = as_mapping(document.root.get("info")) or {}
    title = as_text(info.get("title")) or name
    api = Api(
        name=name,
        title=title.strip(),
        doc=(as_text(info.get("description")) or "").strip(),
        base_url=_base_url(document, schemas),
        root_error=f"{pascal_case(name, 'Client')}Error",
        operations=tuple(sorted(operations, key=lambda o: (o.module, o.path, _METHODS.index(o.method.lower())))),
        skipped=tuple(skipped),
        models=schemas.reach(type for operation in operations for type in _types(operation)),
        security_schemes=schemes,
        errors=_errors(operations),
        error_pointers=ErrorPointers(error_policy.type, error_policy.message)
        if error_policy
        else ErrorPointers(None, None),
    )
    return api, (*diagnostics, *(diagnostic for _, diagnostic in schemas.findings))


def _place_below(document: Document, base: str, pointer: str) -> Place:
    return place(document, base + pointer)


def _operations(document: Document, schemas: Schemas) -> Iterable[_Found]:
    paths = as_mapping(document.root.get("paths")) or {}
    for path in sorted(path for path in paths if path.startswith("/")):
        pointer = join_pointer("/paths", path)
        item = paths[path]
        if isinstance(item, dict) and isinstance(reference := item.get("$ref"), str):
            target = resolve(document, reference)
            if target is None:
                at = join_pointer(pointer, "$ref")
                schemas.note(at, unresolved(document, at, reference))
                continue
            item, pointer = target.value, target.pointer
        if not isinstance(item, dict):
            schemas.report("unusable-path", "a path item must be a mapping", pointer)
            continue
        for method in _METHODS:
            value = item.get(method)
            if isinstance(value, dict):
                yield _Found(method.upper(), path, join_pointer(pointer, method), item, value, set())
            elif value is not None:
                schemas.report("unusable-operation", "an operation must be a mapping", join_pointer(pointer, method))


def _operation(
    schemas: Schemas, found: _Found, id: str, policy: OperationPolicy, functions: dict[str, set[str]]
) -> _Read:
    hint = pascal_case(id, "Operation")
    tags = [tag for tag in as_list(found.value.get("tags")) or () if isinstance(tag, str)]
    tag = tags[0] if tags else next((part for part in found.path.split("/") if part and "{" not in part), "default")
    module = snake_case(tag, "default")
    module = f"{module}_" if module in _CLIENT_ATTRIBUTES else module
    parameters = _parameters(schemas, found, hint)
    body = _body(schemas, found, hint)
    responses = _responses(schemas, found, hint)
    success = _success(responses, join_pointer(found.pointer, "responses"))
    unwrap = policy.unwrap or ""
    where = join_pointer(found.pointer, "x-inhouse-unwrap")
    result = union(tuple(_result(schemas, answer, unwrap, where) for answer in success))
    pages = _pages(schemas, policy.pagination, parameters, result, join_pointer(found.pointer, "x-inhouse-pagination"))
    function = snake_case(id, "operation")
    function = unique(
        f"{function}_" if function in TYPE_NAMES | _USED_IN_CALLS | {"client"} else function,
        functions.setdefault(module, set()),
    )
    functions[module].add(function)
    operation = Operation(
        id=id,
        method=found.method,
        path=found.path,
        template=_template(found.path),
        tag=tag,
        module=module,
        function=function,
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
        repeatable=policy.repeatable if policy.repeatable is not None else found.method in _IDEMPOTENT,
        security=_security(schemas.document, found),
        coverage=Coverage("generated"),
    )
    return _Read(operation, frozenset({found.pointer, *found.touched}))


def _parameters(schemas: Schemas, found: _Found, hint: str) -> tuple[Parameter, ...]:
    """The operation's parameters and its path item's, in the document's order, those of the path first."""
    declared: dict[tuple[ParameterPlace, str], tuple[dict[str, JsonValue], str]] = {}
    for owner, pointer in ((found.item, found.pointer.rpartition("/")[0]), (found.value, found.pointer)):
        at = join_pointer(pointer, "parameters")
        for index, value in enumerate(as_list(owner.get("parameters")) or ()):
            parameter, where = _dereferenced(schemas.document, found, value, join_pointer(at, str(index)))
            wire_name, location = as_text(parameter.get("name")), _PLACES.get(as_text(parameter.get("in")) or "")
            if wire_name is None or location is None:
                raise _Skip("a parameter needs a 'name' and an 'in' of path, query, header or cookie", where)
            declared[location, wire_name] = parameter, where
    cookie_header = next(
        (p for (place, name), p in declared.items() if place == "header" and name.lower() == "cookie"), None
    )
    if cookie_header is not None and any(place == "cookie" for place, _ in declared):
        raise _Skip("it has both cookie parameters and a 'Cookie' header", cookie_header[1])
    taken = {"body"} if found.value.get("requestBody") is not None else set[str]()
    parameters: list[Parameter] = []
    for (location, wire_name), (parameter, where) in declared.items():
        if location == "header" and wire_name.lower() in ("accept", "content-type", "authorization"):
            continue  # OpenAPI 3.1, 4.8.12.1: such definitions shall be ignored
        parameters.append(_parameter(schemas, parameter, location, wire_name, where, hint, taken))
    for wire_name in _template_names(found.path):
        if ("path", wire_name) not in declared:
            raise _Skip(f"the path's {{{wire_name}}} is not declared as a parameter", found.pointer)
    order = _template_names(found.path)
    in_path = [parameter for parameter in parameters if parameter.place == "path" and parameter.wire_name in order]
    in_path.sort(key=lambda parameter: order.index(parameter.wire_name))
    return (*in_path, *(parameter for parameter in parameters if parameter.place != "path"))


def _parameter(
    schemas: Schemas,
    parameter: dict[str, JsonValue],
    location: ParameterPlace,
    wire_name: str,
    pointer: str,
    hint: str,
    taken: set[str],
) -> Parameter:
    if location == "header" and not _HEADER_NAME.fullmatch(wire_name):
        raise _Skip(f"{quote(wire_name)} is no name of a header", pointer)
    schema, type, serialization = _serialized(schemas, parameter, location, wire_name, pointer, hint)
    name = snake_case(wire_name, "parameter")
    name = f"{name}_" if name in _USED_IN_CALLS else name
    name = unique(f"{name}_{location}" if name in taken else name, taken)
    taken.add(name)
    maximum = schema.get("maximum") if isinstance(schema, dict) else None
    return Parameter(
        place=location,
        wire_name=wire_name,
        name=name,
        type=Scalar("str") if type == ANY and serialization.content_type is None else type,
        required=location == "path" or parameter.get("required") is True,
        doc=value_doc(parameter, schema),
        serialization=serialization,
        maximum=maximum if isinstance(maximum, int) else None,
    )


def _serialized(
    schemas: Schemas,
    parameter: dict[str, JsonValue],
    location: ParameterPlace,
    wire_name: str,
    pointer: str,
    hint: str,
) -> tuple[JsonValue, Type, Serialization]:
    """A parameter's schema, its type, and how it becomes text."""
    name = f"{hint}{pascal_case(wire_name, 'Parameter')}"
    if (content := content_of(parameter)) is not None:
        media_type, schema = content
        type = schemas.read(schema, join_pointer(pointer, "content", media_type, "schema"), name)
        if not is_json(media_type) and not schemas.shapes(type) <= SINGLE:
            where = join_pointer(pointer, "content")
            raise _Skip(f"{wire_name!r} as {quote(media_type)} is not generated yet, as it is no JSON", where)
        return schema, type, serialized_content(location, media_type, as_json=is_json(media_type))
    schema = parameter.get("schema", True)
    type = schemas.read(schema, join_pointer(pointer, "schema"), name)
    serialization, undefined = serialized(parameter, location, schemas.shapes(type))
    for message in undefined:
        schemas.report("approximated-parameter", f"the {location} parameter {wire_name!r}: {message}", pointer)
    return schema, type, serialization


def _responses(schemas: Schemas, found: _Found, hint: str) -> tuple[Response, ...]:
    at = join_pointer(found.pointer, "responses")
    declared = found.value.get("responses", {})
    if not isinstance(declared, dict):
        raise _Skip("'responses' must be a mapping", at)
    responses: list[Response] = []
    for status in sorted(declared):
        if status.startswith("x-"):
            continue
        response, pointer = _dereferenced(schemas.document, found, declared[status], join_pointer(at, status))
        doc = (as_text(response.get("description")) or "").strip()
        content = response.get("content")
        media = content if isinstance(content, dict) else {}
        for media_type in sorted(media, key=lambda name: (not is_json(name), name)):
            value = as_mapping(media[media_type]) or {}
            where = join_pointer(pointer, "content", media_type, "schema")
            suffix = "Response" if status.startswith("2") else f"Response{pascal_case(status, 'Status')}"
            type = schemas.read(value.get("schema", True), where, f"{hint}{suffix}") if is_json(media_type) else ANY
            responses.append(Response(status, media_type, type, doc))
        if not media:
            responses.append(Response(status, None, None, doc))
    return tuple(responses)


def _success(responses: tuple[Response, ...], pointer: str) -> tuple[Success, ...]:
    """How each documented status of success is read: as JSON where it can be, else as text or bytes."""
    found: dict[int, Success] = {}
    for response in responses:
        if response.status.startswith("2"):
            if not response.status.isdigit():
                raise _Skip(f"the range {response.status} is not generated yet", pointer)
            status, media_type = int(response.status), response.media_type
            if media_type is None:
                success = Success(status, None, None, "nothing")
            elif is_json(media_type):
                success = Success(status, media_type, response.type, "json")
            elif media_type.startswith("text/") and "event-stream" not in media_type:
                success = Success(status, media_type, Scalar("str"), "text")
            else:
                success = Success(status, media_type, Scalar("bytes"), "binary")
            found.setdefault(status, success)
    if not found:
        raise _Skip("no answer of success is documented", pointer)
    if any("event-stream" in (success.media_type or "") for success in found.values()):
        raise _Skip("a stream of events is not generated yet", pointer)
    return tuple(found[status] for status in sorted(found))


def _result(schemas: Schemas, success: Success, unwrap: str, where: str) -> Type:
    """The type of what a call returns for an answer."""
    if success.type is None:
        return NONE
    return _at(schemas, success.type, unwrap, where) if success.reading == "json" else success.type


def _body(schemas: Schemas, found: _Found, hint: str) -> Body | None:
    """The request body as the document describes it: JSON where it can be, else text or bytes."""
    if found.value.get("requestBody") is None:
        return None
    at = join_pointer(found.pointer, "requestBody")
    described, pointer = _dereferenced(schemas.document, found, found.value["requestBody"], at)
    content = as_mapping(described.get("content")) or {}
    media_types = sorted(content, key=lambda name: (not is_json(name), _is_form(name), name))
    if not media_types or _is_form(media_types[0]):
        raise _Skip(f"a request body of {' or '.join(media_types) or 'no type'} is not generated yet", pointer)
    sent = media_types[0]
    if others := media_types[1:]:
        message = f"of this body's media types only {sent} can be sent yet, not {', '.join(others)}"
        schemas.report("approximated-body", message, join_pointer(pointer, "content"))
    return Body(
        name="body",
        media_types=tuple(media_types),
        type=_body_type(schemas, content[sent], sent, join_pointer(pointer, "content", sent), hint),
        required=described.get("required") is True,
        doc=value_doc(described),
    )


def _body_type(schemas: Schemas, described: JsonValue, media_type: str, pointer: str, hint: str) -> Type:
    if is_json(media_type):
        schema = (as_mapping(described) or {}).get("schema", True)
        return schemas.read(schema, join_pointer(pointer, "schema"), f"{hint}Request")
    return Scalar("str" if media_type.startswith("text/") else "bytes")


def _is_form(media_type: str) -> bool:
    return media_type.startswith(("multipart/", "application/x-www-form-urlencoded"))


def _at(schemas: Schemas, type: Type, pointer: str, where: str) -> Type:
    """The type at a JSON Pointer of wire names within a type."""
    for wire_name in pointer.split("/")[1:]:
        name = wire_name.replace("~1", "/").replace("~0", "~")
        field = _field(schemas, type, name)
        if field is None:
            raise _Skip(f"there is no property {name!r} in {annotation(type)}, where the policy points", where)
        type = field.type
    if pointer and isinstance(type, OneOf):
        raise _Skip(f"the policy points at {annotation(type)}, which is no single type", where)
    return type


def _field(schemas: Schemas, type: Type, wire_name: str) -> Field | None:
    model = schemas.resolve_type(type)
    fields = model.fields if isinstance(model, ObjectModel) else ()
    return next((field for field in fields if field.wire_name == wire_name), None)


def _pages(
    schemas: Schemas, policy: Pagination | None, parameters: tuple[Parameter, ...], page: Type, where: str
) -> Pages | None:
    if policy is None:
        return None
    query = {parameter.wire_name: parameter for parameter in parameters if parameter.place == "query"}
    for wire_name in (policy.offset, policy.limit):
        if wire_name not in query:
            raise _Skip(f"the pagination names {wire_name!r}, which is no query parameter of the operation", where)
    items = _at(schemas, page, policy.items, where)
    model = schemas.resolve_type(items)
    if not isinstance(items, ListOf):
        raise _Skip(
            f"the pagination's items are {annotation(items)}, no list" + (f" ({model.name})" if model else ""), where
        )
    if policy.echo is not None:
        _at(schemas, page, policy.echo, where)
    return Pages(policy.offset, policy.limit, policy.items, policy.echo, query[policy.limit].maximum, items.item)


def _security(document: Document, found: _Found) -> tuple[tuple[str, ...], ...]:
    alternatives = as_list(found.value.get("security", document.root.get("security"))) or ()
    return tuple(tuple(sorted(alternative)) for alternative in alternatives if isinstance(alternative, dict))


def _security_schemes(document: Document, schemas: Schemas, used: set[str]) -> tuple[SecurityScheme, ...]:
    declared = as_mapping((as_mapping(document.root.get("components")) or {}).get("securitySchemes")) or {}
    schemes: list[SecurityScheme] = []
    for name in sorted(used):
        pointer = join_pointer("/components/securitySchemes", name)
        scheme = declared.get(name)
        if not isinstance(scheme, dict):
            schemas.report("unknown-security-scheme", f"the security scheme {name!r} is not declared", "/components")
        elif (kind := _scheme_kind(scheme)) is not None:
            arguments = _scheme_arguments(kind, name, {argument for other in schemes for argument in other.arguments})
            header = (as_text(scheme.get("name")) or "") if kind == "api_key" else "Authorization"
            doc = (as_text(scheme.get("description")) or "").strip()
            schemes.append(SecurityScheme(name, kind, arguments, header, doc))
        else:
            message = f"the security scheme {name!r} is not generated yet; give its header by `headers`"
            schemas.report("approximated-security", message, pointer)
    return tuple(schemes)


_SchemeKind: TypeAlias = Literal["bearer", "basic", "api_key"]
_ARGUMENTS: dict[_SchemeKind, tuple[str, ...]] = {
    "bearer": ("token",),
    "basic": ("username", "password"),
    "api_key": ("api_key",),
}


def _scheme_kind(scheme: dict[str, JsonValue]) -> _SchemeKind | None:
    """How a security scheme is sent, if it can be; OAuth 2 and OpenID Connect are served by a token."""
    match scheme.get("type"), str(scheme.get("scheme", "")).lower(), scheme.get("in"):
        case ("http", "bearer", _) | ("oauth2" | "openIdConnect", _, _):
            return "bearer"
        case ("http", "basic", _):
            return "basic"
        case ("apiKey", _, "header") if _HEADER_NAME.fullmatch(as_text(scheme.get("name")) or ""):
            return "api_key"
        case _:
            return None


def _scheme_arguments(kind: _SchemeKind, name: str, taken: set[str]) -> tuple[str, ...]:
    """The client's arguments for a scheme: plain words, prefixed with its name where another scheme has them."""
    plain = _ARGUMENTS[kind]
    if not taken & set(plain):
        return plain
    prefix = snake_case(name, "scheme")
    return tuple(unique(f"{prefix}_{argument}", taken) for argument in plain)


def _base_url(document: Document, schemas: Schemas) -> str:
    servers = as_list(document.root.get("servers")) or []
    server = (as_mapping(servers[0]) if servers else None) or {}
    url = as_text(server.get("url")) or ""
    for name, variable in (as_mapping(server.get("variables")) or {}).items():
        url = url.replace(f"{{{name}}}", as_text((as_mapping(variable) or {}).get("default")) or "")
    if url.startswith(("https://", "http://")):
        return url.rstrip("/")
    schemas.report(
        "missing-server", "no absolute server address; clients will ask for a base_url", "/servers" if servers else ""
    )
    return ""


def _errors(operations: Iterable[Operation]) -> tuple[StatusErrorClass, ...]:
    docs: dict[int, list[str]] = {}
    for operation in operations:
        for response in operation.responses:
            if response.status.isdigit() and 400 <= int(response.status) <= 599:
                docs.setdefault(int(response.status), []).append(response.doc)
    return tuple(
        StatusErrorClass(status, error_class(status), texts[0] if len(set(texts)) == 1 else "")
        for status, texts in sorted(docs.items())
    )


def error_class(status: int) -> str:
    """The name of the error class of a status."""
    return f"{_STATUS_NAMES.get(status, f'Status{status}')}Error"


def _merged(first: OperationPolicy | None, second: OperationPolicy) -> OperationPolicy:
    if first is None:
        return second
    return OperationPolicy(
        unwrap=first.unwrap if first.unwrap is not None else second.unwrap,
        pagination=first.pagination or second.pagination,
        repeatable=first.repeatable if first.repeatable is not None else second.repeatable,
    )


def _covered(schemas: Schemas, read: _Read) -> Operation:
    """The operation with what had to be approximated in it, in its models and in all else that it refers to."""
    models = schemas.reach(_types(read.operation))
    regions = read.touched | {model.pointer for model in models}
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
    if operation.pages is not None:
        yield operation.pages.item


def _template(path: str) -> str:
    """The path template with all that is no URL text outside its braces percent-encoded."""
    return "".join(
        part if part.startswith("{") else quote_url(part, safe="/:@!$&'()*+,;=~%?")
        for part in re.split(r"(\{[^{}]*\})", path)
    )


def _template_names(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:] if "}" in part]


def _dereferenced(
    document: Document, found: _Found, value: JsonValue, pointer: str
) -> tuple[dict[str, JsonValue], str]:
    """The mapping at the pointer, through references."""
    seen: set[str] = set()
    while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
        target = resolve(document, reference)
        if target is None or target.pointer in seen:
            raise _Skip(f"unresolved reference {reference!r}", join_pointer(pointer, "$ref"))
        seen.add(target.pointer)
        found.touched.add(target.pointer)
        value, pointer = target.value, target.pointer
    if not isinstance(value, dict):
        raise _Skip("a mapping must stand here", pointer)
    return value, pointer
