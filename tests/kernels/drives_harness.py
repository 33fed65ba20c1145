"""Bodies that tests let feel steps of their own making, without a world."""

import numpy as np

from inner_rl import ActorCritic, Network
from inner_rl.drives import INPUTS
from inner_rl.rewards import reward_table
from kernels import drives, feeling, layout
from kernels.arrays import Body
from kernels.compiling import entry
from kernels.stepping import birth
from tests.oracles.drives import Moment

EVENTS = {
    "gain": layout.EVENT_GAIN, "loss": layout.EVENT_LOSS, "harm": layout.EVENT_HARM,
    "help": layout.EVENT_HELP, "effort": layout.EVENT_EFFORT, "fine": layout.EVENT_FINE,
    "blame": layout.EVENT_BLAME, "praise": layout.EVENT_PRAISE,
}  # fmt: skip
EVERYTHING = Network(dict.fromkeys(INPUTS, (1.0, 0.0)), (0.0, 0.0), (1.0, 0.0))
"""A reward in which every drive and context is in use."""


@entry
def _feel(
    table, learner, critics, before, n_before, after, n_after, n_actions, actions, chance, power,
    watched, learning, key, step, events, body,
):  # fmt: skip
    n_agents = actions.shape[0]
    drives.smooth_payoffs(events, n_agents, body.smoothed[0])
    drives.note_harm(events, n_agents, body.harmed[0])
    for agent in range(n_agents):
        feeling.feel(
            table, 0, learner, events, n_agents, n_actions, agent, actions[agent], before[agent],
            n_before[agent], watched, chance[agent], power[agent], learning,
            key[0], key[1], step, body, 0,
        )  # fmt: skip
        feeling.foresee(table, 0, learner, critics[agent], after, n_after, n_agents, agent, body, 0)


def blank_body(n, n_features):
    """Body of one slot; tests fill ``sight`` themselves."""
    f32, i32 = np.float32, np.int32
    return Body(
        inputs=np.zeros((1, n, layout.N_INPUTS), f32),
        sight=np.zeros((1, n, n), i32),
        heads=np.zeros((1, n, layout.N_HEADS, n_features, layout.MAX_ACTIONS), f32),
        visits=np.zeros((1, n, n_features), f32),
        smoothed=np.zeros((1, n), f32),
        deficit=np.zeros((1, n), f32),
        ledger=np.zeros((1, n, n, 2), f32),
        harmed=np.zeros((1, n, 2), i32),
        memory=np.zeros((1, n, layout.MAX_NODES), f32),
        stack=np.zeros((1, n, layout.STACK_SIZE), f32),
    )


def everybody(n):
    """Sight in which all see all."""
    return {(i, j) for i in range(n) for j in range(n) if i != j}


def event_rows(events):
    """Events [n, N_EVENTS] from one {name: amount} an agent."""
    rows = np.zeros((len(events), layout.N_EVENTS), np.float32)
    for row, event in zip(rows, events, strict=True):
        for name, amount in event.items():
            row[EVENTS[name]] = amount
    return rows


class Bodies:
    """Everybody's body, in kernels, beside the plain-Python ``Twin``."""

    def __init__(self, n, n_features=4, n_actions=3, key=(1, 2), rate=0.05, discount=0.9):
        self.n, self.n_features, self.n_actions = n, n_features, n_actions
        self.key, self.time = np.array(key, np.uint32), 0
        self.learner = ActorCritic(belief_rate=rate, discount=discount).row()
        self.table = reward_table([EVERYTHING])
        self.body = blank_body(n, n_features)
        birth(self.body, int(self.table.parts[0]))

    def feel(self, moment):
        """Inputs [n, N_INPUTS] of a step."""
        self.body.sight[:] = 0
        for viewer, other in moment.sight:
            self.body.sight[0, viewer, other] = 1
        critics = np.zeros((self.n, self.n_features), np.float32)
        for critic, values in zip(critics, moment.values or [{}] * self.n, strict=True):
            critic[list(values)] = list(values.values())
        _feel(
            self.table, self.learner, critics, *self._active(moment.before),
            *self._active(moment.after), self.n_actions, np.array(moment.actions, np.uint32),
            np.array(moment.could_harm or [0] * self.n, np.float32),
            np.array(moment.power or [0] * self.n, np.int32), int(moment.watched),
            int(moment.learning), self.key, self.time, event_rows(moment.events), self.body,
        )  # fmt: skip
        self.time += 1
        return self.body.inputs[0].copy()

    def after(self, *events, sight=None, base=0, actions=None, **rest):
        """The same with defaults: all see all and do act 0 in a situation of one feature."""
        situation = [([base], [])] * self.n
        felt = self.feel(
            Moment(
                list(events) or [{}] * self.n,
                everybody(self.n) if sight is None else sight,
                rest.pop("before", situation), rest.pop("then", situation),
                actions or [0] * self.n, **rest,
            )
        )  # fmt: skip
        return [{name: float(row[column]) for name, column in INPUTS.items()} for row in felt]

    def _active(self, situations):
        active = np.zeros((self.n, self.n_features), np.uint32)
        n_active = np.zeros((self.n, 2), np.uint32)
        for agent, (base, context) in enumerate(situations):
            active[agent, : len(base) + len(context)] = base + context
            n_active[agent] = len(base) + len(context), len(base)
        return active, n_active
