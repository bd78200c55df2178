"""What a package takes from the repository that it stands in: style, comments, blocks of templates, and code beside it."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from inhouse.cli import main
from inhouse.output.lock import LOCK
from inhouse.package.overrides import blocks_of
from inhouse.report.outcome import FINE, STALE, WRONG
from inhouse.resources import template_names
from tests.readme import README, blocks
from tests.server import Reply, serving

ROOT = Path(__file__).parents[1]
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "paths": {
        "/items/{itemId}": {
            "get": {
                "operationId": "getItem",
                "tags": ["goods"],
                "description": "Finds one of the many items that there are in the shop, by the number on its label.",
                "parameters": [
                    {"name": "itemId", "in": "path", "required": True, "schema": {"type": "string"}},
                    {
                        "name": "language",
                        "in": "query",
                        "schema": {"type": "string"},
                        "description": "The language of what is said about the item, where it is known in several.",
                    },
                ],
                "responses": {
                    "200": {
                        "description": "The item",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}},
                    },
                    "404": {"description": "There is none"},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Item": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string", "description": "It."}},
            }
        }
    },
}
CUSTOM = """\
from __future__ import annotations

from . import client, models
from .endpoints.goods import get_item

__all__ = ["AsyncClient", "Client", "shout"]


class Client(client.Client):
    def name_of(self, item_id: str) -> str:
        return self.send(get_item(item_id)).name


class AsyncClient(client.AsyncClient):
    async def name_of(self, item_id: str) -> str:
        return (await self.send(get_item(item_id))).name


def shout(item: models.Item) -> str:
    return item.name.upper()
"""


@dataclass(frozen=True)
class Project:
    """A repository with one target, `shop`."""

    root: Path

    @property
    def package(self) -> Path:
        return self.root / "src" / "shop"

    def configure(self, *lines: str) -> None:
        head = ("[targets.shop]", 'document = "shop.json"', 'output = "src/shop"')
        self.write("inhouse.toml", "\n".join((*head, *lines)))

    def write(self, path: str, text: str) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        return (self.package / path).read_text(encoding="utf-8")

    def modules(self) -> dict[str, str]:
        paths = sorted(self.package.rglob("*.py"))
        return {path.relative_to(self.package).as_posix(): path.read_text(encoding="utf-8") for path in paths}

    def kinds(self) -> set[str]:
        return {line.rpartition(" ")[0] for line in self.read(LOCK).splitlines()}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path)
    project.write("shop.json", json.dumps(DOCUMENT))
    project.configure()
    return project


def ruff(folder: Path, *arguments: str) -> int:
    return subprocess.run(["ruff", *arguments], cwd=folder, capture_output=True, check=False).returncode


def generated_as(project: Project, *lines: str) -> dict[str, str]:
    project.configure(*lines)
    assert main(["generate", "--force"]) == FINE
    return project.modules()


# Style


def test_unasked_no_ruff_configuration_around_changes_a_byte(project: Project) -> None:
    before = generated_as(project)
    project.write("ruff.toml", "line-length = 60\n")
    assert generated_as(project) == before
    assert main(["check"]) == FINE


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ruff.toml", 'line-length = 72\nformat.quote-style = "single"\n'),
        ("src/.ruff.toml", 'line-length = 72\nformat.quote-style = "single"\n'),
        ("pyproject.toml", '[tool.ruff]\nline-length = 72\nformat.quote-style = "single"\n'),
        ("ruff.toml", 'line-length = 72\nformat.quote-style = "single"\nforce-exclude = true\nexclude = ["src"]\n'),
    ],
)
def test_asked_the_package_is_as_the_hosts_ruff_would_lay_it_out(path: str, text: str, project: Project) -> None:
    project.write(path, text)
    modules = generated_as(project, 'style = "host"')
    own = ["--no-force-exclude", "--config", "exclude = []", "src/shop"]
    assert ruff(project.root, "format", "--check", *own) == 0
    assert ruff(project.root, "check", "--select=I,F", *own) == 0
    written = {name: text for name, text in modules.items() if not name.startswith("_runtime")}
    assert max(len(line) for text in written.values() for line in text.splitlines()) <= 72
    assert "operation='getItem'" in modules["endpoints/goods.py"]
    assert main(["check"]) == FINE


def test_the_nearest_configuration_decides_with_what_it_extends(project: Project) -> None:
    project.write("ruff.toml", "line-length = 60\n")
    project.write("style/base.toml", 'line-length = 100\nformat.quote-style = "single"\n')
    project.write("src/ruff.toml", 'extend = "../style/base.toml"\nline-length = 66\n')
    project.write("src/pyproject.toml", "[project]\nname = 'x'\n")
    modules = generated_as(project, 'style = "host"')
    del modules["_runtime/exchange.py"]
    assert "operation='getItem'" in modules["endpoints/goods.py"]
    lines = modules["endpoints/goods.py"].splitlines()
    assert 60 < max(map(len, lines)) <= 66


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("line-length = 73\n", STALE),
        ('line-length = 72\nformat.quote-style = "single"\n', STALE),
        ("# A comment.\nline-length = 72\n", FINE),
        ('line-length = 72\nlint.select = ["ALL"]\nexclude = ["x"]\n', FINE),
    ],
)
def test_only_the_settings_that_are_followed_make_a_package_stale(
    change: str, status: int, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write("ruff.toml", "line-length = 72\n")
    generated_as(project, 'style = "host"')
    project.write("ruff.toml", change)
    assert main(["check"]) == status
    assert ("stale, since configuration changed" in capsys.readouterr().out) is (status == STALE)


@pytest.mark.parametrize("version", ["py37", "py310", "py312", "py314"])
@pytest.mark.parametrize("length", [1, 320])
def test_any_version_and_line_length_gives_modules_that_python_reads(
    version: str, length: int, project: Project
) -> None:
    project.write("ruff.toml", f'line-length = {length}\ntarget-version = "{version}"\n')
    for text in generated_as(project, 'style = "host"').values():
        ast.parse(text, feature_version=(3, 11))
        assert not re.search(r"except \w+, ", text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "no ruff configuration applies to src/shop"),
        ("line-lengt = 3\n", "ruff.toml cannot be followed"),
        ("extend = 'none.toml'\n", "ruff.toml cannot be followed"),
        ("[", "ruff.toml cannot be followed"),
    ],
)
def test_a_style_that_cannot_be_followed_is_told(
    text: str | None, said: str, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        project.write("ruff.toml", text)
    project.configure('style = "host"')
    assert main(["generate"]) == WRONG
    assert said in capsys.readouterr().err


# Header and licence


def test_header_and_licence_stand_below_the_first_line_of_every_module(project: Project) -> None:
    plain = generated_as(project)
    modules = generated_as(
        project, 'header = "Copyright Acme\\n\\nAll rights."', 'license = "MIT OR (Apache-2.0 AND BSD-3-Clause)"'
    )
    first = "# Code generated by inhouse. DO NOT EDIT.\n"
    added = "# Copyright Acme\n#\n# All rights.\n# SPDX-License-Identifier: MIT OR (Apache-2.0 AND BSD-3-Clause)\n"
    assert modules == {path: text.replace(first, first + added, 1) for path, text in plain.items()}
    assert any(path.startswith("_runtime/") for path in modules)
    assert main(["check"]) == FINE


@pytest.mark.parametrize(
    "header",
    [
        "x\nimport os",
        "x\rimport os",
        "x\x0bimport os",
        "x\x0cimport os",
        "x\u2028import os",
        "\\\nimport os",
        '"""',
        "\x00",
    ],
)
def test_no_header_becomes_code(header: str, project: Project) -> None:
    plain = generated_as(project)
    modules = generated_as(project, f"header = {json.dumps(header)}")
    for path, text in modules.items():
        assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(plain[path])), path
        compile(text.encode(), path, "exec")


@pytest.mark.parametrize(
    "line",
    [
        'header = "-*- coding: utf-7 -*-"',
        'header = "vim: set fileencoding=latin-1 :"',
        'license = "MIT\\nimport os"',
        'license = "MIT License"',
        'license = "(MIT"',
        'license = "MIT OR"',
        'license = "DocumentRef-coding:LicenseRef-x"',
        'license = ""',
        "license = 3",
        'style = "black"',
        'extend = "client"',
        'extend = "a.b"',
        'extend = "../x"',
        'extend = "__init__"',
    ],
)
def test_what_cannot_be_asked_is_told_at_its_line(
    line: str, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.configure(line)
    assert main(["generate"]) == WRONG
    assert capsys.readouterr().err.startswith(f"inhouse.toml:4:1: [targets.shop.{line.split()[0]}] must")
    assert not project.package.exists()


# Template overrides


def override(project: Project, name: str, block: str, text: str) -> None:
    extends = f'{{% extends "inhouse/{name}" %}}\n'
    project.write(f"blocks/{name}", f"{extends}{{% block {block} %}}\n{text}\n{{% endblock %}}\n")


def test_every_template_of_a_module_has_blocks_for_its_docstring_its_imports_and_its_end() -> None:
    for name in template_names():
        if name.endswith(".py.jinja") and not name.endswith("endpoints/__init__.py.jinja"):
            assert {"doc", "imports", "end"} <= set(blocks_of(name)), name


@pytest.mark.parametrize(
    ("name", "block", "text", "path", "expected"),
    [
        ("client.py.jinja", "client_end", "    def hi(self) -> str:\n        return 'hi'", "client.py", 'return "hi"'),
        (
            "client.py.jinja",
            "client_doc",
            '    """{{ client.name }} of Acme."""',
            "client.py",
            '"""AsyncClient of Acme."""',
        ),
        ("client.py.jinja", "group_end", "    colour = 'red'", "client.py", '    colour = "red"'),
        ("models.py.jinja", "class_end", "    def __len__(self) -> int:\n        return 3", "models.py", "return 3"),
        ("models.py.jinja", "class_doc", '    """Ours."""\n\n{{ super() }}', "models.py", '"""Ours."""'),
        ("errors.py.jinja", "error_end", "    is_ours = True", "errors.py", "is_ours = True"),
        (
            "endpoints/operation.jinja",
            "function_begin",
            "    # {{ operation.function }}",
            "endpoints/goods.py",
            "# get_item",
        ),
        ("endpoints/operation.jinja", "call_end", "        unwrap='/data',", "endpoints/goods.py", 'unwrap="/data"'),
        (
            "endpoints/module.py.jinja",
            "end",
            "def ours() -> None: ...",
            "endpoints/goods.py",
            "def ours() -> None: ...",
        ),
        (
            "endpoints/module.py.jinja",
            "imports",
            "{{ super() }}\nimport os\nX = os.sep",
            "endpoints/goods.py",
            "import os",
        ),
        ("__init__.py.jinja", "exports", '    "ours",\n]\nours = [3', "__init__.py", "ours = [3]"),
        ("__init__.py.jinja", "doc", '"""Acme\'s client."""', "__init__.py", '"""Acme\'s client."""'),
    ],
)
def test_a_template_of_the_host_overrides_one_block(
    name: str, block: str, text: str, path: str, expected: str, project: Project
) -> None:
    plain = generated_as(project)
    override(project, name, block, text)
    modules = generated_as(project, 'templates = "blocks"')
    assert {name for name in modules if modules[name] != plain[name]} == {path}
    assert expected in modules[path]
    assert expected not in plain[path]
    assert f"template {name}" in project.kinds()
    assert main(["check"]) == FINE


def test_the_readme_shows_a_template_that_works_and_every_block(project: Project) -> None:
    (shown,) = [block.text for block in blocks() if block.language == "jinja"]
    project.write("blocks/client.py.jinja", shown)
    generated_as(project, 'templates = "blocks"')
    said = run(project, "import shop; print(shop.Client().whoami(), shop.AsyncClient().whoami())")
    assert said == "acme-Client acme-AsyncClient\n"
    text = README.read_text(encoding="utf-8")
    for name in template_names():
        for block in set(blocks_of(name)) - {"doc", "imports", "end"}:
            assert re.search(rf"^\| `{re.escape(name)}` \|.*`{block}`", text, re.MULTILINE), (name, block)


def test_who_changed_a_package_may_be_a_template(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    override(project, "client.py.jinja", "client_end", "    ours = 1")
    generated_as(project, 'templates = "blocks"')
    override(project, "client.py.jinja", "client_end", "    ours = 2")
    assert main(["check"]) == STALE
    assert "stale, since template changed" in capsys.readouterr().out


TOP = '{% extends "inhouse/client.py.jinja" %}\n'


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("client.py.jinja", TOP + "{% block client_ends %}{% endblock %}", ":2:1: 'client.py.jinja' has no block 'client_ends'. Did you mean 'client_end'?"),
        ("client.py.jinja", TOP + "x = 1", ":1:1: what stands outside of blocks is printed nowhere"),
        ("client.py.jinja", "x = 1", ":1:1: a template here overrides blocks of ours"),
        ("client.py.jinja", "", ":1:1: a template here overrides blocks of ours"),
        ("client.py.jinja", '{% extends "client.py.jinja" %}', ":1:1: a template here overrides blocks of ours"),
        ("client.py.jinja", TOP + "\n{% block end %}{% if %}{% endblock %}", ":3:1: no Jinja template"),
        ("client.py.jinja", TOP + "{% block end %}{{ doc|string }}{% endblock %}", ":2:1: templates lay out and do no more"),
        ("client.py.jinja", TOP + "{% block end %}{{ doc.text.upper() }}{% endblock %}", ":2:1: templates lay out and do no more"),
        ("client.py.jinja", TOP + "{% block end %}{{ super() ~ 'x' }}{% endblock %}", ":2:1: templates lay out and do no more"),
        ("client.py.jinja", TOP + "{% block end %}{% set x = doc %}{% endblock %}", ":2:1: templates lay out and do no more"),
        ("client.py.jinja", TOP + "{% block end %}\n{{ doc.text }}{% endblock %}", ":3:1: the template fails: a template prints str"),
        ("client.py.jinja", TOP + "{% block end %}{{ nothing }}{% endblock %}", ":2:1: the template fails: 'nothing' is undefined"),
        ("client.py.jinja", TOP + "{% block end %}{{ doc.__class__ }}{% endblock %}", ":2:1: the template fails"),
        ("client.py.jinja", TOP + '{% block end %}{% include "none.jinja" %}{% endblock %}', ":2:1: the template fails: none.jinja"),
        ("client.py.jinja", TOP + '{% block end %}{% include "../../etc/passwd" %}{% endblock %}', ":2:1: the template fails"),
        ("client.py.jinja", TOP + "{% block end %}\nclass\n{% endblock %}", "ruff refuses what the templates make"),
        ("client.py.jinja", TOP + "{% block end %}\nprint(nowhere)\n{% endblock %}", "ruff refuses what the templates make"),
        ("clients.py.jinja", TOP, "inhouse has no template 'clients.py.jinja'. Did you mean 'client.py.jinja'?"),
        ("x\ny", TOP, "inhouse has no template"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_template_is_told_at_its_line(
    name: str, text: str, said: str, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write(f"blocks/{name}", text)
    project.configure('templates = "blocks"')
    assert main(["generate"]) == WRONG
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not project.package.exists()


@pytest.mark.parametrize("name", ["blocks", "b" * 300])
def test_a_folder_of_templates_that_is_not_there_is_told(
    name: str, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.configure(f'templates = "{name}"')
    assert main(["generate"]) == WRONG
    assert f"{name}: no such folder" in capsys.readouterr().err


def test_notes_and_hidden_files_may_stand_among_templates(project: Project) -> None:
    project.write("blocks/README.md", "Ours.")
    project.write("blocks/.keep", "")
    assert generated_as(project, 'templates = "blocks"') == generated_as(project)


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ("function_begin", '    print("{{ operation.id }}")'),
        ("function_begin", "    # {{ operation.doc }}\n    # {{ operation.doc }}"),
        ("function_begin", '    print(f"{{ operation.path }}")'),
        ("function_doc", '    """{{ operation.doc }}"""'),
    ],
)
@pytest.mark.parametrize(
    "hostile",
    ['x") or exec("1', "x\n\nimport os\nos.abort()\n#", "{os.abort()}", "x'+exec('')+'", '"""\nexec("1")\n"""'],
)
def test_what_a_document_says_stays_text_wherever_a_template_puts_it(
    block: str, text: str, hostile: str, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    said = (
        json.dumps(DOCUMENT).replace('"getItem"', json.dumps(hostile)).replace("Finds one", json.dumps(hostile)[1:-1])
    )
    project.write("shop.json", said.replace("/items/", json.dumps(f"/{hostile}/")[1:-1]))
    override(project, "endpoints/operation.jinja", block, text)
    project.configure('templates = "blocks"')
    status = main(["generate"])
    assert status in (FINE, WRONG)
    if status == WRONG:
        error = capsys.readouterr().err
        assert "the templates" in error
        assert "Traceback" not in error
        assert not project.package.exists()
        return
    tree = ast.parse(project.read("endpoints/goods.py"))
    assert {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}.isdisjoint({"exec", "os"})
    assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))


def test_what_a_template_says_is_no_leave_for_what_a_document_says(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from inhouse.package.fragments import Docstring

    override(project, "models.py.jinja", "end", "print('made by Acme')")
    project.configure('templates = "blocks"')
    monkeypatch.setattr(Docstring, "within", lambda self, _: f'"""x"""; print({self.indent})')
    assert main(["generate"]) == WRONG
    assert "This is a defect of inhouse" in capsys.readouterr().err


# Code beside the package's


def test_a_file_to_begin_with_is_given_and_works_as_it_stands(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.configure('extend = "custom"')
    assert main(["generate"]) == WRONG
    told, _, text = capsys.readouterr().err.partition("\n\n")
    assert told.startswith("src/shop/custom.py:1:1: no such file")
    project.write("src/shop/custom.py", text)
    assert main(["generate"]) == FINE
    assert main(["check"]) == FINE
    assert "from .custom import AsyncClient, Client\n" in project.read("__init__.py")
    code = "import shop; c = shop.Client(); assert type(c).__module__ == 'shop.custom', type(c); c.with_options().items"
    run(project, code)


def run(project: Project, code: str, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(project.root / "src")}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_methods_beside_are_the_clients_that_the_package_exports(project: Project) -> None:
    project.write("src/shop/custom.py", CUSTOM)
    generated_as(project, 'extend = "custom"')
    code = """\
import asyncio, sys
from shop import AsyncClient, Client, models, shout
with Client(base_url=sys.argv[1]) as client:
    print(client.name_of("1"), client.with_options(timeout=3).name_of("1"), shout(client.goods.get_item("1")))
async def main():
    async with AsyncClient(base_url=sys.argv[1]) as client:
        print(await client.name_of("1"))
asyncio.run(main())
"""
    with serving() as server:
        server.script = [Reply(json={"name": "pen"})]
        assert run(project, code, server.url) == "pen pen PEN\npen\n"
        assert [seen.target for seen in server.seen] == ["/items/1"] * 4


@pytest.mark.parametrize("first", ["shop.custom", "shop.client", "shop.endpoints.goods", "shop"])
def test_whatever_is_imported_first_the_circle_closes(first: str, project: Project) -> None:
    project.write("src/shop/custom.py", CUSTOM)
    generated_as(project, 'extend = "custom"')
    assert run(project, f"import {first}; import shop; print(shop.Client.__module__)") == "shop.custom\n"


def test_one_client_may_be_ones_own_and_the_other_generated(project: Project) -> None:
    text = 'from .client import Client as Ours\n__all__ = ("Client",)\nclass Client(Ours): ...\n'
    project.write("src/shop/custom.py", text)
    generated_as(project, 'extend = "custom"')
    assert (
        run(project, "import shop; print(shop.Client.__module__, shop.AsyncClient.__module__)")
        == "shop.custom shop.client\n"
    )


def test_the_file_beside_is_never_touched_and_only_what_it_exports_counts(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write("src/shop/custom.py", CUSTOM)
    generated_as(project, 'extend = "custom"')
    path = project.package / "custom.py"
    before = path.stat()
    path.write_text(CUSTOM + "\n# More.\n")
    edited = path.stat()
    assert main(["check"]) == FINE
    path.write_text(CUSTOM.replace(', "shout"', ""))
    assert main(["check"]) == STALE
    assert "stale, since configuration changed" in capsys.readouterr().out
    assert main(["generate", "--force"]) == FINE
    assert path.read_text() == CUSTOM.replace(', "shout"', "")
    assert path.stat().st_ino == before.st_ino == edited.st_ino
    assert "custom.py" not in project.read(LOCK)
    project.configure()
    assert main(["generate"]) == FINE
    assert path.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "custom.py:1:1: there is no __all__"),
        ("x =", "custom.py:1:1: no Python that can be read"),
        ("\0", "no Python that can be read"),
        ("\n__all__ = [name for name in ()]", "custom.py:2:1: this __all__ can be read by running it alone"),
        ("__all__: list[str]", "this __all__ can be read by running it alone"),
        ("__all__ = ['a b']", "'a b' is no name to export"),
        ("__all__ = ['NotFoundError']", "custom.py exports 'NotFoundError', which the package has already"),
        ("__all__ = ['models']", "custom.py exports 'models', which the package has already"),
        ("(" * 5000, "no Python that can be read"),
    ],
)
def test_a_file_beside_that_cannot_be_exported_is_told(
    text: str, said: str, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write("src/shop/custom.py", text)
    project.configure('extend = "custom"')
    assert main(["generate"]) == WRONG
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert sorted(path.name for path in project.package.iterdir()) == ["custom.py"]


USE = """\
from shop import AsyncClient, Client, shout


async def main() -> None:
    with Client() as client:
        name: str = client.name_of("1")
        number: int = client.name_of("1")  # wrong
        shout(client.goods.get_item(name))
        client.with_options(timeout=number).name_of("1")
        client.nothing()  # wrong
    async with AsyncClient() as waiting:
        other: str = await waiting.name_of("1")
        print(other)
"""


@pytest.fixture
def typed(project: Project) -> Callable[[], Path]:
    def prepared() -> Path:
        project.write("src/shop/custom.py", CUSTOM)
        generated_as(project, 'extend = "custom"')
        project.write("src/use.py", USE)
        return project.root / "src"

    return prepared


WRONG_LINES = [number for number, line in enumerate(USE.splitlines(), start=1) if line.endswith("# wrong")]


def test_strict_mypy_knows_ones_own_methods(typed: Callable[[], Path]) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "use.py", "shop"]
    printed = subprocess.run(command, cwd=typed(), capture_output=True, text=True, check=False).stdout
    assert [int(line.split(":")[1]) for line in printed.splitlines() if ": error:" in line] == WRONG_LINES, printed


def test_strict_pyright_knows_ones_own_methods(typed: Callable[[], Path]) -> None:
    folder = typed()
    settings = {
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "include": ["use.py", "shop"],
        "extraPaths": ["."],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, "--outputjson"]
    printed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    errors = [each for each in json.loads(printed)["generalDiagnostics"] if each["severity"] == "error"]
    assert sorted({each["range"]["start"]["line"] + 1 for each in errors}) == WRONG_LINES, errors
