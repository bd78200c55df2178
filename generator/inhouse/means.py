"""What generating may use besides its inputs. None of it changes what comes of them: without it all takes longer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from inhouse.document.values import JsonValue


class Memo(Protocol):
    """What was found out before, by a key that tells all it depends on."""

    def get(self, key: str) -> str | None:
        """What is kept for the key, just as it was put there; None where nothing is."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keeps a value, if that can be done."""
        ...


class Forgetful:
    """A memo that keeps nothing."""

    def get(self, key: str) -> str | None:
        return None

    def put(self, key: str, value: str) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Means:
    """What was found out before, and how many processes may work at once.

    A value of `shared` at most spares a check that inhouse does of itself, so it may come from anyone. A value of `own`
    becomes code as it stands, so it must have been put there by this user.
    """

    shared: Memo = field(default_factory=Forgetful)
    own: Memo = field(default_factory=Forgetful)
    processes: int = 1


ALONE = Means()
"""One process, and nothing found out before."""


def memo_key(kind: str, parts: Collection[JsonValue]) -> str:
    """The key of what depends on these values and on the tool alone: their SHA-256, in hex."""
    text = json.dumps([kind, *parts], separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
