"""How the client's arguments for servers and the variables in their addresses stand in it."""

from __future__ import annotations

from collections.abc import Iterator

from inhouse.api.api import Api, Server, ServerVariable
from inhouse.api.servers import has_host
from inhouse.api.types import Constants, Scalar
from inhouse.package.fragments import Annotation, Identifier, Literal
from inhouse.package.views.common import ArgumentDoc, View


def default_url(api: Api) -> str:
    """The address that a client has by itself; empty where the document names no host."""
    return api.servers[0].url if has_host(api.servers[0]) else ""


def variables_of(api: Api) -> tuple[ServerVariable, ...]:
    """The variables in the addresses of all servers."""
    return tuple(dict.fromkeys(variable for server in api.servers for variable in server.variables))


def named_servers(api: Api) -> tuple[Server, ...]:
    """The servers that only some calls go to."""
    return tuple(server for server in api.servers if server.name is not None)


def address_arguments(api: Api) -> tuple[View, ...]:
    """The arguments of a client for variables and for addresses."""
    variables = (
        (each.argument, Constants(each.values) if each.values else Scalar("str"), each.default)
        for each in variables_of(api)
    )
    addresses = ((each.argument, Scalar("str"), each.url) for each in named_servers(api))
    return tuple(
        {"name": Identifier(name), "type": Annotation(type), "default": Literal(default)}
        for name, type, default in (*variables, *addresses)
    )


def server_docs(api: Api) -> Iterator[ArgumentDoc]:
    """What the arguments for servers are, and what the document knows of other addresses."""
    default, *named = api.servers
    if not default_url(api):
        example = f"https://host/{default.url.lstrip('/')}".rstrip("/")
        yield ("base_url",), f"is needed, whole as in `{example}`: the document names no host"
    for variable in variables_of(api):
        urls = " and ".join(f"`{server.url}`" for server in api.servers if variable in server.variables)
        yield (variable.argument,), f"stands in {urls}{_told(variable.doc)}"
    for server in named:
        yield (server.argument,), f"is the address of calls that go to a server of their own{_told(server.doc)}"
    for server in api.servers:
        if server.others:
            others = ", ".join(f"`{url}`{_told(doc)}" for url, doc in server.others)
            yield (server.argument or "base_url",), f"may also be {others}"


def _told(doc: str) -> str:
    return f" ({doc.strip().rstrip('.')})" if doc else ""
