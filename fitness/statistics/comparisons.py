"""Whether one is better than another, by how much, or as good as the same.

A difference that is not seen is not shown to be none.  ``Difference`` therefore has a p value
against zero and an interval, and nothing that says "the same": that takes a margin, chosen
before the data are seen, and ``equivalence``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fitness.statistics.bootstrap import (
    RESAMPLES,
    Interval,
    Labels,
    interval,
    p_at_most,
    resampled_counts,
    resampled_sums,
)
from kernels.checks import require_range
from kernels.errors import InvalidInput

Array = NDArray[np.float64]
Measure = Callable[[Array], Array]
"""From sums over lifetimes [..., n_columns] to a number each [...]."""


@dataclass(frozen=True)
class Lifetimes:
    """What is compared: the sums of each lifetime of one agent."""

    sums: Array
    """[n_lifetimes, n_columns]."""
    stratum: Labels
    """[n_lifetimes]."""

    def __post_init__(self) -> None:
        if self.sums.ndim != 2 or self.stratum.shape != self.sums.shape[:1]:
            raise InvalidInput(
                "sums must be [n_lifetimes, n_columns] and stratum [n_lifetimes], got shapes "
                f"{self.sums.shape} and {self.stratum.shape}"
            )
        if not np.isfinite(self.sums).all():
            failed = np.count_nonzero(~np.isfinite(self.sums).all(axis=1))
            raise InvalidInput(
                f"{failed} of {len(self.sums)} lifetimes failed; what they would have shown is "
                "unknown, so nothing can be compared: find out why, and live them again"
            )

    @classmethod
    def of_values(cls, values: Array, stratum: Labels | None = None) -> Self:
        """Lifetimes with a number each [n_lifetimes], for the measure ``mean``."""
        stratum = np.zeros(len(values), np.int64) if stratum is None else stratum
        return cls(np.stack([values, np.ones(len(values))], axis=-1), stratum)


def mean(sums: Array) -> Array:
    """The measure of ``Lifetimes.of_values``: their mean."""
    return np.asarray(sums[..., 0] / sums[..., 1])


@dataclass(frozen=True)
class Difference:
    """First minus second, in the units of the measure."""

    estimate: Interval
    p_value: float
    """Two-sided, of the hypothesis that the difference is 0; a large one shows nothing."""
    samples: Array = field(repr=False)
    """[n_resamples] differences of bootstrap samples."""
    stratum: Labels = field(repr=False)
    """Of the lifetimes that the interval counts; of two samples the smaller."""


def paired_difference(
    first: Lifetimes,
    second: Lifetimes,
    measure: Measure = mean,
    *,
    n_resamples: int = RESAMPLES,
    seed: int = 0,
) -> Difference:
    """Difference of two agents that lived the same random streams, resampled together.

    Raises:
        InvalidInput: where the strata differ: those lifetimes are no pairs.

    """
    if not np.array_equal(first.stratum, second.stratum):
        raise InvalidInput(
            "paired lifetimes must have equal strata in equal order; "
            "use two_sample_difference for lifetimes of different streams"
        )
    both = np.stack([first.sums, second.sums])
    samples = measure(resampled_sums(both, first.stratum, n_resamples, seed))
    return _difference(measure(both.sum(axis=1)), samples, first.stratum)


def two_sample_difference(
    first: Lifetimes,
    second: Lifetimes,
    measure: Measure = mean,
    *,
    n_resamples: int = RESAMPLES,
    seed: int = 0,
) -> Difference:
    """Difference of two agents that lived independent streams, resampled each by itself.

    The interval is expanded as that of the smaller sample would be (Hesterberg 2015).
    """
    n = len(first.sums)
    apart = np.zeros((2, n + len(second.sums), first.sums.shape[1]))
    apart[0, :n], apart[1, n:] = first.sums, second.sums
    samples = measure(resampled_sums(apart, _apart(first, second), n_resamples, seed))
    smaller = min(first.stratum, second.stratum, key=len)
    return _difference(measure(apart.sum(axis=1)), samples, smaller)


def _apart(first: Lifetimes, second: Lifetimes) -> Labels:
    """Strata of both samples one after the other, none of them shared."""
    labels = np.unique(np.concatenate([first.stratum, second.stratum]), return_inverse=True)[1]
    labels[len(first.stratum) :] += labels.max() + 1
    return labels


def _difference(values: Array, samples: Array, stratum: Labels) -> Difference:
    """From measures [2] and their bootstrap samples [2, n_resamples]."""
    apart = samples[0] - samples[1]
    low, high = interval(apart, stratum)
    above, below = p_at_most(apart, 0.0, stratum), p_at_most(-apart, 0.0, stratum)
    estimate = Interval(float(values[0] - values[1]), float(low), float(high))
    return Difference(estimate, min(1.0, 2.0 * min(above, below)), apart, stratum)


@dataclass(frozen=True)
class Equivalence:
    """Whether a difference is shown to be smaller than what matters."""

    margin: float
    low: float
    """Lower end of the interval of confidence 1 - 2 alpha."""
    high: float
    p_value: float
    """Of the hypothesis that the difference is the margin or more, in either direction."""
    equivalent: bool


def equivalence(difference: Difference, margin: float, alpha: float = 0.05) -> Equivalence:
    """Two one-sided tests (Schuirmann 1987): equivalent iff -margin < low and high < margin.

    low and high are the ends of the interval of confidence 1 - 2 alpha, so that a difference as
    large as the margin is called equivalent with probability alpha at most; the p value is the
    larger of the two tests'.

    Args:
        difference: paired or of two samples.
        margin: the smallest difference that would matter, in units of the measure, above 0.
        alpha: level of each of the two tests.

    """
    require_range("alpha", alpha, 0.001, 0.25)
    if not 0.0 < margin < np.inf:
        raise InvalidInput(
            f"margin must be a number above 0, got {margin:g}; "
            "say which difference would matter before looking at the data"
        )
    samples, stratum = difference.samples, difference.stratum
    low, high = interval(samples, stratum, 1.0 - 2.0 * alpha)
    p_value = max(p_at_most(samples, -margin, stratum), p_at_most(-samples, -margin, stratum))
    inside = bool(-margin < low and high < margin)
    return Equivalence(margin, float(low), float(high), p_value, inside)


def probability_of_improvement(
    first: Array, second: Array, *, n_resamples: int = RESAMPLES, seed: int = 0
) -> Interval:
    """P(X > Y) + P(X = Y) / 2 of a run of the first and one of the second, averaged over tasks.

    Agarwal et al. (2021): the Mann-Whitney U of each task over the number of pairs;
    from 0 to 1, 1/2 where neither is better.  Runs of both are resampled independently, each
    task by itself; the interval is expanded as that of the smaller sample.

    Args:
        first: [n_runs, n_tasks] scores.
        second: [m_runs, n_tasks] scores.
        n_resamples: bootstrap samples.
        seed: of the bootstrap.

    """
    _check_runs(first, second)
    n_tasks = first.shape[1]
    task = [np.tile(np.arange(n_tasks), len(scores)) for scores in (first, second)]
    counts = resampled_counts(np.concatenate([task[0], n_tasks + task[1]]), n_resamples, seed)
    of_first = counts[:, : first.size].reshape(n_resamples, *first.shape)
    of_second = counts[:, first.size :].reshape(n_resamples, *second.shape)
    value, samples = 0.0, np.zeros(n_resamples)
    for k in range(n_tasks):
        gap = first[:, None, k] - second[None, :, k]
        better = 0.5 * (1.0 + np.sign(gap))
        value += better.mean() / n_tasks
        wins = (of_first[:, :, k] @ better * of_second[:, :, k]).sum(axis=-1)
        samples += wins / (better.size * n_tasks)
    low, high = interval(samples, min(task, key=len))
    return Interval(float(value), float(low), float(high))


def _check_runs(first: Array, second: Array) -> None:
    """Raise InvalidInput unless both are finite scores of the same tasks, two runs or more."""
    if first.ndim != 2 or second.ndim != 2 or first.shape[1] != second.shape[1]:
        raise InvalidInput(
            "scores must be [n_runs, n_tasks] of the same tasks, got shapes "
            f"{first.shape} and {second.shape}"
        )
    if min(len(first), len(second)) < 2 or not (
        np.isfinite(first).all() and np.isfinite(second).all()
    ):
        raise InvalidInput(
            f"each needs two runs or more, got {len(first)} and {len(second)}, and scores that "
            "are finite numbers; leave out what failed"
        )
