"""V7: the machinery of finite populations, and what others measure with it."""

import numpy as np
from numpy.typing import NDArray

from fitness.evolution import (
    fixation_probability,
    linear_fitness,
    pairwise_payoffs,
    simulate_moran,
)
from fitness.evolution.known.machinery import constant_advantage, tit_for_tat_table
from rewardsearch.validation.base import Check, Parameter, Validation, Values, wilson_interval

Fitness = NDArray[np.float64]


def by_linear_equations(mutant: Fitness, resident: Fitness) -> float:
    """Fixation of one mutant from the absorbing chain itself: the solution of p = T p.

    Args:
        mutant: [N - 1] fitness at 1 .. N - 1 mutants.
        resident: [N - 1].

    """
    n = len(mutant) + 1
    i = np.arange(1, n)
    total = i * mutant + (n - i) * resident
    up = i * mutant / total * (n - i) / n
    down = (n - i) * resident / total * i / n
    equations = np.diag(up + down) - np.diag(up[:-1], 1) - np.diag(down[1:], -1)
    ends = np.zeros(n - 1)
    ends[-1] = up[-1]
    return float(np.linalg.solve(equations, ends)[0])


def simulated(
    what: str, mutant: Fitness, resident: Fitness, runs: int, seed: int, scale: float = 1.0
) -> Check:
    """The share of simulated runs that a mutant wins, times ``scale``, against the formula."""
    won = int(simulate_moran(mutant, resident, runs, seed))
    low, high = (scale * end for end in wilson_interval(won, runs))
    expected = scale * float(fixation_probability(mutant, resident))
    return Check(what, expected, scale * won / runs, 0.0, low, high, "covered")


def _measure(values: Values, seed: int) -> list[Check]:
    r, w = values["r"][0], values["w"][0]
    n, n_tft, runs = (int(values[name][0]) for name in ("n", "n_tft", "runs"))
    ones = np.ones(n - 1)
    checks = [
        simulated(f"neutral mutant, N={n}", ones, ones, runs, seed),
        Check(f"relative fitness {r:g}, N={n}, sum of products", constant_advantage(r, n),
              float(fixation_probability(r * ones, ones)), 1e-9),
        simulated(f"relative fitness {r:g}, N={n}, simulated", r * ones, ones, runs, seed),
    ]  # fmt: skip
    for rounds in values["rounds"]:
        payoffs = pairwise_payoffs(tit_for_tat_table(int(rounds)), n_tft)
        tft, defect = (linear_fitness(payoff, w) for payoff in payoffs)
        what = f"tit-for-tat into always-defect, {rounds:g} rounds"
        exact = float(fixation_probability(tft, defect))
        chain = by_linear_equations(tft, defect)
        checks += [
            Check(f"{what}, linear equations", exact, chain, 1e-9),
            simulated(f"{what}, simulated", tft, defect, runs, seed),
        ]
    return checks


MACHINERY = Validation(
    "V7",
    "Moran process: a neutral mutant takes over with chance 1/N; others by the product formula",
    "Moran 1958; Nowak, Sasaki, Taylor & Fudenberg 2004; Nowak 2006",
    (
        Parameter("r", (1.1,), 0.01, 100.0, "relative fitness of the mutant"),
        Parameter("n", (100,), 2, 1000, "population for constant fitness", whole=True),
        Parameter("rounds", (5, 50), 1, 1e6, "rounds of a match", whole=True, many=True),
        Parameter("n_tft", (20,), 2, 1000, "population with tit-for-tat", whole=True),
        Parameter("w", (0.1,), 0.0, 1.0, "selection strength"),
        Parameter("runs", (100_000,), 100, 1e7, "simulated runs of each", whole=True),
    ),
    _measure,
)
