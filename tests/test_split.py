"""Large packages: models and groups in modules of their own, which are imported when they are needed."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, get_type_hints

import pytest

from inhouse.api.api import AliasModel, Api, UnionModel
from inhouse.api.names import snake_case
from inhouse.api.types import MapOf, Named
from inhouse.cli import main
from inhouse.config import Target, read_targets
from inhouse.explain.lines import name_at
from inhouse.package.build import build_package
from inhouse.package.verify import UnexpectedCode, verify_modules
from inhouse.package.views.layout import SPLIT_FROM, model_modules
from inhouse.pipeline import read_api, read_input
from inhouse.report.outcome import FINE
from tests.golden_package import GOLDEN, golden_package
from tests.language_server import language_server

Json = dict[str, Any]
OWN = "models = sorted(name for name in sys.modules if name.startswith('shop.models._'))"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with golden_package("split", tmp_path_factory.mktemp("split")) as package:
        yield package


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package `shop` in it."""
    folder = tmp_path_factory.mktemp("written")
    shutil.copytree(GOLDEN / "split", folder, ignore=shutil.ignore_patterns("expected*"), dirs_exist_ok=True)
    with chdir(folder):
        assert main(["generate"]) == FINE
    return folder


def told(folder: Path, *lines: str) -> Any:
    """What Python prints, as JSON, where it runs these lines with the package in reach."""
    source = "\n".join(("import json, sys", *lines))
    done = subprocess.run([sys.executable, "-c", source], cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_importing_a_large_package_imports_nothing_but_its_table(written: Path) -> None:
    imported = told(
        written,
        "import shop",
        "print(json.dumps([name for name in sys.modules if name.startswith('shop')]))",
    )
    assert sorted(imported) == ["shop", "shop._runtime", "shop._runtime.lazy"]


def test_a_client_is_there_before_pydantic_any_model_and_any_group(written: Path) -> None:
    before, after = told(
        written,
        "from shop import Client",
        "client = Client()",
        "held = lambda: [n for n in sys.modules if n.startswith(('pydantic', 'shop.models', 'shop.groups.', 'shop.end'))]",
        "before = held()",
        "client.pets",
        "print(json.dumps([before, held()]))",
    )
    assert before == []
    assert {"shop.groups.pets", "shop.endpoints.pets"} <= set(after)
    assert "shop.groups.models" not in after
    assert [name for name in after if name.startswith("shop.models._")] == []


def test_models_are_whole_however_their_modules_are_imported(written: Path) -> None:
    built = told(
        written,
        "import importlib, pkgutil, pydantic, shop",
        "modules = [importlib.import_module(each.name) for each in pkgutil.walk_packages(shop.__path__, 'shop.')]",
        "classes = {c for m in modules if '.models._' in m.__name__ for c in vars(m).values() if isinstance(c, type)}",
        "models = [c for c in classes if issubclass(c, pydantic.BaseModel) and '_runtime' not in c.__module__]",
        "[model.model_rebuild(force=True) for model in models]",
        "print(json.dumps([len(models), sorted({model.__module__ for model in models})]))",
    )
    assert built[0] > 5
    assert built[1] == ["shop.models"]


def test_the_first_use_of_an_endpoint_imports_its_own_models_alone(written: Path) -> None:
    called, read = told(
        written,
        "import httpx2",
        "from shop import Client",
        "from shop.endpoints.models import list_payments",
        "call = list_payments()",
        OWN,
        "called = models",
        "answer = [{'kind': 'Cash', 'refund': {'kind': 'Card', 'payer': {'name': 'Ada', 'pets': []}}}]",
        "client = Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200, json=answer)))",
        "assert client.send(call)[0].refund.payer.name == 'Ada'",
        OWN,
        "print(json.dumps([called, models]))",
    )
    assert called == ["shop.models._card", "shop.models._cash", "shop.models._payment"]
    further = ["_food", "_machine", "_owner", "_pet", "_pet_food"]  # those of a card's payer
    assert read == sorted([*called, *(f"shop.models.{name}" for name in further)])


def test_every_model_can_be_built_and_found_at_the_public_path(shop: Any) -> None:
    from inhouse.runtime.model import Model

    names = shop.models.__dir__()
    assert {"Pet", "PetCollar", "Payment", "Tree"} <= set(names)
    for name in (name for name in names if name[0] != "_"):
        model = getattr(shop.models, name)
        if isinstance(model, type):
            assert not issubclass(model, Model)  # its own copy of the runtime
            assert (model.__module__, pickle.loads(pickle.dumps(model))) == (shop.models.__name__, model)
            model.model_rebuild()  # type: ignore[attr-defined]
            assert model.__pydantic_complete__  # type: ignore[attr-defined]
            get_type_hints(model, include_extras=True)


def test_models_that_hold_one_another_are_read_written_pickled_and_extended(shop: Any) -> None:
    from pydantic import TypeAdapter

    wire = {
        "id": "1",
        "petKind": "cat",
        "owner": {"name": "Ada", "models": ["till"], "first": {"id": "2", "owner": {"name": "Bob"}}},
        "food": {"grams": 3},
    }
    adapter: TypeAdapter[Any] = TypeAdapter(shop.models.Pet)
    pet = adapter.validate_json(json.dumps(wire), by_alias=True, by_name=False)
    assert isinstance(pet.owner.model_extra["first"], shop.models.Pet)
    assert isinstance(pet.food, shop.models.Food)
    assert pickle.loads(pickle.dumps(pet)) == pet
    assert pet.to_wire() == wire

    class Named(shop.models.Pet):  # type: ignore[misc]
        nick: str

    named = Named(id="1", owner=shop.models.Owner(name="Ada"), nick="Al")
    assert (Named.__module__, named.to_wire()["nick"]) == (__name__, "Al")


def test_a_package_that_lists_its_names_lists_all_of_them(shop: Any) -> None:
    assert set(shop.__all__) <= set(dir(shop))
    namespace: Json = {}
    exec(f"from {shop.__name__}.models import *", namespace)  # noqa: S102
    assert {"Pet", "Owner", "Tree", "XTotalHeaders"} <= namespace.keys()
    with pytest.raises(AttributeError, match="has no attribute 'Nope'"):
        _ = shop.models.Nope


def test_what_stands_in_a_written_module_is_found_by_its_line(written: Path) -> None:
    def named(path: str, text: str) -> str | None:
        source = (written / "shop" / path).read_text()
        return name_at(PurePosixPath(path), source, source[: source.index(text)].count("\n") + 1)

    assert named("models/_pet.py", "bell:") == "models.PetCollar.bell"
    assert named("models/_payment.py", "Payment: TypeAlias") == "models.Payment"
    assert named("groups/pets.py", "put_pet =") == "client.pets.put_pet"
    assert named("models/__init__.py", "from ._pet import") is None


def test_editors_show_signatures_fields_and_names(written: Path) -> None:
    path = written / "use.py"
    path.write_text(
        "from shop import Client, models\n\npet = Client().pets.get_pet('')\nprint(pet.owner.pets, models.)\n"
    )
    with language_server(written) as server:
        server.open(path)
        hover = server.at("textDocument/hover", path, "pets.get_pet(")["contents"]["value"]
        assert "pet_id: str" in hover
        assert "Get a pet." in hover
        assert "list[Pet]" in server.at("textDocument/hover", path, "pet.owner.pets,")["contents"]["value"]
        answer = server.at("textDocument/completion", path, "models.")
        items = answer["items"] if isinstance(answer, dict) else answer
        assert {"Pet", "PetCollar", "Payment"} <= {item["label"] for item in items}


@pytest.mark.parametrize(
    "command",
    [
        ("mypy", "--strict", "-p", "shop"),
        ("basedpyright", "-p", "pyrightconfig.json"),
        ("ruff", "check", "--isolated", "--no-cache", "shop"),
    ],
    ids=lambda command: command[0],
)
def test_strict_checkers_pass(command: tuple[str, ...], written: Path) -> None:
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": ["shop"]}
    (written / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run([sys.executable, "-m", *command], cwd=written, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def pets(number: int) -> Json:
    """A document of so many components, two and two of which hold one another."""
    schemas: Json = {}
    for index in range(number):
        other = {"$ref": f"#/components/schemas/Pet{index ^ 1}"} if index ^ 1 < number else {}
        schemas[f"Pet{index}"] = {"type": "object", "properties": {"name": {"type": "string"}, "friend": other}}
    content = {"application/json": {"schema": {"oneOf": [{"$ref": f"#/components/schemas/{n}"} for n in schemas]}}}
    get = {"tags": ["a"], "operationId": "get", "responses": {"200": {"description": "OK", "content": content}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example"}],
        "paths": {"/pets": {"get": get}},
        "components": {"schemas": schemas},
    }


@pytest.fixture
def generate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Json], dict[str, str]]:
    """Writes the package of a document in the same folder each time; its modules but those of the runtime."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inhouse.toml").write_text('[targets.shop]\ndocument = "shop.json"\noutput = "shop"\n')

    def run(document: Json) -> dict[str, str]:
        (tmp_path / "shop.json").write_text(json.dumps(document))
        assert main(["generate"]) == FINE
        assert main(["check"]) == FINE
        files = (path for path in (tmp_path / "shop").rglob("*.py") if "_runtime" not in path.parts)
        return {path.relative_to(tmp_path / "shop").as_posix(): path.read_text() for path in files}

    return run


def test_a_package_is_split_where_it_has_many_models_and_stays_so(generate: Callable[[Json], dict[str, str]]) -> None:
    few, many = pets(4), pets(SPLIT_FROM)
    assert "models.py" in generate(few)
    split = generate(many)
    assert "models.py" not in split
    assert {"models/_pet0.py", "groups/a.py"} <= split.keys()
    assert "models/_pet0.py" in generate(few)


def test_a_reference_that_ties_two_groups_of_models_together_changes_one_line(
    generate: Callable[[Json], dict[str, str]],
) -> None:
    document = pets(SPLIT_FROM)
    before = generate(document)
    document["components"]["schemas"]["Pet0"]["properties"]["new"] = {"$ref": "#/components/schemas/Pet2"}
    document["components"]["schemas"]["Pet3"]["properties"]["new"] = {"$ref": "#/components/schemas/Pet1"}
    after = generate(document)
    assert before.keys() == after.keys()
    changed = {path: set(after[path].splitlines()) ^ set(before[path].splitlines()) for path in before}
    assert {path: lines for path, lines in changed.items() if lines} == {
        "models/_pet0.py": {"    new: models.Pet2 | None = None"},
        "models/_pet3.py": {"    new: models.Pet1 | None = None"},
    }


@pytest.fixture(scope="module")
def api() -> Api:
    (target,) = read_targets(GOLDEN / "split" / "inhouse.toml")
    return read_api(target, read_input(target))[0]


def test_modules_are_called_after_what_is_outermost_and_aliases_stand_alone(api: Api) -> None:
    modules = model_modules(api)
    assert modules["PetCollarBell"] == modules["PetPetKind"] == modules["Pet"] == "_pet"
    assert modules["PutPetResponsePlacesItem"] == modules["PutPetResponse"] == "_put_pet"
    assert modules["PetFood"] == "_pet_food"
    assert len({name.casefold() for name in modules.values()}) == len(set(modules.values()))
    assert all(module == f"_{snake_case(module, '')}" for module in modules.values())


def test_a_union_stands_with_its_parts_that_hold_it_again(api: Api) -> None:
    pointer = "/components/schemas/Tree"
    part = AliasModel("TreeMap", pointer, "", MapOf(Named("Tree")), recursive=True)
    tree = UnionModel("Tree", pointer, "", (Named("TreeMap"), Named("Pet")), None, ())
    modules = model_modules(replace(api, models=(*api.models, tree, part)))
    assert modules["Tree"] == modules["TreeMap"] == "_tree"


def test_the_layout_is_that_of_the_size_unless_it_is_given(api: Api) -> None:
    assert "models.py" in build_package(api)
    assert "models/_pet.py" in build_package(api, is_split=True)


@pytest.mark.parametrize(
    "line",
    ["if True:\n    pass", "if not TYPE_CHECKING:\n    evil = 1", "lazy(__name__)", "__getattr__('Pet')", "import os"],
)
def test_an_unexpected_line_of_a_split_package_is_refused(line: str, api: Api) -> None:
    text = build_package(api, is_split=True)["models/__init__.py"]
    verify_modules(api, {"models/__init__.py": text})
    with pytest.raises(UnexpectedCode):
        verify_modules(api, {"models/__init__.py": f"{text}\n{line}\n"})


def test_models_nested_too_deep_to_be_built_in_one_go_are_built_inside_out(tmp_path: Path) -> None:
    document = pets(SPLIT_FROM)
    for index in range(SPLIT_FROM - 1):
        inner = {"$ref": f"#/components/schemas/Pet{index + 1}"}
        document["components"]["schemas"][f"Pet{index}"]["properties"] = {"inner": inner}
    (tmp_path / "shop.json").write_text(json.dumps(document))
    target = Target("shop", tmp_path / "shop.json", tmp_path / "shop")
    for path, text in build_package(read_api(target, read_input(target))[0]).items():
        (tmp_path / "shop" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / path).write_text(text)
    assert told(tmp_path, "from shop.models import Pet0", "print(json.dumps(Pet0(inner=None).to_wire()))") == {
        "inner": None
    }
