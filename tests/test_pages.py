"""Lists walked page by page, in every style, over real HTTP and by both clients: the golden package `pages`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from tests.golden_package import golden_package
from tests.server import Reply, Seen, Server, serving

SECRET = "hidden-token"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with golden_package("pages", tmp_path_factory.mktemp("pages")) as package:
        yield package


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


class Walker:
    """A client of either kind; what it walks comes as a list."""

    def __init__(self, client: Any, runner: asyncio.Runner | None) -> None:
        self.client, self.runner = client, runner

    def items(self, call: Any, **options: Any) -> list[int]:
        return [item.id for item in self._all(self.client.items(call, **options))]

    def pages(self, call: Any, **options: Any) -> list[Any]:
        return self._all(self.client.pages(call, **options))

    def _all(self, found: Any) -> list[Any]:
        if self.runner is None:
            return list(found)

        async def collect() -> list[Any]:
            return [each async for each in found]

        return self.runner.run(collect())


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, shop: Any, server: Server) -> Iterator[Callable[..., Walker]]:
    """Makes clients of either kind for the server."""
    defaults = {"token": SECRET, "base_url": f"{server.url}/v1", "retry_delay": 0.0}
    made: list[Any] = []
    with asyncio.Runner() as runner:

        def walker(**options: Any) -> Walker:
            kind = shop.Client if request.param == "sync" else shop.AsyncClient
            made.append(kind(**{**defaults, **options}))
            return Walker(made[-1], runner if request.param == "async" else None)

        yield walker
        for client in made:
            client.close() if request.param == "sync" else runner.run(client.aclose())


@pytest.fixture
def walker(make: Callable[..., Walker]) -> Walker:
    return make()


@pytest.fixture
def calls(shop: Any) -> Any:
    from importlib import import_module

    return import_module(f"{shop.__name__}.endpoints.things")


def things(*ids: int) -> list[dict[str, int]]:
    return [{"id": id} for id in ids]


def counted(ids: list[int], **more: Any) -> Reply:
    return Reply(json={"things": things(*ids), **more})


def targets(server: Server) -> list[str]:
    return [seen.target.removeprefix("/v1/") for seen in server.seen]


def numbered(things_in_all: int, size: int, *, first: int = 1, cap: int = 1000, **more: Any) -> Callable[[Seen], Reply]:
    """A server that has so many things, and pages of a size that the client may choose up to a cap."""

    def script(seen: Seen) -> Reply:
        query = httpx2.URL(seen.target).params
        number, limit = int(query.get("page", first)) - first, min(int(query.get("limit", size)), cap)
        ids = list(range(things_in_all))[number * limit : (number + 1) * limit]
        return counted(ids, **more) if first else Reply(json=things(*ids))

    return script


# By offset


def test_offset_pages_end_where_all_items_have_come(walker: Walker, server: Server, calls: Any) -> None:
    server.script = [counted([1, 2], count=3), counted([3], count=3), counted([4])]
    assert walker.items(calls.list_by_offset()) == [1, 2, 3]
    assert targets(server) == ["by-offset", "by-offset?skip=2"]


def test_a_page_that_says_there_are_no_more_is_the_last(walker: Walker, server: Server, calls: Any) -> None:
    server.script = [counted([1, 2], more=True), counted([3], more=False), counted([4])]
    assert walker.items(calls.list_by_offset()) == [1, 2, 3]
    server.script = [counted([1], more=True), counted([2], more=False), counted([3])]
    assert walker.items(calls.list_by_number()) == [1, 2]


def test_what_a_page_does_not_say_does_not_end_the_list(walker: Walker, server: Server, calls: Any) -> None:
    server.script = [counted([1], more=None, count=None), counted([2], count="1"), counted([])]
    assert walker.items(calls.list_by_offset()) == [1, 2]


def test_two_pages_equal_byte_for_byte_are_an_error(walker: Walker, server: Server, calls: Any, shop: Any) -> None:
    server.script = [counted([1, 2])]
    for call in (calls.list_by_offset(), calls.list_by_number(), calls.list_by_number_from0()):
        server.script = [counted([1, 2]) if call.operation != "listByNumberFrom0" else Reply(json=things(1, 2))]
        with pytest.raises(shop.DecodeError, match="does not move on"):
            walker.items(call)
    assert len(server.seen) == 6


# By number


def test_numbered_pages_end_with_an_empty_one(walker: Walker, server: Server, calls: Any) -> None:
    server.script = numbered(5, 2)
    assert walker.items(calls.list_by_number()) == [0, 1, 2, 3, 4]
    assert targets(server) == ["by-number", "by-number?page=2", "by-number?page=3", "by-number?page=4"]


def test_numbers_begin_where_the_policy_says(walker: Walker, server: Server, calls: Any) -> None:
    server.script = numbered(3, 2, first=0)
    assert walker.items(calls.list_by_number_from0()) == [0, 1, 2]
    assert targets(server) == ["by-number-from-0", "by-number-from-0?page=1", "by-number-from-0?page=2"]


def test_numbers_go_on_from_the_page_that_is_asked_for(walker: Walker, server: Server, calls: Any) -> None:
    server.script = numbered(5, 2)
    assert walker.items(calls.list_by_number(page=2)) == [2, 3, 4]
    server.script = numbered(3, 2, first=0)
    assert walker.items(calls.list_by_number_from0(page=0)) == [0, 1, 2]


def test_the_last_of_so_many_numbers_is_the_last_page(walker: Walker, server: Server, calls: Any) -> None:
    server.script = numbered(4, 2, count=2)
    assert walker.items(calls.list_by_number()) == [0, 1, 2, 3]
    assert targets(server) == ["by-number", "by-number?page=2"]


def test_numbered_pages_keep_their_size_up_to_the_limit_of_all_items(
    walker: Walker, server: Server, calls: Any
) -> None:
    server.script = numbered(20, 2)
    assert walker.items(calls.list_by_number(limit=5), page_size=2) == [0, 1, 2, 3, 4]
    assert targets(server) == ["by-number?limit=2", "by-number?page=2&limit=2", "by-number?page=3&limit=2"]


def test_a_server_with_smaller_pages_than_asked_for_loses_nothing(walker: Walker, server: Server, calls: Any) -> None:
    server.script = numbered(20, 2, cap=2)
    assert walker.items(calls.list_by_number(limit=5)) == [0, 1, 2, 3, 4]


def test_the_limit_is_the_size_of_each_page_where_pages_are_asked_for(
    walker: Walker, server: Server, calls: Any
) -> None:
    server.script = numbered(5, 2)
    assert [len(page.things) for page in walker.pages(calls.list_by_number(limit=3))] == [3, 2]
    assert targets(server)[0] == "by-number?limit=3"


# By cursor


def by_cursor(pages: list[tuple[list[int] | None, Any]]) -> Callable[[Seen], Reply]:
    """A server whose cursors are the numbers of its pages, which may leave their items out."""

    def script(seen: Seen) -> Reply:
        ids, cursor = pages[int(httpx2.URL(seen.target).params.get("after", 0))]
        return Reply(json={"next": cursor} | ({} if ids is None else {"items": things(*ids)}))

    return script


@pytest.mark.parametrize("end", [None, ""])
def test_cursors_lead_from_page_to_page(walker: Walker, server: Server, calls: Any, end: str | None) -> None:
    server.script = by_cursor([([1, 2], "1"), ([3], "2"), ([4], end)])
    assert walker.items(calls.list_by_cursor()) == [1, 2, 3, 4]
    assert targets(server) == ["by-cursor", "by-cursor?after=1", "by-cursor?after=2"]


def test_a_cursor_stands_for_itself_in_the_query(walker: Walker, server: Server, calls: Any) -> None:
    server.script = [Reply(json={"items": things(1), "next": "a&b=/+ü"}), Reply(json={"items": things(2)})]
    assert walker.items(calls.list_by_cursor()) == [1, 2]
    assert targets(server)[1] == "by-cursor?after=a%26b%3D%2F%2B%C3%BC"


def test_an_empty_page_with_a_cursor_is_not_the_last(walker: Walker, server: Server, calls: Any) -> None:
    server.script = by_cursor([([1], "1"), ([], "2"), (None, "3"), ([2], None)])
    assert walker.items(calls.list_by_cursor()) == [1, 2]
    assert len(walker.pages(calls.list_by_cursor())) == 2


def test_the_limit_of_all_items_ends_the_walk(walker: Walker, server: Server, calls: Any) -> None:
    server.script = by_cursor([([1, 2], "1"), ([3, 4], "2"), ([5], None)])
    assert walker.items(calls.list_by_cursor(limit=3), page_size=2) == [1, 2, 3]
    assert targets(server) == ["by-cursor?limit=2", "by-cursor?after=1&limit=2"]
    assert walker.items(calls.list_by_cursor(limit=99), page_size=80) == [1, 2, 3, 4, 5]
    assert targets(server)[2] == "by-cursor?limit=50"


def test_a_cursor_that_stays_is_an_error_after_the_items_before_it(
    walker: Walker, server: Server, calls: Any, shop: Any
) -> None:
    server.script = [Reply(json={"items": things(1), "next": "x"}), Reply(json={"items": things(2), "next": "x"})]
    assert walker.items(calls.list_by_cursor(limit=2)) == [1, 2]
    server.script = [Reply(json={"items": things(1), "next": "x"}), Reply(json={"items": things(2), "next": "x"})]
    with pytest.raises(shop.DecodeError, match="after stays the same"):
        walker.items(calls.list_by_cursor())


def test_the_last_item_can_be_the_cursor(walker: Walker, server: Server, calls: Any) -> None:
    server.script = [Reply(json=things(7, 8)), Reply(json=things(9)), Reply(json=[])]
    assert walker.items(calls.list_by_last_item()) == [7, 8, 9]
    assert targets(server) == ["by-last-item", "by-last-item?after=8", "by-last-item?after=9"]


def test_a_cursor_can_go_into_the_request_body(walker: Walker, server: Server, calls: Any, shop: Any) -> None:
    models = shop.models
    page = models.SearchThingsRequestPage(size=2)
    server.script = lambda seen: Reply(
        json={"items": things(1), "next": "b"} if b"start" not in seen.body else {"items": things(2)}
    )
    assert walker.items(calls.search_things(body=models.SearchThingsRequest(text="x", page=page))) == [1, 2]
    assert [json.loads(seen.body) for seen in server.seen] == [
        {"text": "x", "page": {"size": 2}},
        {"text": "x", "page": {"size": 2, "start": "b"}},
    ]
    assert walker.items(calls.search_things()) == [1, 2]
    assert json.loads(server.seen[-1].body) == {"page": {"start": "b"}}


def test_a_cursor_that_stays_in_the_body_is_an_error(walker: Walker, server: Server, calls: Any, shop: Any) -> None:
    server.script = [Reply(json={"items": things(id), "next": "b"}) for id in range(4)]
    with pytest.raises(shop.DecodeError, match="stays the same"):
        walker.items(calls.search_things())
    assert len(server.seen) == 2


# By link


def linked(header: str, *ids: int) -> Reply:
    return Reply(json=things(*ids), headers={"Link": header} if header else {})


@pytest.mark.parametrize(
    "header",
    [
        '<{}>; rel="next"',
        "<{}>;rel=next",
        '<https://elsewhere.example/>; rel="first", <{}>; rel="next"; title="a, b"',
        '<{}>; title="; rel=prev"; rel="last next"',
        '<https://a.example/>; rel="next"; anchor="#x", <{}>; REL="NEXT"',
    ],
)
@pytest.mark.parametrize("target", ["/v1/by-header?page=2&q=a%20b", "?page=2&q=a%20b", "by-header?page=2&q=a%20b"])
def test_the_link_header_leads_to_the_next_page(
    walker: Walker, server: Server, calls: Any, header: str, target: str
) -> None:
    server.script = [linked(header.format(target), 1), linked("", 2)]
    assert walker.items(calls.list_by_header(per_page=9)) == [1, 2]
    assert targets(server) == ["by-header?per_page=9", "by-header?page=2&q=a%20b"]
    assert [seen.headers["authorization"] for seen in server.seen] == [f"Bearer {SECRET}"] * 2


@pytest.mark.parametrize(
    "header", ["", '<x>; rel="prev"', '<x>; title="next"', "<x", "rel=next", '<x>; title="; rel=next"']
)
def test_a_page_without_a_link_to_the_next_is_the_last(walker: Walker, server: Server, calls: Any, header: str) -> None:
    server.script = [linked(header, 1), linked("", 2)]
    assert walker.items(calls.list_by_header()) == [1]


def linking(link: str | None, *ids: int) -> Reply:
    return Reply(json={"data": {"items": things(*ids), "next": link}})


def test_a_link_in_the_body_leads_to_the_next_page(walker: Walker, server: Server, calls: Any) -> None:
    server.script = [linking(f"{server.url}/v1/by-link?at=2", 1, 2), linking("/other/place", 3), linking(None, 4)]
    assert walker.items(calls.list_by_link(limit=9)) == [1, 2, 3, 4]
    assert [seen.target for seen in server.seen] == ["/v1/by-link?limit=9", "/v1/by-link?at=2", "/other/place"]


@pytest.mark.parametrize(
    "link",
    ["https://elsewhere.example/x", "//elsewhere.example/x", "ftp://x", "http://[", "javascript:x", "https:///x"],
)
def test_a_link_away_from_the_server_is_an_error_once_its_page_has_come(
    walker: Walker, server: Server, calls: Any, shop: Any, link: str
) -> None:
    server.script = [linked(f'<{link}>; rel="next"', 1, 2)]
    assert walker.items(calls.list_by_header(per_page=2)) == [1, 2]
    with pytest.raises(shop.DecodeError, match=r"link to the next page"):
        walker.items(calls.list_by_header())


def test_credentials_do_not_follow_links_of_a_server_that_was_redirected_to(
    walker: Walker, server: Server, calls: Any
) -> None:
    with serving() as elsewhere:
        server.script = [Reply(302, headers={"Location": f"{elsewhere.url}/x"})]
        elsewhere.script = [linked('</y>; rel="next"', 1), linked("", 2)]
        assert walker.items(calls.list_by_header()) == [1, 2]
        assert [seen.target for seen in elsewhere.seen] == ["/x", "/y"]
        assert not any("authorization" in seen.headers for seen in elsewhere.seen)


def test_a_key_that_links_repeat_is_sent_once_and_shown_nowhere(
    make: Callable[..., Walker], server: Server, calls: Any, shop: Any
) -> None:
    walker = make(token=None, api_key=SECRET, max_retries=0)
    server.script = [linking(f"?api_key={SECRET}&at=2", 1), linking(None, 2)]
    assert walker.items(calls.list_by_link()) == [1, 2]
    assert targets(server) == [f"by-link?api_key={SECRET}", f"by-link?at=2&api_key={SECRET}"]
    server.script = [linking(f"?api_key={SECRET}&at=2", 1), Reply(500)]
    with pytest.raises(shop.ServerError) as caught:
        walker.items(calls.list_by_link())
    assert SECRET not in str(caught.value) + repr(caught.value.request)


def test_a_failed_page_is_tried_again(walker: Walker, server: Server, calls: Any) -> None:
    server.script = [linked('</v1/b>; rel="next"', 1), Reply(503), linked("", 2)]
    assert walker.items(calls.list_by_header()) == [1, 2]
    assert targets(server) == ["by-header", "b", "b"]
