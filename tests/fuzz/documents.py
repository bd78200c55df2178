"""OpenAPI documents of every version, made by its grammar, and what mutation makes of them and of real ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.fuzz.mutations import keys_in, mutated
from tests.fuzz.texts import SMALL_VALUES, TEXTS

Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]
Json: TypeAlias = dict[str, Any]

ROOT = Path(__file__).parents[2]
_PLAIN = ("Pet", "Owner", "Error", "PetPage", "pet", "Pet_2")
_FORMATS = {
    "string": ("date-time", "date", "uuid", "byte", "binary", "uri", "time", "duration", "decimal", "int64", "x"),
    "integer": ("int32", "int64", "int8", "uint64", "x"),
    "number": ("float", "double", "decimal", "x"),
}
_MEDIA_TYPES = (
    "application/json", "application/problem+json", "text/plain", "application/octet-stream", "multipart/form-data",
    "application/x-www-form-urlencoded", "application/xml", "*/*", "image/*", "text/event-stream", "application/jsonl",
    "application/json-seq", "multipart/mixed", "application/json; charset=utf-8",
)  # fmt: skip
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


def _maybe(draw: Draw, one_in: int = 2) -> bool:
    return bool(draw(st.integers(1, one_in)) == one_in)


def _name(draw: Draw) -> str:
    if _maybe(draw, 3):
        return str(draw(TEXTS))
    return str(
        draw(st.sampled_from(["id", "name", "userId", "user_id", "tags", "kind", "X-Key", "created-at", "class"]))
    )


def _doc(draw: Draw, target: Json) -> Json:
    if _maybe(draw, 4):
        target["description"] = draw(TEXTS)
    if _maybe(draw, 9):
        target["deprecated"] = True
    return target


class _Grammar:
    """Draws the parts of a document; `names` are those of its schemas, `version` the second part of its version."""

    def __init__(self, draw: Draw, version: int) -> None:
        self.draw, self.version = draw, version
        self.names: list[str] = draw(st.lists(st.one_of(st.sampled_from(_PLAIN), TEXTS), max_size=5, unique=True))

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def maybe(self, one_in: int = 2) -> bool:
        return _maybe(self.draw, one_in)

    def reference(self) -> Json:
        name = self.pick(*self.names).replace("~", "~0").replace("/", "~1").replace("%", "%25")
        return {"$ref": f"#/components/schemas/{name}"}

    def schema(self, depth: int = 3) -> Any:
        kinds = ["string", "integer", "number", "boolean", "enum", "any", "const"]
        if self.names:
            kinds += ["reference"] * 4
        if depth:
            kinds += ["object", "object", "array", "map", "oneOf", "anyOf", "allOf", "null union", "types"]
        made = self._of_kind(self.pick(*kinds), depth)
        if isinstance(made, dict) and "$ref" not in made:
            _doc(self.draw, made)
            if self.maybe(6):
                made["default"] = self.draw(SMALL_VALUES)
            if self.maybe(8):
                made[self.pick("readOnly", "writeOnly", "nullable")] = True
            if self.maybe(8):
                made["example"] = self.draw(SMALL_VALUES)
        return made

    def _of_kind(self, kind: str, depth: int) -> Any:
        match kind:
            case "reference":
                return (
                    self.reference() if self.maybe(2) or self.version == 0 else {**self.reference(), "description": "x"}
                )
            case "enum":
                items = st.one_of(TEXTS, st.integers(-2, 2), st.booleans(), st.none())
                items = TEXTS if self.maybe() else items
                made = {"enum": self.draw(st.lists(items, min_size=1, max_size=4))}
                return made if self.maybe(4) else {"type": self.pick("string", "integer"), **made}
            case "const":
                return {"const": self.draw(SMALL_VALUES)}
            case "any":
                return self.pick({}, {"nullable": True}, *([True] if self.version else []))
            case "object":
                return self.object(depth)
            case "array":
                made = {"type": "array", "items": self.schema(depth - 1)}
                if self.version and self.maybe(6):
                    made["prefixItems"] = [self.schema(depth - 1)]
                if self.maybe(6):
                    made |= {"minItems": self.pick(0, 1), "uniqueItems": True}
                return made
            case "map":
                made = {"type": "object", "additionalProperties": self.schema(depth - 1)}
                if self.version and self.maybe(6):
                    made["patternProperties"] = {"^x": self.schema(depth - 1)}
                return made
            case "oneOf" | "anyOf" | "allOf":
                made = {kind: [self.schema(depth - 1) for _ in range(self.pick(1, 2, 3))]}
                if kind != "allOf" and self.maybe(3):
                    mapping = {self.draw(TEXTS): self.reference()["$ref"] for _ in range(2) if self.names}
                    made["discriminator"] = {
                        "propertyName": _name(self.draw),
                        **({"mapping": mapping} if mapping else {}),
                    }
                return made if self.maybe() else {**made, **self.object(depth - 1)}
            case "null union":
                return {"anyOf": [self.schema(depth - 1), {"type": "null"}]}
            case "types":
                return {"type": [self.pick("string", "integer", "object", "array"), self.pick("null", "boolean")]}
            case _:
                made = {"type": kind}
                if kind in _FORMATS and self.maybe(3):
                    made["format"] = self.pick(*_FORMATS[kind])
                if self.maybe(8):
                    made["pattern"] = self.draw(TEXTS)
                if self.maybe(8):
                    made |= {
                        "minimum": self.pick(-1, 0, 1.5),
                        "maxLength": self.pick(1, 10),
                        "exclusiveMinimum": self.pick(True, 1),
                    }
                return made

    def object(self, depth: int) -> Json:
        properties = {_name(self.draw): self.schema(max(0, depth - 1)) for _ in range(self.pick(0, 1, 2, 3))}
        made: Json = {"type": "object", "properties": properties}
        if properties and self.maybe():
            made["required"] = [self.pick(*properties), *([_name(self.draw)] if self.maybe(6) else [])]
        if self.maybe(4):
            made["additionalProperties"] = self.pick(False, True, {})
        return made

    def content(self) -> Json:
        return {
            self.pick("application/json", "application/json", *_MEDIA_TYPES): {
                **({"schema": self.schema()} if not self.maybe(8) else {}),
                **({"itemSchema": self.schema()} if self.version == 2 and self.maybe(6) else {}),
                **({"encoding": {_name(self.draw): self.encoding()}} if self.maybe(6) else {}),
            }
            for _ in range(self.pick(1, 1, 2))
        }

    def encoding(self) -> Json:
        made: Json = {"contentType": self.pick(*_MEDIA_TYPES)} if self.maybe() else {}
        if self.maybe():
            made |= {
                "style": self.pick("form", "spaceDelimited", "pipeDelimited", "deepObject"),
                "explode": self.maybe(),
            }
        return made

    def parameter(self, name: str | None = None) -> Json:
        place = "path" if name is not None else self.pick("query", "query", "header", "cookie", "querystring")
        made: Json = {"name": _name(self.draw) if name is None else name, "in": place}
        if place == "path" or self.maybe(4):
            made["required"] = True
        if self.maybe(6) or place == "querystring":
            return {**made, "content": self.content()}
        made["schema"] = self.schema(2)
        if self.maybe(3):
            styles = {
                "path": ("simple", "label", "matrix"),
                "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
            }
            made |= {"style": self.pick(*styles.get(place, ("simple", "form", "cookie"))), "explode": self.maybe()}
        if self.maybe(8):
            made["allowReserved"] = True
        return _doc(self.draw, made)

    def responses(self) -> Json:
        return {
            str(self.pick("200", "200", "201", "204", "404", "4XX", "5XX", "default", "302", "599")): {
                "description": self.draw(TEXTS),
                **({"content": self.content()} if not self.maybe(3) else {}),
                **({"headers": {_name(self.draw): {"schema": self.schema(1)}}} if self.maybe(5) else {}),
            }
            for _ in range(self.pick(1, 2, 3))
        }

    def operation(self, path: str) -> Json:
        made: Json = {"responses": self.responses()}
        found = [self.parameter(name) for name in re.findall(r"\{([^{}]+)\}", path)]
        parameters = [*found, *(self.parameter() for _ in range(self.pick(0, 0, 1, 2)))]
        if parameters:
            made["parameters"] = parameters
        if not self.maybe(3):
            made["operationId"] = self.draw(st.one_of(st.sampled_from(["getPet", "listPets", "get_pet"]), TEXTS))
        if self.maybe():
            made["tags"] = [self.pick("pets", "Owners", self.draw(TEXTS))]
        if self.maybe(3):
            made["requestBody"] = {"content": self.content(), "required": self.maybe()}
        if self.maybe(5):
            made["security"] = self.draw(st.sampled_from([[], [{}], [{"token": []}], [{"key": []}, {"token": ["a"]}]]))
        if self.maybe(8):
            made["servers"] = [self.server()]
        if self.maybe(10):
            made["callbacks"] = {"done": {"{$request.body#/url}": {"post": {"responses": self.responses()}}}}
        return _doc(self.draw, made)

    def server(self) -> Json:
        url = self.pick("https://a.example", "/v1", "https://{host}.example/{v}", "http://a.example:{port}/", "")
        names = [name for name in ("host", "v", "port") if f"{{{name}}}" in url]
        return {
            "url": url,
            **({"variables": {name: {"default": self.pick("1", "a")} for name in names}} if names else {}),
        }

    def document(self) -> Json:
        paths: Json = {}
        for _ in range(self.pick(0, 1, 1, 2, 3)):
            segments = [
                self.pick("pets", "v1", "{petId}", "{id}", "a b", "{pet-id}", "files.{ext}")
                for _ in range(self.pick(1, 2, 3))
            ]
            path = "/" + "/".join(dict.fromkeys(segments))
            paths[path] = {
                method: self.operation(path) for method in self.draw(st.sets(st.sampled_from(_METHODS), max_size=2))
            }
        made: Json = {
            "openapi": f"3.{self.version}.0",
            "info": {"title": self.draw(TEXTS), "version": "1"},
            "paths": paths,
            "components": {
                "schemas": {name: self.schema() for name in self.names},
                "securitySchemes": {
                    "token": {"type": "http", "scheme": self.pick("bearer", "basic", "digest")},
                    "key": {
                        "type": "apiKey",
                        "in": self.pick("query", "header", "cookie"),
                        "name": self.pick("X-Key", "a b"),
                    },
                },
            },
        }
        if self.maybe(3):
            made["servers"] = [self.server() for _ in range(self.pick(1, 2))]
        if self.version and self.maybe(6):
            made["webhooks"] = {_name(self.draw): {"post": self.operation("/")}}
        return made


@st.composite
def grammatical(draw: Draw) -> Json:
    """A document as the grammar has it; not all that it says needs to make sense."""
    return _Grammar(draw, draw(st.sampled_from([0, 1, 1, 2]))).document()


def _golden() -> list[Any]:
    read = (
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.glob("tests/golden/[!b]*/document.yaml"))
    )
    return [document for document in read if isinstance(document, dict)]


GOLDEN = _golden()
_KEYWORDS = """
    $id $anchor $dynamicRef $dynamicAnchor $defs definitions if then else not contains propertyNames dependentSchemas
    dependentRequired unevaluatedProperties unevaluatedItems prefixItems items allOf anyOf oneOf discriminator mapping
    propertyName nullable const enum format pattern readOnly writeOnly xml externalDocs example examples contentSchema
    contentEncoding contentMediaType style explode allowReserved content itemSchema itemEncoding prefixEncoding headers
    links callbacks webhooks pathItems mediaTypes additionalOperations x-inhouse-name x-inhouse-pagination
    x-inhouse-unwrap x-inhouse-error x-enum-varnames flows scopes openIdConnectUrl $self summary parent hierarchy kind
""".split()
KEYS = (*sorted({*keys_in(*GOLDEN), *_KEYWORDS}),)


def documents() -> SearchStrategy[Any]:
    """Documents of the grammar, real ones, and mutations of both."""
    return mutated(st.one_of(grammatical(), st.sampled_from(GOLDEN)), KEYS)
