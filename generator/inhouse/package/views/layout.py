"""In which modules the models of a package stand, and how modules name those of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import TypeVar

from inhouse.api.api import AliasModel, Api, Model, ObjectModel, UnionModel
from inhouse.api.names import file_name, snake_case
from inhouse.api.walk import renamed
from inhouse.document.pointer import join_pointer
from inhouse.package.fragments import Import

T = TypeVar("T")

SPLIT_FROM = 100
"""So many models take longer to import than to find: from here on each is imported when it is needed."""


def is_large(api: Api) -> bool:
    """Whether a package of the API is to be split into modules that are imported when they are needed."""
    return len(api.models) >= SPLIT_FROM


def model_modules(api: Api) -> dict[str, str]:
    """The module of `models` that each model stands in, by its name.

    What stands within a request or an answer of an operation has the operation's; what stands in several places has its
    own; all else has that of the outermost object it stands within, which is called like it. None depends on what else
    mentions it. Unions and other aliases, which are evaluated when their module is imported, have modules of their own,
    so that imports never run in a circle.
    """
    owners = model_owners(api)
    found = {model.name: _called(owners[model.name]) for model in api.models if not _is_alias(model)}
    taken = set(found.values())
    for model in filter(_is_alias, api.models):
        name = _called(owners[model.name])
        found[model.name] = f"{name}_" if name in taken else name
    return found


def model_owners(api: Api) -> dict[str, str]:
    """What the module of each model is called after: the name of a model, or the id of an operation."""
    operations = {join_pointer("/paths", o.path, o.method.lower()): o.id for o in api.operations}
    objects = {model.pointer: model.name for model in api.models if isinstance(model, ObjectModel)}
    outermost = sorted(filter(_is_alias, api.models), key=lambda model: len(model.name), reverse=True)
    aliases = {
        model.pointer: model.name for model in outermost
    }  # parts of a union may have its pointer and a longer name
    found: dict[str, str] = {}
    for model in api.models:
        if _is_alias(model):  # type checkers understand recursive ones only where they stand together
            owners = [aliases] if isinstance(model, AliasModel) and model.recursive else []
        elif model.twins or (isinstance(model, ObjectModel) and model.is_headers):  # it stands in several places
            owners = []
        else:
            owners = [operations, objects]
        outer = (owner[pointer] for owner in owners for pointer in _around(model.pointer) if pointer in owner)
        found[model.name] = next(outer, model.name)
    return found


def _around(pointer: str) -> Iterator[str]:
    """The pointers of all that stands around what stands at one, the outermost first, and that one."""
    return accumulate(pointer.split("/"), "{}/{}".format)


def _is_alias(model: Model) -> bool:
    return isinstance(model, AliasModel | UnionModel)


def _called(name: str) -> str:
    return f"_{file_name(snake_case(name, 'model'))}"


def package_name(name: str, taken: Iterable[str]) -> str:
    """What a package beside is called in a module that has these names of its own."""
    return f"_{name}" if name in taken else name


def package_import(module: str, name: str, called: str) -> Import:
    """The import of a package from the module above it, under the name that it is called by."""
    return Import(module, (name,), called=None if called == name else called)


def qualified(value: T, names: Iterable[str], package: str) -> T:
    """The value with these models called by the package they stand in: `models.Pet`."""
    return renamed(value, {name: f"{package}.{name}" for name in names})
