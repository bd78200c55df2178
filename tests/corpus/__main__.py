"""The command: arguments in, a table and an exit status out."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.corpus import documents, report
from tests.corpus.measure import Measured, measure


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures the documents and returns 0 where all is well, 1 where anything is off."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description="Measures what becomes of documents.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a document, or a folder of documents")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="documents at a time; 1 by default")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there, for a program")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the packages there")
    parser.add_argument("--reasons", action="store_true", help="count why operations are approximated or skipped")
    options = parser.parse_args(arguments)
    try:
        found = list(documents.documents(options.paths))
    except FileNotFoundError as error:
        parser.error(f"there is no {error}")
    with tempfile.TemporaryDirectory() as folder:
        all = _measured(found, Path(folder), options.jobs, options.keep)
    print("\n".join(report.table(all)))
    if options.reasons:
        print("\n".join(("", *report.reasons(all))))
    if lines := list(report.failures(all)):
        print("\n".join(("", *lines)))
    if options.json:
        options.json.write_text(json.dumps(report.as_json(all), indent=2), encoding="utf-8")
    return int(any(each.is_off for each in all))


def _measured(found: Sequence[Path], folder: Path, jobs: int, keep: Path | None) -> list[Measured]:
    def one(number: int) -> Measured:
        work = folder / str(number)
        # Two runs of mypy at a time do not share a cache, but those one after the other save most of their time by it.
        measured = measure(found[number], work, folder / f"mypy-{threading.get_ident()}")
        print(f"[{number + 1}/{len(found)}] {report.summary(measured)}", file=sys.stderr, flush=True)
        if keep and (work / "first").is_dir():
            shutil.copytree(work / "first", keep, dirs_exist_ok=True)
        shutil.rmtree(work)
        return measured

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, range(len(found))))


if __name__ == "__main__":
    sys.exit(main())
