"""Ways to authenticate other than by a bearer token: what each adds to a request, which neither shows nor pickles."""

from base64 import b64encode

from .call import checked
from .exchange import Secrets


def basic(username: str | None, password: str | None) -> Secrets:
    """What a name and a password send (RFC 7617): they go into the `Authorization` header."""
    if username is None or password is None:
        return Secrets()
    return Secrets(checked({"authorization": f"Basic {b64encode(f'{username}:{password}'.encode()).decode()}"}))


def authorization(scheme: str, credential: str | None) -> Secrets:
    """What the credential of any other scheme of HTTP sends: it goes into the `Authorization` header."""
    return Secrets(checked({} if credential is None else {"authorization": f"{scheme} {credential}"}))


def header_key(header: str, key: str | None) -> Secrets:
    """What a key sends: it goes into a header of its own."""
    return Secrets(checked({} if key is None else {header: key}))


def query_key(name: str, key: str | None) -> Secrets:
    """What a key sends: it goes into the query."""
    return Secrets({} if key is None else {f"?{name}": key})


def cookie_key(cookie: str, key: str | None) -> Secrets:
    """What a key sends: it goes into a cookie, as it is; ValueError for one that a cookie cannot hold."""
    if key is not None and not set(key).isdisjoint(' ",;\\'):
        raise ValueError(f"the value of the cookie {cookie} has a space, a quote, a comma, a semicolon or a backslash")
    return Secrets(checked({} if key is None else {"cookie": f"{cookie}={key}"}))
