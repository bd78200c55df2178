"""The effective document: what the files say once overlays are applied, and where each part of it was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from inhouse.diagnostics import Diagnostic, Place, Severity, did_you_mean, quote
from inhouse.document.origin import Origin, origin_at
from inhouse.document.pointer import from_tokens, is_pointer, split_pointer, step
from inhouse.document.source import Source
from inhouse.document.values import JsonValue, as_list, as_mapping


class DeadReference(NamedTuple):
    """A reference that leads nowhere, as it is written in its file, and why.

    `pointer` is that of its text in the effective document, if it is still there.
    """

    text: str
    pointer: str
    reason: str
    hint: str | None


class Document(NamedTuple):
    """An OpenAPI description. `origin` tells where its values were written, in which of the `sources`.

    `parts` are the sources that references of the first one lead to, by path from its folder. `dead` are the references
    in them that lead nowhere. `url` is its address, if it has one on the web. `asked` are the paths of files that
    references led to, whether there was one or not, each with what it is without links.
    """

    root: Mapping[str, JsonValue]
    sources: tuple[Source, ...]
    origin: Origin
    parts: Mapping[str, Source] = {}
    dead: Mapping[Place, DeadReference] = {}
    url: str = ""
    asked: Mapping[Path, Path] = {}


class Resolved(NamedTuple):
    """What a reference stands for, and where that is in the effective document."""

    pointer: str
    value: JsonValue


def get(document: Document, pointer: str) -> JsonValue:
    """Return the value at a pointer in the effective document.

    Raises:
        KeyError: there is none.
    """
    found = _follow(document, split_pointer(pointer))
    if found is None:
        raise KeyError(pointer)
    return found.value


def exists(document: Document, pointer: str) -> bool:
    """Return whether there is a value at a pointer in the effective document."""
    return _follow(document, split_pointer(pointer)) is not None


def place(document: Document, pointer: str) -> Place:
    """Return where the value at a pointer in the effective document was written: in the document or in an overlay."""
    return origin_at(document.origin, split_pointer(pointer)).place


def resolve(document: Document, ref: str) -> Resolved | None:
    """Return what a reference within the document (`#/components/schemas/Actor`) stands for, or None.

    The fragment is percent-decoded and then read as a JSON Pointer (RFC 6901, section 6).
    """
    if ref.startswith("#/") and "%" not in ref and "~" not in ref:  # the quick way of most: nothing is escaped
        value: JsonValue = dict(document.root)
        for token in ref[2:].split("/"):
            if not isinstance(value, dict) or token not in value:
                break
            value = value[token]
        else:
            return Resolved(ref[1:], value)
    tokens = _reference_tokens(ref)
    return None if tokens is None else _follow(document, tokens)


def unresolved(
    document: Document, pointer: str, ref: str, severity: Severity = "warning", *, is_guessed: bool = True
) -> Diagnostic:
    """Return the diagnostic for a reference that `resolve` finds nothing for; `pointer` is that of its text.

    What may have been meant is guessed, unless it is said not to be: that takes as long as there are names.
    """
    at = place(document, pointer)
    dead = document.dead.get(at)
    if dead is None:
        return dead_reference(ref, "", _suggestion(document, ref) if is_guessed else None, at, severity)
    return dead_reference(dead.text, dead.reason, dead.hint, at, severity)


def dead_reference(text: str, reason: str, hint: str | None, at: Place, severity: Severity = "warning") -> Diagnostic:
    """Return the diagnostic for a reference that leads nowhere, for a reason if one is known."""
    message = f"unresolved reference {quote(text)}" + (f": {reason}" if reason else "")
    return Diagnostic("unresolved-reference", severity, message, at, hint)


def dead_references(document: Document) -> tuple[Diagnostic, ...]:
    """Return the diagnostics for the references in the document's files that lead nowhere, but what an overlay mended."""
    return tuple(
        unresolved(document, dead.pointer, dead.text)
        for at, dead in document.dead.items()
        if place(document, dead.pointer) == at and _follow(document, split_pointer(dead.pointer)) is not None
    )


def _reference_tokens(ref: str) -> tuple[str, ...] | None:
    if not ref.startswith("#"):
        return None
    pointer = unquote(ref[1:])
    return split_pointer(pointer) if is_pointer(pointer) else None


def _follow(document: Document, tokens: Sequence[str]) -> Resolved | None:
    value: JsonValue = dict(document.root)
    way: list[str] = []
    for token in tokens:
        found = step(value, token)
        if found is None and isinstance(value, dict) and (wrapped := _wrapped(value)) is not None:
            found = step(wrapped, token)
            way += ["anyOf", "0"]
        if found is None:
            return None
        value = found[0]
        way.append(token)
    return Resolved(from_tokens(way), value)


def _wrapped(schema: dict[str, JsonValue]) -> JsonValue:
    """Return the schema that normalising moved into `anyOf` to make it nullable: pointers into it are still good."""
    members = as_list(schema.get("anyOf"))
    return members[0] if members is not None and len(members) == 2 and members[1] == {"type": "null"} else None


def _suggestion(document: Document, ref: str) -> str | None:
    tokens = _reference_tokens(ref)
    if tokens is None:
        return None
    for length in range(len(tokens)):
        found = _follow(document, tokens[:length])
        missing = _follow(document, tokens[: length + 1]) is None
        if found is not None and missing:
            mapping = as_mapping(found.value)
            return None if mapping is None else did_you_mean(tokens[length], mapping)
    return None
