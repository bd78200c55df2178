"""Inline schemas that say the same and are called alike are one model, whose name moves for nothing but itself."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.api.api import AliasModel, Api, EnumModel, ObjectModel
from inhouse.api.common_names import common_names
from inhouse.api.directions import reached
from inhouse.api.operations import lower
from inhouse.api.types import Scalar, annotation, names_in
from inhouse.changes.compare import changes_between
from inhouse.diagnostics import Place
from inhouse.document.document import Document
from inhouse.document.normal import normalize
from inhouse.document.origin import Origin
from inhouse.document.selection import Pattern, Selection
from inhouse.document.source import parse_source
from inhouse.document.values import as_mapping

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
SHAPES: tuple[Json, ...] = (
    {"enum": ["on", "off"]},
    {"enum": ["a", "b", "c", "d"]},
    {"type": "object", "properties": {"street": TEXT}},
    {"type": "object", "properties": {"street": TEXT, "type": {"enum": ["home", "work"]}}},
    {"type": "array", "items": {"type": "object", "properties": {"status": {"enum": ["on", "off"]}, "x": TEXT}}},
    {"anyOf": [{"type": "object", "properties": {"one": TEXT}}, {"type": "object", "properties": {"two": TEXT}}]},
)
OWNERS = ("Home", "HomeCat", "HomeDog", "OrderLine", "Shop", "ShopCat")
PROPERTIES = ("billingAddress", "color", "data", "type")

Places = dict[tuple[str, str], int]
"""The shape of each property that owners have."""


def document(places: Places, chance: random.Random | None = None) -> Json:
    """With these properties, in some order."""
    schemas: Json = {owner: {"type": "object", "properties": {"id": TEXT}} for owner in OWNERS}
    for (owner, property), number in places.items():
        schemas[owner]["properties"][property] = SHAPES[number]
    root = api_document(schemas)
    return shuffled(root, chance) if chance else root


def shuffled(mapping: Json, chance: random.Random) -> Json:
    keys = chance.sample(sorted(mapping), len(mapping))
    return {key: shuffled(mapping[key], chance) if isinstance(mapping[key], dict) else mapping[key] for key in keys}


def api_document(schemas: Json) -> Json:
    """With an operation that answers with each of the schemas."""
    paths = {f"/{name}": {"get": {"operationId": f"get{name}", "responses": {"200": answer(name)}}} for name in schemas}
    info = {"title": "Shop", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def answer(name: str) -> Json:
    return {"description": "", "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


def lowered(root: Json, kept: dict[str, str] | None = None, include: str | None = None) -> Api:
    source = parse_source(json.dumps(root).encode(), "api.json")
    read = Document(as_mapping(source.value) or {}, (source,), Origin(Place(source.file)))
    selection = Selection((Pattern(include),)) if include else Selection()
    return lower(normalize(read), name="shop", policies={}, kept=kept or {}, selection=selection)[0]


def called(api: Api, places: Places) -> dict[tuple[str, str], tuple[str, frozenset[str]]]:
    """What stands at each place, and the names of all models that it reaches."""
    models = {model.name: model for model in api.models}
    found: dict[tuple[str, str], tuple[str, frozenset[str]]] = {}
    for owner, property in places:
        model = models[owner]
        assert isinstance(model, ObjectModel)
        type = next(field.type for field in model.fields if field.wire_name == property)
        found[owner, property] = annotation(type), reached(models, names_in(type))
    return found


def names_of(api: Api) -> set[str]:
    return {model.name for model in api.models}


some_places = st.dictionaries(
    st.tuples(st.sampled_from(OWNERS), st.sampled_from(PROPERTIES)), st.integers(0, len(SHAPES) - 1), min_size=2
)
edits = st.tuples(st.sampled_from(OWNERS), st.sampled_from(PROPERTIES), st.none() | st.integers(0, len(SHAPES) - 1))


@settings(max_examples=15, deadline=None)
@given(some_places, st.randoms(use_true_random=False))
def test_the_order_of_keys_decides_nothing(places: Places, chance: random.Random) -> None:
    one, other = lowered(document(places)), lowered(document(places, chance))
    assert one.models == other.models
    assert one.kept_names == other.kept_names


@settings(max_examples=10, deadline=None)
@given(some_places, st.sampled_from(OWNERS))
def test_what_is_selected_decides_no_name(places: Places, owner: str) -> None:
    whole, part = lowered(document(places)), lowered(document(places), include=f"get{owner}")
    assert set(part.models) <= set(whole.models)
    assert part.kept_names == whole.kept_names


@settings(max_examples=20, deadline=None)
@given(some_places, st.lists(edits, min_size=1, max_size=6))
def test_no_change_of_one_place_renames_what_stands_at_another(
    places: Places, changes: list[tuple[str, str, int | None]]
) -> None:
    api = lowered(document(places))
    for owner, property, shape in changes:
        before = places
        places = {place: number for place, number in before.items() if place != (owner, property)}
        untouched = dict(places)
        if shape is not None:
            places[owner, property] = shape
        old, kept = called(api, untouched), dict(api.kept_names)
        api = lowered(document(places), kept)
        assert called(api, untouched) == old
        again = lowered(document(places), dict(api.kept_names))
        assert again == api


def test_a_place_that_parts_gets_a_name_of_its_own_and_the_one_left_keeps_the_shared_one() -> None:
    places: Places = {("Home", "billingAddress"): 2, ("Shop", "billingAddress"): 2}
    api = lowered(document(places))
    assert called(api, places)["Home", "billingAddress"][0] == "BillingAddress"
    for parts, stays in (("Home", "Shop"), ("Shop", "Home")):
        changed = {**places, (parts, "billingAddress"): 3}
        found = called(lowered(document(changed), dict(api.kept_names)), changed)
        assert found[parts, "billingAddress"][0] == f"{parts}BillingAddress"
        assert found[stays, "billingAddress"][0] == "BillingAddress"


def test_a_shared_name_outlives_a_change_of_all_its_places() -> None:
    places: Places = {(owner, "billingAddress"): 2 for owner in OWNERS}
    api = lowered(document({("OrderLine", "color"): 0, ("Shop", "color"): 0, **places}))
    changed = dict.fromkeys(places, 3)
    kept = dict(api.kept_names)
    for left in (changed, {place: 3 for place in places if place[0] != "Shop"}):
        names = {type for type, _ in called(lowered(document(left), kept), left).values()}
        assert names == {"BillingAddress"}


def test_a_twin_that_comes_later_leaves_the_one_that_was_alone_its_name() -> None:
    places: Places = {("Shop", "billingAddress"): 2}
    kept = dict(lowered(document(places)).kept_names)
    more: Places = {**places, ("Home", "billingAddress"): 2, ("HomeCat", "billingAddress"): 2}
    found = called(lowered(document(more), kept), more)
    assert {place[0]: type for place, (type, _) in found.items()} == {
        "Shop": "ShopBillingAddress",
        "Home": "BillingAddress",
        "HomeCat": "BillingAddress",
    }


def test_a_component_makes_room_for_a_name_that_is_shared_already() -> None:
    places: Places = {("Shop", "billingAddress"): 2, ("Home", "billingAddress"): 2}
    kept = dict(lowered(document(places)).kept_names)
    root = document(places)
    root["components"]["schemas"]["BillingAddress"] = {"type": "object", "properties": {"whole": TEXT}}
    root["components"]["schemas"]["Shop"]["properties"]["other"] = {"$ref": "#/components/schemas/BillingAddress"}
    for run in range(2):
        api = lowered(root, kept)
        assert called(api, places)["Shop", "billingAddress"][0] == "BillingAddress"
        assert called(api, {("Shop", "other"): 0})["Shop", "other"][0] == "BillingAddress2"
        assert run == 0 or dict(api.kept_names) == kept
        kept = dict(api.kept_names)
    assert called(lowered(root), places)["Shop", "billingAddress"][0] == "HomeBillingAddress"


def test_what_made_room_for_a_shared_name_does_not_move_back_when_that_goes() -> None:
    twins: Places = {("Shop", "color"): 3, ("HomeCat", "color"): 3}
    more: Places = {**twins, ("Home", "color"): 1, ("OrderLine", "color"): 1}
    kept = dict(lowered(document(more)).kept_names)
    for places in ({**more, ("Shop", "color"): 0}, {("Shop", "color"): 0}):
        api = lowered(document(places), kept)
        assert called(api, places)["Shop", "color"][0] == "ShopColor2"
        kept = dict(api.kept_names)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ({"description": "Where to send the bill."}, {"description": "Where the shop is."}, True),
        ({"properties": {"street": {**TEXT, "description": "A street."}}}, {"properties": {"street": TEXT}}, False),
        ({"required": ["street"]}, {}, False),
        ({"title": "A"}, {"title": "B"}, True),
    ],
)
def test_what_the_uses_say_again_may_differ_and_nothing_else(one: Json, other: Json, is_one: bool) -> None:
    schemas = {
        owner: {"type": "object", "properties": {"address": {**SHAPES[2], **said}}}
        for owner, said in (("Home", one), ("Shop", other))
    }
    api = lowered(api_document(schemas))
    models = [model for model in api.models if model.name not in schemas]
    assert len(models) == (1 if is_one else 2)
    if is_one:
        assert models[0].doc == ""


def test_what_no_use_says_again_is_not_lost() -> None:
    schemas = {
        owner: {
            "type": "object",
            "properties": {"homes": {"type": "array", "items": {**SHAPES[2], "description": text}}},
        }
        for owner, text in (("One", "A home."), ("Two", "A home."), ("Three", "Another one."))
    }
    docs = {model.name: model.doc for model in lowered(api_document(schemas)).models if model.name not in schemas}
    assert docs == {"HomesItem": "A home.", "ThreeHomesItem": "Another one."}


def test_what_is_given_a_name_shares_none() -> None:
    schemas = {
        owner: {"type": "object", "properties": {"homes": {"type": "array", "items": {**SHAPES[2], **named}}}}
        for owner, named in (("One", {}), ("Two", {}), ("Three", {"x-inhouse-name": "Castle"}))
    }
    assert names_of(lowered(api_document(schemas))) - schemas.keys() == {"HomesItem", "Castle"}


def test_requests_and_answers_share_none() -> None:
    root = document({("Home", "billingAddress"): 2, ("Shop", "billingAddress"): 2})
    for owner in ("Home", "Shop"):
        body = {"application/json": {"schema": {"type": "object", "properties": {"billingAddress": SHAPES[2]}}}}
        root["paths"][f"/{owner}"]["get"] |= {"requestBody": {"content": body}}
    names = names_of(lowered(root))
    assert {name for name in names if name.endswith("BillingAddress")} == {"BillingAddress", "RequestBillingAddress"}


def test_what_is_the_same_but_called_otherwise_stays_apart() -> None:
    schemas: Json = {"Mandate": {"type": "object", "properties": {"status": SHAPES[1]}}}
    schemas["Account"] = {"type": "object", "properties": {"transfers": SHAPES[1]}}
    assert names_of(lowered(api_document(schemas))) == {"Mandate", "Account", "MandateStatus", "AccountTransfers"}


def test_alternatives_that_become_one_are_one_type() -> None:
    schema = {"oneOf": [{**SHAPES[2], "title": "Old Address"}, {**SHAPES[2], "title": "New Address"}]}
    api = lowered(api_document({"Home": {"type": "object", "properties": {"place": schema}}}))
    home = next(model for model in api.models if isinstance(model, AliasModel))
    assert annotation(home.type) == "HomePlaceAddress"


def test_a_model_knows_all_its_places_and_the_operations_only_theirs() -> None:
    strange = {"type": "object", "properties": {"x": {"type": "strange"}}}
    schemas = {owner: {"type": "object", "properties": {"address": strange}} for owner in ("Home", "Shop")}
    api = lowered(api_document(schemas))
    model = next(model for model in api.models if model.twins)
    assert [model.pointer, *model.twins] == [f"/components/schemas/{o}/properties/address" for o in ("Home", "Shop")]
    assert [len(operation.coverage.reasons) for operation in api.operations] == [1, 1]


def test_a_model_that_is_one_with_another_now_is_not_told_as_gone() -> None:
    before: Places = {("Home", "color"): 0, ("OrderLine", "color"): 0, ("Shop", "color"): 1}
    old = lowered(document(before))
    new = lowered(document({**before, ("Shop", "color"): 0}), {k: v for k, v in old.kept_names if "Shop" not in k})
    told = [change for change in changes_between(old, new) if change.kind == "model"]
    assert [(change.action, change.old_name, change.name) for change in told] == [("renamed", "ShopColor", "Color")]
    assert changes_between(new, new) == ()


@pytest.mark.parametrize(
    ("names", "values", "best"),
    [
        (["PostPricesRequestTaxBehavior", "PostPricesPriceRequestTaxBehavior"], (), "TaxBehavior"),
        (["SecurityAndAnalysisScanningStatus", "SecurityAndAnalysisUpdatesStatus"], (), "SecurityAndAnalysisStatus"),
        (["ChapterBaseType", "EpisodeObjectType"], ("episode",), "EpisodeType"),
        (["PullsListDirection", "IssuesListMilestonesDirection"], ("asc", "desc"), "Direction"),
        (["PostAFooterOption2", "PostBHeaderOption1"], ("",), "Empty"),
        (["GetAResponseStatus", "DeleteBResponseStatus"], (200,), "Status200"),
        (["AOrderRequest", "BVoidRequest"], ("a", "b", "c", "d"), None),
        (["HomeData", "ShopData"], (), None),
    ],
)
def test_the_name_of_several_is_what_they_share_if_that_tells_anything(
    names: list[str], values: tuple[str | int, ...], best: str | None
) -> None:
    model = EnumModel(names[0], "/components/schemas/A/properties/b", "", values, Scalar("str")) if values else None
    plain = ObjectModel(names[0], "/components/schemas/A/properties/b", "", (), closed=False)
    assert next(iter(common_names(names, model or plain, ())), None) == best
