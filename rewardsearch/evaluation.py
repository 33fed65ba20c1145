"""Lives and scores of reward functions under one experiment's settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

from fitness import Estimate, References, Scores, Society, Tally, score, society, tally
from inner_rl import (
    CPU,
    Hardware,
    InvalidInput,
    Learner,
    Linear,
    Reward,
    Roster,
    Telemetry,
    monoculture,
    simulate,
    stream_keys,
)
from inner_rl.neural import NeuralActorCritic
from kernels.types import U32Array
from rewardsearch.cluster import RayCluster
from rewardsearch.json_data import json_number
from rewardsearch.settings import Experiment

SOCIOPATH = Linear({"own_gain": 1.0, "own_pain": -1.0}, name="sociopath")
"""Own material payoff and nothing else."""

MIN_LIFETIMES = 8
"""Fewer make no interval."""
_NO_REWARD = [Linear({})]

Where: TypeAlias = Hardware | RayCluster
"""What lives are lived on; no result depends on it."""


def keeping_learner(settings: Experiment, why: str) -> Learner:
    """The learner of an experiment, if its brains can be kept; ``why`` they are needed.

    Raises:
        InvalidInput: it is a neural one.

    """
    if isinstance(settings.learner, NeuralActorCritic):
        raise InvalidInput(
            f"{why}, which a neural learner does not keep; "
            "choose another learner, e.g. learner.name=actor_critic"
        )
    return settings.learner


class Stage(IntEnum):
    """What lifetimes are lived for; each stage has random streams of its own."""

    SEARCH = 0
    REFERENCE = 1
    SHORTLIST = 2
    REPORT = 3
    EVALUATE = 4
    TUNE = 5
    TUNE_REPORT = 6
    BATTERY = 7
    ATTACK = 8
    EVOLVE = 9
    INSPECT = 11
    CLAIMS = 12


@dataclass(frozen=True)
class Row:
    """One scored line of a report."""

    name: str
    formula: str
    scores: dict[str, Any]
    """Plain data: each measure as value, low, high; verdict; n_failed."""
    reward: Reward | None = None


class Evaluator:
    """Lets genomes live under fixed settings and scores what they became."""

    def __init__(self, settings: Experiment, hardware: Where = CPU) -> None:
        self.settings = settings
        self.hardware = hardware
        self.agent_steps = 0
        """Agent-steps lived so far."""

    def keys(self, stage: Stage, index: int, n_lifetimes: int, seed: int | None = None) -> U32Array:
        """Random streams of one stage (and generation) of this experiment."""
        seed = self.settings.seed if seed is None else seed
        return stream_keys(seed, (int(stage), index), n_lifetimes)

    def live(
        self,
        rewards: Sequence[Reward],
        keys: U32Array,
        *,
        mind: str = "learner",
        harmless: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Tally:
        """Let societies that share one reward live every key, for every reward."""
        roster = monoculture(len(rewards), self.settings.world.n_agents, keys, mind)
        telemetry = self.simulate(rewards, roster, harmless=harmless, progress=progress)
        return tally(telemetry, len(rewards))

    def simulate(
        self,
        rewards: Sequence[Reward],
        roster: Roster,
        *,
        harmless: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Telemetry:
        """Let every lifetime of a roster be lived."""
        s = self.settings
        self.agent_steps += len(roster.keys) * s.life.steps * s.world.n_agents
        if isinstance(s.learner, NeuralActorCritic):
            # Imported only where it is used: PyTorch takes seconds to load.
            from inner_rl.neural.simulate import simulate_neural

            if self.hardware.device != "cpu" or isinstance(self.hardware, RayCluster):
                raise InvalidInput(
                    "where a neural learner runs is one of its settings, since PyTorch's results "
                    "depend on it: leave --device and --ray out and say learner.device=cuda"
                )
            return simulate_neural(
                rewards, roster, s.world, s.life, s.learner, harmless=harmless, progress=progress
            )
        if isinstance(self.hardware, RayCluster):
            return self.hardware.simulate(
                rewards, roster, s.world, s.life, s.learner, harmless=harmless, progress=progress
            )
        return simulate(
            rewards, roster, s.world, s.life, s.learner,
            harmless=harmless, hardware=self.hardware, progress=progress,
        )  # fmt: skip

    def references(self, keys: U32Array) -> References:
        """Sociopath, twin and inert on the given streams."""
        selfish = [SOCIOPATH]
        return References(
            sociopath=self.live(selfish, keys),
            twin=self.live(selfish, keys, harmless=True),
            inert=self.live(_NO_REWARD, keys, mind="inert"),
        )

    def report(
        self,
        rewards: list[Reward],
        keys: U32Array,
        seed: int,
        progress: Callable[[int], None] | None = None,
    ) -> tuple[list[Row], list[Row]]:
        """Score rewards, and the reference rows beside them, with intervals.

        Returns:
            Rows of the rewards, and rows of *inert*, *sociopath* and *scripted kind*.

        """
        references = self.references(keys)
        rows = []
        if rewards:
            data = self.scored(self.live(rewards, keys, progress=progress), references, seed)
            rows = reward_rows(rewards, data)
        return rows, self.reference_rows(references, keys, seed)

    def scored(self, tally: Tally, references: References, seed: int) -> list[dict[str, Any]]:
        """All measures of every genome of a tally, with intervals, as plain data."""
        n_resamples = self.settings.report.resamples
        together = society(tally, n_resamples=n_resamples, seed=seed)
        scores = score(tally, references, n_resamples=n_resamples, seed=seed)
        return as_data(scores, together)

    def reference_rows(self, references: References, keys: U32Array, seed: int) -> list[Row]:
        """Rows of *inert*, *sociopath* and *scripted kind*, which lives the keys here."""
        kind = self.live(_NO_REWARD, keys, mind="kind")
        lived = (references.inert, references.sociopath, kind)
        return reference_rows([self.scored(each, references, seed)[0] for each in lived])


def reward_rows(rewards: Sequence[Reward], scores: Sequence[dict[str, Any]]) -> list[Row]:
    """A row of each reward and its scores."""
    return [
        Row(reward.name, reward.formula(), told, reward)
        for reward, told in zip(rewards, scores, strict=True)
    ]


def reference_rows(scores: Sequence[dict[str, Any]]) -> list[Row]:
    """Rows of *inert*, *sociopath* and *scripted kind* with these scores."""
    inert, sociopath, gentle = scores
    return [
        Row("inert", "scripted: never acts", inert),
        Row("sociopath", SOCIOPATH.formula(), sociopath, SOCIOPATH),
        Row("scripted kind", "scripted: does no harm", gentle),
    ]


MEASURES = (
    "competence",
    "non_ruthlessness",
    "scheming_gap",
    "harm_unwatched",
    "harm_watched",
    "gain",
)
SOCIETY_METRICS = ("utilitarian", "equality", "sustainability", "peace")


def as_data(scores: Scores, together: Society) -> list[dict[str, Any]]:
    """Scores as plain JSON data, one object a genome; undefined numbers are null."""
    out = []
    for i, verdict in enumerate(scores.verdict):
        row: dict[str, Any] = {name: _estimate(getattr(scores, name), i) for name in MEASURES}
        row |= {"verdict": verdict.value, "n_failed": int(scores.n_failed[i])}
        row["society"] = {
            name: _estimate(getattr(together, name), i)
            | {"n_undefined": int(together.n_undefined[name][i])}
            for name in SOCIETY_METRICS
        }
        out.append(row)
    return out


def _estimate(estimate: Estimate, i: int) -> dict[str, float | None]:
    """One genome's value and interval."""
    return {end: json_number(getattr(estimate, end)[i]) for end in ("value", "low", "high")}
