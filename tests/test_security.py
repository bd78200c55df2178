"""What a written client sends for each way to authenticate: the golden package `security`, over real HTTP."""

from __future__ import annotations

import asyncio
import base64
import importlib
import logging
import pickle
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest

from tests.clients import Used, generated
from tests.server import HANG, SOON, Raw, Reply, Seen, Server, serving

SECRET = "s3cr3t-k3y"
FINE = Reply(204)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    with generated("security", tmp_path_factory.mktemp("security")) as package:
        yield package


@pytest.fixture(scope="module")
def keys(shop: ModuleType) -> Any:
    return importlib.import_module(f"{shop.__name__}.endpoints.keys")


@pytest.fixture(scope="module")
def schemes(shop: ModuleType) -> Any:
    return importlib.import_module(f"{shop.__name__}.endpoints.schemes")


@pytest.fixture(scope="module")
def tokens(shop: ModuleType) -> Any:
    return importlib.import_module(f"{shop.__name__}.endpoints.tokens")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.script = [FINE]
        yield running


@pytest.fixture
def elsewhere() -> Iterator[Server]:
    with serving() as running:
        running.script = [FINE]
        yield running


Make = Callable[..., Used]


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, shop: ModuleType, server: Server) -> Iterator[Make]:
    """Makes clients of either kind for the server."""
    with asyncio.Runner() as runner:

        def build(**options: Any) -> Used:
            options = {"base_url": server.url, "retry_delay": 0.001, **options}
            if request.param == "sync":
                return Used(shop.Client(**options), None)
            return Used(shop.AsyncClient(**options), runner)

        yield build


def test_a_key_goes_into_its_header_alone(make: Make, server: Server, keys: Any) -> None:
    make(header_api_key=SECRET).send(keys.in_header())
    assert [name for name, value in server.seen[0].headers.items() if SECRET in value] == ["x-key"]
    assert server.seen[0].target == "/header"


def test_a_key_goes_into_the_query_alone_and_is_encoded(make: Make, server: Server, keys: Any) -> None:
    client = make(query_api_key="a b&c=ü")
    client.send(keys.in_query())
    client.send(keys.in_query(q="x"))
    assert [seen.target for seen in server.seen] == [
        "/query?key%5B%5D=a%20b%26c%3D%C3%BC",
        "/query?q=x&key%5B%5D=a%20b%26c%3D%C3%BC",
    ]


def test_a_key_joins_other_cookies(make: Make, server: Server, keys: Any) -> None:
    make(cookie_api_key="abc").send(keys.in_cookie(theme="dark"), extra_headers={"Cookie": "own=1"})
    assert server.seen[0].headers["cookie"] == "session=abc; theme=dark; own=1"


@pytest.mark.parametrize("key", ["a; b=c", 'a"', "a,b", "a\\", "a\r\nX: 1", "x y"])
def test_a_key_that_a_cookie_cannot_hold_is_refused_and_not_shown(make: Make, key: str) -> None:
    with pytest.raises(ValueError, match=r"the cookie|line break") as caught:
        make(cookie_api_key=key)
    assert key not in str(caught.value)


def test_a_combination_sends_all_of_it_or_nothing(make: Make, server: Server, keys: Any) -> None:
    make(cookie_api_key="c", query_api_key="q").send(keys.both())
    make(cookie_api_key="c").send(keys.both())
    sent = [(seen.target, seen.headers.get("cookie")) for seen in server.seen]
    assert sent == [("/both?key%5B%5D=q", "session=c"), ("/both", None)]


def test_an_open_operation_gets_no_credentials(make: Make, server: Server, keys: Any) -> None:
    make(header_api_key=SECRET).send(keys.open())
    assert SECRET not in str(server.seen[0])


def test_optional_credentials_are_sent_where_they_are_given(make: Make, server: Server, keys: Any) -> None:
    make(header_api_key="k").send(keys.optional())
    make().send(keys.optional())
    assert [seen.headers.get("x-key") for seen in server.seen] == ["k", None]


def test_the_first_alternative_that_is_given_is_sent(make: Make, server: Server, keys: Any) -> None:
    make(credential="c").send(keys.in_header())
    make(credential="c", header_api_key="k").send(keys.in_header())
    sent = [(seen.headers.get("x-key"), seen.headers.get("authorization")) for seen in server.seen]
    assert sent == [(None, "SharedAccessKey c"), ("k", None)]


def test_a_custom_scheme_is_spelled_as_in_the_document(make: Make, server: Server, schemes: Any) -> None:
    make(credential="valid-key").send(schemes.signed())
    assert server.seen[0].headers["authorization"] == "SharedAccessKey valid-key"


def test_a_certificate_leaves_the_rest_of_its_alternative(make: Make, server: Server, schemes: Any) -> None:
    make(username="u", password="p").send(schemes.certified())
    make().send(schemes.certified())
    assert [seen.headers.get("authorization") for seen in server.seen] == ["Basic dTpw", None]


# Secrets in the query


@pytest.mark.parametrize("reply", [Reply(404), Reply(500), FINE])
def test_nothing_shows_a_key_of_the_query(
    make: Make, server: Server, shop: ModuleType, keys: Any, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script = [reply]
    client = make(query_api_key=SECRET, max_retries=1)
    shown: list[Any] = [client.client, vars(client.client)]
    try:
        shown.append(client.response(keys.in_query(q="x")))
    except shop.WrittenSecurityError as error:
        assert SECRET.encode() not in pickle.dumps(error)
        shown += [error, vars(error), "".join(traceback.format_exception(error))]
    shown.append(shown[2].request)
    assert SECRET in server.seen[0].target
    assert not [each for each in shown if SECRET in f"{each} {each!r}"]
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("httpx2")]
    assert any("/query?q=x" in message for message in logged)
    assert SECRET not in caplog.text
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(vars(client.client)["_credentials"])


def test_an_own_transport_gets_the_key_of_the_query_but_no_text_of_it(make: Make, keys: Any) -> None:
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(204)

    make(query_api_key=SECRET, transport=httpx2.MockTransport(answer)).send(keys.in_query(q="x"))
    url = requests[0].url
    assert url.params["key[]"] == SECRET
    assert SECRET not in f"{url} {url!r} {requests[0]!r}"


def test_a_key_of_the_query_follows_a_redirect_on_the_same_server_only(
    make: Make, server: Server, elsewhere: Server, keys: Any
) -> None:
    there = f"{elsewhere.url}/there?key%5B%5D={SECRET}&x=1"
    server.script = [Reply(302, headers={"Location": f"/b?key[]={SECRET}"}), Reply(302, headers={"Location": there})]
    answer = make(query_api_key=SECRET).response(keys.in_query())
    assert [seen.target for seen in server.seen] == [f"/query?key%5B%5D={SECRET}", f"/b?key%5B%5D={SECRET}"]
    assert elsewhere.seen[0].target == "/there?x=1"
    assert answer.request.url == f"{elsewhere.url}/there?x=1"


# Tokens


def bearers(server: Server, path: str = "") -> list[str | None]:
    return [seen.headers.get("authorization") for seen in server.seen if seen.target.startswith(path)]


def test_a_token_is_sent_as_it_is(make: Make, server: Server, tokens: Any) -> None:
    make(person_token="t").send(tokens.person())
    assert bearers(server) == ["Bearer t"]


def test_a_function_is_asked_for_each_attempt(make: Make, server: Server, tokens: Any) -> None:
    server.script = [Reply(503), FINE]
    given = iter(["one", "two", "three"])
    client = make(person_token=lambda: next(given))
    client.send(tokens.person())
    client.send(tokens.person())
    assert bearers(server) == ["Bearer one", "Bearer two", "Bearer three"]


def test_an_async_function_is_awaited_by_an_async_client_alone(make: Make, server: Server, tokens: Any) -> None:
    async def token() -> str:
        await asyncio.sleep(0)
        return "t"

    client = make(person_token=token)
    if client.is_async:
        client.send(tokens.person())
        assert bearers(server) == ["Bearer t"]
    else:
        with pytest.raises(TypeError, match="AsyncClient"):
            client.send(tokens.person())


def test_a_refused_token_is_asked_for_once_more(make: Make, server: Server, shop: ModuleType, tokens: Any) -> None:
    server.script = [Reply(401, body=b"old"), FINE]
    given = iter("abcdef")
    client = make(person_token=lambda: next(given))
    answer = client.response(tokens.person())
    assert (answer.status_code, answer.attempts, answer.content) == (204, 1, b"")
    server.script = [Reply(401)]
    with pytest.raises(shop.StatusError) as caught:
        client.send(tokens.person())
    assert (caught.value.status_code, bearers(server)) == (401, [f"Bearer {token}" for token in "abcd"])


def test_what_a_function_raises_is_raised(make: Make, server: Server, tokens: Any) -> None:
    def token() -> str:
        raise LookupError("no vault")

    with pytest.raises(LookupError, match="no vault"):
        make(person_token=token).send(tokens.person())
    assert server.seen == []


def test_a_token_of_a_function_is_shown_nowhere(
    make: Make, server: Server, shop: ModuleType, tokens: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script = [Reply(404)]
    client = make(person_token=lambda: SECRET)
    with pytest.raises(shop.StatusError) as caught:
        client.send(tokens.person())
    assert bearers(server) == [f"Bearer {SECRET}"]
    assert SECRET not in f"{caught.value!r} {vars(caught.value)} {vars(client.client)} {caplog.text}"
    assert SECRET.encode() not in pickle.dumps(caught.value)


def test_a_token_does_not_follow_a_redirect_to_another_server(
    make: Make, server: Server, elsewhere: Server, tokens: Any
) -> None:
    server.script = [Reply(302, headers={"Location": f"{elsewhere.url}/there"})]
    make(person_token=lambda: SECRET).send(tokens.person())
    assert (bearers(server), bearers(elsewhere)) == ([f"Bearer {SECRET}"], [None])


def test_a_header_of_ones_own_goes_before_a_token(make: Make, server: Server, tokens: Any) -> None:
    make(person_token=lambda: SECRET).send(tokens.person(), extra_headers={"Authorization": "Mine"})
    assert bearers(server) == ["Mine"]


# Tokens that a client fetches


def issuer(server: Server, **answer: Any) -> Callable[[Seen], Reply]:
    """Answers with a new token for each fetch, and with 204 for the rest."""

    def script(request: Seen) -> Reply:
        if request.target != "/oauth/token":
            return FINE
        fetched = sum(seen.target == "/oauth/token" for seen in server.seen)
        return Reply(json={"access_token": f"token-{fetched}", "token_type": "bearer", "expires_in": 3600, **answer})

    return script


OWN = {"app_client_id": "me:1", "app_client_secret": SECRET}


def test_a_token_is_fetched_for_the_scopes_of_an_operation_and_kept(make: Make, server: Server, tokens: Any) -> None:
    server.script = issuer(server)
    client = make(**OWN)
    for call in (tokens.read_items(), tokens.read_items(), tokens.write_item(), tokens.read_items()):
        client.send(call)
    fetches = [seen for seen in server.seen if seen.target == "/oauth/token"]
    assert [parse_qs(fetch.body.decode()) for fetch in fetches] == [
        {"grant_type": ["client_credentials"], "scope": ["read"]},
        {"grant_type": ["client_credentials"], "scope": ["read write"]},
    ]
    assert {fetch.method for fetch in fetches} == {"POST"}
    assert fetches[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert base64.b64decode(fetches[0].headers["authorization"].removeprefix("Basic ")) == b"me%3A1:" + SECRET.encode()
    assert bearers(server, "/items") == ["Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-1"]


def test_a_given_token_goes_before_fetching_one(make: Make, server: Server, tokens: Any) -> None:
    make(app_token="mine", **OWN).send(tokens.read_items())
    assert [seen.target for seen in server.seen] == ["/items"]


def test_an_expired_token_is_fetched_again(
    make: Make, server: Server, tokens: Any, monkeypatch: pytest.MonkeyPatch, shop: ModuleType
) -> None:
    grants = importlib.import_module(f"{shop.__name__}._runtime.grants")
    server.script = issuer(server)
    client = make(**OWN)
    client.send(tokens.read_items())
    for later, expected in ((3500, "Bearer token-1"), (3575, "Bearer token-2")):
        monkeypatch.setattr(grants, "monotonic", lambda later=later: time.monotonic() + later)
        client.send(tokens.read_items(), deadline=None)
        assert bearers(server, "/items")[-1] == expected


def test_a_refused_token_is_fetched_again_once(make: Make, server: Server, shop: ModuleType, tokens: Any) -> None:
    issue = issuer(server)
    server.script = lambda seen: Reply(401) if seen.headers.get("authorization") == "Bearer token-1" else issue(seen)
    client = make(**OWN)
    client.send(tokens.write_item())
    client.send(tokens.write_item())
    assert bearers(server, "/items") == ["Bearer token-1", "Bearer token-2", "Bearer token-2"]
    server.script = lambda seen: issue(seen) if seen.target == "/oauth/token" else Reply(401)
    with pytest.raises(shop.StatusError):
        client.send(tokens.write_item())
    assert bearers(server, "/items")[3:] == ["Bearer token-2", "Bearer token-3"]


def test_one_token_serves_threads_that_need_it_at_once(shop: ModuleType, server: Server, tokens: Any) -> None:
    issue = issuer(server)

    def slow(seen: Seen) -> Reply:
        time.sleep(0.1 if seen.target == "/oauth/token" else 0)
        return issue(seen)

    server.script = slow
    with shop.Client(base_url=server.url, **OWN) as client:
        threads = [threading.Thread(target=client.send, args=(tokens.read_items(),)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(seen.target for seen in server.seen) == ["/items"] * 8 + ["/oauth/token"]


def test_one_token_serves_tasks_that_need_it_at_once(shop: ModuleType, server: Server, tokens: Any) -> None:
    issue = issuer(server)

    def slow(seen: Seen) -> Reply:
        time.sleep(0.1 if seen.target == "/oauth/token" else 0)
        return issue(seen)

    async def run() -> None:
        async with shop.AsyncClient(base_url=server.url, **OWN) as client:
            await asyncio.gather(*(client.send(tokens.read_items()) for _ in range(8)))

    server.script = slow
    asyncio.run(run())
    assert sorted(seen.target for seen in server.seen) == ["/items"] * 8 + ["/oauth/token"]


def test_a_refused_fetch_is_a_status_error_that_says_why(
    make: Make, server: Server, shop: ModuleType, tokens: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script = [Reply(400, json={"error": "invalid_client", "error_description": "Who?"})]
    with pytest.raises(shop.StatusError) as caught:
        make(**OWN).send(tokens.write_item())
    error = caught.value
    assert (error.type, error.message, error.status_code) == ("invalid_client", "Who?", 400)
    assert error.request.url == f"{server.url}/oauth/token"
    assert isinstance(error, shop.WrittenSecurityError)
    assert SECRET not in f"{error!r} {vars(error)} {caplog.text}"
    assert [seen.target for seen in server.seen] == ["/oauth/token"]


@pytest.mark.parametrize("body", [b"", b"[]", b"no", b"{}", b'{"access_token": 1}', b'{"accessToken": "s3cr3t-k3y"}'])
def test_an_answer_without_a_token_is_a_decode_error_that_holds_none(
    make: Make, server: Server, shop: ModuleType, tokens: Any, body: bytes
) -> None:
    server.script = [Reply(body=body)]
    with pytest.raises(shop.DecodeError, match="access_token") as caught:
        make(**OWN).send(tokens.read_items())
    assert SECRET not in f"{caught.value!r} {vars(caught.value)}"


def test_a_fetch_that_fails_for_a_moment_is_tried_again(make: Make, server: Server, tokens: Any) -> None:
    issue, failures = issuer(server), iter([Reply(503), Reply(429)])
    server.script = lambda seen: next(failures, None) or issue(seen)
    answer = make(**OWN).response(tokens.read_items())
    assert (answer.attempts, [seen.target for seen in server.seen]) == (3, ["/oauth/token"] * 3 + ["/items"])


def test_a_deadline_holds_for_the_fetch_too(make: Make, server: Server, shop: ModuleType, tokens: Any) -> None:
    server.script = [Raw((HANG,))]
    begun = time.monotonic()
    with pytest.raises(shop.TimeoutError):
        make(**OWN).send(tokens.read_items(), deadline=0.1)
    assert time.monotonic() - begun < SOON


def test_who_waits_for_the_fetch_of_another_keeps_to_its_deadline(
    shop: ModuleType, server: Server, tokens: Any
) -> None:
    issue = issuer(server)
    asked, waited = threading.Event(), threading.Event()

    def slow(seen: Seen) -> Reply:
        asked.set()
        waited.wait(HANG)
        return issue(seen)

    async def run(client: Any) -> None:
        first = asyncio.create_task(client.send(tokens.read_items()))
        while not asked.is_set():
            await asyncio.sleep(0.01)
        with pytest.raises(shop.TimeoutError):
            await client.send(tokens.read_items(), deadline=0.1)
        waited.set()
        await first

    server.script = slow
    with shop.Client(base_url=server.url, **OWN) as client:
        thread = threading.Thread(target=client.send, args=(tokens.read_items(),))
        thread.start()
        assert asked.wait(HANG)
        with pytest.raises(shop.TimeoutError):
            client.send(tokens.read_items(), deadline=0.1)
        waited.set()
        thread.join()
    asked.clear()
    waited.clear()
    asyncio.run(run(shop.AsyncClient(base_url=server.url, **OWN)))
    assert [seen.target for seen in server.seen] == ["/oauth/token", "/items"] * 2
