"""A reward with one input scaled feels what the reward would feel of that input scaled."""

import numpy as np
import pytest

from inner_rl import Linear, reward_from_data
from inner_rl.drives import CONTEXTS, DRIVES, INPUTS
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.probes import TYPICAL, probe_inputs
from inner_rl.rewards.scaling import with_input_scaled


def direction(felt):
    """What is felt, to a typical size."""
    felt = felt.astype(np.float64)
    size = np.sqrt(np.mean(felt**2))
    return felt * (TYPICAL / size) if size > 1e-4 else felt * 0.0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("factor", [0.0, 0.5, 2.0])
def test_scaling_an_input_is_scaling_what_comes_in(language, factor):
    rng, names = np.random.default_rng(3), (*list(DRIVES)[:6], *CONTEXTS)
    n_compared = 0
    for _ in range(60):
        genes = LANGUAGES[language].newborn(rng.uniform(-1, 1, (1, n_genes(language, names))))[0]
        reward = LANGUAGES[language].from_genes(genes, names)
        for name in sorted(reward.inputs_used()):
            inputs = probe_inputs().copy()
            inputs[:, INPUTS[name]] *= np.float32(factor)
            theirs = reward.felt(inputs)
            scaled = with_input_scaled(reward, name, factor).felt(probe_inputs())
            if np.abs(theirs).max() < 0.05 or max(np.abs(theirs).max(), scaled.max()) > 15.0:
                continue  # Next to nothing is left, or a program's limits are met.
            close = np.isclose(direction(scaled), direction(theirs), rtol=1e-3, atol=1e-3)
            # A comparison of two numbers that are all but equal may turn out either way.
            assert close.mean() > 0.97
            n_compared += 1
    assert n_compared > 50


def n_genes(language, names):
    return LANGUAGES[language].n_genes(names)


@pytest.mark.parametrize("name", ["own_gain", "distress_seen"])
def test_without_an_input_it_is_not_used(name):
    mixed = {"own_gain": 1.0, "distress_seen": -1.0}
    rewards = [
        Linear(mixed),
        reward_from_data(
            {"schema": 1, "language": "program",
             "expression": ["-", ["*", 0.5, "own_gain"], ["trace", "distress_seen"]]},
            "here",
        ),
    ]  # fmt: skip
    for reward in rewards:
        felt = with_input_scaled(reward, name, 0.0).felt(probe_inputs())
        moved = probe_inputs().copy()
        moved[:, INPUTS[name]] = 0.7
        np.testing.assert_array_equal(with_input_scaled(reward, name, 0.0).felt(moved), felt)
        assert not np.array_equal(reward.felt(moved), reward.felt(probe_inputs()))


def test_what_is_not_used_changes_nothing():
    reward = Linear({"own_gain": 1.0})
    assert with_input_scaled(reward, "own_pain", 2.0) == reward
