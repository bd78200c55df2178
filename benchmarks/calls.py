"""Calls per second of CPU, beside other clients, against a server on loopback whose own CPU does not count."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import peers
from benchmarks.documents import ROOT, Source, read
from benchmarks.measure import Tell
from benchmarks.peers import Peers

BASE = "httpx2 + pydantic"
KINDS = ("inhouse", BASE, "httpx2 + msgspec", "apify-client", "openapi-python-client")
MODES = ("sync", "1", "50")
SECONDS = 0.8
"""Of CPU that each run takes."""


def answers() -> dict[str, bytes]:
    """One Actor, as its documentation shows it; 1,000 builds; and those with the number that `apify-client` insists on."""
    paths = read(Source("two_endpoints", ROOT / "spec" / "apify.yaml"))["paths"]
    shown = [item["get"]["responses"]["200"]["content"]["application/json"]["example"] for item in paths.values()]
    actor, builds = shown

    def listed(**more: str) -> dict[str, Any]:
        first, page = builds["data"]["items"][0], builds["data"]
        meta = {**first["meta"], "userAgent": "Mozilla/5.0 (iPad; CPU OS 17_5_10)"}
        own = ({"id": f"HG7ML7M8z78YcA{n:03}", "status": "SUCCEEDED", "meta": meta} for n in range(1000))
        items = [
            {**first, **each, "startedAt": f"2019-11-30T07:{n % 60:02}:24.202Z", **more} for n, each in enumerate(own)
        ]
        return {"data": {**page, "total": 1000, "count": 1000, "items": items}}

    bodies = {"actor": actor, "builds": listed(), "numbered": listed(buildNumber="0.0.1")}
    return {name: json.dumps(body, separators=(",", ":"), default=str).encode() for name, body in bodies.items()}


@contextmanager
def serving(body: bytes) -> Iterator[str]:
    """The address of a server in another process that answers everything with these bytes."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "answer.json"
        file.write_bytes(body)
        command = [sys.executable, "-m", "benchmarks.server", str(file)]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            try:
                yield f"http://127.0.0.1:{int(server.stdout.readline())}"
            finally:
                server.stdin.close()


def measure(
    found: Peers | None,
    runs: int,
    written: Path,
    tell: Tell,
    *,
    kinds: tuple[str, ...] = KINDS,
    seconds: float = SECONDS,
) -> dict[str, Any]:
    """Calls per CPU second for each mode and answer, and what inhouse takes in times of each other; counts where asked."""
    results = dict[str, Any]()
    bodies = answers()
    with ExitStack() as stack:
        urls = {name: stack.enter_context(serving(body)) for name, body in bodies.items()}
        for mode in MODES:
            for answer in ("actor", "builds"):
                what = f"{'sync' if mode == 'sync' else f'async at {mode}'}, {len(bodies[answer]) / 1000:.1f} KB"
                tell(f"calls, {what}")
                results[what] = _rates(mode, answer, urls, found, runs, written, tell, kinds, seconds)
    return results


def instructions(found: Peers | None, written: Path, tell: Tell) -> dict[str, Any]:
    """Instructions per sync call, counted by callgrind: what noise hides. Empty without valgrind."""
    if not (valgrind := which("valgrind")):
        tell("instructions: there is no valgrind here")
        return {}
    results, bodies = dict[str, Any](), answers()
    counting = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    for answer, few, many in (("actor", 20, 120), ("builds", 5, 20)):
        with serving(bodies[answer]) as url:
            counts = dict[str, int]()
            for kind in ("inhouse", BASE):
                python, environment = _interpreter(kind, found, written)
                call = [str(python), "-m", "benchmarks.caller", kind, "sync", answer, url, "0"]
                said = [_said([*counting, *call, str(number)], environment) for number in (few, many)]
                one, other = (int(text.rpartition("Collected :")[2].split()[0]) for text in said)
                counts[kind] = (other - one) // (many - few)
                tell(f"  instructions, {answer}, {kind}: {counts[kind]}")
            results[f"{len(bodies[answer]) / 1000:.1f} KB"] = {
                **counts,
                "ratio": round(counts["inhouse"] / counts[BASE], 3),
            }
    return results


def _rates(
    mode: str,
    answer: str,
    urls: Mapping[str, str],
    found: Peers | None,
    runs: int,
    written: Path,
    tell: Tell,
    kinds: tuple[str, ...],
    seconds: float,
) -> dict[str, Any]:
    costs: dict[str, list[float]] = {kind: [] for kind in kinds}
    failures = dict[str, str]()
    for turn in range(runs):
        for kind in kinds:
            python, environment = _interpreter(kind, found, written)
            if python is None or kind in failures:
                continue
            url = urls["numbered" if (kind, answer) == ("apify-client", "builds") else answer]
            try:
                said = _said(
                    [str(python), "-m", "benchmarks.caller", kind, mode, answer, url, str(seconds)], environment
                )
                result = json.loads(said.splitlines()[-1])
            except (subprocess.CalledProcessError, ValueError, IndexError) as error:
                failures[kind] = (str(getattr(error, "stderr", "") or error).strip().splitlines() or ["failed"])[-1][
                    :200
                ]
                tell(f"  {kind}: {failures[kind]}")
                continue
            costs[kind].append(result["cpu"] / result["calls"])
            tell(f"  {turn + 1}/{runs} {kind}: {result['calls'] / result['cpu']:.0f} calls per CPU second")
    told: dict[str, Any] = {kind: {"refused": reason} for kind, reason in failures.items()}
    told |= {kind: {"calls per CPU second": round(1 / median(each))} for kind, each in costs.items() if each}
    mine = costs["inhouse"]
    ratios = {
        kind: median(a / b for a, b in zip(each, mine, strict=True))
        for kind, each in costs.items()
        if len(each) == len(mine)
    }
    return {
        **told,
        "throughput of inhouse in times of": {
            kind: round(value, 3) for kind, value in ratios.items() if kind != "inhouse"
        },
    }


def _interpreter(kind: str, found: Peers | None, written: Path) -> tuple[Path | None, dict[str, str]]:
    """The Python that has what a kind of client needs, and where it finds the client."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "generated"), str(written / "callers")])
    if found:
        python = found.python("openapi-python-client" if kind == "openapi-python-client" else peers.CALLERS)
    else:
        python = Path(sys.executable) if kind in ("inhouse", BASE) else None
    return python, {**os.environ, "PYTHONPATH": path}


def write_peer(found: Peers | None, written: Path, tell: Tell) -> None:
    """What openapi-python-client makes of the two endpoints, to be called."""
    if not found or not (python := found.python(peers.OPENAPI_PYTHON_CLIENT)):
        return
    output = written / "callers" / "apify_opc"
    command = peers.command(peers.OPENAPI_PYTHON_CLIENT, python, ROOT / "spec" / "apify.yaml", output)
    if command.prepare:
        command.prepare()
    made = subprocess.run(
        command.arguments, capture_output=True, text=True, check=False, env={**os.environ, **command.environment}
    )
    if made.returncode:
        tell(f"openapi-python-client: {made.stdout[-300:]}")


def _said(command: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    return done.stdout + done.stderr if "valgrind" in command[0] else done.stdout
