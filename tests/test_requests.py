"""What a written client sends for bodies, arrays and credentials: the golden package `requests`, generated and used."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from inhouse.cli import main

DOCUMENT = Path(__file__).parent / "golden" / "requests" / "document.yaml"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("requests")
    main(["generate", "--document", str(DOCUMENT), "--output", str(folder / "shop_requests")])
    sys.path.insert(0, str(folder))
    yield importlib.import_module("shop_requests")
    sys.path.remove(str(folder))


class Shop:
    """A client whose requests are remembered and answered in turn."""

    def __init__(self, shop: Any, *answers: httpx2.Response, **options: Any) -> None:
        self.seen: list[httpx2.Request] = []
        waiting = list(answers)

        def answer(request: httpx2.Request) -> httpx2.Response:
            self.seen.append(request)
            return waiting.pop(0)

        self.client = shop.Client(transport=httpx2.MockTransport(answer), retry_delay=0.0, **options)
        self.items = self.client.items_


def item(**fields: Any) -> httpx2.Response:
    return httpx2.Response(200, json={"id": 1, **fields})


def test_a_body_goes_as_json_under_wire_names_without_what_is_not_set(shop: Any) -> None:
    it = Shop(shop, httpx2.Response(201, json={"id": 1}), httpx2.Response(201, json={"id": 1}))
    assert it.items.create_item(body=shop.models.NewItem(name="ü")).id == 1
    moment = datetime(2024, 1, 2, tzinfo=UTC)
    it.items.create_item(body=shop.models.NewItem(name="x", made_at=moment))
    assert [json.loads(request.content) for request in it.seen] == [
        {"name": "ü"},
        {"name": "x", "madeAt": "2024-01-02T00:00:00Z"},
    ]
    assert it.seen[0].headers["content-type"] == "application/json"


def test_null_and_absent_are_two_things_in_a_body(shop: Any) -> None:
    it = Shop(shop, item(), item(), item())
    request = shop.models.ChangeItemRequest
    for body in (request(name=None), request(), None):
        it.items.change_item(1, body=body)
    assert [sent.content for sent in it.seen] == [b'{"name": null}', b"{}", b""]
    assert [sent.headers.get("content-type") for sent in it.seen] == ["application/merge-patch+json"] * 2 + [None]


def test_the_items_of_an_array_follow_one_another(shop: Any) -> None:
    it = Shop(shop, *[httpx2.Response(202)] * 3)
    for tags in ([1, 2], [], None):
        assert it.items.create_item(body=shop.models.NewItem(name="x"), tag=tags, body_query="b") is None
    assert [request.url.query for request in it.seen] == [b"tag=1&tag=2&body=b", b"body=b", b"body=b"]


def test_an_answer_without_content_is_none(shop: Any) -> None:
    it = Shop(shop, httpx2.Response(204))
    assert it.items.delete_item(5) is None
    assert (it.seen[0].method, it.seen[0].url.path) == ("DELETE", "/items/5")


def test_a_body_is_sent_again_only_where_that_is_safe(shop: Any) -> None:
    it = Shop(shop, httpx2.Response(503), item())
    with pytest.raises(shop.ServerError):
        it.items.create_item(body=shop.models.NewItem(name="x"))
    assert len(it.seen) == 1
    it = Shop(shop, httpx2.Response(429), httpx2.Response(201, json={"id": 1}))
    it.items.create_item(body=shop.models.NewItem(name="x"))
    assert it.seen[0].content == it.seen[1].content


@pytest.mark.parametrize(
    ("given", "headers"),
    [
        ({}, {}),
        ({"api_key": "k"}, {"x-key": "k"}),
        ({"username": "u", "password": "p:ü"}, {"authorization": "Basic dTpwOsO8"}),
        ({"username": "u"}, {}),
        ({"token": "t"}, {}),
        ({"api_key": "k", "token": "t"}, {"x-key": "k"}),
    ],
)
def test_the_first_alternative_whose_credentials_are_given_is_sent(
    given: dict[str, str], headers: dict[str, str], shop: Any
) -> None:
    it = Shop(shop, httpx2.Response(204), **given)
    it.items.delete_item(1)
    sent = it.seen[0].headers
    assert {name: sent[name] for name in ("x-key", "authorization") if name in sent} == headers


def test_no_error_shows_a_credential(shop: Any) -> None:
    it = Shop(shop, httpx2.Response(404), api_key="s3cr3t", username="u", password="s3cr3t")
    with pytest.raises(shop.StatusError) as caught:
        it.items.delete_item(1)
    assert "s3cr3t" not in f"{caught.value!r} {caught.value} {vars(caught.value)} {vars(it.client)}"


def test_an_answer_that_is_no_json_comes_as_text_or_bytes(shop: Any) -> None:
    png = b"\x89PNG\r\n\x1a\n"
    answers = [httpx2.Response(200, content=png), httpx2.Response(203, content="Bäume".encode()), httpx2.Response(204)]
    it = Shop(shop, *answers)
    picture = it.client.default.get_picture if hasattr(it.client, "default") else it.items.get_picture
    assert [picture(1, x_size=5) for _ in answers] == [png, "Bäume", None]
    assert it.seen[0].headers["accept"] == "image/png, text/plain"
    assert it.seen[0].headers["x-size"] == "5"


def test_a_body_that_is_no_json_goes_as_it_is(shop: Any) -> None:
    it = Shop(shop, httpx2.Response(204), httpx2.Response(204))
    it.items.put_picture(1, body=b"\x89PNG")
    it.items.put_picture(1)
    assert [(request.content, request.headers.get("content-type")) for request in it.seen] == [
        (b"\x89PNG", "image/png"),
        (b"", None),
    ]
