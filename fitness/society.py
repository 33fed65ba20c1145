"""How a society as a whole fared: the four metrics of Perolat et al. (2017).

With R_i the return of agent i in T steps (payoff: gain - loss - fine) and N agents:

    utilitarian     U = sum_i R_i / T                                   payoff of all, per step
    equality        E = 1 - sum_ij |R_i - R_j| / (2 N sum_i R_i)        1 - Gini coefficient
    sustainability  S = mean_i t_i,  t_i the mean time of i's gains     steps into the episode
    peace           P = N - (agent-steps timed out) / T                 agents, per step

Each is computed for every lifetime (its last phase) and averaged over lifetimes.  In a world
without episodes times count from the beginning of the phase.  Equality is
undefined where the total is not positive: the Gini coefficient is one of shares, and there is
nothing to share; sustainability where some agent never gained.  A metric that is undefined in any
lifetime is undefined, and how often is said: leaving those lifetimes out would favour ruin.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitness.scores import Estimate
from fitness.statistics.bootstrap import interval, resampled_sums
from fitness.tally import SEAT_GAIN_TIME, SEAT_GAINS, SEAT_OUT, SEAT_RETURN, SEAT_STEPS, Tally

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Society:
    """The four metrics of each genome; nan where undefined."""

    utilitarian: Estimate
    equality: Estimate
    sustainability: Estimate
    peace: Estimate
    n_undefined: dict[str, NDArray[np.int64]]
    """For each metric: lifetimes [n_genomes] in which it is undefined."""


def utilitarian(returns: Array, n_steps: Array) -> Array:
    """U: payoff of all agents per step; ``returns`` [..., n_agents], ``n_steps`` [...]."""
    return np.asarray(returns.sum(axis=-1) / n_steps)


def equality(returns: Array) -> Array:
    """E of ``returns`` [..., n_agents]; nan where their total is not positive.

    1 where all got the same, 1 / N where one got everything; below 0 only where some lost.
    """
    total = returns.sum(axis=-1)
    apart = np.abs(returns[..., :, None] - returns[..., None, :]).sum(axis=(-2, -1))
    share = np.full(total.shape, np.nan)
    np.divide(apart, 2 * returns.shape[-1] * total, out=share, where=total > 0)
    return 1.0 - share


def sustainability(gain_time: Array, gains: Array) -> Array:
    """S from the summed times and the number of gains [..., n_agents]; nan if one never gained."""
    mean = np.full(gains.shape, np.nan)
    np.divide(gain_time, gains, out=mean, where=gains > 0)
    return np.asarray(mean.mean(axis=-1))


def peace(steps_out: Array, n_steps: Array) -> Array:
    """P: agents in play, per step; ``steps_out`` [..., n_agents] timed out, ``n_steps`` [...]."""
    return np.asarray(steps_out.shape[-1] - steps_out.sum(axis=-1) / n_steps)


def society(tally: Tally, *, n_resamples: int = 0, seed: int = 0) -> Society:
    """The metrics of every genome of a tally, with 95 % intervals over its lifetimes."""
    seats = np.moveaxis(tally.seats, -1, 0)
    # All agents of a lifetime live the same steps.
    n_steps = seats[SEAT_STEPS][..., 0]
    values = {
        "utilitarian": utilitarian(seats[SEAT_RETURN], n_steps),
        "equality": equality(seats[SEAT_RETURN]),
        "sustainability": sustainability(seats[SEAT_GAIN_TIME], seats[SEAT_GAINS]),
        "peace": peace(seats[SEAT_OUT], n_steps),
    }
    each = np.stack(list(values.values()), axis=-1)  # [n_genomes, n_lifetimes, 4]
    mean = each.mean(axis=1)
    low = high = np.full_like(mean, np.nan)
    if n_resamples:
        sums = resampled_sums(each, tally.stratum, n_resamples, seed)
        low, high = interval(np.moveaxis(sums, 1, -1) / each.shape[1], tally.stratum)
    undefined = np.isnan(each).sum(axis=1)
    estimates = {name: Estimate(mean[:, i], low[:, i], high[:, i]) for i, name in enumerate(values)}
    return Society(
        **estimates, n_undefined={name: undefined[:, i] for i, name in enumerate(values)}
    )
