"""The clients: they hold options, credentials and connections, and send calls."""

from __future__ import annotations

import functools
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from dataclasses import replace
from typing import Any, Generic, NoReturn, ParamSpec, Self, TypeVar, Unpack, overload
from urllib.parse import urlsplit

from . import http
from .call import Call, PagedCall
from .errors import Headers
from .exchange import Attempt, Response, SendOptions, Service, Setup, exchange
from .http import AsyncOptions, Connections, Options
from .paging import Turn, first_turn
from .security import Credential, checked

__all__ = ["AsyncBaseClient", "AsyncOptions", "BaseClient", "Endpoint", "Group", "Options", "Service"]

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
Owner = TypeVar("Owner")

_PACKAGE = __name__.rsplit(".", 2)[0]
_LOGGER = logging.getLogger(_PACKAGE)


class _Sender:
    """What both clients have in common; a view shares all of it but the options."""

    def __init__(self, service: Service, credentials: Mapping[str, Credential | None], options: SendOptions) -> None:
        agent = f"{service.name} {http.USER_AGENT}"
        headers = {"accept": "application/json", "accept-encoding": "gzip, deflate", "user-agent": agent}
        defaults = Setup(service, credentials, SendOptions(base_url=service.base_url, headers=headers))
        self._setup, self._is_view = _with(defaults, options), False
        self._seen: set[tuple[str, str, str]] = set()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._setup.options.get('base_url')}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client cannot be pickled or copied: it holds credentials and connections")

    def with_options(self, **options: Unpack[SendOptions]) -> Self:
        """A view of this client with other options; it shares the connections and does not close them."""
        view = object.__new__(type(self))
        vars(view).update(vars(self), _setup=_with(self._setup, options), _is_view=True)
        return view

    def _told(self, response: Response[T], setup: Setup) -> Response[T]:
        """The response, after log and hook were told how it differs from the document."""
        for drift in response.drift:
            place = (drift.operation, drift.path, drift.kind)
            first = place not in self._seen and len(self._seen) < 1000
            self._seen.update({place} if first else ())
            _LOGGER.log(logging.WARNING if first else logging.DEBUG, "%s", drift)
            try:
                if hook := setup.options.get("on_drift"):
                    hook(drift)
            except Exception:
                _LOGGER.exception("on_drift raised")
        return response


class BaseClient(_Sender):
    """Sends calls and waits for their answers. Threads may share it; it closes only connections that it opened."""

    def __init__(self, service: Service, credentials: Mapping[str, Credential | None], options: Options) -> None:
        self._connections = Connections(http.SYNC, options)
        super().__init__(service, credentials, options)

    def response(self, call: Call[T], **options: Unpack[SendOptions]) -> Response[T]:
        """Sends a call and returns the whole answer."""
        _check(call, Call)
        setup = _with(self._setup, options)
        course = exchange(call, setup)
        step = next(course)
        while isinstance(step, Attempt):
            step = course.send(http.perform(self._connections.open(), step))
        return self._told(step, setup)

    def send(self, call: Call[T], **options: Unpack[SendOptions]) -> T:
        """Sends a call and returns what was asked for."""
        return self.response(call, **options).value

    def pages(self, call: PagedCall[T, Any], **options: Unpack[SendOptions]) -> Iterator[T]:
        """The pages that are not empty, each fetched when it is reached; the call's limit is that of a page."""
        _check(call, PagedCall)
        return (page for page, _ in self._turns(first_turn(call, None, in_all=False), options))

    def items(
        self, call: PagedCall[Any, Item], *, page_size: int | None = None, **options: Unpack[SendOptions]
    ) -> Iterator[Item]:
        """The items of all pages, each page fetched when it is reached; the call's limit is that of all items."""
        _check(call, PagedCall)
        turns = self._turns(first_turn(call, page_size, in_all=True), options)
        return (item for _, items in turns for item in items)

    def _turns(self, turn: Turn[T, Item] | None, options: SendOptions) -> Iterator[tuple[T, list[Item]]]:
        while turn:
            page = self.response(turn.call, **options)
            items, turn = turn.take(page)
            if items:
                yield page.value, items

    def close(self) -> None:
        """Closes the connections that this client opened."""
        if self._connections.client and self._connections.owned and not self._is_view:
            self._connections.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncBaseClient(_Sender):
    """As `BaseClient`, but awaited; the tasks of one event loop may share it."""

    def __init__(self, service: Service, credentials: Mapping[str, Credential | None], options: AsyncOptions) -> None:
        self._connections = Connections(http.ASYNC, options)
        super().__init__(service, credentials, options)

    async def response(self, call: Call[T], **options: Unpack[SendOptions]) -> Response[T]:
        """Sends a call and returns the whole answer."""
        _check(call, Call)
        setup = _with(self._setup, options)
        course = exchange(call, setup)
        step = next(course)
        while isinstance(step, Attempt):
            step = course.send(await http.perform_async(self._connections.open(), step))
        return self._told(step, setup)

    async def send(self, call: Call[T], **options: Unpack[SendOptions]) -> T:
        """Sends a call and returns what was asked for."""
        return (await self.response(call, **options)).value

    def pages(self, call: PagedCall[T, Any], **options: Unpack[SendOptions]) -> AsyncIterator[T]:
        """The pages that are not empty, each fetched when it is reached; the call's limit is that of a page."""
        _check(call, PagedCall)
        return (page async for page, _ in self._turns(first_turn(call, None, in_all=False), options))

    def items(
        self, call: PagedCall[Any, Item], *, page_size: int | None = None, **options: Unpack[SendOptions]
    ) -> AsyncIterator[Item]:
        """The items of all pages, each page fetched when it is reached; the call's limit is that of all items."""
        _check(call, PagedCall)
        turns = self._turns(first_turn(call, page_size, in_all=True), options)
        return (item async for _, items in turns for item in items)

    async def _turns(self, turn: Turn[T, Item] | None, options: SendOptions) -> AsyncIterator[tuple[T, list[Item]]]:
        while turn:
            page = await self.response(turn.call, **options)
            items, turn = turn.take(page)
            if items:
                yield page.value, items

    async def aclose(self) -> None:
        """Closes the connections that this client opened."""
        if self._connections.client and self._connections.owned and not self._is_view:
            await self._connections.client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


class Group(Generic[Owner]):
    """Endpoints as methods, sent by the client that they are reached through."""

    def __init__(self, client: Owner) -> None:
        self.client = client


class Endpoint(Generic[P, T]):
    """An endpoint function as a method of a group: what it calls for, sent."""

    def __init__(self, function: Callable[P, Call[T]]) -> None:
        self._function = function

    @overload
    def __get__(self, group: None, owner: Any) -> Callable[P, Call[T]]: ...
    @overload
    def __get__(self, group: Group[BaseClient], owner: Any) -> Callable[P, T]: ...
    @overload
    def __get__(self, group: Group[AsyncBaseClient], owner: Any) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, group: Group[Any] | None, owner: Any) -> Callable[P, Any]:
        if group is None:
            return self._function

        @functools.wraps(self._function)
        def send(*args: P.args, **kwargs: P.kwargs) -> Any:
            return group.client.send(self._function(*args, **kwargs))

        return send


def _check(call: object, kind: type[Call[Any]]) -> None:
    if not isinstance(call, kind):
        given = f"{type(call).__module__}.{type(call).__qualname__}"
        raise TypeError(f"expected a {kind.__name__} made by {_PACKAGE}, not {given}")


def _with(setup: Setup, options: SendOptions) -> Setup:
    """The same with these options; further headers join those there are."""
    if unknown := options.keys() - SendOptions.__annotations__.keys():
        raise TypeError(f"there is no option {', '.join(sorted(unknown))}")
    url = urlsplit(options.get("base_url", "http://x"))
    if url.scheme not in ("http", "https") or not url.hostname or "@" in url.netloc or url.query or url.fragment:
        raise ValueError("base_url must be http(s)://, a host and perhaps a path, without credentials")
    headers = {**setup.options.get("headers", {}), **Headers(options.get("headers", {}))}
    for name, value in headers.items():
        checked(name, value)
    merged: SendOptions = {**setup.options, **options, "headers": headers}
    return replace(setup, options=merged)
