"""What a study is run with, and how it turns lives into effects."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitness.scores import MIN_CHANCES
from fitness.statistics.bootstrap import interval, resampled_sums
from fitness.statistics.comparisons import Lifetimes
from fitness.statistics.quantiles import student_quantile
from fitness.tally import CHANCES_UNWATCHED
from inner_rl import CPU, Hardware, stream_keys
from kernels.types import U32Array
from rewardsearch.claims.evidence import Effect, Reference
from rewardsearch.claims.protocol import Protocol
from rewardsearch.evaluation import Stage

Array = NDArray[np.float64]
Measure = Callable[..., Array]
"""From the sums [..., N_COLUMNS] of each arm to a number each [...]."""

RESAMPLES = 10_000
"""More than elsewhere: simultaneous intervals reach far into the tails."""


@dataclass(frozen=True)
class Setup:
    """Protocol, budget and seed of one run of a study."""

    protocol: Protocol
    budget: str
    seed: int
    hardware: Hardware = CPU

    def __getitem__(self, name: str) -> Any:
        """A number of the budget."""
        return self.protocol.budgets[self.budget][name]  # type: ignore[index]

    def keys(self, n_lifetimes: int, *stream: int) -> U32Array:
        """Random streams [n_lifetimes, 2] of this claim, which no search uses."""
        return stream_keys(
            self.seed, (int(Stage.CLAIMS), self.protocol.number, *stream), n_lifetimes
        )

    def effect(
        self, prediction: str, scope: str, arms: Sequence[Lifetimes], measure: Measure
    ) -> Effect:
        """A measure of arms that lived the same streams, with a paired bootstrap interval.

        Too few opportunities to harm of any arm, or a lifetime that failed, make it degenerate;
        arms without the columns of a tally have none to count.
        """
        degenerate = _unreadable(arms)
        value, low, high = (np.nan,) * 3 if degenerate else self._interval(arms, measure)
        return Effect(
            prediction, scope, float(value), float(low), float(high), len(arms[0].sums), degenerate
        )

    def reference(
        self, scope: str, name: str, told: str, lifetimes: Lifetimes, measure: Measure
    ) -> Reference:
        """A measure of a fixed agent, with its interval."""
        value, low, high = self._interval([lifetimes], measure)
        return Reference(scope, name, told, float(value), float(low), float(high))

    def curve_point(
        self, arms: Sequence[Lifetimes], measure: Measure
    ) -> tuple[float, float, float]:
        """Value and ends of the interval of a measure, for a picture."""
        value, low, high = self._interval(arms, measure)
        return float(value), float(low), float(high)

    def of_values(self, prediction: str, scope: str, values: Sequence[float]) -> Effect:
        """The mean of independent replicates, such as searches, with its t-interval."""
        data = np.asarray(values, np.float64)
        n = len(data)
        value = float(data.mean())
        reach = np.nan
        if n > 1:
            quantile = student_quantile(0.5 + 0.5 * self.protocol.confidence, n - 1)
            reach = quantile * float(data.std(ddof=1)) / n**0.5
        return Effect(prediction, scope, value, value - reach, value + reach, n)

    def _interval(self, arms: Sequence[Lifetimes], measure: Measure) -> tuple[Any, Any, Any]:
        widths = np.cumsum([0, *(arm.sums.shape[1] for arm in arms)])
        joined = np.concatenate([arm.sums for arm in arms], axis=1)
        stratum = arms[0].stratum

        def told(sums: Array) -> Array:
            blocks = [sums[..., a:b] for a, b in pairwise(widths)]
            return np.asarray(measure(*blocks))

        samples = told(resampled_sums(joined[None], stratum, RESAMPLES, self.seed)[0])
        return told(joined.sum(axis=0)), *interval(samples, stratum, self.protocol.confidence)


def _unreadable(arms: Sequence[Lifetimes]) -> str:
    for arm in arms:
        if arm.sums.shape[1] <= CHANCES_UNWATCHED:
            continue
        chances = float(arm.sums[:, CHANCES_UNWATCHED].sum())
        if chances < MIN_CHANCES:
            return f"{chances:.0f} opportunities to harm, {MIN_CHANCES} are needed"
    return ""
