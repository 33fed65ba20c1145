"""Fixation against the linear equations of the chain, known figures, and the process itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fitness.evolution import (
    exponential_fitness,
    fixation_probability,
    linear_fitness,
    pairwise_payoffs,
    simulate_moran,
)
from kernels.errors import InvalidInput


def absorbed(mutant, resident):
    """Fixation from one mutant: solve p = T p for the absorbing chain, no product formula."""
    n = len(mutant) + 1
    chain = np.zeros((n - 1, n + 1))
    for i in range(1, n):
        total = i * mutant[i - 1] + (n - i) * resident[i - 1]
        up = i * mutant[i - 1] / total * (n - i) / n
        down = (n - i) * resident[i - 1] / total * i / n
        chain[i - 1, [i - 1, i, i + 1]] = down, 1 - up - down, up
    inner = np.eye(n - 1) - chain[:, 1:n]
    return np.linalg.solve(inner, chain[:, n])[0]


@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_fixation_solves_the_absorbing_chain(n, seed):
    fitness = np.random.default_rng(seed).uniform(0.2, 3.0, size=(2, 3, n - 1))
    expected = [absorbed(m, r) for m, r in zip(*fitness, strict=True)]
    np.testing.assert_allclose(fixation_probability(*fitness), expected, rtol=1e-9)


@pytest.mark.parametrize("n", [2, 3, 50, 100_000])
def test_a_neutral_mutant_has_one_chance_in_n(n):
    same = np.full(n - 1, 1e-200)
    assert fixation_probability(same, same) == pytest.approx(1 / n)


@pytest.mark.parametrize("r", [0.9, 1.1, 3.0])
def test_constant_fitness(r):
    closed = (1 - 1 / r) / (1 - r**-100.0)
    found = fixation_probability(np.full(99, r), np.ones(99))
    assert found == pytest.approx(closed, rel=1e-12)
    if r == 1.1:
        assert found == pytest.approx(0.090916, abs=5e-7)


def test_no_product_overflows_or_is_lost():
    many = np.ones(9999)
    assert fixation_probability(1e300 * many, 1e-300 * many) == 1.0
    assert fixation_probability(1e-300 * many, 1e300 * many) == 0.0
    # A valley that a plain product could not cross: e**-2000 and back, then 1 of 2 terms.
    assert fixation_probability([np.exp(-600.0), np.exp(600.0)], [1.0, 1.0]) == pytest.approx(
        np.exp(-600.0)
    )


def repeated(rounds):
    """Tit-for-tat and always-defect, (R, S, T, P) = (3, 0, 5, 1): totals of a match."""
    return [[3.0 * rounds, 0.0 + rounds - 1], [5.0 + rounds - 1, 1.0 * rounds]]


@pytest.mark.parametrize(("rounds", "expected"), [(5, 0.05781), (50, 0.07608)])
def test_tit_for_tat_into_always_defect(rounds, expected):
    # Nowak et al. (2004) with payoffs per round.
    table = np.array(repeated(rounds)) / rounds
    fitness = [linear_fitness(p, 0.1) for p in pairwise_payoffs(table, 20)]
    assert fixation_probability(*fitness) == pytest.approx(expected, abs=5e-6)


def test_pairwise_payoffs_by_counting_pairs():
    table = np.random.default_rng(0).normal(size=(2, 2))
    n = 6
    mutant, resident = pairwise_payoffs(table, n)
    for i in range(1, n):
        types = [0] * i + [1] * (n - i)
        met = [[table[t, u] for k, u in enumerate(types) if k != j] for j, t in enumerate(types)]
        assert mutant[i - 1] == pytest.approx(np.mean(met[0]))
        assert resident[i - 1] == pytest.approx(np.mean(met[-1]))


def test_both_fitnesses_agree_at_weak_selection():
    payoffs = pairwise_payoffs([[1.0, 4.0], [2.0, 3.0]], 30)
    linear = fixation_probability(*(linear_fitness(p, 1e-5) for p in payoffs))
    exponential = fixation_probability(*(exponential_fitness(p, 1e-5) for p in payoffs))
    assert linear != pytest.approx(1 / 30, rel=1e-6)
    assert exponential == pytest.approx(linear, rel=1e-7)


def test_the_process_does_what_the_formula_says():
    fitness = np.random.default_rng(2).uniform(0.7, 1.5, size=(2, 4, 9))
    runs = 40_000
    fixed = simulate_moran(*fitness, runs, seed=5)
    for count, p in zip(fixed, fixation_probability(*fitness), strict=True):
        assert stats.binomtest(int(count), runs, p).pvalue > 1e-3
    # Item 0 alone lives the same chance, another seed another.
    assert simulate_moran(fitness[0][0], fitness[1][0], runs, seed=5) == fixed[0]
    assert (simulate_moran(*fitness, runs, seed=6) != fixed).any()


def test_a_run_without_end_is_refused():
    i = np.arange(1, 30)
    with pytest.raises(InvalidInput, match="still mixed after 1,000 events"):
        simulate_moran(30.0 / i, 30.0 / (30 - i), 50, seed=0, max_events=1000)


@pytest.mark.parametrize("bad", [0.0, -1.0, np.inf, np.nan])
def test_impossible_fitness_is_refused(bad):
    good = np.ones(3)
    for mutant, resident in (([1.0, bad, 1.0], good), (good, [1.0, bad, 1.0])):
        with pytest.raises(InvalidInput, match=r"must be positive and finite.*smaller w"):
            fixation_probability(mutant, resident)
    with pytest.raises(InvalidInput, match="N is at least 2"):
        fixation_probability([], [])
    with pytest.raises(InvalidInput, match=r"w .*must be from 0 to 1"):
        linear_fitness(1.0, 1.5)
