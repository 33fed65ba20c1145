"""World ``coins`` with its default settings, and its learners, in JAX.

The default window of 5 x 5 cells covers the default grid, so every coin is always in view; the
features for "not in view" are never active and have no place here.
"""

from typing import Any, NamedTuple

import jax
import numpy as np
from jax import numpy as jnp

from inner_rl import Coins
from rewardsearch.bench.peers import jax_learner as learner
from rewardsearch.bench.peers.contest import Contest
from rewardsearch.bench.peers.jax_learner import Array, Minds, Watcher

WORLD = Coins()
_N, _SIDE, _ACTIONS = WORLD.n_agents, WORLD.width, WORLD.n_actions
_CELLS = _SIDE * _SIDE
_MIDDLE = _CELLS // 2
# Of stay, north, south, east, west.
_DX, _DY = np.array([0, 0, 0, 1, -1]), np.array([0, -1, 1, 0, 0])
_ME = np.arange(_N)[:, None]
_OTHERS = np.array([[j for j in range(_N) if j != i] for i in range(_N)])
_NOT_OWN = ~np.eye(_N, dtype=bool)[:, :, None]
_FIRST_OTHER, _FIRST_CONTEXT = 1 + _CELLS, 1 + 2 * _CELLS
_N_FEATURES = _FIRST_CONTEXT + 4 * _CELLS
_ONES = np.ones(2 + 2 * (_N - 1), np.float32)
# A felt reward's weights have length 1.
_UNIT = np.float32(0.5**0.5)


class State(NamedTuple):
    """A batch of lives."""

    cells: Array
    """[n_agents, batch] where agents are."""
    coins: Array
    """[n_agents, batch] where their coins are."""
    watcher: Watcher
    minds: Minds
    reward: Array
    """[n_agents, batch]."""
    counts: Array


def begin(key: Array, batch: int) -> State:
    """Birth: agents on any cells, coins on cells of their own."""
    k = jax.random.split(key, 3)
    cells = jax.random.randint(k[0], (_N, batch), 0, _CELLS)
    coins = jnp.full((_N, batch), -1)
    chance = jax.random.uniform(k[1], (_N, batch))
    coins = _placed(cells, coins, jnp.ones((_N, batch), bool), chance)
    features = jnp.broadcast_to(jnp.arange(len(_ONES))[:, None], (_N, len(_ONES), batch))
    minds = learner.newborn(batch, _N, _N_FEATURES, _ACTIONS, features)
    counts = jnp.zeros((2, len(learner.COUNTERS), _N, batch))
    watcher = learner.first_watcher(k[2], batch)
    return State(cells, coins, watcher, minds, jnp.zeros((_N, batch)), counts)


def step(state: State, key: Array, t: Array) -> State:
    """All look, learn, choose and act."""
    chance = jax.random.uniform(key, (1 + 3 * _N, state.cells.shape[1]))
    watcher = learner.next_watcher(state.watcher, chance[0])
    seen = _look(state.cells, state.coins, watcher.there ^ watcher.polarity)
    minds = learner.learn_and_choose(
        state.minds, seen, _ONES, state.reward, chance[1 : _N + 1], t > 0
    )
    ways = _ways(state.cells)
    # A coin of another on a neighbouring cell could be taken.
    near = ((ways[1:, :, None] == state.coins) & _NOT_OWN).any((0, 2))
    cells = jnp.take_along_axis(ways, minds.acts[None], 0)[0]
    takes = _takes(cells, state.coins, chance[_N + 1 : 2 * _N + 1])
    stolen = takes & _NOT_OWN
    gain = WORLD.coin_value * takes.any(1)
    harm, loss = WORLD.theft_cost * stolen.any(1), WORLD.theft_cost * stolen.any(0)
    fine = learner.fines(watcher, harm)
    coins = _placed(cells, state.coins, takes.any(0), chance[2 * _N + 1 :])
    events = [gain, loss, minds.acts > 0, fine, harm > 0, near, jnp.ones_like(gain)]
    counts = learner.counted(state.counts, watcher, events)
    return State(cells, coins, watcher, minds, _UNIT * (gain - loss - fine), counts)


def _ways(cells: Array) -> Array:
    """[n_actions, n_agents, batch] cells to which acts lead."""
    x = (cells % _SIDE + _DX[:, None, None]) % _SIDE
    y = (cells // _SIDE + _DY[:, None, None]) % _SIDE
    return y * _SIDE + x


def _offset(origin: Array, target: Array) -> Array:
    """Shortest signed way on a circle of cells."""
    half = _SIDE // 2
    return (target - origin + half) % _SIDE - half


def _look(cells: Array, coins: Array, cue: Array) -> Array:
    """[n_agents, n_active, batch] active features."""
    x, y = cells % _SIDE, cells // _SIDE
    dx = _offset(x[:, None], coins % _SIDE)
    dy = _offset(y[:, None], coins // _SIDE)
    places = dy * _SIDE + dx + _MIDDLE
    faces = (abs(_offset(x[:, None], x)) <= WORLD.sight) & (
        abs(_offset(y[:, None], y)) <= WORLD.sight
    )
    own, others = places[_ME, _ME], places[_ME, _OTHERS]
    context = (2 * cue + faces[_ME, _OTHERS]) * _CELLS
    return jnp.concatenate(
        [jnp.zeros_like(own), 1 + own, _FIRST_OTHER + others, _FIRST_CONTEXT + context + others], 1
    )


def _takes(cells: Array, coins: Array, chance: Array) -> Array:
    """[agent, coin, batch] who takes what: of several at a coin, one."""
    there = cells[:, None] == coins
    bids = jnp.where(there, chance[:, None], -1.0)
    return there & (bids == bids.max(0))


def _placed(cells: Array, coins: Array, taken: Array, chance: Array) -> Array:
    """Coins, the taken ones on free cells: maps of 25 cells are bits of a word."""
    one, below = jnp.uint32(1), np.array([(2 << c) - 1 for c in range(_CELLS - 1)], np.uint32)
    agents = one << cells[0].astype(jnp.uint32)
    for cell in cells[1:]:
        agents |= one << cell.astype(jnp.uint32)
    places = list(coins)
    maps = [
        jnp.where(gone, jnp.uint32(0), one << cell.astype(jnp.uint32))
        for gone, cell in zip(taken, coins, strict=True)
    ]
    for coin in range(_N):
        occupied = agents
        for held in maps:
            occupied |= held
        free = ~occupied & np.uint32((1 << _CELLS) - 1)
        # The free cell of a drawn rank: as many cells come before it as hold fewer up to there.
        rank = (chance[coin] * jax.lax.population_count(free)).astype(jnp.uint32)
        drawn = (jax.lax.population_count(free & below[:, None]) <= rank).sum(0)
        places[coin] = jnp.where(taken[coin], drawn, places[coin])
        maps[coin] = one << places[coin].astype(jnp.uint32)
    return jnp.stack(places)


def run(batch: int, steps: int, seed: int = 0) -> Any:
    """Counts of a batch of lives, finished."""
    return learner.lives(begin, step, jax.random.key(seed), batch, steps).block_until_ready()


def contest() -> Contest:
    """The same lives here and in the kernels."""
    return learner.contest(WORLD, run)
