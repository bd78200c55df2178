"""The view of `client.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inhouse.api.api import (
    Api,
    Operation,
)
from inhouse.package.fragments import (
    Docstring,
    Identifier,
    Import,
    Literal,
)
from inhouse.package.views.addresses import (
    address_arguments,
    default_url,
    named_servers,
    server_docs,
    variables_of,
)
from inhouse.package.views.common import (
    INDENT,
    ArgumentDoc,
    View,
    api_title,
    doc_entry,
    group_class,
    group_doc,
    has_streams,
    operations_by_module,
    optional_literal,
)
from inhouse.package.views.credentials import (
    credential_arguments,
    credential_imports,
    credential_view,
    scheme_doc,
)
from inhouse.package.views.exports import package_view

STREAMING = "StreamingClient"
"""The base of clients that open streams; before it stands `Async` for those of async code."""


def client_view(api: Api, line_length: int, *, is_split: bool = False) -> View:
    """For `client.py`, in lines of so many characters; split, groups are imported from modules of their own."""
    modules = operations_by_module(api)
    streams = has_streams(api)
    schemes = [scheme for scheme in api.security_schemes if scheme.arguments]
    variables, named = variables_of(api), named_servers(api)
    runtime = ("AsyncBaseClient", "BaseClient", *(() if is_split else ("Endpoint", "Group")))
    groups = tuple(_group_view(_group(module, operations)) for module, operations in modules.items())
    return {
        "typing": Import(
            "typing",
            (
                *(("TYPE_CHECKING",) if is_split and groups else ("TypeVar",)),
                *("Unpack", *(["Literal"] if any(each.values for each in variables) else ())),
            ),
        ),
        "doc": Docstring(f"The clients of the {api_title(api)}, and its endpoints in groups."),
        "imports": (
            Import("._runtime.client", runtime),
            *((Import("._runtime.streaming", (f"Async{STREAMING}", STREAMING)),) if streams else ()),
            *credential_imports(schemes),
            Import("._runtime.http", ("AsyncOptions", "Options")),
            *((Import("._runtime.servers", ("located",)),) if variables or named else ()),
            *((Import(".endpoints", tuple(modules)),) if modules and not is_split else ()),
            *((Import(".", ("groups",), called="_groups"),) if modules and is_split else ()),
            Import(".errors", ("STATUS_ERRORS",)),
        ),
        "checked": (Import(".groups", tuple(map(group_class, modules))),) if modules and is_split else (),
        "deprecated": not is_split and any(operation.deprecated for operation in api.operations),
        "name": Literal(api.name),
        "base_url": Literal(default_url(api)),
        "error_type": optional_literal(api.error_pointers.type),
        "error_message": optional_literal(api.error_pointers.message),
        "groups": groups,
        "is_split": is_split,
        "schemes": tuple(credential_view(scheme) for scheme in schemes),
        "located": bool(variables or named),
        "variables": tuple((Literal(variable.argument), Identifier(variable.argument)) for variable in variables),
        "servers": tuple((Literal(server.name), Identifier(server.argument)) for server in named),
        "clients": (
            _client(
                api,
                line_length,
                "Client",
                STREAMING if streams else "BaseClient",
                "Options",
                "Token",
                "and waits for their answers",
            ),
            _client(
                api,
                line_length,
                "AsyncClient",
                f"Async{STREAMING}" if streams else "AsyncBaseClient",
                "AsyncOptions",
                "AsyncToken",
                "from async code",
            ),
        ),
    }


def groups_package_view(api: Api) -> View:
    """For `groups/__init__.py`."""
    imports = [Import(f".{module}", (group_class(module),)) for module in sorted(operations_by_module(api))]
    return package_view("The endpoints in groups, one module for each tag.", imports, is_adopted=False)


def endpoints_package_view(api: Api) -> View:
    """For `endpoints/__init__.py`, where it imports the modules that are asked for."""
    modules = tuple(operations_by_module(api))
    return package_view("Endpoint functions, one module for each tag.", [Import(".", modules)], is_adopted=False)


@dataclass(frozen=True, slots=True)
class Group:
    """All that a module of `groups` is made of; `functions` are those of its endpoints, in their order."""

    module: str
    doc: str
    functions: tuple[str, ...]
    has_deprecated: bool


def groups_of(api: Api) -> dict[str, Group]:
    """The modules of `groups`, by their names."""
    return {module: _group(module, each) for module, each in sorted(operations_by_module(api).items())}


def group_module_view(group: Group) -> View:
    """For `groups/<module>.py`."""
    return {
        "doc": Docstring(f"What clients have at `{group.module}`."),
        "imports": (
            Import(".._runtime.client", ("AsyncBaseClient", "BaseClient", "Endpoint", "Group")),
            Import("..endpoints", (group.module,)),
        ),
        "deprecated": group.has_deprecated,
        "group": _group_view(group),
    }


def _group(module: str, operations: Sequence[Operation]) -> Group:
    # One that is called like its module comes last, as no other can be reached through the module after it.
    functions = tuple(sorted((operation.function for operation in operations), key=lambda name: name == module))
    return Group(module, group_doc(operations), functions, any(operation.deprecated for operation in operations))


def _group_view(group: Group) -> View:
    return {
        "module": Identifier(group.module),
        "attribute": Identifier(group.module),
        "class_name": Identifier(group_class(group.module)),
        "doc": Docstring(group.doc, INDENT),
        "property_doc": Docstring(group.doc, 2 * INDENT),
        "functions": tuple(map(Identifier, group.functions)),
    }


def _client(api: Api, line_length: int, name: str, base: str, options: str, token: str, how: str) -> View:
    schemes = [scheme_doc(scheme, is_async=name == "AsyncClient") for scheme in api.security_schemes]
    docs = [*schemes, *server_docs(api)]
    return {
        "name": Identifier(name),
        "base": Identifier(base),
        "group_base": Identifier(base.replace(STREAMING, "BaseClient")),
        "options": Identifier(options),
        "doc": Docstring(f"Sends calls of the {api_title(api)} {how}.", INDENT),
        "credentials": credential_arguments(api.security_schemes, token),
        "addresses": address_arguments(api),
        "init_doc": Docstring(_init_doc(docs, f"For the rest see `{options}`.", line_length), 2 * INDENT),
    }


def _init_doc(docs: list[ArgumentDoc], rest: str, line_length: int) -> str:
    """What is said of a client's own arguments: in a few sentences, or as a list."""
    if len(docs) <= 3:
        return " ".join((*(f"{' and '.join(f'`{name}`' for name in names)} {doc}." for names, doc in docs), rest))
    entries = "\n".join(doc_entry(", ".join(names), f"{doc[0].upper()}{doc[1:]}.", line_length) for names, doc in docs)
    return f"{rest}\n\nArgs:\n{entries}"
