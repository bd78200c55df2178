"""Security: the alternatives of each operation, and the schemes that its clients take arguments for."""

from __future__ import annotations

from typing import Literal, TypeAlias

from inhouse.api.api import (
    SecurityScheme,
)
from inhouse.api.found import Found
from inhouse.api.names import snake_case, unique
from inhouse.api.parameters import HEADER_NAME
from inhouse.api.schemas import Schemas
from inhouse.document.document import Document
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text


def security_of(document: Document, found: Found) -> tuple[tuple[str, ...], ...]:
    alternatives = as_list(found.value.get("security", document.root.get("security"))) or ()
    return tuple(tuple(sorted(alternative)) for alternative in alternatives if isinstance(alternative, dict))


def security_schemes(document: Document, schemas: Schemas, used: set[str]) -> tuple[SecurityScheme, ...]:
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
        case ("apiKey", _, "header") if HEADER_NAME.fullmatch(as_text(scheme.get("name")) or ""):
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
