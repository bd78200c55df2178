"""The write stage among real processes, real disks and what stands in its way."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from inhouse.cli import main
from inhouse.output import write as writing
from inhouse.output.hold import Busy, held
from inhouse.output.lock import LOCK, lock_text
from inhouse.output.staging import Meddled
from inhouse.output.write import updating, write_package
from inhouse.report.outcome import FINE, STALE, UNWRITABLE

ROOT = Path(__file__).parents[1]
DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /items:
    get: {operationId: listItems, tags: [items], responses: {'204': {description: None.}}}
"""


def package(value: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    files = {"a.py": f"a = {value!r}\n", "inner/b.py": f"b = {value!r}\n", "same.py": "same = 1\n", **(more or {})}
    return {**files, LOCK: lock_text({"document api": value}, files)}


def tree(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if not path.is_dir()}


def write(folder: Path, files: Mapping[str, str], force: bool = False) -> None:
    with updating(folder):
        write_package(folder, files, force)


def forked(run: Callable[[], None]) -> int:
    """The exit status of a function in a process of its own: 0, or 3 for an OSError."""
    child = os.fork()
    if child == 0:
        try:
            run()
        except OSError:
            os._exit(3)
        else:
            os._exit(0)
        finally:
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def inhouse(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    command = [sys.executable, "-m", "inhouse", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, written."""
    (tmp_path / "shop.yaml").write_text(DOCUMENT)
    (tmp_path / "inhouse.toml").write_text('[targets.shop]\ndocument = "shop.yaml"\noutput = "shop"\n')
    monkeypatch.chdir(tmp_path)
    assert main(["generate"]) == FINE
    return tmp_path


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(mounted)]
    try:
        done = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        done = False
    if not done:
        pytest.skip("mounting is not permitted here")
    try:
        yield mounted
    finally:
        subprocess.run(["umount", str(mounted)], check=True)


def test_runs_at_once_leave_one_of_their_packages_and_readers_see_no_mixture(tmp_path: Path) -> None:
    folder, values = tmp_path / "api", ["one", "two", "three"]

    def writer(value: str) -> Callable[[], None]:
        def run() -> None:
            for _ in range(20):
                write(folder, package(value))

        return run

    write(folder, package("one"))
    (folder / "mine.py").write_text("mine = 1\n")
    children: list[int] = []
    for value in values:
        child = os.fork()
        if child == 0:
            try:
                writer(value)()
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    seen: set[str] = set()
    while children:
        with held(folder, shared=True):
            found = tree(folder)
        assert found.pop("mine.py") == "mine = 1\n"
        assert found in [package(value) for value in values]
        seen.add(found["a.py"])
        ended, status = os.waitpid(-1, os.WNOHANG)
        if ended:
            assert status == 0
            children.remove(ended)
    assert [path.name for path in tmp_path.iterdir()] == ["api"]


def test_a_run_that_waits_too_long_says_who_is_at_work(tmp_path: Path) -> None:
    folder = tmp_path / "api"
    write(folder, package("one"))
    with held(folder), pytest.raises(Busy, match="has been at work on it"), held(folder, patience=0.1):
        raise AssertionError
    with held(folder, shared=True), held(folder, shared=True, patience=0):
        pass


def test_an_edit_at_the_last_moment_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "api"
    write(folder, package("one"))
    swap = vars(writing)["swap"]

    def edited_first(*arguments: object) -> None:
        (folder / "a.py").write_text("mine = 1\n")
        swap(*arguments)

    monkeypatch.setattr(writing, "swap", edited_first)
    with pytest.raises(Meddled, match=r"a\.py was changed"):
        write(folder, package("two"))
    assert tree(folder) == {**package("one"), "a.py": "mine = 1\n"}
    write(folder, package("two"), force=True)
    assert tree(folder) == package("two")
    assert [path.name for path in tmp_path.iterdir()] == ["api"]


def test_files_that_do_not_change_keep_their_inode_and_times_and_changed_ones_their_permissions(tmp_path: Path) -> None:
    folder = tmp_path / "api"
    write(folder, package("one"))
    (folder / "a.py").chmod(0o640)
    folder.chmod(0o750)
    before = (folder / "same.py").stat()
    write(folder, package("two"))
    after = (folder / "same.py").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert (folder / "a.py").stat().st_mode & 0o777 == 0o640
    assert folder.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("way", ["folder", "above"])
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become someone else")
def test_without_permission_nothing_changes(way: str, tmp_path: Path) -> None:
    folder = tmp_path / "above" / "api"
    write(folder, package("one"))
    for each in (tmp_path, *tmp_path.parents):
        if each.stat().st_mode & 0o001 == 0:
            each.chmod(each.stat().st_mode | 0o011)
    if way == "folder":
        folder.parent.chmod(0o777)  # the folder itself may be moved by its owner alone

    def run() -> None:
        os.setgid(65534)
        os.setuid(65534)
        write(folder, package("two"))

    assert forked(run) == 3
    assert tree(folder) == package("one")
    assert [path.name for path in folder.parent.iterdir()] == ["api"]


def test_a_disk_that_is_full_changes_nothing(disk: Path) -> None:
    folder = disk / "api"
    write(folder, package("one"))
    with pytest.raises(OSError, match="No space left"):
        write(folder, package("two", {"large.py": "x = 1\n" * 200_000}))
    assert tree(folder) == package("one")
    assert [path.name for path in disk.iterdir()] == ["api"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits a forked process")
def test_a_file_that_cannot_be_written_to_its_end_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "api"
    write(folder, package("one"))

    def run() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
        write(folder, package("two", {"large.py": "x = 1\n" * 200_000}))

    assert forked(run) == 3
    assert tree(folder) == package("one")
    assert [path.name for path in tmp_path.iterdir()] == ["api"]


def test_a_read_only_disk_is_told_and_can_be_checked(
    disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(disk)
    Path("shop.yaml").write_text(DOCUMENT)
    Path("inhouse.toml").write_text('[targets.shop]\ndocument = "shop.yaml"\noutput = "shop"\n')
    assert main(["generate"]) == FINE
    Path("shop.yaml").write_text(DOCUMENT.replace("Shop", "Shops"))
    before = tree(disk)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert main(["check"]) == STALE
    assert main(["generate"]) == UNWRITABLE
    assert "shop cannot be written: Read-only file system" in capsys.readouterr().err
    assert tree(disk) == before


@pytest.mark.parametrize(
    ("place", "kind", "said"),
    [
        ("shop/endpoints", "file", "is a file, where a folder of the package must be"),
        ("shop/endpoints", "link", "is a symbolic link, where a folder of the package must be"),
        ("shop/client.py", "folder", "is a folder, where a file of the package must be"),
        ("shop/client.py", "link", "is a symbolic link, where a file"),
        ("shop", "link", "is a symbolic link, where the package's folder must be"),
        ("shop", "file", "is a file, where the package's folder must be"),
        (".shop.inhouse", "file", "nothing in it says that inhouse made it"),
        (".shop.inhouse", "link", "nothing in it says that inhouse made it"),
    ],
)
def test_what_stands_in_the_way_is_told_and_left_alone(
    place: str, kind: str, said: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shop / place
    elsewhere = shop / "elsewhere"
    if path.is_dir():
        shutil.move(path, elsewhere)
    elif path.exists():
        path.rename(elsewhere)
    else:
        elsewhere.mkdir()
        (elsewhere / "precious.txt").write_text("precious")
    if kind == "file":
        path.write_text("mine")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(elsewhere)
    (shop / "shop.yaml").write_text(DOCUMENT.replace("Shop", "Shops"))
    before = tree(shop)
    assert main(["generate"]) == UNWRITABLE
    assert said in capsys.readouterr().err
    assert tree(shop) == before
    assert os.path.lexists(path)


def test_a_folder_of_a_stranger_with_the_name_of_ours_is_left_alone(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / ".shop.inhouse" / "new").mkdir(parents=True)
    (shop / ".shop.inhouse" / "new" / "precious.txt").write_text("precious")
    for command in ("generate", "check"):
        assert main([command]) == UNWRITABLE
        assert "shop/.shop.inhouse is in the way" in capsys.readouterr().err.replace(str(shop), "shop")
    assert (shop / ".shop.inhouse" / "new" / "precious.txt").read_text() == "precious"


@pytest.mark.parametrize("line", ["ours * ../../precious.txt", "kept /etc/passwd", "new 1:1", "ours", "\udcff"])
def test_a_journal_that_lies_does_no_harm(line: str, shop: Path) -> None:
    from inhouse.output import staging

    (shop / "precious.txt").write_text("precious")
    (shop / ".shop.inhouse" / "new").mkdir(parents=True)
    (shop / ".shop.inhouse" / "old").symlink_to(shop)
    text = f"{vars(staging)['_FIRST_LINE']}\nprocess 1\nold 1:2\nnew 1:3\n{line}\nend\n"
    (shop / ".shop.inhouse" / "journal").write_bytes(text.encode("utf-8", "surrogateescape"))
    before = tree(shop / "shop")
    assert main(["check"]) in (FINE, UNWRITABLE)
    assert (shop / "precious.txt").read_text() == "precious"
    assert tree(shop / "shop") == before


@pytest.mark.parametrize("command", ["generate", "check"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_next_command_ends_what_a_killed_run_left_and_says_so(command: str, moment: str, shop: Path) -> None:
    (shop / "shop.yaml").write_text(DOCUMENT.replace("Shop", "Shops"))
    code = f"""
import os, signal
from inhouse.cli import main
from inhouse.output import write
swap = write.swap
def killed(*arguments):
    if {moment!r} == "after": swap(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
write.swap = killed
main(["generate"])
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == -signal.SIGKILL
    assert (shop / ".shop.inhouse").is_dir()
    result = inhouse(command, cwd=shop)
    done = "completed" if moment == "after" else "undone"
    assert f"that is {done} now" in result.stderr
    assert result.returncode == (STALE if (command, moment) == ("check", "before") else FINE), result.stdout
    assert not (shop / ".shop.inhouse").exists()
    again = inhouse(command, cwd=shop)
    assert "killed" not in again.stderr


def test_two_commands_at_once_both_end_well(shop: Path) -> None:
    (shop / "shop.yaml").write_text(DOCUMENT.replace("Shop", "Shops"))
    command = [sys.executable, "-m", "inhouse", "generate"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    runs = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    printed = sorted(run.communicate()[0].splitlines()[0] for run in runs)
    assert [run.returncode for run in runs] == [FINE, FINE]
    assert printed[-1] == "shop: wrote 3 of 10 files (document changed)" or "up to date" in printed[0]
    assert main(["check"]) == FINE
