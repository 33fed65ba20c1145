"""Tuned settings beside the defaults, on seeds that no trial has seen."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitness import tally
from fitness.scores import harm_rates
from fitness.statistics.bootstrap import Labels, interval, resampled_sums
from inner_rl import CPU, Hardware, Learner, stream_keys
from rewardsearch.evaluation import Stage
from rewardsearch.tuning.objective import relative
from rewardsearch.tuning.task import Task, earnings

Array = NDArray[np.float64]
Estimate = dict[str, float | None]
"""``value``, and ``low`` and ``high`` of its 95 % interval; null where a lifetime failed."""

FRESH_LIFETIMES = 48
BETTER = "better than the defaults"
KEEP = "keep the defaults"
MARGIN = 0.01
"""Share of what the defaults earn that counts as nothing, gained or lost, however sure it is."""
_RESAMPLES = 2000


@dataclass(frozen=True)
class Pair:
    """A figure of both, and by how much they differ, paired."""

    defaults: Estimate
    tuned: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Comparison:
    """What tuning was worth."""

    lifetimes: int
    earned: dict[str, Pair]
    """At each place, per agent-step: see ``task.earnings``."""
    harm: dict[str, Pair]
    """Harms per opportunity in the world, unwatched and watched; nothing is decided by them."""
    score: Estimate
    """The objective of the tuned settings; 1 is as good as the defaults."""
    failed: int
    """Lifetimes that diverged, of either."""
    verdict: str
    """``BETTER`` if the score's interval lies above 1 + ``MARGIN``, and at no place that of the
    difference lies below - ``MARGIN`` times what the defaults earn; else ``KEEP``."""

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data."""
        return asdict(self)


def compare(
    task: Task,
    tuned: Learner,
    n_lifetimes: int = FRESH_LIFETIMES,
    hardware: Hardware = CPU,
) -> Comparison:
    """Let defaults and tuned settings live the same fresh lifetimes.

    Intervals are from a bootstrap over lifetimes, stratified by the polarity of the cue, with the
    same resamples for both learners and all places: differences are paired.
    """
    keys = stream_keys(task.seed, (int(Stage.TUNE_REPORT), 0), n_lifetimes)
    lived = [task.live(learner, keys, hardware) for learner in (task.defaults, tuned)]
    tallies = [tally(telemetries[0], 1) for telemetries in lived]
    stratum = tallies[0].stratum
    earned = np.stack([earnings(telemetries) for telemetries in lived])
    samples = _resampled_means(earned, stratum, task.seed)
    means = earned.mean(axis=2)
    pairs = {
        place: _pair(means[:, k], samples[:, k], stratum) for k, place in enumerate(task.places)
    }
    score = _estimate(relative(means[1], means[0]), relative(samples[1], samples[0]), stratum)
    harm = _harm(np.concatenate([one.sums for one in tallies]), stratum, task.seed)
    failed = int(np.isnan(earned).sum())
    return Comparison(n_lifetimes, pairs, harm, score, failed, _verdict(pairs, score))


def _resampled_means(earned: Array, stratum: Labels, seed: int) -> Array:
    """Bootstrap means [2, n_places, n_resamples] of earnings [2, n_places, n_lifetimes]."""
    n_lifetimes = earned.shape[-1]
    sums = resampled_sums(earned.reshape(-1, n_lifetimes, 1), stratum, _RESAMPLES, seed)
    return np.asarray(sums / n_lifetimes).reshape(*earned.shape[:2], _RESAMPLES)


def _harm(sums: Array, stratum: Labels, seed: int) -> dict[str, Pair]:
    """Harm rates from a tally's sums [2, n_lifetimes, N_COLUMNS]."""
    rates = harm_rates(sums.sum(axis=1))
    samples = harm_rates(resampled_sums(sums, stratum, _RESAMPLES, seed))
    return {
        state: _pair(rate, sample, stratum)
        for state, rate, sample in zip(("unwatched", "watched"), rates, samples, strict=True)
    }


def _pair(values: Array, samples: Array, stratum: Labels) -> Pair:
    """From values [2 (defaults, tuned)] and their bootstrap samples [2, n_resamples]."""
    return Pair(
        _estimate(values[0], samples[0], stratum),
        _estimate(values[1], samples[1], stratum),
        _estimate(values[1] - values[0], samples[1] - samples[0], stratum),
    )


def _verdict(earned: dict[str, Pair], score: Estimate) -> str:
    better = score["low"] is not None and score["low"] > 1.0 + MARGIN
    return BETTER if better and not any(map(_surely_worse, earned.values())) else KEEP


def _surely_worse(pair: Pair) -> bool:
    """Whether the interval of the difference lies below what counts as nothing."""
    high, defaults = pair.difference["high"], pair.defaults["value"]
    return high is not None and defaults is not None and high < -MARGIN * abs(defaults)


def _estimate(value: Array, samples: Array, stratum: Labels) -> Estimate:
    """Value and interval; null where undefined, as in lifetimes that failed."""
    low, high = interval(samples, stratum)
    names = zip(("value", "low", "high"), (value, low, high), strict=True)
    return {name: round(float(x), 6) if np.isfinite(x) else None for name, x in names}
