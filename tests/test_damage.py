"""Documents damaged at random give a package or a diagnostic, never a traceback."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from inhouse.config import Target
from inhouse.diagnostics import Fatal
from inhouse.pipeline import generate, read_api, read_input

ROOT = Path(__file__).parents[1]
DOCUMENT: Any = yaml.safe_load((ROOT / "spec" / "apify.yaml").read_text(encoding="utf-8"))
JUNK: list[Any] = [
    *(None, True, 0, -1.5, "", "x", "#/", "#/components/schemas/Actor", '\u202e\n"""', [], {}, [None], [{}]),
    *({"$ref": 5}, {"$ref": "#/components/schemas/ActorPricingInfo"}, {"type": 5}, {"type": ["string", 3]}),
    *({"type": []}, {"allOf": []}, {"oneOf": []}, {"anyOf": [{}, {"type": "null"}]}, {"enum": [{}, []]}, {"const": {}}),
    *({"allOf": [{"$ref": "#/components/schemas/Actor"}]}, {"type": "object", "properties": []}, {"type": "null"}),
]


def ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value of the document."""
    if way:
        yield way
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from ways(inner, (*way, key))


WAYS = list(ways(DOCUMENT))


def damaged(chance: random.Random) -> Any:
    document = copy.deepcopy(DOCUMENT)
    for way in chance.sample(WAYS, chance.choice([1, 1, 2, 3])):
        holder = document
        try:
            for key in way[:-1]:
                holder = holder[key]
            if isinstance(holder, dict) and chance.random() < 0.2:
                holder[chance.choice(["x", "", "$ref", "type", "nullable", "200", "é", "class"])] = holder.pop(way[-1])
            else:
                holder[way[-1]] = copy.deepcopy(chance.choice(JUNK))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier damage has taken the way away
    return document


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_document_never_crashes_the_generator(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    path = tmp_path / "damaged.json"
    target = Target("apify", path, tmp_path / "apify")
    for number in range(20):
        path.write_text(json.dumps(damaged(chance)), encoding="utf-8")
        try:
            input = read_input(target)
            if number % 10:
                read_api(target, input)
            else:
                generate(target, input)
        except Fatal as error:
            assert [diagnostic for diagnostic in error.diagnostics if diagnostic.code == "defect"] == []
