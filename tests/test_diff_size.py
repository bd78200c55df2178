"""The size of the diff follows the size of the change, as `git diff` counts it."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inhouse.cli import main
from inhouse.output.lock import LOCK
from inhouse.report.outcome import FINE
from tests.sizeable import GROUPS, Json, sizeable_document

Generate = Callable[..., None]
CONFIGURATION = '[targets.platform]\ndocument = "platform.json"\noutput = "platform"\ninclude = {}\n'


@dataclass(frozen=True)
class Change:
    """Lines that `git diff` adds and takes away, by file; the lock is left out."""

    added: dict[str, list[str]]
    removed: dict[str, list[str]]
    lock: tuple[int, int]

    def all_added(self) -> list[str]:
        return [line for lines in self.added.values() for line in lines]

    def all_removed(self) -> list[str]:
        return [line for lines in self.removed.values() for line in lines]


@dataclass(frozen=True)
class Repository:
    """A repository with a package that can be generated into it, from any document."""

    folder: Path

    def generate(self, document: Json, include: tuple[str, ...] = ("/**",)) -> None:
        (self.folder / "platform.json").write_text(json.dumps(document))
        (self.folder / "inhouse.toml").write_text(CONFIGURATION.format(json.dumps(include)))
        assert main(["generate"]) == FINE

    def git(self, *arguments: str) -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True).stdout

    def commit(self) -> None:
        self.git("add", "platform")
        self.git("commit", "-qm", "The package as it is")

    def change(self) -> Change:
        """What is not as it was committed."""
        self.git("add", "platform")
        counts = [line.split("\t") for line in self.git("diff", "--cached", "--numstat", "--no-renames").splitlines()]
        lock = next(((int(more), int(less)) for more, less, path in counts if path.endswith(LOCK)), (0, 0))
        change = Change({}, {}, lock)
        for more, less, path in counts:
            if not path.endswith(LOCK):
                lines = self.git("diff", "--cached", "-U0", "--no-renames", "--", path).splitlines()[4:]
                change.added[path] = [line[1:] for line in lines if line.startswith("+") and not line.startswith("+++")]
                change.removed[path] = [line[1:] for line in lines if line.startswith("-")]
                assert (len(change.added[path]), len(change.removed[path])) == (int(more), int(less))
        return change


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    repository = Repository(tmp_path)
    repository.git("init", "-q")
    return repository


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the whole document's package, to be copied."""
    repository = Repository(tmp_path_factory.mktemp("original"))
    repository.git("init", "-q")
    with chdir(repository.folder):
        repository.generate(sizeable_document())
    repository.commit()
    return repository.folder


@pytest.fixture
def committed(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """With the whole document's package."""
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)


def schemas(document: Json) -> Json:
    found: Json = document["components"]["schemas"]
    return found


def is_import(line: str) -> bool:
    """Whether a line is an import statement that stands on one line."""
    return line.startswith("from ") and "import" in line


def test_a_new_version_of_the_document_changes_one_line_of_the_lock(committed: Repository) -> None:
    document = sizeable_document()
    document["info"]["version"] = "v2-2"
    committed.generate(document)
    assert committed.change() == Change({}, {}, (1, 1))


def test_keys_in_another_order_change_nothing(committed: Repository) -> None:
    def shuffled(value: Any, chance: random.Random) -> Any:
        if isinstance(value, dict):
            keys = chance.sample(sorted(value), len(value))
            return {key: shuffled(value[key], chance) for key in keys}
        return [shuffled(item, chance) for item in value] if isinstance(value, list) else value

    committed.generate(shuffled(sizeable_document(), random.Random(4)))
    assert committed.change() == Change({}, {}, (0, 0))


@pytest.mark.parametrize("schema", ["Run", "RunStats", "CreateRun", "RunOptions", "ErrorDetail"])
@pytest.mark.parametrize(
    "type", [{"type": "integer"}, {"type": "array", "items": {"type": "string", "format": "date-time"}}]
)
def test_an_optional_field_adds_at_most_ten_lines_beyond_its_description_and_takes_none_away(
    schema: str, type: Json, committed: Repository
) -> None:
    document = sizeable_document()
    schemas(document)[schema]["properties"]["zebraCount"] = {**type, "description": "How many.\n\nOf them all."}
    committed.generate(document)
    change = committed.change()
    described = [line for line in change.all_added() if line.strip() in ('"""How many.', "", "Of them all.", '"""')]
    added = [line for line in change.all_added() if line not in described or line == ""]
    imports = [line for line in change.all_removed() if is_import(line)]
    assert change.all_removed() == imports
    assert 0 < len(added) <= 10
    assert all(
        "zebra" in line for line in added if line.strip() and not is_import(line) and not line.startswith("    Date")
    )


def test_an_optional_parameter_adds_a_line_for_each_place_that_shows_it(committed: Repository) -> None:
    document = sizeable_document()
    zebra = {"name": "zebra", "in": "query", "schema": {"type": "boolean"}, "description": "Whether striped."}
    document["paths"]["/v2/runs"]["get"]["parameters"].append(zebra)
    committed.generate(document)
    change = committed.change()
    assert list(change.added) == ["platform/endpoints/runs.py"]
    assert change.all_removed() == []
    assert [line.strip() for line in change.all_added()] == [
        "zebra: bool | None = None,",
        "zebra: Whether striped.",
        '"zebra": zebra,',
    ]


def test_a_field_of_a_part_of_others_adds_a_line_to_each_class_that_shows_it(committed: Repository) -> None:
    document = sizeable_document()
    schemas(document)["PaginationResponse"]["properties"]["desc"] = {"type": "boolean"}
    committed.generate(document)
    change = committed.change()
    assert change.all_removed() == []
    assert change.all_added() == ["    desc: bool | None = None"] * len(GROUPS)


def test_an_operation_that_goes_takes_its_code_and_what_only_it_reached(committed: Repository) -> None:
    document = sizeable_document()
    del document["paths"]["/v2/runs"]["get"]
    committed.generate(document)
    change = committed.change()
    removed = [line for line in change.all_removed() if not is_import(line)]
    assert [line for line in change.all_added() if not is_import(line)] == []
    assert [line for line in removed if line.startswith("class ")] == [
        "class ListOfRuns(Model):",
        "class RunShort(Model):",
    ]
    assert [line.partition("(")[0] for line in removed if line.startswith("def ")] == ["def list_runs"]
    assert [line.strip() for line in removed if "Endpoint(" in line] == ["list_runs = Endpoint(runs.list_runs)"]
    assert sorted(change.removed) == ["platform/client.py", "platform/endpoints/runs.py", "platform/models.py"]


def test_the_last_operation_of_a_group_takes_the_group_with_it_and_no_more(repository: Repository) -> None:
    every = ("tag:Runs", "createTask", "tag:Users")
    repository.generate(sizeable_document(), every)
    repository.commit()
    repository.generate(sizeable_document(), ("tag:Runs", "tag:Users"))
    change = repository.change()
    assert [line for line in change.all_added() if not is_import(line)] == []
    named = [line for line in change.all_removed() if line.startswith(("class ", "def "))]
    assert named
    assert all("task" in line.lower() for line in named)


@pytest.mark.parametrize("more", ["createRun", "updateRun", "deleteRun", "tag:Runs", "getTask"])
def test_one_more_selected_operation_only_adds(more: str, repository: Repository) -> None:
    repository.generate(sizeable_document(), ("tag:Actors", "getRun", "listRuns", "tag:Users"))
    repository.commit()
    repository.generate(sizeable_document(), ("tag:Actors", "getRun", "listRuns", "tag:Users", more))
    change = repository.change()
    assert change.all_removed() == []
    assert change.all_added()


def test_the_second_of_what_was_imported_alone_changes_that_line_and_no_other(repository: Repository) -> None:
    repository.generate(sizeable_document(), ("tag:Actors", "getRun"))
    repository.commit()
    repository.generate(sizeable_document(), ("tag:Actors", "getRun", "createRun"))
    assert repository.change().all_removed() == ["from ..models import RunResponse"]


@pytest.mark.parametrize("group", GROUPS)
def test_what_an_error_says_of_itself_is_the_same_whatever_is_selected(group: str, committed: Repository) -> None:
    committed.generate(sizeable_document(), (f"tag:{group}s",))
    change = committed.change()
    assert "platform/client.py" in change.removed
    assert "platform/errors.py" not in change.removed


def test_the_first_selected_stream_changes_besides_only_what_the_clients_are_made_of(repository: Repository) -> None:
    document = sizeable_document()
    content = {"text/event-stream": {"schema": {"$ref": "#/components/schemas/Run"}}}
    document["paths"]["/v2/runs/{runId}"]["get"]["responses"]["200"]["content"] = content
    repository.generate(document, ("tag:Actors",))
    repository.commit()
    repository.generate(document, ("tag:Actors", "getRun"))
    removed = [line for line in repository.change().all_removed() if not is_import(line)]
    assert removed == ["class Client(BaseClient):", "class AsyncClient(AsyncBaseClient):"]


@pytest.mark.parametrize(
    ("one", "other"), [("Run", "Task"), ("TaskStats", "ActorOptions"), ("CreateRun", "CreateTask")]
)
def test_a_reference_that_ties_two_groups_of_schemas_touches_only_lines_that_mention_it(
    one: str, other: str, committed: Repository
) -> None:
    document = sizeable_document()
    schemas(document)[one]["properties"]["zebra"] = {"$ref": f"#/components/schemas/{other}"}
    committed.generate(document)
    change = committed.change()
    assert [line for line in change.all_removed() if not is_import(line)] == []
    assert 1 <= len(change.all_added()) <= 3
    assert all("zebra" in line or other in line for line in change.all_added())


def test_a_cycle_through_two_groups_of_schemas_touches_only_lines_that_mention_it(committed: Repository) -> None:
    document = sizeable_document()
    for one, other in (("Run", "Task"), ("Task", "Run")):
        schemas(document)[one]["properties"]["zebra"] = {"$ref": f"#/components/schemas/{other}"}
    committed.generate(document)
    change = committed.change()
    assert change.all_removed() == []
    assert change.all_added() == ["    zebra: Task | None = None", "    zebra: Run | None = None"]


def test_a_reworded_description_touches_only_its_own_lines(committed: Repository) -> None:
    document = sizeable_document()
    document["paths"]["/v2/runs"]["get"]["description"] = "All of them."
    committed.generate(document)
    change = committed.change()
    assert change.all_added() == ["    All of them."]
    assert change.all_removed() == ["    List them of the Runs, with all the details that there are about it."]
