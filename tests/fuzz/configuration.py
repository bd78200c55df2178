"""Configuration: any text is read as targets, or refused at a place in it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from inhouse.config.read import parse_text, section_of, settings_of, target_of
from inhouse.diagnostics import Fatal
from tests.fuzz.mutations import mutated_text
from tests.fuzz.target import Target, refused

FILE = Path("/nowhere/inhouse.toml")
SEEDS = (
    '[targets.shop]\ndocument = "api.yaml"\noutput = "shop"\n',
    """exclude = ["tag:x"]
overlays = ["a.yaml"]
[targets.a]
document = "a.json"
output = "a"
excuse = ["getA"]
include = ["/v1/**", "GET /a/{b}"]
style = "host"
header = "C"
license = "MIT"
url = "https://a.example/a.yaml"
""",
    """[targets.a]
document = "a"
output = "o"
[targets.a.operations.getA]
unwrap = "/data"
[targets.a.operations."b c".pagination]
style = "cursor"
cursor = "c"
next = "/n"
items = "/i"
[targets.a.operations.d]
retries = false
[targets.a.names]
operations.getA = "get"
schemas.A = "B"
tags.x = "y"
""",
    "targets = {a = {document = 'x', output = '''y''', folders = [\"f\"], templates = \"t\", extend = \"e\"}}\n",
    '[[targets]]\nx = 1\n[a.b]\nc = 1979-05-27T07:32:00Z\nd = 0x1F\ne = inf\nf = """\n  text"""\n',
)
TOKENS = (
    *"[]{}=.,'\"\\#\n\r\t ", "[[", "]]", '"""', "'''", "true", "1", "-1.5", "nan", "1979-05-27", "{}", "[]", '""', "\\u0000",
    "\\ud800", "\\", "\x00", "targets", "[targets.a]\n", "[targets]\n", "operations", "names", "document", "output", "pagination",
    "excuse = 1\n", "= [1]\n", "license = ", "extend = ", "style = ", "header = ", '"a.b"', "[" * 40, "a." * 40, "9" * 5000,
    "shop", "class", "é", '["GET"]', '["***"]', '["tag:"]', '[" "]', '["/a*b/**"]', "[tool.inhouse]\n",
)  # fmt: skip


def check(text: str) -> str:
    """Reads the text as an `inhouse.toml`."""
    try:
        content = parse_text(FILE, text)
        section_of(FILE, content)
        targets = [target_of(settings) for settings in settings_of(FILE, content, text)]
    except Fatal as error:
        for diagnostic in error.diagnostics:
            assert diagnostic.place is not None
            line, column = diagnostic.place.position or (1, 1)
            lines = text.replace("\r\n", "\n").split("\n")  # as TOML has them
            assert line <= len(lines) + 1, diagnostic
            assert column <= max(map(len, lines)) + 2, diagnostic
        return refused(error)
    for target in targets:
        for pattern in (*target.selection.include, *target.selection.exclude):
            assert pattern.text is not None
    return f"{min(len(targets), 3)} targets"


TARGET = Target("configuration", mutated_text(st.sampled_from(SEEDS), TOKENS), check)
