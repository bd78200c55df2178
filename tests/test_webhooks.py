"""What has been sent by the API, read by the functions for it: the golden package `webhooks`."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inhouse.cli import main
from tests.golden_package import GOLDEN, golden_package


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with golden_package("webhooks", tmp_path_factory.mktemp("webhooks")) as package:
        yield package


def written(folder: Path, *flags: str) -> str:
    """What is written to read webhooks, of the operations that the flags select."""
    document = GOLDEN / "webhooks" / "document.yaml"
    main(["generate", "--document", str(document), "--output", str(folder / "shop"), *flags])
    module = folder / "shop" / "webhooks.py"
    return module.read_text(encoding="utf-8") if module.exists() else ""


def test_callbacks_go_with_their_operation_and_webhooks_with_what_is_not_listed(tmp_path: Path) -> None:
    both = written(tmp_path / "all")
    assert "def parse_new_order(" in both
    included = written(tmp_path / "included", "--include", "createOrder")
    assert included.count("\ndef ") == 2
    assert "def parse_create_order_on_paid(" in included
    excluded = written(tmp_path / "excluded", "--exclude", "createOrder")
    assert "def parse_new_order(" in excluded
    assert "createOrder" not in excluded
    assert written(tmp_path / "other", "--include", "listOrders") == ""


@pytest.mark.parametrize("kind", [bytes, str])
def test_a_body_is_read_as_its_model(shop: Any, kind: type) -> None:
    content = '{"id": 7, "state": "new", "at": "2024-01-02T03:04:05Z", "more": 1}'
    order = shop.webhooks.parse_new_order(content if kind is str else content.encode())
    assert isinstance(order, shop.models.Order)
    assert (order.id, order.state, order.at.year) == (7, "new", 2024)
    assert order.to_wire() == json.loads(content)


def test_each_method_and_each_callback_has_its_own_function(shop: Any) -> None:
    assert shop.webhooks.parse_changed_put(b'{"id": 1}').id == 1
    assert shop.webhooks.parse_changed_delete(b"[1, 2]") == [1, 2]
    assert shop.webhooks.parse_create_order_on_shipped(b'{"id": 2}').id == 2
    assert shop.webhooks.parse_create_order_on_paid(b'{"amount": 3}').amount == 3


def test_what_differs_from_the_document_is_told_and_read(shop: Any, caplog: pytest.LogCaptureFixture) -> None:
    told: list[Any] = []
    with caplog.at_level(logging.DEBUG, shop.__name__):
        for _ in range(2):
            order = shop.webhooks.parse_create_order_on_shipped(b'{"id": 1, "state": "lost"}', on_drift=told.append)
            assert order.state == "lost"
    assert [(drift.operation, drift.path, drift.kind) for drift in told] == [
        ("createOrder.onShipped", "state", "unknown value")
    ] * 2
    assert [record.levelno for record in caplog.records] == [logging.WARNING, logging.DEBUG]


def test_a_hook_that_raises_keeps_nothing_from_being_read(shop: Any) -> None:
    def hook(drift: Any) -> None:
        raise ValueError

    assert shop.webhooks.parse_new_order(b"{}", on_drift=hook).id is None


def test_strictly_read_what_differs_is_an_error(shop: Any) -> None:
    with pytest.raises(shop.DecodeError):
        shop.webhooks.parse_new_order(b'{"id": "7"}', strict=True)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", "", "\ud800", "nul", b"[" * 10**5])
def test_what_is_no_json_is_the_error_of_the_package(shop: Any, content: bytes | str) -> None:
    with pytest.raises(shop.ShopError, match="webhook new order!") as caught:
        shop.webhooks.parse_new_order(content)
    assert isinstance(caught.value, shop.DecodeError)
    assert len(caught.value.start) <= 200
