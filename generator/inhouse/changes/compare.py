"""Old `Api`, new `Api` → changes."""

from __future__ import annotations

from dataclasses import replace

from inhouse.api.api import Api
from inhouse.changes.change import LEVELS, NOTHING, Change
from inhouse.changes.client import client_changes
from inhouse.changes.models import model_changes
from inhouse.changes.operations import operation_changes
from inhouse.changes.sides import sides_of


def changes_between(old: Api, new: Api) -> tuple[Change, ...]:
    """What changes for those who call the package of the one and get that of the other: the worst first, then by name."""
    sides = sides_of(old, new)
    found = list(dict.fromkeys((*operation_changes(sides), *model_changes(sides), *client_changes(sides))))
    if not found and _without_places(sides.old) != _without_places(sides.new):
        text = "what is written differs in ways that no caller meets"
        found.append(Change("documentation", "changed", new.name, NOTHING, text, ""))
    return tuple(sorted(found, key=_order))


def _order(change: Change) -> tuple[int, str, str, str]:
    return -LEVELS.index(change.level), change.name, change.kind, change.text


def _without_places(api: Api) -> Api:
    models = tuple(replace(model, pointer="", twins=()) for model in api.models)
    return replace(api, models=models, kept_names=())
