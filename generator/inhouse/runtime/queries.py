"""Keys in the query: added as a request leaves, and kept out of what is shown of its address."""

import httpx2

from .call import encoded
from .exchange import Secrets


class Address(httpx2.URL):
    """The address of a request, whose text, which httpx2 logs, lacks the keys in its query."""

    shown = ""

    def __str__(self) -> str:
        return self.shown

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"


def query_key(name: str, key: str | None) -> Secrets:
    """What a key sends: it goes into the query."""

    def adds(request: httpx2.Request) -> None:
        query = b"&".join(filter(None, (request.url.query, f"{encoded(name)}={encoded(key)}".encode())))
        address = Address(request.url.copy_with(query=query))
        address.shown, request.url = str(request.url), address

    return Secrets({} if key is None else {f"?{name}": adds})
