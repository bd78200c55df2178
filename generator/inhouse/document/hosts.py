"""Where hosts are on the network: each is looked up once, and what was looked at is what is connected to.

Whoever answers for a name may answer otherwise the next time (DNS rebinding), so that nothing looks it up again.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.request import HTTPHandler, Request

from inhouse.document.limits import SECONDS_OF_SILENCE

_UNICAST = IPv6Network("2000::/3")
_TUNNELS = (IPv6Network("2001::/32"), IPv6Network("2002::/16"))
"""Teredo and 6to4, which lead to whatever IPv4 address they hold."""

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 addresses, as networks without IPv4 write them (RFC 6052)."""

_RELAYS = IPv4Network("192.88.99.0/24")


def look_up(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host, whichever way it is written, those to be tried first before the others. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(address: str) -> bool:
    """Whether an address means the same host from everywhere, rather than one of this machine or of networks around it."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found in _TRANSLATED:
            found = IPv4Address(int(found) & 0xFFFFFFFF)
        elif found not in _UNICAST or any(found in tunnel for tunnel in _TUNNELS):
            return False
    if isinstance(found, IPv4Address) and found in _RELAYS:
        return False
    return found.is_global and not found.is_multicast


class Direct(HTTPHandler):
    """Opens what is at these addresses, whatever its URL says, for `http` and `https`."""

    def __init__(self, addresses: Sequence[str]) -> None:
        super().__init__()
        self._addresses = addresses

    def http_open(self, req: Request) -> HTTPResponse:
        """Open it without encryption."""
        return self.do_open(self._plain, req)

    def https_open(self, req: Request) -> HTTPResponse:
        """Open it, the certificate being that of the URL's host."""
        return self.do_open(self._encrypted, req)

    https_request = HTTPHandler.http_request

    def _plain(self, host: str, /, *, timeout: float = SECONDS_OF_SILENCE, **_: Any) -> HTTPConnection:
        connection = HTTPConnection(host, timeout=timeout)
        connection.sock = _connected(self._addresses, connection.port, timeout)
        return connection

    def _encrypted(self, host: str, /, *, timeout: float = SECONDS_OF_SILENCE, **_: Any) -> HTTPConnection:
        context = ssl.create_default_context()
        connection = HTTPSConnection(host, timeout=timeout, context=context)
        plain = _connected(self._addresses, connection.port, timeout)
        try:
            connection.sock = context.wrap_socket(plain, server_hostname=connection.host)
        except BaseException:
            plain.close()
            raise
        return connection


def _connected(addresses: Sequence[str], port: int, timeout: float) -> socket.socket:
    """A connection to the first of the addresses that takes one. Raises OSError."""
    for number, address in enumerate(addresses, 1):
        try:
            return socket.create_connection((address, port), timeout)
        except OSError:
            if number == len(addresses):
                raise
    raise OSError("it has no address")
