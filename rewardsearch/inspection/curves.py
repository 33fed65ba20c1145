"""How agents become what they are: harm and gain in the course of a life."""

from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from fitness.scores import ratio
from fitness.statistics.bootstrap import interval, resampled_sums
from inner_rl import Life, Reward, monoculture
from kernels import layout
from kernels.types import U32Array
from rewardsearch.evaluation import Evaluator

Array = NDArray[np.float64]

N_PIECES = 12
"""Pieces of about equal length into which a life is cut."""
MEASURES = ("gain", "harm_unwatched", "harm_watched")
"""Own material gain per agent-step; harms per opportunity, unwatched and watched."""
# Columns of the sums that they are made of: numerators, then denominators.
_N_MEASURES = len(MEASURES)


@dataclass(frozen=True)
class Curve:
    """A measure over the pieces of a life; arrays [n_pieces]."""

    value: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class Curves:
    """How one reward's agents came along."""

    name: str
    ends: NDArray[np.int64]
    """[n_pieces] steps lived at the end of each."""
    measures: dict[str, Curve]
    """By name, see MEASURES; nan where there was no opportunity."""


def cut(life: Life) -> Life:
    """The same life with its phases cut into pieces: nothing changes but what is counted apart."""
    longest = ceil(life.steps / N_PIECES)
    phases = []
    for phase in life.phases:
        n = ceil(phase.steps / longest)
        bounds = [phase.steps * i // n for i in range(n + 1)]
        phases += [
            replace(phase, name=f"{phase.name} {i + 1}", steps=bounds[i + 1] - bounds[i])
            for i in range(n)
        ]
    return Life(tuple(phases))


def measured_curves(
    evaluator: Evaluator, rewards: dict[str, Reward], keys: U32Array, seed: int
) -> list[Curves]:
    """Let societies live from birth under each reward, and measure every piece of their lives."""
    settings = evaluator.settings
    life = cut(settings.life)
    piecewise = Evaluator(settings.model_copy(update={"life": life}), evaluator.hardware)
    n_rewards, n_lives = len(rewards), len(keys)
    roster = monoculture(n_rewards, settings.world.n_agents, keys)
    told = piecewise.simulate(list(rewards.values()), roster)
    evaluator.agent_steps += piecewise.agent_steps
    counts = np.where((told.status == layout.STATUS_OK)[:, None, None, None, None], told.counts, 0)
    by_piece = counts.sum(axis=3, dtype=np.float64)  # [lives, pieces, watched, counters]
    sums = _sums(by_piece).reshape(n_rewards, n_lives, -1)
    stratum = np.asarray(told.polarity[:n_lives], np.int64)
    samples = resampled_sums(sums, stratum, settings.report.resamples, seed)
    ends = np.cumsum([phase.steps for phase in life.phases])
    return [
        Curves(name, ends, _curves(sums[row].sum(axis=0), samples[row], stratum))
        for row, name in enumerate(rewards)
    ]


def _sums(counts: Array) -> Array:
    """[n_lives, n_pieces, 2 n_measures] from counters [n_lives, n_pieces, 2, n_counters]."""
    unwatched, watched = counts[:, :, 0], counts[:, :, 1]
    both = unwatched + watched
    return np.stack(
        [
            both[..., layout.COUNT_GAIN],
            unwatched[..., layout.COUNT_HARMS],
            watched[..., layout.COUNT_HARMS],
            both[..., layout.COUNT_STEPS],
            unwatched[..., layout.COUNT_HARM_CHANCES],
            watched[..., layout.COUNT_HARM_CHANCES],
        ],
        axis=-1,
    )


def _curves(total: Array, samples: Array, stratum: NDArray[np.int64]) -> dict[str, Curve]:
    """All measures of one reward, from sums [.., n_pieces x 2 n_measures]."""

    def rates(sums: Array) -> Array:
        pieces = sums.reshape(*sums.shape[:-1], -1, 2 * _N_MEASURES)
        return ratio(pieces[..., :_N_MEASURES], pieces[..., _N_MEASURES:])

    value, spread = rates(total), rates(samples)
    out = {}
    for column, name in enumerate(MEASURES):
        ends = [interval(spread[:, piece, column], stratum) for piece in range(len(value))]
        low, high = (np.array([float(end[i]) for end in ends]) for i in range(2))
        out[name] = Curve(value[:, column], low, high)
    return out
