"""Normal and Student distribution, and the expansion of percentiles for small samples.

A bootstrap of n lifetimes in S strata imitates estimate +- z s sqrt((n - S) / n) where the
t-interval is estimate +- t s: it is too narrow, by the divisor of its variance and by taking
the normal distribution for Student's.  Hesterberg (2015, "What teachers should know about the
bootstrap"; ``ExpandProbs`` of his R package resample) reads off other percentiles instead: the
share p becomes p' with

    z(p') sqrt((n - S) / n) = t(p; n - S)

exact for means of normal values in strata of equal size (his formula is that of S = 1).
"""

import math
from functools import lru_cache
from statistics import NormalDist

_NORMAL = NormalDist()
_BISECTIONS = 60


def student_cdf(t: float, degrees: int) -> float:
    """P(T <= t) of Student's distribution with a whole number of degrees of freedom, 1 or more.

    The finite sums of Abramowitz & Stegun (1964), 26.7.3 and 26.7.4.
    """
    inside = _central(math.atan2(abs(t), math.sqrt(degrees)), degrees)
    return 0.5 + math.copysign(0.5 * inside, t)


def _central(angle: float, degrees: int) -> float:
    """P(|T| <= sqrt(degrees) tan(angle)), for an angle from 0 to pi / 2."""
    sine, square = math.sin(angle), math.cos(angle) ** 2
    odd = degrees % 2
    term = math.cos(angle) if odd else 1.0
    total = 0.0 if degrees == 1 else term
    for k in range(2 + odd, degrees - 1, 2):
        term *= square * (k - 1) / k
        total += term
    return 2.0 / math.pi * (angle + sine * total) if odd else sine * total


@lru_cache(maxsize=1024)
def student_quantile(share: float, degrees: int) -> float:
    """The t with P(T <= t) = share, 0 < share < 1, by bisection of the angle."""
    low, high = 0.0, 0.5 * math.pi
    wanted = abs(2.0 * share - 1.0)
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _central(middle, degrees) < wanted else (low, middle)
    return math.copysign(math.sqrt(degrees) * math.tan(0.5 * (low + high)), share - 0.5)


def expanded(share: float, n: int, n_strata: int) -> float:
    """The percentile p' to read off where p is wanted, n > n_strata; see the module."""
    degrees = n - n_strata
    return _NORMAL.cdf(student_quantile(share, degrees) * math.sqrt(n / degrees))


def unexpanded(share: float, n: int, n_strata: int) -> float:
    """The p whose expanded percentile is ``share``: the inverse of ``expanded``."""
    degrees = n - n_strata
    return student_cdf(_NORMAL.inv_cdf(share) * math.sqrt(degrees / n), degrees)
