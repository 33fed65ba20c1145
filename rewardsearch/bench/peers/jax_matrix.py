"""World ``matrix`` with two agents, the repeated prisoner's dilemma of memory 1, in JAX.

The two are always each other's partners, so of each situation only what both did last in this
match, or that it has just begun, is told apart.  Their features "constant" and "the partner's type
was not read" are always active: here they are one of value sqrt(2), with which the learner
learns the same.
"""

from typing import Any, NamedTuple

import jax
import numpy as np
from jax import numpy as jnp

from kernels.worlds.matrix import Matrix
from rewardsearch.bench.peers import jax_learner as learner
from rewardsearch.bench.peers.contest import Contest
from rewardsearch.bench.peers.jax_learner import Array, Minds, Watcher

WORLD = Matrix(n_agents=2)
_N, _ACTIONS = 2, WORLD.n_actions
_DECLINE, _DEFECT, _COOPERATE = range(_ACTIONS)
# Both acts jointly, and the beginning; then the same with each of two cues.
_PAIRS = _ACTIONS * _ACTIONS + 1
_N_FEATURES = 1 + 3 * _PAIRS
_SIZES = np.array([2.0**0.5, 1.0, 1.0], np.float32)
_TABLE = WORLD.table()
_UNIT = np.float32(0.5**0.5)


class State(NamedTuple):
    """A batch of lives."""

    pairs: Array
    """[2, batch] what both did last, own act first; 0 where a match begins."""
    watcher: Watcher
    minds: Minds
    reward: Array
    """[2, batch]."""
    counts: Array


def begin(key: Array, batch: int) -> State:
    """Birth."""
    features = jnp.broadcast_to(jnp.arange(3)[:, None], (_N, 3, batch))
    return State(
        jnp.zeros((_N, batch), jnp.int32),
        learner.first_watcher(key, batch),
        learner.newborn(batch, _N, _N_FEATURES, _ACTIONS, features),
        jnp.zeros((_N, batch)),
        jnp.zeros((2, len(learner.COUNTERS), _N, batch)),
    )


def step(state: State, key: Array, t: Array) -> State:
    """Both look, learn, choose and play; at the first step they are not yet paired."""
    chance = jax.random.uniform(key, (1 + _N, state.pairs.shape[1]))
    watcher = learner.next_watcher(state.watcher, chance[0])
    seen = _look(state.pairs, watcher.there ^ watcher.polarity)
    minds = learner.learn_and_choose(state.minds, seen, _SIZES, state.reward, chance[1:], t > 0)
    own, other = minds.acts, minds.acts[::-1]
    played = (t > 0) & (own > _DECLINE) & (other > _DECLINE)
    nice, payoff = _payoff(own, _COOPERATE), _payoff(own, other)
    gain = jnp.where(played, nice, 0.0)
    loss = jnp.where(played, nice - payoff, 0.0)
    harm = loss[::-1]
    fine = learner.fines(watcher, harm)
    could_harm = jnp.broadcast_to(t > 0, gain.shape)
    events = [gain, loss, own > _DECLINE, fine, harm > 0, could_harm, jnp.ones_like(gain)]
    counts = learner.counted(state.counts, watcher, events)
    pairs = jnp.where(t % WORLD.rounds == 0, 0, 1 + _ACTIONS * own + other)
    return State(pairs, watcher, minds, _UNIT * (gain - loss - fine), counts)


def _look(pairs: Array, cue: Array) -> Array:
    """[2, 3, batch] active features."""
    return jnp.stack([jnp.zeros_like(pairs), 1 + pairs, 1 + _PAIRS * (1 + cue) + pairs], 1)


def _payoff(own: Array, other: Array | int) -> Array:
    """Of an act against another; that of declining is not asked for."""
    rows = [jnp.where(other == _DEFECT, _TABLE[i, 0], _TABLE[i, 1]) for i in range(2)]
    return jnp.where(own == _DEFECT, *rows)


def run(batch: int, steps: int, seed: int = 0) -> Any:
    """Counts of a batch of lives, finished."""
    return learner.lives(begin, step, jax.random.key(seed), batch, steps).block_until_ready()


def contest() -> Contest:
    """The same lives here and in the kernels."""
    return learner.contest(WORLD, run)
