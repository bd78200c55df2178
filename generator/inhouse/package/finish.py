"""Rendered modules → finished ones: laid out by ruff, parsed once, and known by what there is in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from inhouse.means import Memo, memo_key
from inhouse.package.format import format_modules
from inhouse.package.host import Style
from inhouse.package.verify import Survey, survey


@dataclass(frozen=True, slots=True)
class Finished:
    """A module's text, and what there is in it."""

    text: str
    survey: Survey


def finish(rendered: Mapping[str, str], style: Style, memo: Memo) -> dict[str, Finished]:
    """The modules, by path; what was rendered before just so is taken from the memo.

    Raises FormatError and UnexpectedCode.
    """
    keys = {path: memo_key("module", [path, text, asdict(style)]) for path, text in rendered.items()}
    known = {path: value for path, key in keys.items() if (value := memo.get(key)) is not None}
    found = {path: _read(value) for path, value in known.items()}
    waiting = {path: text for path, text in rendered.items() if path not in known}
    for path, text in format_modules(waiting, style).items() if waiting else ():
        found[path] = Finished(text, survey(path, text))
        memo.put(keys[path], json.dumps(asdict(found[path])))
    return {path: found[path] for path in rendered}


def _read(value: str) -> Finished:
    said = json.loads(value)
    names, called, runtime = (said["survey"][key] for key in ("names", "called", "runtime"))
    return Finished(said["text"], Survey(names, called, tuple(runtime)))
