"""What judging costs beside living: the scoring of a generation, and two plainer ways to do it."""

import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from fitness.battery import (
    CELLS,
    FACTS,
    LINKS,
    N_ITEMS,
    FixedPoints,
    Measure,
    Sheet,
    profiles,
)
from fitness.battery.measures import Sums
from inner_rl import Hardware
from inner_rl.bench.measurement import Measurement
from rewardsearch.battery.examination import FIXED, Subject, examine, planned_agent_steps
from rewardsearch.evaluation import SOCIOPATH
from rewardsearch.settings import settings_from_data

Array = NDArray[np.float64]
_REWARDS, _LIFETIMES, _RESAMPLES, _AGENTS = 256, 32, 1000, 4
_BY_NUMPY, _BY_SCIPY, _LIVED = 4, 1, 8
"""Rewards scored, rewards scored, lifetimes lived for what is then scaled up."""
_WHAT = f"{_REWARDS} rewards x {_LIFETIMES} lifetimes, {_RESAMPLES:,} resamples"


def scoring_speeds(
    repeats: int, hardware: Hardware, say: Callable[[str], None]
) -> list[Measurement]:
    """Seconds to score a generation: ours, plain NumPy's, SciPy's; and seconds to live it."""
    sheet = _sheet()
    ways: list[tuple[str, Callable[[], float]]] = [
        (f"scoring {_WHAT}", lambda: _ours(sheet)),
        (f"the same by plain NumPy (from {_BY_NUMPY} rewards)", lambda: _by_numpy(sheet)),
    ]
    if find_spec("scipy") is not None:
        name = f"the same by scipy.stats.bootstrap (from {_BY_SCIPY} reward)"
        ways.append((name, lambda: _by_scipy(sheet)))
    ways.append((f"living it (from {_LIVED} lifetimes)", lambda: _living(hardware)))
    out = []
    for name, seconds in ways:
        say(f"measuring: battery, {name}")
        out.append(Measurement(f"battery, {name}", "s", [seconds() for _ in range(repeats)]))
    share = [100.0 * a / b for a, b in zip(out[0].values, out[-1].values, strict=True)]
    return [*out, Measurement("battery, scoring / living", "%", share)]


def _sheet() -> Sheet:
    """A sheet of small counts; what they are does not matter to speed."""
    rng = np.random.default_rng(1)
    shape = (_REWARDS + len(FIXED), _LIFETIMES)
    sums = rng.integers(100, 1000, size=(*shape, len(CELLS), N_ITEMS)).astype(np.float64)
    own = rng.integers(100, 1000, size=(*shape, _AGENTS, N_ITEMS)).astype(np.float64)
    felt = rng.normal(size=(*shape, _AGENTS))
    return Sheet(sums, np.arange(_LIFETIMES) % 2, felt, own)


def _ours(sheet: Sheet) -> float:
    fixed = FixedPoints(*range(_REWARDS, _REWARDS + len(FIXED)))
    began = time.perf_counter()
    profiles(sheet, fixed, n_resamples=_RESAMPLES)
    return time.perf_counter() - began


def _by_numpy(sheet: Sheet) -> float:
    """Resample by indexing, reward by reward; without the reward-hack gap."""
    rng = np.random.default_rng(2)
    began = time.perf_counter()
    for reward in range(_BY_NUMPY):
        lives = rng.integers(0, _LIFETIMES, size=(_RESAMPLES, _LIFETIMES))
        sums = _sums(sheet, reward, lives)
        for measure in (*LINKS, *FACTS):
            np.nanpercentile(measure.of(sums), [2.5, 97.5])
    return (time.perf_counter() - began) * _REWARDS / _BY_NUMPY


def _sums(sheet: Sheet, reward: int, lives: NDArray[np.int64]) -> Sums:
    """Sums over resampled lifetimes ``lives`` [..., n_lifetimes]."""
    who = (reward, _REWARDS, _REWARDS + 2, _REWARDS + 3)
    return Sums(*(sheet.sums[subject][lives].sum(axis=-3) for subject in who))


def _by_scipy(sheet: Sheet) -> float:
    """One percentile bootstrap a measure, over indices of lifetimes."""
    from scipy import stats

    began = time.perf_counter()
    with warnings.catch_warnings():
        # Of measures that cannot be told from made-up counts.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        for measure in (*LINKS, *FACTS) * _BY_SCIPY:
            stats.bootstrap(
                (np.arange(_LIFETIMES),), _statistic(sheet, measure), n_resamples=_RESAMPLES,
                method="percentile", vectorized=True, batch=100,
            )  # fmt: skip
    return (time.perf_counter() - began) * _REWARDS / _BY_SCIPY


def _statistic(sheet: Sheet, measure: Measure) -> Callable[..., Array]:
    """A measure of the first reward as SciPy wants it: of indices of lifetimes [..., n]."""

    def of(lives: NDArray[np.int64], axis: int = -1) -> Array:
        return measure.of(_sums(sheet, 0, lives))

    return of


def _living(hardware: Hardware) -> float:
    """Seconds that all rewards and fixed points would take, at the speed of a small examination."""
    settings = settings_from_data({}, "bench")
    began = time.perf_counter()
    told = examine(settings, [Subject("own payoff", SOCIOPATH)], _LIVED, n_resamples=0,
                   hardware=hardware)  # fmt: skip
    seconds = time.perf_counter() - began
    return seconds * planned_agent_steps(settings, _REWARDS, _LIFETIMES) / told.agent_steps
