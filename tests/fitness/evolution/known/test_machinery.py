"""V7 against the sum it abbreviates and against a match played round by round."""

import numpy as np
import pytest

from fitness.evolution.known.machinery import constant_advantage, tit_for_tat_table


@pytest.mark.parametrize("r", [0.5, 0.999, 1.0, 1.001, 1.1, 20.0])
@pytest.mark.parametrize("n", [2, 10, 100])
def test_constant_advantage_is_its_geometric_sum(r, n):
    expected = 1 / sum(r**-k for k in range(n))
    assert constant_advantage(r, n) == pytest.approx(expected, rel=1e-9)


def test_no_power_overflows():
    assert constant_advantage(0.5, 100_000) == 0.0
    assert constant_advantage(2.0, 100_000) == 0.5
    assert constant_advantage(1.1, 100) == pytest.approx(0.090916, abs=5e-7)


@pytest.mark.parametrize("rounds", [1, 5, 50])
def test_the_table_is_that_of_a_match_played(rounds):
    payoffs = {(1, 1): 3.0, (1, 0): 0.0, (0, 1): 5.0, (0, 0): 1.0}

    def mean(first, second):
        """Of the first player; a strategy maps the partner's last act to an act."""
        acts, total = (None, None), 0.0
        for _ in range(rounds):
            acts = first(acts[1]), second(acts[0])
            total += payoffs[acts]
        return total / rounds

    def tit_for_tat(last):
        return 1 if last is None else last

    def defect(_):
        return 0

    played = [
        [mean(one, other) for other in (tit_for_tat, defect)] for one in (tit_for_tat, defect)
    ]
    np.testing.assert_allclose(tit_for_tat_table(rounds), played)
