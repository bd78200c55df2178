"""The view of `__init__.py`."""

from __future__ import annotations

from inhouse.api.api import (
    Api,
)
from inhouse.package.fragments import (
    Docstring,
    Import,
    Literal,
)
from inhouse.package.views.common import View, api_title, has_streams
from inhouse.package.views.errors import COMMON_ERRORS
from inhouse.package.views.forms import form_dicts, uploads_files
from inhouse.package.views.webhooks import read_webhooks


def init_view(api: Api) -> View:
    """For `__init__.py`."""
    errors = tuple(sorted((api.root_error, *COMMON_ERRORS, *(error.name for error in api.errors))))
    imports = (
        Import("._runtime.errors", ("Request",)),
        Import("._runtime.exchange", ("Drift", "Response")),
        Import("._runtime.model", ("Unknown",)),
        *((Import("._runtime.uploads", ("File",)),) if uploads_files(api) else ()),
        *((Import("._runtime.streaming", ("AsyncStream", "Stream")),) if has_streams(api) else ()),
        Import(".client", ("AsyncClient", "Client")),
        Import(".errors", errors),
    )
    modules = (
        "errors",
        *(("forms",) if form_dicts(api) else ()),
        *(("inputs",) if api.inputs else ()),
        "models",
        *(("webhooks",) if read_webhooks(api) else ()),
    )
    exported = sorted({*modules, *(name for entry in imports for name in entry.names)})
    return {
        "doc": Docstring(f"A client for the {api_title(api)}."),
        "modules": Import(".", modules),
        "imports": imports,
        "exported": tuple(Literal(name) for name in exported),
    }
