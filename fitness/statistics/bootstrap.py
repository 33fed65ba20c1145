"""Stratified bootstrap over lifetimes, with keyed randomness.

Resample b of stratum s draws as many lifetimes from s as it has, with replacement.  The
draws depend on (seed, b, position) only, so tallies that share their lifetimes' random
streams are resampled together: comparisons are paired.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitness.statistics.quantiles import expanded, unexpanded
from kernels.checks import require_range
from kernels.compiling import entry, scalar
from kernels.errors import InvalidInput
from kernels.philox import PURPOSE_RESAMPLE, below, draw
from kernels.types import I32, U32

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
"""Stratum of each lifetime."""

RESAMPLES = 2000
"""Bootstrap samples, where a caller has no reason for another number."""


@dataclass(frozen=True)
class Interval:
    """A number with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


@scalar
def _chosen(key_0: U32, b: I32, position: I32, start: I32, size: I32) -> I32:
    """Which place in the order of strata fills ``position`` of resample ``b``."""
    word, _, _, _ = draw(key_0, np.uint32(0), b, PURPOSE_RESAMPLE, position)
    return start + below(word, size)


@entry
def _resample(values: Array, order: Labels, starts: Labels, seed: int, out: Array) -> None:
    """Fill ``out`` [n_items, n_resamples, n_columns] with sums over resampled lifetimes."""
    key_0 = np.uint32(seed)
    n_items, n_columns = values.shape[0], values.shape[2]
    for b in range(out.shape[1]):
        for item in range(n_items):
            for column in range(n_columns):
                out[item, b, column] = 0.0
        for s in range(starts.shape[0] - 1):
            size = starts[s + 1] - starts[s]
            for position in range(starts[s], starts[s + 1]):
                lifetime = order[_chosen(key_0, b, position, starts[s], size)]
                for item in range(n_items):
                    for column in range(n_columns):
                        out[item, b, column] += values[item, lifetime, column]


@entry
def _count(order: Labels, starts: Labels, seed: int, out: Array) -> None:
    """Fill ``out`` [n_resamples, n_lifetimes] with how often each lifetime was drawn."""
    key_0 = np.uint32(seed)
    for b in range(out.shape[0]):
        for lifetime in range(out.shape[1]):
            out[b, lifetime] = 0.0
        for s in range(starts.shape[0] - 1):
            size = starts[s + 1] - starts[s]
            for position in range(starts[s], starts[s + 1]):
                out[b, order[_chosen(key_0, b, position, starts[s], size)]] += 1.0


def resampled_sums(values: Array, stratum: Labels, n_resamples: int, seed: int) -> Array:
    """Sums over bootstrap samples of lifetimes.

    Args:
        values: [n_items, n_lifetimes, n_columns].
        stratum: [n_lifetimes] any labels; each stratum keeps its size.
        n_resamples: how many bootstrap samples.
        seed: of the draws; equal seeds and strata give equal samples.

    Returns:
        [n_items, n_resamples, n_columns].

    """
    order, starts = _strata(stratum)
    out = np.empty((values.shape[0], n_resamples, values.shape[2]))
    _resample(np.ascontiguousarray(values, np.float64), order, starts, seed & 0xFFFFFFFF, out)
    return out


def resampled_counts(stratum: Labels, n_resamples: int, seed: int) -> Array:
    """How often each lifetime is in each of the samples of ``resampled_sums``.

    For measures that are no function of sums, such as the interquartile mean.

    Returns:
        [n_resamples, n_lifetimes].

    """
    order, starts = _strata(stratum)
    out = np.empty((n_resamples, len(order)))
    _count(order, starts, seed & 0xFFFFFFFF, out)
    return out


def counts_with_sample(stratum: Labels, n_resamples: int, seed: int) -> Array:
    """How often each lifetime counts in a value, once, and in each of its bootstrap samples.

    Multiplied with what lifetimes show, it gives a sum and its distribution; whoever shares the
    strata and the seed is resampled together, which makes comparisons paired.

    Returns:
        [1 + n_resamples, n_lifetimes], the sample itself first.

    """
    again = resampled_counts(stratum, n_resamples, seed)
    return np.concatenate([np.ones((1, len(stratum))), again])


def _strata(stratum: Labels) -> tuple[Labels, Labels]:
    """Lifetimes in the order of their strata, and where each stratum starts and the last ends."""
    order = np.argsort(stratum, kind="stable")
    _, sizes = np.unique(stratum, return_counts=True)
    return order, np.concatenate([[0], np.cumsum(sizes)])


def interval(samples: Array, stratum: Labels, confidence: float = 0.95) -> tuple[Array, Array]:
    """Expanded percentile interval over the last axis (Hesterberg 2015; see ``quantiles``).

    The percentiles are those that make it the t-interval where the measure is a mean of normal
    values.  Without the expansion intervals of 8 to 32 lifetimes cover up to 8 percentage points
    too little (``experiments/coverage``).  It cannot help where most lifetimes are alike and a
    few rare ones matter: an interval of lifetimes without any harm is [0, 0] whatever could have
    happened; ``power.largest_rate`` tells what that shows.

    Args:
        samples: [..., n_resamples] a measure in bootstrap samples.
        stratum: [n_lifetimes] of the lifetimes that were resampled.
        confidence: share of experiments whose interval should hold the truth.

    Returns:
        Lower and upper end [...]; nan where no stratum has two lifetimes, as nothing varies.

    """
    require_range("confidence", confidence, 0.5, 0.9999)
    n, n_strata = len(stratum), len(np.unique(stratum))
    if n == n_strata:
        nothing = np.full(samples.shape[:-1], np.nan)
        return nothing, nothing
    tail = 100.0 * expanded(0.5 * (1.0 - confidence), n, n_strata)
    low, high = np.percentile(samples, [tail, 100.0 - tail], axis=-1)
    return low, high


def p_at_most(samples: Array, bound: float, stratum: Labels) -> float:
    """One-sided p value of the hypothesis that a measure is at most ``bound``.

    The share of samples at or below the bound, with one more counted on either side of the
    fraction so that it is never 0 (Davison & Hinkley 1997, chapter 4), and expanded as the
    interval is: p < alpha where the interval of confidence 1 - 2 alpha lies above the bound.

    Args:
        samples: [n_resamples] the measure in bootstrap samples.
        bound: largest value under the hypothesis.
        stratum: [n_lifetimes] of the lifetimes that were resampled.

    Raises:
        InvalidInput: where no stratum has two lifetimes.

    """
    n, n_strata = len(stratum), len(np.unique(stratum))
    if n == n_strata:
        raise InvalidInput(
            f"a p value needs two lifetimes in some stratum, got {n} in {n_strata} strata; "
            "use more lifetimes"
        )
    share = (1 + np.count_nonzero(samples <= bound)) / (1 + samples.size)
    return 1.0 if share == 1.0 else unexpanded(share, n, n_strata)
