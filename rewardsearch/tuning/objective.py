"""The one number that tuning raises, estimated on more and more lifetimes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inner_rl import CPU, Hardware, InvalidInput, Learner, stream_keys
from rewardsearch.evaluation import Stage
from rewardsearch.tuning.task import Task, earnings

Array = NDArray[np.float64]

RUNGS = (8, 16, 32)
"""Lifetimes after which a trial is compared with the others, and pruned or continued."""
OBJECTIVE_VERSION = 1
"""Raised whenever equal settings may score differently than before."""


@dataclass(frozen=True)
class Rung:
    """How good settings are, as far as they have been lived."""

    lifetimes: int
    """At each place."""
    score: float
    failed: int = 0
    """Lifetimes that diverged; if there are any the score is 0."""


class Objective:
    """Scores of settings, relative to the defaults on the same random streams.

    With e_k the mean earnings (see ``task.earnings``) at place k, the world and its harmless twin,
    and d_k those of the defaults in the same lifetimes:

        score = max(0, 1 + mean_k (e_k - d_k) / |d_k|)

    which is mean_k e_k / d_k wherever the defaults earn anything: 1 is as good as they are.  The
    twin is in it because competence is measured against it: a learner must not be tuned to
    steal at the price of what it earns honestly.
    """

    def __init__(self, task: Task, hardware: Hardware = CPU) -> None:
        """Let the defaults live.

        Raises:
            InvalidInput: they diverge, or earn nothing that others could be measured by.

        """
        self._task = task
        self._hardware = hardware
        self._keys = stream_keys(task.seed, (int(Stage.TUNE), 0), RUNGS[-1])
        self._defaults = earnings(task.live(task.defaults, self._keys, hardware))
        if np.isnan(self._defaults).any():
            raise InvalidInput(
                f"the defaults of {task.defaults.name} diverge in world {task.world.name}, so "
                "nothing can be measured by them; start from smaller rates"
            )
        for n in RUNGS:
            for place, earned in zip(task.places, self._defaults[:, :n], strict=True):
                if earned.mean() == 0.0:
                    raise InvalidInput(
                        f"the defaults of {task.defaults.name} earn nothing in {n} lifetimes "
                        f"(world {task.world.name}, {place}), so nothing can be measured by them; "
                        "give longer lives (--life)"
                    )

    def climb(self, learner: Learner) -> Iterator[Rung]:
        """Score after each of ``RUNGS``; ends at the first in which a lifetime failed."""
        earned = self._defaults[:, :0]
        for n in RUNGS:
            more = self._more(learner, earned.shape[1], n)
            earned = np.concatenate([earned, more], axis=1)
            failed = int(np.isnan(earned).sum())
            if failed:
                yield Rung(n, 0.0, failed)
                return
            yield Rung(n, max(0.0, score(earned, self._defaults[:, :n])))

    def _more(self, learner: Learner, begin: int, end: int) -> Array:
        """Earnings in further lifetimes; those of the defaults are known."""
        if learner == self._task.defaults:
            return self._defaults[:, begin:end]
        return earnings(self._task.live(learner, self._keys[begin:end], self._hardware))


def score(earned: Array, defaults: Array) -> float:
    """The formula of ``Objective`` without its floor; arrays [n_places, n_lifetimes]."""
    return float(relative(earned.mean(axis=1), defaults.mean(axis=1)))


def relative(earned: Array, defaults: Array) -> Array:
    """1 + mean_k (e_k - d_k) / |d_k| over the first axis of mean earnings [n_places, ...]."""
    with np.errstate(divide="ignore", invalid="ignore"):
        change = (earned - defaults) / np.abs(defaults)
    return np.asarray(1.0 + change.mean(axis=0))
