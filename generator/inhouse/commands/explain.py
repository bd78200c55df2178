"""`inhouse explain`: which place, overlay, rule and configuration made something of a package what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import TYPE_CHECKING

from inhouse.config import Target, show
from inhouse.diagnostics import Locate, Place, did_you_mean, fatal, quote, visible
from inhouse.report.outcome import FINE
from inhouse.runs.targets import configured_targets

if TYPE_CHECKING:
    from inhouse.explain.reasons import Explanation

_LINE = re.compile(r"(?P<file>.+\.pyi?):(?P<line>[0-9]{1,7})(:[0-9]*)?")


def run_explain(options: SimpleNamespace) -> int:
    """Prints what made it so; the exit status. Raises Fatal."""
    targets = configured_targets(options.target)
    line = _LINE.fullmatch(options.what)
    wanted: str = options.what
    if line is not None:
        targets, wanted = _at_line(targets, Path(line["file"]), int(line["line"]))
    known: set[str] = set()
    found = False
    for target in targets:
        explanations, names, locate = _explain(target, wanted)
        known |= names
        for explanation in explanations:
            print("\n".join(_lines(explanation, locate)))
            found = True
    if not found:
        message = f"nothing in {' or '.join(show(target.output) for target in targets)} is called {quote(wanted)}"
        raise fatal("unknown-name", message, None, did_you_mean(wanted, known))
    return FINE


def _explain(target: Target, wanted: str) -> tuple[tuple[Explanation, ...], frozenset[str], Locate]:
    from inhouse.document.normal import normalize
    from inhouse.explain.reasons import Sources, explained
    from inhouse.explain.subjects import named, subjects
    from inhouse.pipeline import read_api, read_input

    input = read_input(target)
    api, problems = read_api(target, input)
    sources = Sources(api, normalize(input.document), target.names, target.operations, problems)
    found = dict.fromkeys(subjects(api, wanted))
    names = frozenset(name for name, _ in named(api))
    return tuple(explained(sources, subject) for subject in found), names, input.locate


def _at_line(targets: Iterable[Target], file: Path, line: int) -> tuple[tuple[Target, ...], str]:
    """The target that the file was written for, and the name of what is written at the line. Raises Fatal."""
    from inhouse.explain.lines import name_at

    owner = next((each for each in targets if file.resolve().is_relative_to(each.output.resolve())), None)
    if owner is None:
        raise fatal("unknown-file", f"{quote(str(file))} is in no package of the configuration")
    within = PurePosixPath(file.resolve().relative_to(owner.output.resolve()).as_posix())
    try:
        source = file.read_text(encoding="utf-8")
        name = name_at(within, source, line)
    except OSError as error:
        raise fatal("unreadable-file", f"it cannot be read: {error.strerror}", Place(show(file))) from None
    except (SyntaxError, ValueError, RecursionError):
        raise fatal("unreadable-file", "this is not Python as inhouse wrote it", Place(show(file))) from None
    if line < 1 or line > source.count("\n") + 1:
        raise fatal("unknown-line", f"it has {source.count(chr(10))} lines", Place(show(file)))
    if name is None:
        hint = "Name a line of a class, a field, a function or an argument."
        told = "is the same in every package" if within.parts[:1] == ("_runtime",) else "is made by no one place"
        raise fatal("unknown-line", f"what stands there {told}", Place(show(file), position=(line, 1)), hint)
    return (owner,), name


def _lines(explanation: Explanation, locate: Locate) -> Iterator[str]:
    yield visible(explanation.title)
    for reason in explanation.reasons:
        where = ""
        if (place := reason.place) is not None:
            place = place if place.position else place._replace(position=locate(place))
            where = f"{place.file}:{place.position[0]}:{place.position[1]}: " if place.position else f"{place.file}: "
        yield f"  {reason.label:<14}{visible(f'{where}{reason.text}')}"
