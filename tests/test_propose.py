"""`inhouse propose`, with real repositories: one that people push to, and clones of it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.projects import ROOT, environment, inhouse_in, run, several

BRANCH = "inhouse/update"
WORKFLOWS = ROOT / "examples" / "github-actions" / ".github" / "workflows"


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    words = ("git", *identity, *words)
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A bare repository whose `main` has a project with its package, up to date."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
    first = several(tmp_path / "first", "dogs")
    (first / ".gitignore").write_text("*.lock\n")  # a proposal forgets nothing
    assert run(first, "generate").returncode == 0
    git(first, "init", "--quiet", "--initial-branch=main")
    git(first, "add", "-A")
    git(first, "add", "--force", "out/dogs/inhouse.lock")
    git(first, "commit", "--quiet", "-m", "Start")
    git(first, "push", "--quiet", str(tmp_path / "origin.git"), "main")
    return tmp_path / "origin.git"


@pytest.fixture
def clone(origin: Path, tmp_path: Path) -> Path:
    return cloned(origin, tmp_path / "clone")


def cloned(origin: Path, folder: Path) -> Path:
    """A shallow clone, as a build service makes it."""
    git(origin.parent, "clone", "--quiet", "--depth=1", f"file://{origin}", str(folder))
    return folder


def edit(folder: Path, kind: str = "string") -> None:
    (folder / "spec/dogs/shared.yaml").write_text(f"Dog: {{type: object, properties: {{name: {{type: {kind}}}}}}}\n")


def propose(folder: Path, *flags: str, status: int = 0) -> str:
    done = run(folder, "propose", "--push", *flags)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def branches(origin: Path) -> dict[str, str]:
    lines = git(origin, "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads").splitlines()
    return {name: commit for name, _, commit in (line.partition(" ") for line in lines)}


def changed(origin: Path) -> list[str]:
    return git(origin, "diff", "--name-only", "main", BRANCH).splitlines()


def test_where_nothing_changed_there_is_no_branch(clone: Path, origin: Path) -> None:
    assert propose(clone) == "out/dogs: up to date\nnothing to propose\n"
    assert list(branches(origin)) == ["main"]


def test_a_change_becomes_one_commit_of_what_the_lock_owns_and_what_it_is_made_of(clone: Path, origin: Path) -> None:
    edit(clone)
    (clone / "notes.txt").write_text("mine")
    git(clone, "add", "notes.txt")
    before = git(clone, "status", "--porcelain", "--", "notes.txt"), git(clone, "rev-parse", "HEAD")
    assert "inhouse/update: 3 files to change" in propose(clone, "--body-file", "body.md")
    assert changed(origin) == ["out/dogs/inhouse.lock", "out/dogs/models.py", "spec/dogs/shared.yaml"]
    assert git(origin, "rev-parse", f"{BRANCH}^") == branches(origin)["main"]
    assert (
        git(origin, "log", "-1", "--format=%B", BRANCH) == "Update out/dogs: breaking changes\n\nProposed-by: inhouse"
    )
    assert (git(clone, "status", "--porcelain", "--", "notes.txt"), git(clone, "rev-parse", "HEAD")) == before
    body = (clone / "body.md").read_text()
    assert "What changed: document." in body
    assert "**dogs**: 2 of 16 files." in body
    assert "M out/dogs/models.py" in body


def test_files_that_come_and_go_are_in_the_proposal(clone: Path, origin: Path) -> None:
    path = clone / "spec" / "dogs" / "api.yaml"
    path.write_text(path.read_text().replace("tags: [pets]", "tags: [hounds]"))
    propose(clone)
    status = git(origin, "diff", "--name-status", "--no-renames", "main", BRANCH).splitlines()
    assert {"D\tout/dogs/endpoints/pets.py", "A\tout/dogs/endpoints/hounds.py"} <= set(status)


def test_a_proposal_that_is_there_already_is_left_alone(clone: Path, origin: Path, tmp_path: Path) -> None:
    edit(clone)
    propose(clone)
    before = branches(origin)
    other = cloned(origin, tmp_path / "other")
    edit(other)
    assert "proposed already" in propose(other)
    assert branches(origin) == before


def test_an_older_proposal_is_replaced(clone: Path, origin: Path, tmp_path: Path) -> None:
    edit(clone)
    propose(clone)
    other = cloned(origin, tmp_path / "other")
    edit(other, "integer")
    propose(other)
    assert sorted(branches(origin)) == [BRANCH, "main"]
    assert git(origin, "rev-list", "--count", f"main..{BRANCH}") == "1"
    assert "name: {type: integer}" in git(origin, "show", f"{BRANCH}:spec/dogs/shared.yaml")


def test_a_proposal_follows_its_base(clone: Path, origin: Path, tmp_path: Path) -> None:
    edit(clone)
    propose(clone)
    other = cloned(origin, tmp_path / "other")
    (other / "README").write_text("more")
    git(other, "add", "README")
    git(other, "commit", "--quiet", "-m", "More")
    git(other, "push", "--quiet", "origin", "main")
    edit(other)
    propose(other)
    assert git(origin, "rev-parse", f"{BRANCH}^") == branches(origin)["main"]
    assert "README" not in changed(origin)


def test_a_proposal_that_its_base_has_overtaken_goes(clone: Path, origin: Path, tmp_path: Path) -> None:
    edit(clone)
    propose(clone)
    git(origin, "update-ref", "refs/heads/main", BRANCH)  # merged
    assert "nothing to propose" in propose(cloned(origin, tmp_path / "other"))
    assert list(branches(origin)) == ["main"]


def test_the_commits_of_others_are_never_replaced(clone: Path, origin: Path, tmp_path: Path) -> None:
    edit(clone)
    propose(clone)
    other = cloned(origin, tmp_path / "other")
    git(other, "fetch", "--quiet", "origin", BRANCH)
    git(other, "checkout", "--quiet", "-b", BRANCH, "FETCH_HEAD")
    git(other, "commit", "--quiet", "--allow-empty", "-m", "By hand")
    git(other, "push", "--quiet", "origin", BRANCH)
    before = branches(origin)
    edit(clone, "integer")
    assert "the last commit of 'inhouse/update' is none of inhouse's: it would be lost" in propose(clone, status=2)
    assert branches(origin) == before


def test_what_cannot_be_generated_is_not_proposed(clone: Path, origin: Path) -> None:
    (clone / "spec" / "dogs" / "api.yaml").write_text("nothing: here\n")
    propose(clone, status=2)
    edit(clone)
    models = clone / "out" / "dogs" / "models.py"
    git(clone, "checkout", "--quiet", "spec/dogs/api.yaml")
    models.write_text(models.read_text() + "# by hand\n")
    propose(clone, status=1)
    assert list(branches(origin)) == ["main"]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--branch", "main"], "'main' is the current branch"),
        (["--branch", "a..b"], "'a..b' can be no name of a branch"),
        (["--branch=-x"], "'-x' can be no name of a branch"),
    ],
)
def test_a_branch_that_cannot_be_is_refused(flags: list[str], message: str, clone: Path) -> None:
    assert message in propose(clone, *flags, status=2)


def test_without_git_there_is_nothing_to_propose_to(tmp_path: Path) -> None:
    assert "is in no git repository" in propose(several(tmp_path / "x", "dogs"), status=2)


def test_the_workflow_opens_one_pull_request_and_keeps_it(origin: Path, tmp_path: Path) -> None:
    """The commands of the workflow as the runner runs them. What `gh` is asked is written down; the rest is real."""
    tools = Path(inhouse_in(tmp_path / "bin"))
    (tools / "gh").write_text(
        '#!/bin/sh\necho "$@" >> "$CALLS"\nif [ "$2" = list ]; then grep -q "pr create" "$CALLS" && echo 7; fi\nexit 0\n'
    )
    (tools / "gh").chmod(0o755)
    steps = yaml.safe_load((WORKFLOWS / "inhouse.yml").read_text())["jobs"]["propose"]["steps"]
    commands = [step for step in steps if "run" in step]
    assert [step["run"] for step in commands[:2]] == ["pip install inhouse", "inhouse update"]

    def nightly(number: int, kind: str | None) -> list[str]:
        folder, calls = cloned(origin, tmp_path / f"runner{number}"), tmp_path / "calls"
        before = calls.read_text().splitlines() if calls.exists() else []
        if kind is not None:  # as an update brings it
            edit(folder, kind)
        outputs: dict[str, str] = {}
        for step in commands[2:]:
            if "if" in step and outputs["proposed"] != step["if"].split("'")[1]:
                continue
            given = {
                key: outputs.get(value.removesuffix(" }}").rpartition(".")[2], "")
                for key, value in step.get("env", {}).items()
            }
            env = environment(
                PATH=f"{tools}:{os.environ['PATH']}",
                CALLS=str(calls),
                RUNNER_TEMP=str(tmp_path),
                GITHUB_OUTPUT=str(folder / "outputs"),
                **given,
            )
            subprocess.run(["bash", "-e", "-c", step["run"]], cwd=folder, env=env, check=True, capture_output=True)
            outputs |= dict(line.split("=", 1) for line in (folder / "outputs").read_text().splitlines())
        return calls.read_text().splitlines()[len(before) :] if calls.exists() else []

    said = f"--title Update out/dogs: breaking changes --body-file {tmp_path}/body.md"
    assert nightly(1, None) == []
    assert nightly(2, "string")[1:] == [f"pr create --head {BRANCH} {said}"]
    assert nightly(3, "integer")[1:] == [f"pr edit 7 {said}"]
    assert "name: {type: integer}" in git(origin, "show", f"{BRANCH}:spec/dogs/shared.yaml")
    assert nightly(4, None) == []
    assert list(branches(origin)) == ["main"]


def test_the_workflow_hands_no_text_to_a_shell() -> None:
    for path in WORKFLOWS.iterdir():
        for job in yaml.safe_load(path.read_text())["jobs"].values():
            assert not any("${{" in step.get("run", "") for step in job["steps"])
