"""A document of the shape of Apify's, and nearly its size: groups of operations with schemas of their own, and shared ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

GROUPS = (
    "Actor",
    "Build",
    "Dataset",
    "KeyValueStore",
    "Log",
    "RequestQueue",
    "Run",
    "Schedule",
    "Store",
    "Task",
    "User",
)


def sizeable_document(groups: Iterable[str] = GROUPS) -> Json:
    """The document, anew at each call; its size follows the number of groups."""
    schemas: Json = {
        "ErrorResponse": _object({"error": _ref("ErrorDetail")}, ["error"]),
        "ErrorDetail": _object({"type": _text("record-not-found"), "message": _text("Not found")}, ["type"]),
        "PaginationResponse": _object({name: {"type": "integer"} for name in ("total", "offset", "limit")}, ["total"]),
        "GeneralAccess": {"type": "string", "enum": ["ANYONE_WITH_ID_CAN_READ", "FOLLOW_USER_SETTING", "RESTRICTED"]},
    }
    paths: Json = {}
    for group in groups:
        schemas |= _schemas(group)
        paths |= _paths(group)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Platform API", "version": "v2-1"},
        "servers": [{"url": "https://api.example.com"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _schemas(group: str) -> Json:
    stats = {
        f"{unit}{what}": {"type": "number"} for unit in ("cpu", "mem", "net") for what in ("Avg", "Max", "Current")
    }
    own: Json = {
        "id": _text("HG7ML7M8z78YcAPEB"),
        "name": _text("my-thing"),
        "createdAt": {"type": "string", "format": "date-time", "description": "When it was made."},
        "generalAccess": _ref("GeneralAccess"),
        "stats": _ref(f"{group}Stats"),
        "options": {"anyOf": [_ref(f"{group}Options"), {"type": "null"}]},
        "status": {"type": "string", "enum": ["READY", "RUNNING", f"{group.upper()}_DONE"]},
        "isPublic": {"type": "boolean"},
    }
    given = {name: own[name] for name in ("name", "generalAccess", "options", "isPublic")}
    return {
        group: _object(own, ["id", "createdAt", "stats"]),
        f"{group}Stats": _object(stats, ["cpuAvg"]),
        f"{group}Options": _object({"build": _text("latest"), "timeoutSecs": {"type": "integer"}}, ["build"]),
        f"{group}Response": _object({"data": _ref(group)}, ["data"]),
        f"Create{group}": _object(given, ["name"]),
        f"ListOf{group}s": {
            "allOf": [
                _ref("PaginationResponse"),
                _object({"items": {"type": "array", "items": _ref(f"{group}Short")}}, ["items"]),
            ]
        },
        f"{group}Short": _object({"id": own["id"], "name": own["name"]}, ["id"]),
    }


def _paths(group: str) -> Json:
    plural = f"/v2/{group.lower()}s"
    id = {"name": f"{group[0].lower()}{group[1:]}Id", "in": "path", "required": True, "schema": {"type": "string"}}
    pages = [
        {"name": name, "in": "query", "schema": {"type": "integer"}, "description": f"The {name} of the list."}
        for name in ("offset", "limit", "startedBefore", "startedAfter", "status")
    ]
    body = {"required": True, "content": {"application/json": {"schema": _ref(f"Create{group}")}}}
    one = f"{plural}/{{{id['name']}}}"
    return {
        plural: {
            "get": _operation(group, f"list{group}s", "List them", f"ListOf{group}s", "200", parameters=pages),
            "post": _operation(group, f"create{group}", "Create one", f"{group}Response", "201", requestBody=body),
        },
        one: {
            "get": _operation(group, f"get{group}", "Get one", f"{group}Response", "200", parameters=[id]),
            "put": _operation(
                group, f"update{group}", "Update one", f"{group}Response", "200", parameters=[id], requestBody=body
            ),
            "delete": _operation(group, f"delete{group}", "Delete one", None, "204", parameters=[id]),
        },
    }


def _operation(group: str, id: str, summary: str, answer: str | None, status: str, **rest: Any) -> Json:
    return {
        "operationId": id,
        "summary": summary,
        "description": f"{summary} of the {group}s, with all the details that there are about it.",
        "tags": [f"{group}s"],
        "responses": {
            status: {"description": "Fine"} | ({"content": _json(_ref(answer))} if answer is not None else {}),
            "401": {"description": "No or a wrong token", "content": _json(_ref("ErrorResponse"))},
            "404": {"description": f"There is no such {group}", "content": _json(_ref("ErrorResponse"))},
        },
        **rest,
    }


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _object(properties: Json, required: list[str]) -> Json:
    return {"type": "object", "properties": properties, "required": required}


def _text(example: str) -> Json:
    return {"type": "string", "examples": [example]}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
