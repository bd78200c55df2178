"""Security: the alternatives of each operation, and the schemes that its clients take arguments for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from urllib.parse import urljoin

from inhouse.api.api import (
    SecurityScheme,
)
from inhouse.api.found import Found, check_choices
from inhouse.api.names import snake_case, unique
from inhouse.api.parameters import HEADER_NAME
from inhouse.api.schemas import Schemas
from inhouse.document.document import Document, resolve
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text


def security_of(document: Document, found: Found) -> tuple[tuple[str, ...], ...]:
    """The alternatives of an operation, each the names of the schemes that go together."""
    return tuple(tuple(sorted(alternative)) for alternative in _alternatives(document, found))


def scopes_of(document: Document, found: Found) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The scopes that each scheme of `security_of` must allow."""
    return tuple(
        tuple(
            tuple(scope for scope in as_list(alternative[name]) or () if isinstance(scope, str))
            for name in sorted(alternative)
        )
        for alternative in _alternatives(document, found)
    )


def _alternatives(document: Document, found: Found) -> list[dict[str, JsonValue]]:
    given = as_list(found.value.get("security", document.root.get("security"))) or ()
    alternatives = [alternative for alternative in given if isinstance(alternative, dict)]
    at = join_pointer(found.pointer, "security") if "security" in found.value else "/security"
    check_choices([name for alternative in alternatives for name in alternative], "security schemes", at)
    return alternatives


def security_schemes(document: Document, schemas: Schemas, used: set[str]) -> tuple[SecurityScheme, ...]:
    """The schemes of these names by name, each with the client's arguments for it.

    The arguments are plain words, prefixed with the name of the scheme wherever several schemes have the same.
    """
    declared = as_mapping((as_mapping(document.root.get("components")) or {}).get("securitySchemes")) or {}
    schemes: list[SecurityScheme] = []
    for name in sorted(used):
        pointer = join_pointer("/components/securitySchemes", name)
        value = declared.get(name)
        if isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
            value = target.value if (target := resolve(document, reference)) is not None else None
        if not isinstance(value, dict):
            schemas.report("unknown-security-scheme", f"the security scheme {name!r} is not declared", "/components")
        elif (scheme := _scheme(document, name, value)) is not None:
            schemes.append(scheme)
        else:
            message = f"the security scheme {name!r} is none that OpenAPI knows; give its header by `extra_headers`"
            schemas.report("approximated-security", message, pointer)
    return _told_apart(schemes)


def _scheme(document: Document, name: str, value: dict[str, JsonValue]) -> SecurityScheme | None:
    """What a scheme is as a client sends it, with its plain arguments, if it can be sent."""
    doc = (as_text(value.get("description")) or "").strip()
    wire_name, scheme = as_text(value.get("name")) or "", as_text(value.get("scheme")) or ""
    is_token = HEADER_NAME.fullmatch(wire_name) is not None
    header = SecurityScheme(name, "bearer", ("token",), "header", "Authorization", "Bearer", None, doc)
    match value.get("type"), scheme.lower(), value.get("in"):
        case "http", "bearer", _:
            return header
        case "http", "basic", _:
            return replace(header, kind="basic", scheme="Basic", arguments=("username", "password"))
        case "http", _, _ if HEADER_NAME.fullmatch(scheme):
            return replace(header, kind="http", scheme=scheme, arguments=("credential",))
        case "apiKey", _, ("header" | "cookie") as place if is_token:
            key = replace(header, kind="api_key", scheme="", arguments=("api_key",))
            return replace(key, place="header" if place == "header" else "cookie", wire_name=wire_name)
        case "apiKey", _, "query" if wire_name:
            return replace(
                header, kind="api_key", scheme="", arguments=("api_key",), place="query", wire_name=wire_name
            )
        case "oauth2", _, _ if (url := _token_url(document, value)) is not None:
            return replace(header, kind="oauth2", arguments=("token", "client_id", "client_secret"), token_url=url)
        case ("oauth2" | "openIdConnect") as kind, _, _:
            return replace(header, kind="oauth2" if kind == "oauth2" else "open_id_connect")
        case "mutualTLS", _, _:
            return replace(header, kind="mutual_tls", arguments=(), place="connection", wire_name="", scheme="")
        case _:
            return None


def _token_url(document: Document, value: dict[str, JsonValue]) -> str | None:
    """Where a client fetches a token with its own credentials; without a host it is relative to the server's address."""
    flow = as_mapping((as_mapping(value.get("flows")) or {}).get("clientCredentials")) or {}
    url = as_text(flow.get("tokenUrl"))
    if not url or url.startswith(("https://", "http://")):
        return url or None
    servers = as_list(document.root.get("servers")) or []
    server = as_text((as_mapping(servers[0]) or {}).get("url")) if servers else None
    path = "/" + (server or "").partition("://")[2].partition("/")[2]
    return urljoin(path, url)


def _told_apart(schemes: list[SecurityScheme]) -> tuple[SecurityScheme, ...]:
    """The schemes with arguments that no two of them share."""
    shared = {word for word, count in Counter(word for each in schemes for word in each.arguments).items() if count > 1}
    taken = {word for each in schemes for word in each.arguments} - shared
    named: list[SecurityScheme] = []
    for scheme in schemes:
        if shared & set(scheme.arguments):
            prefix = snake_case(scheme.name, "scheme").rstrip("_")
            words = tuple(unique(f"{prefix}_{word}", taken) for word in scheme.arguments)
            scheme = replace(scheme, arguments=words)
        taken |= set(scheme.arguments)
        named.append(scheme)
    return tuple(named)
