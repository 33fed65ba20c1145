"""A ``coins`` world that tests set up by hand and step once."""

import numpy as np

from inner_rl import Coins
from kernels.compiling import entry
from kernels.layout import N_EVENTS
from kernels.worlds import coins


@entry
def _step(ints, floats, n_agents, state, actions, key, time, events):
    coins.step(ints, floats, n_agents, state, actions, key[0], key[1], time, events)


@entry
def _reset(ints, n_agents, state, key):
    coins.reset(ints, n_agents, state, key[0], key[1])


@entry
def _hazards(ints, n_agents, state, out):
    for agent in range(n_agents):
        out[agent] = coins.hazards(ints, n_agents, state, agent)


@entry
def _observe(ints, n_agents, state, cue, active, n_active):
    for agent in range(n_agents):
        coins.observe(ints, n_agents, state, agent, cue, active[agent], n_active[agent])


class CoinsWorld:
    """State, step and hazards of one world; ``key`` is its random stream."""

    def __init__(self, world: Coins, disarmed: int = 0, key: tuple[int, int] = (1, 2)):
        self.world, self.n = world, world.n_agents
        self.ints, self.floats = world.ints(disarmed), world.floats()
        self.state = np.zeros(world.sizes().n_world_state, np.uint32)
        self.events = np.zeros((self.n, N_EVENTS), np.float32)
        self.key = np.array(key, np.uint32)
        self.time = 0

    def reset(self) -> None:
        _reset(self.ints, self.n, self.state, self.key)

    def put(self, agents: list[tuple[int, int]], coin_cells: list[tuple[int, int]]) -> None:
        """Place agents and coins at (x, y)."""
        n = self.n
        self.state[:] = 0
        self.state[:n] = [x for x, _ in agents]
        self.state[n : 2 * n] = [y for _, y in agents]
        self.state[2 * n : 3 * n] = [x for x, _ in coin_cells]
        self.state[3 * n : 4 * n] = [y for _, y in coin_cells]
        for coin, (x, y) in enumerate(coin_cells):
            self.state[4 * n + y * self.world.width + x] = coin + 1

    def step(self, *actions: int) -> np.ndarray:
        _step(
            self.ints, self.floats, self.n, self.state, np.array(actions, np.uint32),
            self.key, self.time, self.events,
        )  # fmt: skip
        self.time += 1
        return self.events

    def agents(self) -> list[tuple[int, int]]:
        s, n = self.state.tolist(), self.n
        return list(zip(s[:n], s[n : 2 * n], strict=True))

    def coins(self) -> list[tuple[int, int]]:
        s, n = self.state.tolist(), self.n
        return list(zip(s[2 * n : 3 * n], s[3 * n : 4 * n], strict=True))

    def coin_map(self) -> dict[tuple[int, int], int]:
        """Cell to coin, from the map that the kernel keeps."""
        cells = self.state[4 * self.n :].tolist()
        w = self.world.width
        return {(i % w, i // w): coin - 1 for i, coin in enumerate(cells) if coin}

    def hazards(self) -> list[set[int]]:
        """For each agent the acts that could harm."""
        out = np.zeros(self.n, np.int32)
        _hazards(self.ints, self.n, self.state, out)
        return [{a for a in range(coins.N_ACTIONS) if mask >> a & 1} for mask in out]

    def observe(self, cue: int = 0) -> tuple[list[list[int]], list[int]]:
        """Active features of each agent, and how many of them are base features."""
        active = np.zeros((self.n, self.world.sizes().max_active), np.uint32)
        n_active = np.zeros((self.n, 2), np.uint32)
        _observe(self.ints, self.n, self.state, cue, active, n_active)
        rows = [active[i, : n_active[i, 0]].tolist() for i in range(self.n)]
        return rows, n_active[:, 1].tolist()
