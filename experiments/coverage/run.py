"""Whether 95 % intervals hold the truth 95 times in 100, and tests err as seldom as they say.

    python experiments/coverage/run.py      # about two minutes on two cores

Lifetimes are drawn from a model whose truth is known, not lived.  In lifetime i an agent has
c_i ~ Poisson(400) opportunities to harm and takes h_i ~ Binomial(c_i, p_i) of them, with
p_i ~ Beta of mean ``rate`` and intra-lifetime correlation ``icc`` (that of lives in ``coins`` is
between .001 and .02).  The sociopath's rate is .6.  The gain of lifetime i is .7 l_i e_i, that of
the selfish learner in the twin l_i e'_i, with l_i ~ Gamma of mean 1 and shape 8, e of shape 20:
competence .7.  Half of the lifetimes are in either stratum.  Scores of runs on four tasks are
drawn from Beta distributions.

Measured, for 8, 16, 32 and 64 lifetimes (or runs a task), with ``fitness`` as every report uses it:

* how many intervals hold the truth: harm per chance, non-ruthlessness, competence, interquartile
  mean; beside them plain percentiles, and for harm per chance the BCa interval (Efron 1987) with
  and without the expansion, and our interval with its upper end replaced, where no harm was seen,
  by what ``power.largest_rate_of_lifetimes`` says (told the true icc)
* two agents whose harm rates are .10 and .10 + shift, in paired lifetimes (both have the same p_i,
  but for a factor) or in lifetimes of other streams; ``icc`` .05: how often they are called
  different (p < .05) and equivalent (margin .02, alpha .05), at shifts 0 and .02

Rules, fixed before the run (after a pilot on other seeds, which chose the expanded percentile):

* an interval *holds* in a cell if the 95 % interval of its coverage (Wilson 1927) reaches .93 or
  more, else it is *too narrow*
* a test *errs as seldom as it says* if the lower end of the same interval of its rate of false
  positives is .05 or less: equivalent at the shift of the margin, different at shift 0
"""

import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from fitness.scores import competence, harm_rates, non_ruthlessness
from fitness.statistics.aggregates import interquartile_mean, interquartile_mean_of_runs
from fitness.statistics.bootstrap import interval, resampled_sums
from fitness.statistics.comparisons import (
    Lifetimes,
    equivalence,
    paired_difference,
    two_sample_difference,
)
from fitness.statistics.power import largest_rate_of_lifetimes
from fitness.statistics.quantiles import expanded
from fitness.tally import CHANCES_UNWATCHED, GAIN, HARMS_UNWATCHED, N_COLUMNS, STEPS

Array = NDArray[np.float64]
HERE = Path(__file__).parent
SIZES = (8, 16, 32, 64)
RATES = (0.001, 0.01, 0.1, 0.5)
CORRELATIONS = (0.01, 0.1)
CHANCES, SOCIOPATH, COMPETENCE = 400, 0.6, 0.7
TASKS = ((2.0, 8.0), (8.0, 2.0), (5.0, 2.0), (0.5, 1.5))
"""Parameters of the Beta distribution of the scores on each task."""
BASE, MARGIN, TEST_CORRELATION = 0.1, 0.02, 0.05
SHIFTS = (0.0, MARGIN)
N_EXPERIMENTS, N_RESAMPLES, SEED = 2000, 1000, 907
AT_ONCE = 20
"""Experiments that share the bootstrap's draws, to save time; not their data."""
ENOUGH, ALPHA = 0.93, 0.05


def beta_rates(rng: np.random.Generator, rate: float, icc: float, shape: Any) -> Array:
    """Harm rates of lifetimes with this mean and intra-lifetime correlation."""
    scale = 1.0 / icc - 1.0
    return rng.beta(rate * scale, (1.0 - rate) * scale, shape)


def lived(rng: np.random.Generator, n: int, rate: float, icc: float) -> Array:
    """Tallies [3 (agent, sociopath, twin), AT_ONCE, n, N_COLUMNS] of as many experiments."""
    sums = np.zeros((3, AT_ONCE, n, N_COLUMNS))
    sums[..., STEPS] = 1.0
    for agent, mean in ((0, rate), (1, SOCIOPATH)):
        chances = rng.poisson(CHANCES, (AT_ONCE, n))
        sums[agent, ..., CHANCES_UNWATCHED] = chances
        rates = beta_rates(rng, mean, icc, chances.shape)
        sums[agent, ..., HARMS_UNWATCHED] = rng.binomial(chances, rates)
    luck = rng.gamma(8.0, 1.0 / 8.0, (AT_ONCE, n))
    sums[0, ..., GAIN] = COMPETENCE * luck * rng.gamma(20.0, 1.0 / 20.0, luck.shape)
    sums[2, ..., GAIN] = luck * rng.gamma(20.0, 1.0 / 20.0, luck.shape)
    return sums


def measures(sums: Array) -> dict[str, Array]:
    """What is reported, from sums [3, ..., N_COLUMNS] over lifetimes."""
    agent, sociopath, twin = sums
    inert = np.zeros_like(twin)
    inert[..., STEPS] = 1.0
    return {
        "harm per chance": harm_rates(agent)[0],
        "non-ruthlessness": non_ruthlessness(agent, sociopath),
        "competence": competence(agent, twin, inert),
    }


def percentiles(samples: Array, low: Any, high: Any) -> tuple[Array, Array]:
    """Shares ``low`` and ``high`` (one, or one a row) of samples [rows, n_resamples]."""
    ordered = np.sort(samples, axis=-1)
    rows = np.arange(len(samples))

    def read(share: Any) -> Array:
        at = np.broadcast_to(np.asarray(share) * (samples.shape[1] - 1), rows.shape)
        left = np.floor(at).astype(int)
        right = np.minimum(left + 1, samples.shape[1] - 1)
        return ordered[rows, left] + (at - left) * (ordered[rows, right] - ordered[rows, left])

    return read(low), read(high)


def bca(harms: Array, chances: Array, samples: Array, tail: float) -> tuple[Array, Array]:
    """BCa interval (Efron 1987) of harm rates, from [rows, n], samples [rows, n_resamples]."""
    total, all_chances = harms.sum(axis=1, keepdims=True), chances.sum(axis=1, keepdims=True)
    without = (total - harms) / (all_chances - chances)
    apart = without.mean(axis=1, keepdims=True) - without
    spread = (apart**2).sum(axis=1) ** 1.5
    skew = (apart**3).sum(axis=1) / np.where(spread > 0, 6.0 * spread, 1.0)
    estimate = total / all_chances
    share = (samples < estimate).mean(axis=1) + 0.5 * (samples == estimate).mean(axis=1)
    bias = stats.norm.ppf(np.clip(share, 1 / N_RESAMPLES, 1 - 1 / N_RESAMPLES))

    def corrected(z: float) -> Array:
        return stats.norm.cdf(bias + (bias + z) / (1.0 - skew * (bias + z)))

    z = float(stats.norm.ppf(tail))
    return percentiles(samples, corrected(z), corrected(-z))


def told(sums: Array, stratum: Any, icc: float, seed: int) -> dict[tuple[str, str], Any]:
    """Every (measure, kind) of interval [AT_ONCE] of one batch of experiments."""
    n = len(stratum)
    flat = sums.reshape(-1, n, N_COLUMNS)
    drawn = resampled_sums(flat, stratum, N_RESAMPLES, seed)
    out: dict[tuple[str, str], Any] = {}
    for name, samples in measures(drawn.reshape(3, AT_ONCE, N_RESAMPLES, N_COLUMNS)).items():
        out[name, "ours"] = interval(samples, stratum)
        out[name, "percentile"] = percentiles(samples, 0.025, 0.975)
        if name == "harm per chance":
            harms, chances = (sums[0, ..., c] for c in (HARMS_UNWATCHED, CHANCES_UNWATCHED))
            out[name, "bca"] = bca(harms, chances, samples, 0.025)
            out[name, "expanded bca"] = bca(harms, chances, samples, expanded(0.025, n, 2))
            low, high = out[name, "ours"]
            bound = largest_rate_of_lifetimes(n, CHANCES, icc)
            none_seen = harms.sum(axis=1) == 0
            out[name, "ours, bound if none seen"] = low, np.where(none_seen, bound, high)
    return out


def coverage(n: int, rate: float, icc: float, n_experiments: int = N_EXPERIMENTS) -> Any:
    """How many intervals of each (measure, kind) hold the truth, too low and too high ones."""
    rng = np.random.default_rng([SEED, n, round(1000 * rate), round(1000 * icc)])
    truth = {
        "harm per chance": rate,
        "non-ruthlessness": 1.0 - rate / SOCIOPATH,
        "competence": COMPETENCE,
    }
    missed: dict[tuple[str, str], Any] = {}
    for batch in range(n_experiments // AT_ONCE):
        found = told(lived(rng, n, rate, icc), np.arange(n) % 2, icc, batch)
        for (name, kind), (low, high) in found.items():
            count = np.array([(high < truth[name]).sum(), (low > truth[name]).sum()])
            missed[name, kind] = missed.get((name, kind), 0) + count
    return {key: [int(x) for x in count] for key, count in missed.items()}


def interquartile_truth() -> float:
    """The interquartile mean of the four tasks' distributions together."""
    at = np.linspace(0.0, 1.0, 1_000_001)
    below = np.mean([stats.beta.cdf(at, *task) for task in TASKS], axis=0)
    return float(interquartile_mean(0.5 * (at[1:] + at[:-1]), np.diff(below)))


def interquartile(n: int, n_experiments: int = N_EXPERIMENTS) -> list[int]:
    """Intervals of the interquartile mean that are too low, and too high."""
    rng = np.random.default_rng([SEED, n])
    truth, missed = interquartile_truth(), [0, 0]
    for i in range(n_experiments):
        scores = np.stack([rng.beta(*task, n) for task in TASKS], axis=1)
        one = interquartile_mean_of_runs(scores, n_resamples=N_RESAMPLES, seed=i)
        missed[0] += one.high < truth
        missed[1] += one.low > truth
    return missed


def harms_of(rng: np.random.Generator, rates: Array) -> Lifetimes:
    """Lifetimes with these harm rates: columns harms and chances."""
    chances = rng.poisson(CHANCES, len(rates))
    sums = np.stack([rng.binomial(chances, np.minimum(rates, 1.0)), chances], axis=-1)
    return Lifetimes(sums.astype(float), np.arange(len(rates)) % 2)


def compared(design: str, n: int, shift: float, n_experiments: int = N_EXPERIMENTS) -> list[int]:
    """How often two agents are called different, and equivalent."""
    rng = np.random.default_rng([SEED, n, design == "paired", round(1000 * shift)])
    compare: Callable[..., Any] = two_sample_difference
    if design == "paired":
        compare = paired_difference
    called = [0, 0]
    for i in range(n_experiments):
        rates = beta_rates(rng, BASE, TEST_CORRELATION, (2, n))
        other = rates[0] if design == "paired" else rates[1]
        first, second = harms_of(rng, rates[0]), harms_of(rng, other * (1.0 + shift / BASE))
        one = compare(first, second, lambda s: s[..., 0] / s[..., 1],
                      n_resamples=N_RESAMPLES, seed=i)  # fmt: skip
        called[0] += one.p_value < ALPHA
        called[1] += equivalence(one, MARGIN, ALPHA).equivalent
    return called


def share(count: int, n: int) -> dict[str, float]:
    """A share with its 95 % interval (Wilson 1927)."""
    low, high = stats.binomtest(count, n).proportion_ci(0.95, "wilson")
    return {"share": round(count / n, 4), "low": round(low, 4), "high": round(high, 4)}


def covered(missed: Any, n: int) -> dict[str, Any]:
    """Coverage, where the rest lies, and the verdict."""
    out: dict[str, Any] = share(n - sum(missed), n)
    out |= {"too_low": round(missed[0] / n, 4), "too_high": round(missed[1] / n, 4)}
    return out | {"verdict": "holds" if out["high"] >= ENOUGH else "too narrow"}


def call(job: tuple[Any, ...]) -> Any:
    """One job in a process of its own."""
    function, *args = job
    return function(*args)


def run() -> dict[str, Any]:
    """Every cell."""
    cells = list(product(CORRELATIONS, RATES, SIZES))
    pairs = list(product(("paired", "two samples"), SHIFTS, SIZES))
    jobs: list[tuple[Any, ...]] = [(coverage, n, rate, icc) for icc, rate, n in cells]
    jobs += [(interquartile, n) for n in SIZES]
    jobs += [(compared, design, n, shift) for design, shift, n in pairs]
    with ProcessPoolExecutor() as pool:
        done = list(pool.map(call, jobs))
    result: dict[str, Any] = {"experiments": N_EXPERIMENTS, "cells": [], "tests": []}
    for (icc, rate, n), missed in zip(cells, done, strict=False):
        for (name, kind), count in missed.items():
            cell = {"measure": name, "interval": kind, "icc": icc, "rate": rate, "n": n}
            result["cells"].append(cell | covered(count, N_EXPERIMENTS))
    for n, count in zip(SIZES, done[len(cells) :], strict=False):
        cell = {"measure": "interquartile mean", "interval": "ours", "n": n}
        result["cells"].append(cell | covered(count, N_EXPERIMENTS))
    for (design, shift, n), counts in zip(pairs, done[len(cells) + len(SIZES) :], strict=True):
        different, equivalent = (share(count, N_EXPERIMENTS) for count in counts)
        cell = {"design": design, "shift": shift, "n": n}
        result["tests"].append(cell | {"different": different, "equivalent": equivalent})
    return result


def main() -> None:
    """Run all, write result.json, the tables of the README and the picture."""
    from report import draw, tables

    result = run()
    (HERE / "result.json").write_text(json.dumps(result, indent=1) + "\n")
    print("\n".join(tables(result)))
    draw(result, HERE / "coverage.png")


if __name__ == "__main__":
    main()
