"""The command: a file of cases in, failures and an exit status out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.conformance.drive import drive
from tests.conformance.falsify import falsified
from tests.conformance.packages import Case, Failed, Packages, importable_packages


def main(arguments: Sequence[str] | None = None) -> int:
    """Drives the cases and returns 0 where all hold, or where all that hold fail once they are falsified, else 1."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.conformance",
        description="Holds generated packages against a server that checks requests.",
    )
    parser.add_argument("cases", type=Path, metavar="CASES", help="a file of cases, in JSON")
    parser.add_argument("--server", required=True, metavar="URL", help="where the server listens")
    parser.add_argument("--only", default="", metavar="TEXT", help="only cases whose scenario has this in it")
    parser.add_argument("--falsify", action="store_true", help="then make each that holds wrong; it must fail")
    options = parser.parse_args(arguments)
    cases: list[Case] = json.loads(options.cases.read_text(encoding="utf-8"))
    cases = [case for case in cases if options.only in case["scenario"]]
    folder, server = options.cases.parent, options.server.rstrip("/")
    with importable_packages() as packages:
        reasons = [(case, _reason(packages, case, folder, server)) for case in cases]
        for case, reason in reasons:
            if reason is not None:
                print(f"FAIL {_name(case)}: {reason}")
        held = [case for case, reason in reasons if reason is None]
        print(f"{len(held)} passed, {len(cases) - len(held)} failed", flush=True)
        moved = not options.falsify or _falsify(packages, held, folder, server)
    return int(len(held) < len(cases) or not moved)


def _reason(packages: Packages, case: Case, folder: Path, server: str) -> str | None:
    """Why a case does not hold; None where it does."""
    try:
        drive(packages, case, folder, server)
    except Failed as reason:
        return " ".join(str(reason).split())[:500]
    return None


def _falsify(packages: Packages, held: Sequence[Case], folder: Path, server: str) -> bool:
    """Whether every case that holds fails once it is falsified; says which do not."""
    unseen = unmoved = 0
    for case in held:
        for number, (what, wrong) in enumerate(falsified(case)):
            if _reason(packages, wrong, folder, server) is not None:
                unseen += bool(number)
                break
            print(f"HOLDS {_name(case)} with {what} falsified", flush=True)
        else:
            unmoved += 1
    print(
        f"falsified: {len(held) - unmoved} failed as they must, {unmoved} did not; "
        f"of {unseen} the server does not see the arguments, so that the answer was falsified"
    )
    return not unmoved


def _name(case: Case) -> str:
    return f"{case['scenario']}#{case['index']}"


if __name__ == "__main__":
    sys.exit(main())
