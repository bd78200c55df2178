"""`inhouse diff`, `inhouse check --allow` and `inhouse explain`, as people run them, in repositories of git."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from inhouse.changes.change import Change
from inhouse.changes.report import Comparison, markdown, text_lines
from inhouse.cli import main
from inhouse.report.outcome import FINE, STALE, WRONG

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "generator" / "inhouse" / "changes" / "changes.schema.json"


def git(*arguments: str) -> str:
    identity = {f"GIT_{who}_{what}": "me@x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(("git", *arguments), env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The two endpoints' document, configuration and package, committed."""
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "generated" / "apify", tmp_path / "generated" / "apify", ignore=ignored)
    (tmp_path / "inhouse.toml").write_text(
        '[targets.apify]\ndocument = "spec/apify.yaml"\noverlays = ["spec/apify.overlay.yaml"]\n'
        'output = "generated/apify"\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "First")
    return tmp_path


def edit(path: str, old: str, new: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new), encoding="utf-8")


def test_without_arguments_the_files_are_compared_with_the_last_commit(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff"]) == FINE
    assert capsys.readouterr().out == "generated/apify: none, from HEAD to the working tree\n"
    edit("spec/apify.yaml", "totalMetamorphs", "totalMorphs")
    assert main(["diff"]) == FINE
    printed = capsys.readouterr().out
    assert printed.startswith("generated/apify: major, from HEAD to the working tree (1 major, 1 patch)\n")
    assert "`ActorStats.total_metamorphs` is called `total_morphs` now; breaks source and running programs" in printed
    assert "spec/apify.yaml:399:9" in printed


def test_what_an_overlay_or_the_configuration_changes_is_told_too(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("inhouse.toml", "output =", 'names.operations.getActor = "read_actor"\noutput =')
    edit("spec/apify.overlay.yaml", "x-inhouse-unwrap: /data", "x-inhouse-unwrap: ''")
    assert main(["diff"]) == FINE
    printed = capsys.readouterr().out
    assert "`client.actors.get_actor` is called `client.actors.read_actor` now" in printed
    assert "`client.actors.read_actor` gives `ActorResponse`, and gave `Actor`" in printed


def test_what_is_gone_stands_in_the_old_revision(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit("spec/apify.yaml", "  /v2/acts/{actorId}:\n", "  x-gone:\n")
    assert main(["diff", "--format", "json"]) == FINE
    (comparison,) = json.loads(capsys.readouterr().out)["comparisons"]
    gone = next(change for change in comparison["changes"] if change["name"] == "client.actors.get_actor")
    assert (gone["action"], gone["in"], gone["file"], gone["line"]) == ("removed", "old", "HEAD:spec/apify.yaml", 23)


def test_revisions_and_files_can_be_compared(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy("spec/apify.yaml", "before.yaml")
    edit("spec/apify.yaml", "totalMetamorphs", "totalMorphs")
    git("commit", "-q", "-a", "-m", "Second")
    git("tag", "v2")
    for sides in (["HEAD~1", "v2"], ["HEAD~1"], ["before.yaml"], ["before.yaml", "spec/apify.yaml"]):
        assert main(["diff", *sides]) == FINE
        assert ": major, from " in capsys.readouterr().out, sides
    assert main(["diff", "v2", "main"]) == FINE
    assert capsys.readouterr().out == "generated/apify: none, from v2 to main\n"


def test_two_documents_need_neither_configuration_nor_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "spec" / "apify.yaml").read_text(encoding="utf-8")
    (tmp_path / "old.yaml").write_text(text)
    (tmp_path / "new.yaml").write_text(text.replace("totalMetamorphs", "totalMorphs"))
    assert main(["diff", "old.yaml", "new.yaml"]) == FINE
    assert capsys.readouterr().out.startswith("new.yaml: major, from old.yaml to new.yaml")


def test_files_that_a_document_refers_to_are_taken_from_the_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = "{description: It, content: {application/json: {schema: {$ref: 'parts/thing.yaml'}}}}"
    (tmp_path / "parts").mkdir()
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\nservers: [{url: 'https://x.example'}]\n"
        f"paths: {{/thing: {{get: {{operationId: getThing, responses: {{'200': {answer}}}}}}}}}\n"
    )
    (tmp_path / "parts" / "thing.yaml").write_text("type: object\nproperties:\n  name: {type: string}\n")
    (tmp_path / "inhouse.toml").write_text('[targets.shop]\ndocument = "api.yaml"\noutput = "shop"\n')
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "First")
    (tmp_path / "parts" / "thing.yaml").write_text("type: object\nproperties:\n  title: {type: integer}\n")
    assert main(["diff", "--format", "json"]) == FINE
    (comparison,) = json.loads(capsys.readouterr().out)["comparisons"]
    assert [(change["name"], change["file"], change["line"]) for change in comparison["changes"]] == [
        ("Thing.name", "HEAD:parts/thing.yaml", 3),
        ("Thing.title", "parts/thing.yaml", 3),
    ]


def test_a_package_is_compared_by_the_commit_that_its_lock_is_of(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = git("rev-parse", "HEAD")
    edit("spec/apify.yaml", "totalMetamorphs", "totalMorphs")
    for side in ("generated/apify", "generated/apify/inhouse.lock"):
        assert main(["diff", side]) == FINE
        assert capsys.readouterr().out.startswith(f"generated/apify: major, from {first[:12]} to the working tree")


def test_a_lock_of_which_no_commit_is_known_is_told_to_hold_digests_only(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = Path("generated/apify/inhouse.lock")
    lines = lock.read_text().splitlines(keepends=True)
    lock.write_text("".join(f"{line[:-2]}x\n" if line.startswith("document ") else line for line in lines))
    assert main(["diff", "generated/apify"]) == WRONG
    told = capsys.readouterr().err
    assert "a lock has digests only" in told
    assert "Name the document that the package was made of, or the commit." in told


@pytest.mark.parametrize("revision", ["nope", "--upload-pack=x", "-h", "HEAD:spec", "", "a\nb", "HEAD..HEAD"])
def test_what_is_no_revision_is_refused(revision: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--", revision]) == WRONG
    told = capsys.readouterr().err
    assert "is no file here, and no revision that git knows" in told


def test_a_mistake_in_an_old_revision_is_told_where_it_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("spec/apify.yaml").write_text("openapi: [\n")
    git("commit", "-q", "-a", "-m", "Broken")
    shutil.copy(ROOT / "spec" / "apify.yaml", "spec/apify.yaml")
    assert main(["diff"]) == WRONG
    assert capsys.readouterr().err.startswith("HEAD:spec/apify.yaml:")


def test_outside_a_repository_a_revision_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "inhouse.toml").write_text('[targets.a]\ndocument = "a.yaml"\noutput = "a"\n')
    assert main(["diff"]) == WRONG
    assert "is in no git repository. Run it in one; two documents can be compared anywhere" in capsys.readouterr().err


def test_the_json_is_of_the_published_shape(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit("spec/apify.yaml", "totalMetamorphs", "totalMorphs")
    assert main(["diff", "--format", "json"]) == FINE
    found = json.loads(capsys.readouterr().out)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(found, schema)
    assert found["comparisons"][0]["verdict"] == "major"


def test_the_markdown_is_the_body_of_a_pull_request_with_its_title(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("spec/apify.yaml", "totalMetamorphs", "totalMorphs")
    assert main(["diff", "--format", "markdown"]) == FINE
    title, empty, *body = capsys.readouterr().out.splitlines()
    assert (title, empty) == ("# Update generated/apify: breaking changes", "")
    assert body[0] == "From HEAD to the working tree: **major** (1 major, 1 patch)."
    assert "## Breaking" in body
    assert any("*Breaks source and running programs.* `spec/apify.yaml:399:9`" in line for line in body)


HOSTILE = "` @all <img src=x> [a](http://x) \x1b[31m\n# x `"


def test_text_of_a_document_is_no_markup_and_moves_no_cursor() -> None:
    change = Change("field", "added", HOSTILE, (), f"`A` has `{HOSTILE}`", "")
    comparison = Comparison(HOSTILE, HOSTILE, HOSTILE, (change,))
    shown = markdown([comparison])
    assert not any(line.startswith("# x") for line in shown.splitlines())
    assert "\x1b" not in shown + "".join(text_lines(comparison))
    outside = "".join(shown.split("`")[::2])
    assert "@all" not in outside
    assert "<img" not in outside.replace("\\<img", "")


def test_check_allows_no_more_than_it_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--allow", "none"]) == FINE
    edit("spec/apify.yaml", "  title: Apify API", "  title: Apify API\n  summary: It.")
    assert main(["generate"]) == FINE
    assert main(["check", "--allow", "none"]) == FINE
    edit("spec/apify.yaml", "totalMetamorphs", "totalMorphs")
    assert main(["generate"]) == FINE
    capsys.readouterr()
    assert main(["check", "--allow", "major"]) == FINE
    assert main(["check", "--allow", "minor"]) == STALE
    printed = capsys.readouterr().err
    assert "`ActorStats.total_metamorphs` is called `total_morphs` now" in printed
    assert printed.endswith("generated/apify: major changes since HEAD, and --allow minor\n")
    assert len(printed.splitlines()) == 2


def test_check_may_compare_with_another_revision(project: Path) -> None:
    edit("spec/apify.yaml", "totalMetamorphs", "totalMorphs")
    assert main(["generate"]) == FINE
    git("commit", "-q", "-a", "-m", "Rename")
    assert main(["check", "--allow", "minor"]) == FINE
    assert main(["check", "--allow", "minor", "--since", "HEAD~1"]) == STALE


def test_a_target_that_is_new_is_allowed(project: Path) -> None:
    git("rm", "-q", "--cached", "inhouse.toml")
    git("commit", "-q", "-m", "Without")
    assert main(["check", "--allow", "none"]) == FINE


def test_a_plain_check_imports_nothing_of_this(project: Path) -> None:
    names = ("inhouse.changes.compare", "inhouse.history.states", "inhouse.explain.reasons", "inhouse.history.git")
    code = f"import sys; from inhouse.cli import main; main(['check']); print([m for m in {names} if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\n[]\n")


def explain(what: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["explain", what]) == FINE
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "what",
    ["get_actor", "client.actors.get_actor", "endpoints.actors.get_actor", "getActor", "GET /v2/acts/{actorId}"],
)
def test_an_operation_is_explained_by_any_of_its_names(
    what: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = explain(what, capsys)
    assert told.startswith("client.actors.get_actor -> Actor\n")
    assert "document      spec/apify.yaml:23:5:" in told
    assert (
        "overlay       spec/apify.overlay.yaml:34:25: action 4 of the overlay puts `x-inhouse-unwrap` into it" in told
    )


def test_a_field_is_explained_by_its_place_and_rules(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = explain("Actor.tagged_builds", capsys)
    assert told.startswith("Actor.tagged_builds: TaggedBuilds | None\n")
    assert "spec/apify.yaml:356:9: `#/components/schemas/Actor/properties/taggedBuilds`" in told
    assert "`tagged_builds` is `taggedBuilds` as Python spells names" in told
    assert "not listed in `required`" in told


def test_every_line_of_the_models_is_explained_as_what_stands_there(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Path("generated/apify/models.py").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "tagged_builds" in text)
    assert explain(f"generated/apify/models.py:{line}", capsys).startswith("Actor.tagged_builds: ")
    lines = Path("generated/apify/endpoints/actors.py").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "unwrap" in text)
    assert explain(f"generated/apify/endpoints/actors.py:{line}", capsys).startswith("client.actors.get_actor")
    lines = Path("generated/apify/errors.py").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "class NotFoundError" in text)
    assert explain(f"generated/apify/errors.py:{line}", capsys).startswith("errors.NotFoundError")


def test_what_the_configuration_says_is_explained_with_its_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path("inhouse.toml").open("a") as stream:
        stream.write('operations.getActor.timeout = 3\nnames.operations.getActor = "read"\n')
    told = explain("client.actors.read", capsys)
    assert "configuration inhouse.toml:5:1: `timeout` is said of `getActor`" in told
    assert "configuration inhouse.toml:6:1: `names` call it `read`" in told


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("Actr", "nothing in generated/apify is called 'Actr'. Did you mean 'Actor'?"),
        ("get_actr", "Did you mean 'get_actor'?"),
        (
            "generated/apify/_runtime/call.py:20",
            "generated/apify/_runtime/call.py:20:1: what stands there is the same in",
        ),
        ("generated/apify/models.py:99999", "it has "),
        ("generated/apify/models.py:0", "it has "),
        ("generated/apify/nope.py:3", "generated/apify/nope.py: it cannot be read"),
        ("spec/x.py:3", "'spec/x.py' is in no package of the configuration"),
    ],
)
def test_what_is_not_known_is_an_error(what: str, told: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", what]) == WRONG
    assert told in capsys.readouterr().err


def test_a_kept_copy_is_compared_as_it_was_pinned_at_a_revision(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from inhouse.document.pin import pin_path, pin_text

    kept = project / "spec/apify.yaml"
    edit("inhouse.toml", "output =", 'url = "https://docs.example/apify.yaml"\noutput =')
    pin_path(kept).write_text(pin_text(kept, kept.read_bytes()))
    git("add", ".")
    git("commit", "-qm", "Pin the document")
    edit("spec/apify.yaml", "totalMetamorphs:", "totalMorphs:")
    pin_path(kept).write_text(pin_text(kept, kept.read_bytes()))
    capsys.readouterr()
    assert main(["diff"]) == FINE
    assert "total_morphs" in capsys.readouterr().out
