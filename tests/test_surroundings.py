"""Where the command runs is not always a terminal in somebody's home: closed streams, odd locales, signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inhouse.report.outcome import FINE, STALE, UNWRITABLE, WRONG
from tests.projects import command, document, environment, run, several

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX sets the stage")
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def in_shell(folder: Path, line: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a line of the shell, in which the command is `$INHOUSE`."""
    env = environment(INHOUSE=" ".join(command()), **more)
    return subprocess.run(["sh", "-c", line], cwd=folder, env=env, capture_output=True, text=True, check=False)


def written(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.glob("out/*/inhouse.lock")}


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_keep_nothing_from_being_written(closed: str, tmp_path: Path) -> None:
    several(tmp_path, "cats", "dogs")
    done = in_shell(tmp_path, f"$INHOUSE generate {closed}")
    assert (done.returncode, done.stderr) == (FINE, "")
    assert written(tmp_path) == {"cats", "dogs"}


def test_nobody_who_listens_changes_neither_what_is_done_nor_the_status(tmp_path: Path) -> None:
    several(tmp_path, "cats", "dogs")
    done = in_shell(tmp_path, "{ sleep 1; $INHOUSE generate; echo $? >&2; } | true")
    assert done.stderr == f"{FINE}\n"
    assert written(tmp_path) == {"cats", "dogs"}
    (tmp_path / "out/dogs/client.py").write_text("")
    done = in_shell(tmp_path, "{ sleep 1; $INHOUSE check; echo $? >&2; } | true")
    assert done.stderr == f"{STALE}\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("words", ["check", "inspect", "config", "generate --format json"])
def test_a_full_standard_output_is_told_and_no_success(words: str, tmp_path: Path) -> None:
    several(tmp_path, "cats")
    run(tmp_path, "generate")
    done = in_shell(tmp_path, f"$INHOUSE {words} > /dev/full")
    assert (done.returncode, done.stderr) == (UNWRITABLE, "inhouse: standard output: No space left on device\n")


def test_without_a_locale_output_is_utf8(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(document().replace("The pet.", "Das Tier: süß."), encoding="utf-8")
    (tmp_path / "inhouse.toml").write_text(
        '[targets.pets]\ndocument = "api.yaml"\noutput = "pets"\nheader = "Für uns"\n'
    )
    done = subprocess.run(command("config"), cwd=tmp_path, env=environment(**ASCII), capture_output=True, check=False)
    assert done.returncode == FINE
    assert 'header = "Für uns"' in done.stdout.decode()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems name files in UTF-8 anyway")
def test_a_path_that_the_locale_cannot_name_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "äpi.yaml").write_text(document())
    (tmp_path / "inhouse.toml").write_text('[targets.pets]\ndocument = "äpi.yaml"\noutput = "pets"\n')
    done = run(tmp_path, "generate", env=environment(**ASCII))
    assert done.returncode == WRONG
    assert (
        done.stderr
        == "a path has 'ä' in it, which ascii cannot write. Set PYTHONUTF8=1, or a locale such as C.UTF-8.\n"
    )
    assert run(tmp_path, "generate", env=environment(**{**ASCII, "PYTHONUTF8": "1"})).returncode == FINE


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_run_of_several_targets_with_nothing_left_over(
    sent: signal.Signals, status: int, tmp_path: Path
) -> None:
    several(tmp_path, "cats", "dogs", "birds", "fish")
    (tmp_path / "tmp").mkdir()
    process = subprocess.Popen(
        command("generate"),
        cwd=tmp_path,
        env=environment(TMPDIR=str(tmp_path / "tmp")),
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list((tmp_path / "tmp").iterdir()):  # until there are workers
        time.sleep(0.02)
    process.send_signal(sent)
    _, said = process.communicate(timeout=60)
    assert process.returncode == status
    assert said in ("", "inhouse: interrupted\n")
    assert list((tmp_path / "tmp").iterdir()) == []
    assert list(tmp_path.glob("out/.*.inhouse")) == []


@pytest.mark.parametrize("home", [{"HOME": ""}, {"HOME": "/nonexistent"}, {"HOME": "/dev/null"}])
def test_a_home_that_takes_no_files_costs_only_the_stamp(home: dict[str, str], tmp_path: Path) -> None:
    several(tmp_path, "cats")
    env = {key: value for key, value in environment(**home).items() if not key.startswith(("XDG_", "INHOUSE_"))}
    assert [run(tmp_path, command, env=env).returncode for command in ("generate", "generate", "check")] == [FINE] * 3
