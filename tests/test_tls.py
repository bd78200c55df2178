"""What a written client promises over TLS: whom it talks to, and that nothing leads it away."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import trustme

from tests.faults import apify, call
from tests.server import Reply, serving

SECRET = "s3cr3t"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@contextmanager
def secured(certificate: trustme.LeafCert, location: str = "") -> Iterator[str]:
    """A server over TLS that answers well, or leads elsewhere."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b'{"name": "good"}'
            self.send_response(302 if location else 200)
            self.send_header("Location", location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is to be printed."""

    class Listener(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that refuses is no news."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    with Listener(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(params=["sync", "async"])
def send(request: pytest.FixtureRequest) -> Any:
    """Sends a call by a client of either kind."""

    def run(url: str, **options: Any) -> Any:
        options = {"base_url": url, "token": SECRET, "max_retries": 0, "deadline": 60, **options}
        if request.param == "sync":
            with apify.Client(**options) as client:
                return client.response(call("a"))

        async def main() -> Any:
            async with apify.AsyncClient(**options) as client:
                return await client.response(call("a"))

        return asyncio.run(main())

    return run


def test_a_certificate_of_a_trusted_authority_is_taken(
    send: Any, authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    with secured(authority.issue_cert("127.0.0.1")) as url:
        assert send(url, ssl_context=trusting).value.name == "good"


def test_an_authority_that_nobody_trusts_is_refused_by_default(send: Any, authority: trustme.CA) -> None:
    with (
        secured(authority.issue_cert("127.0.0.1")) as url,
        pytest.raises(apify.TransportError, match=r"(?i)certificate") as caught,
    ):
        send(url)
    assert caught.value.unsent
    assert SECRET not in f"{caught.value!r}{vars(caught.value)}"


@pytest.mark.parametrize(
    ("name", "days", "reason"), [("localhost", 9, "(?i)mismatch|not valid"), ("127.0.0.1", -1, "expired")]
)
def test_a_certificate_of_another_host_or_another_time_is_refused(
    send: Any, authority: trustme.CA, trusting: ssl.SSLContext, name: str, days: int, reason: str
) -> None:
    certificate = authority.issue_cert(name, not_after=datetime.now(UTC) + timedelta(days=days))
    with secured(certificate) as url, pytest.raises(apify.TransportError, match=reason) as caught:
        send(url, ssl_context=trusting)
    assert caught.value.unsent


def test_no_redirect_leads_from_https_to_http(send: Any, authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    with serving() as plain:
        plain.script = [Reply(json={"name": "evil"})]
        with (
            secured(authority.issue_cert("127.0.0.1"), plain.url) as url,
            pytest.raises(apify.UnexpectedStatusError),
        ):
            send(url, ssl_context=trusting)
        assert plain.seen == []


def test_a_redirect_from_http_to_https_is_followed_without_credentials(
    send: Any, authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    with serving() as plain, secured(authority.issue_cert("127.0.0.1")) as url:
        plain.script = [Reply(302, headers={"Location": f"{url}/b"})]
        answer = send(plain.url, ssl_context=trusting)
        assert (answer.value.name, answer.request.url) == ("good", f"{url}/b")
        assert SECRET not in f"{answer!r}"
