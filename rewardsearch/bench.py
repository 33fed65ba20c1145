"""Speed of the lifetime kernels: agent-steps per second and core, and compile time."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from inner_rl import Reward
from inner_rl.drives import drives_of_tiers
from inner_rl.simulation import available_threads
from rewardsearch.evaluation import SOCIOPATH, Evaluator, Stage
from rewardsearch.settings import Settings

_LIFETIMES = 24
# Compiles everything into an empty cache and says how long it took.
_COMPILE = """
import time, numpy as np
from inner_rl import *
began = time.perf_counter()
simulate(np.zeros((1, len(DRIVES))), monoculture(1, 4, stream_keys(0, (0,), 1)), Coins(),
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


def speeds(repeats: int, threads: int | None, say: Callable[[str], None]) -> list[Measurement]:
    """Agent-steps per second on ``coins`` with the default life: on one core, and on all."""
    searched = drives_of_tiers(("sensed", "thought"))
    cases = (
        ("learning, own payoff only", SOCIOPATH, "learner"),
        (
            "learning, all sensed and thought drives",
            Reward({d.name: 0.5 for d in searched}),
            "learner",
        ),
        ("world only, scripted kind agents", SOCIOPATH, "kind"),
    )
    n_threads = threads or available_threads()
    evaluator = Evaluator(Settings(), 1)
    evaluator.live(SOCIOPATH.genome()[None, :], evaluator.keys(Stage.EVALUATE, 0, 2))  # warm up
    out = []
    for name, reward, mind in cases:
        for n in sorted({1, n_threads}):
            say(f"measuring: {name}, {n} thread(s)")
            rates = [_rate(reward, mind, n) for _ in range(repeats)]
            label = f"coins, {name}, {n} thread{'s' if n > 1 else ''}"
            out.append(Measurement(label, "million agent-steps/s", rates))
    return out


def _rate(reward: Reward, mind: str, threads: int) -> float:
    evaluator = Evaluator(Settings(), threads)
    keys = evaluator.keys(Stage.EVALUATE, 0, _LIFETIMES * threads)
    began = time.perf_counter()
    evaluator.live(reward.genome()[None, :], keys, mind=mind)
    return evaluator.agent_steps / (time.perf_counter() - began) / 1e6


def compile_seconds(repeats: int, say: Callable[[str], None]) -> Measurement:
    """Seconds to compile all kernels into an empty cache, each time in a new process."""
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
    return Measurement("compile time, cold cache", "s", values)
