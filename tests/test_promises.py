"""`SECURITY.md` promises nothing without a test."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
PROMISES = (TESTS.parent / "SECURITY.md").read_text(encoding="utf-8")


def test_every_test_that_a_promise_names_is_there() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", PROMISES)
    assert len(named) > 20
    assert [name for name in named if f"def {name}(" not in sources] == []


def test_every_file_and_tool_that_a_promise_names_is_there() -> None:
    named = [*re.findall(r"`(tests/[\w/.]+)`", PROMISES)]
    named += [each.replace(".", "/") for each in re.findall(r"python -m (tests\.\w+)", PROMISES)]
    found = {path.relative_to(TESTS.parent).with_suffix("").as_posix() for path in TESTS.rglob("*")}
    assert {name.removesuffix(".py").rstrip("/") for name in named} - found == set()
