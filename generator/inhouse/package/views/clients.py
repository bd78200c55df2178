"""The view of `client.py`."""

from __future__ import annotations

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
from inhouse.package.views.common import (
    INDENT,
    View,
    api_title,
    group_class,
    group_doc,
    operations_by_module,
    optional_literal,
)

_CREDENTIALS = {"api_key": "header_key", "basic": "basic", "bearer": "bearer"}
"""The function of the runtime that makes the credential of each kind of security scheme."""


def client_view(api: Api) -> View:
    """For `client.py`."""
    modules = operations_by_module(api)
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
        "error_type": optional_literal(api.error_pointers.type),
        "error_message": optional_literal(api.error_pointers.message),
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


def _group(module: str, operations: list[Operation]) -> View:
    doc = group_doc(operations)
    return {
        "module": Identifier(module),
        "attribute": Identifier(module),
        "class_name": Identifier(group_class(module)),
        "doc": Docstring(doc, INDENT),
        "property_doc": Docstring(doc, 2 * INDENT),
        # One that is called like its module comes last, as no other can be reached through the module after it.
        "functions": tuple(
            Identifier(operation.function) for operation in sorted(operations, key=lambda o: o.function == module)
        ),
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
        "doc": Docstring(f"Sends calls of the {api_title(api)} {how}.", INDENT),
        "init_doc": Docstring(" ".join((*schemes, f"For the rest see `{options}`.")), 2 * INDENT),
    }
