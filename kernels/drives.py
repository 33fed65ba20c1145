"""Drives: what an innate reward can be about, computed from events in the same way everywhere.

``act_drives`` fills everything that is known right after the act.  Guilt needs the
learner's belief and sympathy its value function, so the learner supplies those two.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.layout import (
    DRIVE_BLAME,
    DRIVE_DISTRESS_SEEN,
    DRIVE_EFFORT,
    DRIVE_JOY_SEEN,
    DRIVE_OTHERS_PAYOFF,
    DRIVE_OWN_GAIN,
    DRIVE_OWN_PAIN,
    DRIVE_TRUE_HARM,
    EVENT_BLAME,
    EVENT_EFFORT,
    EVENT_FINE,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_LOSS,
)
from kernels.types import F32, I32, F32Array, U32Array
from kernels.worlds import in_sight

_ZERO = np.float32(0.0)


@scalar
def pain(events: F32Array, agent: I32) -> F32:
    """Everything an agent suffered this step: losses through others and fines, payoff units."""
    return events[agent, EVENT_LOSS] + events[agent, EVENT_FINE]


@scalar
def act_drives(
    world: I32,
    ints: U32Array,
    n_agents: I32,
    state: U32Array,
    events: F32Array,
    agent: I32,
    drives: F32Array,
) -> I32:
    """Fill one agent's drives after an act; returns how many others it can see."""
    distress = _ZERO
    joy = _ZERO
    others_payoff = _ZERO
    n_seen = 0
    for other in range(n_agents):
        if other != agent:
            others_pain = pain(events, other)
            others_gain = events[other, EVENT_GAIN]
            others_payoff += others_gain - others_pain
            if in_sight(world, ints, n_agents, state, agent, other):
                n_seen += 1
                distress += others_pain
                joy += others_gain
    drives[DRIVE_OWN_GAIN] = events[agent, EVENT_GAIN]
    drives[DRIVE_OWN_PAIN] = pain(events, agent)
    drives[DRIVE_EFFORT] = events[agent, EVENT_EFFORT]
    drives[DRIVE_DISTRESS_SEEN] = distress
    drives[DRIVE_JOY_SEEN] = joy
    drives[DRIVE_BLAME] = events[agent, EVENT_BLAME]
    drives[DRIVE_TRUE_HARM] = events[agent, EVENT_HARM]
    drives[DRIVE_OTHERS_PAYOFF] = others_payoff
    return n_seen
