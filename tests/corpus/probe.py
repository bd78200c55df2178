"""Run as a script in the folder of a package: imports all of it, builds all its models, and prints what failed."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import typing
from collections.abc import Iterator
from typing import Any


def modules(name: str) -> Iterator[str]:
    """The package and every module below it."""
    yield name
    for found in pkgutil.walk_packages([name.replace(".", "/")], f"{name}."):
        yield found.name


def build(value: Any) -> None:
    """Builds what reads a type; a TypedDict has no reader, but its annotations must mean something."""
    from pydantic import BaseModel, TypeAdapter

    if typing.is_typeddict(value):
        typing.get_type_hints(value, include_extras=True)
    elif isinstance(value, type) and issubclass(value, BaseModel):
        value.model_rebuild(force=True)
    elif not isinstance(value, type):
        TypeAdapter(value)


def types(name: str) -> dict[str, Any]:
    """The public types of the package's modules: models, TypedDicts, and names for other types of its models."""
    from pydantic import BaseModel

    found: dict[str, Any] = {}
    for module in [each for path, each in sys.modules.items() if path.startswith(name) and "._runtime" not in path]:
        for each, value in vars(module).items():
            if isinstance(value, type) and typing.get_origin(value) is None:
                is_model = issubclass(value, BaseModel) or typing.is_typeddict(value)
                counts = is_model and value.__module__.startswith(name) and "._runtime" not in value.__module__
            else:
                counts = module.__name__ == f"{name}.models" and typing.get_origin(value) is not None
            if counts and not each.startswith("_"):
                found[each] = value
    return found


def main(name: str) -> dict[str, Any]:
    """How many modules and models there are, and of which it failed why."""
    imports: list[str] = []
    builds: list[str] = []
    found = list(modules(name))
    for module in found:
        try:
            importlib.import_module(module)
        except Exception as error:  # noqa: BLE001 - written code may fail in any way
            imports.append(f"{module}: {type(error).__name__}: {error}")
    models = types(name)
    for each, value in models.items():
        try:
            build(value)
        except Exception as error:  # noqa: BLE001 - written code may fail in any way
            builds.append(f"{each}: {type(error).__name__}: {error}")
    return {"modules": len(found), "models": len(models), "imports": imports, "builds": builds}


if __name__ == "__main__":
    sys.path[0] = ""
    print(json.dumps(main(sys.argv[1])))
