"""Against egttools (Fernandez Domingos et al. 2023), a test-only oracle under the GPL."""

import numpy as np
import pytest

from fitness.evolution import exponential_fitness, fixation_probability, pairwise_payoffs

games = pytest.importorskip("egttools.games", reason="egttools is not installed: pip install it")
analytical = pytest.importorskip("egttools.analytical")


@pytest.mark.parametrize("seed", range(4))
def test_fixation_under_pairwise_comparison(seed):
    """Imitation by Fermi's rule has the odds of exponential fitness, hence its fixation."""
    n, beta = 12 + 7 * seed, 0.15
    table = np.random.default_rng(seed).normal(size=(2, 2)) * 2
    # Kept alive by name: egttools holds no reference to the game, and a freed one crashes it.
    game = games.Matrix2PlayerGameHolder(2, table)
    expected = analytical.PairwiseComparison(n, game).calculate_fixation_probability(0, 1, beta)
    fitness = [exponential_fitness(payoff, beta) for payoff in pairwise_payoffs(table, n)]
    assert fixation_probability(*fitness) == pytest.approx(expected, rel=1e-7)
