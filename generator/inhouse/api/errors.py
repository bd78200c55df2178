"""Error classes: one for each documented status of failure."""

from __future__ import annotations

from collections.abc import Iterable

from inhouse.api.api import (
    Operation,
    StatusErrorClass,
)

_STATUS_NAMES = {
    400: "BadRequest",
    401: "Unauthorized",
    402: "PaymentRequired",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    407: "ProxyAuthenticationRequired",
    408: "RequestTimeout",
    409: "Conflict",
    410: "Gone",
    411: "LengthRequired",
    412: "PreconditionFailed",
    413: "ContentTooLarge",
    414: "UriTooLong",
    415: "UnsupportedMediaType",
    416: "RangeNotSatisfiable",
    417: "ExpectationFailed",
    418: "ImATeapot",
    421: "MisdirectedRequest",
    422: "UnprocessableContent",
    423: "Locked",
    424: "FailedDependency",
    425: "TooEarly",
    426: "UpgradeRequired",
    428: "PreconditionRequired",
    429: "TooManyRequests",
    431: "RequestHeaderFieldsTooLarge",
    451: "UnavailableForLegalReasons",
    500: "InternalServer",
    501: "NotImplemented",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
    505: "HttpVersionNotSupported",
    507: "InsufficientStorage",
    508: "LoopDetected",
    511: "NetworkAuthenticationRequired",
}
"""RFC 9110's names, kept here because the standard library's change between Python versions."""


def error_classes(operations: Iterable[Operation]) -> tuple[StatusErrorClass, ...]:
    docs: dict[int, list[str]] = {}
    for operation in operations:
        for response in operation.responses:
            if response.status.isdigit() and 400 <= int(response.status) <= 599:
                docs.setdefault(int(response.status), []).append(response.doc)
    return tuple(
        StatusErrorClass(status, error_class(status), texts[0] if len(set(texts)) == 1 else "")
        for status, texts in sorted(docs.items())
    )


def error_class(status: int) -> str:
    """The name of the error class of a status."""
    return f"{_STATUS_NAMES.get(status, f'Status{status}')}Error"
