"""The operations that patterns choose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from inhouse.diagnostics import Diagnostic, did_you_mean, quote
from inhouse.document.selection import EVERYTHING, Pattern, Selection

_Key = TypeVar("_Key")

_IN_BRACES = re.compile(r"\{[^{}]*\}")
_METHOD_AND_PATH = re.compile(r"(?:([A-Za-z]+)\s+)?(/.*)", re.DOTALL)
_TAG = "tag:"


class Candidate(NamedTuple):
    """What patterns know about an operation."""

    id: str
    method: str
    path: str
    tags: tuple[str, ...]


def select(
    selection: Selection, candidates: Mapping[_Key, Candidate]
) -> tuple[frozenset[_Key], tuple[Diagnostic, ...]]:
    """The keys of the operations that are selected, and an error for each pattern that chooses nothing."""
    problems: list[Diagnostic] = []

    def chosen(patterns: Iterable[Pattern]) -> set[_Key]:
        found: set[_Key] = set()
        for pattern in patterns:
            matching = {key for key, candidate in candidates.items() if matches(pattern.text, candidate)}
            if not matching and not pattern.is_shared:
                message = f"no operation matches {quote(pattern.text)}"
                hint = _suggestion(pattern.text, tuple(candidates.values()))
                problems.append(Diagnostic("selects-nothing", "fatal", message, pattern.place, hint))
            found |= matching
        return found

    included = chosen(selection.include) if selection.include else set(candidates)
    selected = included - chosen(selection.exclude)
    if not selected and not problems and selection != EVERYTHING:
        message = "every operation is excluded" if included else "no operation is included"
        place = next((pattern.place for pattern in (selection.exclude if included else selection.include)), None)
        problems.append(Diagnostic("selects-nothing", "fatal", message, place))
    return frozenset(selected), tuple(problems)


def matches(pattern: str, candidate: Candidate) -> bool:
    """Whether a pattern chooses an operation.

    A pattern that has a path is for that path, with a method in front of it for that method. `*` stands for any text
    within a segment, `**` for any number of segments, and the names within braces do not count. Others are for a tag,
    after `tag:`, or for an operation id, in which `*` stands for any text.
    """
    pattern = pattern.strip()
    if (found := _METHOD_AND_PATH.fullmatch(pattern)) is not None:
        method, path = found.groups()
        is_method = method is None or method.upper() == candidate.method
        return is_method and _path_matches(path, candidate.path)
    if pattern.startswith(_TAG):
        return any(_text_matches(pattern.removeprefix(_TAG).strip(), tag) for tag in candidate.tags)
    return _text_matches(pattern, candidate.id)


def _path_matches(pattern: str, path: str) -> bool:
    """Whether a pattern means a path; a `**` takes as few segments as it can, and the last one that is met more if need be."""
    wanted, found = (_IN_BRACES.sub("{}", each).split("/") for each in (pattern, path))
    at = position = mark = 0
    last: int | None = None
    while position < len(found):
        if at < len(wanted) and wanted[at] == "**":
            last, mark, at = at, position, at + 1
        elif at < len(wanted) and _text_matches(wanted[at], found[position]):
            at, position = at + 1, position + 1
        elif last is not None:
            at, mark = last + 1, mark + 1
            position = mark
        else:
            return False
    return all(each == "**" for each in wanted[at:])


def _text_matches(pattern: str, text: str) -> bool:
    """Whether a pattern means a text: what stands between its stars is there, in its order."""
    first, *between = pattern.split("*")
    if not between:
        return pattern == text
    last = between.pop()
    at, end = len(first), len(text) - len(last)
    if at > end or not text.startswith(first) or not text.endswith(last):
        return False
    for part in between:
        if (at := text.find(part, at, end)) < 0:
            return False
        at += len(part)
    return True


def _suggestion(pattern: str, candidates: tuple[Candidate, ...]) -> str | None:
    """What may have been meant by a pattern that matches nothing."""
    pattern = pattern.strip()
    if pattern.upper() in {candidate.method for candidate in candidates}:
        return f"Did you mean {quote(f'{pattern.upper()} /**')}?"
    tags = {f"{_TAG}{tag}" for candidate in candidates for tag in candidate.tags}
    if pattern.startswith(_TAG):
        return did_you_mean(pattern, tags)
    if f"{_TAG}{pattern}".casefold() in {tag.casefold() for tag in tags}:
        return did_you_mean(f"{_TAG}{pattern}", tags)
    paths = {candidate.path for candidate in candidates}
    if (found := _METHOD_AND_PATH.fullmatch(pattern)) is not None and found[1] is not None:
        return did_you_mean(pattern, {f"{candidate.method} {candidate.path}" for candidate in candidates})
    if found is not None or f"/{pattern}" in paths:
        return did_you_mean(pattern if found is not None else f"/{pattern}", paths)
    return did_you_mean(pattern, {candidate.id for candidate in candidates})
