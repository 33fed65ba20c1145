"""The hand-written rewards: labelled, sourced, and felt as their sources say."""

import numpy as np
import pytest

from inner_rl import Feelings, Game, Linear, Oversight, reward_from_data, stream_keys
from inner_rl.drives import INPUTS
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.library import LIBRARY, outcome_table
from inner_rl.rewards.probes import probe_inputs
from kernels.layout import N_INPUTS
from kernels.worlds.matrix import Matrix

DEFECT, COOPERATE = 1, 2


@pytest.mark.parametrize("name", LIBRARY)
def test_every_reward_is_sourced_readable_and_feels_something(name):
    entry = LIBRARY[name]
    assert entry.name == name == entry.reward.name
    assert name.isidentifier()
    assert entry.source
    assert entry.purpose
    assert reward_from_data(entry.reward.to_data()) == entry.reward
    assert np.abs(entry.reward.felt(probe_inputs())).max() > 0.1


def test_upper_bounds_are_the_oracles():
    """What no body could feel says so in its purpose."""
    for entry in LIBRARY.values():
        assert entry.reward.uses_oracle() == entry.purpose.startswith("an upper bound")


def test_every_language_is_used_and_no_two_rewards_feel_the_same():
    assert {entry.reward.language for entry in LIBRARY.values()} == set(LANGUAGES)
    assert len({entry.reward.signature() for entry in LIBRARY.values()}) == len(LIBRARY)


def test_prosocial_and_utilitarian_have_one_preference():
    """gain - pain + others' payoff is the welfare of all, whatever happens."""
    inputs = np.zeros((50, N_INPUTS), np.float32)
    rng = np.random.default_rng(0)
    for name in ("own_gain", "own_pain", "others_payoff"):
        inputs[:, INPUTS[name]] = rng.uniform(0, 3, 50)
    own = inputs[:, INPUTS["own_gain"]] - inputs[:, INPUTS["own_pain"]]
    inputs[:, INPUTS["group_welfare"]] = own + inputs[:, INPUTS["others_payoff"]]
    felt, of_all = (LIBRARY[name].reward.felt(inputs) for name in ("prosocial", "utilitarian"))
    np.testing.assert_allclose(felt * np.sqrt(3.0), of_all, rtol=1e-5, atol=1e-5)


def test_inequity_aversion_weighs_as_hughes_et_al():
    weights = LIBRARY["inequity_aversion"].reward.weights
    assert (weights["envy"], weights["advantage"]) == (-5.0, -0.05)
    assert weights["own_gain"] == -weights["own_pain"] == 1.0


def felt_by_both(reward, world, acts):
    """What two players feel whose acts in consecutive rounds are given, once they are paired."""
    game = Game(world, stream_keys(0, (0,), 1)[0], Oversight(share=0.0))
    feelings = Feelings(game, [reward])
    felt = []
    for act in [(0, 0), *acts]:  # the first step is the matchmaker's
        feelings.before()
        felt.append(feelings.after(np.array(act), game.step(np.array(act))))
    return np.array(felt[1:])


OUTCOMES = [(c, d) for c in (COOPERATE, DEFECT) for d in (COOPERATE, DEFECT)]


@pytest.mark.parametrize(
    ("game", "temptation"), [("prisoners_dilemma", 4.0), ("donation", 2.5), ("chicken", 4.0)]
)
def test_an_outcome_table_feels_the_outcomes_of_a_game(game, temptation):
    """All four outcomes, many times in random order: a memory of the last round would show."""
    table = {"cc": 0.25, "cd": -1.0, "dc": 0.75, "dd": -0.5}
    reward = outcome_table("table", **table, temptation=temptation)
    acts = [OUTCOMES[i] for i in np.random.default_rng(1).integers(0, 4, 40)]
    felt = felt_by_both(reward, Matrix(n_agents=2, game=game, rounds=1000), acts)
    words = {COOPERATE: "c", DEFECT: "d"}
    expected = [[table[words[a] + words[b]], table[words[b] + words[a]]] for a, b in acts]
    np.testing.assert_allclose(felt, np.float32(reward.scale) * np.array(expected), rtol=1e-5)


def test_an_outcome_table_feels_nothing_when_nobody_plays():
    reward = LIBRARY["conditional_cooperator"].reward
    felt = felt_by_both(reward, Matrix(n_agents=2, rounds=1000), [(0, COOPERATE), (DEFECT, 0)])
    assert not felt.any()


def test_virtue_of_kindness_is_cooperation_in_a_matrix_game():
    reward = LIBRARY["virtue_kindness"].reward
    felt = felt_by_both(reward, Matrix(n_agents=2, rounds=1000), OUTCOMES)
    cooperated = np.array(OUTCOMES) == COOPERATE
    # Two weights of 1, scaled to a direction.
    np.testing.assert_allclose(felt, cooperated * np.sqrt(0.5), rtol=1e-5)


def test_the_sociopath_of_the_library_is_that_of_the_reports():
    from rewardsearch.evaluation import SOCIOPATH

    assert isinstance(SOCIOPATH, Linear)
    assert LIBRARY["own_payoff"].reward.signature() == SOCIOPATH.signature()
