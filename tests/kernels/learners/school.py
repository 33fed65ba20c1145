"""A school for one learner: situations and rewards come from tables, not from a world.

At each step the learner sees some features, chooses, and is told a reward: by hand (``Pupil``), or
from tables (``attend``).
"""

import numpy as np

from inner_rl.arrays import kernel_rules, workspace
from inner_rl.life import Life, Phase
from inner_rl.rewards import Linear
from inner_rl.roster import monoculture, stream_keys
from kernels import learners
from kernels.compiling import entry
from kernels.learners.actor_critic import sample
from kernels.philox import below, draw, uniform
from kernels.worlds.wells import Wells

N_FEATURES = Wells().sizes().n_features
"""13: the school borrows the memory of a brain in ``wells``."""
N_ACTIONS = Wells().n_actions


@entry
def _look(features, n, work, now):
    for j in range(n):
        work.active[0, now, 0, j] = features[j]
    work.n_active[0, now, 0, 0] = n
    work.n_active[0, now, 0, 1] = n


@entry
def _choose(tag, kind, settings, n_actions, work, now, u):
    learners.choose(tag, kind, settings, n_actions, work, 0, 0, now)
    work.actions[0, 0] = sample(work.probabilities[0, 0], n_actions, u)


@entry
def _learn(tag, kind, settings, n_actions, work, now, reward, out):
    out[0] = learners.learn_from_act(tag, kind, settings, n_actions, work, 0, 0, now, reward)


class Pupil:
    """One brain of a learner, fed by hand."""

    def __init__(self, learner):
        world = Wells()
        roster = monoculture(1, world.n_agents, stream_keys(0, (0,), 1))
        self.rules = kernel_rules(
            [Linear({})], roster, world, Life((Phase("school", 1),)), [learner]
        )
        self.work = workspace(world, 1, self.rules)
        self.settings = learner.row()
        self.now = 0
        self.head = (self.rules.learning, np.int32(learner.kind), self.settings, N_ACTIONS)

    def act(self, features, u):
        """Choose in a situation; returns the act."""
        _look(np.array(features, np.uint32), len(features), self.work, self.now)
        _choose(*self.head, self.work, self.now, np.float32(u))
        return int(self.work.actions[0, 0])

    def learn(self, reward, features):
        """Be told what the act brought, and the situation it led to; returns the error."""
        self.now = 1 - self.now
        _look(np.array(features, np.uint32), len(features), self.work, self.now)
        out = np.zeros(1, np.float32)
        _learn(*self.head, self.work, self.now, np.float32(reward), out)
        return float(out[0])

    @property
    def policy(self):
        return self.work.brains.policy[0, 0]

    @property
    def critic(self):
        return self.work.brains.critic[0, 0]

    @property
    def probabilities(self):
        return self.work.probabilities[0, 0, :N_ACTIONS].copy()


@entry
def _attend(tag, kind, settings, n_actions, work, rewards, leads_to, key_1, told, acts, situations):
    n_situations = rewards.shape[0]
    situation = 0
    for step in range(told.shape[0]):
        now = step & 1
        work.active[0, now, 0, 0] = 0
        work.active[0, now, 0, 1] = 1 + situation
        work.n_active[0, now, 0, 0] = 2
        work.n_active[0, now, 0, 1] = 2
        if step > 0:
            learners.learn_from_act(tag, kind, settings, n_actions, work, 0, 0, now, told[step - 1])
        lot, chance, luck, _ = draw(np.uint32(0), key_1, step, 2, 0)
        learners.choose(tag, kind, settings, n_actions, work, 0, 0, now)
        act = sample(work.probabilities[0, 0], n_actions, uniform(lot))
        work.actions[0, 0] = act
        situations[step] = situation
        acts[step] = act
        told[step] = rewards[situation, act]
        if rewards[situation, act] < 0:  # Paid by chance, whatever the act.
            told[step] = np.float32(below(luck, n_actions) == 0)
        situation = leads_to[situation, act]
        if situation < 0:
            situation = below(chance, n_situations)


def attend(learner, rewards, leads_to, n_steps, seed):
    """A blank brain's school days; situation s shows features 0 and 1 + s.

    ``rewards`` [situation, act], where below 0 an act pays 1 with probability 1 / N_ACTIONS;
    ``leads_to`` [situation, act], where below 0 chance says what comes next.
    Returns what each step paid, each act, and each situation.
    """
    pupil = Pupil(learner)
    told, acts = np.zeros(n_steps, np.float32), np.zeros(n_steps, np.int32)
    situations = np.zeros(n_steps, np.int32)
    _attend(
        *pupil.head, pupil.work, np.array(rewards, np.float32), np.array(leads_to, np.int32),
        np.uint32(seed), told, acts, situations,
    )  # fmt: skip
    return told, acts, situations
