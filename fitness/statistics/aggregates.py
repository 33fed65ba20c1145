"""One number for many runs on many tasks: the interquartile mean (Agarwal et al. 2021).

    IQM = integral over u from 1/4 to 3/4 of Q(u) du / (1/2)

with Q the quantile function of all runs of all tasks together: the mean of the middle half.
Where n is no multiple of four, the runs at the edges count with the fraction of their weight
that lies inside; ``scipy.stats.trim_mean``, which rliable uses, keeps them whole.
"""

import numpy as np
from numpy.typing import NDArray

from fitness.statistics.bootstrap import RESAMPLES, Interval, interval, resampled_counts
from kernels.errors import InvalidInput

Array = NDArray[np.float64]


def interquartile_mean(values: Array, weights: Array | None = None) -> Array:
    """Mean of the middle half of the weight.

    Args:
        values: [n] numbers, in any order.
        weights: [..., n] how often each counts, not negative, some positive; None: once.

    Returns:
        [...], within the range of the values.

    Raises:
        InvalidInput: no value, or one that is no number.

    """
    if values.ndim != 1 or values.size == 0 or not np.isfinite(values).all():
        raise InvalidInput(
            f"an interquartile mean needs one or more finite numbers, got shape {values.shape} "
            f"with {np.count_nonzero(~np.isfinite(values))} not finite; leave out what failed"
        )
    weights = np.ones(len(values)) if weights is None else weights
    order = np.argsort(values, kind="stable")
    upper = np.cumsum(weights[..., order], axis=-1)
    upper = np.clip(upper / upper[..., -1:], 0.25, 0.75)
    inside = np.diff(upper, axis=-1, prepend=0.25)
    return np.asarray((inside * values[order]).sum(axis=-1) / 0.5)


def interquartile_mean_of_runs(
    scores: Array, *, n_resamples: int = RESAMPLES, seed: int = 0
) -> Interval:
    """Interquartile mean over runs and tasks, with the runs of each task resampled by themselves.

    Args:
        scores: [n_runs, n_tasks] on a scale that all tasks share.
        n_resamples: bootstrap samples.
        seed: of the bootstrap.

    Raises:
        InvalidInput: a score that is no number, or not two runs or more.

    """
    if scores.ndim != 2 or scores.shape[0] < 2:
        raise InvalidInput(
            f"scores must be [n_runs, n_tasks] with two runs or more, got shape {scores.shape}"
        )
    values = scores.ravel()
    task = np.tile(np.arange(scores.shape[1]), scores.shape[0])
    value = interquartile_mean(values)
    samples = interquartile_mean(values, resampled_counts(task, n_resamples, seed))
    low, high = interval(samples, task)
    return Interval(float(value), float(low), float(high))
