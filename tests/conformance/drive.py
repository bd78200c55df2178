"""A case, sent and held against what it expects."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tests.conformance.arguments import address, calls, credentials
from tests.conformance.compare import LINES, events, same, same_event
from tests.conformance.packages import Case, Failed, Packages

_STREAMS = ("text/event-stream", *LINES)


@dataclass(frozen=True)
class Answer:
    """What came back: the value that a call returned, or the body of the error that it raised."""

    status: int
    headers: Mapping[str, str]
    value: Any


def drive(packages: Packages, case: Case, folder: Path, server: str) -> None:
    """Sends a case, in each form that its body can be given in. Raises Failed where it does not hold."""
    package = packages.of((folder / case["spec"]).resolve())
    options = {"max_retries": 0, "timeout": 10.0, **credentials(package, case), **address(package, case, server)}
    try:
        made = list(calls(package, case))
        with package.module.Client(**options) as client:
            for call in made:
                try:
                    _send(client, call, case)
                except package.module.StatusError as error:
                    _hold(Answer(error.status_code, error.headers, error.body), case)
    except Failed:
        raise
    except Exception as error:
        raise Failed(f"{type(error).__name__}: {error}") from error


def _send(client: Any, call: Any, case: Case) -> None:
    body = case["response"]["body"]
    if type(call).__name__ == "StreamCall" and body and body["contentType"] in _STREAMS:
        _hold_stream(client, call, case)
        return
    response = client.response(call)
    _hold(Answer(response.status_code, response.headers, response.value), case)


def _hold(answer: Answer, case: Case) -> None:
    expected = case["response"]
    if answer.status != expected["status"]:
        raise Failed(f"status {answer.status}, not {expected['status']}: {_short(answer.value)}")
    for name, value in expected["headers"].items():
        if answer.headers.get(name.lower()) != value:
            raise Failed(f"header {name} is {answer.headers.get(name.lower())!r}, not {value!r}")
    body = expected["body"]
    if body is not None and body["contentType"] in _STREAMS:
        raise Failed(f"{body['contentType']} is read as {type(answer.value).__name__}, not as events")
    if not _is_body(answer.value, body):
        raise Failed(f"value {_short(answer.value)}, not {_short(body and body.get('json', body.get('text')))}")


def _is_body(value: Any, body: Mapping[str, Any] | None) -> bool:
    if body is None:
        return value is None
    if "json" in body:
        return same(value, body["json"])
    if "base64" in body:
        return isinstance(value, bytes) and value == base64.b64decode(body["base64"])
    return isinstance(value, str) and value == body["text"]


def _hold_stream(client: Any, call: Any, case: Case) -> None:
    """Takes as many events as are expected, and from a server that looks for a second request those of that one too."""
    body = case["response"]["body"]
    expected = list(events(body["contentType"], body["text"]))
    requests = len(case.get("keys", [""])) if case["apiCount"] == 1 else 1
    with client.stream(call, reconnect="always" if requests > 1 else "dropped") as stream:
        got = list(islice(stream, len(expected) * requests))
    for number, one in enumerate(expected):
        # Whether the last event only says that it is the last is not for the case to know.
        if number == len(got) and one == "[DONE]":
            return
        if number >= len(got) or not same_event(got[number], one):
            raise Failed(f"event {_short(got[number : number + 1])}, not {one!r}")
    if len(got) < len(expected) * requests:
        raise Failed(f"{len(got)} events, not {len(expected) * requests}: the stream was not taken up again")


def _short(value: Any) -> str:
    text = " ".join(repr(value.to_wire() if hasattr(value, "to_wire") else value).split())
    return text if len(text) <= 200 else f"{text[:200]}…"
