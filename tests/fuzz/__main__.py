"""The command: which targets, for how long, and what came of it."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.fuzz.loop import Finding, Trial, run
from tests.fuzz.target import Target, write_case
from tests.fuzz.targets import NAMES, modules_of, target_of

_DEEPEST = 20_000
"""Frames, as many as the command allows itself."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries inputs and returns 0 where nothing was found, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Tries inputs nobody would write.")
    parser.add_argument("--seconds", type=float, default=20, metavar="N", help="for each target; 20 by default")
    parser.add_argument("--only", action="append", choices=NAMES, help="this target; all by default")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="1 by default")
    parser.add_argument("--guided", action="store_true", help="look for inputs by coverage, which needs atheris")
    parser.add_argument("--outcomes", action="store_true", help="tell what became of the inputs")
    parser.add_argument(
        "--findings",
        type=Path,
        default=Path("findings"),
        metavar="DIR",
        help="where findings go; `findings` by default",
    )
    options = parser.parse_args(arguments)
    sys.setrecursionlimit(_DEEPEST)
    failed = 0
    for name in options.only or NAMES:
        if not options.guided:
            failed += _tried(target_of(name), options)
        elif modules_of(name):
            from tests.fuzz.guided import guide

            told = guide(name, options.seconds, options.seed, options.findings)
            failed += told.count("\n") > 0
            print(told, flush=True)
    return int(failed > 0)


def _tried(target: Target, options: argparse.Namespace) -> int:
    begun = time.monotonic()
    for found in run(target, options.seconds, options.seed):
        if isinstance(found, Finding):
            _tell(target, found, options.findings)
            continue
        seconds = time.monotonic() - begun
        findings = sum(count for name, count in found.outcomes.items() if name.startswith("failed"))
        print(
            f"{target.name}: {found.tries} inputs, {len(found.outcomes)} outcomes, {len(found.findings)} findings "
            f"({findings} times), in {seconds:.0f} s",
            flush=True,
        )
        if options.outcomes:
            _print_outcomes(found)
        return len(found.findings)
    return 0


def _print_outcomes(trial: Trial) -> None:
    for outcome, count in trial.outcomes.most_common(60):
        print(f"{count:8} {outcome}")


def _tell(target: Target, finding: Finding, folder: Path) -> None:
    path = write_case(folder / target.name, name_of(finding.value), finding.value)
    print(f"{target.name}: {' '.join(finding.signature)}\n{path}: {finding.value!r:.2000}\n{finding.trace}", flush=True)


def name_of(value: Any) -> str:
    """A name for the file of an input."""
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return hashlib.sha256(content).hexdigest()[:12]


if __name__ == "__main__":
    sys.exit(main())
