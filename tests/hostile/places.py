"""Documents whose every text is a place for a payload."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_PLACE = re.compile("«([^»|]*)(?:\\|([^»]*))?»")
_CONFIGURATION = """\
[targets.{target}]
document = "document.json"
output = "out"
"""


@dataclass(frozen=True)
class Files:
    """What one run is given: a document, its overlay if there is one, and the configuration."""

    document: Any
    overlay: Any = None
    configuration: str = _CONFIGURATION.format(target="shop")


def _operation(**members: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "Fine."}}, **members}


def _answer(schema: Any, status: str = "200") -> dict[str, Any]:
    return {status: {"description": "Fine.", "content": {"application/json": {"schema": schema}}}}


def _document(paths: Any = None, **members: Any) -> dict[str, Any]:
    paths = paths if paths is not None else {"/thing": {"get": _operation(operationId="getThing", tags=["Things"])}}
    return {"openapi": "3.2.0", "info": {"title": "Shop", "version": "1"}, "paths": paths, **members}


def _text(name: str) -> dict[str, Any]:
    return {"type": "string", "description": f"«{name}»"}


_ABOUT = _document(
    {"/thing": {"get": _operation(operationId="getThing", tags=["«tag name»"])}},
    info={
        "title": "«info.title»",
        "version": "«info.version»",
        "summary": "«info.summary»",
        "description": "«info.description»",
        "termsOfService": "«info.termsOfService»",
        "contact": {"name": "«contact name»", "url": "«contact url»", "email": "«contact email»"},
        "license": {"name": "«license name»", "identifier": "«license identifier»"},
        "x-kiota": "«info extension»",
    },
    servers=[
        {
            "url": "https://{region}.shop.example/«server path»",
            "name": "«server name»",
            "description": "«server description»",
            "variables": {
                "region": {"default": "«variable default»", "enum": ["«variable default»", "«variable enum»"]}
            },
        },
        {
            "url": "https://{«variable name»}.shop.example/",
            "variables": {"«variable name»": {"default": "eu", "description": "«variable description»"}},
        },
    ],
    tags=[{"name": "«tag name»", "summary": "«tag summary»", "description": "«tag description»", "kind": "«tag kind»"}],
    externalDocs={"url": "«externalDocs url»", "description": "«externalDocs description»"},
    jsonSchemaDialect="https://json-schema.org/draft/2020-12/schema",
)
_SERVER = _document(servers=[{"url": "«server url»", "description": "Main"}])
_OPERATION = _document(
    {
        "/plain/«path»": {
            "summary": "«path summary»",
            "get": _operation(
                operationId="«operationId»",
                tags=["Things"],
                summary="«summary»",
                description="«description»",
                externalDocs={"url": "https://shop.example", "description": "«operation docs»"},
                parameters=[
                    {
                        "name": "«query parameter»",
                        "in": "query",
                        "description": "«parameter description»",
                        "schema": {
                            "type": "string",
                            "enum": ["a", "«parameter enum»"],
                            "default": "«parameter default»",
                            "pattern": "«parameter pattern»",
                            "format": "«parameter format»",
                        },
                        "examples": {"«examples key»": {"value": "«examples value»", "summary": "«examples summary»"}},
                    },
                    {
                        "name": "«header parameter»",
                        "in": "header",
                        "schema": {"type": "string"},
                        "example": "«example»",
                    },
                    {"name": "«cookie parameter»", "in": "cookie", "schema": {"type": "string"}},
                    {"name": "style", "in": "query", "style": "«style»", "schema": {"type": "array", "items": {}}},
                    {
                        "name": "filter",
                        "in": "query",
                        "content": {"«parameter media type»": {"schema": {"type": "object"}}},
                    },
                ],
            ),
        },
        "/things/{«path parameter»}": {
            "delete": _operation(
                operationId="deleteThing",
                tags=["Things"],
                parameters=[
                    {"name": "«path parameter»", "in": "path", "required": True, "schema": {"type": "string"}},
                ],
            )
        },
    }
)
_WHOLE_PATH = _document({"«whole path»": {"get": _operation()}})
_METHOD = _document({"/thing": {"additionalOperations": {"«method»": _operation(operationId="getThing")}}})
_BODIES = _document(
    {
        "/thing": {
            "post": {
                "operationId": "postThing",
                "tags": ["Things"],
                "requestBody": {
                    "description": "«body description»",
                    "content": {
                        "«request media type»": {"schema": {"type": "string"}},
                        'application/json; charset="«media type parameter»"': {
                            "schema": {"type": "object", "properties": {"«body property»": {"type": "string"}}}
                        },
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "properties": {"«part name»": {"type": "string", "description": "«part description»"}},
                            },
                            "encoding": {
                                "«part name»": {
                                    "contentType": "«part type»",
                                    "headers": {"«part header»": {"schema": {"type": "string"}}},
                                }
                            },
                        },
                    },
                },
                "responses": {
                    "200": {
                        "description": "«response description»",
                        "summary": "«response summary»",
                        "headers": {
                            "«response header»": {"description": "«header description»", "schema": {"type": "string"}}
                        },
                        "content": {"«response media type»": {"schema": {"type": "object"}}},
                        "links": {
                            "«link name»": {
                                "operationId": "«link operation»",
                                "parameters": {"«link parameter»": "«link expression»"},
                                "description": "«link description»",
                            }
                        },
                    },
                    "404": {"description": "«error description»", "content": {"application/json": {"schema": {}}}},
                },
            }
        }
    }
)
_STATUS = _document({"/thing": {"get": {"responses": {"«status»": {"description": "Odd."}, **_answer({})}}}})
_STREAM = _document(
    {
        "/thing": {
            "get": {
                "operationId": "getThing",
                "responses": {
                    "200": {
                        "description": "Events.",
                        "content": {
                            "text/event-stream": {
                                "itemSchema": {
                                    "type": "object",
                                    "properties": {
                                        "event": {"const": "«event name»"},
                                        "data": {"type": "object", "properties": {"a": {"type": "string"}}},
                                    },
                                }
                            }
                        },
                    }
                },
            }
        }
    }
)
_SCHEMAS = _document(
    {
        "/thing": {
            "get": {
                "operationId": "getThing",
                "tags": ["Things"],
                "responses": _answer({"$ref": "#/components/schemas/«schema name|ref»"}),
            }
        }
    },
    components={
        "schemas": {
            "«schema name»": {
                "type": "object",
                "title": "«title»",
                "description": "«schema description»",
                "$comment": "«comment»",
                "required": ["«property name»", "«required»"],
                "properties": {
                    "«property name»": _text("property description"),
                    "named": {"$ref": "#/components/schemas/Color"},
                    "inline": {"enum": ["red", "«enum value»"], "title": "«enum title»", "description": "«enum text»"},
                    "fixed": {"const": "«const»"},
                    "defaulted": {"type": "string", "default": "«default»"},
                    "nested default": {"type": "array", "items": {}, "default": [{"«default key»": "«default value»"}]},
                    "shown": {"type": "string", "example": "«schema example»", "examples": ["«schema examples»"]},
                    "matched": {"type": "string", "pattern": "«pattern»"},
                    "formatted": {"type": "string", "format": "«format»"},
                    "encoded": {
                        "type": "string",
                        "contentEncoding": "«contentEncoding»",
                        "contentMediaType": "«contentMediaType»",
                    },
                    "nested": {"type": "object", "properties": {"«nested property»": {"type": "integer"}}},
                    "old": {"type": "string", "deprecated": True, "x-deprecated-message": "«deprecation»"},
                    "docs": {"type": "string", "externalDocs": {"url": "«schema docs»", "description": "«docs text»"}},
                },
                "patternProperties": {"«patternProperties»": {"type": "string"}},
                "dependentRequired": {"«dependentRequired»": ["named"]},
                "x-anything": "«schema extension»",
            },
            "Color": {
                "type": "string",
                "description": "«named enum description»",
                "enum": ["red", "«named enum value»"],
                "x-enum-varnames": ["RED", "«x-enum-varnames»"],
                "x-enum-descriptions": ["Red.", "«x-enum-descriptions»"],
            },
        }
    },
)
_UNIONS = _document(
    {"/thing": {"get": {"operationId": "getThing", "responses": _answer({"$ref": "#/components/schemas/Pet"})}}},
    components={
        "schemas": {
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "description": "«union description»",
                "discriminator": {
                    "propertyName": "«discriminator property»",
                    "mapping": {"«mapping key»": "#/components/schemas/Cat", "dog": "Dog"},
                },
            },
            "Cat": {"type": "object", "properties": {"«discriminator property»": {"type": "string"}, "a": {}}},
            "Dog": {"type": "object", "properties": {"«discriminator property»": {"type": "string"}, "b": {}}},
        }
    },
)
_MAPPING = _document(
    {"/thing": {"get": {"operationId": "getThing", "responses": _answer({"$ref": "#/components/schemas/Pet"})}}},
    components={
        "schemas": {
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}],
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "«mapping value»"}},
            },
            "Cat": {"type": "object", "properties": {"kind": {"type": "string"}}},
        }
    },
)
_REFERENCES = {
    name: _document(
        {"/thing": {"get": {"operationId": "getThing", "responses": _answer(schema)}}},
        components={"schemas": {"A": {"type": "object", "properties": {"a": {"type": "string"}}}}},
    )
    for name, schema in {
        "$ref": {"$ref": "«$ref»"},
        "pointer": {"$ref": "#/components/schemas/«reference token»"},
        "file": {"$ref": "./«reference file»#/a"},
        "$dynamicRef": {"$dynamicRef": "#«$dynamicRef»"},
        "$anchor": {"type": "object", "$anchor": "«$anchor»", "$dynamicAnchor": "«$dynamicAnchor»"},
        "$id": {"type": "object", "$id": "«$id»"},
        "type": {"type": "«type»"},
        "types": {"type": ["«type of many»", "null"]},
    }.items()
}
_SECURITY = _document(
    security=[{"«scheme key»": []}, {"oauth": ["«scope»"]}],
    components={
        "securitySchemes": {
            "«scheme key»": {
                "type": "apiKey",
                "in": "header",
                "name": "«key name»",
                "description": "«scheme description»",
            },
            "oauth": {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {
                        "tokenUrl": "https://shop.example/«token url»",
                        "refreshUrl": "«refresh url»",
                        "scopes": {"«scope»": "«scope description»"},
                    }
                },
            },
        }
    },
)
_SCHEMES = {
    name: _document(security=[{"key": []}], components={"securitySchemes": {"key": scheme}})
    for name, scheme in {
        "scheme": {"type": "http", "scheme": "«http scheme»", "bearerFormat": "«bearerFormat»"},
        "type": {"type": "«scheme type»"},
        "in": {"type": "apiKey", "in": "«key in»", "name": "key"},
        "query": {"type": "apiKey", "in": "query", "name": "«query key»"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": "«cookie key»"},
        "openid": {"type": "openIdConnect", "openIdConnectUrl": "«openIdConnectUrl»"},
        "oauth": {
            "type": "oauth2",
            "flows": {
                "authorizationCode": {"authorizationUrl": "«auth url»", "tokenUrl": "«whole token url»", "scopes": {}}
            },
        },
    }.items()
}
_POLICIES = {
    name: _document(
        {
            "/things": {
                "get": {
                    "operationId": "listThings",
                    "parameters": [{"name": "cursor", "in": "query", "schema": {"type": "string"}}],
                    "responses": _answer(
                        {
                            "type": "object",
                            "properties": {
                                "items": {"type": "array", "items": {"type": "string"}},
                                "next": {"type": "string"},
                            },
                        }
                    ),
                    **policy,
                }
            }
        },
        **root,
    )
    for name, policy, root in (
        ("unwrap", {"x-inhouse-unwrap": "/«unwrap»"}, {}),
        ("unknown", {"x-inhouse-«policy name»": "x"}, {}),
        ("header", {"x-inhouse-idempotency-key": "«idempotency key»"}, {}),
        ("timeout", {"x-inhouse-timeout": "«timeout»"}, {}),
        ("style", {"x-inhouse-pagination": {"style": "«page style»", "items": "/items"}}, {}),
        (
            "pages",
            {"x-inhouse-pagination": {"style": "cursor", "cursor": "cursor", "items": "/«items»", "next": "/next"}},
            {},
        ),
        (
            "next",
            {"x-inhouse-pagination": {"style": "cursor", "cursor": "«cursor»", "items": "/items", "next": "/«next»"}},
            {},
        ),
        ("error", {}, {"x-inhouse-error": {"type": "/«error type»", "message": "/«error message»"}}),
    )
}
_WEBHOOKS = _document(
    {
        "/thing": {
            "post": _operation(
                operationId="postThing",
                callbacks={
                    "«callback name»": {
                        "{$request.body#/«callback expression»}": {
                            "post": _operation(
                                summary="«callback summary»",
                                requestBody={"content": {"application/json": {"schema": {"type": "object"}}}},
                            )
                        }
                    }
                },
            )
        }
    },
    webhooks={
        "«webhook name»": {
            "post": _operation(
                summary="«webhook summary»",
                description="«webhook description»",
                parameters=[{"name": "«webhook header»", "in": "header", "schema": {"type": "string"}}],
                requestBody={
                    "content": {
                        "application/json": {"schema": {"type": "object", "properties": {"a": _text("webhook field")}}}
                    }
                },
            )
        }
    },
)

_OVERLAY = {
    "overlay": "1.0.0",
    "info": {"title": "«overlay title»", "version": "«overlay version»"},
    "actions": [
        {
            "target": "$.paths['/thing'].get",
            "description": "«action description»",
            "update": {"summary": "«update value»", "x-«update key»": "x"},
        }
    ],
}
_TARGET = {
    "overlay": "1.0.0",
    "info": {"title": "O", "version": "1"},
    "actions": [{"target": "«target»", "remove": True}],
}
_QUERY = {**_TARGET, "actions": [{"target": "$.paths['«overlaid path»']", "update": {"summary": "x"}}]}
_OVERLAID = _CONFIGURATION.format(target="shop") + 'overlays = ["overlay.json"]\n'

_WRITTEN: tuple[Files, ...] = (
    *(
        Files(document)
        for document in (
            _ABOUT,
            _SERVER,
            _OPERATION,
            _WHOLE_PATH,
            _METHOD,
            _BODIES,
            _STATUS,
            _STREAM,
            _SCHEMAS,
            _UNIONS,
            _MAPPING,
            *_REFERENCES.values(),
            _SECURITY,
            *_SCHEMES.values(),
            *_POLICIES.values(),
            _WEBHOOKS,
        )
    ),
    *(Files(_document(), overlay, _OVERLAID) for overlay in (_OVERLAY, _TARGET, _QUERY)),
    *(
        Files(_document(), None, _CONFIGURATION.format(target="shop") + line)
        for line in (
            'header = "«header»"\n',
            'license = "«license»"\n',
            'templates = "«templates»"\n',
            'extend = "«extend»"\n',
            'style = "«host style»"\n',
            'overlays = ["«overlay file»"]\n',
            'url = "«published at»"\n',
            'names.tags."«renamed tag»" = "things"\n',
            'excuse = ["«excuse»"]\n',
            'include = ["«include»"]\n',
            'exclude = ["tag:«exclude»"]\n',
            'names.operations.getThing = "«given operation name»"\n',
            'names.operations."«renamed operation»" = "thing"\n',
            'names.tags.Things = "«given tag name»"\n',
            'operations.getThing.unwrap = "«configured unwrap»"\n',
            'operations.getThing."«configured policy»" = 1\n',
            'folders = ["«folder»"]\n',
            '"«configuration key»" = 1\n',
        )
    ),
    Files(_document(), None, _CONFIGURATION.format(target='"«target of the configuration»"')),
    Files(_document(), None, _CONFIGURATION.format(target="shop").replace("document.json", "«document file»")),
    Files(
        _document(components={"schemas": {"A": {"type": "object"}}}),
        None,
        _CONFIGURATION.format(target="shop") + 'names.schemas.A = "«given schema name»"\n',
    ),
    Files(
        _document(components={"schemas": {"A": {"type": "object"}}}),
        None,
        _CONFIGURATION.format(target="shop") + 'names.schemas."«renamed schema»" = "Thing"\n',
    ),
)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _places() -> dict[str, Files]:
    found: dict[str, Files] = {}
    for files in _WRITTEN:
        texts = (*_strings(files.document), *_strings(files.overlay), files.configuration)
        for name in dict.fromkeys(match[1] for text in texts for match in _PLACE.finditer(text)):
            if name in found:
                raise ValueError(f"two places are called {name!r}")
            found[name] = files
    return found


PLACES: dict[str, Files] = _places()
"""What each place stands in, by its name."""


_DEFAULTS = {
    "request media type": "text/plain",
    "response media type": "application/json",
    "parameter media type": "application/json",
    "part type": "text/plain",
    "style": "form",
    "status": "418",
    "method": "COPY",
    "whole path": "/plain",
    "$ref": "#/components/schemas/A",
    "reference token": "A",
    "type": "string",
    "type of many": "string",
    "mapping value": "Cat",
    "scheme type": "http",
    "http scheme": "bearer",
    "key in": "header",
    "whole token url": "https://shop.example/token",
    "server url": "https://shop.example",
    "page style": "cursor",
    "cursor": "cursor",
    "items": "items",
    "next": "next",
    "target": "$.paths",
    "include": "/thing",
    "given operation name": "plain",
    "given tag name": "plain",
    "given schema name": "Plain",
    "renamed operation": "getThing",
    "renamed tag": "Things",
    "renamed schema": "A",
    "license": "MIT",
    "host style": "host",
    "published at": "https://shop.example/openapi.json",
    "target of the configuration": "shop",
    "document file": "document.json",
    "overlaid path": "/thing",
    "callback expression": "url",
}


def harmless(place: str) -> str:
    """What stands at a place where nothing is tried."""
    return _DEFAULTS.get(place, f"plain-{re.sub('[^A-Za-z]+', '-', place)}")


def filled(files: Files, place: str, text: str) -> dict[str, bytes]:
    """The files, by name, with the text at the place and something harmless everywhere else."""

    def put(value: Any) -> Any:
        if isinstance(value, str):
            return _PLACE.sub(lambda match: _spelled(at(match[1]), match[2]), value)
        if isinstance(value, dict):
            return {put(key): put(inner) for key, inner in value.items()}
        return [put(inner) for inner in value] if isinstance(value, list) else value

    def at(name: str) -> str:
        return text if name == place else harmless(name)

    configuration = _PLACE.sub(lambda match: _toml(at(match[1])), files.configuration)
    written = {"document.json": json.dumps(put(files.document)).encode()}
    if files.overlay is not None:
        written["overlay.json"] = json.dumps(put(files.overlay)).encode()
    return {**written, "inhouse.toml": configuration.encode("utf-8", "surrogatepass")}


def _spelled(text: str, how: str | None) -> str:
    """The text as it stands in a string, or in a reference, which has no bytes for halves of surrogate pairs."""
    if how is None:
        return text
    token = text.replace("~", "~0").replace("/", "~1")
    return "".join(char if "\ud800" <= char <= "\udfff" else quote(char, safe="") for char in token)


def _toml(text: str) -> str:
    """The text within a basic string of TOML."""
    return "".join(char if char.isalnum() and char.isascii() else f"\\U{ord(char):08x}" for char in text)
