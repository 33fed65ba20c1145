"""The box with the registered learner: its table, its rule, and what its rewards feel."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

from inner_rl import ActorCritic, Linear, Oversight, Phase, monoculture, simulate, stream_keys
from inner_rl.learners import QLearning
from inner_rl.life import Life
from kernels.layout import COUNT_EFFORT, COUNT_FELT_REWARD, COUNT_GAIN
from kernels.worlds.hungry_thirsty import HungryThirsty

FOLDER = Path(__file__).parents[1] / "experiments" / "hungry_thirsty"
STUDY = runpy.run_path(str(FOLDER / "registered.py"))
FOUND = json.loads((FOLDER / "registered.json").read_text())
# The study's own is slow to compile; what is felt and counted is the same whoever learns.
of_both_learners = pytest.mark.parametrize(
    "learner",
    [
        ActorCritic(actor_rate=0.05, critic_rate=0.1, discount=0.99),
        pytest.param(QLearning(), marks=pytest.mark.slow),
    ],
    ids=lambda learner: learner.name,
)


def interval(estimate):
    return f"{estimate['value']:.2f} [{estimate['low']:.2f}, {estimate['high']:.2f}]"


def table_lines():
    for told in FOUND:
        for row in told["lengths"]:
            per_1000 = [f"{1000 * n / row['steps']:.2f}" for n in row["meals"]]
            yield (
                f"| {told['slip']:g} | {row['steps']:,} | {row['lives']} | "
                f"{' | '.join(per_1000)} | {interval(row['ratio'])} |"
            )


@pytest.mark.parametrize("expected", list(table_lines()))
def test_the_table_is_the_committed_result(expected):
    assert expected in (FOLDER / "README.md").read_text()


def test_without_slip_the_intervals_of_the_shortest_and_the_longest_lives_lie_apart():
    lengths = FOUND[0]["lengths"]
    assert [row["steps"] for row in lengths] == list(STUDY["LENGTHS"])
    shortest, longest = lengths[0]["ratio"], lengths[-1]["ratio"]
    assert shortest["low"] > max(1.0, longest["high"])


@pytest.mark.parametrize(
    ("ratio", "decay", "verdict"), [(1.2, 1.2, True), (0.9, 1.2, False), (1.2, 0.9, False)]
)
def test_the_decay_appears_only_if_both_intervals_lie_above_one(ratio, decay, verdict):
    assert STUDY["appears"]({"low": ratio}, {"low": decay}) is verdict


def test_the_better_of_each_family_is_compared_on_fresh_lives():
    n_hunger, n = len(STUDY["HUNGER"]), len(STUDY["HUNGER"] + STUDY["THIRST"])
    rng = np.random.default_rng(1)
    tried, fresh = rng.uniform(0, 1, (2, n, 200))
    tried[[2, n_hunger + 4]] += 5.0
    fresh[2] += 3.5  # a mean of 4
    fresh[n_hunger + 4] += 7.5  # of 8
    fresh[0] += 99.0  # better, but not when the choice was made
    told, ratio = STUDY["compare"](tried, fresh, 1)
    assert told["best_hunger_only"] == STUDY["HUNGER"][2]
    assert told["best_minding_thirst"] == STUDY["THIRST"][4]
    figure = STUDY["estimate"](ratio, 200)
    assert figure["low"] < figure["value"] < figure["high"]
    # The ratio's standard error is 2 x .289 / sqrt(200) x sqrt(1 / 4**2 + 1 / 8**2) = .011.
    assert figure["value"] == pytest.approx(2.0, abs=0.05)
    assert figure["high"] - figure["low"] == pytest.approx(2 * 1.96 * 0.0114, rel=0.25)


@of_both_learners
def test_a_tiny_run_counts_the_steps_without_hunger(learner, monkeypatch):
    monkeypatch.setitem(STUDY["meals"].__globals__, "LEARNER", learner)
    eaten = STUDY["meals"](10_000, 4, 0.1, 7)
    assert eaten.shape == (len(STUDY["HUNGER"] + STUDY["THIRST"]), 4)
    assert eaten.sum() > 0
    assert ((eaten >= 0) & (eaten <= 10_000)).all()
    assert (eaten == np.round(eaten)).all()


@of_both_learners
def test_without_meals_hunger_costs_the_same_at_every_step_and_acts_without_thirst_less(learner):
    life = Life((Phase("life", 2000, oversight=Oversight(share=0.0)),))
    weights = STUDY["THIRST"][-1]
    keys = stream_keys(3, (0,), 1)
    world = HungryThirsty(thirst_saps=True)
    told = simulate([Linear(weights)], monoculture(1, 1, keys), world, life, learner)
    counts = told.counts.sum((0, 1, 2, 3))
    assert counts[COUNT_GAIN] == 0
    assert 0 < counts[COUNT_EFFORT] < 2000
    length = sum(w**2 for w in weights.values()) ** 0.5
    # From .5 at birth it takes 25 steps to 1: .02 (1 + .. + 25) + 25 x .5 are felt in them.
    deficit = 0.02 * 25 * 26 / 2 + 25 * 0.5 + 1975
    felt = weights["deficit"] * deficit + weights["effort"] * float(counts[COUNT_EFFORT])
    # The last act's reward, at most 1 step's cost, would be felt at the step after it.
    one_step = -weights["deficit"] / length
    assert counts[COUNT_FELT_REWARD] == pytest.approx(felt / length, abs=1.05 * one_step)
