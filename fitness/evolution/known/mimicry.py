"""V4: when mimics cannot invade a social population, in the donation game.

Help costs c and is worth b.  *Social* types help whom they take for social, and always know their
own kind; a *mimic* never helps and passes for social with probability m.
"""

import numpy as np
from numpy.typing import NDArray

from fitness.evolution.finite import fixation_probability, linear_fitness, pairwise_payoffs
from kernels.checks import require_range
from kernels.errors import InvalidInput


def _check(b: float, c: float, m: float = 0.0) -> None:
    require_range("cost c", c, 1e-6, 1e3)
    require_range("chance m to pass", m, 0.0, 1.0)
    if not c < b <= 1e3:
        raise InvalidInput(f"benefit b must be above the cost c = {c:g} (to 1000), got {b:g}")


def payoff_table(b: float, c: float, m: float) -> NDArray[np.float64]:
    """Payoffs [2, 2] to the first of (own type, partner's type), order (mimic, social).

    Mimics get m b from a social partner and nothing from each other; a social type gives -m c to a
    mimic and shares b - c with its kind.
    """
    _check(b, c, m)
    return np.array([[0.0, m * b], [-m * c, b - c]])


def threshold(b: float, c: float) -> float:
    """m* = 1 - c / b: a social population is uninvadable iff m < m*.

    Rare mimics earn m b, residents b - c; they fare worse iff m b < b - c.  The direction is that
    of Heller & Mohlin (2019): an efficient outcome is stable iff the gain from deviating is
    below the effective cost of deception.
    """
    _check(b, c)
    return 1.0 - c / b


def interior_share(b: float, c: float, m: float) -> float | None:
    """Share of social types at the interior rest point, x* = m c / ((b - c) (1 - m)); unstable.

    With a share y of social types they earn y (b - c) - (1 - y) m c, mimics y m b; the
    difference y (b - c) (1 - m) - m c rises with y and is zero at x*.  Below x* mimics win, above
    it social types do.  x* is in (0, 1) iff 0 < m < m*; None otherwise.
    """
    _check(b, c, m)
    return m * c / ((b - c) * (1.0 - m)) if 0.0 < m * b < b - c else None


def fitnesses(
    b: float, c: float, m: float, n_population: int, w: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fitness [N - 1] of mimics and of social types; payoffs are shifted by c, so none is < 0."""
    mimic, social = pairwise_payoffs(payoff_table(b, c, m), n_population)
    return linear_fitness(mimic, w, shift=c), linear_fitness(social, w, shift=c)


def fixation_of_a_mimic(b: float, c: float, m: float, n_population: int, w: float) -> float:
    """Chance of one mimic to take over N - 1 social types (Moran process, linear fitness)."""
    return float(fixation_probability(*fitnesses(b, c, m, n_population, w)))


def neutral_chance(b: float, c: float, n_population: int, w: float) -> float:
    """The m at which a mimic takes over just as often as a neutral mutant, with chance 1 / N.

    Found by bisection: fixation grows with m.  In a finite population it is below m*: mimics, once
    drift has made them many, do better the more of them exploit the social types that are left.
    In the limit of small w and large N it is where the interior rest point lies at one third of
    mimics, x* = 2/3, by the one-third law (Nowak et al. 2004): m = 2 (b - c) / (2 b + c).

    Raises:
        InvalidInput: mimics never, or always, do better than a neutral mutant.

    """
    low, high = 0.0, 1.0
    at_ends = [n_population * fixation_of_a_mimic(b, c, m, n_population, w) for m in (low, high)]
    if not at_ends[0] < 1.0 < at_ends[1]:
        raise InvalidInput(
            f"N times the chance to take over goes from {at_ends[0]:.3g} to {at_ends[1]:.3g} "
            "as m goes from 0 to 1 and does not cross 1; take a larger N or w"
        )
    for _ in range(60):
        middle = (low + high) / 2.0
        below = n_population * fixation_of_a_mimic(b, c, middle, n_population, w) < 1.0
        low, high = (middle, high) if below else (low, middle)
    return (low + high) / 2.0
