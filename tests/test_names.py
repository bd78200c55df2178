"""Names: stable, readable, and the same whatever stands next to them."""

from __future__ import annotations

import ast
import json
from itertools import permutations
from pathlib import Path

import pytest

from inhouse.api.api import Api
from inhouse.api.names import distinct, is_given, pascal_case, snake_case
from inhouse.api.naming import RESERVED_MODULES
from inhouse.api.operations import lower
from inhouse.diagnostics import Diagnostic, Place
from inhouse.document.document import Document
from inhouse.document.normal import normalize
from inhouse.document.origin import Origin
from inhouse.document.source import parse_source
from inhouse.document.values import JsonValue, as_mapping

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("getHTTPResponse", "get_http_response"),
        ("actor-id", "actor_id"),
        ("ActorID", "actor_id"),
        ("class", "class_"),
        ("match", "match"),
        ("2fa", "field_2_fa"),
        ("+1", "plus_1"),
        ("-1", "minus_1"),
        ("-dash", "dash"),
        ("$", "dollar"),
        (">=", "greater_equals"),
        ("_", "underscore"),
        ("", "field"),
        ("😀", "field"),
        ("@type", "type"),
        ("größe", "größe"),
        ("ﬁle", "file"),
        ("नाम", "नाम"),
        ("имяФайла", "имя_файла"),
        ("取得", "取得"),
        ("a\u200bb", "a_b"),
    ],
)
def test_a_wire_name_becomes_this_python_name(text: str, name: str) -> None:
    assert snake_case(text, "field") == name
    assert is_given(name)


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (["@type", "type"], ["at_type", "type"]),
        (["_id", "id", "Id"], ["underscore_id", "id", "id_2"]),
        (["a-b", "a_b", "a.b"], ["a_b_2", "a_b", "a_b_3"]),
        (["A", "a-", "-a"], ["a", "a_2", "minus_a"]),
        (["+1", "-1", "1"], ["plus_1", "minus_1", "field_1"]),
        (["list", "list_"], ["list__2", "list_"]),
    ],
)
def test_names_that_would_be_the_same_are_told_apart_in_any_order(texts: list[str], names: list[str]) -> None:
    for order in permutations(texts):
        assert distinct(order, "field", {"list"}) == dict(zip(texts, names, strict=True))


def test_a_given_name_goes_before_those_that_are_made() -> None:
    assert distinct(["a", "b"], "field", (), {"b": "a"}) == {"a": "a_2", "b": "a"}


@pytest.mark.parametrize("name", ["class", "_x", "a b", "", "1a", "ﬁ", "a\n"])
def test_what_is_no_plain_name_cannot_be_given(name: str) -> None:
    assert not is_given(name)


def lowered(paths: dict[str, dict[str, JsonValue]]) -> tuple[Api, tuple[Diagnostic, ...]]:
    """The `Api` of operations by path and method; an operation may be no more than its id and its tag."""
    items: dict[str, JsonValue] = {}
    for path, item in paths.items():
        names = [part.partition("}")[0] for part in path.split("{")[1:]]
        parameters: list[JsonValue] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
        items[path] = {"parameters": parameters, **{method: operation(value) for method, value in item.items()}}
    root: JsonValue = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": items}
    source = parse_source(json.dumps(root).encode(), "api.json")
    document = Document(as_mapping(source.value) or {}, (source,), Origin(Place(source.file)))
    return lower(normalize(document), name="shop", policies={})


def operation(value: JsonValue) -> JsonValue:
    base: dict[str, JsonValue] = {"responses": {"204": {"description": ""}}, "tags": ["t"]}
    return {**base, **({"operationId": value} if isinstance(value, str) else as_mapping(value) or {})}


def functions(paths: dict[str, dict[str, JsonValue]]) -> dict[str, str]:
    return {f"{o.method} {o.path}": o.function for o in lowered(paths)[0].operations}


@pytest.mark.parametrize(
    ("method", "path", "function"),
    [
        ("get", "/", "get_root"),
        ("get", "/pets", "get_pets"),
        ("get", "/pets/{id}", "get_pets_by_id"),
        ("get", "/pets/{petId}", "get_pets_by_id"),
        ("get", "/categories/{category_id}", "get_categories_by_id"),
        ("get", "/addresses/{addressId}", "get_addresses_by_id"),
        ("get", "/user-groups/{userGroupId}", "get_user_groups_by_id"),
        ("get", "/user-groups/{groupId}", "get_user_groups_by_id"),
        ("get", "/pets/{pet}", "get_pets_by_pet"),
        ("delete", "/pets/{petId}/toys/{toyId}", "delete_pets_by_id_toys_by_id"),
        ("get", "/maps/{x},{y}", "get_maps_by_x_and_y"),
        ("post", "/pets/{petId}:feed", "post_pets_by_id_feed"),
        ("get", "/api/v1/pets", "get_v1_pets"),
        ("get", "/api", "get_api"),
        ("query", "/pets", "query_pets"),
    ],
)
def test_an_operation_without_id_is_named_by_method_and_path(method: str, path: str, function: str) -> None:
    assert functions({path: {method: {}}}) == {f"{method.upper()} {path}": function}


@pytest.mark.parametrize(
    ("path", "id", "function"),
    [
        ("/items/{item_id}", "read_item_items__item_id__get", "read_item"),
        ("/", "root__get", "root"),
        ("/items/{item_id}", "read_item_items__item_id__put", "read_item_items_item_id_put"),
        ("/items/{item_id}", "read_item_items__id__get", "read_item_items_id_get"),
        ("/items", "_items_get", "items_get"),
        ("/cats", "CatsController_findAll", "cats_controller_find_all"),
    ],
)
def test_an_id_loses_only_what_the_path_proves_that_fastapi_added(path: str, id: str, function: str) -> None:
    assert functions({path: {"get": id}}) == {f"GET {path}": function}


def test_ids_that_would_be_the_same_without_what_fastapi_added_keep_it() -> None:
    found = functions({"/a": {"get": "read_a_get"}, "/b": {"get": "read_b_get"}, "/c": {"get": "see_c_get"}})
    assert found == {"GET /a": "read_a_get", "GET /b": "read_b_get", "GET /c": "see"}


def test_an_id_goes_before_a_name_made_of_a_path_or_of_another_id() -> None:
    found = functions({"/pets": {"get": {}}, "/x": {"get": "getPets"}, "/y": {"get": "z_y_get"}, "/z": {"get": "z"}})
    assert found == {
        "GET /pets": "get_pets_2",
        "GET /x": "get_pets",
        "GET /y": "z_y_get",
        "GET /z": "z",
    }


def test_operations_of_one_id_are_told_and_named_by_method_and_path() -> None:
    api, diagnostics = lowered({"/a": {"get": "same"}, "/b": {"get": "same"}})
    assert [(operation.id, operation.function) for operation in api.operations] == [
        ("GET /a", "get_a"),
        ("GET /b", "get_b"),
    ]
    assert [d.code for d in diagnostics if d.code == "repeated-operation-id"] == ["repeated-operation-id"] * 2


@pytest.mark.parametrize(
    ("path", "module"),
    [("/pets/{id}", "pets"), ("/api/v2/pets", "pets"), ("/v1.1/pets", "pets"), ("/v1", "v1"), ("/{id}", "default")],
)
def test_an_operation_without_tags_belongs_to_what_its_path_is_about(path: str, module: str) -> None:
    (found,) = lowered({path: {"get": {"tags": []}}})[0].operations
    assert found.module == module


@pytest.mark.parametrize("tag", sorted(RESERVED_MODULES))
def test_no_module_is_called_like_a_device_or_what_a_client_has(tag: str) -> None:
    (found,) = lowered({"/a": {"get": {"tags": [tag.upper()]}}})[0].operations
    assert found.module == f"{tag}_"


def test_modules_differ_by_more_than_case_and_by_the_classes_of_their_groups() -> None:
    tags = ["a1", "a 1", "A_1", "straße", "STRASSE", "K", "\u212a", "x/y", "x y"]
    api, _ = lowered({f"/{index}": {"get": {"tags": [tag]}} for index, tag in enumerate(tags)})
    modules = {operation.module for operation in api.operations}
    assert len({module.casefold() for module in modules}) == len(modules)
    assert len({pascal_case(module, "").casefold() for module in modules}) == len(modules)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*/expected/client.py")), ids=lambda path: path.parts[-3])
def test_every_name_that_a_client_uses_is_kept_from_its_groups(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    groups = {alias.name for node in imports if node.module == "endpoints" for alias in node.names}
    used = {alias.asname or alias.name for node in imports if node.module != "endpoints" for alias in node.names}
    used |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id not in groups}
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} | {"options", "self"}
    lowercase = {name for name in used if name[0].islower() and name == name.lower()} - arguments
    assert lowercase - _endpoints(path) <= RESERVED_MODULES | {"annotations"}


def _endpoints(path: Path) -> set[str]:
    """The functions of the groups, which are attributes of classes of their own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    return {target.id for node in assigned for target in node.targets if isinstance(target, ast.Name)}
