"""Tries inputs on a target for a while, and makes what found something small."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.shrinking import shrunk
from tests.fuzz.target import Target

Signature = tuple[str, str]
"""The type of an exception and where it was raised."""

_PATIENCE = 15.0
"""Seconds in which a finding is made small."""

_BATCH = 100
"""Inputs that are made in one go."""


@dataclass(frozen=True)
class Finding:
    """An input that something raised for, and what was raised."""

    value: Any
    signature: Signature
    trace: str


@dataclass
class Trial:
    """Inputs tried so far, what became of them, and which ones found something, one for each signature."""

    target: Target
    outcomes: Counter[str] = field(default_factory=Counter[str])
    findings: dict[Signature, Finding] = field(default_factory=dict[Signature, Finding])
    tries: int = 0

    def attempt(self, value: Any) -> Finding | None:
        """Tries one input; gives what it finds, made small, unless that is known."""
        self.tries += 1
        outcome = self._tried(value)
        if isinstance(outcome, str):
            self.outcomes[outcome] += 1
            return None
        signature = outcome.signature
        self.outcomes[f"failed: {signature}"] += 1
        if signature in self.findings:
            return None
        small = shrunk(value, lambda each: self._signature(each) == signature, _PATIENCE)
        again = self._tried(small)
        self.findings[signature] = outcome if isinstance(again, str) else again
        return self.findings[signature]

    def _tried(self, value: Any) -> str | Finding:
        try:
            return self.target.check(value)
        except Exception as error:  # noqa: BLE001 - which is what is looked for
            return Finding(value, signature_of(error), traceback.format_exc(limit=-8))

    def _signature(self, value: Any) -> Signature | None:
        outcome = self._tried(value)
        return None if isinstance(outcome, str) else outcome.signature


def signature_of(error: BaseException) -> Signature:
    """What tells a finding from others."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "inhouse" in frame.filename or "/fuzz/" in frame.filename]
    frame = (own or frames)[-1]
    return type(error).__name__, f"{frame.filename.rpartition('/')[2]}:{frame.name}:{frame.lineno}"


def attempts_of(target: Target, examples: int, attempt: Callable[[Any], object]) -> Callable[..., None]:
    """Attempts with so many inputs of a target, as a test of hypothesis."""

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(target.inputs)
    def attempts(value: Any) -> None:
        attempt(value)

    return attempts


def run(target: Target, seconds: float, number: int) -> Iterator[Finding | Trial]:
    """Tries inputs for so many seconds; gives each finding, and the whole at the end."""
    trial = Trial(target)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        known = len(trial.findings)
        seed(number)(attempts_of(target, _BATCH, trial.attempt))()
        yield from list(trial.findings.values())[known:]
        number += 1_000_003
    yield trial
