"""Tokens that are asked for as a request leaves: from a function, or from whatever else gives them."""

import time
from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable, iscoroutine
from io import BytesIO
from typing import Protocol, TypeAlias

import anyio

from . import http
from .errors import ClientError
from .exchange import Attempt, Secrets, bearer

Token: TypeAlias = str | Callable[[], str]
AsyncToken: TypeAlias = str | Callable[[], str | Awaitable[str]]
Chosen: TypeAlias = tuple[str, ...] | Mapping[str, tuple[str, ...]]
Credential: TypeAlias = Secrets | Callable[[Chosen], Secrets]


def oauth2(token: AsyncToken | None) -> Credential:
    """What a token of OAuth 2 or OpenID Connect sends; a function is asked before each attempt, and again after a 401."""
    if token is None or isinstance(token, str):
        return bearer(token)
    source = _Function(token)
    return lambda _: Secrets(authorization=Asked(source))


class Source(Protocol):
    """Gives the token of an attempt, and after a 401 another than the one that was refused; ClientError for none."""

    def get(self, client: http.SyncClient, attempt: Attempt, refused: str | None) -> str:
        """The token."""
        ...

    async def get_async(self, client: http.AsyncClient, attempt: Attempt, refused: str | None) -> str:
        """As `get`, but awaited."""
        ...


class Asked:
    """The token of one exchange, which goes into the `Authorization` header of each of its attempts."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def perform(self, client: http.SyncClient, attempt: Attempt) -> None:
        """As `http.perform`, with a token, and once more with another where that gets a 401."""
        time.sleep(attempt.wait)
        attempt.wait = 0.0
        try:
            token = self._source.get(client, attempt, None)
            http.perform(client, _ready(attempt, token))
            if _refused(attempt):
                http.perform(client, _ready(attempt, self._source.get(client, attempt, token)))
        except ClientError as error:
            attempt.fault = error

    async def perform_async(self, client: http.AsyncClient, attempt: Attempt) -> None:
        """As `perform`, but awaited."""
        await anyio.sleep(attempt.wait)
        attempt.wait = 0.0
        try:
            token = await self._source.get_async(client, attempt, None)
            await http.perform_async(client, _ready(attempt, token))
            if _refused(attempt):
                token = await self._source.get_async(client, attempt, token)
                await http.perform_async(client, _ready(attempt, token))
        except ClientError as error:
            attempt.fault = error


def _ready(attempt: Attempt, token: str) -> Attempt:
    attempt.secrets = Secrets({**attempt.secrets, **bearer(token)})
    return attempt


def _refused(attempt: Attempt) -> bool:
    """Whether an attempt is to be made again with another token; it is then as if it had not been made."""
    if attempt.response.status_code != 401 or (attempt.body and not attempt.body.replayable):
        return False
    attempt.response.status_code, attempt.response.headers = 0, {}
    attempt.received = BytesIO()
    return True


class _Function:
    """A source that asks a function, which may be async where the client is."""

    def __init__(self, function: Callable[[], str | Awaitable[str]]) -> None:
        self._function = function

    def get(self, client: http.SyncClient, attempt: Attempt, refused: str | None) -> str:
        token = self._function()
        if isinstance(token, str):
            return token
        if iscoroutine(token):
            token.close()
        raise TypeError("the function for a token must give a str; an async one needs an AsyncClient")

    async def get_async(self, client: http.AsyncClient, attempt: Attempt, refused: str | None) -> str:
        token = self._function()
        return await token if isawaitable(token) else token
