"""The same input gives the same bytes, wherever and however it is read."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
GENERATE = ["generate", "--document", "apify.yaml", "--overlay", "apify.overlay.yaml", "--output", "apify"]


def shuffled(value: object, chance: random.Random) -> object:
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("seed", "environment"),
    [
        (1, {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Tokyo"}),
        (2, {"PYTHONHASHSEED": "4711", "LC_ALL": "C.UTF-8"}),
    ],
)
def test_key_order_hash_seed_folder_and_locale_do_not_show(
    seed: int, environment: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / f"ein anderer Ordner {seed}"
    folder.mkdir()
    for name in ("apify.yaml", "apify.overlay.yaml"):
        value = yaml.safe_load((ROOT / "spec" / name).read_text(encoding="utf-8"))
        text = yaml.safe_dump(shuffled(value, random.Random(seed)), sort_keys=False, allow_unicode=True)
        (folder / name).write_text(text, encoding="utf-8")
    variables = {**os.environ, **environment, "PYTHONPATH": str(ROOT / "generator")}
    subprocess.run(
        [sys.executable, "-m", "inhouse", *GENERATE], cwd=folder, env=variables, check=True, capture_output=True
    )
    expected = ROOT / "generated" / "apify"
    paths = {p.relative_to(expected) for p in expected.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    assert {p.relative_to(folder / "apify") for p in (folder / "apify").rglob("*") if p.is_file()} == paths
    for path in paths:
        assert (folder / "apify" / path).read_bytes() == (expected / path).read_bytes(), path
