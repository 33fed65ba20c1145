"""Formulas of the claims about groups: harm outside a clan, and what a rare thief leads by."""

from itertools import permutations

import numpy as np
import pytest

from rewardsearch.claims.invasions import earned
from rewardsearch.claims.studies.c07_strategy_stealing import taking_over
from rewardsearch.claims.studies.c15_copies_cooperate import outside


@pytest.mark.parametrize("n", [4, 6])
def test_harm_outside_is_what_counting_all_pairings_gives(n):
    harms = {"same": 0.2, "other": 0.7}
    met = [
        harms["same" if a % 2 == b % 2 else "other"]
        for order in permutations(range(n))
        for a, b in zip(order[::2], order[1::2], strict=True)
    ]
    told = outside(np.array(harms["same"]), np.array(np.mean(met)), n)
    np.testing.assert_allclose(told, harms["other"])


def test_the_lead_is_the_first_newcomer_s_over_whom_it_replaces():
    told = {"thief": [[3.0, 9.0], [1.0, 9.0]], "resident": [[1.0, 9.0], [0.5, 9.0]]}
    read = earned({"kind": "cell", "earned": {"scratch": told}, "stratum": [0, 1]}, "scratch")
    assert read.lead().tolist() == [2.0, 0.5]
    sums = [one.sums.sum(axis=0).tolist() for one in read.by_number()]
    assert sums == [[2.0, 0.75], [9.0, 9.0]]


@pytest.mark.parametrize("lead", [-0.05, 0.2])
def test_a_constant_lead_takes_over_as_the_closed_form_says(lead):
    payoffs = np.array([[0.3 + lead, 0.3]])
    told = taking_over(*[payoffs] * 4)
    # Fixation in a Moran process with fitness ratio r, N = 50: (1 - 1/r) / (1 - r**-N).
    np.testing.assert_allclose(told, 50 * np.expm1(-lead) / np.expm1(-50 * lead))
