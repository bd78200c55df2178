"""The view of `errors.py`."""

from __future__ import annotations

from inhouse.api.api import (
    Api,
    StatusErrorClass,
)
from inhouse.package.fragments import (
    Docstring,
    Identifier,
    Literal,
)
from inhouse.package.views.common import INDENT, View, api_title

COMMON_ERRORS = (
    "TransportError",
    "TimeoutError",
    "DecodeError",
    "StatusError",
    "ServerError",
    "UnexpectedStatusError",
)


def errors_view(api: Api) -> View:
    """For `errors.py`."""
    return {
        "doc": Docstring(_error_tree(api)),
        "aliases": tuple(
            {"name": Identifier(name), "original": Identifier(original)}
            for name, original in ((api.root_error, "ClientError"), *((name, name) for name in COMMON_ERRORS))
        ),
        "errors": tuple(
            {
                "name": Identifier(error.name),
                "base": Identifier(_error_base(error)),
                "status": Literal(error.status),
                "doc": Docstring(
                    f"{error.status}: {error.doc}" if error.doc else f"The status {error.status}.", INDENT
                ),
            }
            for error in api.errors
        ),
    }


def _error_base(error: StatusErrorClass) -> str:
    return "ServerError" if error.status >= 500 else "StatusError"


def _error_tree(api: Api) -> str:
    server_errors = [error for error in api.errors if error.status >= 500]
    status_errors: list[tuple[str, str]] = [
        *((f"├── {error.name}", str(error.status)) for error in api.errors if error.status < 500),
        ("├── ServerError", "5xx"),
        *(
            (f"│   {'└' if error is server_errors[-1] else '├'}── {error.name}", str(error.status))
            for error in server_errors
        ),
        ("└── UnexpectedStatusError", "a success or a redirect that is not documented"),
    ]
    rows: list[tuple[str, str]] = [
        ("├── TransportError", "no answer arrived"),
        ("│   └── TimeoutError", "none arrived within the timeout or the deadline"),
        ("├── DecodeError", "an answer of success that cannot be read"),
        ("└── StatusError", "any other status"),
        *((f"    {name}", what) for name, what in status_errors),
    ]
    # Not in columns, which a longer name would move.
    tree = "\n".join(f"{name}: {what}" for name, what in rows)
    return f"What the client of the {api_title(api)} raises.\n\n{api.root_error}\n{tree}"
