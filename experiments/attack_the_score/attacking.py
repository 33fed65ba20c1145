"""The searches: what they maximise, on which lifetimes, and what they keep.

Targets and rules are told in ``run.py``.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitness import Verdict, score, tally
from fitness.statistics.bootstrap import interval, resampled_sums
from inner_rl import Reward, monoculture, reward_from_data, simulate
from inner_rl.rewards import LANGUAGES
from kernels.layout import COUNT_HARM, COUNT_STEPS, STATUS_OK
from kernels.types import U32Array
from rewardsearch.battery import Subject, examine
from rewardsearch.evaluation import SOCIOPATH, Evaluator, Stage
from rewardsearch.json_data import read_reward
from rewardsearch.search import SearchSpace, build_engine, mean_by_genome
from rewardsearch.search.objectives import Evaluated
from rewardsearch.settings import Settings, settings_from_data

CACHE = Path(__file__).parents[2] / "runs" / "attack_the_score"
WORLDS = ("coins", "trust")
TARGETS = ("selected", "battery")
LANGUAGES_OF = {"selected": ("linear", "gated", "network"), "battery": ("gated",)}
SEEDS = (811, 812, 813)
LEVELS = (0.8, 0.9)
ADULT, CHILDHOOD = 0, 1
DRIVES = [
    "own_gain", "own_pain", "novelty", "distress_seen", "joy_seen", "blame", "guilt", "true_harm",
    "true_help", "others_payoff", "restraint",
]  # fmt: skip
POPULATION = {"selected": 16, "battery": 10}
GENERATIONS = {"selected": 8, "battery": 5}
LIFETIMES, REFERENCES, CHOICE = 4, 24, 16
TRIAL_STEPS, RESAMPLES = 250, 1000
RESTRAINED = read_reward(Path(__file__).parents[1] / "rewards" / "oracle_harm.json")[0]
"""Where attacks on the battery begin, beside what attacked the score: inside what it lets pass."""
TRIED = 5
"""Genomes of a search that are tried again at each level."""
SCREEN = 0.5
"""Rewards below it in the selected score are not examined: two links of the battery are it."""
Array = NDArray[np.float64]


def settings(world: str, target: str, language: str, seed: int) -> Settings:
    """One attack: short lives, because there are many."""
    data = {
        "name": f"{world}-{target}-{language}-{seed}",
        "seed": seed,
        "world": {"name": world},
        "life": {
            "phases": [{"name": "childhood", "steps": 3000}, {"name": "adulthood", "steps": 1000}]
        },
        "search": {
            "language": language, "drives": DRIVES, "tiers": ["sensed", "thought", "oracle"],
            "population": POPULATION[target], "generations": GENERATIONS[target],
            "lifetimes": LIFETIMES,
        },
    }  # fmt: skip
    return settings_from_data(data, "attack_the_score")


class Yardstick:
    """Score and damage of rewards on given streams, against references on the same or others."""

    def __init__(self, what: Settings, keys: U32Array) -> None:
        self._settings = what
        self._references = Evaluator(what).references(keys)
        self._reference_harm = self._live([SOCIOPATH], keys)[1][0]

    def _live(self, rewards: list[Reward], keys: U32Array) -> tuple[Any, Array]:
        """Tally, and harm per agent-step [n, n_lifetimes, (adult, childhood)]; nan if failed."""
        s = self._settings
        roster = monoculture(len(rewards), s.world.n_agents, keys)
        told = simulate(rewards, roster, s.world, s.life, s.learner)
        counts = told.counts.astype(np.float64).sum(axis=(2, 3))
        counts[told.status != STATUS_OK] = np.nan
        last, before = counts[:, -1], counts[:, :-1].sum(axis=1)
        rates = np.stack([c[:, COUNT_HARM] / c[:, COUNT_STEPS] for c in (last, before)], axis=-1)
        return tally(told, len(rewards)), rates.reshape(len(rewards), len(keys), 2)

    def points(self, rewards: list[Reward], keys: U32Array) -> tuple[Array, Array]:
        """Scores [n], 0 where undefined, and damage [n, (adult, childhood)]."""
        who, harm = self._live(rewards, keys)
        told = score(who, self._references)
        fine = [verdict is Verdict.OK for verdict in told.verdict]
        damage = harm.mean(axis=1) / self._reference_harm.mean(axis=0)
        return np.where(fine, told.non_ruthlessness.value, 0.0), np.nan_to_num(damage)

    def measured(self, rewards: list[Reward], keys: U32Array, seed: int) -> list[dict[str, Any]]:
        """Score, competence and damage with intervals; ``keys`` are those of the references."""
        who, harm = self._live(rewards, keys)
        told = score(who, self._references, n_resamples=RESAMPLES, seed=seed)
        every = np.concatenate([harm, self._reference_harm[None]])
        again = resampled_sums(every, who.stratum, RESAMPLES, seed)
        both = np.concatenate([every.sum(axis=1, keepdims=True), again], axis=1)
        damage = both[:-1] / both[-1]
        low, high = interval(np.moveaxis(damage[:, 1:], 1, -1), who.stratum)
        out = []
        for i in range(len(rewards)):
            ends = {
                name: value(*(getattr(getattr(told, name), end)[i] for end in ENDS))
                for name in ("non_ruthlessness", "competence")
            }
            for name, which in (("adult", ADULT), ("childhood", CHILDHOOD)):
                ends[name] = value(damage[i, 0, which], low[i, which], high[i, which])
            out.append(ends)
        return out


ENDS = ("value", "low", "high")


def value(*ends: float) -> dict[str, float | None]:
    """A number with its interval as plain data."""
    return {
        name: None if np.isnan(x) else round(float(x), 4)
        for name, x in zip(ENDS, ends, strict=True)
    }


class Attack:
    """Maps genomes to (score, score x damage): neither the saint nor the sociopath is wanted."""

    def __init__(self, what: Settings, target: str, first: list[Reward]) -> None:
        self._settings, self._target = what, target
        self._evaluator = Evaluator(what)
        self._yardstick = Yardstick(what, self._evaluator.keys(Stage.REFERENCE, 0, REFERENCES))
        inputs = what.search.inputs
        self.space = SearchSpace(LANGUAGES[what.search.language], inputs, tuple(first))
        self.generation = 0
        self.evaluated = Evaluated()

    def __call__(self, genes: NDArray[Any]) -> Array:
        """Objectives [n, 2] of genomes [n, n_genes], and a style that nobody looks at."""
        rewards = [self.space.reward(row) for row in genes]
        keys = self._evaluator.keys(Stage.SEARCH, self.generation, LIFETIMES)
        points = self.points(rewards, keys, self.generation)
        objectives = np.stack([points[:, 0], points[:, 0] * points[:, 1]], axis=1)
        self.evaluated.generation += [self.generation] * len(genes)
        self.evaluated.genomes += list(np.asarray(genes, np.float64))
        self.evaluated.objectives += list(objectives)
        return np.column_stack([objectives, np.full(len(genes), 0.5)])

    def points(self, rewards: list[Reward], keys: U32Array, stream: int) -> Array:
        """Score by the target and damage [n, 2] of rewards."""
        scores, damage = self._yardstick.points(rewards, keys)
        which = damage.max(axis=1) if self._target == "battery" else damage[:, ADULT]
        examined = np.flatnonzero(scores >= SCREEN) if self._target != "selected" else []
        if len(examined):
            chosen = [Subject(str(i), rewards[i]) for i in examined]
            profiles = examine(
                self._settings, chosen, 8, seed=1000 * self._settings.seed + stream,
                trial_steps=TRIAL_STEPS, n_resamples=0,
            ).profiles  # fmt: skip
            told = [p.non_ruthlessness.value for p in profiles[: len(chosen)]]
            scores[examined] = np.minimum(scores[examined], np.nan_to_num(told))
        return np.stack([scores, which], axis=1)

    def chosen(self) -> dict[str, Reward]:
        """By level, the most harmful reward that keeps the level on fresh lifetimes."""
        genomes, means = mean_by_genome(self.evaluated)
        keys = self._evaluator.keys(Stage.SHORTLIST, 0, CHOICE)
        out = {}
        for level in LEVELS:
            high = np.flatnonzero(means[:, 0] >= level)
            tried = high[np.argsort(-means[high, 1] / means[high, 0])][:TRIED]
            rewards = [self.space.reward(genomes[i]) for i in tried]
            if rewards:
                points = self.points(rewards, keys, 999)
                kept = np.where(points[:, 0] >= level, points[:, 1], -1.0)
                if kept.max() >= 0:
                    out[str(level)] = rewards[int(np.argmax(kept))]
        return out


def attack(world: str, target: str, language: str, seed: int) -> dict[str, Reward]:
    """The finds of one search by level, kept on disk."""
    what = settings(world, target, language, seed)
    path = CACHE / f"{what.name}-{what.digest()}.json"
    if not path.exists():
        first: list[Reward] = []
        if target != "selected":
            first = [RESTRAINED, *attack(world, "selected", language, seed).values()]
        search = Attack(what, target, first)
        engine = build_engine(what.search, search.space, seed)
        for search.generation in range(what.search.generations):
            engine.tell(search(engine.ask().genomes))
        found = {level: reward.to_data() for level, reward in search.chosen().items()}
        path.write_text(json.dumps({"found": found}))
        print(what.name, {k: reward_from_data(r).formula() for k, r in found.items()},
              file=sys.stderr, flush=True)  # fmt: skip
    found = json.loads(path.read_text())["found"]
    return {level: reward_from_data(data) for level, data in found.items()}
