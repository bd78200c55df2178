"""Documents over TLS: who answers is who was asked for, by the name in the address, and nothing leads away from that."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
import trustme

from inhouse.diagnostics import Fatal
from inhouse.document import fetch, hosts
from inhouse.document.web import Web
from tests.test_one_off import PUBLIC, SHOP, Site

NAME = "shop.example"


class Secured(Site):
    """A site over TLS; `wanted` are the names that clients said they want (SNI, RFC 6066, section 3)."""

    daemon_threads = True

    def __init__(self, certificate: trustme.LeafCert, pages: dict[str, str]) -> None:
        super().__init__(pages)
        self.wanted: list[str | None] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sni_callback = lambda _, name, __: self.wanted.append(name)
        certificate.configure_cert(context)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that refuses is no news."""


@contextmanager
def secured(certificate: trustme.LeafCert, pages: dict[str, str]) -> Iterator[Secured]:
    with Secured(certificate, pages) as site:
        Thread(target=site.serve_forever, args=(0.01,), daemon=True).start()
        yield site
        site.shutdown()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the one authority that is trusted, here and by processes that are started."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("no_proxy", "*")
    return path


@pytest.fixture
def internet(trusted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the name stand for a public address, and that for this machine."""
    look_up, connect = hosts.look_up, socket.create_connection
    monkeypatch.setattr(fetch, "look_up", lambda host, port: (PUBLIC,) if host == NAME else look_up(host, port))

    def connected(address: tuple[str, int], timeout: float) -> socket.socket:
        return connect(("127.0.0.1" if address[0] == PUBLIC else address[0], address[1]), timeout)

    monkeypatch.setattr(socket, "create_connection", connected)


def inspect(folder: Path, url: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "inhouse", "inspect", "--document", url]
    return subprocess.run(command, cwd=folder, env={**os.environ}, capture_output=True, text=True, check=False)


def test_the_host_is_asked_for_by_its_name_and_has_to_prove_it(
    authority: trustme.CA, trusted: Path, tmp_path: Path
) -> None:
    with secured(authority.issue_cert("localhost"), {"/api.yaml": SHOP}) as site:
        done = inspect(tmp_path, f"https://localhost:{site.server_port}/api.yaml")
    assert (done.returncode, done.stderr, "getThing" in done.stdout) == (0, "", True)
    assert site.wanted == ["localhost"]


def test_a_certificate_of_the_address_is_none_of_the_name(authority: trustme.CA, trusted: Path, tmp_path: Path) -> None:
    with secured(authority.issue_cert("127.0.0.1", "::1", "other.example"), {"/api.yaml": SHOP}) as site:
        url = f"https://localhost:{site.server_port}/api.yaml"
        done = inspect(tmp_path, url)
        assert site.asked == []
    assert done.returncode == 2
    assert done.stderr.startswith(f"{url}: it cannot be fetched: ")
    assert "not valid for 'localhost'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", [NAME, "127.0.0.1"])
def test_an_authority_that_nobody_trusts_is_refused(name: str, internet: None) -> None:
    with secured(trustme.CA().issue_cert(name), {"/": "{}"}) as site:
        with pytest.raises(Fatal, match=r"cannot be fetched: .*certificate"):
            Web().first(f"https://{name}:{site.server_port}/")
        assert site.asked == []


def test_what_is_asked_by_its_address_proves_the_address(authority: trustme.CA, trusted: Path) -> None:
    with secured(authority.issue_cert("127.0.0.1"), {"/": "{}"}) as site:
        assert Web().first(f"https://127.0.0.1:{site.server_port}/")[1].value == {}
        assert site.wanted == [None]  # addresses are no names (RFC 6066, section 3)
    with secured(authority.issue_cert("localhost"), {"/": "{}"}) as site:
        with pytest.raises(Fatal, match="certificate"):
            Web().first(f"https://127.0.0.1:{site.server_port}/")
        assert site.asked == []


def test_a_reference_proves_its_host_anew(authority: trustme.CA, internet: None) -> None:
    with (
        secured(authority.issue_cert(NAME), {"/": "{}", "/a": "{}"}) as site,
        secured(authority.issue_cert("other.example"), {"/": "{}"}) as other,
    ):
        web = Web([f"https://{NAME}:{other.server_port}"])
        web.first(f"https://{NAME}:{site.server_port}/")
        assert web.fetch(f"https://{NAME}:{site.server_port}/a").value == {}
        with pytest.raises(Fatal, match="certificate"):
            web.fetch(f"https://{NAME}:{other.server_port}/")
        assert (len(site.asked), other.asked) == (2, [])


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_redirect_over_tls_leads_to_no_private_address_whatever_it_proves(
    host: str, authority: trustme.CA, internet: None
) -> None:
    pages = {"/inside": "{}"}
    with secured(authority.issue_cert(NAME, "localhost", "127.0.0.1", "::1"), pages) as site:
        pages["/"] = f"->https://{host}:{site.server_port}/inside"
        with pytest.raises(Fatal, match=r"redirected to .*, an address of a private network"):
            Web().first(f"https://{NAME}:{site.server_port}/")
        assert [path for path, _ in site.asked] == ["/"]


def test_a_redirect_does_not_lead_away_from_encryption(authority: trustme.CA, internet: None) -> None:
    pages = {"/": f"->http://{NAME}/inside"}
    with secured(authority.issue_cert(NAME), pages) as site, pytest.raises(Fatal, match="which is not encrypted"):
        Web().first(f"https://{NAME}:{site.server_port}/")
