"""Documents in several files: wherever references lead, there is an `Api` or a diagnostic, and files are only another place."""

from __future__ import annotations

import copy
import json
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from inhouse.api.api import Api
from inhouse.config import Target as Configured
from inhouse.diagnostics import Fatal
from inhouse.document.grammar import DOCUMENT, children
from inhouse.document.load import load_document
from inhouse.document.references import own_reference
from inhouse.document.source import locator
from inhouse.document.values import deeper_than
from inhouse.package.host import PLAIN
from inhouse.pipeline import Input, read_api
from tests.fuzz.documents import GOLDEN, grammatical
from tests.fuzz.lowering import shuffled
from tests.fuzz.mutations import Way, at, ways
from tests.fuzz.target import Target, refused, told

Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]
Files: TypeAlias = dict[str, Any]

FIRST = "api.json"
_NAMES = ("schemas.json", "a/b.json", "a/c.json", "a b.json", "%41.json", "é.json", "a#b.json", "a?b.json", "x.yaml")
_ODD = (
    "", "#", "#/", "##", "api.json", "api.json#", "./api.json#/", "a/../api.json#/info", "../api.json", "..", ".", "/", "a/", "a/b.json",
    "a/b.json#", "a/b.json#/x/y", "a/b.json#x", "missing.json", "missing.json#/a", "missing/../schemas.json", "schemas.json#/%7E",
    "schemas.json#/~2", "schemas.json#/0", "schemas.json#/a/-1", "schemas.json#anchor", "#anchor", "/etc/passwd", "/dev/zero", "file:///etc/passwd",
    "file:schemas.json", "file://localhost/etc/passwd", "https://evil.example/x.json", "//evil.example/x", "urn:x", "data:,{}", "http://[",
    "schemas.json?x#/a", "%73chemas.json#/a", "a%2Fb.json", "a\\b.json", "\x00", "x" * 5000, "schemas.json#/" + "a/" * 500, "$HOME/x", "~/x",
    "link.json#/a", "loop.json", "pipe.json", "CON", "schemas.json#/components/schemas/A", "https://shop.example/a", "https://shop.example/a#b",
)  # fmt: skip
_MOVED = ("schemas", "parameters", "responses", "requestBodies", "headers", "pathItems", "securitySchemes")


@st.composite
def several(draw: Draw) -> dict[str, Any]:
    """Files by their paths, or a `whole` document and what of it is to be moved into which other file."""
    whole = copy.deepcopy(draw(st.one_of(grammatical(), grammatical(), st.sampled_from(GOLDEN))))
    moves = [[list(way), draw(st.sampled_from(_NAMES))] for way in _movable(whole) if draw(st.integers(0, 2)) == 0]
    count = draw(st.sampled_from([0, 0, 1, 2, 4]))
    if not count:
        return {"whole": whole, "moves": moves}
    files = _apart(whole, moves)
    for _ in range(count):
        _mutate(draw, files)
    return {"files": files}


def _apart(whole: Any, moves: list[Any]) -> Files:
    """A document in several files."""
    files: Files = {FIRST: copy.deepcopy(whole)}
    for way, name in moves:
        if tuple(way) in set(_movable(whole)):
            _move(files, tuple(way), name)
    return files


def _movable(document: Any) -> Iterator[Way]:
    """The ways to what another file may hold."""
    components = document.get("components")
    for section in _MOVED if isinstance(components, dict) else ():
        entries = components.get(section)
        for name in entries if isinstance(entries, dict) else ():
            if isinstance(entries[name], dict):
                yield "components", section, name
    paths = document.get("paths")
    for path in paths if isinstance(paths, dict) else ():
        if isinstance(paths[path], dict) and "$ref" not in paths[path]:
            yield "paths", path


def _move(files: Files, way: Way, name: str) -> None:
    """Puts what stands at the end of a way into another file, with a reference in its place."""
    value = at(files[FIRST], way)
    home = "../" * name.count("/") + FIRST
    key = f"{way[-2]} {way[-1]}"
    files.setdefault(name, {})[key] = _relative(value, home)
    token = _quoted(key.replace("~", "~0").replace("/", "~1"))
    at(files[FIRST], way[:-1])[way[-1]] = {"$ref": f"{_quoted(name)}#/{token}"}


def _relative(value: Any, home: str) -> Any:
    """A value whose references to its own file lead there from another one."""
    if isinstance(value, dict):
        return {key: _moved(key, inner, home) for key, inner in value.items()}
    return [_relative(item, home) for item in value] if isinstance(value, list) else value


def _moved(key: str, value: Any, home: str) -> Any:
    if key == "$ref" and isinstance(value, str) and value[:1] in ("", "#"):
        return home + value
    if key == "mapping" and isinstance(value, dict):
        return {name: _moved("$ref", each, home) for name, each in value.items()}
    return _relative(value, home)


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="/", errors="replace")


def _mutate(draw: Draw, files: Files) -> None:
    """Has a reference lead elsewhere, or gives something an identifier."""
    name = draw(st.sampled_from(sorted(files)))
    found = list(ways(files[name]))
    if not found:
        return
    way = draw(st.sampled_from(found))
    parent = at(files[name], way[:-1])
    reference = draw(_references(files))
    match draw(st.integers(0, 5)):
        case 0 | 1 if isinstance(parent, dict):
            parent["$ref"] = reference
        case 2:
            parent[way[-1]] = {"$ref": reference}
        case 3 if isinstance(parent, dict):
            key = draw(st.sampled_from(["$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$self", "operationRef"]))
            parent[key] = draw(st.one_of(st.just("anchor"), st.just(reference)))
        case 4:
            files[draw(st.sampled_from(_NAMES))] = draw(
                st.sampled_from([None, [], 1, "x", {"$ref": FIRST}, {"$ref": reference}])
            )
        case _:
            parent[way[-1]] = copy.deepcopy(at(files[name], draw(st.sampled_from(found))))


def _references(files: Files) -> SearchStrategy[str]:
    """References to what is there, and to what is not."""
    there = [
        f"{_quoted(name)}#/{_quoted('/'.join(str(token).replace('~', '~0').replace('/', '~1') for token in way))}"
        for name in files
        for way in list(ways(files[name]))[:200]
    ]
    return st.one_of(st.sampled_from(_ODD), st.sampled_from(there or ["#"]))


def check(given: dict[str, Any]) -> str:
    """Reads the files, and again with their keys in another order; a document that is only apart is the one it was."""
    whole = json.loads(json.dumps(given.get("whole")))
    files: Files = given["files"] if whole is None else _apart(whole, given["moves"])
    if not isinstance(files.get(FIRST), dict) or not set(files) <= {FIRST, *_NAMES}:
        return "nothing to read"
    with tempfile.TemporaryDirectory(prefix="fuzz-files-") as folder:
        found, api = _outcome(Path(folder, "a"), files)
        again, other = _outcome(Path(folder, "b"), {name: shuffled(files[name], random.Random(0)) for name in files})
        assert found == again
        assert api == other
        assert "too-deep" not in found or any(deeper_than(value, 100) for value in files.values()), found
        if whole is None:
            return found
        if _has_odd_references(whole):
            return f"apart, and read otherwise in one file: {found}"
        before, one = _outcome(Path(folder, "c"), {FIRST: whole})
        assert (found, _without_places(api)) == (before, _without_places(one))
    return f"apart: {found}"


def _has_odd_references(document: Any) -> bool:
    """Whether a reference stands for all parameters or the like, or a media type, which is understood across files only."""
    waiting = [(document, DOCUMENT)]
    while waiting:
        value, part = waiting.pop()
        if (part.is_collection or part.kind == "media type") and own_reference(value, part) is not None:
            return True
        waiting += [(value[int(token) if isinstance(value, list) else token], p) for token, p in children(value, part)]
    return False


def _outcome(folder: Path, files: Files) -> tuple[str, Api | None]:
    """What becomes of a document in these files."""
    texts = {name: json.dumps(value) for name, value in files.items()}
    for name, text in texts.items():
        path = folder / "home" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    home = folder / "home"
    (home / "link.json").symlink_to("/etc/passwd")
    (home / "loop.json").symlink_to("loop.json")
    os.mkfifo(home / "pipe.json")
    (folder / "secret.json").write_text('{"a": {"type": "object", "properties": {"s3cr3t": {}}}}', encoding="utf-8")
    target = Configured("shop", home / FIRST, Path(os.devnull))

    def show(path: Path) -> str:
        return path.relative_to(home).as_posix() if path.is_relative_to(home) else path.as_posix()

    try:
        document, diagnostics = load_document(home / FIRST, show=show)
        locate = locator(document.sources)
    except Fatal as error:
        return refused(error, texts=texts), None
    try:
        input = Input(document, {}, diagnostics, locate, PLAIN)
        api, diagnostics = read_api(target, input)
    except Fatal as error:
        return refused(error, locate, texts), None
    assert "s3cr3t" not in repr(api)
    return "read: " + " ".join(sorted({told(each, locate, texts) for each in diagnostics})), api


def _without_places(api: Api | None) -> Any:
    """What the `Api` says, wherever its parts were written."""
    return api and replace(api, models=())


TARGET = Target("files", several(), check)
