"""The arguments of a case as a user of the package gives them: typed as the endpoint function is annotated."""

from __future__ import annotations

import base64
import functools
import inspect
import json
import operator
import string
import typing
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from tests.conformance.packages import Case, Failed, Package

_PLACES = {"path": "pathParams", "query": "query", "header": "headers", "cookie": "cookies"}
_CONTAINERS: dict[Any, Any] = {list: list, Sequence: list, dict: dict, Mapping: dict}
"""What JSON gives where an annotation asks for one of these."""


def calls(package: Package, case: Case) -> Iterator[Any]:
    """What the endpoint function of a case returns; twice where the body can be given as a model and as a dict."""
    operation = package.operation(case)
    function = package.function(operation)
    hints = typing.get_type_hints(function, localns=vars(package.module.models), include_extras=True)
    arguments = dict(_parameters(operation, case, hints))
    taken = inspect.signature(function).parameters
    for name, value in (("content_type", case["contentType"]), ("accept", case.get("negotiation", {}).get("accept"))):
        if value is not None and name in taken and name not in arguments:
            arguments[name] = value
    for body in _bodies(package, operation, case, hints):
        yield function(**arguments, **body)


def _parameters(operation: Mapping[str, Any], case: Case, hints: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for place, key in _PLACES.items():
        named = {p["wire_name"].lower() if place == "header" else p["wire_name"]: p for p in operation["parameters"]}
        for wire_name, value in case[key].items():
            parameter = named.get(wire_name.lower() if place == "header" else wire_name)
            if parameter is None or parameter["place"] != place:
                raise Failed(f"no argument for {wire_name!r} in {place}")
            yield parameter["name"], typed(hints[parameter["name"]], value)


def _bodies(
    package: Package, operation: Mapping[str, Any], case: Case, hints: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    body, argument = case["body"], operation["body"]
    if argument is None and body is not None:
        raise Failed("no argument for the body")
    if argument is None:
        yield {}
        return
    name, hint = argument["name"], hints[argument["name"]]
    if body is None:
        yield {name: None} if argument["required"] else {}
        return
    match body["kind"]:
        case "binary":
            yield {name: base64.b64decode(body["base64"])}
        case "multipart":
            yield {name: {**shaped(hint, body.get("parts", {})), **_files(package.module, hint, body.get("files", []))}}
        case _ if "json" in body:
            model, plain = typed(hint, body["json"]), shaped(hint, body["json"])
            yield {name: model}
            if type(model) is not type(plain) or model != plain:
                yield {name: plain}
        case _:
            yield {name: body["text"]}


def _files(module: Any, hint: Any, files: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The files by the name of their part; a list of them where the part takes one."""
    parts: dict[str, list[Any]] = {}
    for file in files:
        content = base64.b64decode(file["base64"])
        parts.setdefault(file["fieldname"], []).append(
            module.File(name=file.get("filename"), content=content, media_type=file.get("contentType"))
            if hasattr(module, "File")
            else content
        )
    fields = _fields(hint)
    return {
        name: each if len(each) > 1 or _takes_list(fields.get(name, Any)) else each[0] for name, each in parts.items()
    }


def typed(hint: Any, value: Any) -> Any:
    """A JSON value as the annotation has it, objects as models; as it is where it fits no better."""
    hint = _without_dicts(hint)
    if hint is None:
        return value
    adapter = TypeAdapter[Any](hint, config=None if _is_model(hint) else {"val_json_bytes": "base64"})
    try:
        return adapter.validate_json(json.dumps(value), by_alias=True, by_name=False)
    except ValidationError:
        return value


def shaped(hint: Any, value: Any) -> Any:
    """A JSON value as the annotation has it, objects as dicts, with values of a `TypedDict` typed."""
    fields = _fields(hint)
    if isinstance(value, dict) and fields:
        return {key: shaped(fields.get(key, Any), each) for key, each in value.items()}
    if isinstance(value, list):
        items = [get_args(part)[0] for part in _parts(hint) if _CONTAINERS.get(get_origin(part)) is list]
        return [shaped(Union[tuple(items)] if items else Any, each) for each in value]  # noqa: UP007 - of a tuple
    return value if isinstance(value, dict) else typed(hint, value)


def _parts(hint: Any) -> tuple[Any, ...]:
    """The members of a union, however nested, without the markers on them."""
    if get_origin(hint) is Annotated or typing.is_typeddict(get_origin(hint)):
        return _parts(get_args(hint)[0])
    if get_origin(hint) in (typing.Required, typing.NotRequired):
        return _parts(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return tuple(part for member in get_args(hint) for part in _parts(member))
    return (hint,)


def _fields(hint: Any) -> dict[str, Any]:
    """The fields of the TypedDicts in an annotation."""
    found = [part for part in _parts(hint) if typing.is_typeddict(part)]
    return {key: each for part in found for key, each in typing.get_type_hints(part, include_extras=True).items()}


def _takes_list(hint: Any) -> bool:
    return any(_CONTAINERS.get(get_origin(part)) is list or part is list for part in _parts(hint))


def _without_dicts(hint: Any) -> Any:
    """The annotation without TypedDicts, which the checker knows but no reader; None where nothing is left."""
    if typing.is_typeddict(hint):
        return None
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (typing.Required, typing.NotRequired):
        return _without_dicts(arguments[0])
    if origin in (Union, UnionType):
        left = [each for each in map(_without_dicts, arguments) if each is not None]
        return functools.reduce(operator.or_, left) if left and left != [type(None)] else None
    if origin in _CONTAINERS:
        inner = _without_dicts(arguments[-1])
        return None if inner is None else _CONTAINERS[origin][(*arguments[:-1], inner)]
    return hint


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and hasattr(hint, "model_validate_json")


def credentials(package: Package, case: Case) -> dict[str, Any]:
    """The client's arguments for the credentials of a case."""
    schemes = {scheme["name"]: scheme for scheme in package.report["security_schemes"]}
    given: dict[str, Any] = {}
    for name, value in case["auth"].items():
        if name not in schemes:
            raise Failed(f"the client has no argument for the security scheme {name!r}")
        arguments = schemes[name]["arguments"]
        values = list(value.values()) if isinstance(value, dict) else value.split(":", len(arguments) - 1)
        given.update(zip(arguments, values, strict=True))
    return given


def address(package: Package, case: Case, server: str) -> dict[str, Any]:
    """The client's arguments for the server of a case, which runs elsewhere than the document says.

    A variable that the case leaves open holds the server's address.
    """
    url, variables = case["serverUrl"], dict[str, str](case["serverVariables"])
    for name in _variables(url):
        variables.setdefault(name, server)
    taken = {
        variable["name"]: variable["argument"]
        for each in package.report.get("servers", [])
        for variable in each.get("variables", [])
    }
    if variables and variables.keys() <= taken.keys():
        return {taken[name]: value for name, value in variables.items()}
    url = url.format(**variables)
    path = urlsplit(url.removeprefix(server)).path
    return {"base_url": f"{server}/{path.lstrip('/')}".rstrip("/")}


def _variables(url: str) -> Iterator[str]:
    return (name for _, name, _, _ in string.Formatter().parse(url) if name)
