"""What OpenAPI 3.2 adds, sent over real HTTP by the golden packages `openapi-32` and `operation-names`."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from tests.clients import Used, generated
from tests.server import Reply, Server, serving


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    with generated("openapi-32", tmp_path_factory.mktemp("openapi-32")) as package:
        yield package


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(params=["sync", "async"])
def client(request: pytest.FixtureRequest, shop: ModuleType, server: Server) -> Iterator[Used]:
    with asyncio.Runner() as runner:
        options: Any = {"base_url": server.url, "retry_delay": 0.0}
        if request.param == "sync":
            yield Used(shop.Client(**options), None)
        else:
            yield Used(shop.AsyncClient(**options), runner)


def endpoints(shop: ModuleType, module: str) -> Any:
    return importlib.import_module(f"{shop.__name__}.endpoints.{module}")


def test_a_query_is_sent_with_its_form_and_again_after_a_failure(
    client: Used, shop: ModuleType, server: Server
) -> None:
    server.script = [Reply(503), Reply(json=[{"name": "a"}])]
    things = client.send(endpoints(shop, "things").search_things(filter=shop.models.Filter(name="a b")))
    assert [thing.name for thing in things] == ["a"]
    assert [(seen.method, seen.target) for seen in server.seen] == [("QUERY", "/things?name=a%20b")] * 2


def test_a_method_without_a_key_of_its_own_is_sent_once(client: Used, shop: ModuleType, server: Server) -> None:
    server.script = [Reply(204)]
    assert client.send(endpoints(shop, "parts").link_things()) is None
    assert [(seen.method, seen.target) for seen in server.seen] == [("LINK", "/things")]


def test_a_path_item_and_what_it_refers_to_are_both_there(client: Used, shop: ModuleType, server: Server) -> None:
    server.script = [Reply(json={"name": "a"}), Reply(204)]
    assert client.send(endpoints(shop, "things").get_things_by_id("1")).name == "a"
    client.send(endpoints(shop, "things").delete_thing("1"))
    assert [seen.method for seen in server.seen] == ["GET", "DELETE"]


@pytest.mark.parametrize("module", ["search", "property_", "动物", "com1_", "a_1_2"])
def test_groups_with_odd_names_reach_their_endpoints(module: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with generated("operation-names", tmp_path_factory.mktemp("names")) as package:
        group = getattr(package.Client(), module)
        functions = [name for name in dir(type(group)) if hasattr(vars(type(group)).get(name), "__get__")]
        public = [name for name in functions if not name.startswith("_")]
        assert public
        for name in public:
            assert getattr(endpoints(package, module), name).__name__ == getattr(group, name).__name__
