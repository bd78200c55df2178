"""Keeping a copy of a document that is published on the web: what `update` and `init` do. Nothing else fetches one."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inhouse.config import show
from inhouse.diagnostics import Fatal, Place, fatal, quote
from inhouse.disk import replace_file
from inhouse.document.document import Document
from inhouse.document.fetch import Answer, Passing, retrieve
from inhouse.document.limits import SECONDS_TO_FETCH
from inhouse.document.load import First, load_document
from inhouse.document.pin import content_digest, is_pinned, pin_path, pin_text
from inhouse.document.source import parse_source
from inhouse.document.values import JsonValue, as_mapping
from inhouse.document.web import Web, shown
from inhouse.output.cache import cache_folder

PAUSES = (1.0, 4.0, 15.0)
"""Seconds before each further try, where the server asks for nothing else."""

_LONGEST_PAUSE = 60.0
_METHODS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace", "query"))
_FEW = 5
"""A document of fewer operations may well lose most of them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What an address has: the `content` to keep, None if it is kept already; how many operations that adds and removes.

    `first` is whether nothing could be read in its place before. By the `conditions` it is asked for anew.
    """

    content: bytes | None
    first: bool = False
    added: int = 0
    removed: int = 0
    conditions: Mapping[str, str] = field(default_factory=dict[str, str])


def fetch_document(url: str) -> Answer:
    """What is at an address, tried again while that may help. Raises Fatal."""
    answer = _patiently(url, {})
    assert answer is not None  # since nothing was asked on a condition
    return answer


def look(url: str, kept: Path, force: bool = False) -> Kept:
    """Ask for the document at an address, of which a copy is to be kept, and judge whether it can take its place.

    With `force` the copy is asked for, and taken, whatever it is. Raises Fatal, and OSError where the copy cannot be read.
    """
    before = kept.read_bytes() if kept.is_file() else None
    is_whole = before is not None and pin_path(kept).is_file() and is_pinned(kept)
    answer = _patiently(url, _remembered(url, before) if before is not None and is_whole and not force else {})
    if answer is None:
        return Kept(None)
    if is_whole and answer.content == before:
        remember(url, answer.content, answer.conditions)
        return Kept(None)
    after = operations(judge(answer, force).root)
    known = _known(before, kept)
    removed = 0 if known is None else len(known - after)
    if known and removed >= _FEW and removed * 2 > len(known) and not force:
        message = f"it has lost {removed} of the {len(known)} operations that {show(kept)} has"
        raise fatal(
            "lost-operations", message, Place(shown(url)), "If that is meant, give --force. Nothing was changed."
        )
    added = len(after if known is None else after - known)
    return Kept(answer.content, known is None, added, removed, answer.conditions)


def keep(url: str, kept: Path, content: bytes, conditions: Mapping[str, str]) -> None:
    """Write the copy, byte for byte, and its pin. Raises OSError."""
    replace_file(kept, content)
    replace_file(pin_path(kept), pin_text(kept, content).encode())
    remember(url, content, conditions)


def judge(answer: Answer, force: bool = False) -> Document:
    """The document of an answer. Raises Fatal where it is no OpenAPI, or not whole without other files."""
    source = parse_source(answer.content, shown(answer.url))
    document, _ = load_document(First(source, Path("-"), Web(), answer.url))
    outside = next(((at, dead.text) for at, dead in document.dead.items() if not dead.text.startswith("#")), None)
    if outside is not None and not force:
        message = f"it refers to another file, {quote(outside[1])}, and the copy that is kept is one file"
        hint = "Publish it, or save it, bundled into one (`redocly bundle`); or keep it without the others by --force."
        raise fatal("many-files", message, outside[0], hint)
    return document


def remember(url: str, content: bytes, conditions: Mapping[str, str]) -> None:
    """Remember by what to ask whether the content at an address has changed; to forget it costs one download."""
    told = {"sha256": content_digest(content), "conditions": dict(conditions)}
    try:
        replace_file(_memory(url), json.dumps(told).encode())
    except OSError:
        return  # a cache that cannot be written, or none at all


def _remembered(url: str, content: bytes) -> dict[str, str]:
    try:
        told = as_mapping(json.loads(_memory(url).read_bytes())) or {}
    except (OSError, ValueError, RecursionError):
        return {}
    if told.get("sha256") != content_digest(content):
        return {}
    conditions = as_mapping(told.get("conditions")) or {}
    names = ("If-None-Match", "If-Modified-Since")
    return {name: value for name in names if isinstance(value := conditions.get(name), str) and value.isprintable()}


def _memory(url: str) -> Path:
    cache = cache_folder()
    if cache is None:
        raise FileNotFoundError("this user has no folder for caches")
    return Path(cache, "fetched", f"{content_digest(url.encode())}.json")


def _patiently(url: str, conditions: Mapping[str, str]) -> Answer | None:
    deadline = time.monotonic() + SECONDS_TO_FETCH
    tries = 0
    while True:
        try:
            return retrieve(url, deadline, None, conditions)
        except Passing as error:
            tries += 1
            wait = error.retry_after if error.retry_after is not None else PAUSES[min(tries, len(PAUSES)) - 1]
            if tries > len(PAUSES) or wait > _LONGEST_PAUSE or time.monotonic() + wait > deadline:
                raise _told(error, tries) from None
            time.sleep(wait)


def _told(error: Passing, tries: int) -> Fatal:
    first = error.diagnostics[0]
    again = f", in each of {tries} tries" if tries > 1 else ""
    return fatal(first.code, f"{first.message}{again}", first.place, "Nothing was changed; try again later.")


def _known(content: bytes | None, kept: Path) -> frozenset[tuple[str, str]] | None:
    """The operations of the copy that is kept; None where there is none that can be read."""
    if content is None:
        return None
    try:
        return operations(as_mapping(parse_source(content, show(kept)).value) or {})
    except Fatal:
        return None


def operations(root: Mapping[str, JsonValue]) -> frozenset[tuple[str, str]]:
    """The operations of a document, by method and path."""
    paths = as_mapping(root.get("paths")) or {}
    return frozenset(
        (method, path) for path, item in paths.items() for method in as_mapping(item) or {} if method in _METHODS
    )
