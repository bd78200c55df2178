"""Reading what the API sends: the bodies of its webhooks and callbacks."""

import logging
from collections.abc import Callable
from typing import Any, TypedDict

from .errors import DecodeError, Request
from .exchange import Drift
from .reading import Unreadable, reader

_LOGGER = logging.getLogger(__name__.rsplit(".", 2)[0])
_TOLD = set[tuple[str, str, str]]()


class ReadOptions(TypedDict, total=False):
    """How the body of a webhook is read."""

    strict: bool
    """Whether a body that differs from the document is an error. False by default."""
    on_drift: Callable[[Drift], object] | None
    """Called with each difference between a body and the document."""
    report_extras: bool
    """Whether every field that the document does not know is a difference; reading then takes five times as long."""


def read_webhook(name: str, type: Any, content: bytes | str, options: ReadOptions) -> Any:
    """The body of a webhook as the type, whatever differs being told to log and hook as for answers.

    Raises DecodeError where it cannot be read; its request has the name of the webhook for a URL.
    """
    content = content.encode(errors="surrogatepass") if isinstance(content, str) else content
    read = reader(type, strict=options.get("strict", False), extras=options.get("report_extras", False))
    try:
        value, differences = read(content)
    except Unreadable as reason:
        request, told = Request("webhook", name, {}), {"attempts": 1, "status_code": 0, "media_type": None}
        raise DecodeError(
            f"a body that cannot be read: {reason}", request=request, start=content[:200], **told
        ) from None
    for each in differences:
        _tell(Drift(each.path, each.kind, each.value, each.count, name), options.get("on_drift"))
    return value


def _tell(drift: Drift, hook: Callable[[Drift], object] | None) -> None:
    place = (drift.operation, drift.path, drift.kind)
    is_first = place not in _TOLD and len(_TOLD) < 1000
    _TOLD.update({place} if is_first else ())
    _LOGGER.log(logging.WARNING if is_first else logging.DEBUG, "%s", drift)
    try:
        if hook:
            hook(drift)
    except Exception:
        _LOGGER.exception("on_drift raised")
