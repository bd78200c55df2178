"""What the document tells people about a value, as plain text for a docstring."""

from __future__ import annotations

import json

from inhouse.document.values import JsonValue, as_list, as_text

_BOUNDS = (
    ("minimum", "minimum", "At least {}."),
    ("exclusiveMinimum", "greater", "More than {}."),
    ("maximum", "maximum", "At most {}."),
    ("exclusiveMaximum", "less", "Less than {}."),
    ("minLength", "minimum", "At least {} characters."),
    ("maxLength", "maximum", "At most {} characters."),
    ("minItems", "minimum", "At least {} items."),
    ("maxItems", "maximum", "At most {} items."),
)
"""Keywords of limits, a word by which prose tells them, and how a docstring tells them."""


def value_doc(*sources: JsonValue) -> str:
    """Description, limits, default and example of a value, each from the first mapping that says it."""

    def first(key: str) -> JsonValue:
        for source in sources:
            if isinstance(source, dict) and key in source:
                return source[key]
        return None

    description = (as_text(first("description")) or "").strip()
    facts = [
        template.format(_plain(limit))
        for key, word, template in _BOUNDS
        if isinstance(limit := first(key), int | float) and not isinstance(limit, bool)
        if not _says(description, word, limit)
    ]
    if (default := first("default")) is not None and not _says(description, "default", default):
        facts.append(f"Default: `{_plain(default)}`.")
    examples = as_list(first("examples")) or []
    example = examples[0] if examples else first("example")
    if isinstance(example, str | int | float):
        facts.append(f"Example: `{_plain(example)}`.")
    if first("deprecated") is True:
        facts.append("Deprecated.")
    if not description or not facts:
        return description or " ".join(facts)
    if "\n" in description:
        return f"{description}\n\n{' '.join(facts)}"
    stop = "" if description.endswith((".", "!", "?", ":")) else "."
    return f"{description}{stop} {' '.join(facts)}"


def _says(description: str, word: str, value: JsonValue) -> bool:
    """Whether the description already tells the value itself."""
    return word in description.lower() and _plain(value) in description


def _plain(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
