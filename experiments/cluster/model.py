"""How long a call takes on a cluster: tasks handed out one after the other, collected likewise."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Overheads:
    """Seconds that a call on a cluster costs beside the lives."""

    call: float
    """Once a call: what all tasks share is stored, the last answer is heard."""
    submit: float
    """To hand out a task; the driver does nothing else meanwhile."""
    start: float
    """From the end of a task to the beginning of the next on the same worker."""
    collect: float
    """To take a task's answer in; the driver does nothing else meanwhile."""


def makespan(tasks: Sequence[float], n_workers: int, overheads: Overheads) -> float:
    """Seconds until all answers are in, of tasks with the given seconds of work, in order.

    The driver hands out task k at (k + 1) x submit; the worker that is free first takes it; once
    all are handed out, the driver collects answers in the order in which they come.
    """
    free = [0.0] * n_workers
    ends = []
    for k, work in enumerate(tasks):
        begins = max(heapq.heappop(free), (k + 1) * overheads.submit) + overheads.start
        ends.append(begins + work)
        heapq.heappush(free, begins + work)
    clock = len(tasks) * overheads.submit
    for end in sorted(ends):
        clock = max(clock, end) + overheads.collect
    return overheads.call + clock
