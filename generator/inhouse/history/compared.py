"""Two states of a target, compared: what changes for those who call its package."""

from __future__ import annotations

from dataclasses import replace

from inhouse.changes.compare import changes_between
from inhouse.changes.places import located
from inhouse.changes.report import Comparison
from inhouse.history.states import State


def compared(old: State, new: State, package: str) -> Comparison:
    """What changes from one state to another."""
    changes = located(changes_between(old.api, new.api), (old.document, old.locate), (new.document, new.locate))
    told = tuple(
        replace(change, place=(old if change.action == "removed" else new).told(change.place))
        if change.place is not None
        else change
        for change in changes
    )
    return Comparison(package, old.label, new.label, told)
