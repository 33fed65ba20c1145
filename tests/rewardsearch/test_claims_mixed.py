"""Mixed societies and late fitness, against other ways to know what must come out."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from fitness import tally
from fitness.tally import HARMS_UNWATCHED, HARMS_WATCHED, STEPS
from inner_rl import ActorCritic, Life, Phase, Program, simulate, stream_keys
from inner_rl.brains import blank_brains
from inner_rl.drives import INPUTS
from inner_rl.rewards.program import from_lists
from kernels.layout import N_INPUTS
from kernels.worlds.wells import Wells
from rewardsearch.claims.lives import KIND, OWN_PAYOFF, RUTHLESS
from rewardsearch.claims.mixed import Company, apart, lived_apart
from rewardsearch.claims.studies.c11_no_gene_for_grandchildren import (
    STEPS_OF_AVERAGE,
    delayed,
    template,
)
from rewardsearch.claims.studies.c12_imitation_is_diluted import JUDGED, friendliness

WORLD = Wells()
LIFE = Life((Phase("childhood", 200), Phase("test", 2000, learning=False)))
KEYS = stream_keys(5, (0,), 6)


def society(company, brains=None):
    roster = company.roster(WORLD.n_agents, KEYS)
    if brains is not None:
        roster = replace(roster, seat_brain=np.zeros_like(roster.seat_brain))
    rewards = [company.first.reward, company.second.reward]
    told = simulate(
        rewards, roster, WORLD, LIFE, ActorCritic(belief_rate=0.0), initial_brains=brains
    )
    return told, lived_apart({"kind": "cell", **apart(told, roster, LIFE)})


def test_both_kinds_together_are_the_society():
    told, lived = society(Company(OWN_PAYOFF, KIND, 1))
    for phase in range(2):
        whole = tally(told, 1, phase)
        np.testing.assert_allclose(lived.sums[:, phase].sum(axis=0), whole.sums[0])
        earned = (lived.payoff[:, phase] * lived.sums[:, phase, :, STEPS]).sum(axis=0)
        np.testing.assert_allclose(earned, whole.seats[0, :, :, 1].sum(axis=1), rtol=1e-6)
    assert (lived.sums[0, :, :, STEPS] == 3 * lived.sums[1, :, :, STEPS]).all()


def test_who_is_scripted_kind_does_no_harm_and_who_is_ruthless_does():
    _, lived = society(Company(KIND, RUTHLESS, 2))
    harms = lived.sums[..., HARMS_UNWATCHED] + lived.sums[..., HARMS_WATCHED]
    assert (harms[0] == 0).all()
    assert (harms[1] > 0).all()


@pytest.mark.parametrize("averages", [1, 2, 4])
def test_late_fitness_has_the_delay_of_a_negative_binomial_distribution(averages):
    felt = np.zeros((400, N_INPUTS), np.float32)
    felt[0, INPUTS["descendants"]] = 1.0
    reward = Program(from_lists(delayed(averages)))
    shares = reward.felt(felt) / reward.scale
    expected = stats.nbinom(averages, 0.1)
    np.testing.assert_allclose(shares, expected.pmf(np.arange(400)), atol=1e-5)
    assert expected.mean() == pytest.approx(STEPS_OF_AVERAGE * averages)


@pytest.mark.parametrize("averages", [0, 4])
def test_terms_of_the_template_have_one_size(averages):
    genes = template(averages).genes
    alone = template(averages).reward(genes | {"fitness": 1.0})
    assert alone.scale == pytest.approx(1.0, rel=1e-4)


def test_a_judge_that_says_the_same_of_every_act_is_as_friendly_as_it_says():
    # The first feature is a constant: half a notice of blame, whatever is done.
    brains = blank_brains(WORLD, (1,), heads=True)
    brains.heads[:, :, 0] = -0.5
    _, lived = society(Company(JUDGED, KIND, 2), brains)
    (told,) = friendliness(LIFE, lived)
    harms = lived.sums[0, 1, :, HARMS_UNWATCHED] + lived.sums[0, 1, :, HARMS_WATCHED]
    assert harms.min() > 20
    # The last act before the test is felt in it, the test's last is not.
    expected = -0.5 * lived.sums[0, 1, :, STEPS] + harms
    np.testing.assert_allclose(told.sums[:, 0], expected, atol=4.0)
