"""Files → the effective document, or every reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from inhouse.diagnostics import Diagnostic, Fatal, Place, did_you_mean, quote
from inhouse.document.alone import stands_alone
from inhouse.document.document import Document, dead_references, place
from inhouse.document.limits import MAX_PATHS
from inhouse.document.origin import Origin
from inhouse.document.pointer import from_tokens
from inhouse.document.source import Source, locator, placed, read_source
from inhouse.document.values import JsonValue, as_mapping, as_text, kind
from inhouse.document.web import Web

_OTHER_FORMATS = {
    "asyncapi": "an AsyncAPI document",
    "arazzo": "an Arazzo document",
    "overlay": "an Overlay, which goes with a document rather than in its place",
    "discoveryVersion": "a Google discovery document",
    "swaggerVersion": "a Swagger 1 document; api-spec-converter converts those to OpenAPI 3",
    "openrpc": "an OpenRPC document",
    "raml": "a RAML document",
    "$schema": "a JSON Schema",
}


_OTHER_KEYS = frozenset(("components", "info", "openapi", "security", "servers", "tags"))
"""Keys of documents by which nobody means `paths`."""


class First(NamedTuple):
    """A document that has been read already: from a file, from standard input, or from the web.

    References in it are relative to its `url`, if it has one, else to its `path`; those to the web lead to what `web`
    allows.
    """

    source: Source
    path: Path
    web: Web
    url: str = ""


class Loaded(NamedTuple):
    """A document with the files it refers to, the overlays that are yet to be applied, and the warnings so far."""

    document: Document
    overlays: tuple[Source, ...]
    diagnostics: tuple[Diagnostic, ...]


def load_document(
    first: Path | First,
    overlays: Sequence[Path] = (),
    show: Callable[[Path], str] = Path.as_posix,
    folders: Sequence[Path] = (),
    kept_from: str = "",
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Read a document as `load_files` does, and return it and its warnings as `overlaid` does. Raises Fatal as they do."""
    return overlaid(load_files(first, overlays, show, folders, kept_from))


def load_files(
    first: Path | First,
    overlays: Sequence[Path] = (),
    show: Callable[[Path], str] = Path.as_posix,
    folders: Sequence[Path] = (),
    kept_from: str = "",
) -> Loaded:
    """Read a document, the files it refers to, and its overlays.

    References lead to files in the document's own folder and in the `folders`; a document that is given by its path is
    no reason to fetch anything, though it may be a copy of one on the web, `kept_from` there. `show` says how messages call a
    file.

    Raises:
        Fatal: with the positions of its diagnostics already looked up, since the files are not handed out.
    """
    sources: list[Source] = []
    path, url, web = (first, "", None) if isinstance(first, Path) else (first.path, first.url, first.web)
    try:
        source = read_source(path, show(path)) if isinstance(first, Path) else first.source
        sources.append(source)
        warnings = _check_version(source)
        document = Document(as_mapping(source.value) or {}, (source,), Origin(Place(source.file)), url=url or kept_from)
        problems: tuple[Diagnostic, ...] = ()
        if not stands_alone(document.root, closed=source.extent.closed):
            from inhouse.document.bundle import bundle

            document, problems = bundle(document, path, folders, show, web, url)
        sources += document.parts.values()
        read = tuple(read_source(overlay, show(overlay)) for overlay in overlays)
        return Loaded(document, read, (*warnings, *problems))
    except Fatal as error:
        raise Fatal(placed(error.diagnostics, locator(sources))) from None


def overlaid(loaded: Loaded) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Apply the overlays in order, and check that the result is OpenAPI 3; return it, and all warnings.

    Raises:
        Fatal: with the positions of its diagnostics already looked up.
    """
    document = loaded.document
    try:
        if loaded.overlays:
            from inhouse.document.overlay import apply_overlay

            for overlay in loaded.overlays:
                document = apply_overlay(document, overlay)
        return document, (*loaded.diagnostics, *dead_references(document), *_check_shape(document))
    except Fatal as error:
        find = locator((*loaded.document.sources, *loaded.overlays))
        raise Fatal(placed(error.diagnostics, find)) from None


def _check_version(source: Source) -> tuple[Diagnostic, ...]:
    """Return the warnings about the version that a document says it is written in.

    Raises:
        Fatal: it is not OpenAPI 3.
    """

    def stop(code: str, message: str, pointer: str, hint: str | None = None) -> Fatal:
        return Fatal([Diagnostic(code, "fatal", message, Place(source.file, pointer), hint)])

    root = as_mapping(source.value)
    if root is None:
        raise stop("not-openapi", f"not an OpenAPI document: {kind(source.value)} stands at its root", "")
    if "swagger" in root:
        import shlex

        file = "FILE" if source.file.startswith("<") else shlex.quote(source.file)
        hint = f"Convert it to OpenAPI 3 first: npx swagger2openapi --patch --outfile openapi.json {file}"
        raise stop("swagger", f"Swagger {_version_text(root['swagger'])} is not read", "/swagger", hint)
    if "openapi" not in root:
        other = next((what for key, what in _OTHER_FORMATS.items() if key in root), None)
        if other is not None:
            raise stop("not-openapi", f"not an OpenAPI document, but {other}", "")
        message = "not an OpenAPI document: it has no key 'openapi'"
        raise stop("not-openapi", message, "", did_you_mean("openapi", root))
    version = _version_text(root["openapi"])
    major, *minor = version.split(".")
    if major != "3" or not minor or not minor[0].isdecimal():
        raise stop("unknown-version", f"OpenAPI {version} is not read; 3.0, 3.1 and 3.2 are", "/openapi")
    at = Place(source.file, "/openapi")
    if minor[0] not in ("0", "1", "2"):
        return (Diagnostic("unknown-version", "warning", f"OpenAPI {version} is read as if it were 3.2", at),)
    if not isinstance(root["openapi"], str):
        hint = "Put the version in quotes."
        return (Diagnostic("unquoted-version", "warning", f"the version {version} is written as a number", at, hint),)
    return ()


def _version_text(value: JsonValue) -> str:
    text = as_text(value)
    if text is not None:
        return quote(text) if not text or len(text) > 20 else text
    return str(value) if isinstance(value, (int, float)) else kind(value)


def _check_shape(document: Document) -> tuple[Diagnostic, ...]:
    problems = [
        Diagnostic(
            "bad-shape", "fatal", f"{quote(key)} must be an object, not {kind(value)}", place(document, f"/{key}")
        )
        for key in ("info", "paths", "components", "webhooks")
        if (value := document.root.get(key)) is not None and not isinstance(value, dict)
    ]
    if len(as_mapping(document.root.get("paths")) or {}) > MAX_PATHS:
        problems.append(Diagnostic("too-large", "fatal", f"more than {MAX_PATHS:,} paths", place(document, "/paths")))
    components = as_mapping(document.root.get("components")) or {}
    for key, value in components.items():
        if value is not None and not isinstance(value, dict) and not key.startswith("x-"):
            at = place(document, from_tokens(("components", key)))
            problems.append(Diagnostic("bad-shape", "fatal", f"{quote(key)} must be an object, not {kind(value)}", at))
    if problems:
        raise Fatal(problems)
    if not any(document.root.get(key) for key in ("paths", "webhooks")):
        hint = did_you_mean("paths", [key for key in document.root if key not in _OTHER_KEYS])
        if hint or not components:
            return (Diagnostic("no-paths", "warning", "the document has no paths", place(document, ""), hint),)
    return ()
