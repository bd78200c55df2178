"""Servers: the address that calls go to."""

from __future__ import annotations

from inhouse.api.schemas import Schemas
from inhouse.document.document import Document
from inhouse.document.values import as_list, as_mapping, as_text


def base_url(document: Document, schemas: Schemas) -> str:
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
