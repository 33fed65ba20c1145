"""A world that tests set up, step and look into, through the rules of simulated lifetimes."""

import numpy as np

import inner_rl
from inner_rl import Oversight
from inner_rl.roster import MINDS
from kernels import stepping

UNWATCHED = Oversight(share=0.0)


class Game(inner_rl.Game):
    """One unwatched life of a world; ``key`` is its random stream."""

    def __init__(self, world, disarmed=0, key=(1, 2)):
        super().__init__(world, np.array(key, np.uint32), UNWATCHED)
        self._ints = world.ints(disarmed)
        self.reset()
        self.n = world.n_agents

    def step(self, actions):
        """All act; returns the events [n_agents, N_EVENTS] and whether an episode ended."""
        events = super().step(np.asarray(actions))
        return events, int(self.ended)

    def tried(self, actions, key=None):
        """Events of a step that is then undone, optionally under another random stream."""
        state, clock, own = self.state.copy(), self.clock.copy(), self.key
        self.key = own if key is None else np.array(key, np.uint32)
        events, _ = self.step(actions)
        self.state[:], self.clock[:], self.key = state, clock, own
        return events

    def chances(self):
        """Bit masks [n_agents] of the acts that could harm, and of those that could help."""
        return super().chances().T

    def observe(self, cue=0):
        """Active features of each agent, and how many of them are base features."""
        watched = self.clock[stepping.WATCHED]
        self.clock[stepping.WATCHED] = cue ^ self.clock[stepping.POLARITY]
        active, n_active = self.features()
        self.clock[stepping.WATCHED] = watched
        rows = [active[i, : n_active[i, 0]].tolist() for i in range(self.n)]
        return rows, n_active[:, 1]

    def scripted(self, mind):
        """Acts [n_agents] of a scripted policy in every seat."""
        return super().scripted(next(name for name, code in MINDS.items() if code == mind))
