"""The view of `__init__.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from inhouse.api.api import (
    Api,
)
from inhouse.package.fragments import (
    Docstring,
    Identifier,
    Import,
    Literal,
)
from inhouse.package.host import Extension
from inhouse.package.views.common import View, api_title, has_streams
from inhouse.package.views.errors import COMMON_ERRORS
from inhouse.package.views.forms import form_dicts, uploads_files
from inhouse.package.views.webhooks import read_webhooks

CLIENTS = ("AsyncClient", "Client")
"""Names that the host's own module may take from ours."""


def init_view(api: Api, extension: Extension | None = None, *, is_split: bool = False) -> View:
    """For `__init__.py`; what the host's own module exports goes before ours. Split, it imports what is asked for."""
    own = extension.names if extension is not None else ()
    kept = (replace(entry, names=tuple(name for name in entry.names if name not in own)) for entry in _imports(api))
    imports = (
        *(entry for entry in kept if entry.names),
        *((Import(f".{extension.module}", own, is_fixed=True),) if extension is not None and own else ()),
    )
    modules = _modules(api)
    return {
        "doc": Docstring(f"A client for the {api_title(api)}."),
        "modules": Import(".", modules, is_fixed=True),
        "imports": imports,
        "places": lazy_places((Import(".", ("endpoints", *modules)), *imports)) if is_split else (),
        "exported": tuple(Literal(name) for name in sorted(exported_names(api).union(own))),
    }


def lazy_places(imports: Iterable[Import]) -> tuple[tuple[Literal, Literal], ...]:
    """The modules below a package that are imported, or that names are imported from, and these."""
    names: dict[str, tuple[str, ...]] = {}
    for each in imports:
        if each.module == ".":
            names |= {name: names.get(name, ()) for name in each.names}
        else:
            names[each.module.removeprefix(".")] = each.names
    return tuple((Literal(module), Literal(tuple(sorted(names[module])))) for module in sorted(names))


def package_view(doc: str, imports: Sequence[Import], deep: Iterable[str] = (), *, is_adopted: bool) -> View:
    """For the `__init__.py` of a folder whose modules' names are imported when they are asked for."""
    return {
        "doc": Docstring(doc),
        "imports": tuple(Import(each.module, (name,), called=name) for each in imports for name in sorted(each.names)),
        "modules": lazy_places(imports),
        "adopted": is_adopted,
        "inside_out": tuple(Identifier(name) for name in deep),
    }


def exported_names(api: Api) -> frozenset[str]:
    """The names that the package exports of itself."""
    return frozenset((*_modules(api), *(name for entry in _imports(api) for name in entry.names)))


def _imports(api: Api) -> tuple[Import, ...]:
    errors = tuple(sorted((api.root_error, *COMMON_ERRORS, *(error.name for error in api.errors))))
    return (
        Import("._runtime.errors", ("Request",)),
        Import("._runtime.exchange", ("Drift", "Response")),
        Import("._runtime.model", ("Unknown",)),
        *((Import("._runtime.uploads", ("File",)),) if uploads_files(api) else ()),
        *((Import("._runtime.streaming", ("AsyncStream", "Stream")),) if has_streams(api) else ()),
        Import(".client", CLIENTS, is_fixed=True),
        Import(".errors", errors),
    )


def _modules(api: Api) -> tuple[str, ...]:
    return (
        "errors",
        *(("forms",) if form_dicts(api) else ()),
        *(("inputs",) if api.inputs else ()),
        "models",
        *(("webhooks",) if read_webhooks(api) else ()),
    )
