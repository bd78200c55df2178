"""Names for one model in place of several: the words that those were called by alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Sequence

from inhouse.api.api import EnumModel, Model, UnionModel
from inhouse.api.names import pascal_case, words
from inhouse.api.types import Named, Scalar

_NUMBERED = re.compile(r"(Item|Option|Status)[0-9]+")
"""Words that are no less alike for their numbers."""

_VAGUE = frozenset(
    """
    Action Body Code Config Content Data Details Element Entry Filter Id Info Input Item Items Key Kind List Map Method
    Mode Name Object Option Options Order Output Param Params Request Response Result Results Settings Sort Source State
    Status Type Value
    """.split()
)
"""Words that do not say alone what they are about."""

_POSITIONS = frozenset(("Item", "Items", "Option", "Value"))
"""Words that say no more than where in another schema something stands."""

_VERBS = frozenset("Add Create Delete Get List Patch Post Put Query Remove Set Update".split())
_LINKS = frozenset("And As At By For From In Of On Or To With".split())

_SCALARS = {"str": "Text", "int": "Integer", "float": "Number", "bool": "Boolean"}

_MOST_VALUES = 3
_MOST_WORDS = 4


def alike(word: str) -> str:
    """The word, without a number that only tells it from others beside it."""
    found = _NUMBERED.fullmatch(word)
    return found[1] if found else word


def common_names(names: Collection[str], model: Model, lasting: Container[str]) -> tuple[str, ...]:
    """What one model of these names can be called, the best first; nothing if no words of theirs fit all of them.

    It is called after what it holds only by names that are `lasting`.
    """
    split = [words(name) for name in sorted(names)]
    last = _last(split)
    beginning = _beginning([each[: len(each) - len(last)] for each in split])
    short = _without_context(last)
    values = _values(model)
    members = _members(model, lasting)
    is_telling = any(alike(word) not in _VAGUE for word in last)
    choices: list[Sequence[str]] = []
    if is_telling and len(short) > 1:
        choices += [short, [*beginning, *last]]
    elif beginning:
        choices.append([*beginning, *short])
    if is_telling:
        choices.append(short)
    if values:
        kind = [word for word in short if alike(word) not in _POSITIONS]
        choices.append([*values, *kind] if values[0].isidentifier() else [*kind, *values])
    if is_telling and members:
        choices.append(members)
    if is_telling and is_requested(model.pointer) and short[0] != "Request":
        choices.append(["Request", *short])
    found = (pascal_case(" ".join(each), "Model") for each in choices if not set(each) <= _POSITIONS)
    return tuple(dict.fromkeys(found))


def _last(split: Sequence[Sequence[str]]) -> list[str]:
    """The words that all end with."""
    found: list[str] = []
    for column in zip(*(reversed(each) for each in split), strict=False):
        if len(set(map(alike, column))) > 1:
            break
        found.insert(0, column[0] if len(set(column)) == 1 else alike(column[0]))
    return found


def _beginning(split: Sequence[Sequence[str]]) -> list[str]:
    """The words that all begin with, if they are more than what is done."""
    found: list[str] = []
    for column in zip(*split, strict=False):
        if len(set(column)) > 1:
            break
        found.append(column[0])
    while found and found[0] in _VERBS:
        del found[0]
    while found and found[-1] in _LINKS:
        del found[-1]
    return found


def _without_context(ending: Sequence[str]) -> list[str]:
    """The ending without the operation, the union or the array that it began with, as far as that leaves something."""
    told = [index for index, word in enumerate(ending) if word in ("Request", "Response")]
    for index in reversed(told):
        after = ending[index + 1 :]
        if after and (
            any(alike(word) not in _VAGUE for word in after) or all(alike(word) in _VAGUE for word in ending)
        ):
            ending = after
            break
    while len(ending) > 1 and (ending[0] in _LINKS or ending[0] in _POSITIONS or _NUMBERED.fullmatch(ending[0])):
        ending = ending[1:]
    return list(ending)


def _values(model: Model) -> list[str]:
    """The values of an enum in words, if it has few."""
    if not isinstance(model, EnumModel) or len(model.values) > _MOST_VALUES:
        return []
    values = [[word.capitalize() for word in words(str(value))] or ["Empty"] for value in model.values]
    if sum(map(len, values)) > _MOST_WORDS:
        return []
    return [word for index, value in enumerate(values) for word in (["Or"] if index else []) + value]


def _members(model: Model, lasting: Container[str]) -> list[str]:
    """The members of a union in words, if they are few and all have names."""
    if not isinstance(model, UnionModel) or len(model.members) > _MOST_VALUES:
        return []
    named = [member.name for member in model.members if isinstance(member, Named) and member.name in lasting]
    scalars = [_SCALARS[each.name] for each in model.members if isinstance(each, Scalar) and each.name in _SCALARS]
    told = [*named, *scalars] if len(named) + len(scalars) == len(model.members) else []
    return [word for index, each in enumerate(told) for word in (["Or"] if index else []) + [each]]


def is_requested(pointer: str) -> bool:
    """Whether a schema stands in a request, and is none that answers or components have."""
    tokens = pointer.split("/")
    if tokens[1:2] == ["components"]:
        return tokens[2:3] in (["requestBodies"], ["parameters"])
    sent = (["requestBody"], ["parameters"])
    return tokens[1:2] == ["paths"] and (tokens[3:4] == ["parameters"] or tokens[4:5] in sent)


def ending(name: str, depth: int) -> tuple[str, ...]:
    """The last word of a name and as many more as the depth says, if it has so many."""
    return tuple(map(alike, words(name)[-1 - depth :]))


def endings(name: str, depth: int = 0) -> Iterator[tuple[str, ...]]:
    """Ever more of the words that a name ends with, from that depth on."""
    split = tuple(map(alike, words(name)))
    yield from (split[-length:] for length in range(depth + 1, len(split) + 1))
