"""Make and Ninja, and what `generate` tells them."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from inhouse.cli import main
from inhouse.diagnostics import Fatal
from inhouse.report.outcome import FINE, UNWRITABLE, WRONG
from inhouse.runs.builds import depfile_text
from tests.projects import document, inhouse_in, run, several

NEEDS = {"make": shutil.which("make"), "ninja": shutil.which("ninja")}
AWKWARD = ["a b", "a#b", "a$b", "a$(b)", "a%b", "a:b", "a[b", "~a", "a,b", "a(b)", "a!b", "é", "a\\b", "a{b}"]
UNSPEAKABLE = ["a;b", "a|b", "a*b", "a?b", "a&b", "a'b", 'a"b', "a<b", "a>b", "a=b", "a`b", "a\nb", "a\tb"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(several(tmp_path, "pets"))
    return tmp_path


@pytest.fixture(params=["make", "ninja"])
def tool(request: pytest.FixtureRequest) -> str:
    """One of the tools, as it is called."""
    name: str = request.param
    if NEEDS[name] is None:
        pytest.skip(f"there is no {name}")
    return name


def build(tool: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([tool], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", AWKWARD)
def test_make_and_ninja_read_awkward_paths_alike(name: str, tool: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.yaml", tmp_path / "plain.yaml"]
    stamp = "x.stamp" if "%" in name else f"{name}.stamp"
    try:
        files[0].touch()
    except OSError:
        pytest.skip("no such file can be made here")
    (tmp_path / "plain.yaml").touch()
    for path in files:
        os.utime(path, (1_000_000_000, 1_000_000_000))
    text = depfile_text([Path(stamp)], [path.relative_to(tmp_path) for path in files])
    (tmp_path / "x.d").write_text(text)
    (tmp_path / "go.sh").write_text('echo ran >> log\nfor each in *.keep; do touch "${each%.keep}"; done\n')
    (tmp_path / f"{stamp}.keep").touch()
    (tmp_path / "Makefile").write_text(f"{text.partition(': ')[0]}:\n\tsh go.sh\n-include x.d\n")
    escaped = stamp.replace("$", "$$").replace(" ", "$ ").replace(":", "$:")
    (tmp_path / "build.ninja").write_text(f"rule go\n  command = sh go.sh\n  depfile = x.d\nbuild {escaped}: go\n")

    def runs() -> int:
        done = build(tool, tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        return (tmp_path / "log").read_text().count("ran")

    assert [runs(), runs()] == [1, 1]
    later = time.time() + 1
    os.utime(files[0], (later, later))
    assert runs() == 2


@pytest.mark.parametrize("name", UNSPEAKABLE)
def test_a_path_that_no_depfile_can_hold_is_refused(name: str) -> None:
    with pytest.raises(Fatal, match="cannot stand in a depfile"):
        depfile_text([Path("x.stamp")], [Path(name)])


def test_a_stamp_that_would_be_a_pattern_is_refused() -> None:
    with pytest.raises(Fatal, match="cannot stand in a depfile"):
        depfile_text([Path("a%b")], [])


def test_the_depfile_names_all_that_a_package_is_made_of(project: Path) -> None:
    (project / "spec" / "over.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: x, version: '1'}\nactions: [{target: $.info, update: {}}]\n"
    )
    (project / "inhouse.toml").write_text(
        '[targets.pets]\ndocument = "spec/pets/api.yaml"\noverlays = ["spec/over.yaml"]\noutput = "out/pets"\n'
    )
    assert main(["generate", "--depfile", "build/x.d"]) == FINE
    rule, *others = (project / "build" / "x.d").read_text().splitlines()
    target, first, *files = rule.split()
    assert target == "out/pets/inhouse.lock:"
    assert first.endswith("/inhouse/__init__.py")
    assert files == ["inhouse.toml", "spec/pets/api.yaml", "spec/over.yaml", "spec/pets/shared.yaml"]
    assert others == [f"{path}:" for path in (first, *files)]


def test_paths_are_those_from_the_current_folder(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "sub").mkdir()
    monkeypatch.chdir(project / "sub")
    assert main(["generate", "--depfile", "x.d", "--stamp", "x.stamp"]) == FINE
    rule = (project / "sub" / "x.d").read_text().splitlines()[0]
    assert rule.startswith("x.stamp: ")
    assert rule.endswith(" ../inhouse.toml ../spec/pets/api.yaml ../spec/pets/shared.yaml")


def test_a_build_that_fails_leaves_stamp_and_depfile_alone(project: Path) -> None:
    (project / "spec" / "pets" / "api.yaml").write_text("nothing: here\n")
    assert main(["generate", "--depfile", "x.d", "--stamp", "x.stamp"]) == WRONG
    assert not (project / "x.d").exists()
    assert not (project / "x.stamp").exists()


def test_a_stamp_is_as_old_as_the_beginning_of_the_run(project: Path) -> None:
    before = time.time_ns()
    (project / "x.stamp").touch()
    assert main(["generate", "--stamp", "x.stamp"]) == FINE
    assert before <= (project / "x.stamp").stat().st_mtime_ns < (project / "out/pets/inhouse.lock").stat().st_mtime_ns


def test_a_stamp_that_cannot_be_written_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--stamp", "inhouse.toml/x.stamp"]) == UNWRITABLE
    assert "cannot be written" in capsys.readouterr().err


def test_outputs_are_listed_before_and_after_they_are_written(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", "--list-outputs"]) == FINE
    listed = capsys.readouterr().out
    assert not (project / "out").exists()
    main(["generate"])
    capsys.readouterr()
    written = sorted(path.relative_to(project).as_posix() for path in (project / "out").rglob("*") if path.is_file())
    assert sorted(listed.splitlines()) == written
    assert main(["generate", "--list-outputs"]) == FINE
    assert capsys.readouterr().out == listed


@pytest.mark.parametrize("flags", [["--watch", "--stamp", "x"], ["--list-outputs", "--depfile", "x"]])
def test_flags_that_exclude_each_other_are_told(
    flags: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", *flags]) == WRONG
    assert capsys.readouterr().err == f"{flags[0]} and {flags[1]} exclude each other\n"


def test_what_changes_while_a_package_is_made_is_made_again(
    project: Path, tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{inhouse_in(project / 'bin')}:{os.environ['PATH']}")
    line = "inhouse generate --depfile x.d --stamp x.stamp; cp spec/pets/new.yaml spec/pets/shared.yaml || true"
    (project / "Makefile").write_text(f"x.stamp:\n\t{line}; rm -f spec/pets/new.yaml\n-include x.d\n")
    (project / "build.ninja").write_text(
        f"rule go\n  command = {line}; rm -f spec/pets/new.yaml\n  depfile = x.d\nbuild x.stamp: go\n"
    )
    (project / "spec" / "pets" / "new.yaml").write_text("Dog: {type: object, properties: {weight: {type: number}}}\n")
    assert build(tool, project).returncode == 0
    assert build(tool, project).returncode == 0
    assert "weight" in (project / "out" / "pets" / "models.py").read_text()
    assert run(project, "check").returncode == FINE


def test_a_file_that_is_no_longer_referred_to_may_go(project: Path, tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{inhouse_in(project / 'bin')}:{os.environ['PATH']}")
    line = "inhouse generate --depfile x.d --stamp x.stamp"
    (project / "Makefile").write_text(f"x.stamp:\n\t{line}\n-include x.d\n")
    (project / "build.ninja").write_text(f"rule go\n  command = {line}\n  depfile = x.d\nbuild x.stamp: go\n")
    assert build(tool, project).returncode == 0
    (project / "spec" / "pets" / "api.yaml").write_text(document())
    (project / "spec" / "pets" / "shared.yaml").unlink()
    done = build(tool, project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "shared" not in (project / "x.d").read_text()


def test_ninja_needs_no_stamp_where_it_looks_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if NEEDS["ninja"] is None:
        pytest.skip("there is no ninja")
    monkeypatch.setenv("PATH", f"{inhouse_in(project / 'bin')}:{os.environ['PATH']}")
    (project / "build.ninja").write_text(
        "rule go\n  command = inhouse generate --depfile x.d\n  depfile = x.d\n  restat = 1\n"
        "build out/pets/inhouse.lock: go\n"
    )
    assert build("ninja", project).returncode == 0
    shared = project / "spec" / "pets" / "shared.yaml"
    shared.write_text(f"# Nothing that is written depends on this.\n{shared.read_text()}")
    assert "up to date" in build("ninja", project).stdout
    assert "no work to do" in build("ninja", project).stdout
    shared.write_text("Dog: {type: object}\n")
    assert "document changed" in build("ninja", project).stdout
