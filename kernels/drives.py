"""Drives: what an innate reward can be about, computed from events in the same way everywhere.

Each function fills some columns of one agent's ``inputs`` from the step's events and from who saw
whom.  What every drive means, with formula and source, is in ``inner_rl.drives``; drives that
need the learner's inside are in ``kernels.feeling``.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.layout import (
    CONTEXT_HARMED,
    CONTEXT_HELPED,
    CONTEXT_POWER,
    CONTEXT_WATCHED,
    DRIVE_ADVANTAGE,
    DRIVE_BLAME,
    DRIVE_COMPANY,
    DRIVE_DEFICIT,
    DRIVE_DESCENDANTS,
    DRIVE_DISTRESS_SEEN,
    DRIVE_EFFORT,
    DRIVE_ENVY,
    DRIVE_GRATITUDE,
    DRIVE_GROUP_WELFARE,
    DRIVE_GRUDGE,
    DRIVE_JOY_SEEN,
    DRIVE_NORM,
    DRIVE_OTHERS_PAYOFF,
    DRIVE_OWN_GAIN,
    DRIVE_OWN_PAIN,
    DRIVE_PRAISE,
    DRIVE_RESTRAINT,
    DRIVE_SHAME,
    DRIVE_STRANGER_JOY,
    DRIVE_SVO,
    DRIVE_TRUE_HARM,
    DRIVE_TRUE_HELP,
    EVENT_BLAME,
    EVENT_EFFORT,
    EVENT_FINE,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_LOSS,
    EVENT_PRAISE,
)
from kernels.numeric import angle, clip
from kernels.types import F32, I32, F32Array, I32Array

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_45_DEGREES = np.float32(0.78539816340)
_HALF_TURN = np.float32(3.14159265359)
_TURN = np.float32(6.28318530718)
# Discount .99 times trace decay .975: the smoothing of Hughes et al. (2018).
SMOOTHING = np.float32(0.99 * 0.975)
# A body's store empties in 50 steps and is filled by two meals of 1 payoff unit.
HUNGER_PER_STEP = np.float32(0.02)
FILLED_PER_GAIN = np.float32(0.5)
# What others did is half forgotten after 69 steps, that one was harmed or helped after 7.
LEDGER_DECAY = np.float32(0.99)
CONTEXT_DECAY = np.float32(0.9)
CREDIT = 0
DEBT = 1
NOW = 0
BEFORE = 1


@scalar
def pain(events: F32Array, agent: I32) -> F32:
    """Everything an agent suffered this step: losses through others and fines, payoff units."""
    return events[agent, EVENT_LOSS] + events[agent, EVENT_FINE]


@scalar
def payoff(events: F32Array, agent: I32) -> F32:
    """Gain - loss - fine of this step, payoff units."""
    return events[agent, EVENT_GAIN] - pain(events, agent)


@scalar
def own_drives(events: F32Array, agent: I32, could_harm: F32, inputs: F32Array) -> None:
    """What an agent senses, or truly did, by itself."""
    event = events[agent]
    inputs[DRIVE_OWN_GAIN] = event[EVENT_GAIN]
    inputs[DRIVE_OWN_PAIN] = pain(events, agent)
    inputs[DRIVE_EFFORT] = event[EVENT_EFFORT]
    inputs[DRIVE_PRAISE] = event[EVENT_PRAISE]
    inputs[DRIVE_BLAME] = event[EVENT_BLAME]
    inputs[DRIVE_TRUE_HARM] = event[EVENT_HARM]
    inputs[DRIVE_TRUE_HELP] = event[EVENT_HELP]
    inputs[DRIVE_RESTRAINT] = could_harm if event[EVENT_HARM] == _ZERO else _ZERO


@scalar
def seen_drives(
    events: F32Array, n_agents: I32, sight: I32Array, agent: I32, watched: I32, inputs: F32Array
) -> I32:
    """What an agent sees in others' faces; returns how many it sees."""
    distress, joy = _ZERO, _ZERO
    n_seen = 0
    sees_victim = False
    for other in range(n_agents):
        if sight[other] == 1:
            n_seen += 1
            distress += pain(events, other)
            joy += events[other, EVENT_GAIN]
            sees_victim |= events[other, EVENT_LOSS] > _ZERO
    inputs[DRIVE_DISTRESS_SEEN] = distress
    inputs[DRIVE_JOY_SEEN] = joy
    n_others = n_agents - 1 if n_agents > 1 else 1
    inputs[DRIVE_COMPANY] = np.float32(n_seen) / np.float32(n_others)
    ashamed = watched == 1 and sees_victim and events[agent, EVENT_HARM] > _ZERO
    inputs[DRIVE_SHAME] = _ONE if ashamed else _ZERO
    return np.int32(n_seen)


@scalar
def norm_drive(
    events: F32Array, n_agents: I32, sight: I32Array, harmed: I32Array, agent: I32, inputs: F32Array
) -> None:
    """1 if the agent did harm and one who lost before its eyes had harmed nobody the step before.

    ``harmed`` [n_agents, 2]: who did harm now, and before.
    """
    broken = _ZERO
    if events[agent, EVENT_HARM] > _ZERO:
        for other in range(n_agents):
            lost = sight[other] == 1 and events[other, EVENT_LOSS] > _ZERO
            if lost and harmed[other, BEFORE] == 0:
                broken = _ONE
    inputs[DRIVE_NORM] = broken


@scalar
def note_harm(events: F32Array, n_agents: I32, harmed: I32Array) -> None:
    """Shift the memory of who did harm by one step; ``harmed`` is modified in place."""
    for agent in range(n_agents):
        harmed[agent, BEFORE] = harmed[agent, NOW]
        harmed[agent, NOW] = 1 if events[agent, EVENT_HARM] > _ZERO else 0


@scalar
def total_drives(events: F32Array, n_agents: I32, agent: I32, inputs: F32Array) -> None:
    """Sums over all agents, which nobody could sense."""
    others = _ZERO
    for other in range(n_agents):
        if other != agent:
            others += payoff(events, other)
    own = payoff(events, agent)
    inputs[DRIVE_OTHERS_PAYOFF] = others
    inputs[DRIVE_GROUP_WELFARE] = others + own
    inputs[DRIVE_DESCENDANTS] = own - (others + own) / np.float32(n_agents)


@scalar
def smooth_payoffs(events: F32Array, n_agents: I32, smoothed: F32Array) -> None:
    """e_i <- gamma lambda e_i + payoff_i (Hughes et al. 2018); modified in place."""
    for agent in range(n_agents):
        smoothed[agent] = SMOOTHING * smoothed[agent] + payoff(events, agent)


@scalar
def inequity_drives(
    n_agents: I32, sight: I32Array, smoothed: F32Array, agent: I32, inputs: F32Array
) -> None:
    """Envy, advantage (Fehr & Schmidt 1999, over those in sight), and the angle's error.

    The angle is that of McKee et al. (2020), with the prosocial target of 45 degrees.  An error is
    at most half a turn, either way round; where nobody got anything, shares are fair.
    """
    own = smoothed[agent]
    envy, advantage, others = _ZERO, _ZERO, _ZERO
    n_seen = 0
    for other in range(n_agents):
        if sight[other] == 1:
            n_seen += 1
            ahead = smoothed[other] - own
            others += smoothed[other]
            if ahead > _ZERO:
                envy += ahead
            else:
                advantage -= ahead
    share = _ONE / np.float32(n_seen if n_seen > 0 else 1)
    inputs[DRIVE_ENVY] = envy * share
    inputs[DRIVE_ADVANTAGE] = advantage * share
    others *= share
    error = _ZERO
    if n_seen > 0 and (own != _ZERO or others != _ZERO):
        error = angle(own, others) - _45_DEGREES
    error = error if error > _ZERO else -error
    inputs[DRIVE_SVO] = error if error < _HALF_TURN else _TURN - error


@scalar
def deficit_drive(events: F32Array, agent: I32, deficit: F32, inputs: F32Array) -> F32:
    """Returns the deficit after this step, and writes it."""
    filled = FILLED_PER_GAIN * events[agent, EVENT_GAIN]
    deficit = clip(deficit + HUNGER_PER_STEP - filled, _ZERO, _ONE)
    inputs[DRIVE_DEFICIT] = deficit
    return deficit


@scalar
def ledger_drives(
    events: F32Array, n_agents: I32, sight: I32Array, ledger: F32Array, agent: I32, inputs: F32Array
) -> None:
    """Fill the drives that depend on what each other has done to the agent before.

    ``ledger`` [n_agents, 2] is modified in place afterwards: who helped in sight while the agent
    gained is credited with the gain, who harmed in sight while it lost is debited with the loss,
    up to 1; both fade.
    """
    gratitude, grudge, stranger = _ZERO, _ZERO, _ZERO
    gain = clip(events[agent, EVENT_GAIN], _ZERO, _ONE)
    loss = clip(events[agent, EVENT_LOSS], _ZERO, _ONE)
    for other in range(n_agents):
        credit, debt = ledger[other, CREDIT], ledger[other, DEBT]
        if sight[other] == 1:
            joy = events[other, EVENT_GAIN]
            gratitude += credit * joy
            grudge += debt * pain(events, other)
            stranger += (_ONE - (credit if credit > debt else debt)) * joy
            if events[other, EVENT_HELP] > _ZERO:
                credit += gain
            if events[other, EVENT_HARM] > _ZERO:
                debt += loss
        ledger[other, CREDIT] = clip(LEDGER_DECAY * credit, _ZERO, _ONE)
        ledger[other, DEBT] = clip(LEDGER_DECAY * debt, _ZERO, _ONE)
    inputs[DRIVE_GRATITUDE] = gratitude
    inputs[DRIVE_GRUDGE] = grudge
    inputs[DRIVE_STRANGER_JOY] = stranger


@scalar
def contexts(
    events: F32Array,
    n_agents: I32,
    sight: I32Array,
    agent: I32,
    watched: I32,
    power: I32,
    inputs: F32Array,
) -> None:
    """Fill the contexts; that of being harmed or helped fades from 1."""
    helped = False
    if events[agent, EVENT_GAIN] > _ZERO:
        for other in range(n_agents):
            helped |= sight[other] == 1 and events[other, EVENT_HELP] > _ZERO
    inputs[CONTEXT_WATCHED] = _ONE if watched == 1 else _ZERO
    harmed = events[agent, EVENT_LOSS] > _ZERO
    inputs[CONTEXT_HARMED] = _ONE if harmed else CONTEXT_DECAY * inputs[CONTEXT_HARMED]
    inputs[CONTEXT_HELPED] = _ONE if helped else CONTEXT_DECAY * inputs[CONTEXT_HELPED]
    inputs[CONTEXT_POWER] = _ONE if power == 1 else _ZERO
