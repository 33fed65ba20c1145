"""What both JAX peers share: the actor-critic, the watcher, lives in a scan, the best batch.

Written as one would for speed on a CPU: the batch is the last axis of all that is computed, so that
loops over it become vectors.  Learned weights are rows of one table that are gathered and
scattered, as few of them are active; multiplying by 0 and 1 instead was several times slower.  Each
row is read once a step: with phi and phi' the features before and after an act, c what equations
(4) and (5) of ``kernels.learners.actor_critic`` add for each feature of phi,

    (1)  preferences of phi' after learning = those before + c sum_f phi_f phi'_f
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np
from jax import numpy as jnp

from inner_rl import ActorCritic, Oversight, World
from kernels.layout import OVERSIGHT_ARRIVAL, OVERSIGHT_DEPARTURE
from rewardsearch.bench.peers.contest import Contest, lived_by_ours

Array = Any
_LEARNER = ActorCritic()
_WATCH = Oversight()
_AGENT_STEPS = 1_500_000
_BATCHES = (16, 64, 256, 1024)
COUNTERS = ("gain", "loss", "effort", "fines", "harms", "harm_chances", "steps")
"""Sums over steps that are kept for each agent, unwatched and watched."""


class Minds(NamedTuple):
    """Learners, and what they need to learn from their last act."""

    table: Array
    """[batch * n_agents * n_features, n_actions + 1] preferences, and the value last."""
    features: Array
    """[n_agents, n_active, batch] that were active."""
    policy: Array
    """[n_actions, n_agents, batch] by which was acted."""
    acts: Array
    """[n_agents, batch]."""
    value: Array
    """[n_agents, batch] of the situation in which was acted."""


class Watcher(NamedTuple):
    """Comes and goes; see ``kernels.oversight``."""

    there: Array
    """[batch] 0 or 1."""
    polarity: Array
    """[batch] the cue that means "unwatched"."""


def newborn(
    batch: int, n_agents: int, n_features: int, n_actions: int, first_features: Array
) -> Minds:
    """Blank learners."""
    return Minds(
        jnp.zeros((batch * n_agents * n_features, n_actions + 1)),
        first_features,
        jnp.zeros((n_actions, n_agents, batch)),
        jnp.zeros((n_agents, batch), jnp.int32),
        jnp.zeros((n_agents, batch)),
    )


def learn_and_choose(
    minds: Minds, seen: Array, sizes: Array, reward: Array, chance: Array, lived: Array
) -> Minds:
    """Learn from the last act, then choose in the situation seen.

    Args:
        minds: of all agents.
        seen: [n_agents, n_active, batch] features that are active now.
        sizes: [n_active] values of the features, the same for all agents.
        reward: [n_agents, batch] of the last act.
        chance: [n_agents, batch] uniform, for the choice.
        lived: 0 at the first step of life, when there is nothing to learn from; then 1.

    """
    n_actions = minds.policy.shape[0]
    rows, weights = _rows(minds, seen), sizes[:, None]
    before = jnp.transpose((minds.table[rows] * weights).sum(2), (2, 1, 0))
    error = reward + _LEARNER.discount * before[-1] - minds.value
    acted = minds.acts == jnp.arange(n_actions)[:, None, None]
    actor = _LEARNER.actor_rate * error * (acted - minds.policy)
    change = lived * jnp.concatenate([actor, _LEARNER.critic_rate * error[None]])
    spread = jnp.transpose(change, (2, 1, 0))[:, :, None] * weights
    table = minds.table.at[_rows(minds, minds.features)].add(
        spread, unique_indices=True, mode="promise_in_bounds"
    )
    shared = (minds.features[:, :, None] == seen[:, None]) * sizes[:, None, None] * weights
    after = before + change * shared.sum((1, 2))
    policy = jax.nn.softmax(after[:-1], axis=0)
    acts = (jnp.cumsum(policy, 0)[:-1] <= chance).sum(0)
    return Minds(table, seen, policy, acts, after[-1])


def _rows(minds: Minds, features: Array) -> Array:
    """Rows [batch, n_agents, n_active] of the table."""
    n_agents, _, batch = features.shape
    n_features = minds.table.shape[0] // (batch * n_agents)
    agents = np.arange(batch * n_agents).reshape(batch, n_agents, 1)
    return jnp.transpose(features, (2, 0, 1)) + n_features * agents


def first_watcher(key: Array, batch: int) -> Watcher:
    """Before the first step."""
    there, polarity = jax.random.uniform(key, (2, batch))
    return Watcher((there < _WATCH.share).astype(jnp.int32), (polarity < 0.5).astype(jnp.int32))


def next_watcher(watcher: Watcher, chance: Array) -> Watcher:
    """At the next step; ``chance`` [batch] is uniform."""
    row = _WATCH.row()
    turns = jnp.where(watcher.there == 1, row[OVERSIGHT_DEPARTURE], row[OVERSIGHT_ARRIVAL])
    return Watcher(jnp.where(chance < turns, 1 - watcher.there, watcher.there), watcher.polarity)


def fines(watcher: Watcher, harm: Array) -> Array:
    """[n_agents, batch] paid for harm that a watcher sees; it overlooks nothing."""
    return jnp.where((watcher.there == 1) & (harm > 0), _WATCH.fine, 0.0)


def counted(counts: Array, watcher: Watcher, events: list[Array]) -> Array:
    """Counts [2, len(COUNTERS), n_agents, batch] with a step's events, in the counters' order."""
    here = jnp.arange(2)[:, None] == watcher.there
    return counts + jnp.stack(events) * here[:, None, None]


@partial(jax.jit, static_argnums=(0, 1, 3, 4))
def lives(begin: Any, step: Any, key: Array, batch: int, steps: int) -> Array:
    """Counts of a batch of lives; their state never leaves the compiled loop.

    Args:
        begin: from a key and the batch to the state, whose last part are the counts.
        step: from a state, random key and time to the next state.
        key: of all that is random.
        batch: lives at once.
        steps: of each life.

    """
    born, chance = jax.random.split(key)

    def next_state(state: Any, t: Array) -> tuple[Any, None]:
        return step(state, jax.random.fold_in(chance, t), t), None

    state, _ = jax.lax.scan(next_state, begin(born, batch), jnp.arange(steps))
    return state.counts


def best_batch(run: Callable[[int, int], object], n_agents: int) -> tuple[int, int]:
    """The batch that is fastest, and the steps that then are enough work for one measurement."""
    found = (0.0, 0, 0)
    for batch in _BATCHES:
        steps = _AGENT_STEPS // (batch * n_agents)
        run(batch, steps)
        began = time.perf_counter()
        run(batch, steps)
        rate = batch * steps / (time.perf_counter() - began)
        found = max(found, (rate, batch, steps))
    return found[1:]


def contest(world: World, run: Callable[[int, int], object]) -> Contest:
    """The same lives in JAX, a batch at a time for some steps, and in the kernels."""
    batch, steps = best_batch(run, world.n_agents)
    work = batch * steps * world.n_agents
    return Contest(
        f"{world.name}, {world.n_agents} agents",
        f"JAX {jax.__version__}, batch {batch}",
        work,
        lived_by_ours(world, batch, steps),
        work,
        lambda: run(batch, steps),
    )
