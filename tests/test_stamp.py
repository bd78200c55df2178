"""What was up to date costs next to nothing the next time, and is never taken for up to date when it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inhouse import quick
from inhouse.cli import main
from inhouse.output import stamp
from inhouse.report.outcome import FINE

ROOT = Path(__file__).parents[1]
DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://example.com'}]
paths:
  /items:
    get:
      operationId: listItems
      tags: [items]
      responses: {'200': {description: Items., content: {application/json: {schema: {$ref: 'item.yaml'}}}}}
"""
ITEM = "type: object\nproperties: {name: {type: string}}\n"
OVERLAY = (
    "overlay: 1.0.0\ninfo: {title: Ours, version: '1'}\nactions: [{target: $.info, update: {description: Ours.}}]\n"
)
TARGET = '[targets.shop]\ndocument = "shop.yaml"\noverlays = ["ours.yaml"]\noutput = "shop"\n'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, written, and noted as up to date."""
    for name, text in (("shop", DOCUMENT), ("item", ITEM), ("ours", OVERLAY)):
        (tmp_path / f"{name}.yaml").write_text(text)
    (tmp_path / "inhouse.toml").write_text(TARGET)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INHOUSE_CACHE_DIR", str(tmp_path / "cache"))
    assert main(["generate"]) == FINE
    return tmp_path


def is_proven(*arguments: str) -> bool:
    """Whether the stamp alone is enough to say that everything is up to date."""
    return quick.up_to_date(list(arguments or ("check",))) == FINE


def edit(path: str, old: str, new: str) -> None:
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new, 1))


def test_what_is_up_to_date_is_told_with_little_more_than_python_itself(shop: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    start = [sys.executable, "-v", "-c", "from inhouse.quick import main; main()"]
    # The Python path of the test is another one.
    subprocess.run([*start, "check"], env=environment, capture_output=True, check=True)
    for command in ("generate", "check"):
        result = subprocess.run([*start, command], env=environment, capture_output=True, text=True, check=True)
        assert result.stdout == "shop: up to date\n"
        loaded = {line.split("'")[1] for line in result.stderr.splitlines() if line.startswith("import '")}
        for heavy in ("argparse", "collections", "dataclasses", "json", "pathlib", "re", "tomllib", "typing", "yaml"):
            assert heavy not in loaded


def test_the_module_and_the_command_share_a_stamp(shop: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    for _ in range(2):
        run = [sys.executable, "-v", "-m", "inhouse", "check"]
        result = subprocess.run(run, env=environment, capture_output=True, text=True, check=True)
    assert "import 'inhouse.cli'" not in result.stderr
    assert result.stdout == "shop: up to date\n"


EDITS: dict[str, Callable[[], object]] = {
    "document": lambda: edit("shop.yaml", "Shop", "Ship"),
    "comment": lambda: edit("shop.yaml", "openapi:", "# A comment.\nopenapi:"),
    "referenced file": lambda: edit("item.yaml", "name", "mane"),
    "referenced file gone": lambda: Path("item.yaml").unlink(),
    "overlay": lambda: edit("ours.yaml", "Ours.", "Outs."),
    "configuration": lambda: edit("inhouse.toml", "[targets.shop]", "[targets.shop]\nexclude = []"),
    "package file": lambda: edit("shop/client.py", "class Client", "class Cliemt"),
    "package file gone": lambda: Path("shop/errors.py").unlink(),
    "lock": lambda: edit("shop/inhouse.lock", "document api ", "document api 0"),
    "lock gone": lambda: Path("shop/inhouse.lock").unlink(),
    "package gone": lambda: shutil.rmtree("shop"),
    "leftover": lambda: Path(".shop.inhouse").mkdir(),
}


@pytest.mark.parametrize("what", EDITS)
def test_whatever_changed_is_looked_at(what: str, shop: Path) -> None:
    assert is_proven()
    assert is_proven("generate", "shop")
    EDITS[what]()
    assert not is_proven()
    assert not is_proven("generate", "shop")


@pytest.mark.parametrize("path", ["shop.yaml", "item.yaml", "ours.yaml", "shop/client.py"])
def test_other_bytes_of_the_same_size_and_time_are_seen(path: str, shop: Path) -> None:
    before = Path(path).stat()
    content = Path(path).read_bytes()
    Path(path).write_bytes(content[:-2] + b"#" + content[-1:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert Path(path).stat().st_size == before.st_size
    assert not is_proven()


def test_inputs_that_are_touched_and_line_ends_of_the_package_do_not_count(shop: Path) -> None:
    for path in (*shop.glob("*.yaml"), *shop.glob("shop/*.py")):
        path.touch()
    models = shop / "shop" / "models.py"
    models.write_bytes(models.read_bytes().replace(b"\n", b"\r\n"))
    assert is_proven()


def test_a_file_that_was_looked_for_and_comes_is_seen(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit("shop.yaml", "paths:", "components: {schemas: {More: {$ref: 'more.yaml'}}}\npaths:")
    assert main(["generate"]) == FINE
    told = capsys.readouterr().err
    assert "unresolved reference 'more.yaml'" in told
    assert is_proven()
    assert capsys.readouterr().err == told
    (shop / "more.yaml").write_text(ITEM)
    assert not is_proven()


REPLACED = "overlay: 1.0.0\ninfo: {title: Ours, version: '1'}\nactions: [{target: '$[\"paths\",\"components\"]', remove: true}]\n"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: edit("shop.yaml", "openapi: 3.1.0", "openapi: 3.1"),
        lambda: edit("shop.yaml", "paths:", "components: {schemas: {More: {$ref: 'more.yaml'}}}\npaths:"),
        lambda: Path("ours.yaml").write_text(REPLACED),
    ],
    ids=["the document", "a reference", "what an overlay makes of it"],
)
def test_what_is_wrong_is_told_without_the_stamp_too(
    wrong: Callable[[], object], shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong()
    assert main(["generate"]) == FINE
    told = capsys.readouterr().err
    assert "warning" in told
    shutil.rmtree(shop / "cache")
    assert main(["check"]) == FINE
    assert capsys.readouterr().err == told
    assert is_proven()
    assert capsys.readouterr().err == told


def test_an_operation_that_is_left_out_is_told_every_time(shop: Path) -> None:
    for name in ("document.yaml", "inhouse.toml"):
        shutil.copy(ROOT / "tests" / "golden" / "skipped-operation" / name, shop)
    assert main(["generate"]) != FINE
    assert main(["check"]) != FINE
    assert not is_proven()


def replaced(path: Path) -> Path:
    path.unlink()
    return path


def stamps(shop: Path) -> list[Path]:
    return sorted((shop / "cache").glob("*.stamp"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\xff\0" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:-30]),
        lambda path: path.write_bytes(path.read_bytes().replace(b"input ", b"imput ")),
        lambda path: replaced(path).mkdir(),
        lambda path: os.mkfifo(replaced(path)),
        lambda path: replaced(path).symlink_to("/dev/zero"),
    ],
    ids=["empty", "noise", "short", "changed", "folder", "pipe", "endless"],
)
def test_a_damaged_stamp_is_no_error_and_not_believed(damage: Callable[[Path], object], shop: Path) -> None:
    assert len(stamps(shop)) == 2
    for path in stamps(shop):
        damage(path)
    assert not is_proven()
    assert main(["check"]) == FINE


def signed(lines: list[str]) -> str:
    return "\n".join([*lines, f"sum {vars(stamp)['_sum'](lines)}", ""])


@pytest.mark.parametrize("word", ["cwd", "tool", "input", "output", "folder", "lock"])
def test_a_stamp_that_leaves_something_out_is_not_believed(word: str, shop: Path) -> None:
    written = {path: path.read_text().split("\n")[:-2] for path in stamps(shop)}
    for path, lines in written.items():
        path.write_text(signed(lines))
    assert is_proven()
    for path, lines in written.items():
        if any(line.startswith("output ") for line in lines):
            path.write_text(signed([line for line in lines if not line.startswith(f"{word} ")]))
    assert not is_proven()


def test_a_stamp_of_another_tool_place_or_user_is_not_believed(
    shop: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as other:
        other.setattr(quick, "__version__", "0.0.9")
        assert not is_proven()
    (shop / "inner").mkdir()
    with monkeypatch.context() as other:
        other.chdir(shop / "inner")
        assert not is_proven()
    with monkeypatch.context() as other:
        other.setattr(sys, "path", [*sys.path, "/elsewhere"])
        assert not is_proven()
    assert is_proven()
    if os.geteuid() == 0:
        for path in stamps(shop):
            os.chown(path, 65534, 65534)
        assert not is_proven()


def test_an_edit_of_the_tool_s_own_source_is_seen(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "module.py").write_text("a = 1\n")

    def identity() -> str:
        return stamp.tool_identity("1", [str(tmp_path)], [])

    first = identity()
    (tmp_path / "inner" / "__pycache__").mkdir()
    assert identity() == first
    before = (tmp_path / "inner" / "module.py").stat()
    (tmp_path / "inner" / "module.py").write_text("a = 2\n")
    os.utime(tmp_path / "inner" / "module.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    second = identity()
    (tmp_path / "inner" / "other.py").touch()
    assert len({first, second, identity()}) == 3


@pytest.mark.parametrize("cache", ["/proc/nowhere", "inhouse.toml", ""])
def test_a_cache_that_cannot_be_written_is_no_error(cache: str, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INHOUSE_CACHE_DIR", cache)
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    assert main(["check"]) == FINE
    assert not is_proven()


def test_arguments_beyond_targets_a_nearer_configuration_and_unknown_names_are_left_to_the_command(shop: Path) -> None:
    for arguments in (["check", "--help"], ["generate", "--force"], ["check", "ship"], ["inspect"], [], ["--version"]):
        assert quick.up_to_date(arguments) is None
    (shop / "inhouse.toml").rename(shop / "pyproject.toml")
    assert not is_proven()


def test_of_several_targets_all_must_be_proven(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (shop / "inhouse.toml").open("a") as configuration:
        configuration.write(TARGET.replace("targets.shop", "targets.more").replace('"shop"', '"more"'))
    assert main(["generate"]) == FINE
    capsys.readouterr()
    assert is_proven()
    assert capsys.readouterr().out == "more: up to date\nshop: up to date\n"
    edit("more/client.py", "class Client", "class Cliemt")
    assert is_proven("check", "shop")
    capsys.readouterr()
    assert not is_proven()
    assert capsys.readouterr().out == ""


@pytest.fixture
def hosted(shop: Path) -> Path:
    """The project with the style of its host and a template of its own, written and noted."""
    (shop / "blocks" / "endpoints").mkdir(parents=True)
    (shop / "blocks" / "README.md").write_text("Ours.\n")
    (shop / "ruff.toml").write_text('extend = "base.toml"\n')
    (shop / "base.toml").write_text("line-length = 100\n")
    (shop / "inhouse.toml").write_text(f'{TARGET}style = "host"\ntemplates = "blocks"\n')
    assert main(["generate"]) == FINE
    assert is_proven()
    return shop


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ruff.toml", "line-length = 90\n"),
        ("base.toml", "line-length = 90\n"),
        (".ruff.toml", "line-length = 90\n"),
        ("shop/ruff.toml", "line-length = 90\n"),
        ("blocks/client.py.jinja", "{% extends 'inhouse/client.py.jinja' %}\n"),
        ("blocks/endpoints/nothing.jinja", ""),
    ],
)
def test_a_stamp_covers_what_the_host_says_and_may_come_to_say(path: str, text: str, hosted: Path) -> None:
    (hosted / path).write_text(text)
    assert not is_proven()


def test_a_style_that_depends_on_the_environment_is_not_noted(hosted: Path) -> None:
    (hosted / "ruff.toml").write_text('extend = "${BASE}.toml"\n')
    os.environ["BASE"] = "base"
    try:
        assert main(["generate"]) == FINE
    finally:
        del os.environ["BASE"]
    assert not is_proven()
