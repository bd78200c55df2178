"""Names: wire names → Python names, the same way every time."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Container


def words(text: str) -> list[str]:
    """The words of a name in any convention: `actorId`, `actor-id` and `ActorID` have the same two.

    A word ends at what is neither letter nor digit, before a capital that follows a small letter or a digit or begins
    a capitalised word, and after digits; digits belong to the letters before them.
    """
    found: list[str] = []
    word = ""
    text = unicodedata.normalize("NFKC", text)
    for index, char in enumerate(text):
        following = text[index + 1] if index + 1 < len(text) else ""
        before = word[-1:]
        if not char.isalnum():
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


def snake_case(text: str, fallback: str) -> str:
    """A Python identifier in snake_case, never a keyword; `fallback` where the text has no words."""
    return _identifier("_".join(word.lower() for word in words(text)), fallback)


def pascal_case(text: str, fallback: str) -> str:
    """A Python identifier in PascalCase, never a keyword; capitals inside a word stay."""
    return _identifier("".join(word[:1].upper() + word[1:] for word in words(text)), fallback)


def unique(name: str, taken: Container[str]) -> str:
    """The name, or the first of `name_2`, `name_3`… that is not taken."""
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def is_json(media_type: str) -> bool:
    """Whether a body of the media type is JSON."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence in ("application/json", "text/json") or essence.endswith("+json")


def _identifier(name: str, fallback: str) -> str:
    if not name:
        name = fallback
    elif not name.isidentifier():
        name = f"{fallback}_{name}"
    if not name.isidentifier():
        name = fallback
    return f"{name}_" if keyword.iskeyword(name) else name
