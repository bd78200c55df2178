"""Bytes → document: what is read is what other readers read, and what is refused says where."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from inhouse.diagnostics import Fatal, Place, format_diagnostic
from inhouse.document import libyaml
from inhouse.document.digest import canonical_digest
from inhouse.document.load import First, load_document
from inhouse.document.pointer import join_pointer
from inhouse.document.source import Source, locator, parse_source
from inhouse.document.text import decode
from inhouse.document.web import Web
from tests.fuzz.mutations import mutated_text
from tests.fuzz.target import Target, is_within, refused, split_lines

Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]

FILE = "api.yaml"
SEEDS = (
    "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n",
    '{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"get": {}}}}',
    "openapi: 3.0.3\npaths:\n  /a:\n    get: &a\n      tags: [x, 'y', \"z\\u00e9\\n\"]\n    post:\n      <<: *a\n",
    "a: 1\nb: -1.5e3\nc: 0x1F\nd: 0o17\ne: .inf\nf: ~\ng: yes\nh: 2001-12-14\ni: 1_000\nj: 012\nk: 1:30\n",
    "a: |\n  text\n   more\n\nb: >-\n  folded\n  text\n\n  end\nc: 'it''s'\nd: \"\\x41\\\n  b\"\n",
    "- a\n- - b\n  - {c: d, ? e : f}\n- !!str 1\n- !!int '1'\n- &x [1]\n- *x\n- ? k\n  : v\n",
    "%YAML 1.2\n---\na: {b: [1, 2, {c: null}]}\n...\n",
    "# c\na: b # c\n'q q': [a, b,]\n? complex\n: - x\n",
    '{"a": [1, 2.5, -0, 1e5, true, false, null, "\\ud83d\\ude01\\"\\\\/"], "b": {"": {}}}',
    '{x: :x, "y"::z, a?b: c#d}\n',
    "\ufeffa: é\u2028b\n",
)
TOKENS = (
    *"{}[]:,-?&*!|>'\"%@`#\\\n\t \r\x00\x85\u2028\ufeff", ": ", "- ", "? ", " #", "---", "...", "\n---\n", "<<", "<<: *a",
    "&a", "*a", "!!str", "!!int ", "!!float ", "!!null ", "!!binary ", "!<x>", "! ", "|-", ">+", "|2", "\n  ", "\n ", "\\u", "\\ud800",
    "\\x", "NaN", "Infinity", "1e999", ".nan", ".inf", "0x", "0o8", "1_0", "null", "true", "- - - ", "[[[", "{{{", "9" * 40,
    "9" * 3001, "openapi: 3.1.0\n", "swagger: '2.0'", "$ref: '#/a'", "<html>", "<?xml", "%TAG ! x:\n", "\r\n", "?\n", ":\n",
)  # fmt: skip

_REFUSALS = {
    "bad-alias", "bad-character", "bad-key", "bad-merge", "bad-number", "bad-tag", "duplicate-key", "empty-file",
    "not-openapi", "several-documents", "too-deep", "too-large",
}  # fmt: skip
"""What is refused though it is JSON or YAML."""


@st.composite
def contents(draw: Draw) -> bytes:
    """The bytes of a file that almost is one of the seeds."""
    text = draw(mutated_text(st.sampled_from(SEEDS), TOKENS))
    encoding = draw(st.sampled_from(["utf-8"] * 9 + ["utf-16", "utf-32", "utf-8-sig", "utf-16-be", "latin-1"]))
    content: bytes = text.encode(encoding, "replace")
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        index = draw(st.integers(0, len(content)))
        content = content[:index] + draw(st.binary(max_size=3)) + content[index + draw(st.integers(0, 3)) :]
    return content


def check(content: bytes) -> str:
    """Holds what is read against the readers of others, and every place against the text."""
    try:
        text = decode(content, FILE)
    except Fatal as error:
        return refused(error)
    codes = _codes_and_value(content, text)
    if isinstance(codes, str):
        _differ(text, codes.split()[1:])
        return codes
    _agree(text, codes.value)
    _check_marks(codes, text)
    canonical_digest(codes.value)
    return _loaded(codes, text)


def _codes_and_value(content: bytes, text: str) -> Source | str:
    try:
        return parse_source(content, FILE)
    except Fatal as error:
        for diagnostic in error.diagnostics:
            place = diagnostic.place
            assert place is not None
            assert place.position is not None or diagnostic.code in (
                "too-large",
                "empty-file",
                "not-openapi",
                "bad-yaml",
            )
        return refused(error, lambda place: place.position, {FILE: text})


def _loaded(source: Source, text: str) -> str:
    first = First(source, Path("/nowhere/api.yaml"), Web())
    try:
        document, diagnostics = load_document(first)
    except Fatal as error:
        return refused(error, locator([source]), {FILE: text})
    for diagnostic in diagnostics:
        format_diagnostic(diagnostic, locator(document.sources))
    return "read " + " ".join(sorted({diagnostic.code for diagnostic in diagnostics}))


def _differ(text: str, codes: list[str]) -> None:
    """What is refused as no JSON or YAML must be refused by others, too."""
    if set(codes) & _REFUSALS or not codes:
        return
    for accepts in (_json, _yaml):
        try:
            accepts(text)
        except (ValueError, yaml.YAMLError, RecursionError):
            continue
        raise AssertionError(f"refused ({codes}), but {accepts.__name__} reads it")


def _agree(text: str, value: Any) -> None:
    try:
        theirs = _json(text)
    except (ValueError, RecursionError):
        pass
    else:
        assert _same(value, theirs), ("json", value, theirs)
        return
    if "<<" in text:
        return
    try:
        theirs = _yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return
    assert _means(value, theirs), ("yaml", value, theirs)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _json(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse)


def _yaml(text: str) -> yaml.Node | None:
    """The tree of the one document of a text by libyaml, if that means the same to YAML 1.2."""
    libyaml.events(text)
    found: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    return found


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and (one == other or repr(one) == repr(other))


def _means(value: Any, node: yaml.Node | None) -> bool:
    """Whether a value is what a tree of nodes means in the core schema of YAML 1.2."""
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        inner = [each for _, each in node.value]
        return isinstance(value, dict) and keys == list(value) and all(map(_means, value.values(), inner))
    if isinstance(node, yaml.SequenceNode):
        return isinstance(value, list) and len(value) == len(node.value) and all(map(_means, value, node.value))
    text = "" if node is None else node.value
    match value:
        case str():
            return bool(value == text)
        case None:
            return text in ("", "~", "null", "Null", "NULL")
        case bool():
            return bool(text.lower() == str(value).lower())
        case int():
            number = re.fullmatch("([-+]?)(0[xo])?([0-9a-fA-F]+)", text)
            bases = {"0x": 16, "0o": 8}
            return number is not None and int(number[1] + number[3], bases.get(number[2], 10)) == value
        case float():
            return (
                re.fullmatch(r"[-+]?(\.inf|\.nan|[0-9.]+([eE][-+]?[0-9]+)?|0x[0-9a-f]+)", text, re.IGNORECASE)
                is not None
            )
    return False


def _check_marks(source: Source, text: str) -> None:
    """Holds the place of every value against the text; in JSON each scalar is read again where it stands."""
    is_json = text.lstrip()[:1] in ("{", "[")
    find = locator([source])
    waiting: list[tuple[str, Any]] = [("", source.value)]
    lines = split_lines(text)
    seen = 0
    while waiting and seen < 200:
        seen += 1
        pointer, value = waiting.pop()
        place = Place(FILE, pointer)
        assert is_within(place, find, text), (place, find(place))
        if isinstance(value, dict):
            waiting += [(join_pointer(pointer, key), member) for key, member in value.items()]
        elif isinstance(value, list):
            waiting += [(join_pointer(pointer, index), item) for index, item in enumerate(value)]
        elif is_json and (position := find(place)) is not None:
            rest = "\n".join([lines[position[0] - 1][position[1] - 1 :], *lines[position[0] :]])
            try:
                found = json.JSONDecoder().raw_decode(rest)[0]
            except ValueError:
                continue  # it is YAML that begins with a bracket
            assert _same(found, value) or not _is_json(text), (pointer, value, found)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


TARGET = Target("loader", contents(), check, tuple(seed.encode() for seed in SEEDS))
