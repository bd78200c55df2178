"""Finished modules are parsed and held against what was meant, before anything is written.

Only the kinds of syntax that the templates lay out may appear, only names that the `Api` or the templates give, only
calls of known functions, and text of the document only inside string literals.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inhouse.api.api import Api, ObjectModel
from inhouse.api.parameters import BODY_HELPERS
from inhouse.api.reserved import RUNTIME_TYPES, TYPE_NAMES
from inhouse.api.styles import HELPERS
from inhouse.package.views.common import group_class

_SYNTAX = (
    ast.Module,
    ast.Expr,
    ast.ImportFrom,
    ast.alias,
    ast.ClassDef,
    ast.FunctionDef,
    ast.arguments,
    ast.arg,
    ast.If,
    ast.Return,
    ast.Assign,
    ast.AnnAssign,
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.Subscript,
    ast.Tuple,
    ast.List,
    ast.Dict,
    ast.BinOp,
    ast.BoolOp,
    ast.Or,
    ast.BitOr,
    ast.UnaryOp,
    ast.USub,
    ast.Call,
    ast.keyword,
    ast.expr_context,
)
_TEMPLATE_NAMES = (HELPERS | BODY_HELPERS | TYPE_NAMES | RUNTIME_TYPES).union(
    """
    __all__ __init__ __pydantic_extra__ _Client _SERVICE accept alias allow_reserved Annotated annotations Any
    Anything as_written AsyncBaseClient AsyncClient AsyncOptions AsyncStream AsyncStreamingClient AsyncToken
    authorization base_url BaseClient basic bearer BestMatch Binary body BodyCursorPages bool build bytes Call
    Client client_credentials ClientError content content_type COOKIE cookie_key cursor CursorPages Date date
    DateTime datetime DecodeError deprecated dict Drift echo Encoding encoding encodings Endpoint endpoints
    error_message error_type errors event EventStream explode extra Field File first float forms fresh_key get
    Group header_key Headers headers init inputs int items JsonLines JsonRecords last limit LinkPages list
    Literal located Mapping maximum MediaTypes message method Model models more name next None Number
    NumberedPages oauth2 offset OffsetPages OPEN operation Options options page PagedCall pages path path_values
    property query query_key read_webhook ReadOptions repeatable Request Required RESERVED Response safe
    security self Sequence server ServerError Service sparse STATUS_ERRORS StatusError statuses str Stream
    stream StreamCall StreamingClient success super Tagged Text TimeoutError Token total TransportError type
    TypeAlias TypedDict TypeVar typing_extensions UnexpectedStatusError Unknown Unpack unwrap Uploadable
    webhooks __dir__ __getattr__ __name__ _forms _inputs _models adopted groups _groups lazy TYPE_CHECKING
    """.split()
)
_CALLED = (HELPERS | BODY_HELPERS).union(
    """
    __init__ as_written authorization basic bearer BestMatch BodyCursorPages build Call client_credentials
    cookie_key CursorPages deprecated Encoding Endpoint EventStream Field fresh_key header_key JsonLines
    JsonRecords lazy LinkPages located MediaTypes NumberedPages oauth2 OffsetPages PagedCall query_key
    read_webhook Service statuses StreamCall super Tagged TypeAliasType TypedDict TypeVar
    """.split()
)
_IMPORTED = frozenset(
    ("__future__", "collections.abc", "datetime", "decimal", "pydantic", "typing", "typing_extensions", "uuid")
)


class UnexpectedCode(Exception):
    """A module contains something that nobody meant to write; a defect of ours that a document has found."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is in a module whose syntax is as it should be, as far as it depends on the `Api` whether that may be.

    `names` are those that no template gives, and `called` those of functions; each with the line where it first stands.
    `runtime` are the runtime modules that it imports.
    """

    names: Mapping[str, int]
    called: Mapping[str, int]
    runtime: tuple[str, ...]


def verify_modules(api: Api, modules: Mapping[str, str], own: frozenset[str] = frozenset()) -> None:
    """Raises UnexpectedCode for the first thing in any module that was not meant.

    `own` are names of the host's own, which the package may export.
    """
    verify_surveys(api, {path: survey(path, text) for path, text in modules.items()}, own)


def verify_surveys(api: Api, surveys: Mapping[str, Survey], own: frozenset[str] = frozenset()) -> None:
    """Raises UnexpectedCode for the first name in any module that neither the `Api` gives nor the host."""
    names = frozenset(_api_names(api)) | own
    called = {group_class(operation.module) for operation in api.operations}
    with_keys = names | frozenset(_keys(api))
    for path, found in surveys.items():
        if unknown := found.names.keys() - (with_keys if path == "inputs.py" else names):
            line, name = min((found.names[name], name) for name in unknown)
            raise UnexpectedCode(f"{path}:{line}: unexpected name {name!r}")
        if unknown := found.called.keys() - called:
            line, name = min((found.called[name], name) for name in unknown)
            raise UnexpectedCode(f"{path}:{line}: unexpected call of {name!r}")


def survey(path: str, text: str) -> Survey:
    """What there is in the module at the path. Raises UnexpectedCode for what is not meant whatever the `Api` says."""
    tree = _parsed(path, text)
    names: dict[str, int] = {}
    called: dict[str, int] = {}
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 1)
        if (wrong := _wrong(node)) is not None:
            raise UnexpectedCode(f"{path}:{line}: {wrong}")
        for name in _names_of(node):
            if name not in _TEMPLATE_NAMES:
                names[name] = min(line, names.get(name, line))
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name not in _CALLED:
                called[name] = min(line, called.get(name, line))
            case _:
                pass
    return Survey(names, called, _runtime_modules(tree))


def imported_runtime(path: str, text: str) -> tuple[str, ...]:
    """The runtime modules that a module imports, whatever else there is in it. Raises UnexpectedCode if it is no module."""
    return _runtime_modules(_parsed(path, text))


def _parsed(path: str, text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise UnexpectedCode(f"{path}: {error}") from error


def _runtime_modules(tree: ast.Module) -> tuple[str, ...]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level and node.module is not None:
            package, _, module = node.module.partition(".")
            if package == "_runtime":
                found |= {module} if module else {alias.name for alias in node.names}
    return tuple(sorted(found))


def verify_comments(text: str) -> None:
    """Raises UnexpectedCode where comments are more than that."""
    try:
        found = ast.parse(text).body
    except (SyntaxError, ValueError) as error:
        raise UnexpectedCode(f"the comments: {error}") from error
    if found:
        raise UnexpectedCode(f"the comments:{found[0].lineno}: these are statements")


def verify_text(modules: Mapping[str, str], without_text: Mapping[str, str]) -> None:
    """Raises UnexpectedCode for the first module that differs in more than text from the same one without any.

    Whatever templates of the host say, what a document says stays text: it cannot leave a string or a comment that they
    have put it into.
    """
    for path, text in modules.items():
        try:
            shapes = [ast.dump(_Blank().visit(ast.parse(each))) for each in (text, without_text[path])]
        except (SyntaxError, ValueError) as error:
            raise UnexpectedCode(f"{path}: {error}") from error
        if shapes[0] != shapes[1]:
            raise UnexpectedCode(f"{path}: text of the document would become code")


class _Blank(ast.NodeTransformer):
    """Takes the text out of every string."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node


def _wrong(node: ast.AST) -> str | None:
    """What about the node was not meant."""
    if not isinstance(node, _SYNTAX):
        return f"unexpected {type(node).__name__}"
    match node:
        case ast.Call(func=func) if not isinstance(func, ast.Name | ast.Attribute):
            return "unexpected call"
        case ast.ImportFrom(module=module, level=0) if module not in _IMPORTED:
            return f"unexpected import of {module!r}"
        case ast.Expr(value=value) if not _is_text(value) and not _is_known_statement(value):
            return "unexpected expression"
        case ast.If(test=test) if not (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"):
            return "unexpected condition"
        case ast.keyword(arg=None):
            return "unexpected unpacking"
        case ast.Constant(value=value) if not isinstance(value, str | int | float | bool | None):
            return f"unexpected constant {value!r}"
        case _:
            return None


def _names_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            yield name
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            yield name
        case ast.alias(name=name, asname=asname):
            yield from (name, asname) if asname is not None else (name,)
        case ast.keyword(arg=str(name)):
            yield name
        case _:
            return


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_known_statement(node: ast.expr) -> bool:
    """`super().__init__(…)`, or the building of deep models."""
    match node:
        case ast.Call(func=ast.Attribute(attr="__init__") | ast.Name(id="build")):
            return True
        case _:
            return False


def _api_names(api: Api) -> Iterator[str]:
    yield from (webhook.function for webhook in api.webhooks if webhook.function is not None)
    yield api.root_error
    for scheme in api.security_schemes:
        yield from scheme.arguments
    for server in api.servers:
        yield from (server.argument, *(variable.argument for variable in server.variables))
    for error in api.errors:
        yield error.name
    for operation in api.operations:
        yield from (operation.module, operation.function, group_class(operation.module))
        yield from (parameter.name for parameter in operation.parameters)
        if operation.body is not None:
            yield operation.body.name
            for form in operation.body.forms:
                yield form.name
                yield from (part.wire_name for part in form.parts)
    for model in api.models:
        yield model.name
        if isinstance(model, ObjectModel):
            yield from (field.name for field in model.fields)
    yield from (input.name for input in api.inputs)


def _keys(api: Api) -> Iterator[str]:
    """The keys of typed dicts."""
    dicts = {input.model for input in api.inputs}
    for model in api.models:
        if isinstance(model, ObjectModel) and model.name in dicts:
            yield from (field.wire_name for field in model.fields)
