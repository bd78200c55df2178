"""What generating may use besides its inputs. None of it changes what comes of them: without it all takes longer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from typing import Literal, NamedTuple, Protocol, TypeAlias

from inhouse.document.values import JsonValue

Phase: TypeAlias = Literal["reading", "lowering", "modules", "formatting", "models", "writing"]
"""What is being done for a target. While modules are rendered and formatted, models may be confirmed in other processes."""


def untold(phase: Phase) -> None:
    """Tells nobody what is being done."""


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


class Means(NamedTuple):
    """What was found out before, and how many processes may work at once.

    A value of `shared` at most spares a check that inhouse does of itself, so it may come from anyone. A value of `own`
    becomes code as it stands, so it must have been put there by this user. `tell` is called as each phase begins.
    """

    shared: Memo = Forgetful()
    own: Memo = Forgetful()
    processes: int = 1
    tell: Callable[[Phase], None] = untold


ALONE = Means()
"""One process, and nothing found out before."""


def memo_key(kind: str, parts: Collection[JsonValue]) -> str:
    """The key of what depends on these values and on the tool alone: their SHA-256, in hex."""
    text = json.dumps([kind, *parts], separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
