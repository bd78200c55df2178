"""What written clients send as request bodies, over real HTTP: the golden packages for bodies, generated and used."""

from __future__ import annotations

import asyncio
import contextlib
import email.parser
import email.policy
import importlib
import io
import json
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from inhouse.cli import main
from tests.server import Reply, Seen, Server, serving, unused_url

GOLDEN = Path(__file__).parent / "golden"
CASES = {"bodies": "bodies", "forms": "forms", "uploads": "uploads", "idempotency-key": "keys"}

Send = Callable[[Any], Any]


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The packages of the golden cases, by name."""
    folder = tmp_path_factory.mktemp("shops")
    sys.path.insert(0, str(folder))
    found: dict[str, Any] = {}
    for case, name in CASES.items():
        place = folder / f"written_{name}"
        shutil.copytree(GOLDEN / case, place, ignore=shutil.ignore_patterns("expected*"))
        with contextlib.chdir(place):
            assert main(["generate"]) == 0
        found[name] = importlib.import_module(f"written_{name}.shop")
    yield found
    sys.path.remove(str(folder))


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.script = [Reply(204)]
        yield running


@pytest.fixture(params=["waiting", "awaited"])
def is_async(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "awaited")


@pytest.fixture
def send(shops: dict[str, Any], server: Server, is_async: bool) -> Send:
    """Sends a call of any of the packages."""

    def sent(call: Any, **options: Any) -> Any:
        shop = sys.modules[type(call).__module__.rpartition("._runtime")[0]]
        options = {"base_url": server.url, "retry_delay": 0.0, **options}
        if not is_async:
            with shop.Client(**options) as client:
                return client.send(call)

        async def awaited() -> Any:
            async with shop.AsyncClient(**options) as client:
                return await client.send(call)

        return asyncio.run(awaited())

    return sent


@pytest.fixture
def bodies(shops: dict[str, Any]) -> Any:
    return endpoints(shops["bodies"], "notes", "files")


@pytest.fixture
def uploads(shops: dict[str, Any]) -> Any:
    return endpoints(shops["uploads"], "stickers", "messages", "reports")


def endpoints(shop: Any, *modules: str) -> Any:
    """All endpoint functions of these modules in one place."""

    class Functions:
        models, File = shop.models, getattr(shop, "File", None)

    for module in modules:
        for name, value in vars(importlib.import_module(f"{shop.__name__}.endpoints.{module}")).items():
            setattr(Functions, name, staticmethod(value) if callable(value) else value)
    return Functions


def parts(seen: Seen) -> list[EmailMessage]:
    """The parts of a body, as the standard library has them."""
    head = f"Content-Type: {seen.headers['content-type']}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + seen.body)
    assert message.is_multipart()
    assert not message.defects
    assert isinstance(message, EmailMessage)
    return [part for part in message.iter_parts() if isinstance(part, EmailMessage)]


def told(part: EmailMessage) -> tuple[Any, str | None, str, bytes]:
    """Name, name of the file, media type and content of a part."""
    name = part.get_param("name", header="content-disposition")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return name, part.get_filename(), part.get_content_type(), content


# One body, whatever its media type


def test_a_body_goes_with_any_method(bodies: Any, send: Send, server: Server) -> None:
    send(bodies.search_notes(body=bodies.models.SearchNotesRequest(q="x")))
    send(bodies.delete_notes(body=[1, 2]))
    send(bodies.change_note())
    sent = [(seen.method, seen.body, seen.headers.get("content-type")) for seen in server.seen]
    assert sent == [
        ("GET", b'{"q": "x"}', "application/json"),
        ("DELETE", b"[1, 2]", "application/vnd.notes+json"),
        ("PATCH", b"", None),
    ]


def test_null_is_a_body_where_the_document_has_it_as_a_value(bodies: Any, send: Send, server: Server) -> None:
    send(bodies.put_last(body=None))
    send(bodies.change_note(body=None))
    assert [(seen.body, seen.headers.get("content-type")) for seen in server.seen] == [
        (b"null", "application/json"),
        (b"", None),
    ]


def test_text_and_xml_go_as_they_are(bodies: Any, send: Send, server: Server) -> None:
    send(bodies.send_text(body="Bäume"))
    send(bodies.patch_xml(body=b"<a/>"))
    assert [seen.body for seen in server.seen] == ["Bäume".encode(), b"<a/>"]
    assert [seen.headers["content-type"] for seen in server.seen] == ["text/plain", "application/xml"]


def test_the_media_type_is_chosen_by_argument(bodies: Any, send: Send, server: Server) -> None:
    note = bodies.models.Note(text="a b", tags=["x", "y,z"])
    send(bodies.add_note(body=note))
    send(bodies.add_note(body=note, content_type="application/x-www-form-urlencoded"))
    send(bodies.add_note(body="a;b", content_type="text/csv"))
    send(bodies.add_note(body=bodies.File(b"gif", media_type="image/gif"), content_type="image/*"))
    send(bodies.add_note(body=note, content_type="multipart/form-data"))
    assert [seen.body for seen in server.seen[:4]] == [
        b'{"tags": ["x", "y,z"], "text": "a b"}',
        b"tags=x,y%2Cz&text=a+b",
        b"a;b",
        b"gif",
    ]
    assert [seen.headers["content-type"].partition(";")[0] for seen in server.seen] == [
        "application/json",
        "application/x-www-form-urlencoded",
        "text/csv",
        "image/gif",
        "multipart/form-data",
    ]
    with pytest.raises(ValueError, match="content_type must be 'application/json' or "):
        bodies.add_note(body=note, content_type="text/html")


def test_a_range_is_never_sent_as_a_media_type(bodies: Any, send: Send, server: Server) -> None:
    send(bodies.post_anything(body=b"x"))
    send(bodies.post_anything(body=bodies.File(b"x", media_type="text/css")))
    send(bodies.post_things(body=bodies.models.PostThingsRequest(a="x")))
    assert [seen.headers["content-type"] for seen in server.seen] == [
        "application/octet-stream",
        "text/css",
        "application/json",
    ]


def test_a_header_of_the_body_cannot_be_smuggled_in(bodies: Any, uploads: Any) -> None:
    with pytest.raises(ValueError, match="content-type"):
        bodies.post_anything(body=bodies.File(b"x", media_type="text/css\r\nX-Evil: 1"))
    with pytest.raises(ValueError, match="content-type"):
        uploads.create_sticker(body={"name": "x", "file": uploads.File(b"", media_type="a/b\r\n\r\nevil")})


# Streams


class Blocks:
    """Bytes as many things give them; how often they have been read is counted."""

    def __init__(self) -> None:
        self.begun = 0

    def __iter__(self) -> Iterator[bytes]:
        self.begun += 1
        yield from (b"ab", b"", b"c")


async def awaited_blocks() -> AsyncIterator[bytes]:
    for block in (b"ab", b"", b"c"):
        await asyncio.sleep(0)
        yield block


def test_bytes_a_path_and_an_open_file_go_with_their_length(
    bodies: Any, send: Send, server: Server, tmp_path: Path
) -> None:
    content = bytes(range(256)) * 1000
    path = tmp_path / "x.bin"
    path.write_bytes(content)
    with path.open("rb") as file:
        for body in (content, path, file, io.BytesIO(content), bodies.File(path)):
            send(bodies.put_file(body=body))
    assert all(seen.body == content for seen in server.seen)
    assert {seen.headers.get("content-length") for seen in server.seen} == {"256000"}
    assert not any("transfer-encoding" in seen.headers for seen in server.seen)


def test_an_open_file_goes_from_where_it_stands(bodies: Any, send: Send, server: Server) -> None:
    file = io.BytesIO(b"abcdef")
    file.read(2)
    send(bodies.put_file(body=file))
    assert (server.seen[0].body, server.seen[0].headers["content-length"]) == (b"cdef", "4")


def test_an_iterable_goes_in_chunks(bodies: Any, send: Send, server: Server) -> None:
    for body in (Blocks(), iter([b"ab", b"c"]), (block for block in (b"a", b"bc"))):
        send(bodies.put_file(body=body))
    assert [(seen.body, seen.headers["transfer-encoding"]) for seen in server.seen] == [(b"abc", "chunked")] * 3


def test_an_async_iterable_goes_with_an_async_client_alone(
    bodies: Any, send: Send, server: Server, is_async: bool
) -> None:
    call = bodies.put_file(body=awaited_blocks())
    if is_async:
        send(call)
        assert [seen.body for seen in server.seen] == [b"abc"]
    else:
        with pytest.raises(TypeError, match="by an async client"):
            send(call)
        assert server.seen == []


@pytest.mark.parametrize("wrong", ["text", io.StringIO("text"), 5, {"a": 1}])
def test_what_gives_no_bytes_is_refused(bodies: Any, wrong: Any) -> None:
    with pytest.raises(TypeError, match="can be uploaded, not "):
        bodies.put_file(body=wrong)


def test_a_path_that_cannot_be_read_is_told_before_anything_is_sent(
    bodies: Any, send: Send, server: Server, tmp_path: Path
) -> None:
    call = bodies.put_file(body=tmp_path / "none")  # pure: the file is looked for when the call is sent
    with pytest.raises(FileNotFoundError):
        send(call)
    with pytest.raises(OSError, match="no regular file"):
        send(bodies.put_file(body=tmp_path))
    assert server.seen == []


def test_no_call_shows_what_it_uploads(bodies: Any) -> None:
    assert "secret" not in repr(bodies.put_file(body=b"secret"))
    assert "secret" not in repr(bodies.put_file(body=bodies.File(b"secret")))
    assert "secret" not in repr(bodies.File(b"secret"))


# Sending again


def test_what_can_be_read_again_is_sent_again(bodies: Any, send: Send, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    file = io.BytesIO(b"xabc")
    file.read(1)
    for body in (b"abc", path, file):
        server.script = [Reply(503), Reply(429), Reply(204)]
        send(bodies.put_file(body=body))
    assert [seen.body for seen in server.seen] == [b"abc"] * 9


@pytest.mark.parametrize("status", [429, 503])
def test_what_can_be_read_once_is_never_sent_again(
    bodies: Any, shops: dict[str, Any], send: Send, server: Server, status: int
) -> None:
    server.script = [Reply(status), Reply(204)]
    body = Blocks()
    call = bodies.put_file(body=body)
    with pytest.raises(shops["bodies"].StatusError):
        send(call)
    with pytest.raises(ValueError, match="can be read once, and has been sent before"):
        send(call)
    assert (len(server.seen), body.begun) == (1, 1)


def test_what_can_be_read_once_waits_for_a_connection(bodies: Any, shops: dict[str, Any], send: Any) -> None:
    body = Blocks()
    with pytest.raises(shops["bodies"].TransportError) as caught:
        send(bodies.put_file(body=body), base_url=unused_url(), max_retries=2)
    assert (caught.value.attempts, body.begun) == (3, 0)


def test_one_key_goes_with_all_tries_of_one_call(shops: dict[str, Any], send: Send, server: Server) -> None:
    orders = endpoints(shops["keys"], "orders")
    call = orders.create_order(body=orders.models.CreateOrderRequest(count=1))
    server.script = [Reply(500), Reply(503), Reply(204)]
    send(call)
    send(call)
    keys = [seen.headers["idempotency-key"] for seen in server.seen]
    assert len(keys) == 4
    assert len(set(keys[:3])) == 1
    assert keys[3] != keys[0]
    assert len(keys[0]) >= 32


def test_a_key_that_is_given_goes_first(shops: dict[str, Any], send: Any, server: Server) -> None:
    orders = endpoints(shops["keys"], "orders")
    server.script = [Reply(500), Reply(204)]
    send(orders.pay(idempotency_key="mine"))
    send(orders.pay())
    send(orders.create_order(body=orders.models.CreateOrderRequest()), extra_headers={"idempotency-key": "ours"})
    keys = [seen.headers["idempotency-key"] for seen in server.seen]
    assert keys[:2] == ["mine", "mine"]
    assert keys[2] not in ("mine", "None")
    assert keys[3] == "ours"


def test_a_key_makes_nothing_repeatable_that_a_policy_says_is_not(
    shops: dict[str, Any], send: Send, server: Server
) -> None:
    server.script = [Reply(500)]
    with pytest.raises(shops["keys"].ServerError):
        send(endpoints(shops["keys"], "orders").refund())
    assert len(server.seen) == 1


# Forms


@pytest.fixture
def forms(shops: dict[str, Any]) -> Any:
    module = next(name for name in ("forms", "forms_") if hasattr(shops["forms"].Client, name))
    return endpoints(shops["forms"], module)


def order(models: Any) -> Any:
    item, address = models.OrderItemsItem, models.OrderAddress
    return models.Order(
        count=2,
        paid=True,
        note=None,
        tags=["a b", "ü&="],
        address=address(city="Köln", lines=["1", "2"]),
        items=[item(price="p1", quantity=1), item(price="p2")],
    )


def test_a_form_repeats_arrays_and_sends_objects_as_json(forms: Any, send: Send, server: Server) -> None:
    send(forms.send_plain(body=order(forms.models)))
    assert server.seen[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert b"tags=a+b&tags=%C3%BC%26%3D" in server.seen[0].body
    pairs = parse_qsl(server.seen[0].body.decode(), strict_parsing=True)
    assert [pair for pair in pairs if pair[0] not in ("address", "items")] == [
        ("count", "2"),
        ("paid", "true"),
        ("tags", "a b"),
        ("tags", "ü&="),
    ]
    assert json.loads(dict(pairs)["address"]) == {"city": "Köln", "lines": ["1", "2"]}
    assert [json.loads(value) for name, value in pairs if name == "items"] == [
        {"price": "p1", "quantity": 1},
        {"price": "p2"},
    ]


def test_a_deep_form_goes_as_the_brackets_of_php_have_it(forms: Any, send: Send, server: Server) -> None:
    send(forms.send_deep(body=order(forms.models)))
    assert parse_qsl(server.seen[0].body.decode(), strict_parsing=True) == [
        ("address[city]", "Köln"),
        ("address[lines][]", "1"),
        ("address[lines][]", "2"),
        ("count", "2"),
        ("items[0][price]", "p1"),
        ("items[0][quantity]", "1"),
        ("items[1][price]", "p2"),
        ("paid", "true"),
        ("tags[]", "a b"),
        ("tags[]", "ü&="),
    ]


def test_each_property_goes_in_its_style(forms: Any, send: Send, server: Server) -> None:
    model = forms.models.SendStylesRequest
    two = ["a b", "c,d"]
    flat = forms.models.SendStylesRequestFlat(a="x", b=1)
    send(forms.send_styles(body=model(commas=two, spaces=two, pipes=two, repeated=two, flat=flat)))
    send(forms.send_styles(body=model(free="a/b?c&d", json_=[1, 2], text="t")))
    send(forms.send_styles(body=model(commas=[], repeated=[])))
    assert [seen.body.decode() for seen in server.seen] == [
        "commas=a+b,c%2Cd&a=x&b=1&pipes=a+b%7Cc%2Cd&repeated=a+b&repeated=c%2Cd&spaces=a+b+c%2Cd",
        "free=a/b?c%26d&json=%5B1%2C2%5D&text=t",
        "",
    ]


def test_a_form_is_made_of_an_object(forms: Any) -> None:
    with pytest.raises(TypeError, match="made of an object, not of list"):
        forms.send_plain(body=[1])


# Several parts


def test_parts_have_the_names_and_media_types_of_what_they_are(uploads: Any, send: Send, server: Server) -> None:
    author = uploads.models.Author(name="Zoë", born=date(2000, 1, 2))
    body = {
        "name": "ü",
        "at": datetime(2024, 1, 2, tzinfo=UTC),
        "sizes": [1, 2],
        "author": author,
        "authors": (author, {"name": "x"}),
        "file": b"\x89PNG\r\n--",
        "more": [b"1", uploads.File(b"2", name="two.txt", media_type="text/plain")],
        "thumb": None,
        "sheet": b"a,b",
    }
    send(uploads.create_sticker(body=body))
    zoe = json.dumps({"born": "2000-01-02", "name": "Zoë"}, separators=(",", ":")).encode()
    binary = "application/octet-stream"
    assert [told(part) for part in parts(server.seen[0])] == [
        ("name", None, "text/plain", "ü".encode()),
        ("at", None, "text/plain", b"2024-01-02T00:00:00Z"),
        ("sizes", None, "text/plain", b"1"),
        ("sizes", None, "text/plain", b"2"),
        ("author", None, "application/json", zoe),
        ("authors", None, "application/json", zoe),
        ("authors", None, "application/json", b'{"name":"x"}'),
        ("file", "file", binary, b"\x89PNG\r\n--"),
        ("more", "more", binary, b"1"),
        ("more", "two.txt", "text/plain", b"2"),
        ("sheet", "sheet", "text/csv", b"a,b"),
    ]


def test_files_are_named_by_their_paths_and_streamed(uploads: Any, send: Send, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "pic ture.png"
    path.write_bytes(b"x" * 200_000)
    with path.open("rb") as file:
        send(uploads.create_sticker(body={"name": "n", "file": path, "mask": file}))
        send(uploads.create_sticker(body={"name": "n", "file": iter([b"a", b"b"])}))
    known, unknown = server.seen
    assert int(known.headers["content-length"]) == len(known.body)
    assert [told(part)[1] for part in parts(known)] == [None, "pic ture.png", "pic ture.png"]
    assert {told(part)[3] for part in parts(known)[1:]} == {b"x" * 200_000}
    assert unknown.headers["transfer-encoding"] == "chunked"
    assert told(parts(unknown)[1]) == ("file", "file", "application/octet-stream", b"ab")


def test_parts_are_sent_again_where_all_can_be_read_again(
    uploads: Any, shops: dict[str, Any], send: Send, server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    server.script = [Reply(429), Reply(204)]
    send(uploads.create_sticker(body={"name": "n", "file": path, "mask": io.BytesIO(b"d")}))
    assert server.seen[0].body == server.seen[1].body
    server.script = [Reply(429), Reply(204)]
    with pytest.raises(shops["uploads"].StatusError):
        send(uploads.create_sticker(body={"name": "n", "file": path, "mask": iter([b"d"])}))
    assert len(server.seen) == 3


def test_an_encoding_says_how_a_part_is_sent(uploads: Any, send: Send, server: Server) -> None:
    send(uploads.replace_report(body={"file": b"%PDF", "metadata": ["a", "b"]}))
    send(
        uploads.create_message(
            body={"files[0]": b"x", "author": uploads.models.Author(name="a, b"), "class": "c"},
            content_type="multipart/form-data",
        )
    )
    assert [told(part) for part in parts(server.seen[0])] == [
        ("file", "file", "application/pdf", b"%PDF"),
        ("metadata", None, "application/json", b'["a","b"]'),
    ]
    assert [told(part) for part in parts(server.seen[1])] == [
        ("files[0]", "files[0]", "image/png", b"x"),
        ("author[name]", None, "text/plain", b"a, b"),
        ("class", None, "text/plain", b"c"),
    ]


def test_parts_without_names_go_in_their_order(uploads: Any, send: Send, server: Server) -> None:
    send(uploads.change_report(body=[b"1", uploads.File(b"2", name="two")]))
    assert server.seen[0].headers["content-type"].startswith("multipart/mixed; boundary=")
    assert [told(part)[1:] for part in parts(server.seen[0])] == [
        (None, "application/octet-stream", b"1"),
        ("two", "application/octet-stream", b"2"),
    ]


def test_a_model_goes_as_parts_where_no_part_is_a_file(uploads: Any, send: Send, server: Server) -> None:
    models = uploads.models
    send(uploads.describe_report(body=models.Message(text="t", author=models.Author(name="n"))))
    assert [told(part) for part in parts(server.seen[0])] == [
        ("author", None, "application/json", b'{"name":"n"}'),
        ("text", None, "text/plain", b"t"),
    ]


@pytest.mark.parametrize("hostile", ['a"; filename="b', "a\r\nX-Evil: 1", 'x"\r\n\r\nbody', "\r\n--boundary--"])
def test_no_name_breaks_out_of_its_header(uploads: Any, send: Send, server: Server, hostile: str) -> None:
    file = uploads.File(b"x", name=hostile)
    send(uploads.create_sticker(body={"name": hostile, "file": file, hostile: hostile}))
    quoted = hostile.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    assert [told(part) for part in parts(server.seen[0])] == [
        ("name", None, "text/plain", hostile.encode()),
        ("file", quoted, "application/octet-stream", b"x"),
        (quoted, None, "text/plain", hostile.encode()),
    ]
    assert all(set(part.keys()) <= {"Content-Disposition", "Content-Type"} for part in parts(server.seen[0]))


def test_the_boundary_is_another_one_each_time(uploads: Any) -> None:
    calls = [uploads.create_sticker(body={"name": "n", "file": b"x"}) for _ in range(2)]
    assert calls[0].body.media_type != calls[1].body.media_type
