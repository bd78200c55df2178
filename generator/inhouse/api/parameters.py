"""Parameters of operations: what each is called, of what type it is, and how it becomes text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote as quote_url

from inhouse.api.api import (
    Parameter,
    ParameterPlace,
    Serialization,
)
from inhouse.api.bodies import body_arguments
from inhouse.api.docs import value_doc
from inhouse.api.found import Found, Skip, dereferenced
from inhouse.api.names import distinct, is_json, pascal_case, snake_case, unique
from inhouse.api.schemas import Schemas
from inhouse.api.styles import HELPERS, SINGLE, content_of, serialized, serialized_content
from inhouse.api.types import ANY, Scalar, Type
from inhouse.diagnostics import quote
from inhouse.document.limits import MAX_PARAMETERS
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, as_text

_PLACES: Mapping[str, ParameterPlace] = {"path": "path", "query": "query", "header": "header", "cookie": "cookie"}


BODY_HELPERS = frozenset(
    ("chosen_body", "form_body", "json_body", "multipart_body", "nullable_json_body", "raw_body", "upload_body")
)
"""The functions of the runtime that make request bodies."""


USED_IN_CALLS = (HELPERS | BODY_HELPERS).union(
    ("fresh_key", "statuses", "bool", "bytes", "dict", "float", "int", "list", "str")
)
"""Names that an endpoint function uses, which no argument may hide."""


HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""RFC 9110, 5.6.2: a token."""


def parameters_of(
    schemas: Schemas, found: Found, hint: str, reserved: frozenset[str] = frozenset()
) -> tuple[Parameter, ...]:
    """The operation's parameters and its path item's, in the document's order, those of the path first.

    No argument gets a name that is reserved.
    """
    declared: dict[tuple[ParameterPlace, str], tuple[dict[str, JsonValue], str]] = {}
    for owner, pointer in ((found.item, found.pointer.rpartition("/")[0]), (found.value, found.pointer)):
        at = join_pointer(pointer, "parameters")
        listed = as_list(owner.get("parameters") or [])
        if listed is None:
            raise Skip("'parameters' must be a list", at)
        if len(listed) > MAX_PARAMETERS:
            raise Skip(f"{len(listed):,} parameters are more than a function can have", at)
        for index, value in enumerate(listed):
            described, where = dereferenced(schemas.document, found, value, join_pointer(at, str(index)))
            parameter = whole_query(schemas, described, where)
            if parameter is None:
                continue
            wire_name, location = as_text(parameter.get("name")), _PLACES.get(as_text(parameter.get("in")) or "")
            if wire_name is None or location is None:
                raise Skip("a parameter needs a 'name' and an 'in' of path, query, header or cookie", where)
            declared[location, wire_name] = parameter, where
    if (count := len({*declared, *(("path", name) for name in template_names(found.path))})) > MAX_PARAMETERS:
        raise Skip(f"{count:,} parameters are more than a function can have", found.pointer)
    cookie_header = next(
        (p for (place, name), p in declared.items() if place == "header" and name.lower() == "cookie"), None
    )
    if cookie_header is not None and any(place == "cookie" for place, _ in declared):
        raise Skip("it has both cookie parameters and a 'Cookie' header", cookie_header[1])
    taken = body_arguments(schemas, found) | reserved
    parameters: list[Parameter] = []
    for (location, wire_name), (_, where) in tuple(declared.items()):
        if location == "header" and wire_name.lower() in ("accept", "content-type", "authorization"):
            del declared[location, wire_name]  # OpenAPI 3.1, 4.8.12.1: such definitions shall be ignored
            message = f"OpenAPI leaves the header {wire_name!r} to media types and security; it is no argument"
            schemas.report("approximated-parameter", message, where)
        elif location == "header" and not HEADER_NAME.fullmatch(wire_name):
            del declared[location, wire_name]
            message = (
                f"{quote(wire_name)} is no name of a header (RFC 9110, 5.6.2) and cannot be sent; it is no argument"
            )
            schemas.report("approximated-parameter", message, where)
    for wire_name in template_names(found.path):
        if ("path", wire_name) not in declared:
            message = f"the path's {{{wire_name}}} is not declared as a parameter; any text is taken for it"
            schemas.report("approximated-parameter", message, found.pointer)
            declared["path", wire_name] = {"schema": {"type": "string"}}, join_pointer(found.pointer, "parameters")
    names = parameter_names(schemas, declared, taken, found.pointer)
    for (location, wire_name), (parameter, where) in declared.items():
        name = names[location, wire_name]
        known = schemas.parameters.get((where, wire_name, name))  # many operations refer to the same one
        if known is None:
            known = _parameter(schemas, parameter, location, wire_name, where, hint, name)
            schemas.parameters[where, wire_name, name] = known
        parameters.append(known)
    order = template_names(found.path)
    in_path = [parameter for parameter in parameters if parameter.place == "path" and parameter.wire_name in order]
    in_path.sort(key=lambda parameter: order.index(parameter.wire_name))
    return (*in_path, *(parameter for parameter in parameters if parameter.place != "path"))


def whole_query(schemas: Schemas, parameter: dict[str, JsonValue], where: str) -> dict[str, JsonValue] | None:
    """A parameter; one that is the whole query (OpenAPI 3.2, 4.12.1) as one whose properties are the query's."""
    if parameter.get("in") != "querystring":
        return parameter
    media_type, schema = content_of(parameter) or ("", True)
    if media_type == "application/x-www-form-urlencoded":
        kept = {key: value for key, value in parameter.items() if key != "content"}
        name = as_text(parameter.get("name")) or "query"
        return {**kept, "name": name, "in": "query", "style": "form", "explode": True, "schema": schema}
    reason = f"a query that is {quote(media_type)} as a whole is not generated yet"
    if parameter.get("required") is True:
        raise Skip(reason, where)
    schemas.report("approximated-parameter", reason, where)
    return None


def parameter_names(
    schemas: Schemas,
    declared: Mapping[tuple[ParameterPlace, str], tuple[dict[str, JsonValue], str]],
    taken: set[str],
    pointer: str,
) -> dict[tuple[ParameterPlace, str], str]:
    """What the parameters of the operation at the pointer are called; later places give way to earlier ones."""
    reserved = USED_IN_CALLS | schemas.model_words
    exact = {
        key: given
        for key, (parameter, where) in declared.items()
        if (given := schemas.given.name(parameter, where, None, reserved)) is not None
    }
    natural = [snake_case(text, "parameter") for place, text in declared if (place, text) not in exact]
    schemas.given.check_distinct(exact.values(), (*natural, *taken), "argument")
    names = {key: given.name for key, given in exact.items()}
    for location, text in sorted(declared.keys() - exact.keys()) if schemas.kept.has("argument") else ():
        unusable = {*reserved, *taken, *names.values()}
        wanted = snake_case(text, "parameter")
        if name := schemas.kept.at("argument", f"{pointer} {location} {text}", wanted, unusable):
            names[location, text] = name
            schemas.kept.keep("argument", f"{pointer} {location} {text}", name)
    used = {*taken, *names.values()}
    for location in _PLACES.values():
        texts = [text for place, text in declared if place == location and (place, text) not in names]
        for text, name in sorted(distinct(texts, "parameter", reserved).items()):
            names[location, text] = own = unique(f"{name}_{location}" if name in used else name, used)
            used.add(own)
            if own not in (wanted := snake_case(text, "parameter"), f"{wanted}_"):
                schemas.kept.keep("argument", f"{pointer} {location} {text}", own)
    return names


def _parameter(
    schemas: Schemas,
    parameter: dict[str, JsonValue],
    location: ParameterPlace,
    wire_name: str,
    pointer: str,
    hint: str,
    name: str,
) -> Parameter:
    schema, type, serialization = _serialized(schemas, parameter, location, wire_name, pointer, hint)
    maximum = schema.get("maximum") if isinstance(schema, dict) else None
    return Parameter(
        place=location,
        wire_name=wire_name,
        name=name,
        type=Scalar("str") if type == ANY and serialization.content_type is None else type,
        required=location == "path" or parameter.get("required") is True,
        doc=value_doc(parameter, schema),
        serialization=serialization,
        maximum=maximum if isinstance(maximum, int) else None,
    )


def _serialized(
    schemas: Schemas,
    parameter: dict[str, JsonValue],
    location: ParameterPlace,
    wire_name: str,
    pointer: str,
    hint: str,
) -> tuple[JsonValue, Type, Serialization]:
    """A parameter's schema, its type, and how it becomes text."""
    name = f"{hint}{pascal_case(wire_name, 'Parameter')}"
    if (content := content_of(parameter)) is not None:
        media_type, schema = content
        type = schemas.spelled(schemas.read(schema, join_pointer(pointer, "content", media_type, "schema"), name))
        if not is_json(media_type) and not schemas.shapes(type) <= SINGLE:
            where = join_pointer(pointer, "content")
            raise Skip(f"{wire_name!r} as {quote(media_type)} is not generated yet, as it is no JSON", where)
        return schema, type, serialized_content(location, media_type, as_json=is_json(media_type))
    schema = parameter.get("schema", True)
    type = schemas.spelled(schemas.read(schema, join_pointer(pointer, "schema"), name))
    serialization, undefined = serialized(parameter, location, schemas.shapes(type))
    for message in undefined:
        schemas.report("approximated-parameter", f"the {location} parameter {wire_name!r}: {message}", pointer)
    return schema, type, serialization


def is_header(parameter: Parameter, name: str | None) -> bool:
    """Whether the parameter is the header of that name."""
    return name is not None and parameter.place == "header" and parameter.wire_name.lower() == name.lower()


def path_template(path: str) -> str:
    """The path template with all that is no URL text outside its braces percent-encoded."""
    return "".join(
        part if part.startswith("{") else quote_url(part, safe="/:@!$&'()*+,;=~%?")
        for part in re.split(r"(\{[^{}]*\})", path)
    )


def template_names(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:] if "}" in part]
