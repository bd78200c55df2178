"""Names that needed a rule, because something else would be called the same: kept, so that none of them moves later."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from inhouse.api.names import is_given

Kind: TypeAlias = Literal["alone", "argument", "field", "function", "hint", "model", "module", "shared"]


@dataclass
class KeptNames:
    """The names that needed a rule, each by `kind place`: those of the package on disk, and those of this run.

    A place is a pointer with what tells it from others there. A name that was kept is had again as long as its place
    asks for one like it, whatever else has come to want it; all others make room.
    """

    before: Mapping[str, str] = field(default_factory=dict[str, str])
    now: dict[str, str] = field(default_factory=dict[str, str])

    def at(self, kind: Kind, place: str, wanted: str, taken: Container[str] = ()) -> str | None:
        """The name that was kept for the place, if it still is one for what is wanted, and is not taken."""
        name = self.before.get(f"{kind} {place}")
        return name if name is not None and name not in taken and is_given(name) and _is_like(name, wanted) else None

    @cached_property
    def shared(self) -> Mapping[str, str]:
        """The names that were kept for models of several places, by some of those and by what they are."""
        return self._of("shared ")

    @cached_property
    def alone(self) -> Mapping[str, str]:
        """The names that inline models of one place had, by that place."""
        return self._of("alone ")

    def has(self, kind: Kind) -> bool:
        """Whether any name of the kind was kept."""
        return kind in self._kinds

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return frozenset(key.partition(" ")[0] for key in self.before)

    def _of(self, kind: str) -> Mapping[str, str]:
        return {key.removeprefix(kind): name for key, name in self.before.items() if key.startswith(kind)}

    def keep(self, kind: Kind, place: str, name: str) -> None:
        """Keeps a name that needs a rule, or did so once."""
        self.now[f"{kind} {place}"] = name

    def keep_hints(self, hints: Mapping[str, tuple[str, str]]) -> None:
        """Keeps the hints by which inline models that needed a rule are called, each by the pointer of its operation.

        Otherwise an operation that is added later could take the hint of another, whose models would be called anew.
        """
        models = [key.removeprefix("model ").split("/") for key in self.now if key.startswith("model /")]
        above = {"/".join(tokens[:length]) for tokens in models for length in range(len(tokens))}
        for pointer, (operation, hint) in hints.items():
            if pointer in above:
                self.keep("hint", operation, hint)

    def used(self, models: Container[str]) -> tuple[tuple[str, str], ...]:
        """The names of this run, by `kind place`, without those of models that came to nothing."""
        return tuple(
            sorted((key, name) for key, name in self.now.items() if not key.startswith("model /") or name in models)
        )


def _is_like(name: str, wanted: str) -> bool:
    """Whether a name is the wanted one, perhaps with what tells it from others before or after it."""
    return (
        re.fullmatch(rf"(\w+_)?{re.escape(wanted.rstrip('_'))}(_|_?[0-9]+|_[a-z]+)?", name, re.IGNORECASE) is not None
    )
