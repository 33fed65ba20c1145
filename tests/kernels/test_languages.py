"""Every language feels the same bits in the kernels and in the plain evaluator."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inner_rl.rewards import LANGUAGES, reward_table
from inner_rl.rewards.probes import probe_inputs
from kernels import languages
from kernels.compiling import entry
from kernels.layout import MAX_NODES, N_DRIVES, N_INPUTS, STACK_SIZE
from tests.inner_rl.some_rewards import any_rewards, random_rewards


@entry
def _feel_all(table, inputs, memory, stack, out):
    for r in range(table.rows.shape[0]):
        for node in range(memory.shape[0]):
            memory[node] = np.float32(0.0)
        for step in range(inputs.shape[0]):
            out[r, step] = languages.felt(
                table.language[r], table.rows[r], inputs[step], memory, stack
            )


def felt_by_kernel(rewards, inputs):
    """What rewards feel [n_rewards, n_steps] at a sequence of inputs, by the compiled code."""
    out = np.zeros((len(rewards), len(inputs)), np.float32)
    # A guard behind the stack: no program may write there.
    stack = np.full(STACK_SIZE + 8, 7.0, np.float32)
    _feel_all(reward_table(rewards), inputs, np.zeros(MAX_NODES, np.float32), stack, out)
    assert (stack[STACK_SIZE:] == 7.0).all()
    return out


def random_inputs(seed, n_steps, size):
    rng = np.random.default_rng(seed)
    inputs = rng.normal(0.0, size, (n_steps, N_INPUTS)) * (rng.random((n_steps, N_INPUTS)) < 0.6)
    inputs[:, N_DRIVES:] = np.clip(inputs[:, N_DRIVES:], 0.0, 1.0)
    return inputs.astype(np.float32)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [0.5, 40.0])
def test_thousands_of_random_genomes_agree_bit_for_bit(language, size):
    rewards = random_rewards(language, 2000 if language == "program" else 400, 1)
    inputs = random_inputs(2, 12, size)
    ours = felt_by_kernel(rewards, inputs)
    np.testing.assert_array_equal(ours, [reward.felt(inputs) for reward in rewards])
    assert np.isfinite(ours).all()
    assert len({row.tobytes() for row in ours}) > 300


@given(st.lists(any_rewards(), min_size=1, max_size=4), st.integers(0, 999))
def test_any_rewards_agree_side_by_side_in_one_table(rewards, seed):
    inputs = random_inputs(seed, 6, 1.0)
    ours = felt_by_kernel(rewards, inputs)
    np.testing.assert_array_equal(ours, [reward.felt(inputs) for reward in rewards])


@pytest.mark.parametrize("language", ["gated", "network", "program"])
def test_rewards_are_scaled_to_the_typical_size(language):
    rewards = random_rewards(language, 200, 3)
    felt = felt_by_kernel(rewards, probe_inputs()).astype(np.float64)
    size = np.sqrt(np.mean(felt**2, axis=1))
    nothing = np.array([reward.formula().startswith("0 ") for reward in rewards])
    assert nothing.mean() < 0.1
    # Programs are limited to 16, which may cut the rare large values of one.
    np.testing.assert_allclose(np.median(size[~nothing]), 0.41, rtol=1e-4)
    assert (size[~nothing] < 0.42).all()


def test_linear_rewards_are_of_about_that_size():
    felt = felt_by_kernel(random_rewards("linear", 200, 3), probe_inputs()).astype(np.float64)
    assert 0.2 < np.median(np.sqrt(np.mean(felt**2, axis=1))) < 0.8
