"""`python -m tests.conformance`, with a document and a server so small that one sees what must come out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypedDict
from uuid import UUID

import pytest

from tests.conformance.__main__ import main
from tests.conformance.arguments import shaped, typed
from tests.conformance.compare import events, same, same_event
from tests.conformance.falsify import falsified, other
from tests.server import Reply, Seen, serving

DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.example/v1'}]
security: [{key: []}]
paths:
  /items/{id}:
    get:
      operationId: getItem
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
      responses:
        '200': {description: An item, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
        '404': {description: None}
    put:
      operationId: putItem
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody:
        {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
      responses: {'204': {description: Taken}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
  schemas:
    Item: {type: object, required: [itemName], properties: {itemName: {type: string}, at: {type: string, format: date-time}}}
"""

ITEM = {"itemName": "lamp", "at": "2022-08-26T18:38:00.000Z"}


def case(operation: str, status: int, value: Any = None, **given: Any) -> dict[str, Any]:
    answer = None if value is None else {"contentType": "application/json", "kind": "json", "json": value}
    return {
        "scenario": f"Shop_{operation}",
        "index": 0,
        "apiCount": 1,
        "spec": "specs/shop.yaml",
        "operationId": operation,
        "method": "PUT" if operation.startswith("put") else "GET",
        "path": "/items/{id}",
        "serverUrl": "http://localhost:3000/v1",
        "serverVariables": {},
        "query": {},
        "headers": {},
        "cookies": {},
        "auth": {"key": "s3cr3t"},
        "contentType": None,
        "body": None,
        "response": {"status": status, "headers": {}, "body": answer},
        **given,
    }


GET = case("getItem", 200, ITEM, pathParams={"id": 1}, query={"since": "2022-08-26T18:38:00Z"})
PUT = case(
    "putItem",
    204,
    pathParams={"id": 1},
    contentType="application/json",
    body={"contentType": "application/json", "kind": "json", "json": ITEM},
)
MISSING = case("getItem", 404, pathParams={"id": 2})


def answer(request: Seen) -> Reply:
    if request.headers.get("x-key") != "s3cr3t":
        return Reply(401)
    if request.target == "/v1/items/2":
        return Reply(404)
    if request.method == "PUT":
        taken = json.loads(request.body)
        return Reply(204 if taken["itemName"] == "lamp" and taken["at"].startswith("2022-08-26T18:38:00") else 400)
    return Reply(json=ITEM) if request.target == "/v1/items/1?since=2022-08-26T18%3A38%3A00Z" else Reply(400)


@pytest.fixture
def server() -> Iterator[str]:
    with serving() as server:
        server.script = answer
        yield server.url


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "shop.yaml").write_text(DOCUMENT, encoding="utf-8")
    return tmp_path / "cases.json"


def drive(cases: Path, server: str, all: list[dict[str, Any]], *options: str) -> int:
    cases.write_text(json.dumps(all), encoding="utf-8")
    return main([str(cases), "--server", server, *options])


def test_cases_hold_and_fail_once_anything_in_them_is_false(
    cases: Path, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drive(cases, server, [GET, PUT, MISSING], "--falsify") == 0
    passed, control = capsys.readouterr().out.splitlines()
    assert passed == "3 passed, 0 failed"
    assert control.startswith("falsified: 3 failed as they must, 0 did not; of 0 ")


def test_what_does_not_hold_is_told_with_its_reason(
    cases: Path, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = [
        {**GET, "response": {**GET["response"], "status": 204}},
        {**GET, "response": {**GET["response"], "headers": {"X-Page": "1"}}},
        {**GET, "response": {**GET["response"], "body": {**GET["response"]["body"], "json": {**ITEM, "more": 1}}}},
        {**GET, "query": {"until": "x"}},
        {**GET, "auth": {"token": "x"}},
        {**GET, "operationId": "x", "path": "/x"},
        {**PUT, "body": {**PUT["body"], "json": {**ITEM, "itemName": "desk"}}},
        {**GET, "spec": "specs/missing.yaml"},
        {**GET, "scenario": "Other"},
    ]
    assert drive(cases, server, wrong, "--only", "Shop") == 1
    *failures, numbers = capsys.readouterr().out.splitlines()
    assert numbers == "0 passed, 8 failed"
    expected = (
        "status 200, not 204",
        "header X-Page is None",
        "value {",
        "no argument for 'until' in query",
        "the client has no argument for the security scheme 'token'",
        "inspect tells of no such operation",
        "status 400, not 204",
        "no package: ",
    )
    for line, reason in zip(failures, expected, strict=True):
        assert line.startswith(("FAIL Shop_getItem#0: ", "FAIL Shop_putItem#0: "))
        assert line.split(": ", 1)[1].startswith(reason)


def test_a_server_that_looks_at_nothing_is_told_of_and_a_client_that_hides_the_answer_is_off(
    cases: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as server:
        server.script = [Reply(204)]
        assert drive(cases, server.url, [PUT], "--falsify") == 0
        out = capsys.readouterr().out
        assert "HOLDS Shop_putItem#0 with the body falsified" in out
        assert "of 1 the server does not see the arguments" in out
        monkeypatch.setattr("tests.conformance.__main__.drive", lambda *_: None)
        assert drive(cases, server.url, [PUT], "--falsify") == 1
        assert "0 failed as they must, 1 did not" in capsys.readouterr().out


class Details(TypedDict):
    content: bytes
    at: list[datetime]


MOMENT = datetime(2022, 8, 26, 18, 38, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hint", "value", "expected"),
    [
        (datetime | None, "2022-08-26T18:38:00Z", MOMENT),
        (list[UUID], [str(UUID(int=7))], [UUID(int=7)]),
        (Sequence[Mapping[str, UUID | Details]], [{"a": str(UUID(int=7))}], [{"a": UUID(int=7)}]),
        (bytes, "_-8=", b"\xff\xef"),
        (str | Details, "dGVzdA==", "dGVzdA=="),
        (int, "many", "many"),
    ],
)
def test_a_json_value_is_given_as_the_annotation_has_it(hint: Any, value: Any, expected: Any) -> None:
    assert typed(hint, value) == expected


def test_a_dict_is_given_with_the_values_that_its_typed_dict_has() -> None:
    given = {"content": "dGVzdA==", "at": ["2022-08-26T18:38:00Z"], "more": {"x": 1}}
    assert shaped(Details | None, given) == {"content": b"test", "at": [MOMENT], "more": {"x": 1}}


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (MOMENT, "2022-08-26T20:38:00.000+02:00"),
        ("2022-08-26T18:38:00Z", "2022-08-26T18:38:00.000Z"),
        (b"\xff\xef", "/+8="),
        (timedelta(days=40), "P40D"),
        ({"a": [1, None, True]}, {"a": [1.0, None, True]}),
    ],
)
def test_a_value_is_the_same_in_every_writing(got: Any, expected: Any) -> None:
    assert same(got, expected)
    assert not same(got, other(expected))
    assert not same(got, [expected])


@pytest.mark.parametrize(("got", "expected"), [(True, 1), (None, ""), ("1", 1), ({}, []), ({"a": 1}, {})])
def test_values_of_other_kinds_are_not_the_same(got: Any, expected: Any) -> None:
    assert not same(got, expected)
    assert not same(expected, got)


def test_events_are_read_as_their_data() -> None:
    text = 'event: a\ndata: {"x": 1}\n\ndata: one\ndata: two\n\n: nothing\n\n'
    assert list(events("text/event-stream", text)) == ['{"x": 1}', "one\ntwo"]
    assert list(events("application/jsonl", '{"x": 1}\n\n2\n')) == ['{"x": 1}', "2"]
    assert same_event({"x": 1}, '{"x": 1}')
    assert same_event('{"x": 1}', '{"x": 1}')
    assert not same_event({"x": 2}, '{"x": 1}')


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "xml", "text": "<a/>"},
        {"kind": "xml", "text": "<a><b>1</b></a>"},
        {"kind": "text", "text": ""},
        {"kind": "binary", "text": "data: hello\n\n", "base64": "ZGF0YTogaGVsbG8KCg=="},
        {"kind": "binary", "base64": base64.b64encode(b"\0").decode()},
        {"kind": "multipart", "parts": {"id": 1}, "files": []},
        {"kind": "multipart", "parts": {}, "files": [{"fieldname": "f", "base64": ""}]},
        {"kind": "multipart", "parts": {}, "files": []},
        {"kind": "json", "json": {}},
        {"kind": "json", "json": [False]},
        {"kind": "json", "json": None},
    ],
)
def test_every_body_can_be_falsified(body: dict[str, Any]) -> None:
    (what, wrong), *_ = falsified({**PUT, "body": body})
    assert what == "the body"
    assert wrong["body"] != body
    assert {**wrong, "body": None} == {**PUT, "body": None}
