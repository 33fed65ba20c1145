"""V10: who meets whom decides which social drives natural selection keeps."""

from typing import Any

import numpy as np

from fitness import Tally
from fitness.evolution_steps import fertility, mean_payoffs
from inner_rl import Linear
from rewardsearch.evaluation import SOCIOPATH, Evaluator, Stage
from rewardsearch.evolution.genepool import GenePool
from rewardsearch.evolution.generation import Matches
from rewardsearch.evolution.population import Population
from rewardsearch.evolution.settings import EvolveSettings
from rewardsearch.validation.base import Check, Parameter, Validation, Values
from rewardsearch.validation.dilemma import dilemma

DRIVES = ["own_gain", "own_pain", "distress_seen", "joy_seen", "guilt", "grudge"]
MATCHINGS: dict[str, dict[str, Any]] = {
    "strangers": {"matching": "random"},
    "kin": {"matching": "assortative", "relatedness": 0.75},
    "shared genes": {"matching": "group"},
}
LOW, HIGH = 0.25, 0.5
"""On the scale of ``evolved``: among strangers less is left, elsewhere more."""


def evolved(settings: EvolveSettings) -> float:
    """Payoff of the last population on fresh seeds; 0 is that of sociopaths, 1 of kind agents."""
    s = settings.evolution
    evaluator = Evaluator(settings)
    matches, pool = Matches(evaluator, s), GenePool(s)
    population = Population(s, pool, settings.seed)
    rewards = [pool.reward(genes) for genes in population.genomes]
    for generation in range(1, s.generations):
        lived = matches.generation(rewards, generation - 1)
        population.reproduce(fertility(lived.payoffs, s.selection), generation)
        rewards = [pool.reward(genes) for genes in population.genomes]
    keys = evaluator.keys(Stage.REPORT, 0, settings.report.lifetimes)
    selfish = _payoff(evaluator.live([SOCIOPATH], keys))
    kind = _payoff(evaluator.live([Linear({})], keys, mind="kind"))
    return (_payoff(matches.report(rewards, keys)) - selfish) / (kind - selfish)


def _payoff(together: Tally) -> float:
    """Payoff per step of all seats."""
    seats = together.seats[0]
    return float(mean_payoffs(seats, np.zeros(seats.shape[:2], np.int64), 1)[0])


def _measure(values: Values, seed: int) -> list[Check]:
    generations, n_seeds, steps = (
        int(values[name][0]) for name in ("generations", "seeds", "steps")
    )
    checks = []
    for name, matching in MATCHINGS.items():
        evolution = {"drives": DRIVES, "generations": generations, "mutation": 0.3, **matching}
        found = [evolved(dilemma(steps, seed + run, evolution)) for run in range(n_seeds)]
        if name == "strangers":
            checks.append(Check(f"{name}: highest of {n_seeds}", LOW, max(found), rule="below"))
        else:
            checks.append(Check(f"{name}: lowest of {n_seeds}", HIGH, min(found), rule="above"))
    return checks


MATCHING = Validation(
    "V10",
    "Natural selection on material payoff, repeated prisoner's dilemma: own genes among strangers "
    f"end below {LOW:g} on the scale from sociopaths (0) to kind agents (1), among kin and with "
    f"shared genes above {HIGH:g}, in every run",
    "after Wang et al. 2019",
    (
        Parameter("generations", (20,), 2, 1e5, "generations", whole=True),
        Parameter("seeds", (3,), 1, 1000, "runs of each", whole=True),
        Parameter("steps", (2000,), 100, 1e6, "steps of a life", whole=True),
    ),
    _measure,
)
