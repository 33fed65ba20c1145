"""Stratified bootstrap over lifetimes, with keyed randomness.

Resample b of stratum s draws as many lifetimes from s as it has, with replacement.  The
draws depend on (seed, b, position) only, so tallies that share their lifetimes' random
streams are resampled together: comparisons are paired.
"""

import numpy as np
from numpy.typing import NDArray

from kernels.compiling import entry
from kernels.philox import PURPOSE_RESAMPLE, below, draw


@entry
def _resample(
    values: NDArray[np.float64],
    order: NDArray[np.int64],
    starts: NDArray[np.int64],
    seed: int,
    out: NDArray[np.float64],
) -> None:
    """Fill ``out`` [n_items, n_resamples, n_columns] with sums over resampled lifetimes."""
    key_0, key_1 = np.uint32(seed), np.uint32(0)
    n_items, n_columns = values.shape[0], values.shape[2]
    for b in range(out.shape[1]):
        for item in range(n_items):
            for column in range(n_columns):
                out[item, b, column] = 0.0
        for s in range(starts.shape[0] - 1):
            size = starts[s + 1] - starts[s]
            for position in range(starts[s], starts[s + 1]):
                word, _, _, _ = draw(key_0, key_1, b, PURPOSE_RESAMPLE, position)
                lifetime = order[starts[s] + below(word, size)]
                for item in range(n_items):
                    for column in range(n_columns):
                        out[item, b, column] += values[item, lifetime, column]


def resampled_sums(
    values: NDArray[np.float64], stratum: NDArray[np.int64], n_resamples: int, seed: int
) -> NDArray[np.float64]:
    """Sums over bootstrap samples of lifetimes.

    Args:
        values: [n_items, n_lifetimes, n_columns].
        stratum: [n_lifetimes] any labels; each stratum keeps its size.
        n_resamples: how many bootstrap samples.
        seed: of the draws; equal seeds and strata give equal samples.

    Returns:
        [n_items, n_resamples, n_columns].

    """
    order = np.argsort(stratum, kind="stable")
    _, sizes = np.unique(stratum, return_counts=True)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    out = np.empty((values.shape[0], n_resamples, values.shape[2]))
    _resample(np.ascontiguousarray(values, np.float64), order, starts, seed & 0xFFFFFFFF, out)
    return out


def interval(
    samples: NDArray[np.float64], confidence: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Percentile interval over the last axis (Efron & Tibshirani 1993, chapter 13)."""
    tail = 50.0 * (1.0 - confidence)
    low, high = np.percentile(samples, [tail, 100.0 - tail], axis=-1)
    return low, high
