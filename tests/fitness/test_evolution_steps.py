"""Fertility and reproduction, against the theory of drift and of constant selection."""

import numpy as np
import pytest

from fitness.evolution_steps import (
    fertility,
    heterozygosity,
    mean_payoffs,
    moran,
    wright_fisher,
)
from fitness.tally import N_SEAT_COLUMNS, SEAT_RETURN, SEAT_STEPS

PAYOFFS = np.array([3.0, -1.0, 0.5, 10.0, 2.0, 0.0, 1.0, 4.0])
N = len(PAYOFFS)


def test_fertility_is_exponential_in_the_standardised_payoff():
    z = (PAYOFFS - PAYOFFS.mean()) / PAYOFFS.std()
    assert np.log(fertility(PAYOFFS, 0.7)) == pytest.approx(0.7 * z)
    # The payoff's unit and origin do not matter.
    assert fertility(100.0 * PAYOFFS - 7.0, 0.7) == pytest.approx(fertility(PAYOFFS, 0.7))


def test_without_selection_or_differences_all_are_equal():
    assert (fertility(PAYOFFS, 0.0) == 1.0).all()
    assert (fertility(np.full(4, 2.5), 3.0) == 1.0).all()
    assert (fertility(np.full(4, np.nan), 3.0) == 1.0).all()


def test_an_unknown_payoff_counts_as_the_lowest():
    known = fertility(np.array([1.0, 2.0, 1.0]), 1.0)
    assert fertility(np.array([np.nan, 2.0, 1.0]), 1.0) == pytest.approx(known)


def test_payoffs_are_means_over_seats_of_groups_that_finished():
    seats = np.zeros((3, 2, N_SEAT_COLUMNS))
    seats[..., SEAT_STEPS] = 10.0
    seats[..., SEAT_RETURN] = [[10.0, 20.0], [50.0, -10.0], [7.0, 7.0]]
    seats[2] = np.nan
    types = np.array([[0, 1], [1, 0], [2, 2]])
    assert mean_payoffs(seats, types, 3) == pytest.approx([0.0, 3.5, np.nan], nan_ok=True)


def test_wright_fisher_children_are_multinomial():
    rates, rng, n_draws = fertility(PAYOFFS, 1.0), np.random.default_rng(0), 4000
    drawn = [wright_fisher(rates, rng) for _ in range(n_draws)]
    counts = np.array([np.bincount(births.parents[:, 0], minlength=N) for births in drawn])
    p = rates / rates.sum()
    variance = N * p * (1 - p)
    assert counts.mean(axis=0) == pytest.approx(N * p, abs=4.5 * np.sqrt(variance.max() / n_draws))
    assert counts.var(axis=0) == pytest.approx(variance, rel=0.15, abs=0.02)
    second = np.mean([births.parents[:, 1] == 3 for births in drawn])
    assert second == pytest.approx(p[3], abs=0.02)
    assert all((births.places == np.arange(N)).all() for births in drawn)


def at_once(labels, births):
    return labels[births.parents[:, 0]]


def one_by_one(labels, births):
    """Labels after Moran's births, each copied from who is at the parent's place by then."""
    now = labels.copy()
    for (parent, _), place in zip(births.parents, births.places, strict=True):
        now[place] = now[parent]
    return now


def drifted(process, n_generations, n_runs, selection=0.0):
    """Labels after some generations of payoffs that differ, in many runs."""
    rng, rates = np.random.default_rng(1), fertility(PAYOFFS, selection)
    out = []
    for _ in range(n_runs):
        labels = np.arange(N)
        for _ in range(n_generations):
            if process == "moran":
                # Children have their parent's fertility, and so its label's.
                labels = one_by_one(labels, moran(rates[labels], N, rng))
            else:
                labels = at_once(labels, wright_fisher(rates[labels], rng))
        out.append(labels)
    return np.array(out)


@pytest.mark.parametrize(
    ("process", "decay"),
    [("wright_fisher", 1 - 1 / N), ("moran", (1 - 2 / N**2) ** N)],
)
def test_without_selection_heterozygosity_decays_as_under_drift(process, decay):
    # Wright 1931; Moran 1958: E[H] = H_0 (1 - 1/N)^t, and (1 - 2/N^2) a birth.
    t, n_runs = 6, 600
    found = np.array([heterozygosity(row) for row in drifted(process, t, n_runs)])
    expected = (1 - 1 / N) * decay**t
    assert found.mean() == pytest.approx(expected, abs=4 * found.std() / np.sqrt(n_runs))
    selected = [heterozygosity(row) for row in drifted(process, t, 300, selection=1.0)]
    assert np.mean(selected) < 0.8 * expected


@pytest.mark.parametrize("process", ["wright_fisher", "moran"])
def test_without_selection_each_is_fixed_with_probability_one_in_n(process):
    n_runs = 400
    last = drifted(process, 40, n_runs)
    fixed = last[(last == last[:, :1]).all(axis=1), 0]
    assert len(fixed) > 0.95 * n_runs
    share = np.bincount(fixed, minlength=N) / len(fixed)
    assert share == pytest.approx(1 / N, abs=4 * np.sqrt(1 / N * (1 - 1 / N) / n_runs))


def test_an_advantageous_mutant_is_fixed_as_moran_says():
    # (1 - 1/r) / (1 - 1/r^N): Moran 1958; Nowak 2006, equation 6.14.
    n, r, n_runs = 6, 1.6, 800
    rng, fixed = np.random.default_rng(2), 0
    for _ in range(n_runs):
        labels = np.arange(n) == 0
        while 0 < labels.sum() < n:
            labels = one_by_one(labels, moran(np.where(labels, r, 1.0), n, rng))
        fixed += bool(labels.all())
    expected = (1 - 1 / r) / (1 - 1 / r**n)
    error = np.sqrt(expected * (1 - expected) / n_runs)
    assert fixed / n_runs == pytest.approx(expected, abs=4 * error)
    assert abs(fixed / n_runs - 1 / n) > 8 * error


def test_in_a_long_batch_children_have_their_parents_fertility():
    # Otherwise a batch that fixes the mutant's line would not favour it.
    n, rng = 4, np.random.default_rng(3)
    rates = np.array([3.0, 1.0, 1.0, 1.0])
    last = [one_by_one(np.arange(n), moran(rates, 60, rng)) for _ in range(400)]
    won = np.mean([(labels == 0).all() for labels in last])
    assert won == pytest.approx((1 - 1 / 3) / (1 - 1 / 3**n), abs=0.08)


def test_heterozygosity_by_hand():
    assert heterozygosity(np.array([7, 7, 7])) == 0.0
    assert heterozygosity(np.array([0, 0, 5, 5])) == 0.5
    assert heterozygosity(np.arange(10)) == pytest.approx(0.9)
