"""`python -m tests.styles PATH` holds what generated functions send against rows of values and expected text.

A row has `in`, `style`, `explode` (absent: the default), `name`, `kind`, `value`, `expected`, perhaps `allowReserved`,
other text to `accept`, what is expected where the value is absent, and whether it is `contested`. Each row becomes an
operation of one document; its package is generated, its function called with the value, and the request sent. Of a row
whose behaviour OpenAPI leaves undefined it is only asked that the coverage report says so.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import httpx2

from inhouse.api.api import Api
from inhouse.cli import main
from inhouse.config import Target
from inhouse.pipeline import read_api, read_input

Row: TypeAlias = Mapping[str, Any]

_ITEM = {"type": ["string", "integer", "number", "boolean"]}
_SCHEMAS = {
    "array": {"type": "array", "items": _ITEM},
    "object": {"type": "object", "additionalProperties": _ITEM},
}


@dataclass(frozen=True)
class Outcome:
    """What a row came to."""

    row: Row
    passed: bool
    got: str

    def __str__(self) -> str:
        row = self.row
        what = f"{row.get('id', '')} {row['in']} {row['style']} explode={row.get('explode')} {row['name']}"
        return f"  {what} = {json.dumps(row['value'])}: expected {row['expected']!r}, got {self.got}"


def run(rows: Iterable[Row]) -> list[Outcome]:
    """Generates a package of all rows, and holds each against it."""
    rows = list(rows)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = f"styles_{folder.name.replace('-', '_')}"
        (folder / "document.json").write_text(json.dumps(_document(rows)), encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            main(["generate", "--document", str(folder / "document.json"), "--output", str(folder / package)])
        target = Target("styles", folder / "document.json", folder / package)
        sys.path.insert(0, name)
        try:
            return list(_outcomes(importlib.import_module(package), read_api(target, read_input(target))[0], rows))
        finally:
            sys.path.remove(name)


def _document(rows: list[Row]) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Styles", "version": "1"},
        "servers": [{"url": "https://styles.example"}],
        "paths": {_path(row, number): {"get": _operation(row, number)} for number, row in enumerate(rows)},
    }


def _path(row: Row, number: int) -> str:
    return f"/{number}/{{{row['name']}}}" if row["in"] == "path" else f"/{number}"


def _operation(row: Row, number: int) -> dict[str, Any]:
    schema = _SCHEMAS.get(row["kind"], {"type": "string"})
    parameter: dict[str, Any] = {"name": row["name"], "in": row["in"], "style": row["style"], "schema": schema}
    parameter |= {key: row[key] for key in ("explode", "allowReserved") if row.get(key) is not None}
    parameter |= {"required": True} if row["in"] == "path" else {}
    return {
        "operationId": f"row{number}",
        "tags": ["rows"],
        "parameters": [parameter],
        "responses": {"204": {"description": "Seen"}},
    }


def _outcomes(package: Any, api: Api, rows: list[Row]) -> Iterator[Outcome]:
    operations = {operation.id: operation for operation in api.operations}
    for number, row in enumerate(rows):
        operation = operations.get(f"row{number}")
        if operation is None:
            yield Outcome(row, row.get("undefined_behavior") is True, "skipped")
            continue
        endpoint = getattr(package.client.rows, operation.function)
        got = _sent(package, endpoint, operation.parameters[0].name, row, row["value"])
        if row.get("undefined_behavior"):
            passed = operation.coverage.state == "approximated"
        else:
            passed = got in (row["expected"], *row.get("accept", ()))
        if "value_absent_expected" in row and row["in"] != "path":
            absent = _sent(package, endpoint, operation.parameters[0].name, row, None)
            passed, got = passed and absent == row["value_absent_expected"], f"{got!r}, and {absent!r} where absent"
        yield Outcome(row, passed, got)


def _sent(package: Any, endpoint: Any, argument: str, row: Row, value: Any) -> str:
    """What a client sends in the parameter's place; the error where the value is refused."""
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(204)

    try:
        call = endpoint(value) if row["in"] == "path" else endpoint(**{argument: value})
        package.Client(transport=httpx2.MockTransport(answer)).send(call)
    except ValueError as error:
        return f"ValueError: {error}"
    path, _, query = seen[0].url.raw_path.decode().partition("?")
    match row["in"]:
        case "path":
            return path.split("/", 2)[2]
        case "query":
            return query
        case "header":
            return seen[0].headers.get(row["name"], "")
        case _:
            return seen[0].headers.get("cookie", "")


def report(outcomes: list[Outcome]) -> Iterator[str]:
    """The numbers and the failures, uncontested and contested apart."""
    failed = [outcome for outcome in outcomes if not outcome.passed]
    yield f"{len(outcomes) - len(failed)} passed, {len(failed)} failed"
    for name, contested in (("uncontested", False), ("contested", True)):
        of_kind = [outcome for outcome in outcomes if bool(outcome.row.get("contested")) is contested]
        wrong = [outcome for outcome in of_kind if not outcome.passed]
        yield f"{name}: {len(of_kind) - len(wrong)} passed, {len(wrong)} failed"
        yield from (str(outcome) for outcome in wrong)


if __name__ == "__main__":
    found = run(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    print("\n".join(report(found)))
    sys.exit(any(not outcome.passed and not outcome.row.get("contested") for outcome in found))
