"""What changes are said to break, tried: the same code against the old package and the new one, run and type-checked."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from tests.change_cases import CASES
from tests.test_changes import files_of

ROOT = Path(__file__).parents[1]
PET = {
    "id": 1,
    "name": "Rex",
    "mood": "bad",
    "age": 3,
    "weight": 2,
    "bornAt": "2020-01-01T00:00:00Z",
    "owner": {"name": "A"},
    "extra": {"name": "B"},
}

PRELUDE = """\
from typing import Any

import httpx2
from PACKAGE import Client, Unknown
from PACKAGE.endpoints.owners import list_owners
from PACKAGE.endpoints.pets import create_pet, get_pet, list_pets
from PACKAGE.models import Born, Label, NewPet, Owner, Pet


def client(body: Any, status: int = 200) -> Client:
    answers = httpx2.MockTransport(lambda _: httpx2.Response(status, json=body))
    return Client(base_url="https://x.example", transport=answers)


def pet(**changed: Any) -> Pet:
    return client({**PET, **changed}).pets.get_pet(1)


""".replace("PET,", f"{json.dumps(PET)},")

CODE = {
    "a property of a response is optional": "name: str = pet().name; print(name)",
    "null is allowed in a response": "name: str = pet().name; print(name)",
    "an optional property of a response is required": "age: int | None = pet().age; print(age)",
    "a response property is narrowed from nullable": "owner: Owner | None = pet().owner; print(owner)",
    "a property of a response is removed": "print(client({'id': 1}).pets.get_pet(1).age)",
    "a property of a response is renamed": "print(client({'id': 1}).pets.get_pet(1).born_at)",
    "a property of a response becomes a moment": "born: str | None = pet().born_at; print(repr(born))",
    "an integer of a response becomes a number": "age: int | None = pet().age; print(repr(age))",
    "a number of a response becomes an integer": "weight: float | None = pet().weight; print(repr(weight))",
    "any value of a response becomes an object": "extra = pet().extra; assert extra is not None; print(extra['name'])",
    "an object of a response becomes any value": "print(type(pet().owner).__name__)",
    "a name for a type becomes another": "id: int = pet(id=ANSWER).id; print(repr(id))",
    "a value is removed from an enum of responses": "mood: str = pet().mood; print(mood)",
    "a value is added to an enum of responses": "mood: str = pet(mood='odd').mood; print(mood)",
    "a value is removed from an enum of requests": "print(list_pets(status='taken').target, NewPet(name='x', pet_status='taken').to_wire())",
    "an optional parameter is required": "print(list_pets().target)",
    "a required parameter is added": "print(get_pet(1).target)",
    "a parameter is narrowed from number to int": "print(list_pets(weight=1.5).target)",
    "a parameter becomes a moment": "print(list_pets(since='2020').target)",
    "a parameter is widened from int to number": "print(list_pets(limit=3).target)",
    "a parameter is renamed": "print(list_pets(since='2020').target)",
    "a default is changed, which is not sent": "print(list_pets().target)",
    "a path argument is renamed": "print(get_pet(pet_id=1).target)",
    "a property of a request is narrowed": "print(NewPet(name='x', weight=1.5).to_wire())",
    "a property of a request becomes a moment": "print(NewPet(name='x', born_at='2020').to_wire())",
    "a property of a request is widened from int to number": "print(NewPet(name='x', count=1).count == 1)",
    "a property of a request is removed that is spelled alike": "print(sorted(NewPet(name='x', colour='red').to_wire().items()))",
    "a property of a request is removed that is spelled otherwise": "print(NewPet(name='x', pet_status='free').to_wire())",
    "a key of a typed dict is spelled otherwise": "print(create_pet(body={'name': 'x', 'petStatus': 'free'}).body)",
    "a required property is added to a request": "print(NewPet(name='x').to_wire())",
    "an optional property of a request is required": "print(NewPet(name='x').to_wire())",
    "a required property of a request is optional": "print(NewPet(name='x').to_wire())",
    "null is allowed in a request": "print(NewPet(name='x').to_wire())",
    "a property of both directions is optional": "text: str = Label(text='x').text; print(text)",
    "a property of both directions is required": "print(Label(text='x').to_wire())",
    "nothing needs credentials any more": "print(Client(token='x').pets is not None)",
    "credentials are of another kind": "print(Client(token='x').pets is not None)",
    "the document names no host any more": "print(Client().pets is not None)",
    "an operation needs another credential": "print(Client(token='x').pets is not None)",
    "a union of responses gets a member": "event = client({'kind': 'lost'}).events.get_event(); print(type(event).__name__)\nif not isinstance(event, Born | Unknown):\n    print(event.price)",
    "another value tells a member of a union": "print(type(client({'kind': 'born'}).events.get_event()).__name__)",
    "a missing pet is None": "client({}, 404).pets.delete_pet(1)",
    "a status is no success any more": "client(None, 204).pets.delete_pet(1)",
    "an answer may have no body": "found: Pet = client(PET_JSON).pets.get_pet(1); print(found.name)".replace(
        "PET_JSON", json.dumps(PET)
    ),
    "a list loses its pages": "print(list(client({'items': []}).items(list_owners())))",
    "a list gets pages": "print(client({'items': []}).send(list_pets()).items)",
    "what a call returns is unwrapped": "print(client({'items': []}).send(list_pets()).items)",
    "an error loses its class": "from PACKAGE.errors import ConflictError; print(ConflictError.__name__)",
    "a schema that a response names is renamed": "from PACKAGE.models import Problem; print(Problem.__name__)",
    "an operation moves to another tag": "print(client(PET_JSON).pets.get_pet(1).name)".replace(
        "PET_JSON", json.dumps(PET)
    ),
}
"""By the title of a case: code that is right against the old package; `ANSWER` is what either server answers."""


@dataclass(frozen=True)
class Trial:
    """What type checkers say of the code with each package, by the name of the file."""

    folder: Path
    errors: dict[str, list[str]]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    folder = tmp_path_factory.mktemp("truth")
    write(folder / "shop_old", None)
    numbers = {case.title: number for number, case in enumerate(CASES)}
    for number, (title, code) in enumerate(CODE.items()):
        write(folder / f"shop_{number}", numbers[title])
        for which, package in (("old", "shop_old"), ("new", f"shop_{number}")):
            text = f"{PRELUDE}{code}\n".replace("PACKAGE", package).replace("ANSWER", "1" if which == "old" else "'1'")
            (folder / f"{which}_{number}.py").write_text(text, encoding="utf-8")
    files = sorted(path.name for path in folder.glob("*.py"))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", *files],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    errors: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        errors.setdefault(line.partition(":")[0], []).append(line)
    sys.path.insert(0, str(folder))
    try:
        yield Trial(folder, errors)
    finally:
        sys.path.remove(str(folder))


def write(folder: Path, case: int | None) -> None:
    for path, text in files_of(case).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def ran(module: str) -> str:
    """What the code printed, or the error that ended it."""
    printed = StringIO()
    try:
        with redirect_stdout(printed):
            importlib.import_module(module)
    except Exception as error:  # noqa: BLE001  # whatever the code raises is what is to be known
        return type(error).__name__
    return printed.getvalue()


@pytest.mark.parametrize(("number", "title"), list(enumerate(CODE)), ids=list(CODE))
def test_code_that_was_right_breaks_as_it_is_told_to(number: int, title: str, trial: Trial) -> None:
    breaks = next(case.breaks for case in CASES if case.title == title)
    assert not trial.errors.get(f"old_{number}.py"), trial.errors
    old, new = ran(f"old_{number}"), ran(f"new_{number}")
    found = trial.errors.get(f"new_{number}.py", [])
    assert bool(found) is ("source" in breaks), found
    assert (old != new) is ("running" in breaks), (old, new)
