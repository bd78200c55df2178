"""All targets, by name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from tests.fuzz.target import Target

_GUIDED: Mapping[str, tuple[str, ...]] = {
    "loader": ("inhouse.document.load", "inhouse.document.yaml", "inhouse.document.json", "inhouse.document.scanner"),
    "lowering": (
        "inhouse.document.load",
        "inhouse.document.bundle",
        "inhouse.document.normal",
        "inhouse.api.operations",
    ),
}
NAMES = (
    "loader",
    "lowering",
    "package",
    "naming",
    "serializers",
    "reading",
    "headers",
    "scanner",
    "files",
    "overlay",
    "configuration",
    "lock",
    "changes",
)


def target_of(name: str) -> Target:
    """The target of that name."""
    target: Target = import_module(f"tests.fuzz.{name}").TARGET
    return target


def modules_of(name: str) -> tuple[str, ...]:
    """The modules that inputs are looked for by coverage of; none where that is not worth it."""
    return _GUIDED.get(name, ())
