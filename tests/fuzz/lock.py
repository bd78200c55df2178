"""Locks: any text is one or is none, and what is written is read again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from inhouse.output.files import is_inside
from inhouse.output.lock import LOCK, file_digest, find_lock, kept_names, lock_text, read_lock
from tests.fuzz.mutations import mutated_text
from tests.fuzz.target import Target
from tests.fuzz.texts import TEXTS

Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]

SEEDS = (
    lock_text({"document api": "0" * 64, "tool inhouse": "1"}, {"a.py": "x", "b/c.py": "y"}, [("model /a b", "A")]),
    "# c\n<<<<<<< HEAD\nfile a.py 1\n||||||| x\nfile a.py 0\n=======\nfile a.py 2\n>>>>>>> y\nname x%20y z\n",
    "file a 1\r\nfile b 2\r\n",
)
TOKENS = (
    "<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "||||||| c\n", "file ", "name ", "file ../x 1\n", "file /etc/passwd 1\n", "\n",
    " ", "%", "%2F", "%00", "%ff", "file C:\\x 1\n", "file a//b 1\n", "#", "\x00", "\x85", "\u2028", "file a.py 9\n", "\r",
)  # fmt: skip


@st.composite
def locks(draw: Draw) -> dict[str, Any]:
    """A text that may be a lock, and what may be written to one."""
    places = st.dictionaries(
        TEXTS.map(lambda text: f"model {text}"), st.sampled_from(["A", "B_2", "get_a"]), max_size=3
    )
    return {"text": draw(mutated_text(st.sampled_from(SEEDS), TOKENS)), "names": draw(places)}


def check(given: dict[str, Any]) -> str:
    """Reads the text as a lock; writes names to a lock and reads them again."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name)
        (folder / LOCK).write_bytes(given["text"].encode())
        found = find_lock(folder)
        for lock in found.sides:
            assert all(is_inside(path) for path in lock.files)
        kept_names(folder)
        names: dict[str, str] = given["names"]
        (folder / LOCK).write_text(lock_text({"document api": "0"}, {"a.py": ""}, sorted(names.items())), newline="")
        again = read_lock(folder)
        assert again is not None
        assert (again.names, again.inputs, again.files) == (names, {"document api": "0"}, {"a.py": file_digest("")})
        return found.condition


TARGET = Target("lock", locks(), check)
