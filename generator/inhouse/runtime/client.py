"""The clients: they hold options, credentials and connections, and send calls."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from typing import Any, Generic, ParamSpec, Self, Unpack, overload

from . import http
from .call import Call, Item, PagedCall, T
from .exchange import Attempt, Course, Response, Sender, SendOptions, Service
from .http import AsyncOptions, Connections, Options

P = ParamSpec("P")


class BaseClient(Sender):
    """Sends calls and waits for their answers. Threads may share it; it closes only connections that it opened."""

    def __init__(self, service: Service, credentials: Mapping[str, Any], options: Options) -> None:
        super().__init__(service, credentials, Connections(http.SyncClient, options), options)

    def response(self, call: Call[T], **options: Unpack[SendOptions]) -> Response[T]:
        """Sends a call and returns the whole answer."""
        return list(self._run((self.with_options(**options) if options else self)._course(call)))[-1]

    def send(self, call: Call[T], **options: Unpack[SendOptions]) -> T:
        """Sends a call and returns what was asked for."""
        return self.response(call, **options).value

    def request(self, method: str, path: str, body: Any = None, **options: Unpack[SendOptions]) -> Response[None]:
        """Sends what the document leaves out, with all credentials; a body goes as JSON, or as the bytes that it is."""
        return self.response(self._undocumented(method, path, body), **options)

    def pages(self, call: PagedCall[T, Any], **options: Unpack[SendOptions]) -> Iterator[T]:
        """The pages that are not empty, each fetched when it is reached; the call's limit is that of a page."""
        return self._run(self.with_options(**options)._turns(call, in_all=False))

    def items(self, call: PagedCall[Any, Item], **options: Unpack[SendOptions]) -> Iterator[Item]:
        """The items of all pages, each page fetched when it is reached; the call's limit is that of all items."""
        return self._run(self.with_options(**options)._turns(call, in_all=True))

    def _run(self, course: Course[T]) -> Iterator[T]:
        for step in course:
            if isinstance(step, Attempt):
                getattr(step.secrets.get("authorization"), "perform", http.perform)(self._connections.open(), step)
            else:
                yield step

    def close(self) -> None:
        """Closes the connections that this client opened."""
        if (client := self._connections.opened) and not self._is_view:
            client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncBaseClient(Sender):
    """As `BaseClient`, but awaited; the tasks of one event loop may share it."""

    def __init__(self, service: Service, credentials: Mapping[str, Any], options: AsyncOptions) -> None:
        super().__init__(service, credentials, Connections(http.AsyncClient, options), options)

    async def response(self, call: Call[T], **options: Unpack[SendOptions]) -> Response[T]:
        """Sends a call and returns the whole answer."""
        return [each async for each in self._run((self.with_options(**options) if options else self)._course(call))][-1]

    async def send(self, call: Call[T], **options: Unpack[SendOptions]) -> T:
        """Sends a call and returns what was asked for."""
        return (await self.response(call, **options)).value

    async def request(self, method: str, path: str, body: Any = None, **options: Unpack[SendOptions]) -> Response[None]:
        """Sends what the document leaves out, with all credentials; a body goes as JSON, or as the bytes that it is."""
        return await self.response(self._undocumented(method, path, body), **options)

    def pages(self, call: PagedCall[T, Any], **options: Unpack[SendOptions]) -> AsyncIterator[T]:
        """The pages that are not empty, each fetched when it is reached; the call's limit is that of a page."""
        return self._run(self.with_options(**options)._turns(call, in_all=False))

    def items(self, call: PagedCall[Any, Item], **options: Unpack[SendOptions]) -> AsyncIterator[Item]:
        """The items of all pages, each page fetched when it is reached; the call's limit is that of all items."""
        return self._run(self.with_options(**options)._turns(call, in_all=True))

    async def _run(self, course: Course[T]) -> AsyncIterator[T]:
        for step in course:
            if isinstance(step, Attempt):
                perform: Any = getattr(step.secrets.get("authorization"), "perform_async", http.perform_async)
                await perform(self._connections.open(), step)
            else:
                yield step

    async def aclose(self) -> None:
        """Closes the connections that this client opened."""
        if (client := self._connections.opened) and not self._is_view:
            await client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


class Group(Generic[T]):
    """Endpoints as methods, sent by the client that they are reached through."""

    def __init__(self, client: T) -> None:
        self.client = client


class Endpoint(Generic[P, T]):
    """An endpoint function as a method of a group: what it calls for, sent."""

    def __init__(self, function: Callable[P, Call[T]]) -> None:
        self._function = function

    @overload
    def __get__(self, group: Group[BaseClient], owner: Any) -> Callable[P, T]: ...
    @overload
    def __get__(self, group: Group[AsyncBaseClient], owner: Any) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, group: Group[Any], owner: Any) -> Callable[P, Any]:
        @functools.wraps(self._function)
        def send(*args: P.args, **kwargs: P.kwargs) -> Any:
            return group.client.send(self._function(*args, **kwargs))

        return send
