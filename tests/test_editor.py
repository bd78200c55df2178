"""What editors show of the committed package."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.language_server import LanguageServer, language_server

PACKAGE = Path(__file__).parents[1] / "generated" / "apify"
USE = """\
from apify import AsyncClient, Client
from apify.endpoints.actors import get_actor
from apify.models import BuildShort

call = get_actor("janedoe~my-actor")
client = Client(token="secret")
actor = client.actors.get_actor("janedoe~my-actor")


async def main(client: AsyncClient) -> None:
    later = await client.actors.get_actor("janedoe~my-actor")
    print(later)


def ready(build: BuildShort) -> bool:
    return build.status == ""
"""


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LanguageServer, Path]]:
    folder = tmp_path_factory.mktemp("editor")
    shutil.copytree(PACKAGE, folder / "apify", ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "use.py"
    path.write_text(USE)
    with language_server(folder) as server:
        server.open(path)
        yield server, path


@pytest.mark.parametrize(
    ("needle", "result"),
    [
        ("call = get_actor(", "Call[Actor]"),
        ("actor = client.actors.get_actor(", "Actor"),
        ("await client.actors.get_actor(", "Actor]"),
    ],
)
def test_signature_and_docstring_are_shown_wherever_an_endpoint_is_called(
    needle: str, result: str, editor: tuple[LanguageServer, Path]
) -> None:
    server, path = editor
    hover = server.at("textDocument/hover", path, needle)["contents"]["value"]
    assert "actor_id: str" in hover
    assert "Gets an object that contains all the details about a specific Actor." in hover
    (signature,) = server.at("textDocument/signatureHelp", path, needle)["signatures"]
    assert signature["label"].startswith("(actor_id: str) -> ")
    assert signature["label"].endswith(result)
    assert "Gets an object that contains all the details" in signature["documentation"]["value"]


def test_the_known_values_of_an_open_enum_are_completed(editor: tuple[LanguageServer, Path]) -> None:
    server, path = editor
    answer = server.at("textDocument/completion", path, 'build.status == "')
    items = answer["items"] if isinstance(answer, dict) else answer
    assert {"READY", "TIMED-OUT"} <= {item["label"].strip("\"'") for item in items}
