"""However inhouse is installed, it finds its templates and writes the same package."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GENERATE = ("generate", "--document", str(ROOT / "spec" / "apify.yaml"), "--output", "apify")


def run(*command: str | Path, cwd: Path) -> None:
    result = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel and the source archive, built from a clean copy of what is tracked."""
    folder = tmp_path_factory.mktemp("distributions")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


def test_the_wheel_carries_templates_runtime_and_licence(distributions: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {
        "inhouse/templates/models.py.jinja",
        "inhouse/runtime/call.py",
        "inhouse/document/policies.schema.json",
        "inhouse/report/report.schema.json",
    } <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests", "generated", "spec"))]


def test_the_source_archive_can_be_built_again(distributions: Path) -> None:
    (archive,) = distributions.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert {
        "templates/models.py.jinja",
        "generator/inhouse/cli.py",
        "LICENSE",
        "README.md",
        "tests/conftest.py",
        "examples/make/Makefile",
    } <= names


@pytest.mark.parametrize("kind", ["wheel", "source", "editable"])
def test_every_way_of_installing_finds_the_templates(kind: str, distributions: Path, tmp_path: Path) -> None:
    # The dependencies and pip are this environment's: only where inhouse itself lies is in question.
    venv.create(tmp_path / "environment", with_pip=False, system_site_packages=False)
    python = tmp_path / "environment" / "bin" / "python"
    (site,) = (tmp_path / "environment").glob("lib/python*/site-packages")
    others = [path for path in sys.path if path.endswith("site-packages")]
    wheel, archive = next(distributions.glob("*.whl")), next(distributions.glob("*.tar.gz"))
    sources: dict[str, list[str | Path]] = {"wheel": [wheel], "source": [archive], "editable": ["-e", ROOT]}
    source = sources[kind]
    (site / "zz_others.pth").write_text("\n".join(others))
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--ignore-installed")
    run(python, "-m", "pip", "install", *options, *source, cwd=tmp_path)
    own = [path.read_text() for path in site.glob("_*inhouse*.pth")] if kind == "editable" else []
    where = "import inhouse, pathlib; print(pathlib.Path(inhouse.__file__).parents[1])"
    found = subprocess.run(
        [python, "-c", where], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout.strip()
    assert found == (str(ROOT / "generator") if kind == "editable" else str(site)), own
    run(python, "-m", "inhouse", *GENERATE, cwd=tmp_path)
    assert (tmp_path / "apify" / "models.py").is_file()
