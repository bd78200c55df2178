"""How request bodies stand among the arguments of an endpoint function, and in the call that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inhouse.api.api import Body, BodyContent, BodyKind, Encoding, Operation
from inhouse.api.types import Constants, Scalar, Type, annotation, optional
from inhouse.package.fragments import Annotation, Identifier, Literal
from inhouse.package.views.common import View, words
from inhouse.package.views.formats import by_type, written

_FUNCTIONS: dict[BodyKind, str] = {
    "json": "json_body",
    "form": "form_body",
    "multipart": "multipart_body",
    "text": "raw_body",
    "binary": "upload_body",
}
"""The function of the runtime that makes each kind of request body."""

_MODULES = {
    "chosen_body": "bodies",
    "json_body": "bodies",
    "nullable_json_body": "bodies",
    "raw_body": "bodies",
    "Encoding": "forms",
    "form_body": "forms",
    "multipart_body": "multipart",
    "Uploadable": "uploads",
    "upload_body": "uploads",
}
"""The module of the runtime that each name comes from."""

_USUAL: dict[BodyKind, str] = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data",
}
"""The media types that a function takes where none is given."""


def body_arguments(body: Body | None) -> Iterator[View]:
    """The arguments that a request body becomes."""
    if body is not None:
        type = body.type if body.required else optional(body.type)
        default = None if body.required else Literal(None)
        yield {"name": Identifier(body.name), "annotation": Annotation(type), "default": default}
    if body is not None and body.choice is not None:
        annotation = Annotation(Constants(body.media_types))
        yield {"name": Identifier(body.choice), "annotation": annotation, "default": Literal(body.media_types[0])}


def body_types(body: Body | None) -> tuple[Type, ...]:
    """The types of those arguments."""
    if body is None:
        return ()
    return (body.type, Constants(body.media_types)) if body.choice is not None else (body.type,)


def body_docs(body: Body | None) -> Iterator[tuple[str, str]]:
    """What is said of each of those arguments."""
    if body is not None:
        yield body.name, body.doc
    if body is not None and body.choice is not None:
        yield body.choice, "The media type that the body is sent as."


def body_view(body: Body | None) -> View | None:
    """The call that makes a request body; what its function takes anyhow is not said."""
    if body is None:
        return None
    first = body.contents[0]
    return {
        "name": written(body.name, by_type(first.type, in_json=True))
        if first.kind == "json"
        else Identifier(body.name),
        "function": Identifier(_function(first)),
        "media_type": None if first.media_type == _USUAL.get(first.kind) else Literal(first.media_type),
        "encodings": _encodings(first),
        "choice": Identifier(body.choice) if body.choice is not None else None,
        "choices": tuple(
            {
                "media_type": Literal(content.media_type),
                "function": Identifier(_function(content)),
                "encodings": _encodings(content),
            }
            for content in body.contents
        ),
        "has_encodings": any(content.encodings for content in body.contents),
    }


def body_scalars(body: Body | None) -> tuple[Scalar, ...]:
    """The scalars of a body of JSON that are written by their types."""
    if body is None or any(content.kind != "json" for content in body.contents):
        return ()
    return by_type(body.type, in_json=True)


def _function(content: BodyContent) -> str:
    return "nullable_json_body" if content.sends_null else _FUNCTIONS[content.kind]


def _encodings(content: BodyContent) -> tuple[View, ...]:
    return tuple(
        {
            "property": Literal(encoding.property),
            "style": Literal(encoding.style) if encoding.style is not None else None,
            "options": tuple(_options(encoding)),
        }
        for encoding in content.encodings
    )


def _options(encoding: Encoding) -> Iterator[tuple[Identifier, Literal]]:
    if not encoding.explode:
        yield Identifier("explode"), Literal(False)
    if encoding.allow_reserved:
        yield Identifier("allow_reserved"), Literal(True)
    if encoding.content_type is not None:
        yield Identifier("content_type"), Literal(encoding.content_type)


def bodies_used(operations: Iterable[Operation]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the operations take from the runtime for their bodies, by module."""
    used: set[str] = set()
    for body in (operation.body for operation in operations if operation.body is not None):
        used |= {_function(content) for content in body.contents}
        used |= {"chosen_body"} if body.choice is not None else set[str]()
        used |= {"Encoding"} if any(content.encodings for content in body.contents) else set[str]()
        used |= words(annotation(body.type)) & {"Uploadable"}
    for module in sorted(set(_MODULES.values())):
        if names := tuple(sorted(name for name in used if _MODULES[name] == module)):
            yield module, names
