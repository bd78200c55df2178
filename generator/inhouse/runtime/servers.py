"""Servers whose addresses have variables, or that only some calls go to."""

import re
from collections.abc import Mapping
from dataclasses import replace

from .exchange import Service


def located(service: Service, variables: Mapping[str, str], servers: Mapping[str, str] | None = None) -> Service:
    """The service with variables put into its addresses, and with the given ones for servers that only some calls go to.

    A relative address is relative to that of the API. ValueError for a value that would change what its place means.
    """
    addresses = {name: _filled(url, variables) for name, url in (servers or {}).items()}
    for name, url in addresses.items():
        if not re.fullmatch(r"https?://[^/?#@\\]+(/[^?#\\]*)?|/(?!/)[^?#\\]*", url):
            raise ValueError(f"{name} must be at http(s)://, a host and perhaps a path, without credentials")
    return replace(service, base_url=_filled(service.base_url, variables).rstrip("/"), servers=addresses)


def _filled(url: str, variables: Mapping[str, str]) -> str:
    """The address with variables in their places, or "" where its host lacks one; none can go beyond its place."""
    origin = (re.match(r"[^:/]*://[^/]*", url) or [""])[0]
    for name, value in variables.items():
        if f"{{{name}}}" in origin and not value:
            return ""
        if f"{{{name}}}" in origin and not re.fullmatch(r"[\w.:\[\]-]+", value):
            raise ValueError(f"{name} must be part of the name of a server, which {value!r} is not")
        url = url.replace(f"{{{name}}}", value)
    return url
