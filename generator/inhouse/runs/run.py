"""What `generate` and `check` do around their targets: run them, tell what came of it, and say so to other tools."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from inhouse.config import Target, show
from inhouse.diagnostics import Fatal, fatal
from inhouse.garbage import only_growing
from inhouse.report.outcome import FINE, STALE, UNWRITABLE, WRONG, Outcome, ordered, unspeakable, wrong
from inhouse.report.progress import Progress
from inhouse.report.text import print_diagnostics, print_outcome
from inhouse.runs.made import processors
from inhouse.runs.targets import chosen_targets
from inhouse.streams import silence

if TYPE_CHECKING:
    from inhouse.diagnostics import Diagnostic

_VERBS = {"generate": "generating", "check": "checking", "propose": "generating"}


class Result(NamedTuple):
    """What came of a target, and what its process printed meanwhile."""

    target: Target
    outcome: Outcome
    said: str = ""


def run_command(options: SimpleNamespace) -> int:
    """Runs `generate` or `check` as the options say, and returns the exit status: the greatest of the targets'."""
    try:
        _agree(options)
        if options.watch:
            from inhouse.runs.watch import watch

            return watch(options)
        if options.list_outputs:
            from inhouse.runs.builds import list_outputs

            print("".join(f"{path}\n" for path in list_outputs(chosen_targets(options))), end="")
            return FINE
        return run_targets(options)
    except Fatal as error:
        return tell_fatal(options, error)


def run_targets(options: SimpleNamespace) -> int:
    """Runs the command once, for all that it names. Raises Fatal."""
    targets = chosen_targets(options)
    build = None
    if options.depfile is not None or options.stamp is not None:
        from inhouse.runs.builds import begin_build

        build = begin_build(targets, options)
    status, found = run_outcomes(targets, options)
    diagnostics: tuple[Diagnostic, ...] = ()
    if build is not None and status == FINE:
        from inhouse.runs.builds import finish_build

        diagnostics = finish_build(build)
        status = UNWRITABLE if diagnostics else FINE
    _conclude(found, status, options, diagnostics)
    return status


@only_growing()  # until all of it is gone again: a search in between would go through everything
def run_target(target: Target, options: SimpleNamespace) -> Outcome:
    """Runs the command for one target; what is wrong with it is an outcome, too."""
    run: Callable[[Target, SimpleNamespace], Outcome] = options.run
    try:
        outcome = run(target, options)
        if options.allow is not None and outcome.status in (FINE, STALE):
            from inhouse.runs.allow import held_to

            outcome = held_to(outcome, target, options.allow, options.since)
        return outcome
    except Fatal as error:
        return wrong(error, show(target.output))
    except UnicodeEncodeError as error:
        return wrong(unspeakable(error), show(target.output))


def _results(targets: Sequence[Target], options: SimpleNamespace, progress: Progress) -> Generator[Result]:
    """Runs the command for each target, in their order.

    What is up to date is found in this process; if more than one target has work to do, it is spread over the
    processors.
    """
    if len(targets) == 1 or not sys.executable or (workers := processors()) == 1:
        yield from (_here(target, options, progress) for target in targets)
        return
    settled = {target.name: _settled(target, options) for target in targets}
    waiting = [target for target in targets if settled[target.name] is None]
    progress.done = len(targets) - len(waiting)
    if len(waiting) > 1:
        from inhouse.runs.parallel import in_workers

        coming = in_workers(waiting, workers, options, progress)
    else:
        coming = (_here(target, options, progress) for target in waiting)
    with closing(coming):
        for target in targets:
            outcome = settled[target.name]
            yield next(coming) if outcome is None else Result(target, outcome)


def _settled(target: Target, options: SimpleNamespace) -> Outcome | None:
    """The outcome for a target that is up to date, or whose document cannot be read; None where there is work to do."""
    from inhouse.output.files import staging_folder
    from inhouse.pipeline import read_files
    from inhouse.runs.made import settled

    if options.force or options.allow is not None or os.path.lexists(staging_folder(str(target.output))):
        return None
    try:
        return settled(target, read_files(target))
    except Fatal as error:
        return wrong(error, show(target.output))
    except OSError:
        return None  # told by who does the work


def _here(target: Target, options: SimpleNamespace, progress: Progress) -> Result:
    progress.start(target.name)
    telling = SimpleNamespace(**{**vars(options), "tell": partial(progress.enter, target.name)})
    try:
        return Result(target, run_target(target, telling))
    finally:
        progress.finish(target.name)


def run_outcomes(targets: Sequence[Target], options: SimpleNamespace) -> tuple[int, list[tuple[Target, Outcome]]]:
    """Runs the command for the targets, telling of each as it is done; the greatest status, and what came of each."""
    progress = Progress(_VERBS[options.command], len(targets), sys.stderr)
    found: list[tuple[Target, Outcome]] = []
    with progress.shown(), closing(_results(targets, options, progress)) as coming:
        for result in coming:
            found.append((result.target, result.outcome))
            with progress.aside():
                if result.said:
                    sys.stderr.write(result.said)
                with _listened():
                    tell(result.outcome, options)
    return max((outcome.status for _, outcome in found), default=FINE), found


@contextmanager
def _listened() -> Generator[None]:
    """What is done does not depend on whether anybody listens to the end."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)


def tell_fatal(options: SimpleNamespace, error: Fatal) -> int:
    """Tells what keeps the command from beginning, in the format that was asked for; the exit status."""
    _conclude([], WRONG, options, ordered(error.diagnostics))
    return WRONG


def tell(outcome: Outcome, options: SimpleNamespace) -> None:
    """Tells what came of one target."""
    match options.format:
        case "json":
            pass  # one document, at the end
        case "github":
            from inhouse.report.github import print_for_github

            print_for_github(outcome)
        case _:
            print_outcome(outcome)


def _conclude(
    found: list[tuple[Target, Outcome]], status: int, options: SimpleNamespace, diagnostics: tuple[Diagnostic, ...]
) -> None:
    """Tells what belongs to no target, and what is told once."""
    match options.format:
        case "json":
            from inhouse.report.json import print_report, report

            results = [(target.name, outcome) for target, outcome in found]
            with _listened():
                print_report(report(options.command, status, results, diagnostics))
        case "github":
            from inhouse.report.github import add_summary, print_annotations

            print_annotations(diagnostics)
            add_summary([(target.name, outcome) for target, outcome in found])
        case _:
            print_diagnostics(diagnostics)


def _agree(options: SimpleNamespace) -> None:
    """Raises Fatal where flags exclude one another."""
    given = [flag for flag in ("watch", "list_outputs", "depfile", "stamp") if getattr(options, flag)]
    if len(given) > 1 and given[0] in ("watch", "list_outputs"):
        raise fatal(
            "bad-arguments", f"--{given[0].replace('_', '-')} and --{given[1].replace('_', '-')} exclude each other"
        )
    if options.watch and options.format == "json":
        raise fatal("bad-arguments", "--watch never ends, so it does not go with the one document of --format json")
    if options.watch and options.document is not None:
        raise fatal("bad-arguments", "--watch goes with configured targets, not with --document")
