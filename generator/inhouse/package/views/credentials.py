"""How the client's arguments for security schemes become what the runtime sends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from inhouse.api.api import Operation, SecurityScheme
from inhouse.package.fragments import Identifier, Import, Literal, LiteralSource
from inhouse.package.views.common import ArgumentDoc, View

_MODULES: Mapping[str, str] = {
    "authorization": "security",
    "basic": "security",
    "bearer": "exchange",
    "client_credentials": "grants",
    "cookie_key": "security",
    "header_key": "security",
    "oauth2": "tokens",
    "query_key": "security",
}
"""The functions of the runtime that make credentials, and the modules that they stand in."""


def credential_imports(schemes: Iterable[SecurityScheme]) -> Iterator[Import]:
    """What `client.py` imports for its credentials, and with them from their modules."""
    names = {"exchange": {"Service"}}
    for scheme in schemes:
        function = _function(scheme)
        names.setdefault(_MODULES[function], set()).add(function)
        if function in ("oauth2", "client_credentials"):
            names.setdefault("tokens", set()).update(("AsyncToken", "Token"))
    for module in sorted(names):
        yield Import(f"._runtime.{module}", tuple(names[module]))


def credential_view(scheme: SecurityScheme) -> View:
    """An entry of the credentials of a client."""
    function = _function(scheme)
    arguments = tuple(Identifier(name) for name in scheme.arguments)
    first: dict[str, tuple[str | None, ...]] = {
        "authorization": (scheme.scheme,),
        "client_credentials": (scheme.name, scheme.token_url),
        "cookie_key": (scheme.wire_name,),
        "header_key": (scheme.wire_name,),
        "query_key": (scheme.wire_name,),
    }
    return {
        "name": Literal(scheme.name),
        "credential": Identifier(function),
        "given": (*(Literal(value) for value in first.get(function, ())), *arguments),
    }


def credential_arguments(schemes: Iterable[SecurityScheme], token: str) -> tuple[View, ...]:
    """The arguments of a client for its credentials; `token` is the type of those that may be functions."""
    return tuple(
        {
            "name": Identifier(name),
            "type": Identifier(token if scheme.kind in ("oauth2", "open_id_connect") and index == 0 else "str"),
        }
        for scheme in schemes
        for index, name in enumerate(scheme.arguments)
    )


def security_literal(schemes: Collection[SecurityScheme], operation: Operation) -> Literal | None:
    """The alternatives of a call; with their scopes where a client gets tokens for these, and without what sends nothing."""
    grants = {scheme.name for scheme in schemes if scheme.token_url is not None}
    silent = {scheme.name for scheme in schemes if not scheme.arguments}
    alternatives: list[LiteralSource] = []
    for names, scopes in zip(operation.security, operation.scopes, strict=True):
        sent = {name: each for name, each in zip(names, scopes, strict=True) if name not in silent}
        has_scopes = any(each for name, each in sent.items() if name in grants)
        alternatives.append(dict(sent) if has_scopes else tuple(sent))
    return Literal(tuple(alternatives)) if alternatives else None


def scheme_doc(scheme: SecurityScheme, *, is_async: bool) -> ArgumentDoc:
    """Where what a client is given for a scheme goes."""
    header = "the `Authorization` header and nowhere else"
    match scheme.kind, scheme.arguments:
        case "mutual_tls", _:
            return ("ssl_context",), f"holds the certificate of `{scheme.name}`"
        case "basic", arguments:
            return arguments, f"go into {header}"
        case "http", arguments:
            return arguments, f"goes into {header}, after the word `{scheme.scheme}`"
        case "api_key", arguments:
            where = (
                f"query as `{scheme.wire_name}`" if scheme.place == "query" else f"`{scheme.wire_name}` {scheme.place}"
            )
            return arguments, f"goes into the {where} and nowhere else"
        case (("oauth2" | "open_id_connect"), (token, *own)):
            doc = f"goes into {header}; a function, async or not," if is_async else f"goes into {header}; a function"
            doc += " is asked for it each time"
            return (token,), doc + (
                f". Without it, `{own[0]}` and `{own[1]}` get one from `{scheme.token_url}`" if own else ""
            )
        case _, arguments:
            return arguments, f"goes into {header}"


def _function(scheme: SecurityScheme) -> str:
    """The function of the runtime that makes the credential of a scheme."""
    match scheme.kind:
        case "api_key":
            return {"header": "header_key", "query": "query_key"}.get(scheme.place, "cookie_key")
        case "oauth2" if scheme.token_url is not None:
            return "client_credentials"
        case "oauth2" | "open_id_connect":
            return "oauth2"
        case "basic":
            return "basic"
        case "http":
            return "authorization"
        case _:
            return "bearer"
