"""Each folder in golden/ is one behaviour: a configuration and a document in, a whole package and what is said out.

`pytest tests/test_golden.py --update-golden` writes the expectations anew; read their diff.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inhouse.cli import main
from inhouse.package.build import HEADER

GOLDEN = Path(__file__).parent / "golden"
RUNTIME = Path(__file__).parents[1] / "generator" / "inhouse" / "runtime"
EXPECTATIONS = ("expected", "expected.txt")


@pytest.mark.parametrize("case", sorted(path.name for path in GOLDEN.iterdir()))
def test_a_document_gives_the_same_package_and_the_same_words(
    case: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    shutil.copytree(GOLDEN / case, tmp_path, ignore=shutil.ignore_patterns(*EXPECTATIONS), dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    status = main(["generate"])
    printed = capsys.readouterr()
    said = f"{printed.err}{printed.out}exit {status}\n"
    written = package_files(tmp_path / "shop")
    if request.config.getoption("--update-golden"):
        shutil.rmtree(GOLDEN / case / "expected", ignore_errors=True)
        for path, text in written.items():
            target = GOLDEN / case / "expected" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        (GOLDEN / case / "expected.txt").write_text(said, encoding="utf-8")
    assert said == (GOLDEN / case / "expected.txt").read_text(encoding="utf-8")
    assert written == package_files(GOLDEN / case / "expected")
    assert list(tmp_path.glob(".shop*")) == []


def package_files(folder: Path) -> dict[str, str]:
    """The files of a package by path; the lock and the runtime, the same in every package, are left to other tests."""
    files = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    for path in [path for path in files if path.startswith("_runtime/")]:
        assert files.pop(path) == HEADER + (RUNTIME / Path(path).name).read_text(encoding="utf-8")
    files.pop("inhouse.lock", None)
    return files
