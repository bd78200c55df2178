"""How parameters become text: styles, `explode`, `allowReserved` and `content`, and what OpenAPI leaves undefined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inhouse.api.api import ParameterPlace, ParameterStyle, Serialization
from inhouse.api.types import Shape
from inhouse.diagnostics import quote
from inhouse.document.values import JsonValue, as_mapping

STYLES: Mapping[ParameterPlace, tuple[ParameterStyle, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
"""The styles of each place, the default one first (OpenAPI 3.2, 4.12.3)."""

HELPERS = frozenset(
    """
    as_cookies as_deep_object as_form as_header as_joined as_json_text as_label as_matrix as_simple
    """.split()
)
"""The functions of the runtime that make text of values; nothing else in an endpoint module may have their names."""


SINGLE: frozenset[Shape] = frozenset({"scalar"})
"""The shapes of a parameter that is always one value."""


def content_of(parameter: Mapping[str, JsonValue]) -> tuple[str, JsonValue] | None:
    """The media type and the schema of a parameter with `content`."""
    for media_type, value in (as_mapping(parameter.get("content")) or {}).items():
        return media_type, (as_mapping(value) or {}).get("schema", True)
    return None


def serialized_content(location: ParameterPlace, media_type: str, *, as_json: bool) -> Serialization:
    """How a parameter with `content` becomes text: as JSON, or as it is."""
    return Serialization(STYLES[location][0], explode=False, content_type=media_type, plain=not as_json)


def serialized(
    parameter: Mapping[str, JsonValue], location: ParameterPlace, shapes: frozenset[Shape]
) -> tuple[Serialization, tuple[str, ...]]:
    """How a parameter of these shapes becomes text, and what about that OpenAPI does not define."""
    declared = parameter.get("style")
    style: ParameterStyle = STYLES[location][0]
    for allowed in STYLES[location]:
        style = allowed if declared == allowed else style
    explode = parameter.get("explode", style in ("form", "cookie")) is True
    reserved = location == "query" and parameter.get("allowReserved") is True
    plain_shapes: set[Shape] = {"scalar", "array"} if explode and location in ("query", "cookie") else {"scalar"}
    plain = (
        (shapes <= plain_shapes and style in ("form", "simple", "spaceDelimited", "pipeDelimited"))
        or (shapes <= SINGLE and style == "deepObject")
    ) and not reserved
    findings = tuple(_undefined(parameter, location, style, shapes))
    return Serialization(style, explode, reserved, plain=plain), findings


def _undefined(
    parameter: Mapping[str, JsonValue], location: ParameterPlace, style: ParameterStyle, shapes: frozenset[Shape]
) -> Iterator[str]:
    """What OpenAPI leaves undefined about a parameter, and what is sent instead."""
    declared, explode = parameter.get("style"), parameter.get("explode")
    if declared is not None and declared != style:
        what = quote(declared) if isinstance(declared, str) else "this"
        yield f"{what} is no style of a {location} parameter; it is sent as {style!r}"
    if parameter.get("allowReserved") is True and location != "query":
        yield f"'allowReserved' has no meaning for a {location} parameter; it is ignored"
    if style in ("spaceDelimited", "pipeDelimited"):
        if explode is True:
            yield f"OpenAPI does not define {style!r} with 'explode'; it is sent as 'form'"
        elif "scalar" in shapes:
            yield f"OpenAPI does not define {style!r} for single values; they are sent as they are"
    if style == "deepObject":
        if explode is False:
            yield "OpenAPI does not define 'deepObject' without 'explode'; it is sent as with it"
        if "scalar" in shapes:
            yield "OpenAPI does not define 'deepObject' for single values; they are sent as they are"
        if "array" in shapes:
            yield "OpenAPI does not define 'deepObject' for arrays; their items are sent as `name[]`"
        elif "nested" in shapes:
            yield "OpenAPI does not define 'deepObject' within objects; it is sent as `name[outer][inner]`"
    elif "nested" in shapes:
        yield f"OpenAPI does not define {style!r} for values within values; the inner ones are sent as JSON"
