"""The same question to the registered learner and to rewards of the language ``linear``.

    python experiments/hungry_thirsty/registered.py      # about ten minutes on two cores

Lives are lived by ``inner_rl.simulate`` in ``HungryThirsty(thirst_saps=True)``, where ``effort`` is
felt by who acts without thirst, by ``QLearning`` (discount .99, epsilon .1).  Three features are
active at once, so a rate of a third of .5 moves an action value by .5, as in ``run.py``.  Rewards:

* hunger only: own_gain - c deficit, for every c of a grid; c = 0 is the literal fitness
* minding thirst: own_gain - c deficit + f c effort, for every c > 0 and share f of the grids

``deficit`` is 1 after 25 steps without a meal, so it is the constant cost c of ``run.py``, which
the language cannot say otherwise; with it, who acts feels -c thirsty and -(1 - f) c else.

Rules, fixed before the run: the best of each family is chosen on one set of lives and compared
with the other's on fresh ones.  *The decay appears* where the 95 % intervals of the ratio
(minding thirst / hunger only) at the shortest life and of that over the ratio at the longest life
both lie above 1.  Intervals are bootstrapped over both sets, so they count the luck of the choice.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitness.statistics import bootstrap
from inner_rl import (
    Life,
    Linear,
    Oversight,
    Phase,
    QLearning,
    monoculture,
    simulate,
    stream_keys,
)
from kernels.layout import COUNT_GAIN, STATUS_OK
from kernels.worlds.hungry_thirsty import HungryThirsty

HERE = Path(__file__).parent
LEARNER = QLearning(rate=0.5 / 3, epsilon=0.1, discount=0.99)
COSTS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
SHARES = (0.05, 0.1, 0.25, 0.5)
HUNGER = [{"own_gain": 1.0}, *({"own_gain": 1.0, "deficit": -c} for c in COSTS)]
THIRST = [{"own_gain": 1.0, "deficit": -c, "effort": f * c} for c in COSTS for f in SHARES]
LENGTHS = {5_000: 600, 10_000: 200, 75_000: 64}
"""Steps of a life, and how many lives each reward is tried in, for the choice and again after."""
SLIPS = (0.0, 0.1)
SEED = 33
"""31 and 32 were those of a first run with shares .25, .5 and .75: see the README."""


def meals(n_steps: int, n_lives: int, slip: float, seed: int) -> NDArray[np.float64]:
    """Steps without hunger [n_rewards, n_lives]; the same lives for every reward."""
    rewards = [Linear(weights) for weights in HUNGER + THIRST]
    roster = monoculture(len(rewards), 1, stream_keys(seed, (n_steps,), n_lives))
    life = Life((Phase("life", n_steps, oversight=Oversight(share=0.0)),))
    told = simulate(rewards, roster, HungryThirsty(slip=slip, thirst_saps=True), life, LEARNER)
    if (told.status != STATUS_OK).any():
        raise RuntimeError("a learner diverged; its lives cannot be counted")
    return told.counts[..., 0, COUNT_GAIN].sum((1, 2), dtype=float).reshape(len(rewards), n_lives)


def means(lives: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Mean of each reward [1 + RESAMPLES, n_rewards]: over the lives, then over lives redrawn."""
    n = lives.shape[1]
    counts = bootstrap.resampled_counts(np.zeros(n, np.int64), bootstrap.RESAMPLES, seed)
    return np.vstack([lives.mean(axis=1), counts @ lives.T / n])


def estimate(samples: NDArray[np.float64], n_lives: int) -> dict[str, float]:
    """The first sample, with the 95 % interval of the others."""
    low, high = bootstrap.interval(samples[1:], np.zeros(n_lives, np.int64))
    return {"value": round(samples[0], 3), "low": round(low, 3), "high": round(high, 3)}


def compare(
    tried: NDArray[np.float64], fresh: NDArray[np.float64], seed: int
) -> tuple[dict[str, Any], NDArray[np.float64]]:
    """Best of each family on ``tried`` lives [n_rewards, n_lives], compared on ``fresh`` ones.

    Returns:
        What is reported but for the ratio, and the ratio [1 + RESAMPLES].

    """
    chosen_by, shown = means(tried, seed), means(fresh, seed + 1)
    hunger = chosen_by[:, : len(HUNGER)].argmax(axis=1)
    thirst = chosen_by[:, len(HUNGER) :].argmax(axis=1) + len(HUNGER)
    rows = np.arange(len(shown))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = shown[rows, thirst] / shown[rows, hunger]
    told = {
        "best_hunger_only": HUNGER[hunger[0]],
        "best_minding_thirst": THIRST[thirst[0] - len(HUNGER)],
        "meals": [round(shown[0, i], 2) for i in (hunger[0], thirst[0], 0)],
    }
    return told, ratio


def appears(shortest: dict[str, float], decay: dict[str, float]) -> bool:
    """The rule of the module's first lines."""
    return bool(shortest["low"] > 1.0 and decay["low"] > 1.0)


def study() -> None:
    """All lengths and slips; writes registered.json."""
    told = []
    for slip in SLIPS:
        rows, ratios = [], {}
        for n_steps, n_lives in LENGTHS.items():
            tried, fresh = (meals(n_steps, n_lives, slip, s) for s in (SEED, SEED + 1))
            row, ratios[n_steps] = compare(tried, fresh, SEED + n_steps)
            ratio = estimate(ratios[n_steps], n_lives)
            rows.append({"steps": n_steps, "lives": n_lives, **row, "ratio": ratio})
            print(slip, json.dumps(rows[-1]), flush=True)
        # The interval of two sets of lives is as wide as the smaller set makes it.
        decay = estimate(ratios[min(LENGTHS)] / ratios[max(LENGTHS)], min(LENGTHS.values()))
        verdict = appears(rows[0]["ratio"], decay)
        told.append({"slip": slip, "lengths": rows, "decay": decay, "appears": verdict})
    (HERE / "registered.json").write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    study()
