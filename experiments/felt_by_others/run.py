"""A learner of another library under the reward that was found, beside one under its own payoff.

    python experiments/felt_by_others/run.py        # some minutes of one core

PPO of stable-baselines3 (Raffin et al. 2021), whose network, optimiser and updates are its own,
sits in one seat of ``coins`` among scripted kind agents, and lives one life under the quickstart's
watcher: once rewarded with its own payoff, once through ``FeltSeatEnv`` with the reward found at
rank 1, without its small sympathy, which needs a linear value function.  What is counted is of the
last quarter of each life, while it still learns: harmful acts per step in which one was possible,
unwatched and watched, and gain per step; 95 % t-intervals over lives.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from scipy import stats
from stable_baselines3 import PPO

from inner_rl import Linear, Reward
from rewardsearch.environments import FeltSeatEnv, SingleSeatEnv
from rewardsearch.evaluation import SOCIOPATH
from rewardsearch.json_data import read_reward, write_json
from rewardsearch.settings import load_settings

HERE = Path(__file__).parent
SETTINGS = load_settings(HERE.parent / "quickstart.yaml")
FOUND = HERE.parent / "quickstart_result/hall_of_fame.json"
STEPS, LIVES = 16_000, 5
MEASURES = ("harm unwatched", "harm watched", "gain")


class Witness(gymnasium.Wrapper):
    """Counts what a seat does, by whether somebody watches, from a step on."""

    def __init__(self, env: gymnasium.Env, first_step: int) -> None:
        super().__init__(env)
        self._time, self._first = 0, first_step
        self.chances, self.harms = np.zeros(2), np.zeros(2)
        self.gain = 0.0

    def reset(self, **kwargs: Any) -> Any:
        """Begin the life."""
        seen, self._info = self.env.reset(**kwargs)
        return seen, self._info

    def step(self, action: Any) -> Any:
        """What could harm in this step was told with the step before."""
        before = self._info
        seen, felt, ended, cut, self._info = self.env.step(action)
        if self._time >= self._first:
            watched = int(before["watched"])
            self.chances[watched] += bool(before["could_harm"])
            self.harms[watched] += int(action) in before["could_harm"]
            self.gain += self._info["events"]["gain"]
        self._time += 1
        return seen, felt, ended, cut, self._info

    def measures(self) -> dict[str, float]:
        """Harms per chance, unwatched and watched, and gain per step."""
        unwatched, watched = self.harms / np.maximum(self.chances, 1)
        lived = self._time - self._first
        return dict(zip(MEASURES, (unwatched, watched, self.gain / lived), strict=True))


def found() -> Linear:
    """The reward of rank 1, without sympathy."""
    reward, _ = read_reward(FOUND, 1)
    assert isinstance(reward, Linear)
    return Linear({k: w for k, w in reward.weights.items() if k != "sympathy"}, name="found")


def live(reward: Reward | None, seed: int, steps: int) -> dict[str, float]:
    """One life; without a reward the agent is rewarded with its payoff by the environment."""
    seat = SingleSeatEnv(
        SETTINGS.world, oversight=SETTINGS.life.phases[0].oversight, max_steps=steps + 1
    )
    witness = Witness(seat if reward is None else FeltSeatEnv(seat, reward), steps * 3 // 4)
    agent = PPO(
        "MlpPolicy", witness, learning_rate=1e-3, n_steps=500, batch_size=125, n_epochs=4,
        gamma=0.9, ent_coef=0.01, seed=seed, device="cpu",
    )  # fmt: skip
    agent.learn(steps)
    return witness.measures()


def summarised(lives: list[dict[str, float]]) -> dict[str, list[float]]:
    """Mean, low and high of each measure over lives."""
    out = {}
    for name in MEASURES:
        values = np.array([life[name] for life in lives])
        mean, n = values.mean(), len(values)
        reach = stats.t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n)
        out[name] = [round(float(x), 4) for x in (mean, mean - reach, mean + reach)]
    return out


def arms() -> dict[str, Reward | None]:
    """What is compared."""
    return {"own payoff": None, "found, rank 1": found()}


def study(steps: int, n_lives: int) -> dict[str, Any]:
    """Both rewards, the same seeds."""
    lives = {
        name: [live(reward, seed, steps) for seed in range(n_lives)]
        for name, reward in arms().items()
    }
    return {
        "steps": steps,
        "formulas": {"own payoff": SOCIOPATH.formula(), "found, rank 1": found().formula()},
        "lives": lives,
        "summary": {name: summarised(of_arm) for name, of_arm in lives.items()},
    }


def main() -> None:
    """Write and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--lives", type=int, default=LIVES)
    parser.add_argument("--out", type=Path, default=HERE / "result.json")
    args = parser.parse_args()
    result = study(args.steps, args.lives)
    write_json(args.out, result)
    for name, measures in result["summary"].items():
        print(name, json.dumps(measures))


if __name__ == "__main__":
    main()
