"""Parameters in every style: a table of what is sent for a value, and the golden package `parameter-styles`, used."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from inhouse.cli import main
from inhouse.runtime.call import Call
from tests.styles import Outcome, Row, report, run

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "tests" / "golden" / "parameter-styles" / "document.yaml"

TEXT, LIST, OBJECT = "a b+c", ["x", "y/z", "ü"], {"k": 1, "l,m": "n=o"}
EXPECTED: dict[tuple[str, str, bool], tuple[str | None, str | None, str | None]] = {
    ("path", "simple", False): ("a%20b%2Bc", "x,y%2Fz,%C3%BC", "k,1,l%2Cm,n%3Do"),
    ("path", "simple", True): ("a%20b%2Bc", "x,y%2Fz,%C3%BC", "k=1,l%2Cm=n%3Do"),
    ("path", "label", False): (".a%20b%2Bc", ".x,y%2Fz,%C3%BC", ".k,1,l%2Cm,n%3Do"),
    ("path", "label", True): (".a%20b%2Bc", ".x.y%2Fz.%C3%BC", ".k=1.l%2Cm=n%3Do"),
    ("path", "matrix", False): (";p=a%20b%2Bc", ";p=x,y%2Fz,%C3%BC", ";p=k,1,l%2Cm,n%3Do"),
    ("path", "matrix", True): (";p=a%20b%2Bc", ";p=x;p=y%2Fz;p=%C3%BC", ";k=1;l%2Cm=n%3Do"),
    ("query", "form", False): ("p=a%20b%2Bc", "p=x,y%2Fz,%C3%BC", "p=k,1,l%2Cm,n%3Do"),
    ("query", "form", True): ("p=a%20b%2Bc", "p=x&p=y%2Fz&p=%C3%BC", "k=1&l%2Cm=n%3Do"),
    ("query", "spaceDelimited", False): (None, "p=x%20y%2Fz%20%C3%BC", "p=k%201%20l%2Cm%20n%3Do"),
    ("query", "spaceDelimited", True): (None, None, None),
    ("query", "pipeDelimited", False): (None, "p=x%7Cy%2Fz%7C%C3%BC", "p=k%7C1%7Cl%2Cm%7Cn%3Do"),
    ("query", "pipeDelimited", True): (None, None, None),
    ("query", "deepObject", False): (None, None, None),
    ("query", "deepObject", True): (None, None, "p%5Bk%5D=1&p%5Bl%2Cm%5D=n%3Do"),
    ("header", "simple", False): ("a b+c", None, "k,1,l,m,n=o"),
    ("header", "simple", True): ("a b+c", None, "k=1,l,m=n=o"),
    ("cookie", "form", False): ("p=a%20b%2Bc", "p=x,y%2Fz,%C3%BC", "p=k,1,l%2Cm,n%3Do"),
    ("cookie", "form", True): ("p=a%20b%2Bc", "p=x; p=y%2Fz; p=%C3%BC", "k=1; l%2Cm=n%3Do"),
    ("cookie", "cookie", False): ("p=a%20b+c", "p=x,y/z,%C3%BC", "p=k,1,l%2Cm,n=o"),
    ("cookie", "cookie", True): ("p=a%20b+c", "p=x; p=y/z; p=%C3%BC", "k=1; l%2Cm=n=o"),
}
"""What a text, an array and an object are sent as; None where OpenAPI does not define it, or the value cannot be sent."""

EMPTY: tuple[tuple[str, str, str, Any, str, str | None], ...] = (
    ("query", "form", "string", "", "p=", ""),
    ("query", "form", "array", [], "", ""),
    ("query", "form", "object", {}, "", ""),
    ("query", "form", "array", [""], "p=", ""),
    ("query", "deepObject", "object", {}, "", ""),
    ("query", "pipeDelimited", "array", [], "", ""),
    ("header", "simple", "array", [], "", ""),
    ("header", "simple", "array", ["x", "y"], "x,y", ""),
    ("header", "simple", "string", "", "", ""),
    ("query", "form", "array", [1, True, "x"], "p=1&p=true&p=x", ""),
    ("cookie", "form", "string", "", "p=", ""),
    ("cookie", "form", "array", [], "", ""),
    ("path", "matrix", "string", "", ";p", None),
    ("path", "matrix", "array", ["", "x"], ";p=,x", None),
)
"""What is sent for values of little, and where the value is absent; None where it cannot be."""

HOSTILE = "p\"'),\\\n{}(*"


def rows() -> Iterator[Row]:
    for (place, style, explode), expected in EXPECTED.items():
        shared = {"in": place, "style": style, "explode": explode, "name": "p"}
        for kind, value, text in zip(("string", "array", "object"), (TEXT, LIST, OBJECT), expected, strict=True):
            if text is not None:
                yield {**shared, "kind": kind, "value": value, "expected": text}
            elif place == "query":
                yield {**shared, "kind": kind, "value": value, "expected": None, "undefined_behavior": True}
    for place, style, kind, value, text, absent in EMPTY:
        row = {"in": place, "style": style, "name": "p", "kind": kind, "value": value, "expected": text}
        yield row if absent is None else {**row, "value_absent_expected": absent}
    for explode in (False, True):  # a header holds ASCII
        row = {"in": "header", "style": "simple", "explode": explode, "name": "p"}
        yield {**row, "kind": "array", "value": ["x", "y/z"], "expected": "x,y/z"}
    for style, kind, text in (("deepObject", "object", "{}%5Bk%5D=1"), ("form", "array", "{}=1")):
        value = {"k": "1"} if kind == "object" else ["1"]
        row = {"in": "query", "style": style, "explode": style == "deepObject", "name": HOSTILE}
        yield {**row, "kind": kind, "value": value, "expected": text.format(quote(HOSTILE, safe=""))}
    reserved = {"in": "query", "style": "form", "name": "p", "allowReserved": True}
    for explode, kind, value, text in (
        (True, "string", "a/b?c:d@e,(f)!$'*;", "p=a/b?c:d@e,(f)!$'*;"),
        (True, "string", "#[]&=+ %zz%2F", "p=%23%5B%5D%26%3D%2B%20%25zz%2F"),
        (True, "array", ["a/b", "c,d"], "p=a/b&p=c,d"),
        (True, "object", {"a/b": "c/d"}, "a%2Fb=c/d"),
        (False, "array", ["a/b", "c,d"], "p=a/b,c%2Cd"),
    ):
        yield {**reserved, "explode": explode, "kind": kind, "value": value, "expected": text}


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return run(rows())


def test_every_style_sends_what_openapi_says(outcomes: list[Outcome]) -> None:
    assert [str(outcome) for outcome in outcomes if not outcome.passed] == []


def test_each_combination_stands_in_the_table() -> None:
    explodes = {(place, style) for place, style, explode in EXPECTED if explode}
    assert explodes == {(place, style) for place, style, explode in EXPECTED if not explode}
    assert len(explodes) == 10


def test_a_wrong_expectation_fails() -> None:
    wrong = [{**row, "expected": f"{row['expected']}!"} for row in rows() if row["expected"] is not None]
    assert [outcome for outcome in run(wrong) if outcome.passed] == []


def test_failures_are_listed_with_the_contested_ones_apart(outcomes: list[Outcome]) -> None:
    row = outcomes[0].row
    found = [Outcome(row, True, ""), Outcome(row, False, "'x'"), Outcome({**row, "contested": True}, False, "'y'")]
    lines = list(report(found))
    assert lines[0] == "1 passed, 2 failed"
    assert [line for line in lines if line.startswith(("uncontested", "contested"))] == [
        "uncontested: 1 passed, 1 failed",
        "contested: 0 passed, 1 failed",
    ]


def test_inspect_says_how_each_parameter_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    main(["inspect", "--format", "json", "--document", str(DOCUMENT)])
    operations = {each["id"]: each for each in json.loads(capsys.readouterr().out)["operations"]}
    said = {each["wire_name"]: each for each in operations["inQuery"]["parameters"]}
    keys = ("style", "explode", "allow_reserved", "content_type")
    assert [said["pipes"][key] for key in keys] == ["pipeDelimited", False, False, None]
    assert [said["free"][key] for key in keys] == ["form", True, True, None]
    assert said["json"]["content_type"] == "application/json"
    assert operations["undefinedCombinations"]["coverage"]["state"] == "approximated"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("styles")
    main(["generate", "--document", str(DOCUMENT), "--output", str(folder / "shop_styles")])
    sys.path.insert(0, str(folder))
    yield importlib.import_module("shop_styles")
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def places(shop: Any) -> Any:
    return importlib.import_module(f"{shop.__name__}.endpoints.places")


def sent(shop: Any, call: Any, **options: Any) -> httpx2.Request:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(204)

    shop.Client(transport=httpx2.MockTransport(answer), **options).send(call)
    return seen[0]


def test_models_and_dates_go_under_wire_names_and_null_is_left_out(shop: Any, places: Any) -> None:
    days = shop.models.Range(from_day=date(2024, 1, 2), limit=None)
    assert places.in_query(packed=days).target == "/queries?packed=fromDay,2024-01-02"
    assert places.in_query(deep=days).target == "/queries?deep%5BfromDay%5D=2024-01-02"
    assert places.in_query(pipes=[date(2024, 1, 2)] * 2).target == "/queries?pipes=2024-01-02%7C2024-01-02"
    assert places.in_query(json=[days]).query["json"] == '[{"fromDay":"2024-01-02","limit":null}]'
    path = places.in_path(1, [2, 3], days, "x", ["y"], shop.models.Range(limit=1)).path
    assert path == "/paths/1/2,3;fromDay=2024-01-02/.x/;matrix=y/%7B%22limit%22%3A1%7D"


def test_a_parameter_may_be_one_value_or_many(places: Any) -> None:
    assert places.in_query(either="a,b").target == "/queries?either=a%2Cb"
    assert places.in_query(either=["a", "b"]).target == "/queries?either=a&either=b"


def test_what_openapi_leaves_undefined_is_sent_as_reported(shop: Any, places: Any) -> None:
    tree = shop.models.Tree(name="a", tags=["b", "c"], children=[shop.models.Tree(name="d")])
    call = places.undefined_combinations(shop.models.Range(limit=1), tree=tree, list_=["e"], nested={"f": ["g"]})
    assert call.path == "/undefined/limit,1"
    assert httpx2.QueryParams(call.target.partition("?")[2]).multi_items() == [
        ("tree[children][0][name]", "d"),
        ("tree[name]", "a"),
        ("tree[tags][]", "b"),
        ("tree[tags][]", "c"),
        ("list[]", "e"),
        ("f", '["g"]'),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        {"list_": []},
        {"list_": ["."]},
        {"list_": ["..", None]},
        {"label": "."},
        {"label": ""},
        {"matrix": []},
        {"matrix": None},
        {"plain": None},
    ],
)
def test_no_value_in_a_path_addresses_another_resource(arguments: dict[str, Any], shop: Any, places: Any) -> None:
    days = shop.models.Range(limit=1)
    given = {"plain": 1, "list_": [1], "object": days, "label": "x", "matrix": ["y"], "json": days}
    with pytest.raises(ValueError, match=f"{next(iter(arguments)).rstrip('_')}.* must not be"):
        places.in_path(**{**given, **arguments})


@pytest.mark.parametrize(("name", "path"), [("", "/reports"), (".csv", "/reports.csv")])
def test_a_path_value_may_be_empty_where_the_rest_of_its_segment_names_the_resource(name: str, path: str) -> None:
    call = Call[None](operation="o", method="GET", path="/reports{name}", path_values={"name": name}, success={})
    assert call.path == path


@pytest.mark.parametrize("values", [{"a": "", "b": ""}, {"a": ".", "b": ""}, {"a": ".", "b": "."}])
def test_values_that_share_a_segment_do_not_make_it_climb(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="must not be"):
        Call[None](operation="o", method="GET", path="/reports/{a}{b}", path_values=values, success={})


def test_cookies_go_together_and_next_to_the_users_own(shop: Any, places: Any) -> None:
    call = places.in_header(session="a;b", raw=["c=", "d"])
    assert sent(shop, call).headers["cookie"] == "session=a%3Bb; raw=c=; raw=d"
    assert (
        sent(shop, call, extra_headers={"Cookie": "own=1"}).headers["cookie"] == "session=a%3Bb; raw=c=; raw=d; own=1"
    )
    assert sent(shop, places.in_header(), extra_headers={"Cookie": "own=1"}).headers["cookie"] == "own=1"
    assert "cookie" not in sent(shop, places.in_header()).headers


@pytest.mark.parametrize("value", ["c; admin=1", "c\r\nX-Evil: 1", "c;", "c\0"])
def test_no_value_of_a_cookie_becomes_another_cookie(shop: Any, places: Any, value: str) -> None:
    request = sent(shop, places.in_header(raw=[value], session=value))
    assert len(request.headers["cookie"].split(";")) == 2
    assert "x-evil" not in request.headers


def test_a_cookie_is_guarded_as_a_credential_is(shop: Any, places: Any) -> None:
    client = shop.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(404)))
    with pytest.raises(shop.StatusError) as caught:
        client.send(places.in_cookie(session="s3cr3t"))
    assert "s3cr3t" not in f"{caught.value!r} {vars(caught.value)}"


def test_headers_hold_arrays_and_objects(shop: Any, places: Any) -> None:
    call = places.in_header(x_plain=True, x_list=[1, 2], x_object=shop.models.Range(limit=1))
    headers = sent(shop, call).headers
    assert [headers[name] for name in ("x-plain", "x-list", "x-object")] == ["true", "1,2", "limit=1"]
    with pytest.raises(ValueError, match="X-List"):
        sent(shop, places.in_header(x_list=["a\r\nb: c"]))


def test_packages_whose_parameters_are_plain_do_not_carry_the_styles() -> None:
    assert not (ROOT / "generated" / "apify" / "_runtime" / "styles.py").exists()
