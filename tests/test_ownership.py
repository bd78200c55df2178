"""What the lock lists is the tool's; nothing else is touched, and no change is lost unasked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from inhouse.cli import main
from inhouse.output.belongs import belongs
from inhouse.output.lock import LOCK, find_lock, kept_names, lock_text, read_lock
from inhouse.report.outcome import FINE, STALE, UNWRITABLE

DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://example.com'}]
paths:
  /items:
    get:
      operationId: listItems
      tags: [items]
      responses:
        '200':
          description: Items.
          content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}
components: {schemas: {Item: {type: object, properties: {name: {type: string}}}}}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A small project, written."""
    (tmp_path / "shop.yaml").write_text(DOCUMENT)
    (tmp_path / "inhouse.toml").write_text('[targets.shop]\ndocument = "shop.yaml"\noutput = "shop"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["generate"]) == FINE
    capsys.readouterr()
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_an_edit_is_told_with_where_the_change_belongs(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(shop / "shop" / "models.py", "class Item", "class Thing")
    edit(shop / "shop" / "_runtime" / "call.py", "class Call", "class Cull")
    for command in ("generate", "check"):
        assert main([command]) == STALE
        printed = capsys.readouterr().out
        assert "-class Thing" in printed
        assert "  models.py: what the API says is corrected by an overlay (`overlays`), names and policies" in printed
        assert "  _runtime/call.py: is copied as it is: wrap or subclass it in a file beside" in printed
        assert "inhouse generate shop --force" in printed


def test_where_changes_belong_is_told_once_for_each_kind_of_file() -> None:
    lines = belongs(["endpoints/a.py", "endpoints/b.py", "endpoints/c.py", "errors.py", "__init__.py", "py.typed"])
    assert [line.partition(":")[0] for line in lines] == [
        "endpoints/a.py, endpoints/b.py, endpoints/c.py …",
        "__init__.py",
        "py.typed",
    ]


def git(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *identity, *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def test_generate_ends_a_merge_of_two_branches_that_both_regenerated(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git("init", cwd=shop)
    git("add", "shop", "shop.yaml", cwd=shop)
    git("commit", "-m", "first", cwd=shop)
    git("checkout", "-b", "branch", cwd=shop)
    edit(shop / "shop.yaml", "title: Shop", "description: Ours.\n  title: Shop".replace("\n  ", ", "))
    edit(shop / "shop.yaml", "name: {type: string}", "name: {type: string, description: A name.}")
    assert main(["generate"]) == FINE
    git("commit", "-am", "ours", cwd=shop)
    git("checkout", "main", cwd=shop)
    edit(shop / "shop.yaml", "description: Items.", "description: All items.")
    edit(
        shop / "shop.yaml",
        "  /items:\n",
        "  /more:\n    get: {operationId: getMore, tags: [more], responses: {'204': {description: No.}}}\n  /items:\n",
    )
    assert main(["generate"]) == FINE
    git("commit", "-am", "theirs", cwd=shop)
    assert "CONFLICT" in git("merge", "branch", cwd=shop).stdout
    assert "<<<<<<<" in (shop / "shop" / LOCK).read_text()
    assert "<<<<<<<" not in (shop / "shop.yaml").read_text()
    capsys.readouterr()
    assert main(["check"]) == STALE
    told = capsys.readouterr()
    assert f"shop/{LOCK}: warning: git left a conflict in it" in told.err
    assert "mend: inhouse generate shop\n" in told.out
    assert main(["generate"]) == FINE
    assert main(["check"]) == FINE
    assert "<<<<<<<" not in (shop / "shop" / LOCK).read_text()


def conflicted(one: str, other: str) -> str:
    return f"# A lock.\n<<<<<<< HEAD\n{one}=======\n{other}>>>>>>> branch\n"


def test_a_conflicted_lock_makes_files_of_either_side_the_tool_s_and_no_others(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = shop / "shop"
    (package / "gone.py").write_text("gone = 1\n")
    (package / "mine.py").write_text("mine = 1\n")
    theirs = lock_text({}, {"gone.py": "gone = 1\n", "mine.py": "gone = 2\n"}).partition("\n")[2]
    lock = (package / LOCK).read_text().partition("\n")[2]
    (package / LOCK).write_text(conflicted(lock, theirs))
    assert main(["generate"]) == STALE
    assert "since mine.py would lose what was edited by hand" in capsys.readouterr().out
    (package / "mine.py").write_text("gone = 2\n")
    assert main(["generate"]) == FINE
    assert not (package / "gone.py").exists()
    assert not (package / "mine.py").exists()


def test_names_of_both_sides_of_a_conflict_stay_and_ours_go_before_theirs(tmp_path: Path) -> None:
    ours = lock_text({}, {"a.py": ""}, [("/a", "one"), ("/b", "b")]).partition("\n")[2]
    theirs = lock_text({}, {"a.py": ""}, [("/a", "other"), ("/c", "c")]).partition("\n")[2]
    (tmp_path / LOCK).write_text(conflicted(ours, theirs))
    assert kept_names(tmp_path) == {"/a": "one", "/b": "b", "/c": "c"}


@pytest.mark.parametrize("lock", [None, "", "noise", "file models.py\n", "file a.py 0\nfile a.py 1\n", "\udcff"])
def test_a_lost_lock_is_written_anew_where_nothing_was_edited_and_else_told(
    lock: str | None, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shop / "shop" / LOCK
    good = path.read_text()

    def lose() -> None:
        path.unlink()
        if lock is not None:
            path.write_bytes(lock.encode("utf-8", "surrogateescape"))

    lose()
    assert main(["check"]) == STALE
    assert "nothing says which files here are as inhouse wrote them" in capsys.readouterr().err
    assert main(["generate"]) == FINE
    assert path.read_text() == good
    lose()
    edit(shop / "shop" / "models.py", "class Item", "class Thing")
    capsys.readouterr()
    assert main(["generate"]) == STALE
    told = capsys.readouterr()
    assert "`inhouse generate shop --force` writes it anew" in told.err
    assert "since models.py would lose what was edited by hand" in told.out
    assert main(["generate", "--force"]) == FINE
    assert path.read_text() == good


def test_with_a_lost_lock_files_that_look_like_ours_stay_and_are_told(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "shop" / LOCK).unlink()
    (shop / "shop" / "endpoints" / "older.py").write_text("# Code generated by inhouse. DO NOT EDIT.\n")
    (shop / "shop" / "mine.py").write_text("mine = 1\n")
    assert main(["generate"]) == FINE
    told = capsys.readouterr().err
    assert "shop/endpoints/older.py: warning: it looks like a file of an earlier package" in told
    assert "mine.py" not in told
    assert (shop / "shop" / "endpoints" / "older.py").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../precious.txt",
        "a/../../precious.txt",
        "a//b",
        "./a",
        "..\\precious.txt",
        "C:precious",
        "a\0b",
        "",
    ],
)
def test_a_lock_that_leads_out_of_the_package_is_not_believed(path: str, shop: Path) -> None:
    (shop / "precious.txt").write_text("precious")
    with (shop / "shop" / LOCK).open("a") as lock:
        lock.write(f"file {path} 00\n")
    assert read_lock(shop / "shop") is None
    assert main(["generate"]) == FINE
    assert (shop / "precious.txt").read_text() == "precious"


@pytest.mark.parametrize("place", ["models.py", "inner"])
def test_what_a_link_in_the_package_leads_to_is_neither_shown_nor_changed(
    place: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "inner").mkdir()
    (shop / "inner" / "secret.txt").write_text("secret = 1\n")
    link = shop / "shop" / place
    link.unlink(missing_ok=True)
    link.symlink_to(shop / "inner" / "secret.txt" if place == "models.py" else shop / "inner")
    with (shop / "shop" / LOCK).open("a") as lock:
        lock.write("file inner/secret.txt 00\n")
    for command in (["check"], ["generate"], ["generate", "--force"]):
        assert main(command) == UNWRITABLE
        told = capsys.readouterr()
        assert "is a symbolic link, where a file or folder of the package must be" in told.err
        assert "secret =" not in told.out + told.err
    assert (shop / "inner" / "secret.txt").read_text() == "secret = 1\n"


def test_a_package_of_links_to_the_right_files_is_up_to_date(shop: Path) -> None:
    # So build systems show inputs to what they run.
    (shop / "shop").rename(shop / "real")
    (shop / "shop" / "endpoints").mkdir(parents=True)
    (shop / "shop" / "_runtime").mkdir(parents=True)
    for path in (shop / "real").rglob("*"):
        if path.is_file():
            (shop / "shop" / path.relative_to(shop / "real")).symlink_to(path)
    assert main(["check"]) == FINE


def test_a_pipe_in_the_place_of_a_lock_or_file_is_no_reason_to_wait(shop: Path) -> None:
    import os

    (shop / "shop" / LOCK).unlink()
    os.mkfifo(shop / "shop" / LOCK)
    assert find_lock(shop / "shop").condition == "unreadable"
    assert main(["check"]) == UNWRITABLE


def test_who_changed_a_package_is_told_apart_and_together(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from inhouse import versions

    def reason() -> str:
        assert main(["check"]) == STALE
        printed = capsys.readouterr().out
        return next(line for line in printed.splitlines() if line.startswith("shop: stale"))

    edit(shop / "shop.yaml", "Items.", "All.")
    assert reason() == "shop: stale, since document changed"
    (shop / "ours.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: Ours, version: '1'}\nactions: [{target: $.info, update: {description: Ours.}}]\n"
    )
    with (shop / "inhouse.toml").open("a") as configuration:
        configuration.write('overlays = ["ours.yaml"]\n')
    assert reason() == "shop: stale, since document and overlay changed"
    with (shop / "inhouse.toml").open("a") as configuration:
        configuration.write('names.operations.listItems = "everything"\n')
    assert reason() == "shop: stale, since configuration, document and overlay changed"
    digests = versions.tool_digests()
    assert main(["generate"]) == FINE
    for key, cause in (("tool ruff", "ruff"), ("tool templates", "inhouse"), ("tool source", "inhouse")):
        monkeypatch.setattr(versions, "tool_digests", lambda key=key: {**digests, key: "0"})
        assert reason() == f"shop: stale, since {cause} changed"


def test_a_lock_is_sorted_and_has_one_entry_a_line(shop: Path) -> None:
    first, *lines = (shop / "shop" / LOCK).read_text().splitlines()
    assert first.startswith("# ")
    assert lines == sorted(lines)
    assert all(len(line.split(" ")) == 3 for line in lines)
