"""Documents that would eat the machine: each writes `openapi.yaml`, and what it refers to, into a folder."""

from __future__ import annotations

import gzip
import json
import os
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

Eater = Callable[[Path], None]


def _document(paths: Any = None, **members: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": paths or {}, **members}


def _operation(schema: Any, **members: Any) -> dict[str, Any]:
    answer = {"description": "Fine.", "content": {"application/json": {"schema": schema}}}
    return {"responses": {"200": answer}, **members}


def _with(schema: Any, **schemas: Any) -> dict[str, Any]:
    return _document({"/thing": {"get": _operation(schema)}}, components={"schemas": schemas})


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _nested(depth: int, inner: Any, wrap: Callable[[Any], Any]) -> Any:
    for _ in range(depth):
        inner = wrap(inner)
    return inner


def _json(make: Callable[[], Any]) -> Eater:
    return lambda folder: void((folder / "openapi.yaml").write_text(json.dumps(make())))


def _bytes(make: Callable[[], bytes]) -> Eater:
    return lambda folder: void((folder / "openapi.yaml").write_bytes(make()))


def void(_: object) -> None:
    """Nothing, of anything."""


_HEAD = b"openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\n"
_SMALL = json.dumps(_with(_ref("A"), A={"type": "object", "properties": {"a": {"type": "string"}}}))
_LAUGHS = b"x-a: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + b"".join(
    b"x-%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)
)
_MERGES = b"x-a: &a0 {a: 1}\n" + b"".join(
    b"x-%d: &a%d {<<: [%s], k%d: 1}\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9), n) for n in range(1, 12)
)


def _files(folder: Path) -> None:
    """A thousand files, each of which refers to all others."""
    for number in range(300):
        refs = {f"p{other}": {"$ref": f"s{other}.yaml"} for other in range(300)}
        (folder / f"s{number}.yaml").write_text(json.dumps({"type": "object", "properties": refs}))
    (folder / "openapi.yaml").write_text(json.dumps(_with({"$ref": "s0.yaml"})))


def _chained_files(folder: Path) -> None:
    """Files each of which is a reference to the next."""
    for number in range(1000):
        (folder / f"s{number}.yaml").write_text(json.dumps({"$ref": f"s{number + 1}.yaml"}))
    (folder / "s1000.yaml").write_text('{"type": "string"}')
    (folder / "openapi.yaml").write_text(json.dumps(_with({"$ref": "s0.yaml"})))


def _chain_in_a_file(folder: Path) -> None:
    """Another file's schemas, each of which is a reference to the next."""
    schemas = {f"S{n}": {"$ref": f"#/S{n + 1}"} for n in range(20_000)}
    (folder / "other.yaml").write_text(json.dumps({**schemas, "S20000": {"type": "string"}}))
    (folder / "openapi.yaml").write_text(json.dumps(_with({"$ref": "other.yaml#/S0"})))


def _through_references(folder: Path) -> None:
    """Pointers that lead through references, each of which leads through the next."""
    schemas: dict[str, Any] = {f"S{n}": {"$ref": f"#/S{n + 1}/properties/a"} for n in range(2000)}
    (folder / "other.yaml").write_text(json.dumps({**schemas, "S2000": {"properties": {"a": {"type": "string"}}}}))
    (folder / "openapi.yaml").write_text(json.dumps(_with({"$ref": "other.yaml#/S0/properties/a"})))


def _copied(folder: Path) -> None:
    """Path items in another file, each of which holds the next twice: they have no place in `components`."""
    items = {f"p{n}": {"get": _operation({}), "post": {"$ref": f"#/p{n + 1}/get"}} for n in range(2000)}
    callbacks = {
        f"c{n}": {"u": {"post": {"responses": {}, "callbacks": {k: {"u": {"$ref": f"#/c{n + 1}/u"}} for k in "ab"}}}}
        for n in range(60)
    }
    (folder / "other.yaml").write_text(json.dumps({**items, **callbacks}))
    paths = {"/a": {"$ref": "other.yaml#/p0"}, "/b": {"$ref": "other.yaml#/c0/u"}}
    (folder / "openapi.yaml").write_text(json.dumps(_document(paths)))


def _identified(folder: Path) -> None:
    """Schemas that all have an address of their own, and references that are relative to it."""
    schemas = {
        f"S{n}": {"$id": f"http://a.example/{n}/", "properties": {"a": {"$ref": f"../{n + 1}/"}}} for n in range(5000)
    }
    (folder / "openapi.yaml").write_text(json.dumps(_with(_ref("S0"), **schemas)))


def _file_cycle(folder: Path) -> None:
    (folder / "a.yaml").write_text('{"allOf": [{"$ref": "b.yaml"}], "properties": {"b": {"$ref": "b.yaml"}}}')
    (folder / "b.yaml").write_text('{"allOf": [{"$ref": "a.yaml"}], "properties": {"a": {"$ref": "openapi.yaml#/x"}}}')
    (folder / "openapi.yaml").write_text(json.dumps({**_with({"$ref": "a.yaml"}), "x": {"$ref": "a.yaml"}}))


def _leading(name: str) -> Eater:
    return lambda folder: void((folder / "openapi.yaml").write_text(json.dumps(_with({"$ref": name}))))


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yaml")
    (folder / "openapi.yaml").write_text(json.dumps(_with({"$ref": "pipe.yaml"})))


def _device(folder: Path) -> None:
    (folder / "zero.yaml").symlink_to("/dev/zero")
    (folder / "openapi.yaml").write_text(json.dumps(_with({"$ref": "zero.yaml"})))


def _link(folder: Path) -> None:
    (folder / "passwd.yaml").symlink_to("/etc/passwd")
    (folder / "etc").symlink_to("/etc")
    refs = {"a": {"$ref": "passwd.yaml"}, "b": {"$ref": "etc/passwd"}}
    (folder / "openapi.yaml").write_text(json.dumps(_with({"type": "object", "properties": refs})))


def _loop(folder: Path) -> None:
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "openapi.yaml").write_text(json.dumps(_with({"$ref": "loop.yaml"})))


def _socket(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.yaml"))
    (folder / "openapi.yaml").write_text(json.dumps(_with({"$ref": "socket.yaml"})))


def _device_as_document(folder: Path) -> None:
    (folder / "openapi.yaml").symlink_to("/dev/zero")


def _overlaid(target: str) -> Eater:
    def write(folder: Path) -> None:
        document = _with(
            _ref("A"),
            A=_nested(60, {"type": "string"}, lambda inner: {"items": inner, "x": ["a" * 40 + "!", "(a|a)*$"]}),
        )
        overlay = {
            "overlay": "1.0.0",
            "info": {"title": "O", "version": "1"},
            "actions": [{"target": target, "remove": True}],
        }
        (folder / "document.yaml").write_text(json.dumps(document))
        (folder / "overlay.yaml").write_text(json.dumps(overlay))
        (folder / "inhouse.toml").write_text(
            '[targets.shop]\ndocument = "document.yaml"\noverlays = ["overlay.yaml"]\noutput = "out"\n'
        )

    return write


def _configured(text: str) -> Eater:
    return lambda folder: void((folder / "inhouse.toml").write_text(text))


def _beside(name: str, make: Callable[[], bytes], overlays: str = '["overlay.yaml"]') -> Eater:
    def write(folder: Path) -> None:
        (folder / "document.yaml").write_text(_SMALL)
        (folder / name).write_bytes(make())
        configuration = f'[targets.shop]\ndocument = "document.yaml"\noverlays = {overlays}\noutput = "out"\n'
        (folder / "inhouse.toml").write_text(configuration)

    return write


def _growing() -> bytes:
    """Actions each of which doubles what the last one made."""
    info = {"title": "O", "version": "1"}
    actions = [{"target": "$..*", "update": {f"x-{n}": {"a": {}, "b": {}}}} for n in range(40)]
    return json.dumps({"overlay": "1.0.0", "info": info, "actions": actions}).encode()


def _actions(count: int) -> bytes:
    actions = [{"target": "$.info", "update": {f"x-{n}": 1}} for n in range(count)]
    return json.dumps({"overlay": "1.0.0", "info": {"title": "O", "version": "1"}, "actions": actions}).encode()


def _matched(pattern: str) -> Eater:
    """A pattern for operations whose ids, tags and paths come near it and never match."""

    def write(folder: Path) -> None:
        near = _operation({}, operationId="a" * 5000 + "b", tags=["a" * 5000 + "b"])
        (folder / "openapi.yaml").write_text(json.dumps(_document({"/" + "a/" * 2500 + "b": {"get": near}})))
        configuration = f'[targets.shop]\ndocument = "openapi.yaml"\noutput = "out"\ninclude = [{pattern}]\n'
        (folder / "inhouse.toml").write_text(configuration)

    return write


def _overlays(count: int) -> Eater:
    """A configuration with so many overlays."""

    def write(folder: Path) -> None:
        (folder / "document.yaml").write_text(_SMALL)
        for number in range(count):
            overlay = {"overlay": "1.0.0", "info": {"title": "O", "version": "1"}}
            actions = [{"target": "$.info", "update": {f"x-{number}": 1}}]
            (folder / f"o{number}.yaml").write_text(json.dumps({**overlay, "actions": actions}))
        names = json.dumps([f"o{number}.yaml" for number in range(count)])
        configuration = f'[targets.shop]\ndocument = "document.yaml"\noverlays = {names}\noutput = "out"\n'
        (folder / "inhouse.toml").write_text(configuration)

    return write


def _repeated(count: int, make: Callable[[int], bytes]) -> bytes:
    return b"".join(make(number) for number in range(count))


def _operations(count: int) -> Any:
    return _document({f"/things/{n}": {"get": {"operationId": f"get{n}", "responses": {}}} for n in range(count)})


def _parameters(count: int) -> Any:
    parameters = [{"name": f"p{n}", "in": "query", "schema": {"type": "string"}} for n in range(count)]
    return _document({"/thing": {"get": _operation({}, parameters=parameters)}})


_CYCLES: dict[str, Any] = {
    "allOf with itself": _with(_ref("A"), A={"allOf": [_ref("A")]}),
    "allOf in a circle": _with(_ref("A"), A={"allOf": [_ref("B")]}, B={"allOf": [_ref("C")]}, C={"allOf": [_ref("A")]}),
    "oneOf with itself": _with(_ref("A"), A={"oneOf": [_ref("A"), {"type": "string"}]}),
    "anyOf in a circle": _with(_ref("A"), A={"anyOf": [_ref("B")]}, B={"anyOf": [_ref("A")]}),
    "not itself": _with(_ref("A"), A={"not": _ref("A")}),
    "items of itself": _with(_ref("A"), A={"type": "array", "items": _ref("A")}),
    "prefixItems of itself": _with(_ref("A"), A={"type": "array", "prefixItems": [_ref("A"), _ref("A")]}),
    "additionalProperties of itself": _with(_ref("A"), A={"type": "object", "additionalProperties": _ref("A")}),
    "patternProperties of itself": _with(_ref("A"), A={"type": "object", "patternProperties": {".*": _ref("A")}}),
    "a property of itself": _with(_ref("A"), A={"type": "object", "properties": {"a": _ref("A")}, "required": ["a"]}),
    "a property in its own allOf": _with(
        _ref("A"), A={"allOf": [{"properties": {"a": _ref("A")}}], "properties": {"a": _ref("A")}}
    ),
    "a reference to itself": _with(_ref("A"), A=_ref("A")),
    "references in a circle": _with(_ref("A"), A=_ref("B"), B=_ref("A")),
    "a reference into itself": _with(_ref("A"), A={"$ref": "#/components/schemas/A/properties/a"}),
    "$dynamicRef to itself": _with(_ref("A"), A={"$dynamicAnchor": "a", "properties": {"a": {"$dynamicRef": "#a"}}}),
    "$dynamicRef alone": _with(_ref("A"), A={"$dynamicAnchor": "a", "$dynamicRef": "#a"}),
    "$ref to the whole document": _with({"$ref": "#"}),
    "if, then and else": _with(_ref("A"), A={"if": _ref("A"), "then": _ref("A"), "else": _ref("A")}),
    "dependentSchemas": _with(_ref("A"), A={"type": "object", "dependentSchemas": {"a": _ref("A")}}),
    "$defs": _with(
        _ref("A"), A={"$defs": {"b": {"$ref": "#/components/schemas/A"}}, "$ref": "#/components/schemas/A/$defs/b"}
    ),
    "a discriminator of itself": _with(
        _ref("A"), A={"oneOf": [_ref("A")], "discriminator": {"propertyName": "k", "mapping": {"a": "A", "b": "#/"}}}
    ),
    "path items": _document({"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}}),
    "parameters": _document(
        {"/a": {"get": {"parameters": [{"$ref": "#/components/parameters/P"}], "responses": {}}}},
        components={"parameters": {"P": {"$ref": "#/components/parameters/P"}}},
    ),
    "responses": _document(
        {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/R"}}}}},
        components={"responses": {"R": {"$ref": "#/paths/~1a/get/responses/200"}}},
    ),
    "request bodies": _document(
        {"/a": {"post": {"requestBody": {"$ref": "#/components/requestBodies/B"}, "responses": {}}}},
        components={"requestBodies": {"B": {"$ref": "#/components/requestBodies/B"}}},
    ),
    "callbacks within callbacks": _document(
        {"/a": {"post": {"responses": {}, "callbacks": {"c": {"$ref": "#/components/callbacks/C"}}}}},
        components={
            "callbacks": {
                "C": {"u": {"post": {"responses": {}, "callbacks": {"c": {"$ref": "#/components/callbacks/C"}}}}}
            }
        },
    ),
    "security schemes": _document(
        {"/a": {"get": {"responses": {}}}},
        security=[{"S": []}],
        components={"securitySchemes": {"S": {"$ref": "#/components/securitySchemes/S"}}},
    ),
    "links and headers": _document(
        {
            "/a": {
                "get": {"responses": {"200": {"headers": {"H": {"$ref": "#/components/headers/H"}}, "description": ""}}}
            }
        },
        components={"headers": {"H": {"$ref": "#/components/headers/H"}}},
    ),
}


def _answered(**members: Any) -> Any:
    return _document({"/a": {"get": {"responses": {"200": {"description": "Fine.", **members}}}}})


def _one(**members: Any) -> Any:
    return _document({"/a": {"get": _operation({"type": "string"}, **members)}})


def _unions(count: int) -> Any:
    """Unions each of which tells all the others apart by a field."""
    names = [f"U{n}" for n in range(count)]
    mapping = {name: f"#/components/schemas/{name}" for name in names}
    union = {"oneOf": [_ref(name) for name in names], "discriminator": {"propertyName": "k", "mapping": mapping}}
    return _with(_ref("U0"), **dict.fromkeys(names, union))


def _hierarchy(count: int) -> Any:
    """Models each of which has all that the one before has, and a field."""
    return _with(
        _ref(f"S{count}"),
        S0={"type": "object"},
        **{
            f"S{n}": {"allOf": [_ref(f"S{n - 1}"), {"type": "object", "properties": {f"p{n}": _ref(f"S{n - 1}")}}]}
            for n in range(1, count + 1)
        },
    )


_DOUBLING = {f"S{n}": {"allOf": [_ref(f"S{n + 1}"), _ref(f"S{n + 1}")]} for n in range(40)}
_FORKS = {f"S{n}": {"oneOf": [_ref(f"S{n + 1}"), {"type": "array", "items": _ref(f"S{n + 1}")}]} for n in range(40)}

EATERS: dict[str, Eater] = {
    **{f"cycle: {name}": _json(partial(dict, document)) for name, document in _CYCLES.items()},
    "cycle: files": _file_cycle,
    "aliases: a billion laughs": _bytes(lambda: _HEAD + _LAUGHS),
    "aliases: a billion laughs in properties": _bytes(
        lambda: _HEAD + _LAUGHS + b"paths: {/a: {get: {responses: *a11}}}\n"
    ),
    "aliases: merges": _bytes(lambda: _HEAD + _MERGES),
    "aliases: of itself": _bytes(lambda: _HEAD + b"paths: &p {/a: *p}\n"),
    "deep: arrays": _bytes(lambda: b"[" * 1_000_000),
    "deep: closed arrays": _bytes(lambda: b"[" * 500_000 + b"]" * 500_000),
    "deep: objects": _bytes(lambda: b'{"a":' * 500_000),
    "deep: flow mappings": _bytes(lambda: _HEAD + b"x: " + b"{a: " * 100_000),
    "deep: block sequences": _bytes(lambda: _HEAD + b"x: \n " + b"- " * 100_000 + b"a"),
    "deep: indentation": _bytes(lambda: _HEAD + b"".join(b" " * n + b"a:\n" for n in range(3000))),
    "deep: items": _json(
        lambda: _with(_nested(250, {"type": "string"}, lambda inner: {"type": "array", "items": inner}))
    ),
    "deep: properties": _json(
        lambda: _with(_nested(140, {"type": "string"}, lambda inner: {"type": "object", "properties": {"a": inner}}))
    ),
    "deep: allOf": _json(lambda: _with(_nested(140, {"type": "object"}, lambda inner: {"allOf": [inner]}))),
    "deep: chain of references": _json(
        lambda: _with(_ref("S0"), **{f"S{n}": _ref(f"S{n + 1}") for n in range(20_000)}, S20000={"type": "object"})
    ),
    "deep: chain of properties": _json(
        lambda: _with(
            _ref("S0"), **{f"S{n}": {"type": "object", "properties": {"a": _ref(f"S{n + 1}")}} for n in range(1500)}
        )
    ),
    "deep: doubling allOf": _json(lambda: _with(_ref("S0"), **_DOUBLING, S40={"type": "object"})),
    "deep: doubling oneOf": _json(lambda: _with(_ref("S0"), **_FORKS, S40={"type": "string"})),
    "deep: chain of 100,000 references": _json(
        lambda: _with(_ref("S0"), **{f"S{n}": _ref(f"S{n + 1}") for n in range(100_000)}, S100000={"type": "object"})
    ),
    "deep: chain of files": _chained_files,
    "deep: chain of references in a file": _chain_in_a_file,
    "deep: pointers through references": _through_references,
    "deep: what has no name of its own, held twice": _copied,
    "deep: chain of parameters": _json(
        lambda: _document(
            {"/a": {"get": _operation({}, parameters=[{"$ref": "#/components/parameters/P0"}])}},
            components={"parameters": {f"P{n}": {"$ref": f"#/components/parameters/P{n + 1}"} for n in range(100_000)}},
        )
    ),
    "deep: a pointer into a chain": _json(
        lambda: _with(
            {"$ref": "#/components/schemas/S0" + "/properties/a" * 5000},
            S0={"properties": {"a": _ref("S0")}},
        )
    ),
    "deep: aliases of what comes before": _json(
        lambda: _with(
            _ref("S20000"),
            **{f"S{n:05}": {"type": "array", "items": _ref(f"S{n - 1:05}")} for n in range(1, 20_001)},
            S00000={"type": "string"},
        )
    ),
    "deep: other names of what comes before": _json(
        lambda: _with(_ref("S20000"), **{f"S{n:05}": _ref(f"S{n - 1:05}") for n in range(1, 20_001)}, S00000={})
    ),
    "deep: unions with what comes before": _json(
        lambda: _with(
            _ref("S2000"),
            **{
                f"S{n:04}": {"oneOf": [_ref(f"S{n - 1:04}"), {"type": "object", "properties": {f"p{n}": {}}}]}
                for n in range(1, 2001)
            },
            S0000={"type": "object", "properties": {"a": {}}},
        )
    ),
    "deep: objects that hold what comes before": _json(
        lambda: _with(
            _ref("S0500"),
            **{f"S{n:04}": {"type": "object", "properties": {"a": _ref(f"S{n - 1:04}")}} for n in range(1, 501)},
            S0000={"type": "object", "properties": {"a": {}}},
        )
    ),
    "wide: allOf of 10,000 that say the same": _json(
        lambda: _with({"allOf": [{"properties": {"a": {"minLength": n}}} for n in range(10_000)]})
    ),
    "wide: 3,000 operations with the same 900 answers": _json(
        lambda: _document(
            {f"/a/{n}": {"get": {"responses": {"200": {"$ref": "#/components/responses/R"}}}} for n in range(3000)},
            components={
                "responses": {
                    "R": {"description": "", "content": {f"application/a{n}+json": {"schema": {}} for n in range(900)}}
                }
            },
        )
    ),
    "wide: 2,000 operations with the same 100 parameters": _json(
        lambda: _document(
            {
                f"/a/{n}": {
                    "get": {"responses": {}},
                    "parameters": [{"$ref": f"#/components/parameters/P{m}"} for m in range(100)],
                }
                for n in range(2000)
            },
            components={"parameters": {f"P{m}": {"name": f"p{m}", "in": "query", "schema": {}} for m in range(100)}},
        )
    ),
    "deep: a hierarchy": _json(lambda: _hierarchy(1000)),
    "deep: a hierarchy, and every pair of it": _json(
        lambda: _with(
            {"oneOf": [_ref(f"S{n}") for n in range(400)]},
            **{
                f"S{n}": {"allOf": [_ref(f"S{m}") for m in range(n)], "properties": {f"p{n}": {"type": "string"}}}
                for n in range(400)
            },
        )
    ),
    "deep: a diamond of allOf": _json(
        lambda: _with(
            _ref("S0"),
            **{
                f"S{n}": {"allOf": [_ref(f"L{n}"), _ref(f"R{n}")], "properties": {f"p{n}": {"type": "string"}}}
                for n in range(100)
            },
            **{f"{side}{n}": {"allOf": [_ref(f"S{n + 1}")]} for n in range(99) for side in "LR"},
        )
    ),
    "deep: an overlapping union": _json(
        lambda: _with(_nested(140, {"type": "string"}, lambda inner: {"anyOf": [inner, {"type": "integer"}]}))
    ),
    "deep: maps and arrays in one another": _json(
        lambda: _with(_nested(140, {"type": "string"}, lambda inner: {"type": "object", "additionalProperties": inner}))
    ),
    "deep: an example": _json(lambda: _with({"type": "object", "examples": [_nested(280, 1, lambda inner: [inner])]})),
    "deep: a default": _json(
        lambda: _document(
            {
                "/a": {
                    "get": _operation(
                        {},
                        parameters=[
                            {"name": "a", "in": "query", "schema": {"default": _nested(280, 1, lambda i: {"a": i})}}
                        ],
                    )
                }
            }
        )
    ),
    "deep: a constant": _json(lambda: _with({"const": _nested(280, 1, lambda inner: [inner])})),
    "wide: unions that all hold one another": _json(lambda: _unions(200)),
    "wide: schemas that all refer to all": _json(
        lambda: _with(
            _ref("S0"),
            **{
                f"S{n}": {"type": "object", "properties": {f"p{m}": _ref(f"S{m}") for m in range(300)}}
                for n in range(300)
            },
        )
    ),
    "wide: 49,999 operations": _json(lambda: _operations(49_999)),
    "wide: 20,000 schemas": _json(
        lambda: _with(
            {"type": "array", "prefixItems": [_ref(f"S{n}") for n in range(20_000)], "items": _ref("S0")},
            S0={"type": "object", "properties": {f"p{n}": _ref(f"S{n}") for n in range(1, 200)}},
            **{
                f"S{n}": {
                    "type": "object",
                    "properties": {f"p{m}": _ref(f"S{m}") for m in range(n * 100, min(n * 100 + 100, 20_000))},
                }
                for n in range(1, 20_000)
            },
        )
    ),
    "wide: 100,000 servers": _json(lambda: _one(servers=[{"url": f"https://a{n}.example"} for n in range(100_000)])),
    "wide: 100,000 servers of the document": _json(
        lambda: {**_one(), "servers": [{"url": f"https://a{n}.example"} for n in range(100_000)]}
    ),
    "wide: 100,000 variables of a server": _json(
        lambda: {
            **_one(),
            "servers": [{"url": "https://{v0}", "variables": {f"v{n}": {"default": "a"} for n in range(100_000)}}],
        }
    ),
    "wide: 100,000 values of a variable": _json(
        lambda: {
            **_one(),
            "servers": [
                {"url": "https://{v}", "variables": {"v": {"default": "a", "enum": [f"a{n}" for n in range(100_000)]}}}
            ],
        }
    ),
    "wide: 100,000 security schemes": _json(
        lambda: {
            **_one(),
            "components": {"securitySchemes": {f"s{n}": {"type": "http", "scheme": "bearer"} for n in range(100_000)}},
            "security": [{"s0": []}],
        }
    ),
    "wide: 100,000 security requirements": _json(
        lambda: {
            **_one(security=[{f"s{n}": []} for n in range(100_000)]),
            "components": {"securitySchemes": {f"s{n}": {"type": "http", "scheme": "bearer"} for n in range(100_000)}},
        }
    ),
    "wide: 100,000 security requirements of one": _json(
        lambda: {
            **_one(security=[{f"s{n}": [] for n in range(100_000)}]),
            "components": {"securitySchemes": {f"s{n}": {"type": "http", "scheme": "bearer"} for n in range(100_000)}},
        }
    ),
    "wide: 100,000 scopes": _json(
        lambda: {
            **_one(security=[{"s": [f"a{n}" for n in range(100_000)]}]),
            "components": {
                "securitySchemes": {
                    "s": {
                        "type": "oauth2",
                        "flows": {
                            "clientCredentials": {
                                "tokenUrl": "https://a.example",
                                "scopes": {f"a{n}": "" for n in range(100_000)},
                            }
                        },
                    }
                }
            },
        }
    ),
    "wide: 100,000 tags of an operation": _json(lambda: _one(tags=[f"t{n}" for n in range(100_000)])),
    "wide: 20,000 tags with an operation each": _json(
        lambda: _document({f"/a/{n}": {"get": {"tags": [f"tag {n}"], "responses": {"204": {}}}} for n in range(20_000)})
    ),
    "wide: 20,000 operations of one name": _json(
        lambda: _document({f"/a/{n}": {"get": {"operationId": "get a", "responses": {}}} for n in range(20_000)})
    ),
    "wide: 100,000 callbacks": _json(
        lambda: _one(callbacks={f"c{n}": {"u": {"post": {"responses": {}}}} for n in range(100_000)})
    ),
    "wide: 100,000 webhooks": _json(
        lambda: {**_document(), "webhooks": {f"w{n}": {"post": {"responses": {}}} for n in range(100_000)}}
    ),
    "wide: 100,000 links": _json(lambda: _answered(links={f"l{n}": {"operationId": "a"} for n in range(100_000)})),
    "wide: 100,000 headers": _json(
        lambda: _answered(headers={f"H{n}": {"schema": {"type": "string"}} for n in range(100_000)})
    ),
    "wide: 100,000 media types": _json(
        lambda: _answered(content={f"application/a{n}": {"schema": {"type": "string"}} for n in range(100_000)})
    ),
    "wide: 100,000 media types of JSON": _json(
        lambda: _answered(content={f"application/a{n}+json": {"schema": {"minLength": n}} for n in range(100_000)})
    ),
    "wide: 100,000 media types of a body": _json(
        lambda: _document(
            {
                "/a": {
                    "post": {
                        "requestBody": {
                            "content": {f"application/a{n}+json": {"schema": {}} for n in range(100_000)},
                        },
                        "responses": {},
                    }
                }
            }
        )
    ),
    "wide: 100,000 parts of a form": _json(
        lambda: _document(
            {
                "/a": {
                    "post": {
                        "requestBody": {
                            "content": {
                                "multipart/form-data": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {f"p{n}": {"type": "string"} for n in range(4999)},
                                    },
                                    "encoding": {f"p{n}": {"contentType": "text/plain"} for n in range(100_000)},
                                }
                            }
                        },
                        "responses": {},
                    }
                }
            }
        )
    ),
    "wide: 100,000 responses": _json(
        lambda: _document(
            {"/a": {"get": {"responses": {str(n): _operation({})["responses"]["200"] for n in range(100_000)}}}}
        )
    ),
    "wide: 400 responses with a model each": _json(
        lambda: _document(
            {
                "/a": {
                    "get": {
                        "responses": {
                            str(n): _operation({"type": "object", "properties": {f"p{n}": {"type": "string"}}})[
                                "responses"
                            ]["200"]
                            for n in range(200, 600)
                        }
                    }
                }
            }
        )
    ),
    "wide: a million enum values": _json(lambda: _with({"enum": list(range(1_000_000))})),
    "wide: an enum of a million values that are the same": _json(lambda: _with({"enum": ["a"] * 1_000_000})),
    "wide: enums that only differ in case": _json(
        lambda: _with({"enum": [f"{'a' * (n % 70)}{'-' * (n // 70)}b" for n in range(5000)]})
    ),
    "wide: a million values as an example": _json(
        lambda: _with({"type": "array", "items": {}, "examples": [list(range(1_000_000))]})
    ),
    "wide: a million values as a default": _json(
        lambda: _one(
            parameters=[
                {
                    "name": "a",
                    "in": "query",
                    "schema": {"type": "array", "items": {"type": "integer"}, "default": list(range(1_000_000))},
                }
            ]
        )
    ),
    "wide: a default of a million members": _json(
        lambda: _with(
            {
                "type": "object",
                "properties": {"a": {"type": "object", "default": {f"k{n}": 1 for n in range(1_000_000)}}},
            }
        )
    ),
    "wide: 100,000 required": _json(
        lambda: _with({"type": "object", "required": [f"p{n}" for n in range(100_000)], "properties": {"a": {}}})
    ),
    "wide: 100,000 types": _json(lambda: _with({"type": ["string", "integer"] * 50_000})),
    "wide: 100,000 patternProperties": _json(
        lambda: _with({"type": "object", "patternProperties": {f"^a{n}": {"minLength": n} for n in range(100_000)}})
    ),
    "wide: 100,000 prefixItems": _json(
        lambda: _with({"type": "array", "prefixItems": [{"minLength": n} for n in range(100_000)]})
    ),
    "wide: 100,000 names of a discriminator": _json(
        lambda: _with(
            {
                "oneOf": [_ref("A"), _ref("B")],
                "discriminator": {"propertyName": "k", "mapping": {f"k{n}": "A" for n in range(100_000)}},
            },
            A={"type": "object", "properties": {"k": {"type": "string"}}},
            B={"type": "object", "properties": {"k": {"type": "string"}}},
        )
    ),
    "wide: 5,000 dead references": _json(
        lambda: _with({"type": "object", "properties": {f"p{n}": _ref(f"X{n}") for n in range(4999)}})
    ),
    "wide: 5,000 dead references in a document of many names": _json(
        lambda: _with(
            {"type": "object", "properties": {f"p{n}": _ref(f"Missing{n}") for n in range(4999)}},
            **{f"Mission{n}": {} for n in range(20_000)},
        )
    ),
    "wide: 5,000 dead references in another file": lambda folder: void(
        (
            (folder / "other.yaml").write_text(json.dumps({f"Mission{n}": {} for n in range(20_000)})),
            (folder / "openapi.yaml").write_text(
                json.dumps(
                    _with(
                        {
                            "type": "object",
                            "properties": {f"p{n}": {"$ref": f"other.yaml#/Missing{n}"} for n in range(4999)},
                        }
                    )
                )
            ),
        )
    ),
    "wide: 9,000 operations that are all wrong": _json(
        lambda: _document({f"/a{n}/{{b}}": {"get": {"parameters": [{"in": "query"}]}} for n in range(9000)})
    ),
    "wide: 100,000 extensions": _json(lambda: _one(**{f"x-{n}": {"a": [n]} for n in range(100_000)})),
    "wide: schemas with addresses": _identified,
    "wide: 500 schemas of one name": _json(
        lambda: _with(
            {"type": "object", "properties": {f"p{n}": _ref("a" + "-" * n) for n in range(500)}},
            **{"a" + "-" * n: {"type": "object", "properties": {"a": {"type": "string"}}} for n in range(500)},
        )
    ),
    "wide: a union of 10,000": _json(
        lambda: _with(
            {"oneOf": [{"type": "object", "title": f"T{n}", "properties": {f"p{n}": {}}} for n in range(10_000)]}
        )
    ),
    "wide: a union of 10,000 references": _json(
        lambda: _with(
            {"oneOf": [_ref(f"S{n % 50}") for n in range(10_000)]}, **{f"S{n}": {"type": "object"} for n in range(50)}
        )
    ),
    "wide: allOf of 10,000": _json(lambda: _with({"allOf": [{"properties": {f"p{n}": {}}} for n in range(10_000)]})),
    "wide: 100,000 enum values": _json(lambda: _with({"enum": [f"v{n}" for n in range(100_000)]})),
    "wide: 100,000 operations": _json(lambda: _operations(100_000)),
    "wide: 100,000 parameters": _json(lambda: _parameters(100_000)),
    "wide: 100,000 properties": _json(
        lambda: _with({"type": "object", "properties": {f"p{n}": {"type": "string"} for n in range(100_000)}})
    ),
    "wide: 100,000 tags": _json(
        lambda: _document({"/a": {"get": _operation({})}}, tags=[{"name": f"t{n}"} for n in range(100_000)])
    ),
    "wide: 100,000 unused schemas": _json(lambda: _with({}, **{f"S{n}": {"type": "object"} for n in range(100_000)})),
    "wide: 100,000 keys that look alike": _json(
        lambda: _with({"type": "object", "properties": {"-" * (n % 50) + "_" * n: {} for n in range(2000)}})
    ),
    "wide: files that all refer to all": _files,
    "long: a megabyte of title": _json(lambda: {**_document(), "info": {"title": "a" * 1_000_000, "version": "1"}}),
    "long: a megabyte of description": _json(
        lambda: {**_document({"/a": {"get": _operation({}, description="a b " * 250_000)}})}
    ),
    "long: a megabyte of quotes": _json(
        lambda: _document({"/a": {"get": _operation({}, description='"\\' * 500_000)}})
    ),
    "long: a megabyte of a key": _json(lambda: _with({"type": "object", "properties": {"a" * 1_000_000: {}}})),
    "long: a megabyte of a schema's name": _json(
        lambda: _with(_ref("a" * 1_000_000), **{"a" * 1_000_000: {"type": "object"}})
    ),
    "long: a megabyte of an operation's name": _json(
        lambda: _document({"/a": {"get": _operation({}, operationId="aB" * 500_000)}})
    ),
    "long: a megabyte of a tag": _json(lambda: _document({"/a": {"get": _operation({}, tags=["a" * 1_000_000])}})),
    "long: a megabyte of a path": _json(lambda: _document({"/" + "a/" * 500_000: {"get": _operation({})}})),
    "long: 100,000 path parameters": _json(
        lambda: _document({"/" + "/".join(f"{{p{n}}}" for n in range(20_000)): {"get": _operation({})}})
    ),
    "long: braces": _json(lambda: _document({"/" + "{" * 500_000: {"get": _operation({})}})),
    "long: a megabyte of a reference": _json(lambda: _with({"$ref": "#/" + "a/" * 500_000})),
    "long: a megabyte of a media type": _json(
        lambda: _document({"/a": {"get": {"responses": {"200": {"content": {"text/" + ";a" * 500_000: {}}}}}}})
    ),
    "long: a megabyte of a server": _json(
        lambda: _document({"/a": {"get": _operation({})}}, servers=[{"url": "https://" + "{a}" * 300_000}])
    ),
    "long: 60 MiB of spaces": _bytes(lambda: _HEAD + b" " * (60 << 20)),
    "long: 100 MiB": _bytes(lambda: _HEAD + b"#" * (100 << 20)),
    "long: 50 MB of a string": _json(lambda: _one(description="a" * 50_000_000)),
    "long: 50 MB of words": _json(lambda: _one(description="word " * 10_000_000)),
    "long: 50 MB of lines": _json(lambda: _one(description="- a\n" * 12_500_000)),
    "long: 50 MB of a schema's words": _json(lambda: _with({"type": "string", "description": "word " * 10_000_000})),
    "long: 20 MB in a block of YAML": _bytes(lambda: _HEAD + b"x: |\n" + b"  some words here\n" * 1_100_000),
    "long: 20 MB over lines of YAML": _bytes(lambda: _HEAD + b"x: a\n" + b"  some words here\n" * 1_100_000),
    "long: 20 MB in quotes": _bytes(lambda: _HEAD + b'x: "' + b"\\u0041" * 3_300_000 + b'"\n'),
    "long: 20 MB of numbers in YAML": _bytes(lambda: _HEAD + b"x: [" + b"1," * 10_000_000 + b"1]\n"),
    "long: 10 MB of keys in YAML": _bytes(lambda: _HEAD + b"x:\n" + _repeated(800_000, lambda n: b"  k%d: 1\n" % n)),
    "long: 60 MB of an enum's value": _json(lambda: _with({"enum": ["a" * 60_000_000]})),
    "long: a megabyte of a default": _json(
        lambda: _one(parameters=[{"name": "a", "in": "query", "schema": {"type": "string", "default": "a" * 10**6}}])
    ),
    "long: a path of 3,000 parameters": _json(
        lambda: _document({"/" + "/".join(f"{{p{n}}}" for n in range(500)): {"get": _operation({})}})
    ),
    "long: a path of 900 parameters": _json(
        lambda: _document({"/" + "/".join(f"{{p{n}}}" for n in range(900)): {"get": _operation({})}})
    ),
    "long: a path of opening braces": _json(lambda: _document({"/" + "{" * 29_000: {"get": _operation({})}})),
    "long: a path of slashes": _json(lambda: _document({"/" * 29_000: {"get": _operation({})}})),
    "long: 500 keys of 29,000": _json(
        lambda: _with({"type": "object", "properties": {f"{n:04}" + "a" * 29_000: {} for n in range(500)}})
    ),
    "long: 500 schemas' names of 29,000": _json(
        lambda: _with(
            {"type": "object", "properties": {f"p{n}": _ref(f"{n:04}" + "a" * 29_000) for n in range(500)}},
            **{f"{n:04}" + "a" * 29_000: {"type": "object", "properties": {"a": {}}} for n in range(500)},
        )
    ),
    "long: a comment without end": _bytes(lambda: _HEAD + b"# " + b"a" * 50_000_000),
    "long: a pattern": _json(lambda: _with({"type": "string", "pattern": "(" * 300_000})),
    "number: 10 to the 400,000": _bytes(lambda: _HEAD + b"x: 1e400000\ny: 1.5e-400000\n"),
    "number: 100,000 digits": _bytes(lambda: _HEAD + b"x: " + b"9" * 100_000 + b"\n"),
    "number: 100,000 digits in JSON": _bytes(
        lambda: b'{"openapi":"3.1.0","info":{"title":"S","version":"1"},"x":' + b"9" * 100_000 + b"}"
    ),
    "number: sexagesimal and hexadecimal": _bytes(lambda: _HEAD + b"x: 190:20:30\ny: 0x" + b"f" * 100_000 + b"\n"),
    "number: huge bounds": _json(
        lambda: _with(
            {
                "type": "array",
                "minItems": 10**300,
                "maxItems": 10**300,
                "items": {"type": "integer", "minimum": -(10**300)},
            }
        )
    ),
    "number: 10 to the 999,999 as bounds": _bytes(
        lambda: (
            json.dumps(_with({"type": "number", "minimum": "M", "maximum": "M", "multipleOf": "D", "default": "M"}))
            .replace('"M"', "1e999999")
            .replace('"D"', "1e-999999")
            .encode()
        )
    ),
    "number: 10 to the 999,999 in YAML": _bytes(
        lambda: (
            _HEAD
            + b"paths: {/a: {get: {responses: {'200': {description: a, content: {application/json: {schema: "
            + b"{type: number, minimum: -1e999999, multipleOf: 1e-999999, default: 1e999999, enum: [1e999999]}}}}}}}}\n"
        )
    ),
    "number: 10 to the 300 as an integer's bounds": _bytes(
        lambda: (
            json.dumps(_one(parameters=[{"name": "a", "in": "query", "schema": {"type": "integer", "default": "M"}}]))
            .replace('"M"', "1e300")
            .encode()
        )
    ),
    "number: 4,000 digits everywhere": _json(
        lambda: _one(
            parameters=[
                {
                    "name": f"p{n}",
                    "in": "query",
                    "schema": {"type": "integer", "default": 10**4000, "minimum": 10**4000},
                }
                for n in range(500)
            ]
        )
    ),
    "number: a million digits": _bytes(
        lambda: (
            json.dumps(_with({"type": "integer", "minimum": "M", "enum": ["M"]})).replace('"M"', "9" * 10**6).encode()
        )
    ),
    "number: a million digits behind the point": _bytes(
        lambda: json.dumps(_with({"type": "number", "default": "M"})).replace('"M"', "0." + "9" * 10**6).encode()
    ),
    "number: a million digits as text": _json(
        lambda: _with({"type": "integer", "default": "9" * 10**6, "enum": ["9" * 10**6]})
    ),
    "number: 10,000 of 4,000 digits": _bytes(lambda: _HEAD + b"x: [" + (b"9" * 4000 + b",") * 10_000 + b"]\n"),
    "number: octal and binary": _bytes(lambda: _HEAD + b"x: [0o" + b"7" * 10**6 + b", 0b" + b"1" * 10**6 + b"]\n"),
    "number: a long version": _bytes(lambda: _HEAD.replace(b"3.1.0", b"3.1." + b"1" * 10**6)),
    "number: a status of 4,000 digits": _json(lambda: _document({"/a": {"get": {"responses": {"2" * 4000: {}}}}})),
    "aliases: 20,000 anchors": _bytes(
        lambda: (
            _HEAD
            + b"x: &a0 {a: 1}\n"
            + _repeated(20_000, lambda n: b"x%d: &a%d {<<: *a%d, k%d: 1}\n" % (n, n + 1, 0, n))
        )
    ),
    "aliases: merges of merges": _bytes(
        lambda: (
            _HEAD + b"x: &a0 {a: 1}\n" + _repeated(3000, lambda n: b"x%d: &a%d {<<: *a%d, k%d: 1}\n" % (n, n + 1, n, n))
        )
    ),
    "aliases: a merge of 20,000": _bytes(
        lambda: (
            _HEAD
            + _repeated(20_000, lambda n: b"x%d: &a%d {k%d: 1}\n" % (n, n, n))
            + b"y: {<<: ["
            + b",".join(b"*a%d" % n for n in range(20_000))
            + b"]}\n"
        )
    ),
    "aliases: one anchor anew and anew": _bytes(lambda: _HEAD + b"x: [" + b"&a 1, *a, " * 100_000 + b"1]\n"),
    "aliases: of a megabyte": _bytes(lambda: _HEAD + b"x: &a " + b"a" * 10**6 + b"\ny: [" + b"*a, " * 10_000 + b"1]\n"),
    "aliases: in descriptions": _bytes(
        lambda: (
            _HEAD
            + b"x: &a "
            + b"word " * 20_000
            + b"\npaths:\n"
            + _repeated(1000, lambda n: b"  /a%d: {get: {description: *a, responses: {}}}\n" % n)
        )
    ),
    "aliases: as keys": _bytes(
        lambda: _HEAD + b"x: &a [1, 2]\ny: {? *a : 1}\n" + b"z: {" + b"? [1] : 2, " * 10_000 + b"}\n"
    ),
    "aliases: schemas that are the same one": _bytes(
        lambda: (
            _HEAD
            + b"x: &a {type: object, properties: {a: {type: object, properties: {b: {type: string}}}}}\n"
            + b"components: {schemas: {"
            + _repeated(5000, lambda n: b"S%d: *a, " % n)
            + b"}}\npaths:\n"
            + _repeated(
                200,
                lambda n: (
                    b"  /a%d: {get: {responses: {'200': {description: a, content: {application/json: {schema: *a}}}}}}\n"
                    % n
                ),
            )
        )
    ),
    "bytes: 100,000 duplicate keys, each twice": _bytes(
        lambda: _HEAD + _repeated(50_000, lambda n: b"k%d: 1\nk%d: 2\n" % (n, n))
    ),
    "bytes: tags of YAML": _bytes(lambda: _HEAD + b"x: !!python/object/apply:os.system ['true']\n" + b"y: !a!b 1\n"),
    "bytes: 100,000 documents in one file": _bytes(lambda: b"---\na: 1\n" * 100_000),
    "bytes: 100,000 directives": _bytes(lambda: b"%YAML 1.2\n" * 100_000 + b"---\n" + _HEAD),
    "bytes: tabs": _bytes(lambda: _HEAD + b"x:\n" + b"\t" * 100_000 + b"a: 1\n"),
    "bytes: carriage returns": _bytes(lambda: _HEAD.replace(b"\n", b"\r") + b"x: 1\r" * 100_000),
    "bytes: a character cut in the middle": _bytes(lambda: _HEAD + "x: 価格".encode()[:-1] + b"\ny: 1\n"),
    "bytes: a character cut at the end": _bytes(lambda: _HEAD + b"#" * 1_000_000 + "格".encode()[:-1]),
    "bytes: UTF-16 cut in a character": _bytes(lambda: _SMALL.encode("utf-16")[:-1]),
    "bytes: UTF-16 with half a pair": _bytes(lambda: b"\xff\xfe" + _SMALL.encode("utf-16-le") + b"\x00\xd8"),
    "bytes: UTF-32 beyond Unicode": _bytes(lambda: b"\xff\xfe\x00\x00" + b"\xff\xff\xff\x7f" * 100_000),
    "bytes: UTF-16 of 30 MB": _bytes(lambda: (_SMALL + " " * 15_000_000).encode("utf-16")),
    "bytes: gzip": _bytes(lambda: gzip.compress(_SMALL.encode() * 10_000)),
    "bytes: PDF": _bytes(
        lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 10_000
    ),
    "bytes: PDF in ASCII": _bytes(lambda: b"%PDF-1.7\n" + b"1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 10_000),
    "bytes: a page": _bytes(lambda: b"<!DOCTYPE html>" + b"<p>" * 1_000_000),
    "bytes: lone surrogates": _bytes(lambda: json.dumps(_one(description="\ud800" * 100_000)).encode()),
    "bytes: brackets without end": _bytes(lambda: b"{" + b'"a":[' * 200 + b"]" * 100 + b"}" * 1_000_000),
    "bytes: quotes without end": _bytes(lambda: _HEAD + b'x: "' + b"a\n" * 1_000_000),
    "bytes: JSON with a comma too much": _bytes(lambda: json.dumps(_operations(20_000)).encode()[:-1] + b",}"),
    "bytes: JSON with a comment at the end": _bytes(lambda: json.dumps(_operations(20_000)).encode() + b"\n// a"),
    "bytes: lines of JSON": _bytes(lambda: (_SMALL + "\n").encode() * 10_000),
    "bytes: duplicate keys": _bytes(lambda: _HEAD + b"a: 1\n" * 100_000),
    "bytes: duplicate keys in JSON": _bytes(lambda: b"{" + b'"a":1,' * 100_000 + b'"a":1}'),
    **{f"bytes: {name}": _bytes(partial(_SMALL.encode, name)) for name in ("utf-16", "utf-32", "utf-8-sig", "utf-7")},
    **{
        f"bytes: {name}": _bytes(partial(_SMALL.encode, name))
        for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    },
    "bytes: Latin-1": _bytes(lambda: _HEAD + "x: é\n".encode("latin-1")),
    "bytes: two encodings": _bytes(lambda: _HEAD + "x: é\n".encode() + "y: é\n".encode("utf-16")),
    "bytes: nothing": _bytes(lambda: b""),
    "bytes: nul": _bytes(lambda: b"\0" * 1_000_000),
    "bytes: binary": _bytes(lambda: bytes(range(256)) * 4000),
    "bytes: an archive": _bytes(lambda: b"PK\x03\x04" + b"\x1f\x8b" * 1000),
    "bytes: overlong": _bytes(lambda: _HEAD + b"x: \xc0\xaf\xed\xa0\x80\n"),
    "file: absolute": _leading("/etc/passwd"),
    "file: climbing": _leading("../../../../../../etc/passwd"),
    "file: encoded climbing": _leading("%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
    "file: address": _leading("file:///etc/passwd"),
    "file: share": _leading("//server/share/a.yaml"),
    "file: backslashes": _leading("..\\..\\..\\etc\\passwd"),
    "file: device": _leading("/dev/zero"),
    "file: /proc": _leading("/proc/self/environ"),
    "file: standard input": _leading("/dev/stdin"),
    "file: a link to a device": _device,
    "file: a link to a device as the document": _device_as_document,
    "file: a pipe": _pipe,
    "file: a link out of the folder": _link,
    "file: a link to itself": _loop,
    "file: a long name": _leading("a" * 100_000),
    "file: a deep folder": _leading("a/" * 50_000 + "b"),
    "file: itself": _leading("openapi.yaml"),
    "file: a socket": _socket,
    "file: the folder": _leading("."),
    "file: nul": _leading("a%00.yaml"),
    "file: environment": _leading("$HOME/${HOME}/~/%7E/`id`/$(id).yaml"),
    "file: other schemes": _leading("data:application/json,{}"),
    "file: remote": _leading("http://127.0.0.1:1/a.yaml"),
    "overlay: descendants": _overlaid("$" + "..*" * 8),
    "overlay: filters": _overlaid("$..[?@..[?@..[?@..*]]]"),
    "overlay: deep query": _overlaid("$" + "[?@" * 400 + "]" * 400),
    "overlay: long query": _overlaid("$" + ".a" * 200_000),
    "overlay: descendants of a document as deep as may be": _overlaid("$" + "..*" * 3),
    "overlay: a pattern": _overlaid("$..[?search(@, '(a+)+$')]"),
    "overlay: a pattern with alternatives": _overlaid("$..[?search(@, '^(a|a)*$')]"),
    "overlay: many patterns": _overlaid("$..[?match(@, '(a|a)*(b|b)*') || search(@, '^(a|aa)+$')]"),
    "overlay: a pattern of the document": _overlaid("$..x[?search('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', @)]"),
    "overlay: deep": _beside("overlay.yaml", lambda: b"[" * 1_000_000),
    "overlay: a billion laughs": _beside("overlay.yaml", lambda: b"overlay: 1.0.0\n" + _LAUGHS),
    "overlay: endless updates": _beside("overlay.yaml", _growing),
    "overlay: binary": _beside("overlay.yaml", lambda: bytes(range(256)) * 4000),
    "overlay: nul": _beside("overlay.yaml", lambda: b"\0" * 1000),
    "overlay: 100,000 actions": _beside("overlay.yaml", lambda: _actions(100_000)),
    "overlay: 2,000 overlays": _overlays(2000),
    "overlay: 5,000 actions over the whole document": _beside(
        "overlay.yaml",
        lambda: json.dumps(
            {
                "overlay": "1.0.0",
                "info": {"title": "O", "version": "1"},
                "actions": [{"target": "$..*", "update": {"x-a": n}} for n in range(5000)],
            }
        ).encode(),
    ),
    "overlay: 5,000 actions that match nothing": _beside(
        "overlay.yaml",
        lambda: json.dumps(
            {
                "overlay": "1.0.0",
                "info": {"title": "O", "version": "1"},
                "actions": [{"target": f"$..[?@.a == 'b{n}']", "remove": True} for n in range(5000)],
            }
        ).encode(),
    ),
    "overlay: 2,000 slow patterns": _beside(
        "overlay.yaml",
        lambda: json.dumps(
            {
                "overlay": "1.0.0",
                "info": {"title": "O", "version": "1"},
                "actions": [{"target": f"$..[?search(@, '^(a|a)*{n}$')]", "remove": True} for n in range(2000)],
            }
        ).encode(),
    ),
    "overlay: a slice": _overlaid("$..[0:9007199254740991:1]"),
    "configuration: deep arrays": _configured("x = " + "[" * 50_000 + "]" * 50_000),
    "configuration: deep keys": _configured("a" + ".a" * 50_000 + " = 1"),
    "configuration: deep tables": _configured("[" + "a." * 20_000 + "a]\n"),
    "configuration: nul": _configured(
        '[targets.shop]\ndocument = "a\\u0000"\noutput = "b\\u0000"\noverlays = ["\\u0000"]\n'
    ),
    "configuration: binary": lambda folder: void((folder / "inhouse.toml").write_bytes(bytes(range(256)) * 4000)),
    "configuration: UTF-16": lambda folder: void(
        (folder / "inhouse.toml").write_bytes("[targets.shop]".encode("utf-16"))
    ),
    "configuration: duplicates": _configured("[targets.shop]\n" + 'output = "a"\n' * 100_000),
    "configuration: 10,000 targets": _configured(
        "".join(f'[targets.t{n}]\ndocument = "openapi.yaml"\noutput = "t{n}"\n' for n in range(10_000))
    ),
    "configuration: 100,000 targets with one mistake": _configured(
        "".join(f'[targets.t{n}]\ndocument = "openapi.yaml"\noutput = "t{n}"\n' for n in range(20_000)) + "x = 1\n"
    ),
    "configuration: 10,000 policies": lambda folder: void(
        (
            (folder / "openapi.yaml").write_text(_SMALL),
            (folder / "inhouse.toml").write_text(
                '[targets.t]\ndocument = "openapi.yaml"\noutput = "t"\n'
                + "".join(f"[targets.t.operations.get{n}]\nretries = 1\n" for n in range(10_000))
            ),
        )
    ),
    "configuration: 10,000 names": lambda folder: void(
        (
            (folder / "openapi.yaml").write_text(_SMALL),
            (folder / "inhouse.toml").write_text(
                '[targets.t]\ndocument = "openapi.yaml"\noutput = "t"\n[targets.t.names.schemas]\n'
                + "".join(f'S{n} = "T{n}"\n' for n in range(10_000))
            ),
        )
    ),
    "configuration: 100,000 mistakes": _configured("[targets.shop]\n" + "".join(f"x{n} = 1\n" for n in range(100_000))),
    "configuration: a number": _configured("x = " + "9" * 100_000),
    "configuration: a device as the document": _configured('[targets.s]\ndocument = "/dev/zero"\noutput = "out"\n'),
    "configuration: a device as an overlay": _beside("other.yaml", lambda: b"", '["/dev/zero"]'),
    "configuration: patterns without a document's paths": _matched('"/' + "**/" * 200 + 'x"'),
    "configuration: patterns of stars": _matched('"' + "*a" * 200 + '"'),
    "configuration: tags of stars": _matched('"tag:' + "*a" * 200 + '"'),
    "configuration: long": _configured("[targets.shop]\n" + "#" * 5_000_000),
    "configuration: patterns": _configured(
        '[targets.shop]\ndocument = "openapi.yaml"\noutput = "out"\ninclude = ["/' + "**/" * 200 + 'x"]\n'
    ),
}
"""What each writes, by what it is."""

_BIG = json.dumps(
    _with(
        _ref("S0"),
        **{
            f"S{n}": {"type": "object", "properties": {"a": _ref(f"S{n + 1}"), "b": {"type": "string"}}}
            for n in range(200)
        },
    )
)
for _step in range(1000, len(_BIG), 1000):
    EATERS[f"truncated: a large one at {_step:05}"] = _bytes(_BIG[:_step].encode)

for _step in range(0, len(_SMALL), 40):
    EATERS[f"truncated: {_step:03}"] = _bytes(_SMALL[:_step].encode)
