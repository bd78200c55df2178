"""One-offs: a document and nothing else, from a file, standard input or the web, by the command as people run it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from inhouse.diagnostics import Fatal
from inhouse.document import fetch, hosts, limits
from inhouse.document.web import Web, origin_of

ROOT = Path(__file__).parents[1]
HEAD = "openapi: 3.1.0\ninfo: {title: %s, version: '1'}\nservers: [{url: 'https://shop.example'}]\npaths:\n"
THING = "  /thing:\n    get: {operationId: getThing, responses: {'200': {description: It, content: {application/json: {schema: %s}}}}}\n"
PUBLIC = "93.184.215.14"
SHOP = HEAD % "The Corner Shop REST API v2" + THING % "{type: object, properties: {name: {type: string}}}"


def run(folder: Path, *arguments: str, input: str | bytes = "") -> subprocess.CompletedProcess[str]:
    """Runs the command in a folder, and tells what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "NO_COLOR": "1", "no_proxy": "*"}
    content = input.encode() if isinstance(input, str) else input
    done = subprocess.run(  # noqa: PLW1510
        [sys.executable, "-m", "inhouse", *arguments], cwd=folder, env=environment, input=content, capture_output=True
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


class Site(ThreadingHTTPServer):
    """Serves texts by path; a text that begins with `->` is a redirect."""

    def __init__(self, pages: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.asked: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site = self.server
        assert isinstance(site, Site)
        site.asked.append((self.path, self.headers.get("Accept")))
        page = site.pages.get(self.path.partition("?")[0])
        if page is None:
            self.send_error(404)
        elif page.startswith("->"):
            self.send_response(302)
            self.send_header("Location", page.removeprefix("->"))
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("Content-Length", str(len(page.encode()) + (1 if page.endswith("…") else 0)))
            self.end_headers()
            self.wfile.write(page.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(pages: dict[str, str]) -> Iterator[Site]:
    with Site(pages) as site:
        thread = Thread(target=site.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield site
        site.shutdown()


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_document_is_enough_and_its_file_gives_the_name(tmp_path: Path) -> None:
    (tmp_path / "corner-shop.v2.yaml").write_text(SHOP)
    done = run(tmp_path, "generate", "--document", "corner-shop.v2.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("corner_shop: wrote ")
    assert files(tmp_path) == {"corner-shop.v2.yaml", "corner_shop"}
    assert "class CornerShopError" not in (tmp_path / "corner_shop" / "errors.py").read_text()
    assert "CornerShopError = " in (tmp_path / "corner_shop" / "errors.py").read_text()
    done = run(tmp_path, "check", "--document", "corner-shop.v2.yaml")
    assert (done.returncode, done.stdout) == (0, "corner_shop: up to date\n")


@pytest.mark.parametrize("name", ["openapi.yaml", "swagger.json", "index.yml", "shop-api.yaml", "spec"])
def test_a_file_whose_name_says_nothing_leaves_it_to_the_title(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(SHOP)
    assert run(tmp_path, "generate", "--document", name).stdout.startswith("corner_shop: wrote ")


def test_a_given_folder_or_name_goes_first(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(SHOP)
    run(tmp_path, "generate", "--document", "openapi.yaml", "--output", "clients/_store")
    assert "StoreError = " in (tmp_path / "clients" / "_store" / "errors.py").read_text()
    run(tmp_path, "generate", "--document", "openapi.yaml", "--name", "kiosk")
    assert "KioskError = " in (tmp_path / "kiosk" / "errors.py").read_text()


def test_a_title_without_a_name_asks_for_one(tmp_path: Path) -> None:
    done = run(tmp_path, "generate", "--document", "-", "--name", "a b", input=SHOP)
    assert (done.returncode, done.stderr) == (2, "'a b' is no Python identifier. Give one by --name.\n")
    assert files(tmp_path) == set()


@pytest.mark.parametrize("command", ["generate", "check", "inspect"])
def test_standard_input_is_read(command: str, tmp_path: Path) -> None:
    run(tmp_path, "generate", "--document", "-", input=SHOP)
    done = run(tmp_path, command, "--document", "-", input=SHOP)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("getThing" in done.stdout) if command == "inspect" else (done.stdout == "corner_shop: up to date\n")


def test_places_in_standard_input_are_told(tmp_path: Path) -> None:
    done = run(tmp_path, "inspect", "--document", "-", input=HEAD % "t" + "a: b: c")
    assert (done.returncode, done.stderr.split(": ")[0]) == (2, "<stdin>:5:5")


def test_references_in_standard_input_lead_to_files_here(tmp_path: Path) -> None:
    (tmp_path / "Thing.yaml").write_text("{type: object, properties: {name: {type: string}}}")
    done = run(tmp_path, "inspect", "--document", "-", input=HEAD % "t" + THING % "{$ref: Thing.yaml}")
    assert (done.returncode, done.stderr) == (0, "")
    assert "-> Call[Thing]" in done.stdout


def test_a_folder_that_others_filled_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "corner_shop").mkdir()
    (tmp_path / "corner_shop" / "notes.txt").write_text("mine")
    done = run(tmp_path, "generate", "--document", "-", input=SHOP)
    assert done.returncode == 2
    assert done.stderr.startswith("corner_shop holds files, and none says that inhouse wrote them.")
    assert files(tmp_path / "corner_shop") == {"notes.txt"}
    assert run(tmp_path, "generate", "--document", "-", "--force", input=SHOP).returncode == 0
    assert (tmp_path / "corner_shop" / "notes.txt").read_text() == "mine"


def test_a_one_off_is_mended_by_the_command_it_prints(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP)
    arguments = ["--document", "shop.yaml", "--include", "GET /**", "--output", "kiosk"]
    done = run(tmp_path, "check", *arguments)
    assert done.returncode == 1
    assert "mend: inhouse generate --document shop.yaml --include 'GET /**' --output kiosk\n" in done.stdout


def test_flags_of_one_offs_need_a_document(tmp_path: Path) -> None:
    done = run(tmp_path, "generate", "--include", "x", "--name", "y")
    assert (done.returncode, done.stderr) == (2, "--name and --include go with --document\n")


def test_a_document_on_the_web_is_fetched_with_what_it_refers_to_there(tmp_path: Path) -> None:
    pages = {
        "/": "->/v2/",
        "/v2/": "->/v2/openapi.yaml?key=secret",
        "/v2/openapi.yaml": HEAD % "Corner shop" + THING % "{$ref: schemas/Thing.yaml}",
        "/v2/schemas/Thing.yaml": "{type: object, properties: {name: {$ref: 'Name.json#/Name'}, gone: {$ref: Gone.yaml}}}",
        "/v2/schemas/Name.json": '{"Name": {"type": "string", "minLength": "x"}}',
    }
    with serving(pages) as site:
        done = run(tmp_path, "generate", "--document", f"{site.url}/")
        fetched = [path for path, _ in site.asked]
    assert done.returncode == 0
    assert done.stderr == (
        f"{site.url}/v2/schemas/Thing.yaml:1:75: warning: unresolved reference 'Gone.yaml': "
        "the server answers 404 Not Found\n"
    )
    assert fetched == [
        "/",
        "/v2/",
        "/v2/openapi.yaml?key=secret",
        *(f"/v2/schemas/{n}" for n in ("Thing.yaml", "Name.json", "Gone.yaml")),
    ]
    assert "application/json" in (site.asked[0][1] or "")
    written = "".join(path.read_text() for path in (tmp_path / "corner_shop").rglob("*") if path.is_file())
    assert "class Thing(Model)" in written
    assert "127.0.0.1" not in written


def test_other_origins_and_files_are_read_from_the_web_only_if_they_are_listed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("{type: string}")
    with serving({"/Thing.yaml": "{type: object, properties: {name: {type: string}}}"}) as other:
        members = f"{{a: {{$ref: '{other.url}/Thing.yaml'}}, b: {{$ref: '{secret.as_uri()}'}}}}"
        pages = {"/api.yaml": HEAD % "shop" + THING % f"{{type: object, properties: {members}}}"}
        with serving(pages) as site:
            arguments = ["inspect", "--document", f"{site.url}/api.yaml"]
            done = run(tmp_path, *arguments)
            assert (
                f"it leads to an origin that is not allowed. If it is to be read: --allow-origin {other.url}"
                in done.stderr
            )
            assert f"unresolved reference '{secret.as_uri()[:20]}" in done.stderr
            assert "does not lead to files of this machine" in done.stderr
            assert other.asked == []
            done = run(tmp_path, *arguments, "--allow-origin", other.url)
            assert "not allowed" not in done.stderr
            assert "Thing.yaml" in other.asked[0][0]


def test_what_an_allowed_origin_serves_leads_to_no_file_here(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("{type: object, properties: {password: {type: string}}}")
    served = f"{{$id: '{tmp_path.as_uri()}/x.yaml', type: object, properties: {{a: {{$ref: secret.yaml}}}}}}"
    with serving({"/Thing.yaml": served}) as site:
        (tmp_path / "shop.yaml").write_text(HEAD % "shop" + THING % f"{{$ref: '{site.url}/Thing.yaml'}}")
        arguments = ["generate", "--document", "shop.yaml", "--allow-origin", site.url, "--output", "out"]
        assert "unresolved reference 'secret.yaml'" in run(tmp_path, *arguments).stderr
        assert "password" not in (tmp_path / "out" / "models.py").read_text()


def test_a_local_one_off_may_refer_to_an_allowed_origin_and_a_configured_target_never(tmp_path: Path) -> None:
    with serving({"/Thing.yaml": "{type: object, properties: {name: {type: string}}}"}) as site:
        (tmp_path / "shop.yaml").write_text(HEAD % "shop" + THING % f"{{$ref: '{site.url}/Thing.yaml'}}")
        assert "-> Call[Any]" in run(tmp_path, "inspect", "--document", "shop.yaml").stdout
        assert site.asked == []
        allowed = run(tmp_path, "inspect", "--document", "shop.yaml", "--allow-origin", f"{site.url}/any")
        assert "-> Call[Thing]" in allowed.stdout
        asked = len(site.asked)
        (tmp_path / "inhouse.toml").write_text('[targets.x]\ndocument = "shop.yaml"\noutput = "x"\n')
        assert "nothing remote" in run(tmp_path, "generate").stderr
        assert len(site.asked) == asked


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/none", "/none: the server answers 404 Not Found"),
        ("/loop", "/loop: it is redirected more than 5 times"),
        ("/file", "/file: it is redirected to what is no http or https address"),
        ("/page", "/page: this is an HTML page. Give the document itself, not a page that shows it."),
        ("/cut", "/cut: the connection broke before its end"),
        ("/bad", "/bad:5:5: not valid YAML"),
    ],
)
def test_what_cannot_be_fetched_is_told_where_it_is(path: str, complaint: str, tmp_path: Path) -> None:
    pages = {
        "/loop": "->/loop",
        "/file": "->file:///etc/passwd",
        "/page": "<!DOCTYPE html>\n<html></html>",
        "/cut": SHOP + "…",
        "/bad": HEAD % "t" + "a: b: c",
    }
    with serving(pages) as site:
        done = run(tmp_path, "generate", "--document", f"{site.url}{path}?token=secret")
    assert done.returncode == 2
    assert done.stderr.startswith(f"{site.url}{complaint}")
    assert "secret" not in done.stderr
    assert files(tmp_path) == set()


def test_no_more_is_read_than_a_document_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    from inhouse.document import source

    monkeypatch.setattr(source, "MAX_BYTES", 100)
    monkeypatch.setattr(fetch, "MAX_BYTES", 100)
    with serving({"/big": "#" * 1_000_000}) as site, pytest.raises(Fatal, match="larger than"):
        Web().first(f"{site.url}/big")


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "SECONDS_OF_SILENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Fatal, match="no answer within"):
        Web().first(f"http://127.0.0.1:{silent.getsockname()[1]}/")


def test_only_so_many_files_are_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.MAX_FETCHED >= 400  # real documents have as many
    monkeypatch.setattr("inhouse.document.web.MAX_FETCHED", 1)
    with serving({"/a": "{}", "/b": "{}"}) as site:
        web = Web([site.url])
        web.fetch(f"{site.url}/a")
        with pytest.raises(Fatal, match="more than 1 files"):
            web.fetch(f"{site.url}/b")


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[str]]]:
    """Names by the addresses that they have, one look-up after the other; 93.184.215.14 is the site on 127.0.0.1."""
    names: dict[str, list[str]] = {}
    look_up, connect = hosts.look_up, socket.create_connection

    def found(host: str, port: int) -> tuple[str, ...]:
        return tuple(names[host].pop(0).split()) if host in names else look_up(host, port)

    def connected(address: tuple[str, int], timeout: float) -> socket.socket:
        assert address[0] in (PUBLIC, "127.0.0.1")
        return connect(("127.0.0.1", address[1]), timeout)

    monkeypatch.setattr(fetch, "look_up", found)
    monkeypatch.setattr(socket, "create_connection", connected)
    monkeypatch.setenv("no_proxy", "*")
    yield names
    assert not any(names.values())


def test_a_redirect_leads_from_a_public_address_to_no_private_one(internet: dict[str, list[str]]) -> None:
    internet["public.example"] = [PUBLIC]
    with serving({"/inside": "{}"}) as site:
        site.pages["/"] = f"->http://localhost:{site.server_port}/inside"
        with pytest.raises(Fatal, match=r"redirected to .*, an address of a private network"):
            Web().first(f"http://public.example:{site.server_port}/")
        assert [path for path, _ in site.asked] == ["/"]


@pytest.mark.parametrize(
    "answers", [[PUBLIC, "127.0.0.1"], [PUBLIC, f"{PUBLIC} 127.0.0.1"], [f"127.0.0.1 {PUBLIC}", "10.0.0.1"]]
)
def test_a_name_that_changes_its_address_leads_to_no_private_one(
    answers: list[str], internet: dict[str, list[str]]
) -> None:
    internet["evil.example"] = answers
    with serving({"/inside": "{}"}) as site:
        site.pages["/"] = "->/inside"
        with pytest.raises(Fatal, match="an address of a private network"):
            Web().first(f"http://evil.example:{site.server_port}/")
        assert [path for path, _ in site.asked] == ["/"]


def test_a_reference_to_the_documents_own_origin_leads_to_no_private_address_either(
    internet: dict[str, list[str]],
) -> None:
    internet["evil.example"] = [PUBLIC, "169.254.169.254"]
    with serving({"/api": "{}"}) as site:
        web = Web()
        web.first(origin := f"http://evil.example:{site.server_port}/api")
        with pytest.raises(Fatal, match="an address of a private network"):
            web.fetch(origin)


def test_a_private_origin_that_is_listed_is_read_from_anywhere(internet: dict[str, list[str]]) -> None:
    internet["public.example"] = [PUBLIC, PUBLIC]
    with serving({"/inside": "{}"}) as site:
        site.pages["/"] = f"->{site.url}/inside"
        web = Web([site.url])
        assert web.first(f"http://public.example:{site.server_port}/")[0] == f"{site.url}/inside"
        assert web.fetch(f"{site.url}/inside").value == {}
        assert web.fetch(f"http://public.example:{site.server_port}/").value == {}


def test_what_is_private_may_redirect_to_what_is_private() -> None:
    with serving({"/inside": "{}"}) as other, serving({"/": f"->{other.url}/inside"}) as site:
        assert Web().first(f"{site.url}/")[1].value == {}


def test_the_address_that_was_looked_at_is_what_is_connected_to(internet: dict[str, list[str]]) -> None:
    internet["shop.example"] = [PUBLIC]  # which a second look-up would find empty
    with serving({"/": "{}"}) as site:
        Web().first(f"http://shop.example:{site.server_port}/")


def test_a_redirect_of_a_reference_stays_within_the_allowed_origins() -> None:
    with serving({"/x": "{}"}) as other, serving({"/a": f"->{other.url}/x"}) as site:
        with pytest.raises(Fatal, match="none of the allowed origins"):
            Web([site.url]).fetch(f"{site.url}/a")
        assert other.asked == []


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("127.0.0.1", False),
        ("0x7f000001", False),
        ("0177.0.0.1", False),
        ("2130706433", False),
        ("127.1", False),
        ("0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("192.88.99.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:1.1.1.1", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b::101:101", True),
        ("64:ff9b:1::1", False),
        ("2001:0:53aa:64c:0:0:80ff:fffe", False),
        ("2002:7f00:1::", False),
        ("2001:db8::1", False),
        ("fe80::1", False),
        ("fe80::1%lo", False),
        ("fec0::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("1.1.1.1", True),
        ("2606:4700:4700::1111", True),
    ],
)
def test_private_addresses_are_known_in_every_spelling(host: str, public: bool) -> None:
    found = (host,) if ":" in host else hosts.look_up(host, 80)
    assert [hosts.is_public(address) for address in found] == [public]


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Shop.example:443/a?b", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://[::1]:8080/x", "http://[::1]:8080"),
        ("file:///x", ""),
        ("https:///x", ""),
        ("https://x:port/", ""),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_an_address_with_a_password_is_not_read_and_not_printed(tmp_path: Path) -> None:
    done = run(tmp_path, "generate", "--document", "https://user:hunter2@shop.example/openapi.yaml")
    assert (done.returncode, done.stderr) == (2, "https://shop.example: an address with a user name is not read\n")
