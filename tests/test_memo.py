"""What was found out before saves work, and changes nothing that is written."""

from __future__ import annotations

import json
import os
import random
import subprocess
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inhouse.config import Target
from inhouse.means import ALONE, Means
from inhouse.models import confirm, helpers, writer
from inhouse.models.confirm import confirming, parts
from inhouse.models.writer import ModelMismatch
from inhouse.output.cache import cache_folder
from inhouse.output.memo import Kept, remembering, trim
from inhouse.package import finish, format
from inhouse.pipeline import Generated, generate, read_api, read_input
from tests.sizeable import sizeable_document

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INHOUSE_CACHE_DIR", str(tmp_path / "cache"))


class Counts:
    """How many parts of models were confirmed, and how many modules laid out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.parts = self.modules = 0
        real_confirm, real_format = confirm.confirm, format.format_modules

        def counted_confirm(part: confirm.Part, write: writer.ModelWriter = writer.write_models) -> None:
            self.parts += 1
            real_confirm(part, write)

        def counted_format(modules: Any, style: Any) -> dict[str, str]:
            self.modules += len(modules)
            return real_format(modules, style)

        monkeypatch.setattr(confirm, "confirm", counted_confirm)
        monkeypatch.setattr(finish, "format_modules", counted_format)


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    return Counts(monkeypatch)


UNUSUAL = {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]}


def unusual_document() -> Json:
    """A document of whose every object there is something to be confirmed."""
    document = sizeable_document()
    for schema in document["components"]["schemas"].values():
        if "properties" in schema:
            schema["properties"]["either"] = UNUSUAL
    return document


def made(folder: Path, document: Json, means: Means = ALONE, is_split: bool = False) -> Generated:
    (folder / "api.json").write_text(json.dumps(document))
    target = Target("client", folder / "api.json", folder / "out")
    return generate(target, read_input(target)._replace(is_split=is_split), means)


def changed(document: Json, chance: random.Random) -> Json:
    """The document with a few things in it changed, added, renamed, removed, and in another order."""
    document = deepcopy(document)
    schemas, paths = document["components"]["schemas"], document["paths"]
    for _ in range(chance.randint(1, 4)):
        schema = schemas[chance.choice(sorted(name for name, value in schemas.items() if value.get("properties")))]
        name = chance.choice(sorted(schema["properties"]))
        match chance.randrange(6):
            case 0:
                schema["properties"][f"new{chance.randrange(99)}"] = {"type": chance.choice(["string", "integer"])}
            case 1 if len(schema["properties"]) > 1:
                del schema["properties"][name]
            case 2:
                schema["properties"] |= {f"{name}Renamed": schema["properties"].pop(name)}
            case 3:
                schemas[f"Other{chance.randrange(99)}"] = deepcopy(schema)
            case 4 if len(paths) > 1:
                del paths[chance.choice(sorted(paths))]
            case _:
                schema["properties"] = dict(
                    chance.sample(sorted(schema["properties"].items()), len(schema["properties"]))
                )
                schema["description"] = f"Described {chance.randrange(99)}."
    return document


def with_changed_operations(document: Json, chance: random.Random) -> Json:
    """The document with something in some of its operations changed, or in what is said of all of them."""
    document = deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        item = document["paths"][chance.choice(sorted(document["paths"]))]
        operation = item[chance.choice(sorted(item.keys() & {"get", "post", "put", "delete"}))]
        number = chance.randrange(99)
        match chance.randrange(10):
            case 0:
                operation["summary"] = f"Summed up {number}"
            case 1:
                operation["deprecated"] = not operation.get("deprecated", False)
            case 2:
                chosen = {"type": "string", "enum": ["a", f"b{number}"]}
                operation.setdefault("parameters", []).append({"name": f"p{number}", "in": "query", "schema": chosen})
            case 3:
                operation["tags"] = [f"Tag {number % 3}"]
            case 4:
                operation["security"] = []
            case 5:
                operation["responses"][str(400 + number % 30)] = {"description": f"Wrong {number}."}
            case 6:
                operation["operationId"] = f"renamed_{number}"
            case 7:
                schema: Json = {"type": "object", "properties": {"inner": {"type": "integer", "maximum": number}}}
                content = {"application/json": {"schema": schema}}
                operation["responses"]["200"] = {"description": "Inline.", "content": content}
            case 8:
                document["components"]["securitySchemes"]["token"]["description"] = f"Told {number}."
            case _:
                document["info"]["title"] = f"Platform {number}"
    return document


@pytest.mark.parametrize("is_split", [False, True])
def test_whatever_changes_a_warm_run_writes_what_a_cold_one_does(tmp_path: Path, is_split: bool) -> None:
    chance = random.Random(7)
    document = unusual_document()
    for _ in range(3):
        document = with_changed_operations(changed(document, chance), chance)
        warm, cold = (made(tmp_path, document, means, is_split) for means in (remembering("tool", 1), ALONE))
        assert warm.files == cold.files


def test_a_second_run_confirms_and_lays_out_nothing(tmp_path: Path, counts: Counts) -> None:
    made(tmp_path, unusual_document(), remembering("tool", 1))
    assert (counts.parts, counts.modules) > (1, 1)
    counts.parts = counts.modules = 0
    made(tmp_path, unusual_document(), remembering("tool", 1))
    assert (counts.parts, counts.modules) == (0, 0)


def test_a_new_property_has_one_part_confirmed_and_the_modules_that_show_it_laid_out(
    tmp_path: Path, counts: Counts
) -> None:
    document = unusual_document()
    before = made(tmp_path, document, remembering("tool", 1))
    counts.parts = counts.modules = 0
    document["components"]["schemas"]["ActorStats"]["properties"]["added"] = UNUSUAL
    after = made(tmp_path, document, remembering("tool", 1))
    differing = {path for path in after.files if after.files[path] != before.files[path]} - {"inhouse.lock"}
    assert (counts.parts, counts.modules) == (1, len(differing))


def test_for_a_usual_document_nothing_is_confirmed_anew(tmp_path: Path, counts: Counts) -> None:
    made(tmp_path, sizeable_document())
    assert counts.parts == 0


def test_a_new_schema_moves_no_others_to_another_part(tmp_path: Path) -> None:
    def names(document: Json) -> set[tuple[str, ...]]:
        made(tmp_path, document)
        target = Target("client", tmp_path / "api.json", tmp_path / "out")
        return {tuple(model.name for model in part) for part in parts(read_api(target, read_input(target))[0])}

    document = unusual_document()
    before = names(document)
    document["components"]["schemas"]["ActorStats"]["properties"]["inner"] = {
        "type": "object",
        "properties": {"a": UNUSUAL},
    }
    assert len(names(document) - before) <= 2


def test_another_tool_believes_nothing(tmp_path: Path, counts: Counts) -> None:
    made(tmp_path, unusual_document(), remembering("tool", 1))
    first, counts.parts = counts.parts, 0
    made(tmp_path, unusual_document(), remembering("another", 1))
    assert counts.parts == first


def entries() -> list[Path]:
    return sorted(Path(f"{cache_folder()}/memo").iterdir())


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "folder"])
def test_a_damaged_entry_is_noticed(damage: str, tmp_path: Path, counts: Counts) -> None:
    expected = made(tmp_path, unusual_document(), remembering("tool", 1)).files
    first = counts.parts, counts.modules
    for path in entries():
        content = path.read_bytes()
        match damage:
            case "cut":
                path.write_bytes(content[:-1])
            case "flipped":
                path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
            case "emptied":
                path.write_bytes(b"")
            case _:
                path.unlink()
                path.mkdir()
    counts.parts = counts.modules = 0
    assert made(tmp_path, unusual_document(), remembering("tool", 1)).files == expected
    assert (counts.parts, counts.modules) == first


def test_what_somebody_else_put_there_never_becomes_code(tmp_path: Path, counts: Counts) -> None:
    """Whoever can write to the folder, but has not this user's key, can at most spare a check."""
    expected = made(tmp_path, unusual_document(), remembering("tool", 1)).files
    key = Path(f"{cache_folder()}.key")
    mine = key.read_bytes()
    for path in entries():
        path.unlink()
    key.unlink()
    other = remembering("tool", 1)
    made(tmp_path, unusual_document(), other)  # what is signed by another key, with the same digests
    assert isinstance(other.own, Kept)
    key.write_bytes(mine)
    counts.parts = counts.modules = 0
    assert made(tmp_path, unusual_document(), remembering("tool", 1)).files == expected
    assert counts.modules > 1


@pytest.mark.parametrize("trouble", ["readable", "short", "link", "folder"])
def test_a_key_that_others_may_know_is_not_used(trouble: str, tmp_path: Path) -> None:
    key = Path(f"{cache_folder()}.key")
    match trouble:
        case "readable":
            key.write_bytes(b"x" * 32)
            key.chmod(0o644)
        case "short":
            key.write_bytes(b"")
            key.chmod(0o600)
        case "link":
            (tmp_path / "theirs").write_bytes(b"x" * 32)
            key.symlink_to(tmp_path / "theirs")
        case _:
            key.mkdir()
    assert not isinstance(remembering("tool", 1).own, Kept)


def test_without_a_place_to_keep_anything_all_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("INHOUSE_CACHE_DIR", str(tmp_path / "file" / "cache"))
    document = unusual_document()
    assert made(tmp_path, document, remembering("tool", 1)).files == made(tmp_path, document).files


def test_what_was_used_longest_ago_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inhouse.output.memo._MOST", 100)
    means = remembering("tool", 1)
    for number in range(3):
        means.shared.put(str(number), "x" * 20)
        newest = max(entries(), key=lambda path: path.stat().st_ctime_ns)
        os.utime(newest, (number, number))
    trim(means)
    assert [means.shared.get(str(number)) is None for number in range(3)] == [True, True, False]


def test_helpers_confirm_what_one_process_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirm, "_MANY", 1)
    document = unusual_document()
    assert made(tmp_path, document, Means(processes=2)).files == made(tmp_path, document).files


def test_what_a_helper_finds_wrong_is_told(tmp_path: Path) -> None:
    made(tmp_path, unusual_document())
    target = Target("client", tmp_path / "api.json", tmp_path / "out")
    part = parts(read_api(target, read_input(target))[0])[0]
    misnamed = replace(part[0], name="No Name")
    with pytest.raises(ModelMismatch, match="no Python"), helpers.helped([(misnamed,)], 1) as finish_all:
        finish_all()


def test_a_helper_that_is_killed_is_told_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = helpers.start

    def killed() -> subprocess.Popen[bytes]:
        started.append(real())
        started[-1].kill()
        return started[-1]

    monkeypatch.setattr(helpers, "start", killed)
    monkeypatch.setattr(confirm, "_MANY", 1)
    made(tmp_path, unusual_document())
    target = Target("client", tmp_path / "api.json", tmp_path / "out")
    api = read_api(target, read_input(target))[0]
    with pytest.raises(ModelMismatch, match="ended with status -9"), confirming(api, Means(processes=2)):
        pass
    assert all(process.poll() is not None for process in started)
