"""The command: which cases to try, and a count of what became of them."""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.hostile.cases import cases
from tests.hostile.run import Case, Result, run

_CHUNK = 250
"""Cases whose packages are imported in one process."""

_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where writing files to the end takes no time; None where there is no such folder."""

_OFTEN = 1000
"""Cases after which it is told how far it has come."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries the cases and returns 0 where none failed, else 1."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile", description="Tries documents that want to be code."
    )
    parser.add_argument("--all", action="store_true", help="every payload at every place")
    parser.add_argument("--sample", type=int, default=4000, metavar="N", help="so many of them; 4000 by default")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="1 by default")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes; 2 by default")
    parser.add_argument("--only", default="", metavar="TEXT", help="those with the text in their names")
    parser.add_argument("--case", default="", metavar="NAME", help="the one of that name")
    parser.add_argument("--refused", action="store_true", help="tell what was refused, and why")
    options = parser.parse_args(arguments)
    found = [case for case in cases() if options.only in case.name and options.case in ("", case.name)]
    if not options.all and options.sample < len(found):
        found = random.Random(options.seed).sample(found, options.sample)
        found.sort(
            key=lambda case: case.name
        )  # those of one place together, since they share what they are held against
    begun = time.monotonic()
    counts: Counter[str] = Counter()
    for number, result in enumerate(_results(found, options.jobs), start=1):
        counts[result.outcome] += 1
        counts["imported"] += result.imported
        if number % _OFTEN == 0 and number < len(found):
            print(_told(number, counts, begun), flush=True)
        if result.outcome == "failed" or (options.refused and result.outcome == "refused"):
            print(f"{result.outcome} {result.name!r}: {result.detail!r}", flush=True)
    print(_told(len(found), counts, begun))
    return int(bool(counts["failed"]))


def _told(number: int, counts: Counter[str], begun: float) -> str:
    return (
        f"{number} documents: {counts['refused']} refused, {counts['generated']} generated, "
        f"{counts['imported']} imported, {counts['failed']} failed, in {time.monotonic() - begun:.0f} s"
    )


def _results(found: Sequence[Case], jobs: int) -> Iterator[Result]:
    chunks = [found[start : start + _CHUNK] for start in range(0, len(found), _CHUNK)]
    if jobs == 1:
        for chunk in chunks:
            yield from _chunk(chunk)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for results in pool.map(_chunk, chunks):
            yield from results


def _chunk(chunk: Sequence[Case]) -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="hostile-", dir=_MEMORY) as folder:
        return list(run(chunk, Path(folder).resolve()))


if __name__ == "__main__":
    sys.exit(main())
