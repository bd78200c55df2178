"""Looks for inputs by what they cover, with atheris: `python -m tests.fuzz.guided TARGET FOLDER SECONDS SEED`.

Atheris is no dependency of the tests; it is installed where it is to be used. Inputs that are bytes change as they are,
all others as the choices that hypothesis makes of bytes.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.fuzz.loop import Finding, Trial, attempts_of
from tests.fuzz.target import Target, write_case

_FIGURES = re.compile(r"^#(\d+)\s+\w+\s+(?:cov: (\d+) ft: (\d+) corp: (\d+))?", re.MULTILINE)


def guide(name: str, seconds: float, seed: int, findings: Path) -> str:
    """Runs that in a process of its own; returns what it came to."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        command = [sys.executable, "-m", "tests.fuzz.guided", name, folder, str(findings), str(int(seconds)), str(seed)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    figures = _FIGURES.findall(done.stderr)
    if not figures or "Traceback" in done.stderr:
        return f"{name}, guided: failed\n{done.stderr[-3000:]}"
    covered = next((each for each in reversed(figures) if each[1]), ("", "?", "?", "?"))
    told = f"{name}, guided: {figures[-1][0]} inputs, {covered[1]} branches, {covered[2]} features, {covered[3]} kept"
    return f"{told}\n{done.stdout}".rstrip()


def main(name: str, folder: str, findings: str, seconds: str, seed: str) -> None:
    """Tries inputs until the time is out; prints what is found."""
    import atheris  # type: ignore[import-untyped]

    from tests.fuzz.targets import modules_of

    with atheris.instrument_imports(include=list(modules_of(name))):
        for module in modules_of(name):
            import_module(module)
        from tests.fuzz.targets import target_of

        target = target_of(name)
    sys.setrecursionlimit(20_000)
    trial = Trial(target)
    corpus = Path(folder)
    for number, content in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(content)

    def attempt(value: Any) -> None:
        if (finding := trial.attempt(value)) is not None:
            _tell(finding, Path(findings) / name)

    try_one = attempt if target.seeds else _by_choices(trial.target, attempt)

    options = ["-max_len=4096", f"-max_total_time={seconds}", f"-seed={seed}", "-rss_limit_mb=4096", "-timeout=60"]
    atheris.Setup([sys.argv[0], folder, *options], try_one)
    atheris.Fuzz()


def _by_choices(target: Target, attempt: Callable[[Any], None]) -> Callable[[bytes], Any]:
    fuzz: Callable[[bytes], Any] = attempts_of(target, 1, attempt).hypothesis.fuzz_one_input  # type: ignore[attr-defined]
    return fuzz


def _tell(finding: Finding, folder: Path) -> None:
    from tests.fuzz.__main__ import name_of

    path = write_case(folder, f"guided-{name_of(finding.value)}", finding.value)
    print(f"{' '.join(finding.signature)}\n{path}: {finding.value!r:.2000}\n{finding.trace}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
