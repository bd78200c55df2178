"""Names that somebody gives instead of those that are made of the document's: `x-inhouse-name`, or configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from inhouse.diagnostics import Place

NAME = "x-inhouse-name"


class GivenName(NamedTuple):
    """A name, and where it is given."""

    name: str
    place: Place | None


class Names(NamedTuple):
    """The names that the configuration gives: to operations by id or by method and path, to schemas, and to tags."""

    operations: Mapping[str, GivenName] = {}
    schemas: Mapping[str, GivenName] = {}
    tags: Mapping[str, GivenName] = {}


NO_NAMES = Names()
