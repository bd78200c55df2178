"""What a written client promises about sending: over real HTTP, waiting and awaited alike."""

from __future__ import annotations

import asyncio
import copy
import gc
import gzip
import importlib
import importlib.util
import inspect
import json
import logging
import pickle
import ssl
import sys
import threading
import time
import traceback
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import ModuleType
from typing import Any

import httpx2
import pytest

from tests.package import vendored
from tests.server import HANG, SOON, Raw, Reply, Seen, Server, serving, unused_url

SECRET = "s3cr3t-t0ken"
OK = Reply(json={"data": {"id": "abc"}})


@pytest.fixture(scope="session")
def apify(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    vendored(tmp_path_factory.mktemp("foreign"))
    return importlib.import_module("acme._vendor.apify")


@pytest.fixture(scope="session")
def get_actor(apify: ModuleType) -> Any:
    return importlib.import_module("acme._vendor.apify.endpoints.actors").get_actor


@pytest.fixture(scope="session")
def list_builds(apify: ModuleType) -> Any:
    return importlib.import_module("acme._vendor.apify.endpoints.builds").list_builds


@pytest.fixture(scope="session")
def call_module(apify: ModuleType) -> Any:
    return importlib.import_module("acme._vendor.apify._runtime.call")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def elsewhere() -> Iterator[Server]:
    with serving() as running:
        yield running


class Once:
    """A body that is given as it is read."""

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"a"])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"a"


class Sync:
    """A client whose methods wait."""

    is_async = False

    def __init__(self, client: Any) -> None:
        self.client = client
        self.send, self.response = client.send, client.response
        self.pages, self.items, self.close = client.pages, client.items, client.close

    def get_actor(self, *args: Any) -> Any:
        return self.client.actors.get_actor(*args)

    def with_options(self, **options: Any) -> Sync:
        return Sync(self.client.with_options(**options))


class Async:
    """An async client whose methods are run to their end."""

    is_async = True

    def __init__(self, client: Any, runner: asyncio.Runner) -> None:
        self.client, self.runner = client, runner

    def send(self, *args: Any, **options: Any) -> Any:
        return self.runner.run(self.client.send(*args, **options))

    def response(self, *args: Any, **options: Any) -> Any:
        return self.runner.run(self.client.response(*args, **options))

    def pages(self, *args: Any, **options: Any) -> Iterator[Any]:
        return self._each(self.client.pages(*args, **options))

    def items(self, *args: Any, **options: Any) -> Iterator[Any]:
        return self._each(self.client.items(*args, **options))

    def close(self) -> None:
        self.runner.run(self.client.aclose())

    def get_actor(self, *args: Any) -> Any:
        return self.runner.run(self.client.actors.get_actor(*args))

    def with_options(self, **options: Any) -> Async:
        return Async(self.client.with_options(**options), self.runner)

    def _each(self, iterator: Any) -> Iterator[Any]:
        async def step() -> Any:
            return await anext(iterator, None)

        while (item := self.runner.run(step())) is not None:
            yield item


Make = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, apify: ModuleType, server: Server) -> Iterator[Make]:
    """Makes clients of either kind for the server, with a token and short waits."""
    with asyncio.Runner() as runner:
        made: list[Any] = []

        def build(**options: Any) -> Any:
            options = {"base_url": server.url, "token": SECRET, "retry_delay": 0.001, **options}
            if request.param == "sync":
                made.append(Sync(apify.Client(**options)))
            else:
                made.append(Async(apify.AsyncClient(**options), runner))
            return made[-1]

        yield build
        for client in made:
            client.close()


@pytest.fixture
def client(make: Make) -> Any:
    return make()


@pytest.fixture
def post(call_module: Any) -> Any:
    """A call that is not safe to repeat."""
    body = call_module.Body(b'{"a": 1}', "application/json")
    return call_module.Call(operation="start", method="POST", path="/start", success={200: dict[str, Any]}, body=body)


# The request


def test_a_call_is_sent_and_its_model_comes_back(client: Any, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    assert client.send(get_actor("janedoe~my-actor")).id == "abc"
    assert (server.seen[0].method, server.seen[0].target) == ("GET", "/v2/acts/janedoe~my-actor")


def test_an_endpoint_called_through_its_group_is_the_same_call(client: Any, server: Server) -> None:
    server.script = [OK]
    assert client.get_actor("janedoe~my-actor").id == "abc"
    assert server.seen[0].target == "/v2/acts/janedoe~my-actor"


def test_an_endpoint_of_a_group_keeps_signature_and_docstring(apify: ModuleType, get_actor: Any) -> None:
    for method in (apify.Client().actors.get_actor, apify.AsyncClient().actors.get_actor):
        assert method.__doc__ == get_actor.__doc__
        assert list(inspect.signature(method).parameters) == ["actor_id"]


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("janedoe~my-actor", "janedoe~my-actor"),
        ("a b", "a%20b"),
        ("a?x=1#f", "a%3Fx%3D1%23f"),
        ("ü", "%C3%BC"),
        ("%2F", "%252F"),
        ("a/b", "a%2Fb"),
        ("...", "..."),
        ("a..b", "a..b"),
        ("a//b", "a%2F%2Fb"),
        (".env", ".env"),
        ("1.0./x", "1.0.%2Fx"),
    ],
)
def test_a_path_value_arrives_percent_encoded(
    client: Any, server: Server, get_actor: Any, value: str, segment: str
) -> None:
    server.script = [OK]
    client.send(get_actor(value))
    assert server.seen[0].target == f"/v2/acts/{segment}"


@pytest.mark.parametrize(
    "value",
    [
        "",
        ".",
        "..",
        "%2e%2e",
        "%252E%252e",
        "../x",
        "x/../y",
        "..\\x",
        "x\\..",
        "..%2fx",
        "%2e%2e%5cx",
        "..;x",
        "a/..;b/c",
    ],
)
def test_a_path_value_that_means_another_resource_is_refused(get_actor: Any, value: str) -> None:
    with pytest.raises(ValueError, match="another resource"):
        get_actor(value)


def test_nothing_is_sent_in_the_query_unless_given(client: Any, server: Server, list_builds: Any) -> None:
    server.script = [builds_page([])]
    client.send(list_builds("a"))
    client.send(list_builds("a", desc=True, limit=10))
    assert [seen.target for seen in server.seen] == ["/v2/acts/a/builds", "/v2/acts/a/builds?limit=10&desc=true"]


def test_a_path_in_the_base_url_is_kept(make: Make, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    make(base_url=f"{server.url}/proxy/").send(get_actor("a"))
    assert server.seen[0].target == "/proxy/v2/acts/a"


@pytest.mark.parametrize("url", ["localhost:80", "ftp://a", "//a", "", "https://u:p@a", "https://a?x=1"])
def test_a_base_url_that_is_none_is_refused_and_not_shown(make: Make, url: str) -> None:
    with pytest.raises(ValueError, match="base_url") as caught:
        make(base_url=url)
    assert "u:p" not in str(caught.value)


def test_a_user_agent_names_the_client_and_can_be_replaced(make: Make, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    make().send(get_actor("a"))
    make(extra_headers={"User-Agent": "mine"}).send(get_actor("a"))
    assert server.seen[0].headers["user-agent"].startswith("apify httpx2/")
    assert server.seen[1].headers["user-agent"] == "mine"


def test_headers_of_a_send_join_and_replace_those_of_the_client(make: Make, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    client = make(extra_headers={"X-One": "1", "X-Two": "2"})
    client.send(get_actor("a"), extra_headers={"x-two": "II", "X-Three": "3"})
    client.send(get_actor("a"))
    sent = [{name: seen.headers.get(name) for name in ("x-one", "x-two", "x-three")} for seen in server.seen]
    assert sent == [{"x-one": "1", "x-two": "II", "x-three": "3"}, {"x-one": "1", "x-two": "2", "x-three": None}]


@pytest.mark.parametrize("value", [f"{SECRET}\r\nX-Evil: 1", f"{SECRET}\n", f" {SECRET}", f"{SECRET}\0", f"{SECRET}ü"])
def test_a_header_that_cannot_be_sent_as_it_is_is_refused_and_not_shown(make: Make, value: str) -> None:
    for options in ({"extra_headers": {"X-A": value}}, {"token": value.strip(" ") if value[0] != " " else value + " "}):
        with pytest.raises(ValueError, match="line break") as caught:
            make(**options)
        assert SECRET not in str(caught.value)


def test_an_unknown_option_is_refused(make: Make, get_actor: Any) -> None:
    with pytest.raises(TypeError, match="max_retires"):
        make(max_retires=1)
    with pytest.raises(TypeError, match="http_client"):
        make().send(get_actor("a"), http_client=None)


def test_an_own_client_goes_without_options_of_ours(make: Make) -> None:
    for option in ({"transport": httpx2.MockTransport(lambda request: httpx2.Response(200))}, {"ssl_context": True}):
        with pytest.raises(TypeError, match="own http_client"):
            make(http_client=httpx2.Client(), **option)


def test_a_call_of_another_package_is_refused(client: Any, server: Server, call_module: Any) -> None:
    spec = importlib.util.spec_from_file_location("another.call", call_module.__file__)
    assert spec is not None
    assert spec.loader is not None
    another: Any = importlib.util.module_from_spec(spec)
    sys.modules["another.call"] = another
    spec.loader.exec_module(another)
    foreign: Any = another.Call(operation="x", method="GET", path="/", success={})
    for wrong in (foreign, another.Call, "GET /"):
        with pytest.raises(TypeError, match=r"a Call made by acme\._vendor\.apify, not "):
            client.send(wrong)
    with pytest.raises(TypeError, match="a PagedCall made by"):
        client.items(foreign)
    assert server.seen == []


def test_a_body_goes_with_its_media_type(client: Any, server: Server, post: Any) -> None:
    server.script = [Reply(json={})]
    client.send(post)
    assert (server.seen[0].body, server.seen[0].headers["content-type"]) == (b'{"a": 1}', "application/json")


# The whole answer


def test_the_whole_answer_has_status_headers_bytes_and_value(client: Any, server: Server, get_actor: Any) -> None:
    server.script = [Reply(json={"data": {"id": "abc"}}, headers={"X-Request-Id": "r1"})]
    answer = client.response(get_actor("a"))
    assert (answer.status_code, answer.headers["x-REQUEST-id"], answer.attempts) == (200, "r1", 1)
    assert json.loads(answer.content) == {"data": {"id": "abc"}}
    assert answer.value.id == "abc"
    assert answer.request.url == f"{server.url}/v2/acts/a"


def test_a_compressed_answer_is_read(client: Any, server: Server, get_actor: Any) -> None:
    server.script = [Reply(body=gzip.compress(b'{"data": {"id": "z"}}'), headers={"Content-Encoding": "gzip"})]
    assert client.send(get_actor("a")).id == "z"


@pytest.mark.parametrize("media_type", ["text/html", "application/vnd.x+json", None])
def test_json_under_another_content_type_is_read(
    client: Any, server: Server, get_actor: Any, media_type: str | None
) -> None:
    server.script = [Reply(body=b'{"data": {"id": "z"}}', headers={"Content-Type": media_type} if media_type else {})]
    assert client.send(get_actor("a")).id == "z"


# Secrets


def secrets_in(*values: Any) -> list[str]:
    return [text for value in values for text in (str(value), repr(value)) if SECRET in text]


def test_the_token_goes_into_the_authorization_header_alone(client: Any, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    client.send(get_actor("a"))
    seen = server.seen[0]
    assert [name for name, value in seen.headers.items() if SECRET in value] == ["authorization"]
    assert seen.headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in seen.target


def test_without_a_token_calls_go_unauthorized(make: Make, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    make(token=None).send(get_actor("a"))
    assert "authorization" not in server.seen[0].headers


@pytest.mark.parametrize("reply", [Reply(404), Reply(500), Reply(204), Reply(body=b"no"), Raw(), Raw((b"HTTP/1.1 ?",))])
def test_no_error_shows_the_token(
    make: Make, server: Server, get_actor: Any, apify: ModuleType, reply: Reply | Raw, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script = [reply]
    client = make(max_retries=1, extra_headers={"Cookie": f"session={SECRET}"})
    with pytest.raises(apify.ApifyError) as caught:
        client.send(get_actor("a"))
    error: BaseException | None = caught.value
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + caplog.text
    assert SECRET.encode() not in pickle.dumps(error)
    while error is not None:
        assert not secrets_in(error, vars(error))
        assert not isinstance(error, httpx2.HTTPError)
        error = error.__cause__ or error.__context__
    assert not {"authorization", "cookie"} & {name.lower() for name in caught.value.request.headers}


def test_neither_calls_nor_answers_hold_the_token(client: Any, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    call = get_actor("a")
    for holder in (call, client.response(call)):
        assert not secrets_in(holder, vars(holder))
        assert SECRET.encode() not in pickle.dumps(holder)


def test_a_client_shows_and_pickles_no_secret(client: Any) -> None:
    assert not secrets_in(client.client, vars(client.client))
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(client.client)
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(vars(client.client)["_options"])
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(vars(client.client)["_credentials"])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(client: Any, server: Server, get_actor: Any, status: int) -> None:
    server.script = [Reply(status, headers={"Location": "/there?x=1#part"}), OK]
    answer = client.response(get_actor("a"))
    assert (answer.value.id, answer.request.url, answer.attempts) == ("abc", f"{server.url}/there?x=1", 1)
    assert [seen.headers.get("authorization") for seen in server.seen] == [f"Bearer {SECRET}"] * 2


def test_credentials_are_dropped_when_a_redirect_leaves_the_server_and_do_not_come_back(
    make: Make, server: Server, elsewhere: Server, get_actor: Any
) -> None:
    server.script = [Reply(302, headers={"Location": f"{elsewhere.url}/b"}), Reply(503), OK]
    elsewhere.script = [Reply(302, headers={"Location": f"{server.url}/c"})]
    client = make(extra_headers={"Cookie": "a=b", "X-Mine": "1", "Proxy-Authorization": "Basic x"})
    assert client.send(get_actor("a")).id == "abc"
    hops = [server.seen[0], elsewhere.seen[0], *server.seen[1:]]
    given = [sorted({"authorization", "cookie", "proxy-authorization"} & hop.headers.keys()) for hop in hops]
    assert given == [["authorization", "cookie", "proxy-authorization"], [], [], []]
    assert [hop.headers["x-mine"] for hop in hops] == ["1"] * 4
    client.send(get_actor("a"))
    assert server.seen[-1].headers["authorization"] == f"Bearer {SECRET}"


def test_credentials_are_dropped_when_only_the_name_of_the_host_differs(
    client: Any, server: Server, get_actor: Any
) -> None:
    server.script = [Reply(302, headers={"Location": server.url.replace("127.0.0.1", "u:p@localhost") + "/b"}), OK]
    answer = client.response(get_actor("a"))
    assert "authorization" not in server.seen[1].headers
    assert "u:p" not in answer.request.url


def test_another_spelling_of_the_same_server_keeps_the_credentials(make: Make, server: Server, get_actor: Any) -> None:
    here = server.url.replace("127.0.0.1", "localhost")
    server.script = [Reply(302, headers={"Location": here.replace("localhost", "LocalHost") + "/b"}), OK]
    make(base_url=here).send(get_actor("a"))
    assert server.seen[1].headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    "location",
    [None, "", "ftp://a/b", "file:///etc/passwd", "http://", "http://a:99999/", "http://[::1", "javascript:1"],
)
def test_a_redirect_to_nowhere_is_an_unexpected_status(
    client: Any, server: Server, get_actor: Any, apify: ModuleType, location: str | None
) -> None:
    server.script = [Reply(302, headers={} if location is None else {"Location": location})]
    with pytest.raises(apify.UnexpectedStatusError) as caught:
        client.send(get_actor("a"))
    assert caught.value.status_code == 302


def test_redirects_that_never_end_are_given_up(client: Any, server: Server, get_actor: Any, apify: ModuleType) -> None:
    server.script = [Reply(302, headers={"Location": "/again"})]
    with pytest.raises(apify.UnexpectedStatusError):
        client.send(get_actor("a"))
    assert len(server.seen) == 11


def test_only_get_and_head_are_redirected(client: Any, server: Server, post: Any, apify: ModuleType) -> None:
    server.script = [Reply(307, headers={"Location": "/b"})]
    with pytest.raises(apify.UnexpectedStatusError):
        client.send(post)
    assert len(server.seen) == 1


# Retries


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_retried(client: Any, server: Server, get_actor: Any, status: int) -> None:
    server.script = [Reply(status), Reply(status), OK]
    answer = client.response(get_actor("a"))
    assert (answer.value.id, answer.attempts) == ("abc", 3)


@pytest.mark.parametrize(
    "fault", [Raw(), Raw((b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",)), Raw((b"junk\r\n\r\n",))]
)
def test_an_answer_that_breaks_off_is_retried(client: Any, server: Server, get_actor: Any, fault: Raw) -> None:
    server.script = [fault, OK]
    assert client.response(get_actor("a")).attempts == 2


def test_four_retries_are_made_by_default(client: Any, server: Server, get_actor: Any, apify: ModuleType) -> None:
    server.script = [Reply(500)]
    with pytest.raises(apify.ServerError) as caught:
        client.send(get_actor("a"))
    assert (caught.value.attempts, len(server.seen)) == (5, 5)
    assert "attempts: 5" in str(caught.value)


def test_no_retries_are_made_where_none_are_wanted(
    client: Any, server: Server, get_actor: Any, apify: ModuleType
) -> None:
    server.script = [Reply(503)]
    with pytest.raises(apify.ServerError) as caught:
        client.send(get_actor("a"), max_retries=0)
    assert (caught.value.attempts, len(server.seen)) == (1, 1)


@pytest.mark.parametrize(
    "reply", [Reply(400), Reply(401), Reply(404), Reply(408), Reply(418), Reply(204), Reply(body=b"x")]
)
def test_a_lasting_failure_is_not_retried(
    client: Any, server: Server, get_actor: Any, apify: ModuleType, reply: Reply
) -> None:
    server.script = [reply]
    with pytest.raises(apify.ApifyError) as caught:
        client.send(get_actor("a"))
    assert (caught.value.attempts, len(server.seen)) == (1, 1)


def test_a_connection_refused_is_retried_for_any_method(make: Make, post: Any, apify: ModuleType) -> None:
    with pytest.raises(apify.TransportError) as caught:
        make(base_url=unused_url()).send(post)
    assert caught.value.attempts == 5
    assert caught.value.unsent


def test_too_many_requests_is_retried_for_any_method(client: Any, server: Server, post: Any) -> None:
    server.script = [Reply(429), Reply(json={})]
    assert client.response(post).attempts == 2
    assert [seen.body for seen in server.seen] == [b'{"a": 1}'] * 2


@pytest.mark.parametrize("fault", [Reply(500), Reply(503), Raw()])
def test_what_may_have_had_effect_is_not_repeated(
    client: Any, server: Server, post: Any, apify: ModuleType, fault: Reply | Raw
) -> None:
    server.script = [fault]
    with pytest.raises(apify.ApifyError) as caught:
        client.send(post)
    assert (caught.value.attempts, len(server.seen)) == (1, 1)


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_what_a_policy_does_not_call_repeatable_is_not_repeated(
    method: str, client: Any, server: Server, call_module: Any, apify: ModuleType
) -> None:
    server.script = [Reply(503)]
    with pytest.raises(apify.ServerError) as caught:
        client.send(call_module.Call(operation="x", method=method, path="/x", success={200: Any}, repeatable=False))
    assert caught.value.attempts == 1


def test_what_a_policy_calls_repeatable_is_repeated(client: Any, server: Server, call_module: Any) -> None:
    facts: Any = {"operation": "x", "method": "POST", "path": "/x", "success": {200: dict[str, Any]}}
    server.script = [Reply(500), Raw(), Reply(json={})]
    assert client.response(call_module.Call(**facts, repeatable=True)).attempts == 3


def test_a_body_that_can_be_read_once_is_sent_once(
    make: Make, server: Server, call_module: Any, apify: ModuleType
) -> None:
    facts: Any = {"operation": "x", "method": "PUT", "path": "/x", "success": {200: dict[str, Any]}}
    server.script = [Reply(429)]
    with pytest.raises(apify.TooManyRequestsError):
        make().send(call_module.Call(**facts, body=call_module.Body(Once(), "text/plain")))
    assert [seen.body for seen in server.seen] == [b"a"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_body_that_can_be_read_once_follows_no_redirect(
    make: Make, server: Server, call_module: Any, apify: ModuleType, status: int
) -> None:
    server.script = [Reply(status, headers={"location": "/elsewhere"})]
    call = call_module.Call(operation="x", method="GET", path="/x", success={}, body=call_module.Body(Once(), "a/b"))
    with pytest.raises(apify.UnexpectedStatusError):
        make().send(call)
    assert len(server.seen) == 1


def test_each_wait_is_drawn_from_a_range_that_doubles(apify: ModuleType, get_actor: Any) -> None:
    drawn: list[list[float]] = [[], [], [], []]
    for _ in range(50):
        course = apify.Client()._exchange(get_actor("a"))
        attempt = next(course)
        for waits in drawn:
            attempt.response.status_code = 500
            attempt = next(course)
            waits.append(attempt.wait)
    for first, waits in zip([0.5, 1, 2, 4], drawn, strict=True):
        assert first <= min(waits) < first * 1.5 < max(waits) < first * 2


def test_waits_are_waited(make: Make, server: Server, get_actor: Any) -> None:
    server.script = [Reply(500), OK]
    make(retry_delay=0.1).send(get_actor("a"))
    assert server.seen[1].at - server.seen[0].at >= 0.1


def test_a_retry_after_is_waited_for(client: Any, server: Server, get_actor: Any) -> None:
    server.script = [Reply(429, headers={"Retry-After": "1"}), OK]
    client.send(get_actor("a"))
    assert server.seen[1].at - server.seen[0].at >= 1


@pytest.mark.parametrize("ago", [timedelta(hours=1), timedelta(0)])
def test_a_retry_after_that_is_past_is_no_wait(make: Make, server: Server, get_actor: Any, ago: timedelta) -> None:
    past = format_datetime(datetime.now(UTC) - ago, usegmt=True)
    server.script = [Reply(503, headers={"Retry-After": past}), OK]
    make(retry_delay=HANG).send(get_actor("a"))
    assert server.seen[1].at - server.seen[0].at < SOON


def test_a_retry_after_that_is_too_long_raises_at_once(
    client: Any, server: Server, get_actor: Any, apify: ModuleType
) -> None:
    for value in ("61", "9" * 30, format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True)):
        server.script = [Reply(429, headers={"Retry-After": value})]
        with pytest.raises(apify.TooManyRequestsError) as caught:
            client.send(get_actor("a"))
        assert caught.value.attempts == 1
        assert caught.value.retry_after > 60


def test_the_longest_retry_after_can_be_set(make: Make, server: Server, get_actor: Any, apify: ModuleType) -> None:
    server.script = [Reply(429, headers={"Retry-After": "1"})]
    with pytest.raises(apify.TooManyRequestsError) as caught:
        make(max_retry_after=0.5).send(get_actor("a"))
    assert (caught.value.attempts, caught.value.retry_after) == (1, 1.0)


@pytest.mark.parametrize("value", ["soon", "-1", "1.5.2", "nan", "", "Mon, 01 Jan 2024 00:00:00 +9999999999999"])
def test_a_retry_after_that_says_nothing_is_passed_over(
    client: Any, server: Server, get_actor: Any, value: str
) -> None:
    server.script = [Reply(503, headers={"Retry-After": value}), OK]
    assert client.response(get_actor("a")).attempts == 2


# Timeouts and deadlines

STALL = Raw((HANG,))
STALL_IN_BODY = Raw((b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", HANG))
DRIBBLE = Raw(
    (b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", *(part for _ in range(1200) for part in (0.05, b" ")))
)


@pytest.mark.parametrize("fault", [STALL, STALL_IN_BODY])
def test_a_timeout_bounds_one_phase_of_one_try(
    make: Make, server: Server, get_actor: Any, apify: ModuleType, fault: Raw
) -> None:
    server.script = [fault]
    begun = time.monotonic()
    with pytest.raises(apify.errors.TimeoutError) as caught:
        make(timeout=0.1, max_retries=1).send(get_actor("a"))
    assert 0.2 <= time.monotonic() - begun < SOON
    assert caught.value.attempts == 2
    assert isinstance(caught.value, apify.errors.TransportError)


@pytest.mark.parametrize("fault", [STALL, STALL_IN_BODY, DRIBBLE])
def test_a_deadline_bounds_the_whole_send(
    client: Any, server: Server, get_actor: Any, apify: ModuleType, fault: Raw
) -> None:
    server.script = [OK, fault]
    client.send(get_actor("a"))
    begun = time.monotonic()
    with pytest.raises(apify.errors.TimeoutError):
        client.send(get_actor("a"), deadline=0.3)
    assert 0.29 <= time.monotonic() - begun < SOON
    assert len(server.seen) <= 2


def test_a_wait_that_would_pass_the_deadline_is_not_begun(
    make: Make, server: Server, get_actor: Any, apify: ModuleType
) -> None:
    server.script = [Reply(503, headers={"Retry-After": "50"})]
    begun = time.monotonic()
    with pytest.raises(apify.errors.TimeoutError, match="deadline") as caught:
        make(deadline=40).send(get_actor("a"))
    assert time.monotonic() - begun < SOON
    assert isinstance(caught.value.__cause__, apify.ServerError)
    assert caught.value.attempts == 1


def test_an_answer_in_time_meets_a_deadline(client: Any, server: Server, get_actor: Any) -> None:
    server.script = [Reply(500), OK]
    assert client.send(get_actor("a"), deadline=HANG).id == "abc"


# Errors


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "BadRequestError"),
        (401, "UnauthorizedError"),
        (403, "ForbiddenError"),
        (404, "NotFoundError"),
        (405, "MethodNotAllowedError"),
        (429, "TooManyRequestsError"),
        (500, "ServerError"),
        (599, "ServerError"),
        (402, "StatusError"),
        (418, "StatusError"),
        (204, "UnexpectedStatusError"),
        (202, "UnexpectedStatusError"),
        (304, "UnexpectedStatusError"),
    ],
)
def test_the_status_decides_the_class(
    make: Make, server: Server, get_actor: Any, apify: ModuleType, status: int, name: str
) -> None:
    server.script = [Reply(status)]
    with pytest.raises(apify.ApifyError) as caught:
        make(max_retries=0).send(get_actor("a"))
    assert type(caught.value).__name__ == name
    assert isinstance(caught.value, apify.errors.StatusError)
    assert caught.value.status_code == status


def test_an_error_tells_what_the_server_said(client: Any, server: Server, get_actor: Any, apify: ModuleType) -> None:
    body = {"error": {"type": "record-not-found", "message": "Actor was\nnot found"}}
    server.script = [Reply(404, json=body, headers={"X-Request-Id": "r1"})]
    with pytest.raises(apify.NotFoundError) as caught:
        client.send(get_actor("a"))
    error = caught.value
    assert (error.type, error.message, error.body) == ("record-not-found", "Actor was\nnot found", body)
    assert (error.headers["x-request-id"], error.retry_after, error.attempts) == ("r1", None, 1)
    assert (error.request.method, error.request.url) == ("GET", f"{server.url}/v2/acts/a")
    url = f"{server.url}/v2/acts/a"
    assert str(error) == f"404 record-not-found: Actor was not found (GET {url}, attempts: 1)"


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b"<h1>Bad gateway</h1>", "<h1>Bad gateway</h1>"),
        (b"", None),
        (b'{"error": {"type"', '{"error": {"type"'),
        (b"[1]", [1]),
        (b'"text"', "text"),
        (b'{"error": "x"}', {"error": "x"}),
        (b'{"error": {"type": 5, "message": null}}', {"error": {"type": 5, "message": None}}),
        (b"\xff\xfe\xfa", "\ufffd\ufffd\ufffd"),
        (b"[" * 100_000, "[" * 100_000),
    ],
)
def test_an_error_with_any_body_keeps_its_class(
    client: Any, server: Server, get_actor: Any, apify: ModuleType, content: bytes, body: Any
) -> None:
    server.script = [Reply(404, body=content, headers={"Content-Type": "text/html; charset=nonsense"})]
    with pytest.raises(apify.NotFoundError) as caught:
        client.send(get_actor("a"))
    assert (caught.value.type, caught.value.message, caught.value.body) == (None, None, body)


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 99\r\n\r\nhal",
        b"Content-Encoding: gzip\r\n\r\nhal",
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nhal\r\n",
    ],
)
def test_an_error_whose_body_breaks_off_keeps_its_class(
    client: Any, server: Server, get_actor: Any, apify: ModuleType, head: bytes
) -> None:
    server.script = [Raw((b"HTTP/1.1 404 X\r\n" + head,))]
    with pytest.raises(apify.NotFoundError) as caught:
        client.send(get_actor("a"))
    assert caught.value.body in ("hal", None)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"<h1>Hello</h1>", headers={"Content-Type": "text/html; charset=utf-8"}),
        Reply(body=b""),
        Reply(json=[]),
        Reply(json={}),
        Reply(json={"data": []}),
        Reply(json={"data": None}),
        Reply(body=b"\xff\xfe\xfa"),
        Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}),
    ],
)
def test_an_answer_that_cannot_be_read_is_a_decode_error(
    client: Any, server: Server, get_actor: Any, apify: ModuleType, reply: Reply
) -> None:
    server.script = [reply]
    with pytest.raises(apify.DecodeError) as caught:
        client.send(get_actor("a"))
    error = caught.value
    assert (error.status_code, error.attempts, len(server.seen)) == (200, 1, 1)
    if reply.headers.get("Content-Type"):
        assert (error.media_type, error.start) == ("text/html", b"<h1>Hello</h1>")


def test_errors_pickle_and_copy(make: Make, server: Server, get_actor: Any, apify: ModuleType) -> None:
    client = make(max_retries=0)
    for reply in (Reply(404, json={"error": {"type": "t"}}), Reply(204), Reply(500), Reply(body=b"x"), Raw()):
        server.script = [reply]
        with pytest.raises(apify.ApifyError) as caught:
            client.send(get_actor("a"))
        error = caught.value
        for twin in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
            assert type(twin) is type(error)
            assert (str(twin), repr(twin), vars(twin)) == (str(error), repr(error), vars(error))


def test_all_errors_share_one_root(apify: ModuleType) -> None:
    errors = [getattr(apify.errors, name) for name in vars(apify.errors) if name.endswith("Error")]
    assert all(issubclass(error, apify.ApifyError) for error in errors)


# Paging


def builds_page(ids: list[str], offset: int = 0, **more: Any) -> Reply:
    items = [{"id": each, "status": "READY"} for each in ids]
    return Reply(json={"data": {"total": 99, "count": len(ids), "offset": offset, "limit": 9, "items": items, **more}})


def list_of(count: int, page: int = 1000) -> Callable[[Seen], Reply]:
    """A server that has so many builds, and gives so many at a time at most."""

    def script(seen: Seen) -> Reply:
        query = httpx2.URL(seen.target).params
        offset, limit = int(query.get("offset", 0)), min(int(query.get("limit", page)), page)
        return builds_page([str(number) for number in range(count)][offset : offset + limit], offset)

    return script


def queries(server: Server) -> list[str]:
    return [seen.target.partition("?")[2] for seen in server.seen]


def test_items_come_from_all_pages_until_one_is_empty(client: Any, server: Server, list_builds: Any) -> None:
    server.script = list_of(5, page=2)
    assert [build.id for build in client.items(list_builds("a"))] == list("01234")
    assert queries(server) == ["", "offset=2", "offset=4", "offset=5"]


def test_pages_come_one_after_the_other_with_the_given_size(client: Any, server: Server, list_builds: Any) -> None:
    server.script = list_of(3)
    pages = list(client.pages(list_builds("a", limit=2, desc=True)))
    assert [[build.id for build in page.items] for page in pages] == [["0", "1"], ["2"]]
    assert queries(server) == ["limit=2&desc=true", "offset=2&limit=2&desc=true", "offset=3&limit=2&desc=true"]


def test_nothing_is_sent_before_the_first_item(client: Any, server: Server, list_builds: Any) -> None:
    server.script = list_of(5, page=2)
    builds = client.items(list_builds("a"))
    assert server.seen == []
    next(builds)
    next(builds)
    assert len(server.seen) == 1


def test_the_limit_given_to_the_endpoint_is_the_total(client: Any, server: Server, list_builds: Any) -> None:
    server.script = list_of(9, page=2)
    assert len(list(client.items(list_builds("a", limit=5)))) == 5
    assert queries(server) == ["limit=5", "offset=2&limit=3", "offset=4&limit=1"]


def test_the_page_size_is_that_of_each_request(client: Any, server: Server, list_builds: Any) -> None:
    server.script = list_of(9)
    assert len(list(client.items(list_builds("a", limit=5), page_size=2))) == 5
    assert queries(server) == ["limit=2", "offset=2&limit=2", "offset=4&limit=1"]


def test_a_limit_of_none_at_all_asks_for_nothing(client: Any, server: Server, list_builds: Any) -> None:
    assert list(client.items(list_builds("a", limit=0))) == []
    assert server.seen == []


def test_a_page_size_below_one_is_refused(client: Any, list_builds: Any) -> None:
    with pytest.raises(ValueError, match="at least one"):
        client.items(list_builds("a"), page_size=0)
    with pytest.raises(ValueError, match="at least one"):
        client.pages(list_builds("a", limit=0))


def test_no_page_is_larger_than_the_documented_maximum(client: Any, server: Server, list_builds: Any) -> None:
    server.script = list_of(1500)
    assert len(list(client.items(list_builds("a", limit=1200), page_size=5000))) == 1200
    assert queries(server) == ["limit=1000", "offset=1000&limit=200"]


def test_a_server_that_gives_more_than_was_asked_for_does_not_exceed_the_total(
    client: Any, server: Server, list_builds: Any
) -> None:
    server.script = [builds_page(["a", "b", "c"])]
    assert [build.id for build in client.items(list_builds("a", limit=2))] == ["a", "b"]


def test_paging_begins_at_the_given_offset(client: Any, server: Server, list_builds: Any) -> None:
    server.script = list_of(5)
    assert [build.id for build in client.items(list_builds("a", offset=3))] == ["3", "4"]
    assert queries(server) == ["offset=3", "offset=5"]


def test_an_offset_that_does_not_move_is_an_error(
    client: Any, server: Server, list_builds: Any, apify: ModuleType
) -> None:
    server.script = [builds_page(["a", "b"])]
    builds = client.items(list_builds("a"))
    assert [next(builds).id, next(builds).id] == ["a", "b"]
    with pytest.raises(apify.DecodeError, match="does not move on"):
        next(builds)
    assert len(server.seen) == 2


def test_an_error_on_a_later_page_comes_after_the_items_before_it(
    client: Any, server: Server, list_builds: Any, apify: ModuleType
) -> None:
    server.script = [builds_page(["a", "b"]), Reply(404)]
    builds = client.items(list_builds("a"))
    assert [next(builds).id, next(builds).id] == ["a", "b"]
    with pytest.raises(apify.NotFoundError):
        next(builds)


@pytest.mark.parametrize("items", [None, {}, "abc", 5])
def test_items_that_are_no_list_are_a_decode_error(
    client: Any, server: Server, list_builds: Any, apify: ModuleType, items: Any
) -> None:
    server.script = [Reply(json={"data": {"total": 1, "count": 1, "offset": 0, "limit": 1, "items": items}})]
    with pytest.raises(apify.DecodeError):
        next(client.items(list_builds("a")))
    with pytest.raises(apify.DecodeError):
        client.send(list_builds("a"))


def test_options_hold_for_every_page(client: Any, server: Server, list_builds: Any) -> None:
    server.script = list_of(2, page=1)
    list(client.items(list_builds("a"), extra_headers={"X-A": "1"}))
    assert [seen.headers["x-a"] for seen in server.seen] == ["1"] * 3


# Drift


def test_each_difference_is_told_to_the_hook_and_logged(
    make: Make, server: Server, get_actor: Any, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Any] = []
    server.script = [Reply(json={"data": {"id": 5, "name": "x"}})]
    client = make(on_drift=told.append)
    with caplog.at_level(logging.DEBUG, "acme._vendor.apify"):
        assert client.send(get_actor("a")).id == 5
        first = len(told)
        client.with_options().send(get_actor("a"))
    assert first
    assert len(told) == 2 * first
    assert {drift.operation for drift in told} == {"getActor"}
    records = [record for record in caplog.records if record.name == "acme._vendor.apify"]
    assert [record.levelno for record in records] == [logging.WARNING] * first + [logging.DEBUG] * first


def test_fields_unknown_to_the_document_are_reported_on_request(make: Make, server: Server, list_builds: Any) -> None:
    told: list[Any] = []
    page = {"total": 0, "offset": 0, "limit": 1, "desc": False, "count": 0, "items": [], "next": "x"}
    server.script = [Reply(json={"data": page})]
    client = make(on_drift=told.append)
    assert client.send(list_builds("a")).to_wire() == page
    assert told == []
    client.send(list_builds("a"), report_extras=True)
    assert [(drift.path, drift.kind) for drift in told] == [("data.next", "extra")]


def test_a_hook_that_raises_does_not_lose_the_answer(
    make: Make, server: Server, get_actor: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def hook(drift: Any) -> None:
        raise LookupError(drift.kind)

    server.script = [Reply(json={"data": {"id": 5}})]
    assert make(on_drift=hook).send(get_actor("a")).id == 5
    assert "on_drift raised" in caplog.text
    assert "LookupError" in caplog.text


def test_a_strict_send_refuses_what_differs(client: Any, server: Server, get_actor: Any, apify: ModuleType) -> None:
    server.script = [Reply(json={"data": {"id": 5}})]
    with pytest.raises(apify.DecodeError):
        client.send(get_actor("a"), strict=True)


# Connections


def test_connections_are_kept_and_shared_by_views(client: Any, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    for sender in (client, client.with_options(timeout=1), client):
        sender.send(get_actor("a"))
    assert server.connections == 1


def test_a_view_has_its_own_options(client: Any, server: Server, get_actor: Any, apify: ModuleType) -> None:
    server.script = [Reply(500)]
    view = client.with_options(max_retries=0, extra_headers={"X-A": "1"})
    for sender, attempts in ((view, 1), (client, 5)):
        with pytest.raises(apify.ServerError) as caught:
            sender.send(get_actor("a"))
        assert caught.value.attempts == attempts
    assert ["x-a" in seen.headers for seen in server.seen] == [True] + [False] * 5


def test_closing_a_view_closes_nothing(client: Any, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    client.send(get_actor("a"))
    client.with_options().close()
    client.send(get_actor("a"))
    assert server.connections == 1


def test_closing_a_client_closes_what_it_opened(client: Any, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    client.send(get_actor("a"))
    client.close()
    with pytest.raises(RuntimeError, match="closed"):
        client.send(get_actor("a"))


def test_an_own_httpx2_client_is_used_and_left_open(make: Make, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    client = make()
    own: Any = (httpx2.AsyncClient if client.is_async else httpx2.Client)(headers={"X-Theirs": "1"}, cookies={"a": "b"})
    user = make(http_client=own)
    user.send(get_actor("a"))
    user.close()
    assert not own.is_closed
    user.send(get_actor("a"))
    assert server.connections == 1
    client.runner.run(own.aclose()) if client.is_async else own.close()


def test_cookies_of_a_server_are_not_kept(client: Any, server: Server, get_actor: Any) -> None:
    server.script = [Reply(json={"data": {"id": "a"}}, headers={"Set-Cookie": "a=b"})]
    client.send(get_actor("a"))
    client.send(get_actor("a"))
    assert "cookie" not in server.seen[1].headers


def test_an_own_transport_is_used_and_left_open(make: Make, get_actor: Any) -> None:
    closed = []

    class Transport(httpx2.MockTransport):
        def close(self) -> None:
            closed.append(self)

        async def aclose(self) -> None:
            closed.append(self)

    client = make(transport=Transport(lambda request: httpx2.Response(200, json={"data": {"id": "t"}})))
    assert client.send(get_actor("a")).id == "t"
    client.close()
    assert closed == []


def test_an_ssl_context_is_used(make: Make) -> None:
    context = ssl.create_default_context()
    client = make(ssl_context=context, base_url="https://127.0.0.1:9")
    opened = client.client._connections.open()
    assert opened._transport._pool._ssl_context is context


def test_connections_are_made_on_the_first_send_and_once(
    make: Make, server: Server, get_actor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []

    def watch(kind: Any) -> None:
        inner = kind.__init__

        def noted(self: Any, *args: Any, **options: Any) -> None:
            made.append(self)
            inner(self, *args, **options)

        monkeypatch.setattr(kind, "__init__", noted)

    watch(httpx2.Client)
    watch(httpx2.AsyncClient)
    server.script = [OK]
    make().close()
    client = make()
    assert made == []
    client.with_options().send(get_actor("a"))
    client.send(get_actor("a"))
    assert len(made) == 1


def test_a_block_closes_what_it_opened(apify: ModuleType, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    with apify.Client(base_url=server.url) as client:
        client.send(get_actor("a"))
    with pytest.raises(RuntimeError, match="closed"):
        client.send(get_actor("a"))

    async def main() -> None:
        async with apify.AsyncClient(base_url=server.url) as client:
            await client.send(get_actor("a"))
        with pytest.raises(RuntimeError, match="closed"):
            await client.send(get_actor("a"))

    asyncio.run(main())


def test_threads_share_a_client(apify: ModuleType, server: Server, get_actor: Any) -> None:
    server.script = [OK]
    with apify.Client(base_url=server.url) as client:
        threads = [threading.Thread(target=client.send, args=(get_actor("a"),)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.seen) == 8


def test_tasks_share_an_async_client(apify: ModuleType, server: Server, get_actor: Any) -> None:
    server.script = [OK]

    async def main() -> None:
        async with apify.AsyncClient(base_url=server.url) as client:
            await asyncio.gather(*(client.send(get_actor("a")) for _ in range(8)))

    asyncio.run(main())
    assert len(server.seen) == 8


def test_an_open_connection_keeps_nothing_of_the_answers_that_came_over_it(
    apify: ModuleType, server: Server, get_actor: Any
) -> None:
    server.script = [OK]

    async def main() -> None:
        async with apify.AsyncClient(base_url=server.url) as client:
            response = await client.response(get_actor("a"))
            kept = weakref.ref(response)
            del response
            gc.collect()
            assert kept() is None

    asyncio.run(main())


def test_an_async_client_works_under_trio(apify: ModuleType, server: Server, get_actor: Any) -> None:
    trio: Any = pytest.importorskip("trio")
    server.script = [Reply(500), OK, STALL]

    async def main() -> None:
        async with apify.AsyncClient(base_url=server.url, retry_delay=0.001) as client:
            assert (await client.send(get_actor("a"))).id == "abc"
            with pytest.raises(apify.errors.TimeoutError):
                await client.send(get_actor("a"), deadline=0.2)

    trio.run(main)


def test_a_send_that_is_cancelled_leaves_the_client_usable(apify: ModuleType, server: Server, get_actor: Any) -> None:
    server.script = [STALL, OK]

    async def main() -> None:
        async with apify.AsyncClient(base_url=server.url) as client:
            stalled = asyncio.create_task(client.send(get_actor("a")))
            while not server.seen:
                await asyncio.sleep(0.01)
            stalled.cancel()
            with pytest.raises(asyncio.CancelledError):
                await stalled
            assert (await client.send(get_actor("a"))).id == "abc"

    asyncio.run(main())


# A transport without a network


Answers = Callable[[httpx2.Request], httpx2.Response]


class Mock(httpx2.MockTransport):
    """Answers by a handler, and remembers what it was asked."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(self.answer)
        self.requests: list[httpx2.Request] = []
        self.answers = answers

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return self.answers(request)


def test_a_mock_transport_answers_without_a_network(make: Make, get_actor: Any, post: Any) -> None:
    mock = Mock(lambda request: httpx2.Response(200, json={"data": {"id": str(request.url)[-1]}}))
    client = make(transport=mock, base_url="https://api.invalid")
    assert client.send(get_actor("z")).id == "z"
    client.send(post)
    assert [str(request.url) for request in mock.requests] == [
        "https://api.invalid/v2/acts/z",
        "https://api.invalid/start",
    ]
    assert mock.requests[0].headers["Authorization"] == f"Bearer {SECRET}"
    assert mock.requests[1].content == b'{"a": 1}'


def test_a_mock_transport_can_fail_as_a_server_does(make: Make, apify: ModuleType, get_actor: Any) -> None:
    answers = iter([httpx2.Response(503, headers={"Retry-After": "0"}), httpx2.Response(404, content=b"gone")])
    with pytest.raises(apify.NotFoundError) as caught:
        make(transport=Mock(lambda request: next(answers))).send(get_actor("a"))
    assert (caught.value.attempts, caught.value.body) == (2, "gone")


@pytest.mark.parametrize(
    ("fault", "name", "unsent"),
    [
        (ConnectionRefusedError("no"), "TransportError", True),
        (ConnectionResetError("no"), "TransportError", False),
        (TimeoutError("slow"), "TimeoutError", False),
        (httpx2.ConnectTimeout("slow"), "TimeoutError", True),
        (httpx2.PoolTimeout("slow"), "TimeoutError", True),
    ],
)
def test_a_mock_transport_can_fail_as_a_network_does(
    make: Make, apify: ModuleType, get_actor: Any, fault: Exception, name: str, unsent: bool
) -> None:
    def fail(request: httpx2.Request) -> httpx2.Response:
        raise fault

    mock = Mock(fail)
    with pytest.raises(apify.errors.TransportError) as caught:
        make(transport=mock, max_retries=2).send(get_actor("a"))
    assert (type(caught.value).__name__, caught.value.unsent, len(mock.requests)) == (name, unsent, 3)


# What the document leaves out


def test_further_parameters_join_and_replace_those_of_the_call(make: Make, server: Server, list_builds: Any) -> None:
    server.script = [builds_page([])]
    client = make(extra_query={"trace": "1", "limit": 3})
    client.send(list_builds("a", desc=True, limit=10), extra_query={"tag": ["x", "y z"], "desc": None})
    client.send(list_builds("a"))
    assert [seen.target.partition("?")[2] for seen in server.seen] == [
        "limit=3&trace=1&tag=x&tag=y%20z",
        "limit=3&trace=1",
    ]


def test_further_parameters_hold_for_every_page(client: Any, server: Server, list_builds: Any) -> None:
    server.script = [builds_page(["1", "2"]), builds_page([])]
    list(client.items(list_builds("a"), extra_query={"trace": 1}))
    assert [seen.target.endswith("trace=1") for seen in server.seen] == [True, True]


def requested(client: Any, *args: Any, **options: Any) -> Any:
    result = client.client.request(*args, **options)
    return client.runner.run(result) if client.is_async else result


def test_what_the_document_leaves_out_can_be_requested(client: Any, server: Server) -> None:
    server.script = [Reply(503), Reply(202, json={"a": 1}), Reply(body=b"\xff")]
    answer = requested(client, "GET", "/v2/new thing?x=1", extra_query={"y": [1, 2]}, extra_headers={"X-A": "b"})
    assert (answer.status_code, answer.attempts, json.loads(answer.content), answer.value) == (202, 2, {"a": 1}, None)
    assert server.seen[1].target == "/v2/new%20thing?x=1&y=1&y=2"
    assert server.seen[1].headers["x-a"] == "b"
    assert server.seen[1].headers["authorization"] == f"Bearer {SECRET}"
    assert requested(client, "GET", "v2/raw").content == b"\xff"


def test_a_request_of_ones_own_sends_json_models_and_bytes(client: Any, server: Server, apify: ModuleType) -> None:
    server.script = [Reply(204)]
    version = apify.models.EnvVar(name="ü")
    requested(client, "POST", "/x", {"env": [version]})
    requested(client, "POST", "/x", b"\x00")
    requested(client, "PUT", "/x", b"a,b", extra_headers={"Content-Type": "text/csv"})
    sent = [(seen.body, seen.headers["content-type"]) for seen in server.seen]
    assert json.loads(sent[0][0]) == {"env": [{"name": "ü"}]}
    assert [media_type for _, media_type in sent] == ["application/json", "application/octet-stream", "text/csv"]
    assert sent[1][0] == b"\x00"


@pytest.mark.parametrize(("method", "attempts"), [("POST", 1), ("PATCH", 1), ("PUT", 5), ("DELETE", 5)])
def test_a_request_of_ones_own_fails_and_is_repeated_as_a_call_is(
    client: Any, server: Server, apify: ModuleType, method: str, attempts: int
) -> None:
    server.script = [Reply(503)]
    with pytest.raises(apify.ServerError) as caught:
        requested(client, method, "/x", {})
    assert caught.value.attempts == attempts


def test_a_request_of_ones_own_stays_with_its_server(client: Any, server: Server) -> None:
    server.script = [Reply(204)]
    for path in ("@elsewhere.example/", "//elsewhere.example/", "https://elsewhere.example/"):
        requested(client, "GET", path)
    assert len(server.seen) == 3
