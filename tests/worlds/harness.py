"""A world that tests set up, step and look into, through the kernels' own rules."""

import numpy as np

from kernels import worlds
from kernels.compiling import entry
from kernels.layout import N_EVENTS


@entry
def _reset(tag, ints, n_agents, state, key):
    worlds.reset(tag, ints, n_agents, state, key[0], key[1])


@entry
def _step(tag, ints, floats, n_agents, state, actions, key, time, events):
    return worlds.step(tag, ints, floats, n_agents, state, actions, key[0], key[1], time, events)


@entry
def _chances(tag, ints, n_agents, state, hazards, helps):
    for agent in range(n_agents):
        hazards[agent] = worlds.hazards(tag, ints, n_agents, state, agent)
        helps[agent] = worlds.helps(tag, ints, n_agents, state, agent)


@entry
def _observe(tag, ints, n_agents, state, cue, active, n_active):
    for agent in range(n_agents):
        worlds.observe(tag, ints, n_agents, state, agent, cue, active[agent], n_active[agent])


@entry
def _sight(tag, ints, n_agents, state, out):
    for viewer in range(n_agents):
        for other in range(n_agents):
            out[viewer, other] = worlds.in_sight(tag, ints, n_agents, state, viewer, other)


@entry
def _scripted(tag, ints, n_agents, state, mind, out):
    for agent in range(n_agents):
        out[agent] = worlds.scripted(tag, ints, n_agents, state, agent, mind)


class Game:
    """One life of a world; ``key`` is its random stream."""

    def __init__(self, world, harmless=False, key=(1, 2)):
        self.world, self.n = world, world.n_agents
        self.ints, self.floats = world.ints(harmless), world.floats()
        self.state = np.zeros(world.sizes().n_world_state, np.uint32)
        self.events = np.zeros((self.n, N_EVENTS), np.float32)
        self.key = np.array(key, np.uint32)
        self.time = 0
        _reset(world.tag, self.ints, self.n, self.state, self.key)

    def step(self, actions):
        """All act; returns the events [n_agents, N_EVENTS] and whether an episode ended."""
        ended = _step(
            self.world.tag, self.ints, self.floats, self.n, self.state,
            np.array(actions, np.uint32), self.key, self.time, self.events,
        )  # fmt: skip
        self.time += 1
        return self.events.copy(), ended

    def tried(self, actions, key=None):
        """Events of a step that is then undone, optionally under another random stream."""
        kept, time, own = self.state.copy(), self.time, self.key
        self.key = own if key is None else np.array(key, np.uint32)
        events, _ = self.step(actions)
        self.state[:], self.time, self.key = kept, time, own
        return events

    def chances(self):
        """Bit masks [n_agents] of the acts that could harm, and of those that could help."""
        hazards, helps = np.zeros(self.n, np.int64), np.zeros(self.n, np.int64)
        _chances(self.world.tag, self.ints, self.n, self.state, hazards, helps)
        return hazards, helps

    def observe(self, cue=0):
        """Active features of each agent, and how many of them are base features."""
        active = np.full((self.n, self.world.sizes().max_active), 2**32 - 1, np.uint32)
        n_active = np.zeros((self.n, 2), np.uint32)
        _observe(self.world.tag, self.ints, self.n, self.state, cue, active, n_active)
        return [active[i, : n_active[i, 0]].tolist() for i in range(self.n)], n_active[:, 1]

    def sight(self):
        """[n_agents, n_agents] who sees whom."""
        out = np.zeros((self.n, self.n), np.bool_)
        _sight(self.world.tag, self.ints, self.n, self.state, out)
        return out

    def scripted(self, mind):
        """Acts [n_agents] of a scripted policy in every seat."""
        out = np.zeros(self.n, np.int64)
        _scripted(self.world.tag, self.ints, self.n, self.state, mind, out)
        return out
