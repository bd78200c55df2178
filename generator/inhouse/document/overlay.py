"""OpenAPI Overlay 1.0 and 1.1 (without `copy`): documents as they are published, plus what a client needs to know.

A target is JSONPath (RFC 9535). Removing a primitive, and updating one, is in 1.1 only; removing is unambiguous and is
therefore done for 1.0 as well. An array updated with an array gets it as one entry in 1.0, and its entries in 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from inhouse.diagnostics import Diagnostic, Fatal, Place, did_you_mean, fatal, quote, visible
from inhouse.document.document import Document
from inhouse.document.limits import MAX_ACTIONS, MAX_DEPTH, MAX_SELECTED, MAX_VALUES
from inhouse.document.origin import Origin, inner, with_items, without_members
from inhouse.document.pointer import join_pointer, step
from inhouse.document.source import Source
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text, deeper_than, kind

_ROOT_KEYS = ("overlay", "info", "extends", "actions")
_ACTION_KEYS = ("target", "description", "update", "remove")
_OPTIONAL = "x-inhouse-optional"

_Way: TypeAlias = tuple[str, ...]
"""Keys and indexes from the root of the document to a value."""

_Version: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Tree:
    """A value and where its parts were written: the two always change together."""

    value: JsonValue
    origin: Origin


@dataclass(frozen=True, slots=True)
class _Action:
    target: str
    update: _Tree
    remove: bool
    optional: bool
    place: Place


def apply_overlay(document: Document, overlay: Source) -> Document:
    """Return the document with the actions of the overlay applied in order; nothing given is changed.

    Raises:
        Fatal: with every problem found: the overlay is not one, a target is not JSONPath or selects nothing (unless the
            action has `x-inhouse-optional: true`), or an update does not fit what it selects.
    """
    version, actions = _read_overlay(overlay)
    tree = _Tree(dict(document.root), document.origin)
    problems: list[Diagnostic] = []
    added = went = 0
    for action in actions:
        try:
            ways = _select(action, tree.value)
            went += len(ways)
            if went > MAX_SELECTED:
                raise fatal("too-large", f"the actions change more than {MAX_SELECTED:,} places", action.place)
            if action.remove:
                tree = _remove(tree, ways, action)
            else:
                added += len(ways) * _size(action.update.value)
                if added > MAX_VALUES:
                    raise fatal("too-large", f"the overlay adds more than {MAX_VALUES:,} values", action.place)
                tree = _update(tree, ways, action, version)
                if deeper_than(tree.value, MAX_DEPTH):
                    raise fatal("too-deep", f"the result is nested more than {MAX_DEPTH} levels deep", action.place)
        except Fatal as error:
            problems += error.diagnostics
            if any(problem.code.startswith("too-") for problem in error.diagnostics):
                break
    if problems:
        raise Fatal(problems)
    root = as_mapping(tree.value) or {}
    return document._replace(root=root, sources=(*document.sources, overlay), origin=tree.origin)


def _select(action: _Action, value: JsonValue) -> list[_Way]:
    """Return the ways to what the target selects.

    Raises:
        Fatal: the target is not JSONPath, or selects nothing though it must.
    """
    from inhouse.document.jsonpath import TooMuch, select

    at = action.place._replace(pointer=join_pointer(action.place.pointer, "target"))
    try:
        ways = select(action.target, value)
    except ValueError as error:
        message = f"the target {quote(action.target)} is not JSONPath (RFC 9535): {visible(str(error))}"
        raise fatal("bad-overlay", message, at) from None
    except TooMuch as error:
        raise fatal("too-slow", f"the target {quote(action.target)} takes too long: {error}", at) from None
    if not ways and not action.optional:
        hint = f"Mend the target, or give the action '{_OPTIONAL}: true' if there may be nothing to select."
        raise fatal("selects-nothing", f"the target {quote(action.target)} selects nothing", at, hint)
    return ways


def _remove(tree: _Tree, ways: Sequence[_Way], action: _Action) -> _Tree:
    if () in ways:
        raise fatal("bad-overlay", "the document itself cannot be removed", action.place)
    by_parent: dict[_Way, set[str]] = {}
    for way in ways:
        by_parent.setdefault(way[:-1], set()).add(way[-1])
    # Deepest first, so that the ways still to go are never moved by an array that has become shorter.
    for parent in sorted(by_parent, key=len, reverse=True):
        names = by_parent[parent]
        tree = _change(tree, parent, partial(_without, names))
    return tree


def _without(names: set[str], tree: _Tree) -> _Tree:
    value, origin = tree.value, tree.origin
    if isinstance(value, list):
        kept = [index for index in range(len(value)) if str(index) not in names]
        return _Tree([value[index] for index in kept], with_items(origin, kept))
    if isinstance(value, dict):
        members = {key: member for key, member in value.items() if key not in names}
        return _Tree(members, without_members(origin, names))
    return tree


def _update(tree: _Tree, ways: Sequence[_Way], action: _Action, version: _Version) -> _Tree:
    """Return the tree with the update applied to everything selected.

    Raises:
        Fatal: the update does not fit something that is selected.
    """
    kinds = {_shape(_find(tree.value, way)) for way in ways}
    if version >= (1, 1) and len(kinds) > 1:
        message = (
            f"the target {quote(action.target)} selects {' and '.join(sorted(kinds))}; one update cannot fit them all"
        )
        raise fatal("bad-overlay", message, action.place)
    for way in ways:
        tree = _change(tree, way, partial(_apply, action.update, version))
    return tree


def _apply(update: _Tree, version: _Version, selected: _Tree) -> _Tree:
    """Return what is selected with the update applied (Overlay 1.0 and 1.1, Action Object)."""
    if isinstance(selected.value, list):
        if version >= (1, 1) and isinstance(update.value, list):
            return _concatenated(selected, update)
        return _concatenated(selected, _Tree([update.value], Origin(update.origin.place, {"0": update.origin})))
    if not isinstance(selected.value, dict) and version < (1, 1):
        message = f"the target selects {kind(selected.value)}, and Overlay 1.0 updates objects and arrays only"
        hint = "Select the object around it and give the key in 'update', or write 'overlay: 1.1.0'."
        raise fatal("bad-overlay", message, update.origin.place, hint)
    return _merged(selected, update)


def _merged(old: _Tree, new: _Tree) -> _Tree:
    """Return two values merged: objects by their members, arrays one after the other, primitives replaced."""
    if isinstance(old.value, dict) and isinstance(new.value, dict):
        members = dict(old.value)
        inside = dict(old.origin.inside)
        for key in new.value:
            part = _part(new, key)
            if key in members:
                part = _merged(_part(old, key), part)
            members[key], inside[key] = part.value, part.origin
        return _Tree(members, Origin(old.origin.place, inside))
    if isinstance(old.value, list) and isinstance(new.value, list):
        return _concatenated(old, new)
    if _shape(old.value) == _shape(new.value) == "primitive values":
        return new
    message = f"{kind(new.value)} cannot be merged into {kind(old.value)}"
    raise fatal("bad-overlay", message, new.origin.place, "Remove what is there by an action of its own first.")


def _concatenated(old: _Tree, new: _Tree) -> _Tree:
    before, after = as_list(old.value) or [], as_list(new.value) or []
    moved = {str(len(before) + index): inner(new.origin, str(index)) for index in range(len(after))}
    return _Tree([*before, *after], Origin(old.origin.place, {**old.origin.inside, **moved}))


def _change(tree: _Tree, way: Sequence[str], change: Callable[[_Tree], _Tree]) -> _Tree:
    """Return the tree with what stands at the end of the way changed; everything on the way is made anew."""
    if not way:
        return change(tree)
    token, *rest = way
    part = _change(_part(tree, token), rest, change)
    origin = Origin(tree.origin.place, {**tree.origin.inside, token: part.origin})
    if isinstance(tree.value, list):
        items = list(tree.value)
        items[int(token)] = part.value
        return _Tree(items, origin)
    return _Tree({**(as_mapping(tree.value) or {}), token: part.value}, origin)


def _part(tree: _Tree, token: str) -> _Tree:
    return _Tree(_find(tree.value, (token,)), inner(tree.origin, token))


def _find(value: JsonValue, way: Sequence[str]) -> JsonValue:
    for token in way:
        found = step(value, token)
        value = None if found is None else found[0]
    return value


def _shape(value: JsonValue) -> str:
    return "objects" if isinstance(value, dict) else "arrays" if isinstance(value, list) else "primitive values"


def _size(value: JsonValue) -> int:
    """Return how many values there are in `value`, itself included."""
    count, level = 0, [value]
    while level:
        count += len(level)
        groups = (
            list(node.values()) if isinstance(node, dict) else node for node in level if isinstance(node, (dict, list))
        )
        level = [child for group in groups for child in group]
    return count


def _read_overlay(overlay: Source) -> tuple[_Version, list[_Action]]:
    """Return version and actions of an Overlay Object.

    Raises:
        Fatal: with every way in which it is not one.
    """
    at = Place(overlay.file)
    root = as_mapping(overlay.value)
    if root is None:
        raise fatal("bad-overlay", f"not an overlay: {kind(overlay.value)} stands at its root", at)
    if "overlay" not in root:
        raise fatal("bad-overlay", "not an overlay: it has no key 'overlay'", at, did_you_mean("overlay", root))
    problems = _unknown_keys(root, _ROOT_KEYS, at)
    version = _version(root["overlay"])
    if version is None:
        message = f"the overlay says it is written in version {quote(str(root['overlay']))}"
        problems.append(_error(_below(at, "overlay"), message, "Overlay 1.0.0 and 1.1.0 are read."))
    listed = as_list(root.get("actions"))
    if not listed:
        where = _below(at, "actions") if "actions" in root else at
        problems.append(_error(where, "'actions' must be an array of at least one action"))
    elif len(listed) > MAX_ACTIONS:
        raise fatal("too-large", f"more than {MAX_ACTIONS:,} actions", _below(at, "actions"))
    actions = [_read_action(item, _below(at, "actions", index), problems) for index, item in enumerate(listed or ())]
    if problems or version is None:
        raise Fatal(problems)
    return version, [action for action in actions if action is not None]


def _read_action(item: JsonValue, at: Place, problems: list[Diagnostic]) -> _Action | None:
    action = as_mapping(item)
    if action is None:
        problems.append(_error(at, f"an action must be an object, not {kind(item)}"))
        return None
    if "copy" in action:
        problems.append(_error(_below(at, "copy"), "'copy' is not read", "Give the value in 'update'."))
    problems += _unknown_keys(action, (*_ACTION_KEYS, "copy"), at)
    target = as_text(action.get("target"))
    if target is None:
        where = _below(at, "target") if "target" in action else at
        problems.append(_error(where, "'target' must be JSONPath, as a string"))
    for key in ("remove", _OPTIONAL):
        if not isinstance(action.get(key, False), bool):
            problems.append(_error(_below(at, key), f"{quote(key)} must be true or false"))
    remove = action.get("remove") is True
    if not remove and "update" not in action and "copy" not in action:
        problems.append(_error(at, "the action does nothing: it has neither 'update' nor 'remove: true'"))
    update = _Tree(action.get("update"), Origin(_below(at, "update")))
    return _Action(target or "", update, remove, action.get(_OPTIONAL) is True, at)


def _unknown_keys(mapping: Mapping[str, JsonValue], known: Sequence[str], at: Place) -> list[Diagnostic]:
    """Return an error for each key that is neither known nor somebody else's extension."""
    ours = [key for key in mapping if key.startswith("x-inhouse-") and key != _OPTIONAL]
    unknown = [key for key in mapping if key not in known and not key.startswith("x-")]
    return [
        _error(_below(at, key), f"unknown key {quote(key)}", did_you_mean(key, (*known, _OPTIONAL)))
        for key in (*unknown, *ours)
    ]


def _version(value: JsonValue) -> _Version | None:
    found = re.fullmatch(r"1\.([01])(\.[0-9]+)?", str(value), re.ASCII)
    return None if found is None else (1, int(found.group(1)))


def _below(at: Place, *tokens: str | int) -> Place:
    return at._replace(pointer=join_pointer(at.pointer, *tokens))


def _error(at: Place, message: str, hint: str | None = None) -> Diagnostic:
    return Diagnostic("bad-overlay", "fatal", message, at, hint)
