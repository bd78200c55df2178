"""How the arguments of an endpoint function stand in the call that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inhouse.api.api import (
    Operation,
    Parameter,
    ParameterPlace,
    ParameterStyle,
)
from inhouse.api.parameters import is_header
from inhouse.api.types import Scalar, optional
from inhouse.package.fragments import (
    Annotation,
    Identifier,
    Literal,
)
from inhouse.package.views.answers import accepted
from inhouse.package.views.bodies import body_arguments, body_scalars
from inhouse.package.views.common import View
from inhouse.package.views.formats import by_type, written

CALL_PLACES: tuple[tuple[str, tuple[ParameterPlace, ...]], ...] = (
    ("path_values", ("path",)),
    ("query", ("query",)),
    ("headers", ("header", "cookie")),
)


_PATH_HELPERS: Mapping[ParameterStyle, str] = {"simple": "as_simple", "label": "as_label", "matrix": "as_matrix"}


_DELIMITERS: Mapping[ParameterStyle, str] = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}


def place_view(operation: Operation, argument: str, held: tuple[ParameterPlace, ...]) -> View | None:
    """The values that a call is given for some places of parameters, if there are any."""
    parameters = [parameter for parameter in operation.parameters if parameter.place in held]
    values = tuple(_value(operation, parameter) for parameter in parameters if parameter.place != "cookie")
    cookies = tuple(_value(operation, parameter) for parameter in parameters if parameter.place == "cookie")
    if argument == "headers":
        values = (*accepted(operation), *_fresh_key(operation), *values)
    return {"name": Identifier(argument), "values": values, "cookies": cookies} if values or cookies else None


def _value(operation: Operation, parameter: Parameter) -> View:
    """An entry of a mapping of parameters: the value as it is, or made into text; some helpers give whole entries."""
    helper, serialization = _helper(parameter), parameter.serialization
    wire_name = Literal(parameter.wire_name)
    name = written(parameter.name, by_type(parameter.type, in_json=helper == "as_json_text"))
    if is_header(parameter, operation.idempotency_key):
        return {"key": wire_name, "helper": Identifier("fresh_key"), "given": (name,), "options": ()}
    spread = helper in ("as_form", "as_deep_object")
    options = {
        "explode": Literal(True) if serialization.explode and parameter.place in ("path", "header") else None,
        "safe": Identifier(safe) if (safe := _safe(parameter)) is not None else None,
    }
    delimiter = _DELIMITERS.get(serialization.style) if helper == "as_joined" else None
    return {
        "key": None if spread else wire_name,
        "helper": Identifier(helper) if helper is not None else None,
        "given": (
            *((wire_name,) if spread or helper == "as_matrix" else ()),
            name,
            *((Literal(delimiter),) if delimiter is not None else ()),
        ),
        "options": tuple((Identifier(option), value) for option, value in options.items() if value is not None)
        if serialization.content_type is None
        else (),
    }


def _fresh_key(operation: Operation) -> tuple[View, ...]:
    """The idempotency key, where no parameter can give it."""
    key = operation.idempotency_key
    if key is None or any(is_header(parameter, key) for parameter in operation.parameters):
        return ()
    return ({"key": Literal(key), "helper": Identifier("fresh_key"), "given": (), "options": ()},)


def _helper(parameter: Parameter) -> str | None:
    """The function of the runtime that makes text of a parameter's value, if it needs one."""
    serialization = parameter.serialization
    if serialization.plain:
        return None
    if serialization.content_type is not None:
        return "as_json_text"
    if parameter.place == "path":
        return _PATH_HELPERS[serialization.style]
    if parameter.place == "header":
        return "as_header"
    if serialization.style == "deepObject":
        return "as_deep_object"
    return "as_form" if serialization.explode else "as_joined"


def written_by_type(operation: Operation) -> frozenset[Scalar]:
    """The scalars of the operation's parameters and body that are written by their types."""
    given = [by_type(each.type, in_json=_helper(each) == "as_json_text") for each in operation.parameters]
    return frozenset(scalar for scalars in (*given, body_scalars(operation.body)) for scalar in scalars)


def _safe(parameter: Parameter) -> str | None:
    """The name of the characters that stand in a parameter's value as they are."""
    if parameter.serialization.allow_reserved:
        return "RESERVED"
    return "COOKIE" if parameter.serialization.style == "cookie" else None


def styles_used(operations: Iterable[Operation]) -> frozenset[str]:
    """What the operations take from the runtime to make text of their parameters."""
    found: set[str | None] = set()
    for parameter in (parameter for operation in operations for parameter in operation.parameters):
        found |= {_helper(parameter), "as_cookies" if parameter.place == "cookie" else None}
        found |= {_safe(parameter)} if parameter.serialization.content_type is None else set[str]()
    return frozenset(name for name in found if name is not None)


def arguments_of(operation: Operation) -> list[Parameter]:
    """The parameters in the order of the endpoint's arguments: those of the path, then required, then optional ones."""
    return sorted(operation.parameters, key=lambda parameter: (parameter.place != "path", not parameter.required))


def argument_view(parameter: Parameter) -> View:
    type = parameter.type if parameter.required else optional(parameter.type)
    return {
        "name": Identifier(parameter.name),
        "annotation": Annotation(type),
        "default": None if parameter.required else Literal(None),
    }


def keyword_views(operation: Operation) -> tuple[View, ...]:
    """The arguments given by keyword: the body, then parameters; those that are required first."""
    rest = [argument_view(parameter) for parameter in arguments_of(operation) if parameter.place != "path"]
    arguments = (*body_arguments(operation.body), *rest)
    return tuple(sorted(arguments, key=lambda argument: argument["default"] is not None))
