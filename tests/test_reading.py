"""What reading promises, on models in the shape of a written package's."""

from __future__ import annotations

import copy
import gc
import json
import pickle
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any, Literal, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from inhouse.runtime.call import Difference, pick
from inhouse.runtime.dates import Date
from inhouse.runtime.model import OPEN, BestMatch, DateTime, Model, Number, Tagged, Unknown
from inhouse.runtime.reading import Unreadable, reader
from tests.cost import is_linear

JSON: TypeAlias = Any
Status: TypeAlias = Annotated[Literal["READY", "RUNNING"] | str, OPEN]
Level: TypeAlias = Annotated[Literal[1, 2] | int, OPEN]


class Answer(Model):
    data: Actor


class Actor(Model):
    user_id: Annotated[str, Field(alias="userId")]
    created_at: Annotated[DateTime, Field(alias="createdAt")]
    day: Date | None = None
    count: int = 0
    price: Number | None = None
    status: Status
    statuses: list[Status] | None = None
    level: Level | None = None
    levels: dict[str, Level] | None = None
    tagged_builds: Annotated[dict[str, Build | None] | None, Field(alias="taggedBuilds")] = None
    pricing_infos: Annotated[list[Pricing] | None, Field(alias="pricingInfos")] = None
    source_files: Annotated[list[Source] | None, Field(alias="sourceFiles")] = None
    note: str | None = None
    example: JSON = None


class Build(Model):
    id: str
    finished_at: Annotated[DateTime | None, Field(alias="finishedAt")]


class Free(Model):
    pricing_model: Annotated[Literal["FREE"], Field(alias="pricingModel")]
    margin: Number


class Paid(Model):
    pricing_model: Annotated[Literal["PAID", "PAID_OLD"], Field(alias="pricingModel")]
    margin: Number
    tiers: list[Pricing] | None = None


Pricing: TypeAlias = Annotated[
    Free | Paid | Unknown, Tagged("pricingModel", {"FREE": Free, "PAID": Paid, "PAID_OLD": Paid})
]


class File(Model):
    name: str
    content: str
    format: str


class Folder(Model):
    name: str
    folder: bool
    children: list[Source] | None = None


Source: TypeAlias = Annotated[File | Folder | Unknown | str | list[int] | None, BestMatch()]


class Closed(Model, extra="forbid"):
    id: int


class Page(Model):
    data: Items


class Items(Model):
    items: list[Build] | None = None
    offset: int | None = None


ACTOR: dict[str, Any] = {
    "userId": "u",
    "createdAt": "2019-07-08T11:27:57.401Z",
    "day": "2024-02-29",
    "count": 3,
    "price": 1.5,
    "status": "READY",
    "statuses": ["READY", "RUNNING"],
    "levels": {"a": 1, "b": 2},
    "taggedBuilds": {"latest": {"id": "b", "finishedAt": None}, "old": None},
    "pricingInfos": [
        {"pricingModel": "FREE", "margin": 0.5},
        {"pricingModel": "PAID_OLD", "margin": 1, "tiers": [{"pricingModel": "FREE", "margin": 2}]},
    ],
    "sourceFiles": [
        {"name": "a", "content": "x", "format": "TEXT"},
        {"name": "b", "folder": True, "children": [{"name": "c", "folder": False}]},
        "text",
        [1, 2],
        None,
    ],
    "note": None,
    "example": {"any": [1, {"thing": None}]},
}


def read(value: Any, type: Any = Actor, **options: Any) -> tuple[Any, list[tuple[str, str, str | None, int]]]:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    found, differences = reader(type, **options)(content)
    return found, [(d.path, d.kind, d.value, d.count) for d in differences]


def actor(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in (ACTOR | changes).items() if value is not ...}


def same(one: JSON, other: JSON) -> bool:
    """JSON equality that does not take true for 1, but 9.0 for 9 and one spelling of a moment for another."""
    kinds: set[Any] = {one.__class__, other.__class__}
    if kinds == {dict}:
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if kinds == {list}:
        return len(one) == len(other) and all(map(same, one, other))
    if kinds == {str} and one != other:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    return one == other and (kinds == {bool} or bool not in kinds)


def survives(found: Any, sent: Any) -> None:
    assert same(found.to_wire(), sent), (found.to_wire(), sent)
    assert pickle.loads(pickle.dumps(found)) == found
    assert copy.deepcopy(found) == found
    assert repr(found)
    json.dumps(found.to_wire())


def test_an_answer_as_documented_comes_back_whole_with_nothing_to_report() -> None:
    found, differences = read({"data": ACTOR}, Answer, strict=True)
    assert differences == []
    assert isinstance(found.data.pricing_infos[1].tiers[0], Free)
    assert isinstance(found.data.source_files[1].children[0], Folder)
    assert found.data.created_at == datetime(2019, 7, 8, 11, 27, 57, 401000, UTC)
    survives(found, {"data": ACTOR})


def test_models_are_built_by_python_names_and_any_text_passes_for_an_open_enum() -> None:
    made = Actor(user_id="u", created_at=datetime(2020, 1, 1, tzinfo=UTC), status="PAUSED", levels={"x": 7})
    assert made.to_wire() == {
        "userId": "u",
        "createdAt": "2020-01-01T00:00:00Z",
        "status": "PAUSED",
        "levels": {"x": 7},
    }


def test_unions_are_built_of_any_member() -> None:
    free = Free(pricing_model="FREE", margin=1)
    unknown, _ = read({"pricingModel": "NEW", "x": [1]}, Pricing)
    made = Actor(
        user_id="u",
        created_at=datetime(2020, 1, 1, tzinfo=timezone(timedelta(hours=2))),
        status="READY",
        pricing_infos=[free, unknown],
        source_files=["text", Folder(name="f", folder=True), None],
    )
    assert made.pricing_infos == [free, unknown]
    assert made.to_wire()["pricingInfos"][1] == {"pricingModel": "NEW", "x": [1]}
    assert made.to_wire()["createdAt"] == "2020-01-01T00:00:00+02:00"


def test_construction_is_strict() -> None:
    with pytest.raises(ValidationError):
        Build(id=5, finished_at=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValidationError):
        Build(id="b", finished_at=datetime(2020, 1, 1))


def test_an_unknown_enum_value_is_kept_and_reported_with_its_text() -> None:
    sent = actor(status="PAUSED", statuses=["READY", "X", "X"], levels={"a": 9})
    found, differences = read(sent)
    assert (found.status, found.statuses, found.levels) == ("PAUSED", ["READY", "X", "X"], {"a": 9})
    assert differences == [
        ("status", "unknown value", "PAUSED", 1),
        ("statuses[]", "unknown value", "X", 2),
        ("levels{}", "unknown value", "9", 1),
    ]
    survives(found, sent)


def test_a_missing_required_field_reads_none_and_stays_absent() -> None:
    sent = actor(userId=...)
    found, differences = read(sent)
    assert found.user_id is None
    assert "user_id" not in found.model_fields_set
    assert differences == [("userId", "missing", None, 1)]
    survives(found, sent)


def test_a_null_where_none_is_documented_is_kept_and_set() -> None:
    sent = actor(userId=None)
    found, differences = read(sent)
    assert found.user_id is None
    assert "user_id" in found.model_fields_set
    assert differences == [("userId", "null", None, 1)]
    survives(found, sent)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("count", "9"),
        ("count", True),
        ("count", 9.5),
        ("userId", 9),
        ("price", "1.5"),
        ("price", True),
        ("createdAt", "5"),
        ("createdAt", "1700000000"),
        ("createdAt", 5),
        ("createdAt", "yesterday"),
        ("createdAt", "2019-07-08T11:27:57"),
        ("createdAt", "2019-07-08"),
        ("createdAt", "2019-02-30T11:27:57Z"),
        ("day", "86400"),
        ("day", "2019-02-30"),
        ("statuses", "READY"),
        ("statuses", {"a": "READY"}),
        ("status", 5),
        ("levels", [1]),
        ("level", True),
        ("pricingInfos", 3),
        ("note", []),
        ("sourceFiles", {}),
    ],
)
def test_a_value_of_another_type_is_kept_as_it_came(key: str, value: Any) -> None:
    sent = actor(**{key: value})
    found, differences = read(sent)
    assert differences == [(key, "wrong type", None, 1)]
    assert found.to_wire()[key] == value
    assert type(found.to_wire()[key]) is type(value)
    survives(found, sent)
    with pytest.raises(Unreadable) as raised:
        read(sent, strict=True)
    assert str(raised.value) == f"{key}: wrong type"


@pytest.mark.parametrize("options", [{}, {"strict": True}])
def test_a_whole_number_is_an_integer_however_it_is_spelt(options: dict[str, Any]) -> None:
    found, differences = read(json.dumps(ACTOR).replace('"count": 3', '"count": 9.0').encode(), **options)
    assert (found.count, type(found.count), differences) == (9, int, [])


def test_large_integers_lose_no_digit_in_a_number_field() -> None:
    for value in (2**53 + 1, -(2**70), 1e300, 3):
        found, differences = read(actor(price=value))
        assert (found.price, differences) == (value, [])


@pytest.mark.parametrize("text", ["1e400", "-1e400", "NaN", "Infinity", "-Infinity", "9" * 400 + ".0"])
def test_no_number_becomes_infinite_silently(text: str) -> None:
    with pytest.raises(Unreadable):
        read(json.dumps(ACTOR).replace("1.5", text).encode())


def test_unknown_fields_are_kept_whatever_was_read_before() -> None:
    class Plain(Model):
        name: str

    answers: list[dict[str, Any]] = [
        {"name": "a"},
        {"name": "b", "more": {"x": [1]}},
        {"name": "c"},
        {"name": 5, "more": 1},
    ]
    for sent in (*answers, *reversed(answers)):
        found, differences = read(sent, Plain)
        assert found.to_wire() == sent
        assert dict(found.model_extra or {}) == {key: value for key, value in sent.items() if key == "more"}
        assert bool(differences) is (sent["name"] == 5)
    assert read({"name": "a"}, Plain)[0] == Plain(name="a")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_an_infinite_number_is_refused_in_unknown_fields_too_and_as_text_is_none(text: str) -> None:
    class Plain(Model):
        name: str

    assert read(f'{{"name": "{text}", "more": "{text}"}}'.encode(), Plain)[0].name == text
    for body in (
        f'{{"name": "a", "more": {text}}}',
        f'{{"name": "a", "more": [{{"x": {text}}}]}}',
        f'{{"name": {text}}}',
    ):
        with pytest.raises(Unreadable):
            read(body.encode(), Plain)


@pytest.mark.parametrize(
    "moment",
    ["2019-07-08t11:27:57z", "2019-07-08T11:27:57.123456+05:30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"],
)
def test_every_rfc_3339_moment_is_read(moment: str) -> None:
    found, differences = read(actor(createdAt=moment), strict=True)
    assert isinstance(found.created_at, datetime)
    assert differences == []
    assert datetime.fromisoformat(found.to_wire()["createdAt"]) == found.created_at


def test_a_known_tag_keeps_its_class_whatever_else_differs() -> None:
    sent = {"pricingModel": "PAID_OLD", "margin": "much", "tiers": [{"pricingModel": "FREE"}]}
    found, differences = read(sent, Pricing)
    assert isinstance(found, Paid)
    assert isinstance(found.tiers, list)
    assert isinstance(found.tiers[0], Free)
    assert differences == [("margin", "wrong type", None, 1), ("tiers[].margin", "missing", None, 1)]
    survives(found, sent)


@pytest.mark.parametrize("tag", [{"pricingModel": "NEW"}, {}, {"pricingModel": 5}, {"pricingModel": ["FREE"]}])
def test_an_unknown_or_missing_tag_gives_unknown(tag: dict[str, Any]) -> None:
    sent = actor(pricingInfos=[{"pricingModel": "FREE", "margin": 1}, {**tag, "deep": {"x": [None]}, "raw": 1}])
    found, differences = read(sent)
    assert isinstance(found.pricing_infos[0], Free)
    assert type(found.pricing_infos[1]) is Unknown
    assert found.pricing_infos[1].raw == {**tag, "deep": {"x": [None]}, "raw": 1}
    assert differences == [("pricingInfos[]", "unknown member", None, 1)]
    survives(found, sent)


@pytest.mark.parametrize("bad", [False, True])
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"name": "a", "content": "b"}, File),
        ({"name": "a", "folder": True}, Folder),
        ({"name": "a"}, File),
        ({"folder": True}, Folder),
        ({"name": "a", "folder": True, "content": "b", "format": "c"}, File),
        ({"name": "a", "content": 5, "folder": True}, Folder),
        ({}, Unknown),
        ({"zzz": 1}, Unknown),
    ],
)
def test_without_a_tag_most_matching_required_properties_win(sent: dict[str, Any], expected: type, bad: bool) -> None:
    found, _ = read(actor(sourceFiles=[sent], count="bad" if bad else 1))
    assert type(found.source_files[0]) is expected
    survives(found, actor(sourceFiles=[sent], count="bad" if bad else 1))


class CatBox(Model):
    kind: Literal["cat"]
    a: int
    b: Literal["x"] | None


class DogBox(Model):
    kind: Literal["dog"]
    a: int
    b: Literal["y"] | None
    c: int


def test_a_constant_rules_out_and_a_nullable_one_does_not() -> None:
    box: Any = Annotated[DogBox | CatBox | Unknown, BestMatch()]
    assert isinstance(read({"kind": "cat", "a": 1, "b": "y", "c": 1}, box)[0], CatBox)
    assert isinstance(read({"kind": "eel", "a": 1, "b": "y", "c": 1}, box)[0], Unknown)


class Job(Model):
    id: int
    status: Status


class Plan(Model):
    id: int


def test_an_unknown_enum_value_does_not_change_which_member_wins() -> None:
    form: Any = Annotated[Plan | Job | Unknown, BestMatch()]
    assert type(read({"id": 1, "status": "NEW"}, form)[0]) is Job
    assert type(read({"id": 1, "status": 5}, form)[0]) is Plan


def test_unknown_fields_are_kept_and_reported_where_it_costs_nothing_or_on_request() -> None:
    sent = {"data": actor(new=1, taggedBuilds={"a": {"id": "x", "finishedAt": None, "more": [1]}})}
    found, differences = read(sent, Answer)
    assert differences == []
    survives(found, sent)
    expected = [("data.new", "extra", None, 1), ("data.taggedBuilds{}.more", "extra", None, 1)]
    assert read(sent, Answer, extras=True)[1] == expected
    assert read(sent, Answer, extras=True, strict=True)[1] == expected
    assert read({"data": actor(new=1, count="x")}, Answer)[1][0] == ("data.new", "extra", None, 1)


@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize("content", [b'["a"' + b', "b"' * 20_000 + b"]", b"[" + b'"a", ' * 20_000])
def test_reading_a_large_answer_leaves_the_search_for_cycles_as_it_was(is_on: bool, content: bytes) -> None:
    was_on = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        with suppress(Unreadable):
            reader(list[str])(content)
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if was_on else gc.disable)()


def test_the_search_for_cycles_waits_until_a_large_answer_is_read() -> None:
    sent = json.dumps([{"id": number} for number in range(20_000)]).encode()
    read_models = reader(list[Closed])
    read_models(sent)
    before = gc.get_stats()[0]["collections"]
    read_models(sent)
    assert gc.get_stats()[0]["collections"] - before < 5


def test_a_closed_class_keeps_and_reports_what_it_forbids() -> None:
    found, differences = read([{"id": 1}, {"id": 2, "x": 3}], list[Closed])
    assert differences == [("[].x", "extra", None, 1)]
    survives(found[1], {"id": 2, "x": 3})
    with pytest.raises(Unreadable):
        read([{"id": 1, "x": 3}], list[Closed], strict=True)


@pytest.mark.parametrize("bad", [{}, {"count": "bad"}])
def test_a_wire_key_never_matches_a_python_name(bad: dict[str, Any]) -> None:
    sent = actor(user_id=7, tagged_builds={"x": 1}, taggedBuilds=..., **bad)
    found, _ = read(sent)
    assert found.user_id == "u"
    assert found.tagged_builds is None
    assert found.model_extra == {"user_id": 7, "tagged_builds": {"x": 1}}
    survives(found, sent)


HARMFUL = [
    "_fields_set",
    "self",
    "__class__",
    "__dict__",
    "model_config",
    "to_wire",
    "__pydantic_extra__",
    "raw",
    "",
    "a.b",
    "cls",
]


@pytest.mark.parametrize("bad", [{}, {"count": "bad"}])
def test_no_key_of_the_server_does_harm(bad: dict[str, Any]) -> None:
    sent = actor(**{key: {"a": 1} for key in HARMFUL}, **bad)
    found, _ = read(sent)
    assert type(found) is Actor
    survives(found, sent)
    survives(read(dict.fromkeys(HARMFUL, 1), Pricing)[0], dict.fromkeys(HARMFUL, 1))


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (b"", Answer),
        (b" \n", Answer),
        (b"\xef\xbb\xbf", Answer),
        (b"<html>", Answer),
        (b'{"data":', Answer),
        (b"[]", Answer),
        (b"null", Answer),
        (b'"text"', Answer),
        (b"{}", list[Build]),
        (b"3", list[Build]),
        (b"[]", Pricing),
        (b'{"data": "\xff"}', Answer),
        (b"[" * 100_000, Answer),
        (b'{"data": ' * 1000 + b"1" + b"}" * 1000, Answer),
        (b"9" * 10_000, int),
        (b'"9"', int),
    ],
)
def test_what_is_no_answer_at_all_is_unreadable(content: bytes, type: Any) -> None:
    with pytest.raises(Unreadable):
        reader(type)(content)


def test_a_byte_order_mark_is_tolerated() -> None:
    assert read(b'\xef\xbb\xbf{"id": 1}', Closed) == (Closed(id=1), [])


@pytest.mark.parametrize("data", [..., None, [], "x", 3, {}, {"items": None}, {"items": {}}, {"items": "x"}])
@pytest.mark.parametrize("strict", [False, True])
def test_what_the_client_depends_on_is_never_tolerated(data: Any, strict: bool) -> None:
    with pytest.raises(Unreadable):
        read({} if data is ... else {"data": data}, Page, essential=("/data", "/data/items"), strict=strict)


def test_what_the_client_depends_on_may_differ_inside() -> None:
    found, differences = read({"data": {"items": [{"id": 1}], "offset": "0"}}, Page, essential=("/data", "/data/items"))
    assert pick(found, "/data/items")[0].id == 1
    assert pick(found, "/data/offset") == "0"
    assert pick(found, "/data/none/at/all") is None
    assert len(differences) == 3


def test_an_error_names_no_data() -> None:
    for content in (b'{"data": {"userId": 12345678}}', b'{"data": 12345678', b"[12345678]"):
        with pytest.raises(Unreadable) as raised:
            reader(Answer, strict=True)(content)
        assert "12345678" not in str(raised.value)
        assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)


def test_a_hostile_answer_gives_a_bounded_number_of_differences() -> None:
    sent = actor(statuses=[f"S{index}" * 99 for index in range(5000)], **{f"k{index}" * 99: 1 for index in range(5000)})
    _, differences = reader(Actor)(json.dumps(sent).encode())
    assert len(differences) < 200
    assert sum(difference.count for difference in differences) == 10_000
    assert all(len(d.path) < 200 and len(d.value or "") <= 100 for d in differences)


def nested(leaf: Any, depth: int, siblings: int = 0) -> dict[str, Any]:
    """A folder in a folder, so many times, each with so many files beside it; the name of the innermost is `leaf`."""
    files = [{"name": "f", "content": "c", "format": "TEXT"}] * siblings
    deep: dict[str, Any] = {"name": leaf, "folder": True}
    for _ in range(depth):
        deep = {"name": "a", "folder": True, "children": [deep, *files]}
    return deep


def reads(leaf: Any, siblings: int = 0, **options: Any) -> Callable[[int], Callable[[], object]]:
    """What reads an answer of a depth."""

    def prepare(depth: int) -> Callable[[], object]:
        read, content = reader(Source, **options), json.dumps(nested(leaf, depth, siblings)).encode()
        return lambda: read(content)

    return prepare


@pytest.mark.parametrize("leaf", ["leaf", 5])
def test_deep_answers_cost_linear_time_and_dump_again(leaf: Any) -> None:
    sent = nested(leaf, 90)
    found, differences = read(sent, Source)
    assert found.to_wire() == sent
    assert len(differences) == (leaf == 5)
    assert is_linear(reads(leaf), 22)


def test_deep_faults_among_many_siblings_cost_linear_time() -> None:
    assert read(nested(5, 90, 40), Source)[1] == [("children[]." * 90 + "name", "wrong type", None, 1)]
    assert is_linear(reads(5, siblings=40), 22)


def test_a_model_can_be_read_before_anything_else_was_built() -> None:
    class Late(Model):
        actor: Actor
        infos: list[Pricing]

    found, _ = read({"actor": ACTOR, "infos": [{"pricingModel": "FREE", "margin": "x"}]}, Late)
    assert isinstance(found.infos[0], Free)


class Direct(Model):
    pricing: Annotated[Pricing, Field(alias="pricingInfo")]
    status: Annotated[Status | None, Field(alias="newStatus")] = None
    source: Annotated[Source, Field(alias="sourceFile")]
    mixed: list[dict[str, Any]] | str | None = None


def test_markers_work_right_under_an_alias() -> None:
    sent: JSON = {"pricingInfo": ACTOR["pricingInfos"][1], "newStatus": "READY", "sourceFile": ACTOR["sourceFiles"][1]}
    found, _ = read(sent, Direct, strict=True)
    assert (type(found.pricing), found.status, type(found.source)) == (Paid, "READY", Folder)
    differing = sent | {
        "pricingInfo": {"pricingModel": "NEW"},
        "newStatus": "OLD",
        "sourceFile": 5,
        "mixed": [{"a": 1}, 2],
    }
    found, differences = read(differing, Direct)
    assert differences == [
        ("pricingInfo", "unknown member", None, 1),
        ("newStatus", "unknown value", "OLD", 1),
        ("sourceFile", "wrong type", None, 1),
        ("mixed[]", "wrong type", None, 1),
    ]
    survives(found, differing)


class Circle(Model):
    kind: int
    value: int


class Square(Model):
    kind: int
    value: str


def test_a_union_without_a_tag_may_hold_maps_and_members_that_differ_in_a_type_only() -> None:
    form: Any = Annotated[Circle | Square | dict[str, int] | Unknown, BestMatch()]
    assert type(read({"kind": 1, "value": "x"}, form, strict=True)[0]) is Square
    assert type(read({"kind": 1, "value": 2}, form, strict=True)[0]) is Circle
    assert read({"a": 1}, form, strict=True) == ({"a": 1}, [])
    assert read({"a": "x"}, form) == ({"a": "x"}, [("{}", "wrong type", None, 1)])


def test_unions_that_nest_take_no_exponential_time() -> None:
    assert is_linear(reads("leaf", strict=True), 15)


def test_differences_can_be_compared() -> None:
    assert reader(Closed)(b"{}")[1] == (Difference("id", "missing", None, 1),)


SCALARS = st.sampled_from(
    [None, True, False, 0, 1, 9, -1, 2**53 + 1, 10**30, 1.0, 1.5, "9", "", "x", "FREE", "READY", "5"]
)
KEYS = st.sampled_from(["user_id", "userId", "x", "pricingModel", "name", "_fields_set", "folder", "__class__"])
VALUES = st.recursive(
    SCALARS | st.sampled_from(list(ACTOR.values())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mutations(draw: st.DrawFn) -> JSON:
    body: JSON = copy.deepcopy({"data": ACTOR})
    for _ in range(draw(st.integers(1, 4))):
        holder, key = body, draw(st.sampled_from(["data", "new"]))
        node: JSON = body.get(key)
        while type(node) in (dict, list) and node and draw(st.integers(0, 4)):
            holder, key = node, draw(st.sampled_from(list(node) if type(node) is dict else range(len(node))))
            node = holder[key]
        change = draw(st.sampled_from(["replace", "add", "delete"]))
        if change == "replace":
            holder[key] = copy.deepcopy(draw(VALUES))
        elif change == "add" and type(holder) is dict:
            holder[draw(KEYS)] = copy.deepcopy(draw(VALUES))
        elif change == "add":
            holder.append(copy.deepcopy(draw(VALUES)))
        elif holder is not body:
            del holder[key]
    return body


@settings(max_examples=400)
@given(mutations())
def test_any_mutation_of_an_answer_comes_back_whole(sent: Any) -> None:
    found, differences = read(sent, Answer)
    assert isinstance(found, Answer)
    survives(found, sent)
    plain = TypeAdapter(Answer)
    try:
        plain.validate_json(json.dumps(sent), by_alias=True, by_name=False)
    except ValidationError:
        pass
    else:
        assert not differences
    again, repeated = read(found.to_wire(), Answer)
    assert again == found
    assert [one for one in repeated if one[1] != "extra"] == [one for one in differences if one[1] != "extra"]
    careful, _ = read(sent, Answer, extras=True)
    assert careful == found


@settings(max_examples=100)
@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20))
def test_any_json_is_read_or_unreadable(sent: Any) -> None:
    for type in (Answer, Pricing, list[Source], dict[str, Status], int, Actor | None):
        try:
            found, _ = read(sent, type)
        except Unreadable:
            continue
        if isinstance(found, Model):
            survives(found, sent)
