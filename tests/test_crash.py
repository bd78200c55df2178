"""A package is swapped in as a whole: whatever call of the write stage fails, and wherever the process is killed."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from inhouse.output import exchange, staging
from inhouse.output.lock import LOCK, lock_text
from inhouse.output.write import updating, write_package

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process"),
    pytest.mark.usefixtures("few_objects"),
]

CALLS = (
    "chmod",
    "close",
    "fstat",
    "fsync",
    "link",
    "listdir",
    "lstat",
    "mkdir",
    "open",
    "read",
    "rename",
    "replace",
    "rmdir",
    "scandir",
    "symlink",
    "unlink",
    "write",
)
"""What the write stage calls; a test holds that there is nothing else."""


def package(**texts: str) -> dict[str, str]:
    files = {path.replace("__", "/") + ".py": text for path, text in texts.items()}
    return {**files, LOCK: lock_text({"document api": "0" * 64}, files)}


OLD = package(same="same = 1\n", changed="old = 1\n", inner__changed="old = 1\n", gone__gone="gone = 1\n")
NEW = package(same="same = 1\n", changed="new = 1\n", inner__changed="new = 1\n", fresh__fresh="fresh = 1\n")


def tree(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if not path.is_dir()}


def write(folder: Path, files: Mapping[str, str]) -> None:
    with updating(folder):
        write_package(folder, files)


@contextmanager
def watched(see: Callable[[int], None], fail_at: int = -1) -> Iterator[list[str]]:
    """Tells after each call how many there were; the one at a number fails instead of being made."""
    seen: list[str] = []
    patch = pytest.MonkeyPatch()

    def wrap(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def called(*arguments: object, **named: object) -> object:
            seen.append(name)
            number = len(seen) - 1
            if number == fail_at:
                if name == "close":
                    real(*arguments, **named)
                see(number)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            result = real(*arguments, **named)
            see(number)
            return result

        return called

    for name in CALLS:
        patch.setattr(os, name, wrap(name, getattr(os, name)))
    patch.setattr(staging, "exchange", wrap("exchange", vars(staging)["exchange"]))
    try:
        yield seen
    finally:
        patch.undo()


@pytest.fixture(params=["exchange", "journal"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Both ways of swapping; systems without an exchange have only the other one."""
    if request.param == "journal":
        monkeypatch.setattr(staging, "exchange", lambda one, other: False)
    else:
        (tmp_path / "one").mkdir()
        (tmp_path / "other").mkdir()
        if not exchange.exchange(str(tmp_path / "one"), str(tmp_path / "other")):
            pytest.skip("this system cannot exchange two folders")
        (tmp_path / "one").rmdir()
        (tmp_path / "other").rmdir()
    return str(request.param)


def calls_of(folder: Path, files: Mapping[str, str]) -> list[str]:
    with watched(lambda number: None) as seen:
        write(folder, files)
    return list(seen)


def written(base: Path) -> Path:
    folder = base / "parent" / "api"
    folder.parent.mkdir(parents=True)
    write(folder, OLD)
    (folder / "mine.py").write_text("mine = 1\n")
    (folder / "inner" / "mine.py").write_text("mine = 2\n")
    (folder / "empty").mkdir()
    return folder


def late(folder: Path) -> None:
    """What someone else writes meanwhile: a new file, one in a folder of the package, and one of their own anew."""
    with suppress(FileNotFoundError):
        (folder / "late.py").write_text("late = 1\n")
        (folder / "mine.py.part").write_text("mine = 3\n")
        os.rename(folder / "mine.py.part", folder / "mine.py")


def is_whole(folder: Path, was_late: bool) -> None:
    with updating(folder):
        pass
    assert [path.name for path in folder.parent.iterdir()] == ["api"]
    found = tree(folder)
    others = {path: found.pop(path) for path in ("mine.py", "inner/mine.py", "late.py") if path in found}
    assert found in (OLD, NEW)
    expected = {"inner/mine.py": "mine = 2\n", "mine.py": "mine = 1\n"}
    assert others == (expected | {"mine.py": "mine = 3\n", "late.py": "late = 1\n"} if was_late else expected)
    assert (folder / "empty").is_dir()


def restore(calls: Mapping[str, Callable[..., object]]) -> None:
    for name, call in calls.items():
        setattr(os, name, call)


def killed(folder: Path, files: Mapping[str, str], at: int, late_at: int = -1) -> None:
    """Writes in a process that is killed right after its call of a number; others write after an earlier or the same one."""
    child = os.fork()
    if child == 0:
        try:
            real = {name: getattr(os, name) for name in CALLS}

            def see(number: int) -> None:
                if number == late_at:
                    counting = {name: getattr(os, name) for name in CALLS}
                    restore(real)
                    late(folder)
                    restore(counting)
                if number == at:
                    os.kill(os.getpid(), signal.SIGKILL)

            with watched(see):
                write(folder, files)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0


@pytest.mark.parametrize("others", ["none", "when-killed", "before-the-swap"])
def test_killed_after_any_call_the_package_is_the_old_one_or_the_new_one(others: str, way: str, tmp_path: Path) -> None:
    calls = calls_of(written(tmp_path / "counted"), NEW)
    count, before = len(calls), calls.index("exchange") - 1
    assert count > 100
    outcomes: set[bool] = set()
    for at in range(before if others == "before-the-swap" else 0, count):
        folder = written(tmp_path / str(at))
        killed(folder, NEW, at, {"none": -1, "when-killed": at, "before-the-swap": before}[others])
        was_late = [(path / "late.py").exists() for path in (folder, *folder.parent.glob(".api.inhouse/*"))]
        is_whole(folder, any(was_late))
        outcomes.add("fresh" in " ".join(tree(folder)))
    assert outcomes == {False, True}


@pytest.mark.parametrize("is_late", [False, True], ids=["alone", "with-others"])
def test_when_any_call_fails_the_package_is_the_old_one_or_the_new_one(is_late: bool, way: str, tmp_path: Path) -> None:
    count = len(calls_of(written(tmp_path / "counted"), NEW))
    for at in range(count):
        folder = written(tmp_path / str(at))
        was_late: list[bool] = []

        def see(number: int, folder: Path = folder, at: int = at, was_late: list[bool] = was_late) -> None:
            if number == at and is_late:
                late(folder)
                was_late.append((folder / "late.py").exists())

        with suppress(OSError), watched(see, fail_at=at):
            write(folder, NEW)
        is_whole(folder, any(was_late))


def test_killed_after_any_call_of_the_first_writing_there_is_no_package_or_all_of_it(tmp_path: Path) -> None:
    (tmp_path / "counted").mkdir()
    count = len(calls_of(tmp_path / "counted" / "api", NEW))
    for at in range(count):
        folder = tmp_path / str(at) / "api"
        folder.parent.mkdir()
        killed(folder, NEW, at)
        with updating(folder):
            pass
        assert [path.name for path in folder.parent.iterdir()] in ([], ["api"])
        assert not folder.exists() or tree(folder) == NEW


def test_killed_again_while_it_recovers_the_next_run_recovers(way: str, tmp_path: Path) -> None:
    count = len(calls_of(written(tmp_path / "counted"), NEW))
    for at in range(count - 42, count, 6):
        for again in range(0, 60, 5):
            folder = written(tmp_path / f"{at}-{again}")
            killed(folder, NEW, at, at)
            was_late = [(path / "late.py").exists() for path in (folder, *folder.parent.glob(".api.inhouse/*"))]
            killed(folder, NEW, again)
            is_whole(folder, any(was_late))


def test_the_write_stage_calls_nothing_that_is_not_counted(way: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "a")
    events: list[str] = []

    watching = [True]
    sys.addaudithook(lambda event, arguments: events.append(event) if watching[0] else None)
    counted = calls_of(folder, NEW)
    watching[0] = False
    made = {event for event in events if event.startswith(("os.", "open", "shutil."))}
    assert made <= {f"os.{name}" for name in CALLS} | {"open", "os.remove"}
    assert events.count("open") <= counted.count("open")
    assert events.count("os.rename") <= counted.count("rename") + counted.count("replace")


def test_a_folder_that_someone_makes_while_the_package_is_on_its_way_is_merged_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "exchange", lambda one, other: False)
    calls = calls_of(written(tmp_path / "counted"), NEW)
    moved = calls.index("rename")
    for at in (moved, moved + 1):
        folder = written(tmp_path / str(at))

        def see(number: int, folder: Path = folder) -> None:
            if number == moved:
                folder.mkdir()
                (folder / "late.py").write_text("late = 1\n")

        with suppress(OSError), watched(see):
            write(folder, NEW)
        with updating(folder):
            pass
        assert tree(folder) == {**OLD, "inner/mine.py": "mine = 2\n", "mine.py": "mine = 1\n", "late.py": "late = 1\n"}
        assert [path.name for path in folder.parent.iterdir()] == ["api"]
