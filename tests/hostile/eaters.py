"""Documents that would eat the machine: each writes `openapi.yaml`, and what it refers to, into a folder."""

from __future__ import annotations

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

for _step in range(0, len(_SMALL), 40):
    EATERS[f"truncated: {_step:03}"] = _bytes(_SMALL[:_step].encode)
