"""Documents that are published on the web: fetched by `update` alone, kept beside the configuration, and pinned."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inhouse.cli import main
from inhouse.commands import keep
from tests.server import Raw, Reply, Seen, Server, serving, unused_url

ROOT = Path(__file__).parents[1]


def document(count: int, **more: Any) -> dict[str, Any]:
    """A document with so many operations."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example"}],
        "paths": {
            f"/things/{n}": {"get": {"operationId": f"get{n}", "responses": {"204": {"description": "d"}}}}
            for n in range(count)
        },
        **more,
    }


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def here(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a target that is kept from the server, by somebody who has fetched nothing yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INHOUSE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(keep, "PAUSES", (0.01, 0.01, 0.01))
    configure(tmp_path, f"{server.url}/v1/openapi.json")
    return tmp_path


def configure(folder: Path, url: str) -> None:
    (folder / "inhouse.toml").write_text(
        f'[targets.shop]\ndocument = "spec/shop.json"\nurl = "{url}"\noutput = "shop"\n'
    )


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main(list(arguments))
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_a_copy_is_kept_byte_for_byte_and_pinned(
    here: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    body = json.dumps(document(2), indent=7).encode() + b"\n\n"
    server.script = [Reply(body=body)]
    told = (0, "spec/shop.json: fetched, 2 operations\nnext: inhouse generate shop\n", "")
    assert run("update", capsys=capsys) == told
    assert (here / "spec" / "shop.json").read_bytes() == body
    assert (here / "spec" / "shop.json.sha256").read_text() == f"{hashlib.sha256(body).hexdigest()}  shop.json\n"
    checked = subprocess.run(
        ["sha256sum", "-c", "shop.json.sha256"], cwd=here / "spec", check=True, capture_output=True
    )
    assert checked.stdout == b"shop.json: OK\n"
    assert sorted(path.name for path in (here / "spec").iterdir()) == ["shop.json", "shop.json.sha256"]


def test_generating_and_checking_ask_nobody(here: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.script = [Reply(json=document(2))]
    run("update", capsys=capsys)
    asked = len(server.seen)
    assert run("generate", capsys=capsys)[0] == 0
    assert run("check", capsys=capsys)[:2] == (0, "shop: up to date\n")
    assert run("inspect", capsys=capsys)[0] == 0
    assert len(server.seen) == asked


def test_before_the_first_fetch_every_command_says_what_to_do(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("generate", "check", "inspect"):
        told = "spec/shop.json: it was not fetched yet. Fetch it: inhouse update shop\n"
        assert run(command, capsys=capsys) == (2, "", told)


@pytest.mark.parametrize("validator", [{"ETag": '"a1"'}, {"Last-Modified": "Sat, 21 Nov 2026 10:00:00 GMT"}])
def test_an_unchanged_document_costs_one_request_and_no_download(
    validator: dict[str, str], here: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    name, value = next(iter(validator.items()))
    asks = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}[name]

    def answer(request: Seen) -> Reply:
        known = request.headers.get(asks) == value
        return Reply(304) if known else Reply(json=document(2), headers=validator)

    server.script = answer
    run("update", capsys=capsys)
    assert run("update", capsys=capsys) == (0, "spec/shop.json: unchanged\n", "")
    assert [seen.headers.get(asks) for seen in server.seen] == [None, value]


def test_without_its_cache_an_unchanged_document_is_told_as_unchanged_too(
    here: Path, server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script = [Reply(json=document(2), headers={"ETag": '"a1"'})]
    (here / "file").write_text("")
    monkeypatch.setenv("INHOUSE_CACHE_DIR", str(here / "file"))  # where no cache can be written
    run("update", capsys=capsys)
    assert run("update", capsys=capsys) == (0, "spec/shop.json: unchanged\n", "")
    assert "if-none-match" not in server.seen[1].headers


def test_a_copy_that_was_lost_or_edited_is_not_asked_for_by_its_etag(
    here: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script = [Reply(json=document(2), headers={"ETag": '"a1"'})]
    run("update", capsys=capsys)
    kept = here / "spec" / "shop.json"
    whole = kept.read_bytes()
    kept.unlink()
    assert run("update", capsys=capsys)[0] == 0
    kept.write_bytes(whole + b" ")
    assert run("update", "--force", capsys=capsys)[0] == 0
    assert kept.read_bytes() == whole
    assert all("if-none-match" not in seen.headers for seen in server.seen)


def test_what_changed_is_counted(here: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.script = [
        Reply(json=document(2)),
        Reply(json=document(4)),
        Reply(json=document(1)),
        Reply(json=document(1, x=1)),
    ]
    firsts = [run("update", capsys=capsys)[1].splitlines()[0] for _ in range(4)]
    assert [first.partition(": ")[2] for first in firsts] == [
        "fetched, 2 operations",
        "changed, 2 operations added",
        "changed, 3 operations removed",
        "changed, with the same operations",
    ]


@pytest.mark.parametrize(
    "failure",
    [
        Reply(503),
        Reply(429, headers={"Retry-After": "0"}),
        Raw((b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",)),
        Raw(),
    ],
)
def test_what_may_pass_is_tried_again(
    failure: Reply | Raw, here: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script = [failure, failure, failure, Reply(json=document(1))]
    assert run("update", capsys=capsys)[0] == 0
    assert len(server.seen) == 4


def test_what_does_not_pass_is_told_after_four_tries_and_nothing_changes(
    here: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script = [Reply(json=document(1)), Reply(502)]
    run("update", capsys=capsys)
    before = (here / "spec" / "shop.json").read_bytes()
    status, out, err = run("update", capsys=capsys)
    assert (status, out) == (2, "")
    assert err == (
        f"{server.url}/v1/openapi.json: the server answers 502 X, in each of 4 tries. Nothing was changed; try again later.\n"
    )
    assert (here / "spec" / "shop.json").read_bytes() == before
    configure(here, f"{unused_url()}/x?key=secret")
    status, _, err = run("update", capsys=capsys)
    assert (status, "secret" in err, "in each of 4 tries" in err) == (2, False, True)


def test_what_will_not_pass_is_not_tried_again(here: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.script = [Reply(404)]
    assert run("update", capsys=capsys)[0] == 2
    server.script = [Reply(429, headers={"Retry-After": "3600"})]
    assert run("update", capsys=capsys)[0] == 2
    assert len(server.seen) == 2


def test_a_host_without_an_address_is_not_asked_for_again(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[object] = []

    def unknown(host: object, *_: object, **__: object) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    configure(here, "https://nowhere.invalid/openapi.json")
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    told = "https://nowhere.invalid/openapi.json: it cannot be fetched: Name or service not known\n"
    assert run("update", capsys=capsys) == (2, "", told)
    assert asked == ["nowhere.invalid"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<!DOCTYPE html><title>Sign in</title>", "this is an HTML page"),
        (b'{"swagger": "2.0", "paths": {}}', "Swagger 2.0 is not read"),
        (b'{"openapi": "3.1.0", ', "not valid YAML"),
        (b'{"message": "moved"}', "not an OpenAPI document"),
        (b"", "the file is empty"),
        (
            json.dumps(document(2)).encode(),
            "it has lost 8 of the 10 operations that spec/shop.json has. If that is meant",
        ),
        (
            json.dumps(document(9, components={"schemas": {"A": {"$ref": "schemas/A.yaml"}}})).encode(),
            "it refers to another file, 'schemas/A.yaml', and the copy that is kept is one file",
        ),
    ],
)
def test_what_is_no_better_does_not_take_the_place_of_what_is_kept(
    body: bytes, told: str, here: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script = [Reply(json=document(10)), Reply(body=body)]
    run("update", capsys=capsys)
    kept = {path.name: path.read_bytes() for path in (here / "spec").iterdir()}
    status, _, err = run("update", capsys=capsys)
    assert status == 2
    assert err.startswith(f"{server.url}/v1/openapi.json")
    assert told in err
    assert {path.name: path.read_bytes() for path in (here / "spec").iterdir()} == kept
    if "If that is meant" in told or "another file" in told:
        assert run("update", "--force", capsys=capsys)[0] == 0
        assert (here / "spec" / "shop.json").read_bytes() == body


def test_a_copy_that_was_edited_by_hand_is_told_and_not_lost(
    here: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script = [Reply(json=document(1))]
    run("update", capsys=capsys)
    run("generate", capsys=capsys)
    kept = here / "spec" / "shop.json"
    edited = kept.read_bytes().replace(b"Shop", b"Stop")
    kept.write_bytes(edited)
    for command in ("check", "generate", "update"):
        status, _, err = run(command, capsys=capsys)
        assert status == 2
        assert err.startswith("spec/shop.json: it is not what was fetched, by the pin in shop.json.sha256.")
        assert "inhouse update shop --force" in err
        assert "overlay" in err
    assert kept.read_bytes() == edited


def test_line_ends_of_the_copy_are_no_edit(here: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.script = [Reply(body=json.dumps(document(1), indent=1).encode())]
    run("update", capsys=capsys)
    run("generate", capsys=capsys)
    kept = here / "spec" / "shop.json"
    kept.write_bytes(kept.read_bytes().replace(b"\n", b"\r\n"))
    assert run("check", capsys=capsys)[0] == 0


def test_a_document_without_an_address_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "inhouse.toml").write_text('[targets.shop]\ndocument = "shop.json"\noutput = "shop"\n')
    assert run("update", capsys=capsys) == (0, "shop.json: not fetched, it has no `url`\n", "")
    status, _, err = run("update", "shop", capsys=capsys)
    assert (status, err) == (
        2,
        'the document of shop has no `url` to fetch it from. Say where it is published: url = "https://…" in [targets.shop].\n',
    )


@pytest.mark.skipif(os.name == "nt", reason="permissions")
def test_a_folder_that_cannot_be_written_is_status_3(
    here: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script = [Reply(json=document(1))]
    (here / "spec").write_text("a file where a folder must be")
    status, _, err = run("update", capsys=capsys)
    assert status == 3
    assert err.startswith("inhouse: spec/shop.json cannot be ")


def test_the_command_as_people_run_it(here: Path, server: Server) -> None:
    server.script = [Reply(json=document(1))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    command = [sys.executable, "-m", "inhouse", "update", "shop"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "spec/shop.json: fetched, 1 operation\nnext: inhouse generate shop\n"


@pytest.mark.parametrize(
    ("servers", "url"),
    [
        ([{"url": "/v2"}], "{}/v2"),
        ([{"url": "v2/"}], "{}/v1/v2"),
        ([{"url": "./"}], "{}/v1"),
        ([], "{}"),
        ([{"url": "https://other.example/x"}], "https://other.example/x"),
    ],
)
def test_a_relative_server_is_relative_to_where_the_document_is_published(
    servers: list[Any], url: str, here: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script = [Reply(json=document(1, servers=servers))]
    run("update", capsys=capsys)
    status, _, err = run("generate", capsys=capsys)
    assert (status, err) == (0, "")
    expected = f'"{url.format(server.url)}"'
    assert expected in (here / "shop" / "client.py").read_text()
    one_off = ["generate", "--document", f"{server.url}/v1/openapi.json", "--output", "once/shop"]
    assert run(*one_off, capsys=capsys)[0] == 0
    assert (here / "once/shop/client.py").read_text() == (here / "shop/client.py").read_text()


def test_another_address_of_the_document_is_a_change_of_the_configuration(
    here: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script = [Reply(json=document(1, servers=[{"url": "/api"}]))]
    run("update", capsys=capsys)
    run("generate", capsys=capsys)
    configure(here, "https://new.example/openapi.json")
    assert run("generate", capsys=capsys)[1].startswith("shop: wrote 2 of ")
    assert '"https://new.example/api"' in (here / "shop" / "client.py").read_text()
