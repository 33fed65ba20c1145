"""Does a newcomer's way spread among residents?  From measured payoffs to a verdict.

All numbers come with 95 % bootstrap intervals over lifetimes: what is computed from payoffs is
computed from every resample, so their uncertainty is carried through.  Payoffs are in *units* of
what a competent life gains, so selection coefficients of different worlds can be compared.

* selection coefficient at a share x of thieves: s(x) = (pi_T(x) - pi_R(x)) / unit, in groups drawn
  at random, or assorted with index r, from a population with that share
* at *rarity* a thief meets residents only: s(0) = (P_T(0) - P_R(0)) / unit, P(k) among k thieves
* fixation: N times the probability that one thief takes over a population of N residents in a
  Moran process with fitness exp(payoff / unit), groups drawn at random; 1 is neutral drift
* basin: share of all starting shares of thieves from which residents win, by replicator dynamics
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from fitness.evolution import (
    exponential_fitness,
    fixation_probability,
    payoffs_at_count,
    payoffs_at_share,
    resident_basin,
)
from fitness.statistics.bootstrap import Interval, Labels, counts_with_sample, interval
from kernels.checks import require_range

Array = NDArray[np.float64]

MARGIN = 0.05
"""Selection coefficients within this of 0 are called neutral, if that is shown."""
POPULATION = 50
N_SHARES = 21


class Outcome(StrEnum):
    """What becomes of residents."""

    DEFEATED = "defeated"
    """Thieves surely earn more when rare."""
    NEUTRAL = "neutral"
    """The difference is surely smaller than the margin."""
    HOLDS = "holds"
    """Thieves surely earn less when rare."""
    INCONCLUSIVE = "inconclusive"
    """More lifetimes are needed to tell."""
    FAILED = "failed"
    """Some lifetime diverged: no number is reported."""


@dataclass(frozen=True)
class Invasion:
    """What happens when thieves of one kind come."""

    outcome: Outcome
    at_rarity: Interval
    """Selection coefficient of the first thief."""
    shares: Array
    """[N_SHARES] of thieves."""
    coefficients: Array
    """[N_SHARES, 3] selection coefficient: value, low, high."""
    fixation: Interval
    """Population size times the probability of taking over; 1 is neutral."""
    basin: Interval
    lifetimes_needed: int | None
    """Lifetimes that would decide an inconclusive outcome, roughly: as the square of precision."""


def invasion(
    thief: Array,
    resident: Array,
    stratum: Labels,
    unit: float,
    *,
    assortment: float = 0.0,
    n_resamples: int = 1000,
    seed: int = 0,
) -> Invasion:
    """Judge an invasion from payoffs.

    Args:
        thief: [n_lifetimes, n_agents] of a thief, by the number of other thieves.
        resident: [n_lifetimes, n_agents] of a resident, by the number of thieves.
        stratum: [n_lifetimes] polarity of the cue.
        unit: gain per step of a competent life.
        assortment: index r of relatedness in groups; 0 is random matching.
        n_resamples: bootstrap samples.
        seed: of the bootstrap.

    Raises:
        InvalidInput: assortment outside 0 to 1, or a unit that is not positive.

    """
    require_range("assortment", assortment, 0.0, 1.0)
    require_range("unit of payoff", unit, 1e-9, 1e9)
    if not (np.isfinite(thief).all() and np.isfinite(resident).all()):
        return _FAILED
    mean_thief, mean_resident = _means(thief, resident, stratum, n_resamples, seed)
    shares = np.linspace(0.0, 1.0, N_SHARES)
    earned = payoffs_at_share(mean_thief, mean_resident, shares, assortment)
    coefficients = (earned[0] - earned[1]) / unit
    outcome, needed = _outcome(coefficients[:, 0], stratum)
    told = [_told(at_share, stratum) for at_share in coefficients.T]
    return Invasion(
        outcome,
        told[0],
        shares,
        np.array([[t.value, t.low, t.high] for t in told]),
        _told(fixation(mean_thief, mean_resident, unit), stratum),
        _told(resident_basin(shares, coefficients), stratum),
        needed,
    )


_NOTHING = Interval(np.nan, np.nan, np.nan)
_FAILED = Invasion(
    Outcome.FAILED, _NOTHING, np.linspace(0.0, 1.0, N_SHARES), np.full((N_SHARES, 3), np.nan),
    _NOTHING, _NOTHING, None,
)  # fmt: skip


def _means(
    thief: Array, resident: Array, stratum: Labels, n_resamples: int, seed: int
) -> tuple[Array, Array]:
    """Mean payoffs [1 + n_resamples, n_agents] of both: of all lifetimes, then of each resample."""
    drawn = counts_with_sample(stratum, n_resamples, seed) / len(thief)
    return drawn @ thief, drawn @ resident


def fixation(thief: Array, resident: Array, unit: float) -> Array:
    """POPULATION times the fixation probability, for every row of mean payoffs [..., n_agents].

    Of a thief and a resident, by the number of other thieves.
    """
    earned = payoffs_at_count(thief / unit, resident / unit, POPULATION)
    mutant, host = (exponential_fitness(payoff, 1.0) for payoff in earned)
    return np.asarray(POPULATION * fixation_probability(mutant, host))


def _outcome(rare: Array, stratum: Labels) -> tuple[Outcome, int | None]:
    """Neutral by two one-sided tests at 5 %; else by the sign, if the 95 % interval excludes 0."""
    low, high = interval(rare[1:], stratum)
    inner_low, inner_high = interval(rare[1:], stratum, 0.90)
    if inner_low > -MARGIN and inner_high < MARGIN:
        return Outcome.NEUTRAL, None
    if low > 0.0:
        return Outcome.DEFEATED, None
    if high < 0.0:
        return Outcome.HOLDS, None
    # The nearest decision is to show neutrality, or to push the interval off 0.
    reach = float(high - low) / 2.0
    aim = max(abs(float(rare[0])), MARGIN - abs(float(rare[0])), MARGIN / 4.0)
    return Outcome.INCONCLUSIVE, int(np.ceil(len(stratum) * (reach / aim) ** 2))


def _told(samples: Array, stratum: Labels) -> Interval:
    """Value and interval of [1 + n_resamples] numbers, the value first."""
    low, high = interval(samples[1:], stratum)
    return Interval(float(samples[0]), float(low), float(high))
