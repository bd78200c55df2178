"""Document → Api: whatever a document says, there is an `Api` or a diagnostic with its place, in any order of keys."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

from inhouse.api.api import Api
from inhouse.config import Target as Configured
from inhouse.diagnostics import Diagnostic, Fatal
from inhouse.document.document import Document
from inhouse.document.load import First, load_document
from inhouse.document.source import locator, parse_source
from inhouse.document.values import deeper_than
from inhouse.document.web import Web
from inhouse.package.host import PLAIN
from inhouse.pipeline import Input, read_api
from tests.fuzz.documents import documents
from tests.fuzz.target import Target, refused, told

FILE = "api.json"
_DEEP = 100


def read(value: Any) -> tuple[Configured, Input]:
    """A document as the command reads one. Raises Fatal."""
    first = First(parse_source(json.dumps(value).encode(), FILE), Path("/nowhere/api.json"), Web())
    document, diagnostics = load_document(first)
    target = Configured("shop", first, Path(os.devnull))
    return target, Input(document, {}, diagnostics, locator(document.sources), PLAIN)


def lowered(value: Any) -> tuple[Api, Document, tuple[Diagnostic, ...]]:
    """The `Api` of a document. Raises Fatal."""
    target, input = read(value)
    api, diagnostics = read_api(target, input)
    return api, input.document, diagnostics


def shuffled(value: Any, chance: random.Random) -> Any:
    """The value with its keys in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


def outcome(value: Any) -> tuple[str, Api | None]:
    """What becomes of a document."""
    try:
        target, input = read(value)
    except Fatal as error:
        return refused(error), None
    texts = {FILE: json.dumps(value)}
    try:
        api, diagnostics = read_api(target, input)
    except Fatal as error:
        return refused(error, input.locate, texts), None
    return "read: " + " ".join(sorted({told(each, input.locate, texts) for each in diagnostics})), api


def check(value: Any) -> str:
    """Reads the document twice, the second time with its keys in another order."""
    found, api = outcome(value)
    assert "too-deep" not in found or deeper_than(value, _DEEP), "what does not nest deeply leads to itself"
    again, other = outcome(shuffled(value, random.Random(0)))
    assert found == again
    assert api == other
    return found


TARGET = Target("lowering", documents(), check)
