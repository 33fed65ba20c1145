"""Speed of the lifetime kernels: agent-steps per second and core, and compile time."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from inner_rl import Gated, Linear, Network, Program, Reward
from inner_rl.drives import drives_of_tiers
from inner_rl.hardware import Hardware, available_threads
from inner_rl.rewards.expressions import Input, add
from inner_rl.rewards.gated import GATES
from rewardsearch.evaluation import SOCIOPATH, Evaluator, Stage
from rewardsearch.settings import Settings, settings_from_data

# Agent-steps of one measurement and thread: about half a second.
_AGENT_STEPS = 4_000_000
_ENVIRONMENT_STEPS = 2000
_UNIT = "million agent-steps/s"
# Compiles one world into an empty cache and says how long it took.
_COMPILE = """
import time
from inner_rl import *
began = time.perf_counter()
simulate([Linear({})], monoculture(1, 4, stream_keys(0, (0,), 1)), Coins(),
         Life((Phase("short", 1),)), ActorCritic())
print(time.perf_counter() - began)
"""


@dataclass(frozen=True)
class Measurement:
    """One quantity, measured several times."""

    name: str
    unit: str
    values: list[float]

    @property
    def median(self) -> float:
        """Median of the values."""
        return median(self.values)

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data."""
        return {"name": self.name, "unit": self.unit, "median": self.median, "values": self.values}


# Learners beside the default one, with the share of the usual work that is measured of each.
_LEARNERS: tuple[tuple[str, dict[str, Any], float], ...] = (
    ("actor-critic with traces", {"trace": 0.5}, 0.5),
    ("Q-learning", {"name": "q_learning"}, 1.0),
    ("planner, depth 1", {"name": "planner", "depth": 1}, 0.1),
    ("planner, depth 2", {"name": "planner", "depth": 2}, 0.04),
    ("neural", {"name": "neural"}, 0.04),
)
_NAMES = (
    "own_gain", "own_pain", "effort", "distress_seen", "joy_seen", "blame", "guilt", "sympathy",
)  # fmt: skip
# One reward a language, each with the drives of the quickstart.
_EIGHT = (
    ("linear", Linear(dict.fromkeys(_NAMES, 0.5))),
    ("gated", Gated({name: dict.fromkeys(GATES, 0.5) for name in _NAMES})),
    ("network", Network(dict.fromkeys(_NAMES, (0.5, -0.5)), (0.1, 0.1), (1.0, 0.5))),
    ("program", Program(add([Input(name) for name in _NAMES]))),
)


def speeds(
    worlds: Sequence[str], repeats: int, threads: int | None, say: Callable[[str], None]
) -> list[Measurement]:
    """Agent-steps per second of worlds with the default life: on one core, and on all."""
    searched = drives_of_tiers(("sensed", "thought"))
    everything = Linear({drive.name: 0.5 for drive in searched})
    cases = (
        ("learning, own payoff only", SOCIOPATH, "learner"),
        *((f"learning, {name}, eight drives", reward, "learner") for name, reward in _EIGHT),
        ("learning, all sensed and thought drives", everything, "learner"),
        ("world only, scripted kind agents", SOCIOPATH, "kind"),
    )
    n_threads = threads or available_threads()
    out = []
    for world in worlds:
        settings = settings_from_data({"world": {"name": world}}, "bench")
        say(f"compiling or loading {world}")
        _rate(settings, SOCIOPATH, "learner", 1)
        _environment_rate(settings)
        for name, reward, mind in cases:
            for n in sorted({1, n_threads}):
                say(f"measuring: {world}, {name}, {n} thread(s)")
                rates = [_rate(settings, reward, mind, n) for _ in range(repeats)]
                label = f"{world}, {name}, {n} thread{'s' if n > 1 else ''}"
                out.append(Measurement(label, _UNIT, rates))
        rates = [_environment_rate(settings) for _ in range(repeats)]
        out.append(Measurement(f"{world}, PettingZoo environment, random acts", _UNIT, rates))
    return out


def learner_speeds(
    worlds: Sequence[str], repeats: int, say: Callable[[str], None]
) -> list[Measurement]:
    """Agent-steps per second of every kind of learner, own payoff only, on one core."""
    out = []
    for world in worlds:
        for name, learner, share in _LEARNERS:
            data = {"world": {"name": world}, "learner": learner}
            settings = settings_from_data(data, "bench")
            say(f"measuring: {world}, {name}")
            _rate(settings, SOCIOPATH, "learner", 1, 0.0)
            rates = [_rate(settings, SOCIOPATH, "learner", 1, share) for _ in range(repeats)]
            label = f"{world}, learning, own payoff only, {name}, 1 thread"
            out.append(Measurement(label, _UNIT, rates))
    return out


def _rate(settings: Settings, reward: Reward, mind: str, threads: int, share: float = 1.0) -> float:
    """Speed of one measurement, of ``share`` of the usual work but at least one lifetime."""
    evaluator = Evaluator(settings, Hardware(threads))
    per_lifetime = settings.life.steps * settings.world.n_agents
    n_lifetimes = max(1, int(share * _AGENT_STEPS * threads) // per_lifetime)
    keys = evaluator.keys(Stage.EVALUATE, 0, n_lifetimes)
    began = time.perf_counter()
    evaluator.live([reward], keys, mind=mind)
    return evaluator.agent_steps / (time.perf_counter() - began) / 1e6


def _environment_rate(settings: Settings) -> float:
    """Speed of the Python-facing environment, without any learner."""
    from rewardsearch.environments import WorldParallelEnv

    env = WorldParallelEnv(settings.world, max_steps=_ENVIRONMENT_STEPS)
    env.reset(seed=1)
    n = settings.world.n_agents
    acts = np.random.default_rng(1).integers(settings.world.n_actions, size=(n, _ENVIRONMENT_STEPS))
    plans = [dict(zip(env.possible_agents, step, strict=True)) for step in acts.T.tolist()]
    began = time.perf_counter()
    for plan in plans:
        env.step(plan)
    return n * _ENVIRONMENT_STEPS / (time.perf_counter() - began) / 1e6


def compile_seconds(repeats: int, say: Callable[[str], None]) -> Measurement:
    """Seconds to compile world ``coins`` into an empty cache, each time in a new process."""
    values = []
    for repeat in range(repeats):
        say(f"compiling into an empty cache, {repeat + 1} of {repeats}")
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-c", _COMPILE],
                env=os.environ | {"NUMBA_CACHE_DIR": folder},
                capture_output=True, text=True, check=True,
            )  # fmt: skip
        values.append(float(done.stdout))
    return Measurement("coins, compile time, cold cache", "s", values)
