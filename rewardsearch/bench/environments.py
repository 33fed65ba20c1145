"""Speed of the Python-facing environment, without any learner."""

import time
from collections.abc import Callable

import numpy as np

from inner_rl.bench import UNIT, Measurement
from kernels.worlds import WORLDS, World

_STEPS = 2000


def environment_speed(world: str, repeats: int, say: Callable[[str], None]) -> Measurement:
    """Agent-steps per second of a world as PettingZoo environment, with random acts."""
    name, place = f"{world}, PettingZoo environment, random acts", WORLDS[world]()
    say(f"measuring: {name}")
    _rate(place)
    return Measurement(name, UNIT, [_rate(place) for _ in range(repeats)])


def _rate(world: World) -> float:
    # Imported only where it is used: PettingZoo takes its time to load.
    from rewardsearch.environments import WorldParallelEnv

    env = WorldParallelEnv(world, max_steps=_STEPS)
    env.reset(seed=1)
    n = world.n_agents
    acts = np.random.default_rng(1).integers(world.n_actions, size=(n, _STEPS))
    plans = [dict(zip(env.possible_agents, step, strict=True)) for step in acts.T.tolist()]
    began = time.perf_counter()
    for plan in plans:
        env.step(plan)
    return n * _STEPS / (time.perf_counter() - began) / 1e6
