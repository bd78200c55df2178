"""The configuration: what may stand in it, what is told where something else does, and what holds in the end."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.cli import main
from inhouse.commands.help import CONFIGURATION
from inhouse.config import read_targets
from inhouse.config.keys import TARGET, TOP
from inhouse.config.places import key_positions
from inhouse.config.read import parse_text, settings_of
from inhouse.config.schema import configuration_schema
from inhouse.config.shapes import Choice, Flag, Key, Keys, Shape, json_schema, problems
from inhouse.diagnostics import Fatal, format_diagnostic
from inhouse.document.values import JsonValue

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "schemas" / "inhouse.schema.json"
WHOLE = jsonschema.Draft202012Validator(configuration_schema())

TARGETS = """
[targets.one]
document = "one.yaml"
output = "one"

[targets.two]
document = "two.yaml"
output = "two"
exclude = []
"""


def complaints(text: str, tmp_path: Path, name: str = "inhouse.toml") -> list[str]:
    """What is wrong with a configuration, by its place, without the folder."""
    path = tmp_path / name
    path.write_bytes(text.encode())
    try:
        read_targets(path)
    except Fatal as error:
        assert all(d.place is not None and d.place.position is not None for d in error.diagnostics)
        return [
            f"{':'.join(map(str, d.place.position))}: {d.message}" + (f". {d.hint}" if d.hint else "")
            for d in error.diagnostics
            if d.place is not None and d.place.position is not None
        ]
    return []


def test_what_stands_at_the_top_holds_for_every_target_that_says_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "inhouse.toml").write_text(f'folders = ["shared"]\nexclude = ["tag:Internal"]\n{TARGETS}')
    one, two = read_targets(tmp_path / "inhouse.toml")
    assert one.folders == two.folders == (tmp_path / "shared",)
    assert [pattern.text for pattern in one.selection.exclude] == ["tag:Internal"]
    assert two.selection.exclude == ()


def test_a_shared_pattern_need_not_choose_anything_of_each_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nservers: [{url: 'https://x.example'}]\npaths:\n"
    operation = "  /%s: {get: {operationId: %s, responses: {'204': {description: d}}}}\n"
    (tmp_path / "one.yaml").write_text(head + operation % ("a", "a") + operation % ("b", "b"))
    (tmp_path / "two.yaml").write_text(head + operation % ("c", "c"))
    (tmp_path / "inhouse.toml").write_text(f'exclude = ["b"]\n{TARGETS}'.replace("exclude = []\n", ""))
    monkeypatch.chdir(tmp_path)
    assert main(["inspect"]) == 0
    assert "GET /b" not in capsys.readouterr().out
    (tmp_path / "inhouse.toml").write_text(f'include = ["b"]\n{TARGETS}'.replace("exclude = []\n", ""))
    assert main(["inspect", "two"]) == 2
    assert capsys.readouterr().err == "inhouse.toml:1:1: no operation is included\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('folder = ["x"]', "1:1: [folder] is no key that inhouse knows. Did you mean 'folders'?"),
        ("excuse = []", "1:1: [excuse] is no key that inhouse knows"),
        ("exclude = 'x'", "1:1: [exclude] must be a list of strings: patterns such as"),
        ("folders = [1]", "1:1: [folders] must be a list of strings: paths relative to this file"),
        ('targets.one.outptu = "x"', "1:1: [targets.one.outptu] is no key that inhouse knows. Did you mean 'output'?"),
        ("targets.one.url = 'ftp://x'", "1:1: [targets.one.url] must be an http or https address"),
        (
            "targets.one.url = 'https://me:secret@x.example/a'",
            "1:1: [targets.one.url] must be an http or https address",
        ),
        ("targets.one = 1", "1:1: [targets.one] must be a table"),
        ("targets = {}", "1:1: [targets] must be a table that has at least one target"),
        ("targets.one.operations.a.unwrap = 'x'", "1:1: [targets.one.operations.a.unwrap]: 'unwrap' must be a JSON"),
        ("targets.one.operations.a = 1", "1:1: [targets.one.operations.a] must be a table of policies"),
        ("targets.one.operations.a.retry = {}", "1:1: [targets.one.operations.a.retry]: unknown policy 'retry'"),
        ("targets.one.operations.a.x-inhouse-name = 'b'", "1:1: [targets.one.operations.a.x-inhouse-name]: unknown"),
        ("targets.one.names.schema = {}", "Did you mean 'schemas'?"),
        ("targets.one.names.tags.A = 1", "1:1: [targets.one.names.tags.A] must be a name, in quotes"),
        ("targets.'a b' = {document = 'x', output = 'y'}", "1:1: the target's name 'a b' must be a Python identifier"),
        ("a = ", "no valid TOML: Invalid value"),
        ("a = 1\na = 2", "no valid TOML: Cannot overwrite a value"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    assert any(told in complaint for complaint in complaints(text, tmp_path))


def test_an_address_as_a_document_is_told_of_update(tmp_path: Path) -> None:
    (told,) = complaints('[targets.a]\ndocument = "HTTPS://x.example/a"\noutput = "a"\n', tmp_path)
    assert told.startswith("2:1: [targets.a.document] is an address, and nothing is fetched while")
    assert "`inhouse update` fetches it" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a" + ".a" * 50_000 + " = 1", "1:1: it nests too deeply"),
        ('\n["a"' + '."a"' * 20_000 + "]", "2:2: it nests too deeply"),
        ("x = " + "[" * 50_000, "it nests too deeply"),
        ("x = " + "9" * 100_000, "a number has too many digits"),
        (
            '[targets.x]\ndocument = "a\\u0000"\noutput = "x"',
            "2:1: [targets.x.document] must be a path, in quotes, relative to this file, not 'a\\x00'",
        ),
    ],
)
def test_a_configuration_that_would_eat_the_machine_is_told(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "inhouse.toml").write_text(text)
    with pytest.raises(Fatal) as caught:
        read_targets(tmp_path / "inhouse.toml")
    assert told in format_diagnostic(caught.value.diagnostics[0], lambda _: None)


def test_a_configuration_that_nests_too_deeply_is_told(tmp_path: Path) -> None:
    (tmp_path / "inhouse.toml").write_text("a = " + "[" * 100_000)
    with pytest.raises(Fatal):
        read_targets(tmp_path / "inhouse.toml")


LAYOUT = '''\
# [comment]
top = """
a = 1 # not a key
"""
[ tool . "in.house" ] # why
  "a.b".c = [ # [no.table]
    "x = 1", { inner = 1 },
  ]
t = { u = { v = "}" }, "w x" = 2 }
[[array]]
y = 1.5
'''


def test_keys_are_found_where_they_stand_however_the_file_is_laid_out() -> None:
    tomllib.loads(LAYOUT)
    assert key_positions(LAYOUT) == {
        ("top",): (2, 1),
        ("tool",): (5, 1),
        ("tool", "in.house"): (5, 1),
        ("tool", "in.house", "a.b"): (6, 3),
        ("tool", "in.house", "a.b", "c"): (6, 3),
        ("tool", "in.house", "a.b", "c", "inner"): (7, 16),
        ("tool", "in.house", "t"): (9, 1),
        ("tool", "in.house", "t", "u"): (9, 7),
        ("tool", "in.house", "t", "u", "v"): (9, 13),
        ("tool", "in.house", "t", "w x"): (9, 24),
        ("array",): (10, 1),
        ("array", "y"): (11, 1),
    }


_TOML_VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab =#[]{}\"'\\\n,", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab.\"' =]", max_size=3), inner, max_size=3),
    max_leaves=12,
)


def toml(value: JsonValue) -> str:
    match value:
        case dict():
            return f"{{ {', '.join(f'{json.dumps(key)} = {toml(each)}' for key, each in value.items())} }}"
        case list():
            return f"[{','.join(map(toml, value))}\n]"
        case str() if "\n" in value and "\\" not in value:
            quoted = value.replace('"', "'")
            return f'"""{quoted}"""'
        case None:
            return "1979-05-27T07:32:00Z"
        case _:
            return json.dumps(value)


@given(st.dictionaries(st.text("ab.\"' =]", max_size=3), _TOML_VALUES, max_size=4))
def test_every_key_of_every_file_is_found(table: dict[str, JsonValue]) -> None:
    text = "".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in table.items())
    found = key_positions(f"{text}[last]\n")
    assert {way[0] for way in found} == {*table, "last"}
    for key in table:
        line, column = found[key,]
        assert text.splitlines(keepends=True)[line - 1][column - 1 :].startswith(json.dumps(key))


_WORDS = st.sampled_from(["", "x", "https://x.example/a", "http://", "HTTP://x", "https://a@b", "a b", "é", "/data"])
_PARTS: st.SearchStrategy[JsonValue] = st.one_of(
    _WORDS,
    st.lists(_WORDS | st.integers(0, 1), max_size=2),
    st.integers(0, 500),
    st.booleans(),
    st.dictionaries(
        st.sampled_from(["operations", "schemas", "tags", "a"]), st.dictionaries(_WORDS, _WORDS, max_size=1)
    ),
    st.dictionaries(
        st.just("getThing"),
        st.dictionaries(
            st.sampled_from(
                ["unwrap", "idempotency_key", "idempotency-key", "none_on", "timeout", "retries", "x", "error"]
            ),
            st.sampled_from(["", "/data", "data", [404], [200], 5, 0, {"max": 1}, {"max": -1}, {}, True]),
            max_size=2,
        ),
        max_size=1,
    ),
)
_TABLES = st.dictionaries(st.sampled_from([*(key.name for key in TARGET), "other"]), _PARTS, max_size=3)
_GOOD: dict[str, JsonValue] = {"document": "a.yaml", "output": "a"}
_TOPS = st.builds(
    lambda name, target, others: {"targets": {name: {**_GOOD, **target}}, **others},
    st.sampled_from(["a", "_a", "1a", "a b", "A1", ""]),
    _TABLES,
    st.dictionaries(st.sampled_from([*(key.name for key in TOP), "other"]), _PARTS, max_size=1),
)


@given(_TOPS)
def test_the_reader_and_the_published_schema_agree(table: dict[str, JsonValue]) -> None:
    text = "".join(f"{key} = {toml(value)}\n" for key, value in table.items())
    path = Path("inhouse.toml")
    try:
        settings_of(path, parse_text(path, text), text)
    except Fatal:
        assert not WHOLE.is_valid(table), table
    else:
        assert WHOLE.is_valid(table), table


_STYLED: Shape = Keys("a table", (Key("style", Choice(("plain", "host")), "."), Key("quiet", Flag(), ".", False)))


@given(
    st.dictionaries(
        st.sampled_from(["style", "quiet", "x"]), st.sampled_from(["plain", "hots", True, 1, None]), max_size=2
    )
)
def test_choices_and_flags_are_the_same_to_the_reader_and_the_schema(table: dict[str, JsonValue]) -> None:
    assert (not list(problems(_STYLED, table))) == jsonschema.Draft202012Validator(json_schema(_STYLED)).is_valid(table)


def test_a_choice_that_is_misspelt_is_told_the_nearest() -> None:
    (problem,) = problems(_STYLED, {"style": "hots"})
    assert problem == (("style",), "must be 'plain' or 'host'", "Did you mean 'host'?")


def test_the_published_schema_is_the_one_that_follows_from_the_keys() -> None:
    jsonschema.Draft202012Validator.check_schema(configuration_schema())
    mend = "inhouse config --schema > schemas/inhouse.schema.json"
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == configuration_schema(), mend


def test_the_schema_knows_this_projects_own_configuration() -> None:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    WHOLE.validate(content["tool"]["inhouse"])


def test_help_shows_every_key_of_a_target() -> None:
    for key in TARGET:
        assert f"\n  {key.name}" in CONFIGURATION, key.name


def test_config_prints_what_holds_and_where_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "inhouse.toml").write_text(
        'folders = ["../shared"]\n[targets.one]\ndocument = "one.yaml"\noutput = "one"\n'
        'operations."GET /a.b".retries = { max = 1 }\n'
    )
    monkeypatch.chdir(tmp_path)
    assert main(["config", "one"]) == 0
    printed = capsys.readouterr().out
    lines = {line.partition("  #")[0].rstrip(): line.rpartition("# ")[2] for line in printed.splitlines()}
    assert lines["[targets.one]"]
    assert lines['document = "one.yaml"'] == "inhouse.toml:3:1"
    assert lines['folders = ["../shared"]'] == "inhouse.toml:1:1"
    assert lines["include = []"] == "default"
    assert lines['operations."GET /a.b".retries.max = 1'] == "inhouse.toml:5:35"
    assert lines["# url"] == "not set"
    again = tomllib.loads(printed)["targets"]["one"]
    assert again["operations"] == {"GET /a.b": {"retries": {"max": 1}}}
    assert main(["config", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == "inhouse.toml"
    assert told["targets"]["one"]["output"] == {"value": "one", "from": "inhouse.toml:4:1"}
    assert told["targets"]["one"]["excuse"] == {"value": [], "from": "default"}
    assert set(told["targets"]["one"]) == {key.name for key in TARGET}


def test_config_prints_the_schema_without_a_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["config", "--schema"]) == 0
    assert capsys.readouterr().out == SCHEMA.read_text(encoding="utf-8")


def test_reading_a_configuration_imports_nothing_that_costs_time() -> None:
    heavy = ["yaml", "jinja2", "ruff", "datamodel_code_generator", "urllib.request", "importlib.resources", "tempfile"]
    code = f"import sys, inhouse.config; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [
            sys.executable,
            "-S",
            "-c",
            f"sys_path = {str(ROOT / 'generator')!r}; import sys; sys.path.insert(0, sys_path); {code}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
