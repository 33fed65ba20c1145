"""Worlds as environments pass the ecosystem's own tests and step the search's own rules."""

import gymnasium
import matplotlib as mpl
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from pettingzoo.test import parallel_api_test, parallel_seed_test, render_test
from pettingzoo.utils import parallel_to_aec

import rewardsearch.environments
from inner_rl import Game, InvalidInput, Oversight, stream_keys
from kernels.layout import EVENT_FINE, EVENT_GAIN, EVENT_LOSS
from rewardsearch.environments import SingleSeatEnv, WorldParallelEnv, parallel_env, single_seat_env
from tests.worlds.variants import VARIANTS

mpl.use("Agg")
worlds = pytest.mark.parametrize("world", VARIANTS.values(), ids=VARIANTS.keys())
# Both test suites warn about style (no spec where not made by gymnasium.make, say).
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@worlds
def test_pettingzoo_accepts_every_world(world, capsys):
    parallel_api_test(WorldParallelEnv(world, max_steps=60), num_cycles=130)
    parallel_seed_test(lambda: WorldParallelEnv(world, max_steps=60), num_cycles=70)


@worlds
def test_pictures_are_drawn(world):
    env = WorldParallelEnv(world, render_mode="rgb_array")
    env.reset(seed=1)
    picture = env.render()
    assert picture.dtype == np.uint8
    assert picture.shape[2] == 3
    shown = WorldParallelEnv(world, render_mode="human")
    shown.reset(seed=1)
    assert shown.step(dict.fromkeys(shown.agents, 0))
    assert shown.render() is None
    shown.close()


@worlds
def test_pettingzoo_accepts_its_pictures(world):
    def make(render_mode):
        return parallel_to_aec(WorldParallelEnv(world, max_steps=60, render_mode=render_mode))

    render_test(make)


@worlds
def test_gymnasium_accepts_every_world(world):
    check_env(SingleSeatEnv(world, render_mode="rgb_array"), skip_render_check=True)


def test_every_world_can_be_made_by_name():
    for name in {world.name for world in VARIANTS.values()}:
        env = gymnasium.make(f"rewardsearch.environments:rewardsearch/{name}-v0", max_steps=5)
        env.reset(seed=3)
        assert [env.step(0)[3] for _ in range(5)] == [False] * 4 + [True]


@worlds
def test_trajectories_are_those_of_the_kernels(world):
    """The same acts under the same stream: equal features and payoffs, step for step."""
    oversight = Oversight(share=0.5, bout=5.0)
    env = WorldParallelEnv(world, oversight=oversight)
    seen, _ = env.reset(seed=8)
    rng = np.random.default_rng(8)
    game = Game(world, stream_keys(int(rng.integers(2**32)), (0,), 1)[0], oversight)
    acts = np.random.default_rng(9)
    for _ in range(200):
        np.testing.assert_array_equal(np.stack(list(seen.values())), game.observe())
        actions = acts.integers(world.n_actions, size=world.n_agents)
        watched = game.watched
        events = game.step(actions)
        seen, rewards, _, _, infos = env.step(dict(zip(env.agents, actions, strict=True)))
        net = events[:, EVENT_GAIN] - events[:, EVENT_LOSS] - events[:, EVENT_FINE]
        np.testing.assert_allclose(list(rewards.values()), net)
        if not watched:
            assert all(info["events"]["fine"] == 0 for info in infos.values())


def test_a_learner_of_another_library_learns_to_take_coins():
    from stable_baselines3 import A2C

    env = single_seat_env("coins", n_agents=2, height=3, width=3, view=1, max_steps=100)
    model = A2C("MlpPolicy", env, seed=1, device="cpu", n_steps=20, learning_rate=2e-3)
    before = mean_return(model, env)
    model.learn(6_000)
    assert mean_return(model, env) > before + 10.0


def mean_return(model, env, n_lives=10):
    total = 0.0
    for life in range(n_lives):
        seen, _ = env.reset(seed=1000 + life)
        over = False
        while not over:
            action, _ = model.predict(seen)
            seen, reward, _, over, _ = env.step(action)
            total += reward
    return total / n_lives


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: parallel_env("coinz"), "did you mean 'coins'?"),
        (lambda: parallel_env("coins", agents=3), "unexpected keyword argument 'agents'"),
        (lambda: parallel_env("coins", render_mode="ansi"), "unknown render_mode 'ansi'"),
        (lambda: single_seat_env("coins", seat=4), "seat must be from 0 to 3, got 4"),
        (lambda: single_seat_env("coins", others="nice"), "known: inert, kind, sociopath"),
        (lambda: single_seat_env("coins", n_agents=99), "world.n_agents must be from 2 to 16"),
    ],
)
def test_bad_settings_are_refused(make, message):
    with pytest.raises(InvalidInput) as caught:
        make()
    assert message in str(caught.value)
    assert rewardsearch.environments.__doc__
