"""Tokens of OAuth 2 that a client fetches with credentials of its own (RFC 6749, 4.4)."""

import json
import os
from math import inf
from threading import TIMEOUT_MAX, Lock
from time import monotonic
from typing import Any
from urllib.parse import quote_plus, urlencode, urljoin

import anyio

from . import errors, http
from .call import Body
from .errors import Request, TransportError
from .exchange import Attempt, Response, Secrets, Service, status_error, unreadable
from .security import basic
from .tokens import Asked, AsyncToken, Chosen, Credential, oauth2

_SERVICE = Service("OAuth 2", "", error_type="/error", error_message="/error_description")


def client_credentials(
    scheme: str, token_url: str, token: AsyncToken | None, client_id: str | None, client_secret: str | None
) -> Credential:
    """What a token sends: the given one, or one fetched at `token_url`, which may be relative to that of the call."""
    if token is not None or client_id is None or client_secret is None:
        return oauth2(token)
    grant = _Grant(token_url, client_id, client_secret)

    def credential(chosen: Chosen) -> Secrets:
        scopes = () if isinstance(chosen, tuple) else chosen[scheme]
        return Secrets(authorization=Asked(_Fetched(grant, " ".join(scopes))))

    return credential


def _late(attempt: Attempt) -> errors.TimeoutError:
    request, attempts = attempt.response.request, attempt.response.attempts
    return errors.TimeoutError("no token within the deadline", request=request, attempts=attempts, unsent=True)


class _Grant:
    """The tokens of one client by their scopes, each with the moment until which it is used, and who may fetch one."""

    def __init__(self, url: str, client_id: str, client_secret: str) -> None:
        self.url, self.own = url, basic(quote_plus(client_id), quote_plus(client_secret))
        self.kept, self.async_lock, self._locks = Secrets(), anyio.Lock(), dict[int, Lock]()

    @property
    def lock(self) -> Lock:
        """The lock of this process, as that of a parent may be held for good."""
        return self._locks.setdefault(os.getpid(), Lock())


class _Fetched:
    """A source that fetches tokens of some scopes: one for all calls at a time, used until shortly before it expires."""

    def __init__(self, grant: _Grant, scopes: str) -> None:
        self._grant, self._scopes = grant, scopes

    def get(self, client: http.SyncClient, attempt: Attempt, refused: str | None) -> str:
        if token := self._kept(refused):
            return token
        if not self._grant.lock.acquire(timeout=min(max(0.0, attempt.deadline - monotonic()), TIMEOUT_MAX)):
            raise _late(attempt)
        try:
            if token := self._kept(refused):
                return token
            fetch = self._fetch(attempt)
            http.perform(client, fetch)
            return self._keep(fetch)
        finally:
            self._grant.lock.release()

    async def get_async(self, client: http.AsyncClient, attempt: Attempt, refused: str | None) -> str:
        if token := self._kept(refused):
            return token
        with anyio.move_on_after(attempt.deadline - monotonic()):
            async with self._grant.async_lock:
                if token := self._kept(refused):
                    return token
                fetch = self._fetch(attempt)
                await http.perform_async(client, fetch)
                return self._keep(fetch)
        raise _late(attempt)

    def _kept(self, refused: str | None) -> str | None:
        token, until = self._grant.kept.get(self._scopes, (None, 0.0))
        return token if token != refused and monotonic() < until else None

    def _fetch(self, attempt: Attempt) -> Attempt:
        """The attempt to fetch a token for another attempt."""
        sent, form = attempt.response.request, {"grant_type": "client_credentials"}
        form |= {"scope": self._scopes} if self._scopes else {}
        body = Body(urlencode(form).encode(), "application/x-www-form-urlencoded")
        headers = {name: sent.headers[name] for name in ("accept-encoding", "user-agent") if name in sent.headers}
        headers |= {"accept": "application/json", "content-type": body.media_type}
        request = Request("POST", urljoin(sent.url, self._grant.url), headers)
        response = Response[Any](request, attempt.response.attempts)
        return Attempt(response, self._grant.own, body, 0.0, attempt.timeout, attempt.deadline, attempt.limit)

    def _keep(self, fetch: Attempt) -> str:
        """The token that came; ClientError where none did. The call that needed it has not been sent then."""
        response = fetch.response
        response.content = fetch.received.getvalue()
        if isinstance(fault := fetch.fault, TransportError):
            fault.unsent = True
        if fault:
            raise fault
        if not 200 <= response.status_code < 300:
            raise status_error(response, _SERVICE)
        try:
            answer = json.loads(response.content)
            token, seconds = answer["access_token"], float(answer.get("expires_in") or inf)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            token, seconds = None, 0.0
        if not isinstance(token, str):
            response.content = b""  # which may hold a token under another name
            raise unreadable(response, "no access_token, or one that expires at no time that is known")
        self._grant.kept[self._scopes] = token, monotonic() + max(seconds * 0.9, seconds - 30)
        return token
