"""Environments whose learners feel a reward: accepted by the ecosystem, and felt as in a life."""

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from pettingzoo.test import parallel_api_test

from inner_rl import Coins, Gated, InvalidInput, Linear, Network, reward_from_data
from kernels.layout import EVENT_GAIN, EVENT_HARM
from rewardsearch.environments import FeltParallelEnv, FeltSeatEnv, WorldParallelEnv, parallel_env

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
REWARDS = {
    "linear": Linear({"own_gain": 1.0, "guilt": -1.0, "novelty": 0.2}),
    "gated": Gated({"own_gain": {"always": 1.0}, "joy_seen": {"watched": 2.0}}),
    "network": Network({"own_gain": (1.0, 0.5), "envy": (0.2, -1.0)}, (0.1, 0.0), (1.0, 1.0)),
    "program": reward_from_data(
        {"schema": 1, "language": "program", "expression": ["-", "own_gain", ["trace", "effort"]]}
    ),
}
rewards = pytest.mark.parametrize("reward", REWARDS.values(), ids=REWARDS)


@rewards
def test_pettingzoo_accepts_a_felt_world(reward, capsys):
    env = FeltParallelEnv(WorldParallelEnv(Coins(), max_steps=40), [reward])
    parallel_api_test(env, num_cycles=90)


@rewards
def test_gymnasium_accepts_a_felt_seat(reward):
    env = gymnasium.make("rewardsearch.environments:rewardsearch/coins-v0", max_steps=40)
    check_env(FeltSeatEnv(env, reward), skip_render_check=True)


def test_the_payoff_stays_in_the_infos():
    plain = parallel_env("coins", max_steps=200)
    felt = FeltParallelEnv(parallel_env("coins", max_steps=200), [Linear({"true_harm": -1.0})])
    plain.reset(seed=4)
    felt.reset(seed=4)
    rng = np.random.default_rng(0)
    total = 0.0
    while plain.agents:
        acts = dict(zip(plain.agents, rng.integers(5, size=4).tolist(), strict=True))
        _, payoffs, _, _, _ = plain.step(acts)
        _, feelings, _, _, infos = felt.step(acts)
        assert {agent: info["env_reward"] for agent, info in infos.items()} == payoffs
        for seat, agent in enumerate(feelings):
            assert feelings[agent] == -plain.events[seat, EVENT_HARM]
            total += feelings[agent]
    assert total < 0
    assert felt.agents == []


def test_seats_can_feel_differently_and_one_life_is_not_the_next():
    env = FeltParallelEnv(
        parallel_env("coins", n_agents=2, height=3, width=3, view=1),
        [Linear({"own_gain": 1.0}), Linear({"novelty": 1.0})],
    )
    env.reset(seed=1)
    _, first, _, _, _ = env.step({"agent_0": 0, "agent_1": 0})
    assert first["agent_1"] > 0.5
    for _ in range(30):
        _, later, _, _, _ = env.step({"agent_0": 0, "agent_1": 0})
    assert later["agent_1"] < 0.3
    assert later["agent_0"] == env.unwrapped.events[0, EVENT_GAIN]
    # Newborn: everything is new again.
    env.reset(seed=1)
    assert env.step({"agent_0": 0, "agent_1": 0})[1] == first


def test_what_cannot_be_felt_is_refused():
    with pytest.raises(InvalidInput, match=r"expected one of rewardsearch's environments, got Car"):
        FeltSeatEnv(gymnasium.make("CartPole-v1"), REWARDS["linear"])
    with pytest.raises(InvalidInput, match="needs the learners' own"):
        FeltParallelEnv(parallel_env("coins"), [Linear({"sympathy": 1.0})])
    with pytest.raises(InvalidInput, match="expected one reward, or one for each of 4 seats"):
        FeltParallelEnv(parallel_env("coins"), [Linear({})] * 2)
