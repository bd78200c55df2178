"""Very many calls to a server that fails now and then: `python -m tests.soak --calls 100000`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import random
import resource
import subprocess
import sys
import threading
import time
from itertools import count
from typing import Any

from tests.faults import GOOD, apify, call, head, whole

FAULTY = 0.05
OPTIONS: dict[str, Any] = {"max_retries": 10, "retry_delay": 0.001, "timeout": 20, "token": "s3cr3t", "strict": True}


def answer(name: bytes) -> tuple[bytes, bool]:
    """What the server sends for a request, and whether it then closes: mostly its name, else one of some faults."""
    good = whole(b'{"name": "%s"}' % name, "Content-Type: application/json")
    if random.random() >= FAULTY:
        return good, False
    faults: list[tuple[bytes, bool]] = [
        (b"", True),
        (good[:10], True),
        (good[:-3], True),
        (b"garbage\r\n\r\n", True),
        (head("Transfer-Encoding: chunked") + b"zz\r\n", True),
        (head("Transfer-Encoding: chunked") + b"3\r\n{ }", True),
        (whole(b"", status="503 X"), False),
        (whole(b"", "Retry-After: 0", status="429 X"), True),
        (good + whole(GOOD), False),
        (good + b"left over", False),
        (head(status="103 Early Hints") * 5 + good, False),
    ]
    return random.choice(faults)


async def serve() -> None:
    """Serves on a port that it prints."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                content, closes = answer(request.split(b" ", 2)[1])
                writer.write(content)
                await writer.drain()
                if closes:
                    break
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class Soak:
    """The calls that are left to make, and those that went wrong."""

    def __init__(self, calls: int) -> None:
        self.numbers, self.calls = count(), calls
        self.wrong: list[str] = []
        self.done = 0
        self.attempts = 0

    def names(self, prefix: str) -> Any:
        while (number := next(self.numbers)) < self.calls:
            yield f"{prefix}-{number}"

    def check(self, name: str, response: Any) -> None:
        self.done += 1
        self.attempts += response.attempts
        if response.value.name != f"/{name}":
            self.wrong.append(f"{name} got {response.value.name}")


def threads(client: Any, soak: Soak, many: int) -> None:
    def work(prefix: str) -> None:
        for name in soak.names(prefix):
            try:
                soak.check(name, client.response(call(name)))
            except Exception as error:  # noqa: BLE001
                soak.wrong.append(f"{name}: {error!r}")

    workers = [threading.Thread(target=work, args=(f"t{each}",)) for each in range(many)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()


async def tasks(client: Any, soak: Soak, many: int) -> None:
    async def work(prefix: str) -> None:
        for name in soak.names(prefix):
            try:
                soak.check(name, await client.response(call(name)))
            except Exception as error:  # noqa: BLE001
                soak.wrong.append(f"{name}: {error!r}")

    await asyncio.gather(*(work(f"a{each}") for each in range(many)))


def held() -> tuple[float, int, int]:
    """Megabytes, descriptors and threads of this process."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[1])
    return pages * resource.getpagesize() / 2**20, len(os.listdir("/proc/self/fd")), threading.active_count()


def run(kind: str, url: str, calls: int, many: int) -> bool:
    """Warms up, makes the calls, prints what was held before and after; returns whether all is well."""
    measured: list[tuple[float, int, int]] = []
    soaks = [Soak(max(2000, calls // 10)), Soak(calls)]
    begun = time.monotonic()

    def measure(soak: Soak) -> None:
        nonlocal begun
        measured.append(held())
        if soak is soaks[0]:
            begun = time.monotonic()

    if kind == "threads":
        with apify.Client(base_url=url, **OPTIONS) as client:
            for soak in soaks:
                threads(client, soak, many)
                measure(soak)
    else:

        async def main() -> None:
            async with apify.AsyncClient(base_url=url, **OPTIONS) as client:
                for soak in soaks:
                    await tasks(client, soak, many)
                    measure(soak)

        asyncio.run(main())
    measured.append(held())
    seconds, soak = time.monotonic() - begun, soaks[1]
    print(
        f"{many} {kind}: {soak.done:,} calls, {soak.attempts:,} attempts, {seconds:.0f} s, {calls / seconds:,.0f} a second"
    )
    for when, (megabytes, descriptors, running) in zip(("warm", "done", "closed"), measured, strict=True):
        print(f"  {when:6} {megabytes:7.1f} MB {descriptors:5} descriptors {running:4} threads")
    wrong = [*soaks[0].wrong, *soak.wrong]
    warm, done, closed = measured
    if done[0] - warm[0] > max(8.0, calls / 100_000 * 8):
        wrong.append("memory has grown")
    if done[1] > warm[1] + many or closed[1] > 10 + warm[1] - min(warm[1], many) or closed[2] > warm[2]:
        wrong.append("descriptors or threads are left")
    print(f"  lost, crossed or left: {len(wrong)}", *wrong[:10], sep="\n    ")
    return not wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000, help="how many calls of each kind (%(default)s)")
    parser.add_argument("--threads", type=int, default=32, help="%(default)s")
    parser.add_argument("--tasks", type=int, default=200, help="%(default)s")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        asyncio.run(serve())
    with subprocess.Popen([sys.executable, "-m", "tests.soak", "--serve"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
            kinds = ("threads", arguments.threads), ("tasks", arguments.tasks)
            results = [run(kind, url, arguments.calls, many) for kind, many in kinds if many]
            return 0 if all(results) else 1
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.exit(main())
