"""Lives and scores of reward functions under one experiment's settings."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitness import Estimate, References, Scores, Society, Tally, score, society, tally
from inner_rl import Reward, monoculture, simulate, stream_keys
from inner_rl.drives import DRIVES
from kernels.types import U32Array
from rewardsearch.settings import Settings

SOCIOPATH = Reward({"own_gain": 1.0, "own_pain": -1.0}, name="sociopath")
"""Own material payoff and nothing else."""

_NO_REWARD = np.zeros((1, len(DRIVES)))


class Stage(IntEnum):
    """What lifetimes are lived for; each stage has random streams of its own."""

    SEARCH = 0
    REFERENCE = 1
    SHORTLIST = 2
    REPORT = 3
    EVALUATE = 4


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

    def __init__(self, settings: Settings, threads: int | None = None) -> None:
        self.settings = settings
        self.threads = threads
        self.agent_steps = 0
        """Agent-steps lived so far."""

    def keys(self, stage: Stage, index: int, n_lifetimes: int, seed: int | None = None) -> U32Array:
        """Random streams of one stage (and generation) of this experiment."""
        seed = self.settings.seed if seed is None else seed
        return stream_keys(seed, (int(stage), index), n_lifetimes)

    def live(
        self,
        genomes: NDArray[Any],
        keys: U32Array,
        *,
        mind: str = "learner",
        harmless: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Tally:
        """Let every genome [n_genomes, n_genes] live every key in a monoculture."""
        s = self.settings
        roster = monoculture(len(genomes), s.world.n_agents, keys, mind)
        telemetry = simulate(
            genomes, roster, s.world, s.life, s.learner,
            harmless=harmless, threads=self.threads, progress=progress,
        )  # fmt: skip
        self.agent_steps += len(genomes) * len(keys) * s.life.steps * s.world.n_agents
        return tally(telemetry, len(genomes))

    def references(self, keys: U32Array) -> References:
        """Sociopath, twin and inert on the given streams."""
        selfish = SOCIOPATH.genome()[None, :]
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
        n_resamples = self.settings.report.resamples

        def scored(tally: Tally) -> list[dict[str, Any]]:
            together = society(tally, n_resamples=n_resamples, seed=seed)
            scores = score(tally, references, n_resamples=n_resamples, seed=seed)
            return as_data(scores, together)

        rows = []
        if rewards:
            genomes = np.stack([reward.genome() for reward in rewards])
            data = scored(self.live(genomes, keys, progress=progress))
            rows = [
                Row(reward.name, reward.formula(), scores, reward)
                for reward, scores in zip(rewards, data, strict=True)
            ]
        kind = self.live(_NO_REWARD, keys, mind="kind")
        return rows, [
            Row("inert", "scripted: never acts", scored(references.inert)[0]),
            Row("sociopath", SOCIOPATH.formula(), scored(references.sociopath)[0], SOCIOPATH),
            Row("scripted kind", "scripted: does no harm", scored(kind)[0]),
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
    return {end: _number(getattr(estimate, end)[i]) for end in ("value", "low", "high")}


def _number(x: float) -> float | None:
    return None if np.isnan(x) else round(float(x), 6)
