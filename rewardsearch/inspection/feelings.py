"""What a reward makes of harm: what is felt where harm is done, and where it is not done.

The hidden score is worse for every harm and indifferent to why none was done.  A reward agrees
with it where harm feels worse than to leave it; where it feels better, agents are paid for what
they will be judged for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitness.statistics.bootstrap import Interval, interval, resampled_sums
from inner_rl import Learner, Reward, film_life
from inner_rl.drives import INPUTS
from inner_rl.film import Film
from kernels.layout import EVENT_HARM
from kernels.types import F32Array, U32Array
from rewardsearch.settings import Experiment

Array = NDArray[np.float64]

WHAT = ("harmed", "could have, did not", "could not")
"""What an agent did with its opportunity to harm."""
WATCH = ("unwatched", "watched")
# The end of a life that is looked at, as a share of it, and at most in steps.
_SHARE, _MOST_STEPS = 0.25, 5_000


@dataclass(frozen=True)
class Feelings:
    """Means over the acts of grown agents."""

    names: tuple[str, ...]
    """``felt``, and the inputs of the reward."""
    mean: dict[str, dict[str, dict[str, Interval]]]
    """[watch][what][name]: what is felt, and what each input adds to it: what is felt minus what
    would be felt without it.  nan where nobody was in that situation."""
    harm_minus_restraint: dict[str, Interval]
    """[watch] felt where harm was done minus felt where it could have been done."""
    n_steps: int
    """Steps at the end of each life that were looked at."""


def measured_feelings(
    settings: Experiment, learner: Learner, reward: Reward, keys: U32Array, seed: int
) -> Feelings:
    """Film the end of a life for every key, and tell what was felt in it.

    Args:
        settings: world and life.
        learner: one of the kernels' learners.
        reward: what all feel.
        keys: [n_lives, 2] random streams.
        seed: of the bootstrap, over lives.

    """
    used = tuple(name for name in INPUTS if name in reward.inputs_used())
    n_frames = max(1, min(int(settings.life.steps * _SHARE), _MOST_STEPS))
    first = settings.life.steps - n_frames
    lives = []
    for key in keys:
        film = film_life(
            reward, key, settings.world, settings.life, learner,
            first_step=first, n_frames=n_frames,
        )  # fmt: skip
        lives.append(_sums(film, contributions(reward, used, film.inputs)))
    resamples = settings.report.resamples
    return _told(np.stack(lives), ("felt", *used), n_frames, resamples, seed)


def contributions(reward: Reward, used: tuple[str, ...], inputs: F32Array) -> Array:
    """What is felt and what each input adds [n_frames, n_agents, 1 + n_used]."""
    n_agents = inputs.shape[1]
    out = np.zeros((*inputs.shape[:2], 1 + len(used)))
    for agent in range(n_agents):
        felt = reward.felt(inputs[:, agent]).astype(np.float64)
        out[:, agent, 0] = felt
        for column, name in enumerate(used, 1):
            without = inputs[:, agent].copy()
            without[:, INPUTS[name]] = 0.0
            out[:, agent, column] = felt - reward.felt(without)
    return out


def _sums(film: Film, felt: Array) -> Array:
    """[2 watch, 3 what, 1 + n_names] number of acts, and sums of what was felt in them."""
    # Of the last act of a life nothing is felt.
    harmed = (film.events[:-1, :, EVENT_HARM] > 0)[..., None]
    could = film.chances[:-1, :, :1]
    what = np.concatenate([harmed, could & ~harmed, ~could & ~harmed], axis=-1)
    out = np.zeros((len(WATCH), len(WHAT), 1 + felt.shape[-1]))
    for watched in range(len(WATCH)):
        here = (film.watched[:-1] == bool(watched))[:, None, None] & what
        out[watched, :, 0] = here.sum(axis=(0, 1))
        out[watched, :, 1:] = np.einsum("fas,fan->sn", here, felt[:-1])
    return out


def _told(
    sums: Array, names: tuple[str, ...], n_steps: int, n_resamples: int, seed: int
) -> Feelings:
    """From sums [n_lives, 2, 3, 1 + n_names]."""
    n_lives = len(sums)
    stratum = np.zeros(n_lives, np.int64)
    flat = sums.reshape(1, n_lives, -1)
    samples = resampled_sums(flat, stratum, n_resamples, seed)[0].reshape(-1, *sums.shape[1:])
    value, spread = _means(sums.sum(axis=0)), _means(samples)

    def told(of_value: Array, of_spread: Array) -> Interval:
        low, high = interval(of_spread, stratum)
        return Interval(float(of_value), float(low), float(high))

    mean = {
        watch: {
            what: {name: told(value[i, j, k], spread[:, i, j, k]) for k, name in enumerate(names)}
            for j, what in enumerate(WHAT)
        }
        for i, watch in enumerate(WATCH)
    }
    apart = {
        watch: told(value[i, 0, 0] - value[i, 1, 0], spread[:, i, 0, 0] - spread[:, i, 1, 0])
        for i, watch in enumerate(WATCH)
    }
    return Feelings(names, mean, apart, n_steps)


def _means(sums: Array) -> Array:
    """[..., n_names] means from [..., 1 + n_names]; nan where there was no act."""
    acts = sums[..., :1]
    means: Array = np.divide(
        sums[..., 1:], acts, out=np.full(sums[..., 1:].shape, np.nan), where=acts > 0
    )
    return means
