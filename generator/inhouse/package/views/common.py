"""What the views of several modules share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from inhouse.api.api import (
    Api,
    Operation,
)
from inhouse.api.names import pascal_case
from inhouse.diagnostics import visible
from inhouse.package.fragments import (
    Docstring,
    Literal,
    wrap,
)

View = Mapping[str, object]

ArgumentDoc = tuple[tuple[str, ...], str]
"""Arguments that are told of together, and what is said of them, beginning with a verb."""


INDENT = 4


def group_class(module: str) -> str:
    """The name of the class that holds a module's endpoints on a client."""
    return f"{pascal_case(module, 'Default')}Group"


def api_title(api: Api) -> str:
    """The API's title on one line, with the word "API" in it."""
    title = " ".join(api.title.split())[:80]
    return title if "api" in re.findall(r"\w+", title.lower()) else f"{title} API"


def operations_by_module(api: Api) -> dict[str, list[Operation]]:
    """The operations of each module, in their order."""
    modules: dict[str, list[Operation]] = {}
    for operation in api.operations:
        modules.setdefault(operation.module, []).append(operation)
    return modules


def has_streams(api: Api) -> bool:
    """Whether answers of the API can be taken piece by piece."""
    return any(operation.stream for operation in api.operations)


def group_doc(operations: Sequence[Operation]) -> str:
    return f"Endpoints tagged `{' '.join(operations[0].tag.split())}`."


def words(source: str) -> frozenset[str]:
    cleaned = "".join(char if char.isidentifier() or char.isdigit() else " " for char in source)
    return frozenset(cleaned.split())


def docstring(text: str, indent: int = 0) -> Docstring | None:
    return Docstring(text, indent) if text else None


def optional_literal(value: str | None) -> Literal | None:
    return Literal(value) if value is not None else None


def sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def doc_entry(name: str, doc: str, line_length: int) -> str:
    """An entry of a docstring's section: the name, and what is said of it, further lines indented."""
    first, *rest = wrap(f"{name}: {doc}" if doc else name, line_length - 3 * INDENT) or [visible(name)]
    return "\n".join((f"    {first}", *(f"        {line}" if line else "" for line in rest)))
