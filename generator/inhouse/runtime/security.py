"""Ways to authenticate other than by a token: what each sends, in headers that neither show nor pickle."""

from base64 import b64encode

from .call import checked
from .exchange import Headers, Secrets


def basic(username: str | None, password: str | None) -> Headers:
    """What a name and a password send (RFC 7617): they go into the `Authorization` header."""
    if username is None or password is None:
        return Secrets()
    return Secrets(checked({"authorization": f"Basic {b64encode(f'{username}:{password}'.encode()).decode()}"}))


def header_key(header: str, key: str | None) -> Headers:
    """What a key sends: it goes into a header of its own."""
    return Secrets(checked({} if key is None else {header: key}))
