"""Servers: the addresses that calls go to, and the variables in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from inhouse.api.api import (
    Operation,
    Server,
    ServerVariable,
)
from inhouse.api.found import Found
from inhouse.api.names import snake_case, unique
from inhouse.api.schemas import Schemas
from inhouse.document.document import Document
from inhouse.document.limits import MAX_VALUES_OF_ENUM
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text

OPTIONS = frozenset(
    """
    base_url deadline extra_headers extra_query http_client max_retries max_retry_after on_drift page_size report_extras
    retry_delay self ssl_context strict timeout transport options
    """.split()
)
"""Names of arguments that every client has, and of its options."""


@dataclass
class Servers:
    """The servers of a document as they are found: the one that calls go to, and those that only some calls go to."""

    schemas: Schemas
    default: Server
    named: dict[str, Server] = field(default_factory=dict[str, Server])

    def name_for(self, found: Found) -> str | None:
        """The name of the server that an operation goes to; None for the one that most go to."""
        for owner, pointer in ((found.value, found.pointer), (found.item, found.pointer.rpartition("/")[0])):
            if given := as_list(owner.get("servers")):
                server = _server(self.schemas, given, join_pointer(pointer, "servers"))
                break
        else:
            return None
        if replace(server, others=self.default.others, doc=self.default.doc) == self.default:
            return None
        for name, known in self.named.items():
            if known.url == server.url and known.variables == server.variables:
                return name
        name = unique(_name(server.url, self.default.url), self.named)
        self.named[name] = replace(server, name=name)
        return name

    def promoted(self, operations: list[Operation]) -> list[Operation]:
        """The operations, of which some go to the default server: where none does, the first named one becomes it."""
        if self.named and not has_host(self.default) and all(operation.server for operation in operations):
            name = next(iter(self.named))
            self.default = replace(self.named.pop(name), name=None)
            operations = [replace(each, server=None) if each.server == name else each for each in operations]
        if not has_host(self.default):
            message = "no absolute server address; clients will ask for a base_url"
            self.schemas.report("missing-server", message, "/servers" if self.default.url else "")
        return operations

    def settled(self, taken: Iterable[str]) -> tuple[Server, ...]:
        """All servers, the default one first, with arguments that are not taken for their addresses and variables."""
        names = OPTIONS | set(taken)
        arguments: dict[ServerVariable, str] = {}
        servers: list[Server] = []
        for server in (self.default, *self.named.values()):
            for variable in server.variables:
                if variable not in arguments:
                    name = snake_case(variable.name, "variable")
                    name = f"{name}_" if name in OPTIONS else name
                    arguments[variable] = unique(name, names | set(arguments.values()))
        names = names | set(arguments.values())
        for server in (self.default, *self.named.values()):
            variables = tuple(replace(each, argument=arguments[each]) for each in server.variables)
            argument = unique(f"{server.name}_url", names) if server.name else ""
            names = names | {argument}
            url = _filled(server.url, {each.name: f"{{{each.argument}}}" for each in variables})
            servers.append(replace(server, variables=variables, argument=argument, url=url))
        return tuple(servers)


def read_servers(document: Document, schemas: Schemas) -> Servers:
    """The document's own servers; the first is the one that calls go to."""
    given = as_list(document.root.get("servers")) or []
    return Servers(schemas, _server(schemas, given, "/servers"))


def has_host(server: Server) -> bool:
    """Whether the address of a server names its host, or has a variable that may."""
    return re.match(r"https?://|\{", server.url) is not None


def _server(schemas: Schemas, given: list[JsonValue], pointer: str) -> Server:
    """The first of some servers, with the others in words."""
    first, *others = [as_mapping(each) or {} for each in given] or [{}]
    url = _absolute(as_text(first.get("url")) or "", schemas.document.url)
    declared = as_mapping(first.get("variables")) or {}
    at = join_pointer(pointer, "0")
    variables = tuple(
        _variable(schemas, name, as_mapping(declared.get(name)), join_pointer(at, "variables", name), at)
        for name in dict.fromkeys(re.findall(r"\{([^{}]+)\}", url))
    )
    told = tuple(
        (_absolute(address, schemas.document.url), _doc(other))
        for other in others
        if (address := as_text(other.get("url"))) is not None
    )
    return Server(None, url.rstrip("/") or url[:1], "", variables, _doc(first), told)


def _absolute(url: str, document: str) -> str:
    """A server's address; a relative one is relative to the document's own (OpenAPI 3.1, Server Object)."""
    if not document or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|\{", url):
        return url
    try:
        return urljoin(document, url or "/")
    except ValueError:
        return url


def _variable(
    schemas: Schemas, name: str, declared: dict[str, JsonValue] | None, pointer: str, server: str
) -> ServerVariable:
    if declared is None:
        schemas.report("undeclared-variable", f"the address's {{{name}}} is not declared as a variable", server)
        declared = {}
    values = tuple(dict.fromkeys(_text(value) for value in as_list(declared.get("enum")) or ()))
    default = _text(declared.get("default"))
    if len(values) > MAX_VALUES_OF_ENUM:
        message = f"{len(values):,} values of {name!r} are too many to tell apart; any text may be given"
        schemas.report("approximated-enum", message, pointer)
        values = ()
    if values and default not in values:
        message = f"the default {default!r} of {name!r} is none of its values; clients take {values[0]!r}"
        schemas.report("wrong-default", message, pointer)
        default = values[0]
    return ServerVariable(name, "", default, values, (as_text(declared.get("description")) or "").strip())


def _text(value: JsonValue) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


def _doc(server: dict[str, JsonValue]) -> str:
    return " ".join((as_text(server.get("description")) or "").split())


def _name(url: str, default: str) -> str:
    """A name for a server: the first word of its host, or of its path where it shares the host."""
    host, path = _place(url)
    words = path.split("/") if host in ("", _place(default)[0]) else host.split(".")
    return snake_case(next((word for word in words if word and "{" not in word), ""), "server")


def _place(url: str) -> tuple[str, str]:
    host, _, path = url.partition("://")[2].partition("/") if "://" in url else ("", "", url)
    return host, path


def _filled(url: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{([^{}]+)\}", lambda found: values.get(found[1], found[0]), url)
