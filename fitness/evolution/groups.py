"""Expected payoffs of two types that meet in groups, from payoffs measured in every mixture.

Measured is, in groups of n with k invaders: P_T[..., k - 1], k = 1 .. n, the payoff of an
invader, and P_R[..., k], k = 0 .. n - 1, that of a resident.  Index j of either is then the
number of invaders among the n - 1 others, whose distribution the functions here supply.
"""

from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kernels.checks import require_range
from kernels.errors import InvalidInput

Payoffs = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Of an invader and of a resident."""


def payoffs_at_share(
    invader: ArrayLike, resident: ArrayLike, share: ArrayLike, assortment: float = 0.0
) -> Payoffs:
    """Expected payoffs in an infinite population with index of assortativity r.

    The model of ``inner_rl.mixture``: a group has a founder, an invader with probability x; each
    member is of the founder's type with probability s = sqrt(r), else a random draw.  Any two
    members are then of one descent with probability r, and the chance of an invader to meet an
    invader less that of a resident is r (Bergstrom 2003; Alger & Weibull 2013).  By Bayes, of
    the n - 1 others of an invader Binomial(n - 1, s + (1 - s) x) are invaders with probability
    s + (1 - s) x (its founder was one), else Binomial(n - 1, (1 - s) x); of those of a resident
    the first with probability (1 - s) x.

    In pairs an invader meets one with probability r + (1 - r) x.  In larger groups the others'
    types are not independent given one's own: with independence and 0 < r < 1 no population of
    groups would show both types those odds.

    Args:
        invader: P_T [..., n].
        resident: P_R [..., n].
        share: x [n_shares], share of invaders in the population.
        assortment: r, from 0 (random matching) to 1 (each type by itself).

    Returns:
        Payoffs of both, each [..., n_shares].

    Raises:
        InvalidInput: shapes do not agree, or a share or r is outside [0, 1].

    """
    p_t, p_r = _checked(invader, resident)
    x = np.atleast_1d(np.asarray(share, np.float64))
    require_range("assortment", assortment, 0.0, 1.0)
    if x.ndim != 1 or not ((x >= 0) & (x <= 1)).all():
        raise InvalidInput("expected shares [n_shares] of invaders from 0 to 1")
    s = np.sqrt(assortment)
    n_others = p_t.shape[-1] - 1
    high, low = s + (1.0 - s) * x, (1.0 - s) * x
    with_founder, without = _binomial(n_others, high), _binomial(n_others, low)
    met_by_invader = high * with_founder + (1.0 - high) * without
    met_by_resident = low * with_founder + (1.0 - low) * without
    return p_t @ met_by_invader, p_r @ met_by_resident


def payoffs_at_count(invader: ArrayLike, resident: ArrayLike, n_population: int) -> Payoffs:
    """Expected payoffs at i invaders in a population of N that is divided at random.

    Of the n - 1 others of an invader, Hypergeometric(N - 1, i - 1, n - 1) are invaders; of those
    of a resident, Hypergeometric(N - 1, i, n - 1).

    Args:
        invader: P_T [..., n].
        resident: P_R [..., n].
        n_population: N, at least n.

    Returns:
        Payoffs of both, each [..., N - 1], at i = 1 .. N - 1 invaders.

    Raises:
        InvalidInput: shapes do not agree, or the population is smaller than a group.

    """
    p_t, p_r = _checked(invader, resident)
    n = p_t.shape[-1]
    if n_population < max(n, 2):
        raise InvalidInput(
            f"the population must hold a group of {n} and at least 2, got {n_population}"
        )
    counts = range(1, n_population)
    met_by_invader = _hypergeometric(n_population - 1, [i - 1 for i in counts], n - 1)
    met_by_resident = _hypergeometric(n_population - 1, list(counts), n - 1)
    return p_t @ met_by_invader, p_r @ met_by_resident


def _checked(invader: ArrayLike, resident: ArrayLike) -> Payoffs:
    p_t, p_r = np.asarray(invader, np.float64), np.asarray(resident, np.float64)
    if p_t.ndim == 0 or p_t.shape[-1] == 0 or p_t.shape[-1:] != p_r.shape[-1:]:
        raise InvalidInput(
            "expected payoffs of both types [..., n] in groups of n, got shapes "
            f"{p_t.shape} and {p_r.shape}"
        )
    return p_t, p_r


def _binomial(n: int, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities [n + 1, n_p] of j successes among n at each p."""
    j = np.arange(n + 1)[:, None]
    ways = np.array([float(comb(n, k)) for k in range(n + 1)])[:, None]
    return np.asarray(ways * p**j * (1.0 - p) ** (n - j))


def _hypergeometric(n_all: int, marked: list[int], n_drawn: int) -> NDArray[np.float64]:
    """Probabilities [n_drawn + 1, len(marked)] of j marked ones among those drawn, exactly."""
    ways = comb(n_all, n_drawn)
    return np.array(
        [
            [comb(m, j) * comb(n_all - m, n_drawn - j) / ways for m in marked]
            for j in range(n_drawn + 1)
        ]
    )
