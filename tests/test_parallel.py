"""Several targets at a time."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inhouse.cli import main
from inhouse.report.progress import Progress, status_line
from tests.projects import ROOT, command, environment, run, several

ONE_PROCESSOR = len(os.sched_getaffinity(0)) == 1 if sys.platform == "linux" else (os.cpu_count() or 1) == 1
LONGEST = 300.0
"""Seconds of waiting for what comes soon, unless something hangs."""
needs_processors = pytest.mark.skipif(ONE_PROCESSOR, reason="there is only one processor")
needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")


def children(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, path.read_text().split())
    return found


def wait_for_children(process: subprocess.Popen[str], count: int) -> list[int]:
    deadline = time.monotonic() + LONGEST
    while len(found := children(process.pid)) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    return found


def started(folder: Path) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command("generate"), cwd=folder, env=environment(), stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )


@pytest.fixture
def apifies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three targets that take a while, as nothing is known of them from before."""
    monkeypatch.setenv("INHOUSE_CACHE_DIR", str(tmp_path / "cache"))
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    configure(tmp_path, "abc")
    return tmp_path


def configure(folder: Path, names: str) -> None:
    lines = [f'[targets.{name}]\ndocument = "spec/apify.yaml"\noutput = "out/{name}"\n' for name in names]
    (folder / "inhouse.toml").write_text("".join(lines))


def test_outcomes_come_whole_and_in_the_order_of_the_targets(tmp_path: Path) -> None:
    several(tmp_path, "c", "a", "b")
    (tmp_path / "spec" / "b" / "api.yaml").write_text("openapi: 3.1.0\npaths: []\n")
    done = run(tmp_path, "generate")
    assert done.stdout.splitlines()[::2] == ["out/a: wrote 16 of 16 files", "out/c: wrote 16 of 16 files"]
    assert done.stderr.startswith("spec/b/api.yaml:2:1: 'paths' must be")
    assert done.returncode == 2
    assert (tmp_path / "out" / "c" / "inhouse.lock").exists()


def test_many_processes_write_what_one_would(tmp_path: Path) -> None:
    together, alone = several(tmp_path / "together", "a", "b"), several(tmp_path / "alone", "a", "b")
    assert run(together, "generate").returncode == 0
    assert [run(alone, "generate", name).returncode for name in "ab"] == [0, 0]
    for path in (alone / "out").rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (together / path.relative_to(alone)).read_bytes()


def test_targets_that_are_up_to_date_need_no_process(tmp_path: Path) -> None:
    several(tmp_path, "a", "b", "c")
    assert run(tmp_path, "generate").returncode == 0
    (tmp_path / "out" / "b" / "inhouse.lock").unlink()  # one has work to do, which is done where the others were found
    code = (
        "import sys; from inhouse.cli import main; status = main(['generate']); "
        "print(status, [name for name in sys.modules if name in ('inhouse.runs.parallel', 'concurrent.futures')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[0] == "out/a: up to date"
    assert done.stdout.splitlines()[-2:] == ["out/c: up to date", "0 []"]


@needs_proc
@needs_processors
def test_a_process_that_is_killed_is_told_for_its_target_alone(apifies: Path) -> None:
    process = started(apifies)
    os.kill(wait_for_children(process, 1)[0], signal.SIGKILL)
    out, err = process.communicate(timeout=LONGEST)
    assert process.returncode == 3
    told = re.fullmatch(
        r"inhouse: out/([abc]) was not finished: the process that worked on it was killed by SIGKILL\n", err
    )
    assert told, err
    assert out.splitlines()[::2] == [f"out/{name}: wrote 17 of 17 files" for name in "abc" if name != told[1]]


@needs_proc
@needs_processors
@pytest.mark.parametrize("written", [0, 1])
def test_an_interrupt_ends_all_and_leaves_nothing_behind(written: int, apifies: Path) -> None:
    configure(apifies, "abcdefghijklmnop")
    process = started(apifies)
    workers = wait_for_children(process, 2)
    while len([*apifies.glob("out/*/inhouse.lock")]) < written:
        assert process.poll() is None, process.communicate()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=LONGEST)
    assert process.returncode == 130
    assert err == "inhouse: interrupted\n"
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert [path.name for path in apifies.glob("out/.*") if path.suffix in (".new", ".old")] == []


@needs_proc
@needs_processors
def test_workers_end_with_the_process_that_started_them(apifies: Path) -> None:
    process = started(apifies)
    workers = wait_for_children(process, 2)
    process.kill()
    process.communicate(timeout=LONGEST)
    deadline = time.monotonic() + LONGEST
    while any(is_running(pid) for pid in workers):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_terminal_shows_one_line_that_goes_away(apifies: Path) -> None:
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        command("generate"), cwd=apifies, env=environment(TERM="xterm"), stdout=subprocess.PIPE, stderr=inner
    )
    os.close(inner)
    shown = b""
    with contextlib.suppress(OSError):  # how a terminal ends
        while piece := os.read(outer, 4096):
            shown += piece
    os.close(outer)
    assert process.wait() == 0
    assert b"\r\x1b[2Kgenerating 1 of 3: a " in shown
    assert re.search(rb" s \((reading|lowering|modules|formatting|writing)\)", shown)
    assert shown.endswith(b"\r\x1b[2K")
    assert b"\n" not in shown


def test_each_phase_is_told_as_it_begins(apifies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(Progress, "enter", lambda progress, name, phase: told.append(f"{name} {phase}"))
    monkeypatch.chdir(apifies)
    assert main(["generate", "a"]) == 0
    assert told == [f"a {phase}" for phase in ("reading", "lowering", "modules", "formatting", "writing")]


def test_nothing_but_plain_lines_is_printed_elsewhere(apifies: Path) -> None:
    assert run(apifies, "generate").stderr == ""


def test_the_line_has_room_on_the_terminal() -> None:
    progress = Progress("generating", 4, sys.stderr, {"store": 12.0, "apify": 10.0}, 1)
    assert status_line(progress, 13.4, 80) == "generating 2 of 4: apify 3 s, store 1 s"
    assert status_line(progress, 13.4, 20) == "generating 2 of 4:…"
    progress.enter("apify", "lowering")
    assert status_line(progress, 13.4, 80) == "generating 2 of 4: apify 3 s (lowering), store 1 s"
