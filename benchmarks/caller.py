"""Calls one operation over and over: `python -m benchmarks.caller KIND MODE ANSWER URL SECONDS [COUNT]`, in its own process.

Prints JSON: how many calls were made, and the seconds of CPU (user and system) and of wall clock that they took. KIND names a client
below, MODE is `sync` or how many tasks share an async client, ANSWER is `actor` or `builds`. With COUNT, so many calls
are made, however long they take; who counts instructions needs that.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from itertools import count
from time import perf_counter, process_time
from typing import Any

ACTOR = "janedoe~my-actor"
WARM_UP = 20
Blocking = Callable[[], object]
Awaited = Callable[[], Awaitable[object]]


def inhouse(url: str, answer: str) -> Blocking:
    from apify import Client

    client = Client(token="token", base_url=url)
    actors, builds = client.actors, client.builds
    return (lambda: actors.get_actor(ACTOR)) if answer == "actor" else (lambda: builds.list_builds(ACTOR))


def inhouse_async(url: str, answer: str) -> Awaited:
    from apify import AsyncClient

    client = AsyncClient(token="token", base_url=url)
    actors, builds = client.actors, client.builds
    return (lambda: actors.get_actor(ACTOR)) if answer == "actor" else (lambda: builds.list_builds(ACTOR))


def by_pydantic(url: str, answer: str) -> Blocking:
    from benchmarks import handwritten

    return _by_hand(handwritten, url, answer)


def by_pydantic_async(url: str, answer: str) -> Awaited:
    from benchmarks import handwritten

    return _by_hand_async(handwritten, url, answer)


def by_msgspec(url: str, answer: str) -> Blocking:
    from benchmarks import handwritten_msgspec

    return _by_hand(handwritten_msgspec, url, answer)


def by_msgspec_async(url: str, answer: str) -> Awaited:
    from benchmarks import handwritten_msgspec

    return _by_hand_async(handwritten_msgspec, url, answer)


def _by_hand(readers: Any, url: str, answer: str) -> Blocking:
    import httpx2

    client = httpx2.Client(base_url=url, headers={"authorization": "Bearer token"}, timeout=30)
    path, read = _path(readers, answer)
    return lambda: read(client.get(path))


def _by_hand_async(readers: Any, url: str, answer: str) -> Awaited:
    import httpx2

    client = httpx2.AsyncClient(base_url=url, headers={"authorization": "Bearer token"}, timeout=30)
    path, read = _path(readers, answer)

    async def call() -> object:
        return read(await client.get(path))

    return call


def _path(readers: Any, answer: str) -> tuple[str, Callable[[Any], object]]:
    path = f"/v2/acts/{ACTOR}"
    return (path, readers.read_actor) if answer == "actor" else (f"{path}/builds", readers.read_builds)


def official(url: str, answer: str) -> Blocking:
    from apify_client import ApifyClient

    actor = ApifyClient("token", api_url=url).actor(ACTOR)
    return actor.get if answer == "actor" else actor.builds().list


def official_async(url: str, answer: str) -> Awaited:
    from apify_client import ApifyClientAsync

    actor = ApifyClientAsync("token", api_url=url).actor(ACTOR)
    return actor.get if answer == "actor" else actor.builds().list


def openapi_python_client(url: str, answer: str) -> Blocking:
    from apify_opc.api.actors import get_actor
    from apify_opc.api.builds import list_builds
    from apify_opc.client import AuthenticatedClient

    client = AuthenticatedClient(base_url=url, token="token")
    operation = get_actor if answer == "actor" else list_builds
    return lambda: operation.sync(ACTOR, client=client)


def openapi_python_client_async(url: str, answer: str) -> Awaited:
    from apify_opc.api.actors import get_actor
    from apify_opc.api.builds import list_builds
    from apify_opc.client import AuthenticatedClient

    client = AuthenticatedClient(base_url=url, token="token")
    operation = get_actor if answer == "actor" else list_builds
    return lambda: operation.asyncio(ACTOR, client=client)


KINDS: dict[str, tuple[Callable[[str, str], Blocking], Callable[[str, str], Awaited]]] = {
    "inhouse": (inhouse, inhouse_async),
    "httpx2 + pydantic": (by_pydantic, by_pydantic_async),
    "httpx2 + msgspec": (by_msgspec, by_msgspec_async),
    "apify-client": (official, official_async),
    "openapi-python-client": (openapi_python_client, openapi_python_client_async),
}
"""How each kind of client makes one call, waiting and awaited."""


class Clock:
    """Whether another call is due: by CPU time, or by number."""

    def __init__(self, seconds: float, number: int) -> None:
        self._seconds, self._number, self.calls = seconds, number, 0
        self._cpu, self._wall = process_time(), perf_counter()

    def due(self) -> bool:
        left = self.calls < self._number if self._number else process_time() - self._cpu < self._seconds
        self.calls += left
        return left

    def result(self) -> dict[str, float]:
        return {"calls": self.calls, "cpu": process_time() - self._cpu, "wall": perf_counter() - self._wall}


def waiting(call: Blocking, seconds: float, number: int) -> dict[str, float]:
    for _ in range(WARM_UP):
        assert call() is not None
    clock = Clock(seconds, number)
    while clock.due():
        call()
    return clock.result()


async def awaited(make: Callable[[], Awaited], tasks: int, seconds: float, number: int) -> dict[str, float]:
    call = make()

    async def work(due: Callable[[], object]) -> None:
        while due():
            assert await call() is not None

    warming = count(-tasks - WARM_UP)
    await asyncio.gather(*(work(lambda: next(warming) < 0) for _ in range(tasks)))
    clock = Clock(seconds, number)
    await asyncio.gather(*(work(clock.due) for _ in range(tasks)))
    return clock.result()


def main(kind: str, mode: str, answer: str, url: str, seconds: str, number: str = "0") -> dict[str, float]:
    blocking, asynchronous = KINDS[kind]
    if mode == "sync":
        return waiting(blocking(url, answer), float(seconds), int(number))
    return asyncio.run(awaited(lambda: asynchronous(url, answer), int(mode), float(seconds), int(number)))


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
