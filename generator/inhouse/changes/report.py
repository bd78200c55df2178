"""Changes as people and programs read them: text, Markdown, and JSON of a published shape (`changes.schema.json`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from inhouse.changes.change import LEVELS, Break, Change, Level, verdict
from inhouse.diagnostics import visible

Report: TypeAlias = "dict[str, Report] | list[Report] | str | int | None"

VERSION = 1
"""Of the JSON; another one when what is there means something else, or is there no more."""

_BREAKS: Mapping[Break, str] = {"source": "source", "running": "running programs", "wire": "only the wire"}
_HEADINGS: Mapping[Level, str] = {
    "major": "Breaking",
    "minor": "Compatible",
    "patch": "Documentation, and what is sent",
}
_TITLES: Mapping[Level, str] = {
    "none": "nothing changes in Python",
    "patch": "nothing changes in Python but documentation, or what is sent",
    "minor": "compatible changes",
    "major": "breaking changes",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed for one package; `old` and `new` are what is compared, as people call it."""

    package: str
    old: str
    new: str
    changes: tuple[Change, ...]

    @property
    def verdict(self) -> Level:
        """The level of the worst of the changes."""
        return verdict(self.changes)


def text_lines(comparison: Comparison, *, coloured: bool = False) -> Iterator[str]:
    """The changes for a terminal."""
    colours: Mapping[Level, str] = {"major": "31", "minor": "32", "patch": "36"} if coloured else {}
    summary = f"{comparison.package}: {comparison.verdict}, from {comparison.old} to {comparison.new}"
    numbers = _numbers(comparison.changes)
    yield visible(summary) + (f" ({numbers})" if numbers else "")
    for change in comparison.changes:
        colour = colours.get(change.level)
        level = f"{change.level:<5}" if colour is None else f"\x1b[{colour}m{change.level:<5}\x1b[0m"
        yield f"{level} {visible(f'{change.name} ({change.kind} {change.action})')}"
        yield f"      {visible(change.text)}{f'; breaks {broken(change)}' if change.breaks else ''}"
        if (where := _where(change)) is not None:
            yield f"      {visible(where)}"


def markdown(comparisons: Sequence[Comparison]) -> str:
    """The changes as the body of a pull request, with its title in the first line."""
    worst = verdict(change for each in comparisons for change in each.changes)
    names = " and ".join(_plain(each.package) for each in comparisons) or "nothing"
    lines = [f"# Update {names}: {_TITLES[worst]}"]
    for comparison in comparisons:
        if len(comparisons) > 1:
            lines += ["", f"## {_plain(comparison.package)}"]
        numbers = _numbers(comparison.changes)
        lines += [
            "",
            f"From {_plain(comparison.old)} to {_plain(comparison.new)}: **{comparison.verdict}**"
            + (f" ({numbers})." if numbers else "."),
        ]
        for level, heading in _HEADINGS.items():
            chosen = [change for change in comparison.changes if change.level == level]
            if chosen:
                lines += ["", f"{'#' * (3 if len(comparisons) > 1 else 2)} {heading}", ""]
                lines += [_item(change) for change in chosen]
    return "\n".join(lines)


def report_json(comparisons: Iterable[Comparison]) -> Report:
    """The changes as JSON values."""
    return {
        "version": VERSION,
        "comparisons": [
            {
                "package": comparison.package,
                "old": comparison.old,
                "new": comparison.new,
                "verdict": comparison.verdict,
                "changes": [_change(change) for change in comparison.changes],
            }
            for comparison in comparisons
        ],
    }


def broken(change: Change) -> str:
    """What a change breaks, in words."""
    return " and ".join(_BREAKS[each] for each in change.breaks) or "nothing"


def _change(change: Change) -> Report:
    place = change.place
    line, column = (None, None) if place is None or place.position is None else place.position
    return {
        "kind": change.kind,
        "action": change.action,
        "name": change.name,
        "old_name": change.old_name,
        "level": change.level,
        "breaks": list(change.breaks),
        "text": change.text,
        "in": "old" if change.action == "removed" else "new",
        "pointer": change.pointer,
        "file": None if place is None else place.file,
        "line": line,
        "column": column,
    }


def _numbers(changes: Iterable[Change]) -> str:
    found = Counter(change.level for change in changes)
    return ", ".join(f"{found[level]} {level}" for level in reversed(LEVELS) if found[level])


def _where(change: Change) -> str | None:
    if change.place is None or change.place.position is None:
        return None if change.place is None else change.place.file
    return f"{change.place.file}:{change.place.position[0]}:{change.place.position[1]}"


def _item(change: Change) -> str:
    told = f"- {_marked(change.text)}."
    told += f" *Breaks {broken(change)}.*" if change.breaks else ""
    where = _where(change)
    return told if where is None else f"{told} {_code(where)}"


def _marked(text: str) -> str:
    """A sentence of ours in Markdown, in which only what stands between backticks is code, and nothing is markup."""
    parts = visible(text).split("`")
    return "".join(
        _code(part) if index % 2 and index + 1 < len(parts) else _plain(part) for index, part in enumerate(parts)
    )


def _code(text: str) -> str:
    shown = visible(text).replace("`", "'")
    return f"`{shown}`" if shown else ""


def _plain(text: str) -> str:
    """Text in which nothing is markup, and nobody is mentioned."""
    escaped = re.sub(r"([\\`*_{}\[\]()#!|~<>&])", r"\\\1", visible(text))
    return escaped.replace("@", "@<!-- -->").replace("://", ":<!-- -->//")
