"""References across files and folders: what they lead to, what is refused, and where it says it stands."""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from inhouse.api.api import Api, ObjectModel
from inhouse.api.operations import lower
from inhouse.cli import main
from inhouse.config import Target
from inhouse.diagnostics import Fatal, format_diagnostic, quote
from inhouse.document import bundle
from inhouse.document import source as reading
from inhouse.document.digest import canonical_digest
from inhouse.document.document import Document, get, place, resolve
from inhouse.document.load import load_document
from inhouse.document.normal import normalize
from inhouse.document.source import locator
from inhouse.document.values import JsonValue, as_mapping
from inhouse.pipeline import read_api, read_input
from inhouse.report.outcome import FINE, STALE

HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nservers: [{url: 'https://x.example'}]\n"


@dataclass(frozen=True)
class Loaded:
    document: Document
    said: list[str]

    @property
    def schemas(self) -> JsonValue:
        return get(self.document, "/components/schemas")


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "api.yaml"


def load(folder: Path, root: str, files: dict[str, str] | None = None, folders: tuple[Path, ...] = ()) -> Loaded:
    """A document of several files, and what is printed about it."""
    path = write(folder, {"api.yaml": HEAD + root, **(files or {})})

    def shown(path: Path) -> str:
        return path.relative_to(folder).as_posix()

    document, diagnostics = load_document(path, show=shown, folders=folders)
    return Loaded(document, [format_diagnostic(d, locator(document.sources)) for d in diagnostics])


def schemas(folder: Path, root: str, files: dict[str, str] | None = None) -> JsonValue:
    """The schemas of a document of which nothing is said."""
    loaded = load(folder, f"components:\n  schemas:\n    {root}\n", files)
    assert loaded.said == []
    return loaded.schemas


def read(loaded: Loaded) -> Api:
    return lower(normalize(loaded.document), name="shop", policies={})[0]


@pytest.mark.parametrize(
    ("reference", "file"),
    [
        ("x.yaml", "x.yaml"),
        ("./x.yaml", "x.yaml"),
        ("sub/./deep/../x.json", "sub/x.json"),
        ("./a b.yaml", "a b.yaml"),
        ("a%20b.yaml", "a b.yaml"),
        ("acts@{actorId}.yaml", "acts@{actorId}.yaml"),
        ("what?.yaml", "what?.yaml"),
        ("50%25.yaml#", "50%.yaml"),
        ("bücher.yaml", "bücher.yaml"),
        ("b%C3%BCcher.yaml", "bücher.yaml"),
    ],
)
def test_a_reference_names_a_file_relative_to_the_one_it_stands_in(reference: str, file: str, tmp_path: Path) -> None:
    found = schemas(tmp_path, f"A: {{items: {{$ref: '{reference}'}}}}", {file: '{"type": "integer"}'})
    name = Path(file).stem
    assert found == {
        "A": {"items": {"$ref": f"#/components/schemas/{name.replace('%', '%25')}"}},
        name: {"type": "integer"},
    }


@pytest.mark.parametrize(
    ("reference", "file", "name"),
    [
        ("x.json#/$defs/x", '{"$defs": {"x": {"type": "integer"}}}', "x"),
        ("x.json#/components/schemas/A~1b~0c", '{"components": {"schemas": {"A/b~c": {"type": "integer"}}}}', "A/b~c"),
        ("x.json#/a%20b", '{"a b": {"type": "integer"}}', "a b"),
        ("x.json#/%7B%7D%25", '{"{}%": {"type": "integer"}}', "{}%"),
        ("x.json#/oneOf/1", '{"oneOf": [{}, {"type": "integer"}]}', "oneOf-1"),
        ("x.json#/1", '[{}, {"type": "integer"}]', "x-1"),
        ("x.json#here", '{"properties": {"p": {"$anchor": "here", "type": "integer"}}}', "p"),
    ],
)
def test_a_fragment_is_a_pointer_or_an_anchor_in_that_file(
    reference: str, file: str, name: str, tmp_path: Path
) -> None:
    loaded = load(tmp_path, f"components:\n  schemas:\n    A: {{items: {{$ref: '{reference}'}}}}\n", {"x.json": file})
    assert loaded.said == []
    components = loaded.schemas
    assert isinstance(components, dict)
    assert components.keys() == {"A", name}
    item = get(loaded.document, "/components/schemas/A/items/$ref")
    assert isinstance(item, str)
    found = resolve(loaded.document, item)
    assert found is not None
    assert as_mapping(found.value) == {"type": "integer"} | ({"$anchor": "here"} if name == "p" else {})


def test_a_file_that_the_document_names_has_that_name_everywhere(tmp_path: Path) -> None:
    files = {
        "s/actor.yaml": "properties: {next: {$ref: ./actor.yaml}, list: {$ref: '../api.yaml#/components/schemas/List'}}",
        "s/list.yaml": "items: {$ref: ../s/actor.yaml#}",
    }
    found = schemas(tmp_path, "{Actor: {$ref: s/actor.yaml}, List: {$ref: ./s/list.yaml}}", files)
    actor, all = {"$ref": "#/components/schemas/Actor"}, {"$ref": "#/components/schemas/List"}
    assert found == {"Actor": {"properties": {"next": actor, "list": all}}, "List": {"items": actor}}


def test_a_second_name_for_a_file_refers_to_the_first(tmp_path: Path) -> None:
    found = schemas(tmp_path, "{B: {$ref: A.yaml}, A: {$ref: A.yaml}, C: {$ref: A.yaml}}", {"A.yaml": "type: string"})
    other = {"$ref": "#/components/schemas/A"}
    assert found == {"A": {"type": "string"}, "B": other, "C": other}


def test_files_of_the_same_name_get_names_of_their_own_and_never_one_of_the_document(tmp_path: Path) -> None:
    root = "{Item: {type: 'null'}, All: {prefixItems: [{$ref: b/Item.yaml}, {$ref: a/Item.yaml}]}}"
    found = schemas(tmp_path, root, {"a/Item.yaml": "type: integer", "b/Item.yaml": "type: string"})
    assert found == {
        "Item": {"type": "null"},
        "All": {"prefixItems": [{"$ref": "#/components/schemas/Item-3"}, {"$ref": "#/components/schemas/Item-2"}]},
        "Item-2": {"type": "integer"},
        "Item-3": {"type": "string"},
    }


def test_a_file_referred_to_by_two_spellings_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"x.yaml": "type: integer"})
    (tmp_path / "link.yaml").symlink_to("x.yaml")
    seen: list[str] = []
    parse = reading.parse_source

    def counting(content: bytes, shown: str) -> reading.Source:
        seen.append(shown)
        return parse(content, shown)

    monkeypatch.setattr(reading, "parse_source", counting)
    found = schemas(tmp_path, "A: {prefixItems: [{$ref: x.yaml}, {$ref: ./a/../x%2Eyaml}, {$ref: link.yaml}]}")
    same = {"$ref": "#/components/schemas/x"}
    assert found == {"A": {"prefixItems": [same, same, same]}, "x": {"type": "integer"}}
    assert seen == ["api.yaml", "x.yaml"]


def test_within_another_file_a_fragment_means_that_file(tmp_path: Path) -> None:
    files = {"x.yaml": "A: {items: {$ref: '#/B'}}\nB: {type: integer}\ncomponents: {schemas: {B: {type: string}}}\n"}
    found = schemas(tmp_path, "{S: {items: {$ref: 'x.yaml#/A'}}, B: {type: boolean}}", files)
    assert found == {
        "S": {"items": {"$ref": "#/components/schemas/A"}},
        "B": {"type": "boolean"},
        "A": {"items": {"$ref": "#/components/schemas/B-2"}},
        "B-2": {"type": "integer"},
    }


def test_what_stands_within_something_that_is_taken_whole_is_not_taken_twice(tmp_path: Path) -> None:
    files = {"Pet.yaml": "properties: {tag: {type: string}, owner: {$ref: '#/properties/tag'}}"}
    root = "A: {prefixItems: [{$ref: 'Pet.yaml#/properties/tag'}, {$ref: Pet.yaml}]}"
    within = {"$ref": "#/components/schemas/Pet/properties/tag"}
    assert schemas(tmp_path, root, files) == {
        "A": {"prefixItems": [within, {"$ref": "#/components/schemas/Pet"}]},
        "Pet": {"properties": {"tag": {"type": "string"}, "owner": within}},
    }


def test_a_pointer_passes_through_references(tmp_path: Path) -> None:
    files = {
        "x.yaml": "properties: {p: {type: integer}}",
        "y.yaml": "items: {$ref: 'api.yaml#/components/schemas/X/properties/p'}",
    }
    root = "{X: {$ref: x.yaml}, Y: {$ref: y.yaml}, Z: {$ref: '#/components/schemas/X/properties/p'}}"
    within = {"$ref": "#/components/schemas/X/properties/p"}
    assert schemas(tmp_path, root, files) == {
        "X": {"properties": {"p": {"type": "integer"}}},
        "Y": {"items": within},
        "Z": within,
    }


def test_an_id_changes_what_references_below_it_are_relative_to(tmp_path: Path) -> None:
    root = """
      O: {$id: 'https://x.example/s/o', properties: {a: {$ref: '#/$defs/I'}, b: {$ref: p}}, $defs: {I: {type: integer}}}
      P: {$id: 'https://x.example/s/p', $ref: './o#/$defs/I'}
      Q: {$id: sub/q.yaml, items: {$ref: r.yaml}}
      T: {$ref: 'https://x.example/s/p'}
    """
    assert schemas(tmp_path, root, {"sub/r.yaml": "{type: string}"}) == {
        "O": {
            "$id": "https://x.example/s/o",
            "properties": {"a": {"$ref": "#/components/schemas/O/$defs/I"}, "b": {"$ref": "#/components/schemas/P"}},
            "$defs": {"I": {"type": "integer"}},
        },
        "P": {"$id": "https://x.example/s/p", "$ref": "#/components/schemas/O/$defs/I"},
        "Q": {"$id": "sub/q.yaml", "items": {"$ref": "#/components/schemas/r"}},
        "r": {"type": "string"},
        "T": {"$ref": "#/components/schemas/P"},
    }


def test_an_id_that_leads_references_nowhere_is_passed_over(tmp_path: Path) -> None:
    root = (
        "{A: {$id: A, items: {$ref: '#/components/schemas/B'}}, B: {$id: 'https://x.example/B', items: {$ref: c.yaml}}}"
    )
    found = schemas(tmp_path, root, {"c.yaml": "type: string"})
    assert isinstance(found, dict)
    assert found["A"] == {"$id": "A", "items": {"$ref": "#/components/schemas/B"}}
    assert found["B"] == {"$id": "https://x.example/B", "items": {"$ref": "#/components/schemas/c"}}


def test_schema_files_with_an_id_find_their_neighbours_on_disk(tmp_path: Path) -> None:
    files = {
        "s/A.json": '{"$id": "https://x.example/A.json", "items": {"$ref": "B.json"}, "not": {"$ref": "/C.json#c"}}',
        "s/B.json": '{"$id": "https://x.example/B.json", "items": {"$ref": "A.json"}, "not": {"$ref": "C.json"}}',
        "s/C.json": '{"$id": "https://x.example/C.json", "$anchor": "c", "type": "string"}',
    }
    root = "{A: {$ref: s/A.json}, C: {$ref: s/C.json}}"
    found = schemas(tmp_path, root, files)
    assert isinstance(found, dict)
    a, b, c = ({"$ref": f"#/components/schemas/{name}"} for name in "ABC")
    assert found["A"] == {"$id": "https://x.example/A.json", "items": b, "not": c}
    assert found["B"] == {"$id": "https://x.example/B.json", "items": a, "not": c}


def test_anchors_and_dynamic_anchors_are_found_in_their_file(tmp_path: Path) -> None:
    root = "{T: {$dynamicAnchor: node, items: {$dynamicRef: '#node'}}, U: {$anchor: u}, V: {items: {$ref: '#u'}}}"
    loaded = load(tmp_path, f"components: {{schemas: {root}}}\n")
    assert loaded.said == []
    assert get(loaded.document, "/components/schemas/T/items") == {"$ref": "#/components/schemas/T"}
    assert get(loaded.document, "/components/schemas/V/items") == {"$ref": "#/components/schemas/U"}
    assert (
        place(loaded.document, "/components/schemas/T/items/$ref").pointer == "/components/schemas/T/items/$dynamicRef"
    )


EVERYWHERE = {
    "paths/a.yaml": """
parameters: [{$ref: '../parts.yaml#/parameter'}]
post:
  operationId: a
  parameters: [{$ref: ../parameters/limit.yaml}]
  requestBody: {$ref: '../parts.yaml#/body'}
  responses: {'200': {$ref: '../parts.yaml#/response'}}
  callbacks: {c: {$ref: '../parts.yaml#/callback'}}
get: {$ref: '../parts.yaml#/operation'}
""",
    "parameters/limit.yaml": "{name: limit, in: query, schema: {$ref: '../schemas/Limit.yaml'}}",
    "schemas/Limit.yaml": "{type: integer}",
    "parts.yaml": """
parameter: {name: q, in: query, schema: {$ref: 'schemas/Limit.yaml'}, examples: {e: {$ref: '#/example'}}}
body: {content: {application/json: {schema: {$ref: './schemas/Limit.yaml'}}}}
response:
  description: d
  headers: {X: {$ref: '#/header'}}
  links: {l: {$ref: '#/link'}}
  content: {application/json: {$ref: '#/media'}}
media: {schema: {$ref: 'schemas/Limit.yaml'}, examples: {$ref: '#/examples'}}
examples: {e: {$ref: '#/example'}}
example: {value: {$ref: not followed}}
header: {schema: {$ref: 'schemas/Limit.yaml'}}
link: {operationId: a}
callback: {'{$url}': {$ref: paths/a.yaml}}
operation: {operationId: b, responses: {'200': {$ref: '#/response'}}}
bearer: {type: http, scheme: bearer}
servers: [{url: 'https://y.example'}]
""",
}


def test_references_lead_to_other_files_from_everywhere(tmp_path: Path) -> None:
    root = "paths: {/a: {$ref: paths/a.yaml}, /b: {$ref: paths/a.yaml}}\ncomponents: {securitySchemes: {b: {$ref: 'parts.yaml#/bearer'}}}\n"
    loaded = load(tmp_path, root, EVERYWHERE)
    assert loaded.said == []
    limit: JsonValue = {"$ref": "#/components/schemas/Limit"}
    response: JsonValue = {"$ref": "#/components/responses/response"}
    example: JsonValue = {"e": {"$ref": "#/components/examples/example"}}
    assert loaded.document.root["paths"] == {
        "/a": {
            "parameters": [{"$ref": "#/components/parameters/parameter"}],
            "post": {
                "operationId": "a",
                "parameters": [{"$ref": "#/components/parameters/limit"}],
                "requestBody": {"$ref": "#/components/requestBodies/body"},
                "responses": {"200": response},
                "callbacks": {"c": {"$ref": "#/components/callbacks/callback"}},
            },
            "get": {"operationId": "b", "responses": {"200": response}},
        },
        "/b": {"$ref": "#/paths/~1a"},
    }
    assert loaded.document.root["components"] == {
        "securitySchemes": {"b": {"type": "http", "scheme": "bearer"}},
        "parameters": {
            "limit": {"name": "limit", "in": "query", "schema": limit},
            "parameter": {"name": "q", "in": "query", "schema": limit, "examples": example},
        },
        "requestBodies": {"body": {"content": {"application/json": {"schema": limit}}}},
        "responses": {
            "response": {
                "description": "d",
                "headers": {"X": {"$ref": "#/components/headers/header"}},
                "links": {"l": {"$ref": "#/components/links/link"}},
                "content": {"application/json": {"schema": limit, "examples": example}},
            }
        },
        "examples": {"example": {"value": {"$ref": "not followed"}}},
        "headers": {"header": {"schema": limit}},
        "links": {"link": {"operationId": "a"}},
        "callbacks": {"callback": {"{$url}": {"$ref": "#/paths/~1a"}}},
        "schemas": {"Limit": {"type": "integer"}},
    }


def test_whole_collections_may_stand_in_other_files(tmp_path: Path) -> None:
    root = "servers: {$ref: parts.yaml#/servers}\npaths: {$ref: paths.yaml}\ncomponents: {schemas: {$ref: schemas/index.yaml}}\n"
    files = {
        "parts.yaml": "servers: [{url: 'https://y.example'}]\nparameters: [{$ref: '#/limit'}]\nlimit: {name: limit, in: query}\n",
        "paths.yaml": "/a: {get: {operationId: a, parameters: {$ref: 'parts.yaml#/parameters'}, responses: {}}}",
        "schemas/index.yaml": "A: {$ref: ./A.yaml}\n$ref: more.yaml\n",
        "schemas/more.yaml": "B: {items: {$ref: A.yaml}}",
        "schemas/A.yaml": "properties: {$ref: './properties.yaml', b: {$ref: 'index.yaml#/B'}}",
        "schemas/properties.yaml": "a: {type: integer}",
    }
    path = write(tmp_path, {"api.yaml": HEAD.replace("servers: [{url: 'https://x.example'}]\n", "") + root, **files})
    document, diagnostics = load_document(path)
    assert diagnostics == ()
    assert document.root["servers"] == [{"url": "https://y.example"}]
    assert get(document, "/paths/~1a/get/parameters") == [{"$ref": "#/components/parameters/limit"}]
    assert get(document, "/components/schemas") == {
        "A": {"properties": {"a": {"type": "integer"}, "b": {"$ref": "#/components/schemas/B"}}},
        "B": {"items": {"$ref": "#/components/schemas/A"}},
    }


def test_a_path_item_may_say_more_than_the_file_it_refers_to(tmp_path: Path) -> None:
    root = "paths: {/a: {$ref: a.yaml, summary: mine, put: {operationId: p}}}\n"
    loaded = load(tmp_path, root, {"a.yaml": "summary: its\nget: {operationId: g}"})
    item: JsonValue = {"summary": "mine", "get": {"operationId": "g"}, "put": {"operationId": "p"}}
    assert get(loaded.document, "/paths/~1a") == item
    assert place(loaded.document, "/paths/~1a/summary").file == "api.yaml"
    assert place(loaded.document, "/paths/~1a/get/operationId").file == "a.yaml"


@pytest.mark.parametrize("reference", ["a.yaml", "#/x-shared", "gone.yaml", "#/gone"])
def test_an_operation_may_stand_elsewhere_and_say_more_there(reference: str, tmp_path: Path) -> None:
    own = f"{{$ref: '{reference}', tags: [mine], responses: {{'200': {{$ref: '#/components/responses/R'}}}}}}"
    shared = "x-shared: {operationId: g}\ncomponents: {responses: {R: {description: r}}}\n"
    loaded = load(tmp_path, f"paths: {{/a: {{get: {own}}}}}\n{shared}", {"a.yaml": "operationId: g"})
    found: dict[str, JsonValue] = {"tags": ["mine"], "responses": {"200": {"$ref": "#/components/responses/R"}}}
    is_there = "gone" not in reference
    assert get(loaded.document, "/paths/~1a/get") == {**({"operationId": "g"} if is_there else {}), **found}
    assert [f"unresolved reference '{reference}'" in said for said in loaded.said] == ([] if is_there else [True])


def test_keywords_next_to_a_reference_stay_and_keep_their_place(tmp_path: Path) -> None:
    loaded = load(tmp_path, "components: {schemas: {A: {$ref: A.yaml, description: d}}}\n", {"A.yaml": "type: string"})
    assert loaded.schemas == {"A": {"$ref": "#/components/schemas/A-2", "description": "d"}, "A-2": {"type": "string"}}


def test_discriminators_name_schemas_and_files(tmp_path: Path) -> None:
    files = {
        "pets/Pet.yaml": """
oneOf: [{$ref: Cat.yaml}, {$ref: Dog.yaml}, {$ref: '../api.yaml#/components/schemas/a.Cow'}]
discriminator: {propertyName: kind, mapping: {cat: Cat.yaml, dog: './Dog.yaml#', cow: a.Cow}}
""",
        "pets/Cat.yaml": "{type: object, required: [kind], properties: {kind: {type: string}}}",
        "pets/Dog.yaml": "{type: object, required: [kind], properties: {kind: {type: string}}}",
    }
    root = "{Pet: {$ref: pets/Pet.yaml}, a.Cow: {type: object, required: [kind], properties: {kind: {type: string}}}}"
    found = schemas(tmp_path, root, files)
    assert isinstance(found, dict)
    pet = found["Pet"]
    assert isinstance(pet, dict)
    mapping: JsonValue = {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog", "cow": "a.Cow"}
    assert pet["discriminator"] == {"propertyName": "kind", "mapping": mapping}


CYCLES = {
    "a.yaml": "properties: {b: {$ref: b.yaml}, self: {$ref: '#'}}",
    "b.yaml": "properties: {a: {$ref: a.yaml}, root: {$ref: 'api.yaml#/components/schemas/A'}}",
}


def test_files_may_refer_to_one_another_in_a_circle(tmp_path: Path) -> None:
    loaded = load(tmp_path, "components: {schemas: {A: {$ref: a.yaml}}}\n", CYCLES)
    a, b = {"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/b"}
    assert loaded.said == []
    assert loaded.schemas == {"A": {"properties": {"b": b, "self": a}}, "b": {"properties": {"a": a, "root": a}}}


def test_references_that_lead_only_to_one_another_are_told(tmp_path: Path) -> None:
    root = "paths: {/a: {get: {$ref: x.yaml}}}\ncomponents: {schemas: {A: {items: {$ref: 'y.yaml#/p/q'}}}}\n"
    files = {"x.yaml": "$ref: ./x.yaml", "y.yaml": "p: {$ref: '#/r'}\nr: {$ref: '#/p'}"}
    loaded = load(tmp_path, root, files)
    assert loaded.said == [
        "x.yaml:1:7: warning: unresolved reference './x.yaml': it leads back to itself",
        "api.yaml:5:42: warning: unresolved reference 'y.yaml#/p/q': its way passes through more than 50 references",
    ]


REFUSED = [
    ("Actr.yaml", "there is no such file. Did you mean 'Actor.yaml'?"),
    ("nowhere/x.yaml", "there is no such file. There is no folder 'nowhere' either."),
    ("sub", "that file cannot be read"),
    ("pipe", "that file cannot be read"),
    ("a%00b", "there is no such file"),
    ("n" * 300, "there is no such file"),
    ("Actor.yaml#/propertis/id", "there is no 'propertis'. Did you mean 'properties'?"),
    ("Actor.yaml#idd", "there is no anchor 'idd'. Did you mean 'id'?"),
    ("Actor.yaml#/~2", "what follows '#' is no JSON Pointer"),
    ("#nothing", "there is no anchor 'nothing'"),
    ("https://x.example/Actor.yaml", "only files are read, nothing remote. Save a copy next to the document and refer to that."),
    ("//x.example/Actor.yaml", "only files are read, nothing remote. Save a copy next to the document and refer to that."),
    ("http://[", "it is no address"),
    *(
        (text, "it leads out of the document's folder. The target's `folders` say where else references may lead.")
        for text in ("../secret.yaml", "sub/../../secret.yaml", "%2e%2e/secret.yaml", "/etc/passwd", "file:///etc/passwd", "out.yaml", "..")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "reason"), REFUSED)
def test_a_reference_that_leads_nowhere_is_told_with_the_reason(reference: str, reason: str, tmp_path: Path) -> None:
    write(tmp_path, {"secret.yaml": "type: string"})
    folder = tmp_path / "spec"
    write(folder, {"sub/x.yaml": "{}"})
    (folder / "out.yaml").symlink_to("../secret.yaml")
    os.mkfifo(folder / "pipe")
    root = f"components:\n  schemas:\n    A: {{type: object, properties: {{x: {{$ref: '{reference}'}}, y: {{$ref: Actor.yaml}}}}}}\n"
    loaded = load(folder, root, {"Actor.yaml": "properties: {id: {$anchor: id, type: string}}"})
    said = [line for line in loaded.said if "unresolved" in line]
    assert said == [f"api.yaml:6:46: warning: unresolved reference {quote(reference)}: {reason}"]
    assert get(loaded.document, "/components/schemas/A/properties/y") == {"$ref": "#/components/schemas/Actor"}
    assert all("secret" not in source.file and "out" not in source.file for source in loaded.document.sources)


def test_what_is_outside_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    original = Path.open

    def noting(self: Path, mode: str = "r", **options: str | None) -> IO[Any]:
        opened.append(self.resolve())
        return original(self, mode, -1, **options)

    write(tmp_path, {"secret.yaml": "type: string"})
    monkeypatch.setattr(Path, "open", noting)
    load(tmp_path / "spec", "components: {schemas: {A: {$ref: ../secret.yaml}}}\n")
    assert tmp_path / "spec" / "api.yaml" in opened
    assert tmp_path / "secret.yaml" not in opened


def test_the_target_may_let_references_lead_to_other_folders(tmp_path: Path) -> None:
    write(tmp_path, {"shared/S.yaml": "items: {$ref: ../spec/T.yaml}", "spec/T.yaml": "type: string"})
    path = write(tmp_path / "spec", {"api.yaml": HEAD + "components: {schemas: {A: {$ref: ../shared/S.yaml}}}\n"})
    document, diagnostics = load_document(path, folders=(tmp_path / "shared",))
    assert diagnostics == ()
    assert get(document, "/components/schemas/A") == {"items": {"$ref": "#/components/schemas/T"}}
    assert list(document.parts) == ["../shared/S.yaml", "T.yaml"]


def test_the_folders_of_a_target_are_configured_or_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"shared/S.yaml": "type: string"})
    root = (
        "paths: {/a: {get: {responses: {'200': {content: {application/json: {schema: {$ref: ../shared/S.yaml}}}}}}}}\n"
    )
    write(tmp_path / "spec", {"api.yaml": HEAD + root})
    target = '[targets.shop]\ndocument = "spec/api.yaml"\noutput = "shop"\n'
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inhouse.toml").write_text(target)
    assert main(["inspect"]) == FINE
    assert "it leads out of the document's folder" in capsys.readouterr().err
    (tmp_path / "inhouse.toml").write_text(f'{target}folders = ["shared"]\n')
    assert main(["inspect"]) == FINE
    assert main(["inspect", "--document", "spec/api.yaml", "--folder", "shared"]) == FINE
    assert "unresolved" not in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_told_at_its_place_and_nothing_else_is_lost(tmp_path: Path) -> None:
    files = {"bad.yaml": "a: 1\na: 2\n", "good.yaml": "type: integer"}
    root = "components:\n  schemas:\n    A: {prefixItems: [{$ref: bad.yaml}, {$ref: bad.yaml#/x}, {$ref: good.yaml}]}\n"
    loaded = load(tmp_path, root, files)
    assert loaded.said == [
        "bad.yaml:2:1: warning: duplicate key 'a', also on line 1",
        "api.yaml:6:30: warning: unresolved reference 'bad.yaml': that file cannot be read",
        "api.yaml:6:48: warning: unresolved reference 'bad.yaml#/x': that file cannot be read",
    ]
    assert loaded.schemas == {
        "A": {"prefixItems": [{"$ref": "bad.yaml"}, {"$ref": "bad.yaml#/x"}, {"$ref": "#/components/schemas/good"}]},
        "good": {"type": "integer"},
    }


def test_a_fragment_that_is_missing_in_its_file_never_falls_back_on_the_document(tmp_path: Path) -> None:
    files = {"sub/x.yaml": "properties: {b: {$ref: '#/components/schemas/B'}}"}
    loaded = load(tmp_path, "components: {schemas: {A: {$ref: sub/x.yaml}, B: {type: string}}}\n", files)
    assert "\n".join(loaded.said) == (
        "sub/x.yaml:1:24: warning: unresolved reference '#/components/schemas/B': there is no 'components'. "
        "Here '#' means this file. Write '../api.yaml#/components/schemas/B'."
    )
    api, diagnostics = lower(normalize(loaded.document), name="shop", policies={})
    assert api.operations == ()
    printed = [format_diagnostic(diagnostic, locator(loaded.document.sources)) for diagnostic in diagnostics]
    assert printed == loaded.said


def test_what_is_wrong_in_another_file_is_told_there(tmp_path: Path) -> None:
    loaded = load(
        tmp_path, "components: {schemas: {A: {$ref: s/A.yaml}}}\n", {"s/A.yaml": "properties:\n  x: {type: strng}\n"}
    )
    _, diagnostics = lower(normalize(loaded.document), name="shop", policies={})
    printed = [format_diagnostic(diagnostic, locator(loaded.document.sources)) for diagnostic in diagnostics]
    assert printed == ["s/A.yaml:2:13: warning: unknown type 'strng'. Did you mean 'string'?"]


def test_overlays_apply_to_the_one_document_and_mend_its_references(tmp_path: Path) -> None:
    overlay = """
overlay: 1.0.0
info: {title: t, version: '1'}
actions:
  - {target: $.components.schemas.A.properties.x, update: {$ref: '#/components/schemas/B'}}
  - {target: "$.components.schemas.A.properties.y['$ref']", remove: true}
"""
    files = {"A.yaml": "properties: {x: {$ref: x.yaml}, y: {$ref: y.yaml}, z: {type: string}}", "o.yaml": overlay}
    path = write(
        tmp_path, {"api.yaml": HEAD + "components: {schemas: {A: {$ref: A.yaml}, B: {type: string}}}\n", **files}
    )
    document, diagnostics = load_document(path, [tmp_path / "o.yaml"])
    assert diagnostics == ()
    assert get(document, "/components/schemas/A/properties/x") == {"$ref": "#/components/schemas/B"}
    assert [Path(source.file).name for source in document.sources] == ["api.yaml", "A.yaml", "o.yaml"]


@pytest.mark.parametrize(
    "root",
    [
        "paths: {}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {type: string}}}\n",
        "paths: {/a: {get: {responses: {'200': {content: {a/b: {example: {$id: x}}}}}}}}\n",
    ],
)
def test_a_document_in_one_file_stays_as_it_is(root: str, tmp_path: Path) -> None:
    loaded = load(tmp_path, root)
    assert loaded.document.root == loaded.document.sources[0].value
    assert loaded.document.parts == {}


def test_the_digest_covers_every_file_and_neither_comments_nor_the_order_of_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = "paths: {/a: {$ref: a.yaml}}\n"
    item = "get: {operationId: a, responses: {'200': {content: {application/json: {schema: {$ref: A.yaml}}}}}}\n"
    write(
        tmp_path, {"api.yaml": HEAD + root, "a.yaml": item, "A.yaml": "type: object\nproperties: {x: {type: string}}\n"}
    )
    (tmp_path / "inhouse.toml").write_text('[targets.shop]\ndocument = "api.yaml"\noutput = "shop"\n')
    monkeypatch.chdir(tmp_path)
    assert main(["generate"]) == FINE
    write(tmp_path, {"A.yaml": "# A comment.\nproperties:\n  x: {type: string}\ntype: object\n"})
    assert main(["check"]) == FINE
    write(tmp_path, {"A.yaml": "type: object\nproperties: {x: {type: integer}}\n"})
    capsys.readouterr()
    assert main(["check"]) == STALE
    assert "shop: stale, since document changed" in capsys.readouterr().out
    (tmp_path / "A.yaml").unlink()
    assert main(["check"]) == STALE
    write(tmp_path, {"a.yaml": item.replace("A.yaml", "B.yaml"), "B.yaml": "type: integer\n"})
    assert main(["generate"]) == FINE
    assert main(["check"]) == FINE


def test_a_document_in_one_file_keeps_the_digest_of_its_content(tmp_path: Path) -> None:
    path = write(tmp_path, {"api.yaml": HEAD + "paths: {}\n"})
    digests = read_input(Target("shop", path, tmp_path / "shop")).digests
    assert digests["document api"] == canonical_digest(reading.read_source(path, "api.yaml").value)


def test_neither_the_order_of_keys_nor_of_files_shows(tmp_path: Path) -> None:
    root: dict[str, JsonValue] = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {f"/{name}": {"$ref": f"{name}/path.json"} for name in "abc"},
    }
    for name in "abc":
        schema: JsonValue = {"properties": {"next": {"$ref": f"../{'bca'['abc'.index(name)]}/Item.json"}}}
        answer: JsonValue = {"content": {"application/json": {"schema": {"$ref": "Item.json"}}}}
        item: JsonValue = {"get": {"operationId": name, "responses": {"200": answer}}}
        write(tmp_path, {f"{name}/Item.json": json.dumps(schema), f"{name}/path.json": json.dumps(item)})
    found: list[JsonValue] = []
    for backwards in (False, True):
        text = json.dumps({key: root[key] for key in sorted(root, reverse=backwards)})
        write(tmp_path, {"api.yaml": json.dumps(json.loads(text), sort_keys=not backwards)})
        document, diagnostics = load_document(tmp_path / "api.yaml")
        assert diagnostics == ()
        found.append(get(document, "/components"))
    assert found[0] == found[1]


def test_models_are_named_after_their_files(tmp_path: Path) -> None:
    root = "paths: {/a: {$ref: a.yaml}}\n"
    files = {
        "a.yaml": "get: {operationId: a, responses: {'200': {content: {application/json: {schema: {$ref: s/Actor.yaml}}}}}}",
        "s/Actor.yaml": "type: object\nproperties: {stats: {$ref: ./actor-stats.yaml}}",
        "s/actor-stats.yaml": "type: object\nproperties: {runs: {type: integer}}",
    }
    api = read(load(tmp_path, root, files))
    fields = {m.name: [(f.name, f.type) for f in m.fields] for m in api.models if isinstance(m, ObjectModel)}
    assert list(fields) == ["Actor", "ActorStats"]


def test_many_references_to_what_cannot_have_its_own_place_do_not_blow_a_small_document_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, {"api.yaml": HEAD + "components: {schemas: {A: {properties: {$ref: 'x.json#/p0'}}}}\n"})
    chain = {f"p{n}": {f"m{i}": {"properties": {"$ref": f"#/p{n + 1}"}} for i in range(30)} for n in range(40)}
    (tmp_path / "x.json").write_text(json.dumps(chain))
    monkeypatch.setattr(bundle, "MAX_VALUES", 10_000)
    with pytest.raises(Fatal, match="more than 10,000 values"):
        load_document(path)


def test_a_long_chain_of_references_is_followed_or_told_but_overflows_nothing(tmp_path: Path) -> None:
    chain: dict[str, JsonValue] = {str(n): {"$ref": f"#/{n + 1}"} for n in range(3000)}
    (tmp_path / "x.json").write_text(json.dumps({**chain, "3000": {"operationId": "a"}}))
    root = "paths: {/a: {get: {$ref: 'x.json#/0'}}}\ncomponents: {schemas: {A: {$ref: 'x.json#/0/operationId'}}}\n"
    assert any("leads" in line or "more than" in line for line in load(tmp_path, root).said)


@pytest.mark.parametrize("seed", range(4))
def test_references_at_random_give_a_document_or_a_diagnostic_and_never_a_traceback(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    names = ["api.json", "a.json", "b/c.json", "b/d.json"]
    pointers = [
        "",
        "#",
        "#/",
        "#x",
        "#/x",
        "#/x/y",
        "#/components/schemas/x",
        "#/paths/~1x",
        "#/0",
        "#/x/properties",
        "#/components",
    ]
    texts = [
        f"{file}{pointer}"
        for file in ("", "a.json", "../a.json", "c.json", "b/c.json", "./d.json", "../api.json", "api.json", "no", "..")
        for pointer in pointers
    ]
    keys = [
        "x",
        "y",
        "properties",
        "items",
        "allOf",
        "/x",
        "get",
        "parameters",
        "responses",
        "200",
        "schema",
        "$id",
        "$anchor",
        "mapping",
        "discriminator",
        "paths",
        "components",
        "schemas",
        "content",
        "headers",
    ]

    def value(depth: int) -> JsonValue:
        kind = chance.random()
        if kind < 0.3 or depth == 0:
            return {"$ref": chance.choice(texts)}
        if kind < 0.4:
            return [value(depth - 1) for _ in range(2)]
        if kind < 0.5:
            return chance.choice(["x", "a.json#/x", None, True, 1, "#x"])
        return {chance.choice(keys): value(depth - 1) for _ in range(3)}

    for _ in range(60):
        for name in names[1:]:
            write(tmp_path, {name: json.dumps(value(4))})
        root: JsonValue = {
            "openapi": "3.1.0",
            "info": {},
            "paths": {"/x": value(4)},
            "components": {"schemas": {"x": value(4)}, "parameters": value(3)},
        }
        write(tmp_path, {"api.json": json.dumps(root)})
        target = Target("shop", tmp_path / "api.json", tmp_path / "shop")
        try:
            read_api(target, read_input(target))
        except Fatal as error:
            assert [diagnostic for diagnostic in error.diagnostics if diagnostic.code == "defect"] == []
