"""What a document takes grows with its size, and no faster."""

from __future__ import annotations

import cProfile
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from inhouse.config import Target
from inhouse.package.build import build_package
from inhouse.pipeline import read_api, read_input
from tests.sizeable import GROUPS, sizeable_document

T = TypeVar("T")

MOST = 2.3
"""How many times the calls a stage may take for twice the document."""


def counted(stage: Callable[[], T]) -> tuple[T, int]:
    """What a stage gives, and how many calls of functions it took, built-in ones among them."""
    profile = cProfile.Profile()
    result = profile.runcall(stage)
    return result, sum(entry.callcount for entry in profile.getstats())


def stages(folder: Path, groups: int) -> dict[str, int]:
    """The calls of each stage for a document with so many groups of operations."""
    path = folder / f"{groups}.json"
    path.write_text(json.dumps(sizeable_document(f"{GROUPS[n % len(GROUPS)]}{n}" for n in range(groups))))
    target = Target("client", path, folder / "client")
    input, reading = counted(lambda: read_input(target))
    (api, _), lowering = counted(lambda: read_api(target, input))
    _, unsplit = counted(lambda: build_package(api, is_split=False))
    _, split = counted(lambda: build_package(api, is_split=True))
    return {"reading": reading, "lowering": lowering, "writing": unsplit, "writing split": split}


def test_no_stage_takes_more_than_twice_the_calls_for_twice_the_document(tmp_path: Path) -> None:
    stages(tmp_path, 1)  # what is done once only
    once, twice = (stages(tmp_path, groups) for groups in (4, 8))
    factors = {stage: twice[stage] / calls for stage, calls in once.items()}
    assert {stage: factor for stage, factor in factors.items() if factor > MOST} == {}
