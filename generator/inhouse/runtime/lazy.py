"""Names of a package that are imported from its modules when they are first asked for (PEP 562)."""

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


def lazy(
    package: str, modules: Mapping[str, Iterable[str]], *, adopted: bool = False
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package that has these modules, and in them these names.

    Where they are `adopted`, classes are known to be the package's, and their annotations are looked up in it, where it
    has its own last name: `models.Pet` in an annotation is imported when `Pet` is needed, whatever imports whatever.
    """
    places = {name: module for module, names in modules.items() for name in (module, *names)}
    public = sorted(name for name in places if not name.startswith("_"))
    namespace = vars(sys.modules[package])
    if adopted:
        sys.modules[package].__class__ = _Adopting
        name = package.rpartition(".")[2]
        namespace |= {name: sys.modules[package], f"_{name}": sys.modules[package]}

    def get(name: str) -> Any:
        if name == "__all__":
            return public
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(f".{places[name]}", package)
        namespace[name] = module if name == places[name] else getattr(module, name)
        return namespace[name]

    return get, lambda: [*public, *(name for name in namespace if name.startswith("__"))]


class _Adopting(ModuleType):
    """A package whose modules' classes become its own as they are imported, whoever imports them."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if isinstance(value, ModuleType):
            _adopt(vars(self), value)


def _adopt(namespace: dict[str, Any], module: ModuleType) -> None:
    found = {name: value for name, value in vars(module).items() if not name.startswith("_")}
    for value in found.values():
        if isinstance(value, type) and value.__module__ == module.__name__:
            value.__module__ = namespace["__name__"]
    namespace |= found
