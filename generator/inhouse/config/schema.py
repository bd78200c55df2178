"""The JSON Schema of inhouse.toml, for editors."""

from __future__ import annotations

import json
from importlib.resources import files

from inhouse.config.keys import TOP
from inhouse.config.shapes import json_schema_of_keys
from inhouse.document.policies import PREFIX
from inhouse.document.values import JsonValue, as_mapping


def configuration_schema() -> dict[str, JsonValue]:
    """Return the JSON Schema of inhouse.toml, which is that of `[tool.inhouse]` in pyproject.toml, too."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of inhouse",
        "description": "inhouse.toml, or [tool.inhouse] in pyproject.toml.",
        "type": "object",
        **json_schema_of_keys(TOP),
        "$defs": _policies(),
    }


def _policies() -> dict[str, JsonValue]:
    """The definitions of `policies.schema.json`, with an operation's keys as the configuration spells them."""
    text = files("inhouse.document").joinpath("policies.schema.json").read_text(encoding="utf-8")
    published = as_mapping(json.loads(text)) or {}
    definitions = dict(as_mapping(published["$defs"]) or {})
    operation = as_mapping(definitions["operation"]) or {}
    written = as_mapping(operation["properties"]) or {}
    own: dict[str, JsonValue] = {
        name.removeprefix(PREFIX).replace("-", "_"): value for name, value in written.items() if name != f"{PREFIX}name"
    }
    described: dict[str, JsonValue] = {"description": "The policies of an operation.", "type": "object"}
    definitions["operation"] = {**described, "properties": own, "additionalProperties": False}
    return {name: value for name, value in definitions.items() if name not in ("document", "error", "name")}
