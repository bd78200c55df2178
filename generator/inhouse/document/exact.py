"""Pointers that say what is meant, made exact in a document, with the file, line and column of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inhouse.diagnostics import Locate, Place
from inhouse.document.document import Document, Resolved, place, resolve
from inhouse.document.pointer import join_pointer, split_pointer, step
from inhouse.document.values import as_list, as_mapping, as_text

_LONGEST_WAY = 64
"""So many schemas are looked into for one property."""


def place_of(document: Document, locate: Locate, pointer: str) -> Place:
    """Where the value at a pointer was written, with line and column."""
    at = place(document, pointer)
    return at._replace(position=locate(at))


def exact_pointer(document: Document, pointer: str) -> str:
    """The pointer to what a pointer of the `Api` means, or to the nearest thing above it that there is.

    References on the way are followed; properties are found in any part of a schema, and parameters, which are tokens
    such as `query:desc`, by their place and name, at the operation or at its path.
    """
    *above, last = split_pointer(pointer) or ("",)
    if above[-1:] != ["parameters"]:
        return _walked(document, split_pointer(pointer)).pointer
    operation = _walked(document, above[:-1])
    for holder in (operation, _walked(document, above[:2])):
        for parameter in _parameters(document, holder):
            said = as_mapping(parameter.value) or {}
            if f"{as_text(said.get('in'))}:{as_text(said.get('name'))}" == last:
                return parameter.pointer
    return operation.pointer


def _walked(document: Document, tokens: Sequence[str]) -> Resolved:
    here = Resolved("", dict(document.root))
    for token in tokens:
        found = _inside(document, here, token)
        if found is None:
            break
        here = found
    return here


def _inside(document: Document, here: Resolved, token: str) -> Resolved | None:
    """What stands by a key or an index in a value, in what that refers to, or in a part of it."""
    waiting = [here]
    seen: set[str] = set()
    while waiting and len(seen) < _LONGEST_WAY:
        here = waiting.pop(0)
        if here.pointer in seen:
            continue
        seen.add(here.pointer)
        if (found := step(here.value, token)) is not None:
            return Resolved(join_pointer(here.pointer, token), found[0])
        said = as_mapping(here.value) or {}
        if (target := _target(document, here)) is not here:
            waiting.append(target)
        for key in ("allOf", "anyOf", "oneOf"):
            members = as_list(said.get(key)) or ()
            waiting += [Resolved(join_pointer(here.pointer, key, str(i)), member) for i, member in enumerate(members)]
    return None


def _parameters(document: Document, holder: Resolved) -> Iterable[Resolved]:
    found = _inside(document, holder, "parameters")
    for index, item in enumerate(as_list(found.value) or () if found is not None else ()):
        yield _target(document, Resolved(join_pointer(found.pointer if found else "", str(index)), item))


def _target(document: Document, here: Resolved) -> Resolved:
    """What a value refers to; itself where it refers to nothing."""
    reference = (as_mapping(here.value) or {}).get("$ref")
    target = resolve(document, reference) if isinstance(reference, str) else None
    return here if target is None else target
