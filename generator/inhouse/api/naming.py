"""Names of operations: the id, group and function of each, given over the whole document before any is selected.

What would be called the same falls back from the document's own word for it to its method and path, so that no name
depends on the order in which things stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from inhouse.api.api import Skipped
from inhouse.api.found import Found
from inhouse.api.given import Given
from inhouse.api.kept import KeptNames, Kind
from inhouse.api.names import file_name, numbered, pascal_case, snake_case, words
from inhouse.api.paths import operations_of
from inhouse.api.schemas import Schemas
from inhouse.diagnostics import Diagnostic, quote
from inhouse.document.choice import Candidate
from inhouse.document.document import Document, place
from inhouse.document.names import GivenName, Names
from inhouse.document.pointer import join_pointer
from inhouse.document.values import as_list, as_text

_CLIENT_ATTRIBUTES = frozenset(
    ["aclose", "close", "items", "pages", "request", "response", "send", "stream", "with_options"]
)
_DEVICES = frozenset(
    ["aux", "con", "nul", "prn", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]
)
"""What no file can be called on Windows, whatever follows a dot."""

USED_IN_CLIENTS = frozenset(
    """
    authorization basic bearer client_credentials cookie_key header_key located oauth2 property query_key str super
    """.split()
)
"""Names that `client.py` uses besides those of modules of endpoints."""

RESERVED_MODULES = _CLIENT_ATTRIBUTES | _DEVICES | USED_IN_CLIENTS

_BACKGROUND = re.compile(r"api|rest|v[0-9]+([._-][0-9]+)*", re.IGNORECASE)
"""Segments of paths that do not say what stands there."""

_GIVEN, _KEPT = -1, 0
"""The ranks of names that somebody gives, and of those that an operation had before."""

OperationKey: TypeAlias = tuple[str, str]
"""Method and path."""


@dataclass(frozen=True, slots=True)
class OperationName:
    """What an operation is called. `tag` names its group; `hint` begins the names of its inline models."""

    id: str
    tag: str
    module: str
    function: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Choice:
    """Words that an operation may be named by; a lower `rank` goes before a higher one."""

    rank: int
    text: str


def key_of(found: Found) -> OperationKey:
    """What an operation is known by, whatever it is called."""
    return found.method, found.path


def _tags_of(found: Found) -> tuple[str, ...]:
    """The tags of an operation."""
    return tuple(tag for tag in as_list(found.value.get("tags")) or () if isinstance(tag, str))


def operation_names(
    document: Document,
    operations: Sequence[Found],
    names: Names,
    given: Given,
    kept: KeptNames,
    reserved: frozenset[str],
) -> Mapping[OperationKey, OperationName]:
    """The names of all operations; no function has a `reserved` one. What is wrong with given names goes to `given`."""
    ids = _ids(operations)
    tags = {key_of(found): next(iter(_tags_of(found)), _topic(found.path)) for found in operations}
    modules = _modules(document, frozenset(tags.values()), names, given, kept)
    named: dict[OperationKey, GivenName] = {}
    for found in operations:
        key = key_of(found)
        configured = names.operations.get(ids[key]) or names.operations.get(_method_and_path(found))
        if (name := given.name(found.value, found.pointer, configured, reserved)) is not None:
            named[key] = name
    given.check_known("operation", names.operations, (*ids.values(), *map(_method_and_path, operations)))
    choices = {
        key: (_Choice(_GIVEN, named[key].name),) if key in named else tuple(_choices(found, ids[key]))
        for found in operations
        for key in [key_of(found)]
    }
    groups: dict[str, list[OperationKey]] = {}
    for key in sorted(choices):
        groups.setdefault(modules[tags[key]], []).append(key)

    def function_name(text: str) -> str:
        name = snake_case(text, "operation")
        return f"{name}_" if name in reserved else name

    functions: dict[OperationKey, str] = {}
    for group in groups.values():
        in_group = {key: choices[key] for key in group}
        functions |= _settled(in_group, function_name, "function", kept)
        first = Counter(function_name(choices[key][0].text) for key in group)
        for key in named.keys() & in_group.keys():
            functions[key] = named[key].name
            if first[function_name(named[key].name)] > 1:
                given.problem(named[key], f"another operation of the group is called {quote(named[key].name)} too")
    in_order = {key: choices[key] for key in sorted(choices)}
    hints = _settled(in_order, lambda text: pascal_case(text, "Operation"), "hint", kept)
    return {key: OperationName(ids[key], tags[key], modules[tags[key]], functions[key], hints[key]) for key in choices}


def operation_ids(document: Document) -> frozenset[str]:
    """The ids of all operations of a document."""
    found = tuple(operations_of(document, Schemas(document)))
    named = _ids(each for each in found if isinstance(each, Found))
    return frozenset((*named.values(), *(each.id for each in found if isinstance(each, Skipped))))


def candidate(found: Found, name: OperationName) -> Candidate:
    """What a selection knows about an operation."""
    return Candidate(name.id, found.method, found.path, _tags_of(found))


def repeated_ids(document: Document, operations: Iterable[Found]) -> Iterable[tuple[str, Diagnostic]]:
    """A warning for each operation whose `operationId` is another's too, with the pointer where it stands."""
    uses = Counter(as_text(found.value.get("operationId")) for found in operations)
    for found in operations:
        id = as_text(found.value.get("operationId"))
        if id and uses[id] > 1:
            at = join_pointer(found.pointer, "operationId")
            message = f"{uses[id]} operations have the operationId {quote(id)}; they are named by method and path"
            yield at, Diagnostic("repeated-operation-id", "warning", message, place(document, at))


def _ids(operations: Iterable[Found]) -> dict[OperationKey, str]:
    """The id of each operation: its own if no other has it, else its method and path."""
    own = {key_of(found): as_text(found.value.get("operationId")) for found in operations}
    uses = Counter(own.values())
    return {key: id if id and uses[id] == 1 else " ".join(key) for key, id in own.items()}


def _method_and_path(found: Found) -> str:
    return f"{found.method} {found.path}"


def _choices(found: Found, id: str) -> Iterable[_Choice]:
    """What an operation may be called, the best first."""
    if id != _method_and_path(found):
        if (trimmed := _trimmed(id, found)) is not None:
            yield _Choice(2, trimmed)
        yield _Choice(1, id)
    segments = found.path.split("/")
    telling = [segment for segment in segments if segment.lower() not in ("api", "rest")]
    told = _told(found.method, segments)
    yield _Choice(3, _told(found.method, telling) if any(telling) and telling != segments else told)
    yield _Choice(4, told)


def _trimmed(id: str, found: Found) -> str | None:
    """The id without the path and method that FastAPI ends it with, if it ends so."""
    suffix = re.sub(r"\W", "_", found.path) + f"_{found.method.lower()}"
    name = id.removesuffix(suffix)
    return name if name != id and words(name) else None


def _told(method: str, segments: Iterable[str]) -> str:
    """Method and path in words: `GET /pets/{petId}/toys` is `get pets by id toys`."""
    told = [method.lower()]
    before: list[str] = []
    for segment in segments:
        link = "by"
        for index, part in enumerate(re.split(r"\{([^{}]*)\}", segment)):
            own = words(part) if any(map(str.isalnum, part)) else []
            if index % 2 and own:
                told += [link, *_without_owner(own, before)]
                link = "and"
            else:
                told += own
                before = own or before
    return " ".join(told if len(told) > 1 else (*told, "root"))


def _without_owner(own: list[str], before: list[str]) -> list[str]:
    """The words of a parameter without those that its path segment says already: the `id` of `/pets/{petId}`."""
    if not before:
        return own
    *first, last = (word.lower() for word in before)
    lowered = [word.lower() for word in own]
    for ending, instead in (("ies", "y"), ("es", ""), ("s", ""), ("", "")):
        owner = [*first, last.removesuffix(ending) + instead] if last.endswith(ending) else []
        for length in range(min(len(own) - 1, len(owner)), 0, -1):
            if lowered[:length] == owner[-length:]:
                return own[length:]
    return own


def _topic(path: str) -> str:
    """What an operation without tags is grouped by: the first fixed segment of its path that tells something."""
    fixed = [segment for segment in path.split("/") if segment and "{" not in segment]
    return next((segment for segment in fixed if not _BACKGROUND.fullmatch(segment)), next(iter(fixed), "default"))


def _settled(
    choices: Mapping[OperationKey, tuple[_Choice, ...]], name: Callable[[str], str], kind: Kind, kept: KeptNames
) -> dict[OperationKey, str]:
    """A name for each operation: its best choice that no other has a better claim to, or else a numbered one.

    The best claim of all is to have been called so before, for want of a better choice. Names are told apart whatever the
    case of their letters, as those of the models are that begin with them.
    """
    choices = {key: tuple(_with_kept(key, each, name, kind, kept)) for key, each in choices.items()}
    levels = dict.fromkeys(choices, 0)
    is_moving = True
    while is_moving:
        is_moving = False
        groups: dict[str, list[OperationKey]] = {}
        for key, level in levels.items():
            groups.setdefault(name(choices[key][level].text).lower(), []).append(key)
        for keys in groups.values():
            ranks = Counter(choices[key][levels[key]].rank for key in keys)
            for key in keys if len(keys) > 1 else ():
                rank = choices[key][levels[key]].rank
                if (rank != min(ranks) or ranks[rank] > 1) and levels[key] + 1 < len(choices[key]):
                    levels[key] += 1
                    is_moving = True
    found: dict[OperationKey, str] = {}
    taken: set[str] = set()
    numbers = Counter[str]()
    wanted = {key: name(choices[key][level].text) for key, level in levels.items()}
    uses = Counter(each.lower() for each in wanted.values())
    for key in sorted(choices, key=lambda key: (choices[key][levels[key]].rank, key)):
        found[key] = numbered(wanted[key], taken, numbers)
        if choices[key][0].rank == _KEPT or levels[key] > 0 or uses[wanted[key].lower()] > 1:
            kept.keep(kind, " ".join(key), found[key])
    return found


def _with_kept(
    key: OperationKey, choices: Sequence[_Choice], name: Callable[[str], str], kind: Kind, kept: KeptNames
) -> Iterable[_Choice]:
    """The choices of an operation, before them what it was called so far; a given name leaves no other."""
    own = (
        ()
        if not kept.has(kind)
        else (kept.at(kind, " ".join(key), name(choice.text)) for choice in choices if choice.rank > _GIVEN)
    )
    if (before := next(filter(None, own), None)) is not None and name(before) == before:
        yield _Choice(_KEPT, before)
    yield from choices


def _modules(document: Document, tags: frozenset[str], names: Names, given: Given, kept: KeptNames) -> dict[str, str]:
    """The module of each tag; tags of the same words share one."""
    declared = {
        name: (value, join_pointer("/tags", index))
        for index, value in enumerate(as_list(document.root.get("tags")) or ())
        if isinstance(value, dict) and (name := as_text(value.get("name"))) is not None
    }
    given.check_known("group of operations", names.tags, tags)
    exact: dict[str, GivenName] = {}
    natural: dict[str, list[str]] = {}
    for tag in sorted(tags | declared.keys()):
        value, pointer = declared.get(tag, (None, ""))
        given_name = given.name(value, pointer, names.tags.get(tag), RESERVED_MODULES)
        if given_name is not None and tag not in tags:
            given.problem(
                given_name, f"the tag {quote(tag)} is not the first one of any operation, so it needs no name"
            )
        elif given_name is not None:
            exact[tag] = given_name
        elif tag in tags:
            module = file_name(snake_case(tag, "default"))
            natural.setdefault(f"{module}_" if module in RESERVED_MODULES else module, []).append(tag)
    found = {tag: name.name for tag, name in exact.items()}
    uses = Counter(map(_file_key, (*natural, *found.values())))
    for given_name in exact.values():
        if uses[_file_key(given_name.name)] > 1:
            given.problem(given_name, f"another group is called {quote(given_name.name)} too")
    taken = set(map(_file_key, found.values()))
    before: dict[str, str] = {}
    for module in sorted(natural):
        name = kept.at("module", module, module, RESERVED_MODULES)
        if name is not None and _file_key(name) not in taken:
            before[module] = name
            taken.add(_file_key(name))
    for module in sorted(natural):
        name, number = before.get(module, module), 2
        while module not in before and _file_key(name) in taken:
            name, number = f"{module}_{number}", number + 1
        taken.add(_file_key(name))
        if name != module or module in before:
            kept.keep("module", module, name)
        found |= dict.fromkeys(natural[module], name)
    return found


def _file_key(module: str) -> str:
    """What is the same for modules that cannot stand next to each other: as files, or as classes of their groups."""
    return pascal_case(module, "Default").casefold()
