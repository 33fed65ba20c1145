"""Invasions judged from payoffs: closed forms, verdicts, and what must not be called neutral."""

import numpy as np
import pytest

from fitness.invasion import MARGIN, N_SHARES, Outcome, invasion
from kernels.errors import InvalidInput

N_LIVES = 40
STRATUM = np.arange(N_LIVES) % 2


def judged(thief, resident, noise=0.0, seed=None, **rest):
    """Payoffs [n_agents] of both, the same in every lifetime but for paired and own noise.

    Without a seed the noise of a lifetime is up or down in turn, so that its mean is exactly 0.
    """
    rng = np.random.default_rng(seed or 0)
    shared = rng.normal(0.0, 1.0, (N_LIVES, 1))
    in_turn = np.resize([1.0, 1.0, -1.0, -1.0], (N_LIVES, 1))
    own = noise * (in_turn if seed is None else rng.normal(0.0, 1.0, (N_LIVES, len(thief))))
    return invasion(
        np.array(thief) + shared + own, np.array(resident) + shared, STRATUM, 1.0,
        n_resamples=400, **rest,
    )  # fmt: skip


def test_a_newcomer_that_is_no_different_is_neutral_to_the_last_bit():
    payoffs = np.repeat(np.random.default_rng(1).normal(size=(N_LIVES, 1)), 4, axis=1)
    told = invasion(payoffs, payoffs, STRATUM, 2.0, n_resamples=200)
    assert told.outcome is Outcome.NEUTRAL
    np.testing.assert_array_equal(told.coefficients, 0.0)
    assert told.fixation.value == pytest.approx(1.0)
    # Also where payoffs change with the number of newcomers, which are none: labels only.
    payoffs = np.random.default_rng(1).normal(size=(N_LIVES, 4))
    told = invasion(payoffs, payoffs, STRATUM, 2.0, n_resamples=200)
    np.testing.assert_array_equal(told.coefficients, 0.0)


def test_pairs_in_a_donation_game_are_judged_as_the_closed_form_says():
    """Defectors among cooperators, b 3, c 1: s(x) = c at every share; in pairs no basin is left."""
    told = judged([3.0, 0.0], [2.0, -1.0])
    np.testing.assert_allclose(told.coefficients[:, 0], 1.0, atol=1e-9)
    assert told.outcome is Outcome.DEFEATED
    assert told.basin.value == 0.0
    assert told.fixation.value > 5


@pytest.mark.parametrize("r", [0.0, 0.2, 0.5])
def test_assorted_pairs_obey_hamiltons_rule(r):
    """A defector gets b (1 - r)(1 - x) of a resident, who gets b (r + (1 - r)(1 - x)) - c."""
    told = judged([3.0, 0.0], [2.0, -1.0], assortment=r)
    np.testing.assert_allclose(told.coefficients[:, 0], 1.0 - 3.0 * r, atol=1e-9)
    assert told.outcome is (Outcome.DEFEATED if r * 3.0 < 1.0 else Outcome.HOLDS)


def test_shunned_thieves_have_the_basin_of_the_mimicry_threshold():
    """Passing with probability m: rest point x* = m c / ((b - c)(1 - m)); b 3, c 1, m 1/2: 1/2."""
    m, b, c = 0.5, 3.0, 1.0
    told = judged([m * b, 0.0], [b - c, -m * c])
    assert told.outcome is Outcome.HOLDS
    assert told.basin.value == pytest.approx(m * c / ((b - c) * (1 - m)), abs=1 / N_SHARES**2)


def test_verdicts_need_evidence():
    """The same small advantage: seen with little noise, not seen with much."""
    assert judged([0.2], [0.0], noise=0.1).outcome is Outcome.DEFEATED
    assert judged([-0.2], [0.0], noise=0.1).outcome is Outcome.HOLDS
    vague = judged([0.2], [0.0], noise=3.0)
    assert vague.outcome is Outcome.INCONCLUSIVE
    assert vague.lifetimes_needed > N_LIVES
    # No difference, and too much noise to show that there is none.
    assert judged([0.0], [0.0], noise=3.0).outcome is Outcome.INCONCLUSIVE
    assert judged([0.0], [0.0], noise=0.02).outcome is Outcome.NEUTRAL


def test_at_the_margin_neutrality_is_seldom_claimed():
    """Two one-sided tests at 5 %: a true difference of MARGIN passes for none in few of 200."""
    claimed = sum(
        judged([MARGIN], [0.0], noise=0.1, seed=seed).outcome is Outcome.NEUTRAL
        for seed in range(1, 201)
    )
    # Binomial(200, .07): above 25 in less than one of a thousand.
    assert claimed <= 25


def test_payoffs_are_told_in_competent_lives():
    one = judged([3.0, 0.0], [2.0, -1.0])
    payoffs = np.tile([3.0, 0.0], (N_LIVES, 1)), np.tile([2.0, -1.0], (N_LIVES, 1))
    half = invasion(*payoffs, STRATUM, 2.0, n_resamples=50)
    assert half.at_rarity.value == pytest.approx(one.at_rarity.value / 2.0)


def test_a_failed_lifetime_leaves_no_number():
    payoffs = np.zeros((N_LIVES, 2))
    broken = payoffs.copy()
    broken[3, 1] = np.nan
    told = invasion(broken, payoffs, STRATUM, 1.0, n_resamples=50)
    assert told.outcome is Outcome.FAILED
    assert np.isnan(told.coefficients).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({"assortment": 1.5}, "assortment"), ({"unit": 0.0}, "unit of payoff")],
)
def test_impossible_conditions_are_refused(wrong, message):
    payoffs = np.zeros((N_LIVES, 2))
    with pytest.raises(InvalidInput, match=message):
        invasion(payoffs, payoffs, STRATUM, **{"unit": 1.0, **wrong})
