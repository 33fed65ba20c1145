"""Finite populations: fitness from payoffs, and the chance that one mutant takes over.

Two types share a population of N; index i - 1 of an axis of length N - 1 is the state of i
mutants.  The Moran process: in each event one member, chosen in proportion to fitness, has a
child, which replaces a member chosen evenly among all N (Moran 1958; Nowak 2006, chapter 6).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kernels.checks import require_range
from kernels.errors import InvalidInput

MAX_POPULATION = 1_000_000


def linear_fitness(payoff: ArrayLike, w: float, shift: float = 0.0) -> NDArray[np.float64]:
    """Fitness 1 - w + w (payoff + shift) at selection strength w (Nowak et al. 2004).

    Args:
        payoff: [...] payoff units.
        w: from 0 (neutral) to 1 (fitness is payoff).
        shift: added to every payoff; with w, it sets how strongly differences are felt.

    Raises:
        InvalidInput: ``w`` is outside [0, 1].

    """
    require_range("w (selection strength)", w, 0.0, 1.0)
    return 1.0 - w + w * (np.asarray(payoff, np.float64) + shift)


def exponential_fitness(payoff: ArrayLike, w: float) -> NDArray[np.float64]:
    """Fitness exp(w payoff), positive at any payoff (Traulsen et al. 2008).

    Raises:
        InvalidInput: ``w`` is outside [0, 1000].

    """
    require_range("w (selection strength)", w, 0.0, 1e3)
    return np.exp(w * np.asarray(payoff, np.float64))


def pairwise_payoffs(
    table: ArrayLike, n_population: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Expected payoffs of both types when everybody meets every other but not itself.

    With the table ((a, b), (c, d)), types in the order (mutant, resident) and i mutants:
    mutant ((i - 1) a + (N - i) b) / (N - 1), resident (i c + (N - i - 1) d) / (N - 1)
    (Nowak et al. 2004).

    Args:
        table: [..., 2, 2] payoffs to the first of (own type, partner's type).
        n_population: N, from 2.

    Returns:
        Payoffs of a mutant and of a resident, each [..., N - 1], at i = 1 .. N - 1 mutants.

    """
    table = np.asarray(table, np.float64)
    require_range("the population size N", n_population, 2, MAX_POPULATION)
    i = np.arange(1, n_population)
    rest = n_population - 1
    a, b, c, d = (table[..., row, column, None] for row in (0, 1) for column in (0, 1))
    return ((i - 1) * a + (n_population - i) * b) / rest, (i * c + (rest - i) * d) / rest


def checked_fitnesses(
    mutant: ArrayLike, resident: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both fitnesses as float64 arrays of one shape [..., N - 1].

    Raises:
        InvalidInput: no state is given, or a fitness is not positive and finite.

    """
    m, r = np.broadcast_arrays(np.asarray(mutant, np.float64), np.asarray(resident, np.float64))
    if m.ndim == 0 or m.shape[-1] == 0:
        raise InvalidInput(
            "expected fitnesses [..., N - 1] at 1 to N - 1 mutants, got none; N is at least 2"
        )
    for who, fitness in (("a mutant", m), ("a resident", r)):
        wrong = ~(np.isfinite(fitness) & (fitness > 0))
        if wrong.any():
            raise InvalidInput(
                f"the fitness of {who} must be positive and finite, got {fitness[wrong][0]:g}; "
                "shift the payoffs up, or take a smaller w"
            )
    return m, r


def fixation_probability(mutant: ArrayLike, resident: ArrayLike) -> NDArray[np.float64]:
    """Probability that the descent of a single mutant takes over a population of N.

    rho = 1 / (1 + sum_{k=1}^{N-1} prod_{j=1}^{k} resident_j / mutant_j), exact for the Moran
    process (Karlin & Taylor 1975; Nowak et al. 2004, equation 2).  The sum is taken in logs, so
    no product overflows; a result below about 1e-308 is 0.

    Args:
        mutant: [..., N - 1] fitness of a mutant at j = 1 .. N - 1 mutants.
        resident: [..., N - 1] fitness of a resident there.

    Returns:
        [...] probabilities; 1 / N where both fitnesses are equal.

    Raises:
        InvalidInput: a fitness is not positive and finite.

    """
    m, r = checked_fitnesses(mutant, resident)
    products = np.cumsum(np.log(r) - np.log(m), axis=-1)
    top = np.maximum(products.max(axis=-1), 0.0)
    total = np.exp(-top) + np.exp(products - top[..., None]).sum(axis=-1)
    return np.asarray(np.exp(-top) / total)
