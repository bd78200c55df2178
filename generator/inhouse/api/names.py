"""Names: wire names → Python names, the same way every time."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache

_SYMBOLS = dict(
    zip(
        "+-*/=<>!?&|^~%$@#_.:,;",
        "plus minus star slash equals less greater not question and or caret tilde percent dollar at hash underscore "
        "dot colon comma semicolon".split(),
        strict=True,
    )
)
"""What a symbol is called where nothing else tells a name from others."""

_LONGEST_FILE = 120
"""Bytes of a module's name: some systems take no more than 143 with all that is put before and after it."""

_LONGEST = 500
"""Characters of a name that comes of a document's text; those of real ones have no more than 150."""

_PASCAL_CASE = re.compile("[A-Z](?:[A-Za-z]|[0-9](?![a-z]))*")
"""A name that is made of capitalised words already, as names of models are that others begin with."""

_ASCII_WORD = re.compile("[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")

_REMEMBERED = 65_536
"""So many names are known again; documents say the same ones often."""


def words(text: str) -> list[str]:
    """The words of a name in any convention: `actorId`, `actor-id` and `ActorID` have the same two.

    A word ends at what cannot stand in an identifier, before a capital that follows a small letter or a digit or begins
    a capitalised word, and after digits; digits belong to the letters before them. A sign before a number is a word, and
    so is each symbol where there is nothing else.
    """
    text = unicodedata.normalize("NFKC", text)
    found = [_SYMBOLS[text[0]]] if text[:1] in ("+", "-") and text[1:2].isdigit() else list[str]()
    found += _ASCII_WORD.findall(text) if text.isascii() else words_of_any_script(text)
    return found or [_SYMBOLS[char] for char in text if char in _SYMBOLS]


def words_of_any_script(text: str) -> list[str]:
    """The words of a name character by character; text in ASCII has a quicker way to the same ones."""
    found: list[str] = []
    word = ""
    for index, char in enumerate(text):
        following = text[index + 1] if index + 1 < len(text) else ""
        before = word[-1:]
        if char == "_" or not f"a{char}".isidentifier():
            ends, char = True, ""
        elif char.isupper():
            ends = not before.isupper() or following.islower()
        else:
            ends = before.isdigit() and not char.isdigit()
        if ends and word:
            found.append(word)
            word = ""
        word += char
    return [*found, word] if word else found


@lru_cache(_REMEMBERED)
def snake_case(text: str, fallback: str) -> str:
    """A Python identifier in snake_case, never a keyword; `fallback` where the text has no words."""
    return _identifier("_".join(word.lower() for word in words(text)), fallback)


@lru_cache(_REMEMBERED)
def pascal_case(text: str, fallback: str) -> str:
    """A Python identifier in PascalCase, never a keyword; capitals inside a word stay."""
    if _PASCAL_CASE.fullmatch(text):
        return _identifier(text, fallback, "")
    return _identifier("".join(word[:1].upper() + word[1:] for word in words(text)), fallback, "")


def unique(name: str, taken: Container[str]) -> str:
    """The name, or the first of `name_2`, `name_3`… that is not taken."""
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def distinct(
    texts: Iterable[str],
    fallback: str,
    reserved: Container[str] = (),
    taken: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """A name in snake_case for each wire name of one place, whatever their order; those in `taken` are given already.

    A reserved name gets an underscore. Of those that would have the same name, the one that is spelled so has it; others
    are told apart by the symbol they begin with, and what still is the same by numbers.
    """
    found = dict(taken or {})
    waiting = {text: snake_case(text, fallback) for text in sorted(set(texts) - found.keys())}
    waiting = {text: f"{name}_" if name in reserved else name for text, name in waiting.items()}
    if not found and len(set(waiting.values())) == len(waiting):
        return waiting
    uses = Counter((*found.values(), *waiting.values()))
    used = set(found.values())
    for text, name in waiting.items():
        if uses[name] == 1 or (text == name and name not in used):
            found[text] = name
    used.update(found.values())
    for text in waiting.keys() - found.keys():
        lead = _SYMBOLS.get(text[:1]) if text[1:2].isidentifier() else None
        waiting[text] = waiting[text] if lead is None else f"{lead}_{waiting[text]}"
    numbers = Counter[str]()
    for text in sorted(waiting.keys() - found.keys()):
        found[text] = numbered(waiting[text], used, numbers)
    return found


def numbered(name: str, taken: set[str], numbers: Counter[str]) -> str:
    """The name, or the first of `name_2`, `name_3`… that is not taken; it is from then on. `numbers` are those used."""
    base = name
    while name in taken:
        numbers[base] += 1
        name = f"{base}_{numbers[base] + 1}"
    taken.add(name)
    return name


def caseless(name: str) -> frozenset[str]:
    """The name of a class, if a name in snake_case can be the same: in a script that has no capitals."""
    return frozenset({name}) if name == name.lower() else frozenset()


def file_name(name: str) -> str:
    """The name, or as much of its beginning as the name of a file can have anywhere."""
    return name.encode()[:_LONGEST_FILE].decode(errors="ignore") if len(name.encode()) > _LONGEST_FILE else name


def is_given(name: str) -> bool:
    """Whether a name that somebody gives can stand in Python as it is: an identifier, no keyword, not private, not long."""
    plain = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
    plain = plain and file_name(name) == name
    return plain and unicodedata.normalize("NFKC", name) == name


def is_json(media_type: str) -> bool:
    """Whether a body of the media type is JSON."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence in ("application/json", "text/json") or essence.endswith("+json")


def _identifier(name: str, fallback: str, joint: str = "_") -> str:
    name = unicodedata.normalize("NFKC", name[:_LONGEST])
    if not name:
        name = fallback
    elif not name.isidentifier():
        name = unicodedata.normalize("NFKC", f"{fallback}{joint}{name}")  # a mark joins what is before it
    if not name.isidentifier():
        name = fallback
    return f"{name}_" if keyword.iskeyword(name) else name
