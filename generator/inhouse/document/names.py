"""Names that somebody gives instead of those that are made of the document's: `x-inhouse-name`, or configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inhouse.diagnostics import Place

NAME = "x-inhouse-name"


@dataclass(frozen=True, slots=True)
class GivenName:
    """A name, and where it is given."""

    name: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the configuration gives: to operations by id or by method and path, to schemas, and to tags."""

    operations: Mapping[str, GivenName] = field(default_factory=dict[str, GivenName])
    schemas: Mapping[str, GivenName] = field(default_factory=dict[str, GivenName])
    tags: Mapping[str, GivenName] = field(default_factory=dict[str, GivenName])


NO_NAMES = Names()
