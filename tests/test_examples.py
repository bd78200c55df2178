"""Every folder of `examples/` with the tool that it is for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.projects import ROOT, environment, inhouse_in

EXAMPLES = ROOT / "examples"
INPUTS = ("inhouse.toml", "openapi.yaml", "schemas/pet.yaml")


def example(name: str, folder: Path) -> Path:
    """A copy of an example, as someone has it who starts from it."""
    return Path(
        shutil.copytree(EXAMPLES / name, folder / name, ignore=shutil.ignore_patterns("pets", "build", ".ninja*"))
    )


def sh(folder: Path, *words: str | Path, env: Mapping[str, str] | None = None, status: int = 0) -> str:
    """Runs a command and returns what it printed."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout
    return done.stdout


def with_inhouse(tmp_path: Path, **more: str) -> dict[str, str]:
    return environment(PATH=f"{inhouse_in(tmp_path / 'bin')}:{os.environ['PATH']}", **more)


@pytest.mark.parametrize(("tool", "nothing"), [("make", "is up to date"), ("ninja", "no work to do")])
def test_make_and_ninja_build_when_something_changed_and_only_then(tool: str, nothing: str, tmp_path: Path) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"there is no {tool}")
    folder, env = example(tool, tmp_path), with_inhouse(tmp_path)
    assert "wrote 16 of 16 files" in sh(folder, tool, env=env)
    assert nothing in sh(folder, tool, env=env)
    for name in INPUTS:
        path = folder / name
        path.write_text(path.read_text() + "\n# A comment changes nothing that is written.\n")
        os.utime(path, (later := time.time() + 0.01, later))
        time.sleep(0.02)
        assert ": up to date" in sh(folder, tool, env=env), name
        assert nothing in sh(folder, tool, env=env), name
    pet = folder / "schemas" / "pet.yaml"
    pet.write_text(pet.read_text().replace("age:", "weight:"))
    assert "wrote 2 of 16 files (document changed)" in sh(folder, tool, env=env)
    pet.write_text("type: [")
    assert "schemas/pet.yaml:2:1: warning: not valid YAML" in sh(folder, tool, env=env)
    assert nothing in sh(folder, tool, env=env)
    pet.write_text("type: object\n")
    assert "document changed" in sh(folder, tool, env=env)
    (folder / "openapi.yaml").write_text("openapi: [")
    failed = 2 if tool == "make" or _ninja_tells_statuses() else 1
    sh(folder, tool, env=env, status=failed)
    sh(folder, tool, env=env, status=failed)  # what failed is tried again


def _ninja_tells_statuses() -> bool:
    """Whether this ninja fails with the status of the command that failed, as it does from 1.12 on."""
    version = subprocess.run(["ninja", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, version.split(".")[:2])) >= (1, 12)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment in which this checkout is installed, beside what is installed here."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    others = [path for path in sys.path if path.endswith("site-packages")]
    (site / "zz_others.pth").write_text("\n".join(others))
    python = folder / "bin" / "python"
    words: list[str | Path] = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--ignore-installed",
        "-e",
        ROOT,
    ]
    sh(folder, python, *words, env=plain())
    return python


def plain(**more: str) -> dict[str, str]:
    """An environment of processes in which only what is installed is found."""
    return {key: value for key, value in environment(**more).items() if key != "PYTHONPATH"}


def consumer(tmp_path: Path, hook: str = "") -> Path:
    """A copy of the example for hatchling, in which git ignores what is written."""
    folder = example("hatch", tmp_path)
    (folder / ".gitignore").write_text("pets/\n")
    if hook:
        path = folder / "pyproject.toml"
        path.write_text(
            path.read_text().replace("[tool.hatch.build.hooks.inhouse]", f"[tool.hatch.build.hooks.inhouse]\n{hook}")
        )
    return folder


WHEEL = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "wheels", ".")


def test_a_wheel_of_a_consumer_has_the_package(installed: Path, tmp_path: Path) -> None:
    folder = consumer(tmp_path)
    sh(folder, installed, *WHEEL, env=plain())
    (wheel,) = (folder / "wheels").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"acme/__init__.py", "acme/pets/client.py", "acme/pets/py.typed", "acme/pets/inhouse.lock"} <= set(names)
    assert (folder / "src" / "acme" / "pets" / "models.py").exists()


def test_a_source_archive_of_a_consumer_builds_the_same_wheel(installed: Path, tmp_path: Path) -> None:
    folder = consumer(tmp_path)
    sh(folder, installed, "-m", "build", "--no-isolation", "--skip-dependency-check", env=plain())
    (wheel,) = (folder / "dist").glob("*.whl")
    assert "acme/pets/models.py" in zipfile.ZipFile(wheel).namelist()
    assert list((folder / "dist").glob("*.tar.gz"))


def test_an_editable_install_of_a_consumer_generates(installed: Path, tmp_path: Path) -> None:
    folder = consumer(tmp_path)
    target: list[str | Path] = ["--target", tmp_path / "into", "--no-deps", "--no-build-isolation", "--quiet"]
    sh(folder, installed, "-m", "pip", "install", *target, "-e", ".", env=plain())
    assert (folder / "src" / "acme" / "pets" / "models.py").exists()


def test_a_consumer_may_only_check(installed: Path, tmp_path: Path) -> None:
    folder = consumer(tmp_path, 'check = true\ntargets = ["pets"]')
    printed = sh(folder, installed, *WHEEL, env=plain(), status=1)
    assert "`inhouse check pets` ended with status 1" in printed
    assert "mend: inhouse generate pets" in printed
    assert "Traceback" not in printed
    assert not (folder / "src" / "acme" / "pets").exists()
    sh(folder, installed, "-m", "inhouse", "generate", env=plain())
    sh(folder, installed, *WHEEL, env=plain())


@pytest.mark.parametrize(
    ("hook", "message"),
    [
        ("chek = true", "unknown key 'chek'. Did you mean 'check'?"),
        ("targets = 'pets'", "'targets' must be a list of names"),
        ("check = 'yes'", "'check' must be true or false"),
        ("targets = ['dogs']", "has no target 'dogs'"),
    ],
)
def test_a_hook_that_is_configured_wrong_says_so(hook: str, message: str, installed: Path, tmp_path: Path) -> None:
    # As pip runs it, without pip: the hook is what is in question.
    code = "import hatchling.build; hatchling.build.build_wheel('wheels')"
    printed = sh(consumer(tmp_path, hook), installed, "-c", code, env=plain(), status=1)
    assert message in printed
    assert "Traceback" not in printed


def git(folder: Path, *words: str | Path) -> str:
    return sh(folder, "git", "-c", "user.name=x", "-c", "user.email=x@example.org", *words, env=environment())


def test_pre_commit_generates_before_a_commit(tmp_path: Path) -> None:
    folder, env = example("pre-commit", tmp_path), with_inhouse(tmp_path, PRE_COMMIT_HOME=str(tmp_path / "home"))
    git(folder, "init", "--quiet")
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    # An environment of its own would fetch every dependency anew. All else is as published.
    declared = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (hooks / ".pre-commit-hooks.yaml").write_text(yaml.safe_dump([{**hook, "language": "system"} for hook in declared]))
    git(hooks, "init", "--quiet")
    git(hooks, "add", "-A")
    git(hooks, "commit", "--quiet", "-m", "Hooks")
    revision = git(hooks, "rev-parse", "HEAD").strip()
    path = folder / ".pre-commit-config.yaml"
    config = yaml.safe_load(path.read_text())
    assert [hook["id"] for hook in config["repos"][0]["hooks"]] == ["inhouse-generate"]
    config["repos"][0] |= {"repo": str(hooks), "rev": revision, "hooks": [{"id": hook["id"]} for hook in declared]}
    path.write_text(yaml.safe_dump(config))
    git(folder, "add", "-A")

    def commit(status: int) -> str:
        return sh(folder, sys.executable, "-m", "pre_commit", "run", "--verbose", env=env, status=status)

    assert "wrote 16 of 16 files" in commit(0)  # the first package is written beside what is committed
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", "A package")
    pet = folder / "schemas" / "pet.yaml"
    pet.write_text(pet.read_text().replace("age:", "weight:"))
    git(folder, "add", "-A")
    assert "files were modified by this hook" in commit(1)
    git(folder, "add", "-A")
    assert commit(0).count("pets: up to date") == 2
    models = folder / "pets" / "models.py"
    models.write_text(models.read_text() + "# by hand\n")
    git(folder, "add", "-A")
    assert "models.py would lose what was edited by hand" in commit(1)


def test_the_declared_hooks_run_what_they_are_called_after() -> None:
    declared = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert {hook["id"]: hook["entry"] for hook in declared} == {
        "inhouse-generate": "inhouse generate",
        "inhouse-check": "inhouse check",
    }
    assert all(hook["language"] == "python" and not hook["pass_filenames"] for hook in declared)


def test_bazel_s_action_writes_the_same_bytes_wherever_it_runs(tmp_path: Path) -> None:
    """What the rule runs, in a folder as Bazel makes it: inputs are links, read-only; the output is empty."""
    source, home = example("bazel", tmp_path), tmp_path / "nowhere"
    written: list[dict[str, bytes]] = []
    for name in ("here", "elsewhere"):
        sandbox = tmp_path / name / "execroot"
        (sandbox / "schemas").mkdir(parents=True)
        for path in ("openapi.yaml", "schemas/pet.yaml", "inhouse.sh"):
            (sandbox / path).symlink_to(source / path)
        output = Path("bazel-out/k8-fastbuild/bin/pets")
        (sandbox / output).mkdir(parents=True)
        script = Path(inhouse_in(tmp_path / "bin")) / "inhouse"
        (sandbox / "schemas").chmod(0o555)
        sandbox.chmod(0o555)
        try:
            words: list[str | Path] = [
                "./inhouse.sh",
                script,
                output,
                "openapi.yaml",
                "schemas/pet.yaml",
                "--",
                "--include",
                "getPet",
            ]
            sh(sandbox, *words, env={"PATH": "/usr/bin:/bin", "HOME": str(home)})
        finally:
            sandbox.chmod(0o755)
        files = [path for path in (sandbox / output).rglob("*") if path.is_file()]
        written.append({path.relative_to(sandbox / output).as_posix(): path.read_bytes() for path in files})
        assert sorted(path.name for path in (sandbox / output).parent.iterdir()) == ["pets"]
    assert written[0] == written[1]
    assert "models.py" in written[0]
    assert not home.exists()
    assert sorted(path.name for path in source.iterdir()) == sorted(
        path.name for path in (EXAMPLES / "bazel").iterdir()
    )


def test_every_example_has_the_same_document() -> None:
    for name in ("openapi.yaml", "schemas/pet.yaml"):
        texts = {(folder / name).read_bytes() for folder in EXAMPLES.iterdir() if folder.is_dir()}
        assert len(texts) == 1
