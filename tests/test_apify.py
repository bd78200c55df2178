"""The capture of the two documentation pages, and what the committed package makes of what they print."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apify
import httpx2
import pytest
import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[1]
DOCUMENT: Any = yaml.safe_load((ROOT / "spec" / "apify.yaml").read_text(encoding="utf-8"))
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = {item["get"]["operationId"]: item["get"] for item in DOCUMENT["paths"].values()}
CALLS = {"getActor": ("actors", "get_actor"), "listBuilds": ("builds", "list_builds")}


def example(id: str, status: str) -> Any:
    """The body that a page prints for a status."""
    response = OPERATIONS[id]["responses"][status]
    if "$ref" in response:
        response = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return response["content"]["application/json"]["example"]


def answered(id: str, status: int, body: Any, **options: Any) -> Any:
    """What the client gives for an answer with this status and body."""
    transport = httpx2.MockTransport(lambda request: httpx2.Response(status, json=body))
    client = apify.Client(token="t", transport=transport, max_retries=0, **options)
    group, function = CALLS[id]
    return getattr(getattr(client, group), function)("janedoe~my-actor")


def instants(value: Any) -> Any:
    """The JSON value with each date-time as the instant it is."""
    if isinstance(value, dict):
        return {key: instants(item) for key, item in value.items()}
    if isinstance(value, list):
        return [instants(item) for item in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*", value):
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


@pytest.mark.parametrize("id", CALLS)
def test_the_example_of_a_page_parses_strictly_and_round_trips(id: str) -> None:
    body = example(id, "200")
    drift: list[Any] = []
    value = answered(id, 200, body, strict=True, on_drift=drift.append)
    assert instants(json.loads(json.dumps(value.to_wire()))) == instants(body["data"])
    assert drift == []


@pytest.mark.parametrize("id", CALLS)
@pytest.mark.parametrize("status", ["400", "401", "403", "404", "405", "429"])
def test_the_error_body_that_a_page_prints_gives_its_class_type_and_message(id: str, status: str) -> None:
    body = example(id, status)
    with pytest.raises(apify.StatusError) as caught:
        answered(id, int(status), body)
    assert type(caught.value) is apify.errors.STATUS_ERRORS[int(status)]
    assert caught.value.type == body["error"]["type"]
    assert caught.value.message == body["error"]["message"]
    assert caught.value.body == body


def test_every_example_matches_its_schema() -> None:
    def check(schema: Any, value: Any) -> None:
        Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(value)

    for name, schema in SCHEMAS.items():
        for key, inner in {name: schema, **schema.get("properties", {})}.items():
            for value in inner.get("examples", []):
                check(inner, value)
                assert not isinstance(value, datetime), key
    check({"$ref": "#/components/schemas/ActorResponse"}, example("getActor", "200"))
    check({"$ref": "#/components/schemas/ListOfBuildsResponse"}, example("listBuilds", "200"))
    for status in ("400", "401", "403", "404", "405", "429"):
        check({"$ref": "#/components/schemas/ErrorResponse"}, example("getActor", status))


def test_nothing_in_the_capture_became_a_date_by_accident() -> None:
    def leaves(value: Any) -> Iterator[Any]:
        if isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                yield from leaves(item)
        else:
            yield value

    assert {type(leaf) for leaf in leaves(DOCUMENT)} <= {str, int, float, bool, type(None)}


def test_required_nullable_and_optional_are_three_things() -> None:
    version, tagged = SCHEMAS["Version"], SCHEMAS["TaggedBuilds"]
    assert version["required"] == ["versionNumber", "sourceType"]
    assert {"type": "null"} in version["properties"]["sourceType"]["anyOf"]
    assert version["properties"]["envVars"]["type"] == ["array", "null"]
    assert version["properties"]["buildTag"]["type"] == "string"
    assert {"type": "null"} in tagged["additionalProperties"]["anyOf"]


def test_fields_printed_after_a_union_stand_where_they_belong() -> None:
    paid = SCHEMAS["PayPerEventActorPricingInfo"]["allOf"][1]
    assert "pricingPerEvent" in paid["required"]
    assert {"pricingPerEvent", "minimalMaxTotalChargeUsd"} <= paid["properties"].keys()
    common = SCHEMAS["CommonActorPricingInfo"]
    assert sorted(common["required"]) == ["apifyMarginPercentage", "createdAt", "startedAt"]
    assert not {"pricingPerEvent", "minimalMaxTotalChargeUsd"} & common["properties"].keys()
    assert SCHEMAS["SourceCodeFile"]["required"] == ["format", "content", "name"]
    assert {"gitRepoUrl", "tarballUrl", "gitHubGistUrl"} <= SCHEMAS["Version"]["properties"].keys()
    assert len(SCHEMAS["ActorStandby"]["properties"]) == 8


def test_each_pricing_model_has_one_member_and_the_mapping_names_it() -> None:
    mapping = SCHEMAS["ActorPricingInfo"]["discriminator"]["mapping"]
    assert sorted(mapping) == sorted(SCHEMAS["PricingModel"]["enum"])
    for value, reference in mapping.items():
        member = SCHEMAS[reference.rpartition("/")[2]]
        assert [part["properties"]["pricingModel"]["const"] for part in member["allOf"] if "properties" in part] == [
            value
        ]


def test_numbers_of_the_pages_are_as_the_pages_print_them() -> None:
    offset, limit, desc = OPERATIONS["listBuilds"]["parameters"][1:]
    assert (offset["schema"]["type"], offset["schema"]["default"], offset["example"]) == ("number", 0, 0)
    assert (limit["schema"]["default"], limit["schema"]["maximum"], limit["example"]) == (1000, 1000, 1000)
    assert (desc["schema"]["type"], desc["example"]) == ("boolean", True)
    assert [parameter["in"] for parameter in (offset, limit, desc)] == ["query"] * 3


def test_enums_keep_their_order() -> None:
    assert SCHEMAS["ActorJobStatus"]["enum"] == (
        ["READY", "RUNNING", "SUCCEEDED", "FAILED", "TIMING-OUT", "TIMED-OUT", "ABORTING", "ABORTED"]
    )
    assert SCHEMAS["RunOrigin"]["enum"][0] == "DEVELOPMENT"
    assert SCHEMAS["RunOrigin"]["enum"][-1] == "STANDBY"


def test_a_pricing_model_nobody_heard_of_still_gives_the_actor() -> None:
    body = example("getActor", "200")
    body = {"data": {**body["data"], "pricingInfos": [{"pricingModel": "BARTER", "goat": 1}], "stats": None}}
    drift: list[Any] = []
    actor = answered("getActor", 200, body, on_drift=drift.append)
    assert isinstance(actor.pricing_infos[0], apify.Unknown)
    assert actor.pricing_infos[0].raw == {"pricingModel": "BARTER", "goat": 1}
    assert actor.stats is None
    assert instants(actor.to_wire()) == instants(body["data"])
    assert {(each.path, each.kind) for each in drift} == {
        ("data.pricingInfos[]", "unknown member"),
        ("data.stats", "null"),
    }
