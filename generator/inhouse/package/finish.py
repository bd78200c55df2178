"""Modules → finished ones: rendered, laid out by ruff, parsed once, and known by what there is in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from inhouse.means import Memo, memo_key
from inhouse.package.format import format_modules
from inhouse.package.host import Host, Style
from inhouse.package.modules import Module
from inhouse.package.verify import Survey, survey


@dataclass(frozen=True, slots=True)
class Finished:
    """A module's text, and what there is in it."""

    text: str
    survey: Survey


def finish(modules: Mapping[str, Module], host: Host, memo: Memo) -> dict[str, Finished]:
    """The modules, by path; what was made before of just the same is taken from the memo.

    Raises FormatError and UnexpectedCode.
    """
    rendered = {path: module.text(host) for path, module in modules.items() if module.source is None}
    keys = {path: _key(path, module, rendered.get(path, ""), host.style) for path, module in modules.items()}
    found = {path: _read(value) for path, key in keys.items() if (value := memo.get(key)) is not None}
    waiting = {path: rendered.get(path) or modules[path].text(host) for path in modules if path not in found}
    for path, text in format_modules(waiting, host.style).items() if waiting else ():
        found[path] = Finished(text, survey(path, text))
        memo.put(keys[path], json.dumps(asdict(found[path])))
    return {path: found[path] for path in modules}


def _key(path: str, module: Module, text: str, style: Style) -> str:
    """The key of what a module becomes: of its source, or of its text where that has none."""
    return memo_key("module", [path, module.template, module.source, text, repr(style)])


def _read(value: str) -> Finished:
    said = json.loads(value)
    names, called, runtime = (said["survey"][key] for key in ("names", "called", "runtime"))
    return Finished(said["text"], Survey(names, called, tuple(runtime)))
