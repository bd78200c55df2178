"""What requests take: models or typed dicts of the same shape, and in each direction only what belongs there."""

from __future__ import annotations

import asyncio
import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_type_hints

import pytest

from inhouse.cli import main
from inhouse.config import Target
from inhouse.package.verify import UnexpectedCode, verify_modules
from inhouse.pipeline import read_api, read_input
from tests.language_server import language_server
from tests.server import Reply, Server, serving

GOLDEN = Path(__file__).parent / "golden"

USE = """\
from collections.abc import Mapping
from datetime import UTC, date, datetime

from shop_inputs.endpoints.orders import create_order, put_days, put_labels, search_orders
from shop_inputs.inputs import ConditionDict, LineDict, OrderDict2
from shop_inputs.models import Card, Customer, Label, Line, Order

lines: list[Line] = [Line(unit_price=1.5)]
create_order(body=Order(customer=Customer(name="a"), lines=lines))
create_order(body={"customer": Customer(name="a"), "lines": lines})
create_order(body={"customer": {"name": "a"}, "lines": [{"unit-price": 2.5, "parts": [{"unit-price": 1.5}]}, lines[0]]})
create_order(body={"customer": {"name": "a", "vip": "yes"}, "lines": (), "dueAt": datetime.now(UTC), "coupon": None})
create_order(body={"customer": {"name": "a"}, "lines": [], "dueAt": "2024-01-02T00:00:00Z", "priority": "newest"})
create_order(body={"customer": {"name": "a"}, "lines": [], "days": [date(2024, 1, 2), "2024-01-03"]})
create_order(body={"customer": {"name": "a"}, "lines": [], "payment": {"kind": "Card", "number": "1"}})
create_order(body={"customer": {"name": "a"}, "lines": [], "payment": Card(kind="Card", number="1")})
create_order(body={"customer": {"name": "a"}, "lines": [], "notes": ["n", {"colour": "red"}, Label(colour="red")]})
create_order(body={"customer": {"name": "a"}, "lines": [], "labels": {"a": {"str": "s"}, "b": Label()}})
search_orders()
search_orders(body="anything")
search_orders(body={"all": [{"field": "a", "value": 1}, {"all": [{"field": "b", "value": None}]}, "c"]})
put_days(body=["2024-01-02"])
put_labels(body={"a": {"str": "s"}})
line: LineDict = {"unit-price": 1.5}
order: OrderDict2 = {"customer": {"name": "a"}, "lines": [line]}
create_order(body=order)
condition: ConditionDict = {"field": "a", "value": []}
search_orders(body=condition)
labels: Mapping[str, Label] = {}
put_labels(body=labels)

create_order(body={"customer": {"name": "a"}})  # wrong: without what is required
create_order(body={"customer": {"name": "a"}, "lines": [], "due_at": datetime.now(UTC)})  # wrong: no such key
create_order(body={"customer": {"name": "a"}, "lines": [], "coupon": 5})  # wrong: of another type
create_order(body={"customer": {"name": "a"}, "lines": [], "priority": None})  # wrong: null where none is allowed
create_order(body={"customer": {"name": "a"}, "lines": [{"unit-price": "1"}]})  # wrong: within a list
create_order(body={"customer": {"name": "a"}, "lines": [{"from": "x"}]})  # wrong: within a list, what is required
create_order(body={"customer": {"name": "a"}, "lines": [], "days": "2024-01-02"})  # wrong: text is no list
create_order(body={"customer": {"name": "a"}, "lines": [], "labels": {"a": {"colour": 1}}})  # wrong: within a map
create_order(body={"customer": {"name": "a"}, "lines": [], "payment": {"kind": "Cheque"}})  # wrong: no such kind
search_orders(body={"all": [{"field": 5, "value": 1}]})  # wrong: within a union within a list
search_orders(body=7)  # wrong: no member of the union
put_labels(body={"a": {"size": 1}})  # wrong: no such key
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("inputs")
    for case in ("typed-dicts", "directions"):
        output = folder / f"shop_{'inputs' if case == 'typed-dicts' else case}"
        main(["generate", "--document", str(GOLDEN / case / "document.yaml"), "--output", str(output)])
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def shop(folder: Path) -> Any:
    importlib.import_module("shop_inputs.endpoints.orders")
    return importlib.import_module("shop_inputs")


@pytest.fixture(scope="module")
def users(folder: Path) -> Any:
    return importlib.import_module("shop_directions")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def wrong_lines(text: str) -> set[int]:
    return {number for number, line in enumerate(text.splitlines(), start=1) if "# wrong" in line}


def test_mypy_tells_wrong_dicts_from_right_ones(folder: Path) -> None:
    (folder / "use.py").write_text(USE)
    command = [sys.executable, "-m", "mypy", "--strict", "--output=json", "use.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {each["line"] for each in found if each["file"] == "use.py"} == wrong_lines(USE), done.stdout
    assert {each["file"] for each in found} == {"use.py"}


def test_pyright_tells_wrong_dicts_from_right_ones(folder: Path) -> None:
    (folder / "use.py").write_text(USE)
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": ["use.py", "shop_*"]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    assert {each["range"]["start"]["line"] + 1 for each in found} == wrong_lines(USE), found
    assert {Path(each["file"]).name for each in found} == {"use.py"}


def body(call: Any) -> bytes:
    content: bytes = call.body.content
    return content


Pair: TypeAlias = Callable[[Any], tuple[Any, Any]]
PAIRS: dict[str, Pair] = {
    "nested": lambda m: (
        m.Order(
            customer=m.Customer(name="ü"),
            lines=[m.Line(unit_price=1.5, parts=[m.Line(unit_price=2.5, from_="x")])],
            labels={"a": m.Label(str_="s")},
            payment=m.Invoice(kind="Invoice", sent_to=m.Customer(name="b")),
        ),
        {
            "customer": {"name": "ü"},
            "labels": {"a": {"str": "s"}},
            "lines": [{"parts": [{"from": "x", "unit-price": 2.5}], "unit-price": 1.5}],
            "payment": {"kind": "Invoice", "sentTo": {"name": "b"}},
        },
    ),
    "models within a dict": lambda m: (
        m.Order(customer=m.Customer(name="a"), lines=[m.Line(unit_price=1.5)]),
        {"customer": m.Customer(name="a"), "lines": [m.Line(unit_price=1.5)]},
    ),
    "any sequence and mapping": lambda m: (
        m.Order(customer=m.Customer(name="a"), labels={"l": m.Label()}, lines=[m.Line(unit_price=1.5)]),
        {"customer": MappingProxyType({"name": "a"}), "labels": MappingProxyType({"l": m.Label()}),
         "lines": ({"unit-price": 1.5},)},
    ),
    "moments and days": lambda m: (
        m.Order(customer=m.Customer(name="a"), days=[date(2024, 1, 2)], due_at=datetime(2024, 1, 2, tzinfo=UTC), lines=[]),
        {"customer": {"name": "a"}, "days": [date(2024, 1, 2)], "dueAt": datetime(2024, 1, 2, tzinfo=UTC), "lines": []},
    ),
    "text in place of moments": lambda m: (
        m.Order(customer=m.Customer(name="a"), days=[date(2024, 1, 2)], due_at=datetime(2024, 1, 2, tzinfo=UTC), lines=[]),
        {"customer": {"name": "a"}, "days": ["2024-01-02"], "dueAt": "2024-01-02T00:00:00Z", "lines": []},
    ),
    "null": lambda m: (
        m.Order(coupon=None, customer=m.Customer(name="a"), lines=[]),
        {"coupon": None, "customer": {"name": "a"}, "lines": []},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PAIRS)
@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_a_dict_is_sent_as_the_same_bytes_as_the_model(
    case: str, kind: Literal["Client", "AsyncClient"], shop: Any, server: Server
) -> None:
    server.script = [Reply(201, json={})]
    given = PAIRS[case](shop.models)

    async def send() -> None:
        async with shop.AsyncClient(base_url=server.url) as client:
            for each in given:
                await client.orders.create_order(body=each)

    if kind == "AsyncClient":
        asyncio.run(send())
    else:
        with shop.Client(base_url=server.url) as client:
            for each in given:
                client.orders.create_order(body=each)
    assert server.seen[0].body == server.seen[1].body != b""
    assert [seen.headers["content-type"] for seen in server.seen] == ["application/json"] * 2


def test_a_dict_is_sent_in_the_order_of_its_keys_with_whatever_it_holds(shop: Any) -> None:
    given = {"lines": [], "unheard-of": {"deep": [1, None, True, 1.5]}, "customer": {"name": "a"}}
    call = shop.endpoints.orders.create_order(body=given)
    assert list(json.loads(body(call)).items()) == list(given.items())


def test_what_a_server_answered_can_be_sent_back_as_model_or_dict(users: Any) -> None:
    put_pet = importlib.import_module("shop_directions.endpoints.pets").put_pet
    cat = {"kind": "cat", "kittens": [{"kind": "dog", "tricks": {"sit": True}}]}
    with serving() as server, users.Client(base_url=server.url) as client:
        server.script = [Reply(json={**cat, "lives": 9})]
        answer = client.pets.put_pet(body=cat)
    assert isinstance(answer, users.models.Cat)
    assert answer.lives == 9
    assert json.loads(body(put_pet(body=answer.to_wire()))) == {**cat, "lives": 9}
    kitten = users.models.Dog(kind="dog", tricks=users.models.Tricks(sit=True))
    assert json.loads(body(put_pet(body=users.models.CatInput(kind="cat", kittens=[kitten])))) == cat


def test_every_typed_dict_is_made_of_types_that_are_there(shop: Any, users: Any) -> None:
    for package in (shop, users):
        dicts = [each for each in vars(package.inputs).values() if hasattr(each, "__total__")]
        assert len(dicts) > 5
        for each in dicts:
            get_type_hints(each, vars(package.inputs) | vars(package.models))


def test_only_what_belongs_to_a_direction_is_in_its_shape(users: Any) -> None:
    models, inputs = users.models, users.inputs
    assert set(models.User.model_fields) == {"id", "name", "address", "created_at", "plan"}
    assert set(models.UserInput2.model_fields) == {"name", "password", "address"}
    assert set(inputs.UserDict.__annotations__) == {"name", "password", "address"}
    assert set(models.Address.model_fields) - set(models.AddressInput.model_fields) == {"verified"}
    assert not hasattr(models, "TricksInput")
    assert not hasattr(models, "LoginInput")
    assert set(models.Login.model_fields) == {"name", "password", "user"}
    assert set(models.Session.model_fields) == {"token", "odd"}


def test_what_only_requests_have_is_an_extra_where_an_answer_has_it(users: Any) -> None:
    answered = {"id": "1", "name": "a", "password": "p", "address": {}}
    with serving() as server, users.Client(base_url=server.url) as client:
        server.script = [Reply(201, json=answered)]
        user = client.users.create_user(body={"name": "a", "password": "p", "address": {"street": "s"}})
    assert user.model_extra == {"password": "p"}
    assert user.to_wire() == answered
    assert json.loads(server.seen[0].body) == {"name": "a", "password": "p", "address": {"street": "s"}}


def test_inspecting_tells_the_typed_dicts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    main(["inspect", "--document", str(GOLDEN / "directions" / "document.yaml"), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert {"name": "UserDict", "model": "UserInput2"} in told["inputs"]
    bodies = {each["id"]: each["body"]["annotation"] for each in told["operations"]}
    assert bodies["createUser"] == "UserInput2 | UserDict"


def test_editors_complete_the_keys_of_a_body(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "shop_inputs", tmp_path / "shop_inputs", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "use.py"
    path.write_text('from shop_inputs.endpoints.orders import create_order\n\ncreate_order(body={"')
    with language_server(tmp_path) as server:
        server.open(path)
        answer = server.at("textDocument/completion", path, 'body={"')
    items = answer["items"] if isinstance(answer, dict) else answer
    assert {"customer", "lines", "dueAt"} <= {item["label"].strip("\"'") for item in items}


def test_keys_of_typed_dicts_are_names_in_their_module_alone() -> None:
    target = Target("shop", GOLDEN / "typed-dicts" / "document.yaml", Path("shop"))
    api = read_api(target, read_input(target))[0]
    text = "class OrderDict2:\n    dueAt: str\n"
    verify_modules(api, {"inputs.py": text})
    with pytest.raises(UnexpectedCode, match="dueAt"):
        verify_modules(api, {"models.py": text})
