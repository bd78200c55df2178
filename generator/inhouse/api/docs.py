"""What the document tells people about a value, as plain text for a docstring."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from inhouse.document.values import JsonValue, as_list, as_text

_BOUNDS = (
    ("minimum", "minimum", "number", "At least {}."),
    ("exclusiveMinimum", "greater", "number", "More than {}."),
    ("maximum", "maximum", "number", "At most {}."),
    ("exclusiveMaximum", "less", "number", "Less than {}."),
    ("multipleOf", "multiple", "number", "A multiple of {}."),
    ("minLength", "minimum", "string", "At least {} character{s}."),
    ("maxLength", "maximum", "string", "At most {} character{s}."),
    ("minItems", "minimum", "array", "At least {} item{s}."),
    ("maxItems", "maximum", "array", "At most {} item{s}."),
    ("minProperties", "minimum", "object", "At least {} propert{ies}."),
    ("maxProperties", "maximum", "object", "At most {} propert{ies}."),
)
"""Keywords of limits, a word by which prose tells them, what they limit, and how a docstring tells them."""

_LIMITING = frozenset(("pattern", *(key for key, *_ in _BOUNDS)))
_TELLING = _LIMITING | {"enum", "default", "examples", "example", "deprecated"}
"""Keywords of which a docstring tells more than the description."""

_JSON = json.JSONEncoder(ensure_ascii=False)
_LONGEST_PATTERN = 60
_LONGEST_EXAMPLE = 200
_LONGEST_DEFAULT = 2_000


def value_doc(*sources: JsonValue) -> str:
    """Description, or a title of several words, limits, default and example of a value, each from the first mapping that says it."""
    said: dict[str, JsonValue] = {}
    for source in reversed(sources):
        if isinstance(source, dict):
            said = {**said, **source} if said else source
    description = (as_text(said.get("description")) or _long_title(said)).strip()
    if _TELLING.isdisjoint(said):
        return description
    facts = [] if _LIMITING.isdisjoint(said) else [*_limits(description, said)]
    values = as_list(said.get("enum")) or ()
    if any(isinstance(value, float) and not value.is_integer() for value in values):
        facts.append(f"One of {', '.join(map(_plain, values))}.")
    if (default := said.get("default")) is not None and len(plain := _plain(default)) <= _LONGEST_DEFAULT:
        facts += () if _says(description, "default", plain) else (f"Default: `{plain}`.",)
    examples = as_list(said.get("examples")) or []
    example = examples[0] if examples else said.get("example")
    if isinstance(example, str | int | float) and len(plain := _plain(example)) <= _LONGEST_EXAMPLE:
        facts.append(f"Example: `{plain}`.")
    if said.get("deprecated") is True:
        facts.append("Deprecated.")
    if not description or not facts:
        return description or " ".join(facts)
    if "\n" in description:
        return f"{description}\n\n{' '.join(facts)}"
    stop = "" if description.endswith((".", "!", "?", ":")) else "."
    return f"{description}{stop} {' '.join(facts)}"


def _long_title(said: Mapping[str, JsonValue]) -> str:
    title = as_text(said.get("title")) or ""
    return title if len(title.split()) > 2 else ""


def _limits(description: str, said: Mapping[str, JsonValue]) -> Iterator[str]:
    """Sentences for the limits of such values that the description does not tell already; equal ones make one."""
    declared = said.get("type")
    kinds = {
        "number" if kind == "integer" else kind for kind in as_list(declared) or [declared] if isinstance(kind, str)
    }
    limits = {key: said.get(key) for key, _, kind, _ in _BOUNDS if kind in kinds or not kinds}
    for key, word, _, template in _BOUNDS:
        limit = limits.get(key)
        if isinstance(limit, bool) or not isinstance(limit, int | float) or _says(description, word, limit):
            continue
        other = key.replace("min", "max") if key.startswith("min") else key.replace("max", "min")
        if other != key and limits.get(other) == limit:
            if key.startswith("max"):
                continue
            template = template.replace("At least", "Exactly")
        yield template.format(_plain(limit), s="" if limit == 1 else "s", ies="y" if limit == 1 else "ies")
    pattern = as_text(said.get("pattern")) if "string" in kinds or not kinds else None
    if pattern and len(pattern) <= _LONGEST_PATTERN and pattern.isprintable() and not _says(description, "", pattern):
        yield f"Matches `{pattern}`."


def _says(description: str, word: str, value: JsonValue) -> bool:
    """Whether the description already tells the value itself."""
    return word in description.lower() and _plain(value) in description


def _plain(value: JsonValue) -> str:
    return value if isinstance(value, str) else _JSON.encode(value)
