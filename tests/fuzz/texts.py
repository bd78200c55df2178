# ruff: noqa: RUF001
"""Text that is hard on names, patterns, quotes and terminals."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

NASTY = (
    "", " ", "_", "__", "__init__", "__class__", "_private", "class", "def", "None", "True", "print", "match", "type",
    "self", "cls", "list", "dict", "str", "int", "Any", "Model", "Client", "client", "models", "errors", "con", "AUX",
    "nul.txt", "model_config", "model_fields", "copy", "json", "schema", "dict_", "1", "1a", "+1", "-1", "a-b", "a_b",
    "aB", "A_B", "ab", "AB", "Ab", "a.b", "a b", "a  b", "a/b", "a\\b", "..", "../x", "/", "//", "~", "~0", "~1", "%2e",
    "{", "}", "{}", "{x}", "{{x}}", "{%x%}", "#", "##", "$ref", "$", "@", "*", "**", "?", "&", "=", ";", ":", ",", "|",
    "'", '"', "'''", '"""', "\\", "\\n", "\n", "\r\n", "\t", "\x00", "\x0b", "\x1b[0m", "\x7f", "\x85", "\u2028", "\u2029",
    "\ufeff", "\u202e", "\u200b", "\u00ad", "ﬁ", "ǅ", "ß", "SS", "ss", "İ", "ı", "K", "ſ", "Å", "é", "e\u0301", "º", "²",
    "①", "٣", "ª", "𝐱", "𝟘", "・", "\u0387", "\u1369", "ﷺ", "ﹱ", "ͺ", "\u0345", "日本", "ไทย", "़", "\u0300", "😁", "x" * 300,
    "é" * 90, "X-Rate", "Set-Cookie", "application/json", "application/vnd.a+json; v=1", "text/*", "*/*", "default",
    "2XX", "200", "nan", "inf", "NaN", "null", "~a", "<<", "x-a", "#/components/schemas/A", "#/", "#",
    "https://a.example/b", "file:///etc/passwd", "a.yaml#/x", "urn:x", "http://[", "//", "(?<=a)", "(a+)+$", "[", "\\u{1}",
)  # fmt: skip

_CHARACTERS = st.characters(exclude_categories=["Cs"])


def texts(max_size: int = 12) -> SearchStrategy[str]:
    """Any text, though never half a surrogate pair."""
    nasty = st.sampled_from(NASTY)
    joined = st.tuples(nasty, st.sampled_from(["", "_", "-", " ", "a", "1"]), nasty).map("".join)
    return st.one_of(nasty, st.text(_CHARACTERS, max_size=max_size), st.text("aAbB_-1 ", max_size=6), joined)


def values(text: SearchStrategy[str], max_leaves: int = 8) -> SearchStrategy[Any]:
    """Any value of JSON with such texts and keys."""
    leaves = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-3, 3),
        st.sampled_from([10**30, -(2**63), 2**53 + 1, 1.5, -0.0, 1e300, 5e-324]),
        st.floats(allow_nan=False, allow_infinity=False),
        text,
    )

    def around(inner: SearchStrategy[Any]) -> SearchStrategy[Any]:
        return st.one_of(st.lists(inner, max_size=4), st.dictionaries(text, inner, max_size=4))

    return st.recursive(leaves, around, max_leaves=max_leaves)


TEXTS = texts()
VALUES = values(TEXTS)
SMALL_VALUES = values(TEXTS, 3)
