"""What an operation's policies say about sending it, over real HTTP: the golden package `sending-policies`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.golden_package import golden_package
from tests.server import HANG, SOON, Raw, Reply, Server, serving

Send = Callable[..., Any]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with golden_package("sending-policies", tmp_path_factory.mktemp("sending")) as package:
        yield package


@pytest.fixture
def calls(shop: Any) -> Any:
    return import_module(f"{shop.__name__}.endpoints.things")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, shop: Any, server: Server) -> Callable[..., Send]:
    """Makes what sends a call: a client of either kind, with options of its own."""

    def made(**options: Any) -> Send:
        options = {"base_url": server.url, "retry_delay": 0.0, **options}
        if request.param == "sync":
            return lambda call, **more: shop.Client(**options).send(call, **more)

        async def sent(call: Any, **more: Any) -> Any:
            async with shop.AsyncClient(**options) as client:
                return await client.send(call, **more)

        return lambda call, **more: asyncio.run(sent(call, **more))

    return made


def test_a_status_that_means_none_is_none_and_no_other(
    make: Callable[..., Send], server: Server, calls: Any, shop: Any
) -> None:
    send = make()
    server.script = [Reply(json={"id": 1}), Reply(404, json={"message": "no"}), Reply(410), Reply(409)]
    assert send(calls.get_thing(1)).id == 1
    assert send(calls.get_thing(1)) is None
    assert send(calls.get_thing(1)) is None
    with pytest.raises(shop.ConflictError):
        send(calls.get_thing(1))
    assert len(server.seen) == 4


def test_statuses_of_the_policy_are_tried_again_and_no_others(
    make: Callable[..., Send], server: Server, calls: Any, shop: Any
) -> None:
    send = make(deadline=HANG)  # longer than the policy's, which a busy machine may not meet
    server.script = [Reply(409), Reply(json={"id": 2})]
    assert send(calls.make_thing(1)).id == 2
    server.script = [Reply(429), Reply(json={"id": 2})]
    with pytest.raises(shop.StatusError):
        send(calls.make_thing(1))
    assert len(server.seen) == 3


def test_the_policy_says_how_often_to_try_unless_the_caller_does(
    make: Callable[..., Send], server: Server, calls: Any, shop: Any
) -> None:
    server.script = [Reply(503)]
    for send, options, attempts in (
        (make(deadline=HANG), {}, 2),
        (make(deadline=HANG), {"max_retries": 0}, 1),
        (make(deadline=HANG, max_retries=2), {}, 3),
    ):
        server.seen.clear()
        with pytest.raises(shop.ServerError) as caught:
            send(calls.make_thing(1), **options)
        assert len(server.seen) == caught.value.attempts == attempts
    server.seen.clear()
    with pytest.raises(shop.ServerError):
        make()(calls.delete_thing(1))
    assert len(server.seen) == 1


def test_the_policy_says_how_long_it_may_take_unless_the_caller_does(
    make: Callable[..., Send], server: Server, calls: Any, shop: Any
) -> None:
    server.script = [Raw((HANG,))]
    started = time.monotonic()
    with pytest.raises(shop.TimeoutError):
        make()(calls.make_thing(1))
    assert time.monotonic() - started < SOON
    server.script = [Raw((0.7, b"HTTP/1.1 200 X\r\ncontent-length: 8\r\n\r\n", b'{"id":1}'))]
    assert make(deadline=None)(calls.make_thing(1)).id == 1
