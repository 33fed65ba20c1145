"""Which part of a reward matters: each input gone, halved and doubled, and all retrained."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitness import References, Tally, Verdict, score
from fitness.scores import competence, non_ruthlessness
from fitness.statistics.bootstrap import Interval
from fitness.statistics.comparisons import Lifetimes, paired_difference
from fitness.tally import N_COLUMNS
from inner_rl import Reward
from inner_rl.drives import INPUTS
from inner_rl.rewards.scaling import with_input_scaled
from kernels.types import U32Array
from rewardsearch.evaluation import Evaluator

Array = NDArray[np.float64]

FACTORS = (0.0, 0.5, 2.0)
"""How strongly an input is felt instead: not at all, half, twice."""


@dataclass(frozen=True)
class Part:
    """What becomes of agents if one input of their reward is felt more or less strongly."""

    name: str
    """The drive or context."""
    factor: float
    """One of FACTORS."""
    competence: Interval | None
    """Change, changed reward minus the reward itself; None if a lifetime failed."""
    non_ruthlessness: Interval | None
    """Likewise; None where either of them cannot be judged."""
    verdict: Verdict
    """Of the changed reward."""


def n_lives(reward: Reward, n_lifetimes: int) -> int:
    """Lifetimes that ``measured_parts`` lives: of the reward, its changes and three references."""
    return (4 + len(FACTORS) * len(reward.inputs_used())) * n_lifetimes


def measured_parts(evaluator: Evaluator, reward: Reward, keys: U32Array, seed: int) -> list[Part]:
    """Retrain agents under the reward and under every change of it, on the same random streams.

    Changes of inputs come in the order of the genome, for each its FACTORS.  Intervals are of the
    paired bootstrap over lifetimes in which the references are resampled as well.
    """
    names = [name for name in INPUTS if name in reward.inputs_used()]
    changes = [(name, factor) for name in names for factor in FACTORS]
    changed = [with_input_scaled(reward, name, factor) for name, factor in changes]
    lived = evaluator.live([reward, *changed], keys)
    references = evaluator.references(keys)
    verdicts = score(lived, references).verdict
    whole = _beside_references(lived, 0, references)
    return [
        _compared(name, factor, _beside_references(lived, row, references), whole,
                  (verdicts[row], verdicts[0]), seed)
        for row, (name, factor) in enumerate(changes, 1)
    ]  # fmt: skip


def _beside_references(lived: Tally, row: int, references: References) -> Lifetimes | None:
    """Sums of one reward's lifetimes and of the references' beside them; None if one failed."""
    fixed = (references.sociopath, references.twin, references.inert)
    sums = np.concatenate([lived.sums[row], *(tally.sums[0] for tally in fixed)], axis=1)
    return Lifetimes(sums, lived.stratum) if np.isfinite(sums).all() else None


def _compared(
    name: str,
    factor: float,
    changed: Lifetimes | None,
    whole: Lifetimes | None,
    verdicts: tuple[Verdict, Verdict],
    seed: int,
) -> Part:
    if changed is None or whole is None:
        return Part(name, factor, None, None, verdicts[0])
    skill = paired_difference(changed, whole, _competence, seed=seed).estimate
    kindness = None
    if all(verdict is Verdict.OK for verdict in verdicts):
        kindness = paired_difference(changed, whole, _non_ruthlessness, seed=seed).estimate
    return Part(name, factor, skill, kindness, verdicts[0])


def _blocks(sums: Array) -> tuple[Array, ...]:
    """Own sums, and those of sociopath, twin and inert, from [..., 4 N_COLUMNS]."""
    return tuple(sums[..., i * N_COLUMNS : (i + 1) * N_COLUMNS] for i in range(4))


def _competence(sums: Array) -> Array:
    own, _, twin, inert = _blocks(sums)
    return competence(own, twin, inert)


def _non_ruthlessness(sums: Array) -> Array:
    own, sociopath, _, _ = _blocks(sums)
    return non_ruthlessness(own, sociopath)
