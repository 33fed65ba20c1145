"""The classic of reward search: a reward that minds thirst against the fitness itself.

    python experiments/hungry_thirsty/run.py        # about three minutes on one core

Known result (Singh, Lewis & Barto 2009; Sorg 2010): in a short life learners eat more if their
reward also minds thirst, which does not count, than if it knows only hunger, which does; in a
long life the advantage is gone.  And the literal fitness is a poor reward: in the long run a
constant cost of everything but eating does better by far.

Learner: epsilon-greedy Q-learning on the table of cell x hunger x thirst (epsilon .1, step size
.5, discount .99, ties broken at random), from nothing in every life, on the world's own rules.
A reward is four numbers, felt when (hungry and thirsty, only hungry, only thirsty, neither):

* hunger only: (c, c, 1, 1) for every c of a grid; c = 0 is the literal fitness
* minding thirst: (c - p, c, 1, 1) for every c and p of the grids

The best of each family is chosen on one set of lives and compared on another.
"""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inner_rl import stream_keys
from kernels.compiling import entry
from kernels.philox import PURPOSE_ACT, below, draw, uniform
from kernels.worlds import hungry_thirsty as box

HERE = Path(__file__).parent
EPSILON, STEP_SIZE, DISCOUNT = np.float32(0.1), np.float32(0.5), np.float32(0.99)
FIRST_ACT, N_ACTS = 1, 7  # all but staying
LENGTHS = {5_000: 400, 10_000: 200, 75_000: 60}
"""Steps of a life, and how many lives each reward is tried in."""
COSTS = (0.0, -0.01, -0.02, -0.05, -0.1, -0.2, -0.5)
PRICES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


@entry
def _live_all(ints, floats, rewards, keys, n_steps, q, state, events, action, meals):
    """Every reward [n, 4] lives every key [m, 2]; fills ``meals`` [n, m]."""
    for r in range(rewards.shape[0]):
        for k in range(keys.shape[0]):
            for s in range(q.shape[0]):
                for a in range(N_ACTS):
                    q[s, a] = np.float32(0.0)
            meals[r, k] = _live(
                ints, floats, rewards[r], keys[k, 0], keys[k, 1], n_steps, q, state, events, action
            )


@entry
def _live(ints, floats, reward, key_0, key_1, n_steps, q, state, events, action):
    box.reset(ints, 1, state, key_0, key_1)
    eaten = np.float32(0.0)
    here = _situation(ints, state)
    for step in range(n_steps):
        act = _choose(q, here, key_0, key_1, step)
        action[0] = act
        box.step(ints, floats, 1, state, action, key_0, key_1, step, events)
        eaten += events[0, 0]
        felt = reward[3 - 2 * state[box.HUNGRY] - state[box.THIRSTY]]
        there = _situation(ints, state)
        best = q[there, FIRST_ACT]
        for a in range(FIRST_ACT + 1, N_ACTS):
            if q[there, a] > best:
                best = q[there, a]
        q[here, act] += STEP_SIZE * (felt + DISCOUNT * best - q[here, act])
        here = there
    return eaten


@entry
def _situation(ints, state):
    cell = state[box.Y] * ints[box.SIZE] + state[box.X]
    return 4 * cell + 2 * state[box.HUNGRY] + state[box.THIRSTY]


@entry
def _choose(q, here, key_0, key_1, step):
    explores, which, _, _ = draw(key_0, key_1, step, PURPOSE_ACT, 0)
    if uniform(explores) < EPSILON:
        return np.int32(FIRST_ACT + below(which, N_ACTS - FIRST_ACT))
    act, n_best = np.int32(FIRST_ACT), 1
    for a in range(FIRST_ACT + 1, N_ACTS):
        if q[here, a] > q[here, act]:
            act, n_best = np.int32(a), 1
        elif q[here, a] == q[here, act]:
            n_best += 1
            tie, _, _, _ = draw(key_0, key_1, step, PURPOSE_ACT, a)
            if below(tie, n_best) == 0:
                act = np.int32(a)
    return act


def meals(rewards: list[tuple[float, ...]], n_steps: int, n_lives: int, slip: float, seed: int):
    """Steps without hunger [n_rewards, n_lives]; the same lives for every reward."""
    world = box.HungryThirsty(slip=slip)
    out = np.zeros((len(rewards), n_lives), np.float32)
    _live_all(
        world.ints(False), world.floats(), np.array(rewards, np.float32),
        stream_keys(seed, (n_steps,), n_lives), n_steps,
        np.zeros((4 * world.size**2, N_ACTS), np.float32), np.zeros(box.N_STATE, np.uint32),
        np.zeros((1, 7), np.float32), np.zeros(1, np.uint32), out,
    )  # fmt: skip
    return out.astype(float)


def ratio(a: NDArray[np.float64], b: NDArray[np.float64]) -> dict[str, float]:
    """Ratio of the means of a over b, with a 95 % bootstrap interval over paired lives."""
    picks = np.random.default_rng(0).integers(len(a), size=(4000, len(a)))
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = a[picks].mean(axis=1) / b[picks].mean(axis=1)
        value = a.mean() / b.mean()
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return {"value": round(value, 3), "low": round(low, 3), "high": round(high, 3)}


def compare(n_steps: int, n_lives: int, slip: float) -> dict[str, object]:
    """Best of each family, and how they and the literal fitness compare on fresh lives."""
    hunger = [(c, c, 1.0, 1.0) for c in COSTS]
    thirst = [(c - p, c, 1.0, 1.0) for c in COSTS for p in PRICES]
    chosen = [
        family[int(meals(family, n_steps, n_lives, slip, 1).mean(axis=1).argmax())]
        for family in (hunger, thirst)
    ]
    literal = (0.0, 0.0, 1.0, 1.0)
    fresh = meals([*chosen, literal], n_steps, 2 * n_lives, slip, 2)
    return {
        "slip": slip,
        "steps": n_steps,
        "lives": 2 * n_lives,
        "best_hunger_only": chosen[0],
        "best_minding_thirst": [round(x, 3) for x in chosen[1]],
        "meals_per_1000_steps": (fresh.mean(axis=1) / n_steps * 1000).round(3).tolist(),
        "thirst_over_hunger": ratio(fresh[1], fresh[0]),
        "hunger_over_literal": ratio(fresh[0], fresh[2]),
    }


def main() -> None:
    """All lengths and slips; write the result."""
    rows = []
    for slip in (0.0, 0.1):
        for n_steps, n_lives in LENGTHS.items():
            rows.append(compare(n_steps, n_lives, slip))
            print(json.dumps(rows[-1]), flush=True)
    (HERE / "result.json").write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
