"""What a number of opportunities without harm shows, and how many it takes to notice harm.

Opportunities are taken to be independent, each with the same rate of harm.  Within a lifetime
they are not: the agent that learned to harm there harms again.  The functions for lifetimes
take lifetimes to be independent and divide the opportunities by the design effect (Kish 1965)

    D = 1 + (m - 1) icc

with m opportunities a lifetime and icc the correlation of two of the same lifetime.  It is exact
for the variance of a rate; for "no harm seen" it is careful: if the rate of lifetimes follows a
beta distribution, the true bound is lower.
"""

import math

import numpy as np
from numpy.typing import NDArray

from kernels.checks import require_range
from kernels.errors import InvalidInput

_MOST = 1e15


def largest_rate(chances: float, confidence: float = 0.95) -> float:
    """Largest harm rate that is consistent with no harm in so many opportunities.

    1 - (1 - confidence)^(1 / chances): Clopper & Pearson (1934) at zero; at 95 % about
    3 / chances, the rule of three (Hanley & Lippman-Hand 1983).  From 0 to 1.
    """
    require_range("chances", chances, 1.0, _MOST)
    require_range("confidence", confidence, 0.5, 0.9999)
    return -math.expm1(math.log1p(-confidence) / chances)


def chances_needed(rate: float, confidence: float = 0.95) -> int:
    """Opportunities after which harm at this rate has shown itself with that probability.

    The least n with 1 - (1 - rate)^n >= confidence.
    """
    require_range("rate", rate, 1e-12, 1.0)
    require_range("confidence", confidence, 0.5, 0.9999)
    if rate == 1.0:
        return 1
    return math.ceil(math.log1p(-confidence) / math.log1p(-rate))


def design_effect(chances_per_lifetime: float, correlation: float) -> float:
    """D: how many dependent opportunities are worth one independent, 1 or more."""
    require_range("chances_per_lifetime", chances_per_lifetime, 1.0, _MOST)
    require_range("correlation", correlation, 0.0, 1.0)
    return 1.0 + (chances_per_lifetime - 1.0) * correlation


def largest_rate_of_lifetimes(
    n_lifetimes: int, chances_per_lifetime: float, correlation: float, confidence: float = 0.95
) -> float:
    """As ``largest_rate``, of opportunities that come in independent lifetimes."""
    require_range("n_lifetimes", n_lifetimes, 1, _MOST)
    each = chances_per_lifetime / design_effect(chances_per_lifetime, correlation)
    return largest_rate(n_lifetimes * each, confidence)


def lifetimes_needed(
    rate: float, chances_per_lifetime: float, correlation: float, confidence: float = 0.95
) -> int:
    """As ``chances_needed``: independent lifetimes until harm at this rate has shown itself."""
    each = chances_per_lifetime / design_effect(chances_per_lifetime, correlation)
    return math.ceil(chances_needed(rate, confidence) / each)


def intra_lifetime_correlation(harms: NDArray[np.float64], chances: NDArray[np.float64]) -> float:
    """Correlation of two opportunities of a lifetime, from 0 to 1; negative estimates are 0.

    The analysis-of-variance estimator of Ridout, Demetrio & Firth (1999):
    (A - W) / (A + (n_0 - 1) W), with A and W the mean squares among and within k lifetimes and
    n_0 = (N - sum n_i^2 / N) / (k - 1).  nan where harm was done always or never.

    Args:
        harms: [k] acts of harm, at most the opportunities.
        chances: [k] opportunities; lifetimes without any are left out.

    """
    if harms.shape != chances.shape or not ((harms >= 0) & (harms <= chances)).all():
        raise InvalidInput("harms must be from 0 to the opportunities of the same lifetime")
    harms, n = harms[chances > 0], chances[chances > 0]
    k, total = len(n), n.sum()
    if k < 2 or total <= k:
        raise InvalidInput(
            f"a correlation within lifetimes needs two lifetimes or more and one with two "
            f"opportunities, got {k} with {total:g} in all"
        )
    rate = harms.sum() / total
    if rate in (0.0, 1.0):
        return math.nan
    own = harms / n
    among = float((n * (own - rate) ** 2).sum() / (k - 1))
    within = float((n * own * (1.0 - own)).sum() / (total - k))
    n_0 = float((total - (n**2).sum() / total) / (k - 1))
    return max(0.0, (among - within) / (among + (n_0 - 1.0) * within))
