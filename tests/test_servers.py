"""Where the calls of a written client go: the golden package `servers`, over real HTTP."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

from inhouse.cli import main
from tests.clients import GOLDEN, Used, generated
from tests.server import serving


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    with generated("servers", tmp_path_factory.mktemp("servers")) as package:
        yield package


@pytest.fixture(params=["sync", "async"])
def use(request: pytest.FixtureRequest, shop: ModuleType) -> Iterator[Any]:
    """Makes clients of either kind."""
    with asyncio.Runner() as runner:

        def build(**options: Any) -> Used:
            if request.param == "sync":
                return Used(shop.Client(**options), None)
            return Used(shop.AsyncClient(**options), runner)

        yield build


def asked(use: Any, shop: ModuleType, function: str, **options: Any) -> str:
    """The address that a call goes to."""
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(str(request.url))
        return httpx2.Response(204)

    module = importlib.import_module(f"{shop.__name__}.endpoints.{'items_' if 'item' in function else 'files'}")
    use(transport=httpx2.MockTransport(answer), **options).send(getattr(module, function)())
    return seen[0]


@pytest.mark.parametrize(
    ("function", "options", "url"),
    [
        ("list_items", {}, "https://eu.shop.example/v1/items"),
        (
            "list_items",
            {"region": "us", "port": "8443", "base_path": "v2/x"},
            "https://us.shop.example:8443/v2/x/items",
        ),
        ("list_items", {"base_url": "https://other.example/x/"}, "https://other.example/x/items"),
        ("list_files", {}, "https://files.shop.example/files"),
        ("list_files", {"base_url": "https://other.example"}, "https://files.shop.example/files"),
        ("list_files", {"files_url": "http://localhost:1/x/"}, "http://localhost:1/x/files"),
        ("add_file", {"tenant": "me", "base_path": "v3"}, "https://me.uploads.shop.example/v3/files"),
        ("set_file", {}, "https://eu.shop.example/v2/files"),
        ("set_file", {"base_url": "http://localhost:1/api"}, "http://localhost:1/v2/files"),
        ("remove_file", {"region": "us"}, "https://us.shop.example/v1/files"),
    ],
)
def test_a_call_goes_to_its_server(
    use: Any, shop: ModuleType, function: str, options: dict[str, str], url: str
) -> None:
    assert asked(use, shop, function, **options) == url


def test_no_part_of_a_host_can_be_left_out_but_with_a_whole_address(use: Any, shop: ModuleType) -> None:
    for options, name in (({"region": ""}, "base_url"), ({"tenant": ""}, "uploads")):
        with pytest.raises(ValueError, match=name):
            use(**options)
    whole = {"region": "", "tenant": "", "base_url": "http://localhost:1", "uploads_url": "http://localhost:2"}
    assert asked(use, shop, "add_file", **whole) == "http://localhost:2/files"


@pytest.mark.parametrize("value", ["evil.example/", "u:p@evil.example", "evil.example#", "a?b", "a\\b"])
def test_a_variable_cannot_lead_to_another_host(shop: ModuleType, value: str) -> None:
    with pytest.raises(ValueError, match=r"region|base_url"):
        shop.Client(region=value)


@pytest.mark.parametrize("url", ["localhost:80", "ftp://a", "//a", "https://u:p@a", "https://a?x=1"])
def test_an_address_of_a_server_that_is_none_is_refused(shop: ModuleType, url: str) -> None:
    with pytest.raises(ValueError, match="files"):
        shop.Client(files_url=url)


def test_credentials_go_to_every_server_of_the_document(tmp_path: Path) -> None:
    document = minimal(servers=[{"url": "https://a.example"}], security=[{"key": []}])
    document["components"] = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
    document["paths"]["/x"]["servers"] = [{"url": "/v2"}]
    package = written(tmp_path, "credited", document)
    with serving() as server:
        client = package.Client(base_url=f"{server.url}/v1", api_key="k")
        client.send(importlib.import_module("credited.endpoints.x").x())
        assert (server.seen[0].target, server.seen[0].headers["x-key"]) == ("/v2/x", "k")


def test_a_variable_may_be_the_beginning_of_the_address(tmp_path: Path) -> None:
    variables = {"endpoint": {"default": ""}, "apiVersion": {"default": "", "enum": ["v1.0"]}}
    package = written(
        tmp_path, "begun", minimal(servers=[{"url": "{endpoint}/api/{apiVersion}", "variables": variables}])
    )
    call = importlib.import_module("begun.endpoints.x").x()
    with serving() as server:
        package.Client(endpoint=server.url).send(call)
        assert server.seen[0].target == "/api/v1.0/x"
    with pytest.raises(ValueError, match="base_url"):
        package.Client()


@pytest.mark.parametrize("servers", [[], [{"url": "/v1"}], [{"url": "//host/v1"}]])
def test_a_document_without_a_whole_address_asks_for_it(tmp_path: Path, servers: list[Any]) -> None:
    name = f"unserved{len(str(servers))}"
    package = written(tmp_path, name, minimal(servers=servers))
    with pytest.raises(ValueError, match=r"base_url must be http\(s\)://"):
        package.Client()
    assert "`base_url`" in package.Client.__init__.__doc__
    with serving() as server:
        package.Client(base_url=server.url).send(importlib.import_module(f"{name}.endpoints.x").x())
        assert server.seen[0].target == "/x"


def test_a_server_that_all_operations_name_is_the_one_of_the_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = minimal()
    document["paths"]["/x"]["servers"] = [{"url": "https://a.example"}]
    package = written(tmp_path, "promoted", document)
    assert importlib.import_module("promoted.endpoints.x").x().server is None
    assert "base_url" not in package.Client.__init__.__doc__ + capsys.readouterr().err


def test_inspect_tells_servers_and_schemes_with_their_arguments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = {"region": {"default": "eu", "enum": ["eu", "us"]}}
    document = minimal(servers=[{"url": "https://{region}.example", "variables": variables}], security=[{"own": ["a"]}])
    flows = {"clientCredentials": {"tokenUrl": "token", "scopes": {}}}
    document["components"] = {"securitySchemes": {"own": {"type": "oauth2", "flows": flows}}}
    document["paths"]["/x"]["get"]["servers"] = [{"url": "https://files.example"}]
    (tmp_path / "document.json").write_text(json.dumps(document))
    main(["inspect", "--format", "json", "--document", str(tmp_path / "document.json")])
    told = json.loads(capsys.readouterr().out)
    default, files = told["servers"]
    assert (default["name"], default["url"]) == (None, "https://{region}.example")
    assert default["variables"] == [
        {"name": "region", "argument": "region", "default": "eu", "values": ["eu", "us"], "doc": ""}
    ]
    assert (files["name"], files["argument"]) == ("files", "files_url")
    (scheme,) = told["security_schemes"]
    assert (scheme["kind"], scheme["token_url"]) == ("oauth2", "/token")
    assert scheme["arguments"] == ["token", "client_id", "client_secret"]
    operation = told["operations"][0]
    assert (operation["security"], operation["scopes"], operation["server"]) == ([["own"]], [[["a"]]], "files")


def minimal(**fields: Any) -> dict[str, Any]:
    """A document of one operation."""
    operation = {"operationId": "x", "responses": {"200": {"description": ""}}}
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/x": {"get": operation}}, **fields}


def written(folder: Path, name: str, document: dict[str, Any]) -> ModuleType:
    (folder / "document.json").write_text(json.dumps(document))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        main(["generate", "--document", str(folder / "document.json"), "--output", str(folder / name)])
        return importlib.import_module(name)


def test_checkers_know_the_values_of_variables_and_the_kinds_of_tokens(tmp_path: Path) -> None:
    for case in ("security", "servers"):
        document = str(GOLDEN / case / "document.yaml")
        main(["generate", "--document", document, "--output", str(tmp_path / case)])
    (tmp_path / "used.py").write_text(
        "import security, servers\n"
        "def token() -> str: return 't'\n"
        "async def later() -> str: return 't'\n"
        "servers.Client(region='us', base_path='x', files_url='https://a.example')\n"
        "servers.Client(region='mars')  # type: ignore[arg-type]\n"
        "security.Client(person_token=token, app_token='t')\n"
        "security.Client(person_token=later)  # type: ignore[arg-type]\n"
        "security.Client(header_api_key=token)  # type: ignore[arg-type]\n"
        "security.AsyncClient(person_token=later, app_token=token)\n"
        "security.Client().request('GET', '/x', extra_query={'a': [1]}).headers['x']\n"
    )
    mypy = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull, "used.py", "security", "servers"]
    run = subprocess.run(mypy, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
