"""What something costs, told so that a machine that is busy with other things changes nothing."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the processor that the work takes in this thread: the least of several times."""
    taken: list[float] = []
    for _ in range(times):
        gc.collect()
        begun = time.thread_time()
        work()
        taken.append(time.thread_time() - begun)
    return min(taken)


def is_linear(work: Callable[[int], Callable[[], object]], size: int) -> bool:
    """Whether four times the size costs about four times as much, and not sixteen times, as it would if quadratic.

    `work` prepares what is measured, for a size.
    """
    return seconds(work(4 * size)) < 8 * seconds(work(size))
