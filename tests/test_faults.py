"""What a written client promises towards servers that do wrong: `tests/faults.py` has what they do."""

from __future__ import annotations

import gc
import subprocess
import sys
import textwrap
import time
from itertools import cycle
from pathlib import Path

import anyio
import pytest

from tests.faults import CONTEXT, FAULTS, Fault, Kind, address, apify, call, resources, stalls, try_out, whole
from tests.package import PACKAGE
from tests.server import HANG, SOON, Raw, Reply, Seen, serving

pytestmark = pytest.mark.usefixtures("few_objects")
GOOD = b'{"name": "good"}'


WAYS: list[tuple[Kind, bool]] = [("sync", False), ("asyncio", True), ("sync", True), ("asyncio", False), ("trio", True)]
# Each fault in one way; `python -m tests.faults` tries each in all of them.
SOME = [(fault, *way) for fault, way in zip(FAULTS, cycle(WAYS), strict=False)]


@pytest.mark.parametrize(("fault", "kind", "strict"), SOME, ids=lambda value: getattr(value, "name", None))
def test_a_fault_is_an_error_of_the_clients_own_in_time_and_leaves_nothing(
    fault: Fault, kind: Kind, strict: bool
) -> None:
    deadline = 0.25 if "TimeoutError" in fault.expected(strict=strict) else HANG
    assert try_out(fault, kind, strict=strict, deadline=deadline).wrong == ""


def test_cookies_of_a_server_are_neither_kept_nor_sent() -> None:
    def script(request: Seen) -> Reply:
        return Reply(json={"name": "good"}, headers={"Set-Cookie": f"{request.target[1:]}=x; Max-Age=9999; Path=/"})

    with serving() as server, apify.Client(base_url=server.url, ssl_context=CONTEXT) as client:
        server.script = script
        for name in ("a", "b"):
            client.send(call(name))
        assert not any("cookie" in seen.headers for seen in server.seen)
        assert not [*client._connections.open().cookies.jar]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize(
    "fault",
    [each for each in stalls() if each.ends == ("TimeoutError",) and each.at != "full"],
    ids=lambda fault: fault.name,
)
def test_a_call_that_is_cancelled_at_any_stage_leaves_nothing(fault: Fault, backend: str) -> None:
    async def main(url: str) -> None:
        async with apify.AsyncClient(base_url=server.url, ssl_context=CONTEXT) as client:
            with anyio.move_on_after(0.05) as scope:
                await client.send(call("bad"), base_url=url)
            assert scope.cancelled_caught
            assert (await client.send(call("good"))).name == "good"

    def script(request: Seen) -> Reply | Raw:
        return Raw(fault.parts()) if request.target == "/bad" else Reply(json={"name": "good"})

    with serving() as server, address(fault, server) as url:
        server.script = script
        anyio.run(main, url, backend=backend)
        before = resources()[0]
        anyio.run(main, url, backend=backend)
        gc.collect()
        until = time.monotonic() + SOON
        while resources()[0] > before and time.monotonic() < until:
            time.sleep(0.01)
        assert resources()[0] <= before


def test_bytes_after_an_answer_are_no_answer_to_the_next_call() -> None:
    with serving() as server, apify.Client(base_url=server.url, ssl_context=CONTEXT) as client:
        server.script = [
            Raw((whole(b'{"name": "first"}') + whole(b'{"name": "evil"}'),), keep=True),
            Reply(json={"name": "good"}),
        ]
        assert [client.send(call("a"), retry_delay=0.001).name for _ in range(3)] == ["first", "good", "good"]


def test_a_call_that_may_have_had_effect_is_not_sent_again_for_bytes_that_came_before_it() -> None:
    with serving() as server, apify.Client(base_url=server.url, ssl_context=CONTEXT) as client:
        server.script = [Raw((whole(GOOD) * 2,), keep=True), Reply(json={"name": "good"})]
        client.send(call("a"))
        with pytest.raises(apify.TransportError, match="before its request"):
            client.request("POST", "/b", {})


def test_a_server_that_takes_a_body_slowly_holds_no_one_up() -> None:
    with serving() as server, apify.Client(base_url=server.url, ssl_context=CONTEXT) as client:
        server.slow = 65536, 0.1
        begun = time.monotonic()
        with pytest.raises(apify.errors.TimeoutError):
            client.request("PUT", "/a", bytes(50 << 20), deadline=0.5)
        assert time.monotonic() - begun < SOON


def test_a_body_may_be_as_long_as_the_limit_and_no_longer() -> None:
    with serving() as server, apify.Client(base_url=server.url, ssl_context=CONTEXT) as client:
        server.script = [Reply(json={"name": "good"})]
        assert client.send(call("a"), max_response_bytes=16).name == "good"
        with pytest.raises(apify.DecodeError, match=r"more than 15 bytes \(max_response_bytes\)"):
            client.send(call("a"), max_response_bytes=15)


def test_a_child_process_shares_no_connection_with_its_parent() -> None:
    script = """
        import os, sys, threading
        sys.path[:0] = sys.argv[2:]
        import apify
        from tests.faults import call

        client = apify.Client(base_url=sys.argv[1])
        client.send(call("0"))
        held = threading.Event()
        lock = client._connections._locks[os.getpid()]
        threading.Thread(target=lambda: (lock.acquire(), held.set()), daemon=True).start()
        held.wait()  # as another thread may hold it at the time
        child = os.fork()
        if child:
            lock.release()
        for number in range(50):
            name = f"{child}-{number}"
            assert client.send(call(name), deadline=60).name == f"/{name}", name
        client.close()
        if not child:
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
    """
    with serving() as server:
        server.script = lambda request: Reply(json={"name": request.target})
        folders = [str(Path(__file__).parents[1]), str(PACKAGE.parent)]
        command = [sys.executable, "-c", textwrap.dedent(script), server.url, *folders]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr
        assert server.connections == 2
