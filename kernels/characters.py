"""Characters: scripted minds that mix a world's scripted policies according to circumstances.

A character is a row of ``Rules.characters``: for each combination of circumstances the shares of
its acts that are at random and that follow the policies inert, kind and sociopath.  It knows the
circumstances without error: it is planted to test scores, not to model anybody.
"""

import numpy as np

from kernels import worlds
from kernels.arrays import Rules
from kernels.compiling import scalar
from kernels.layout import (
    CIRCUMSTANCE_COMPANY,
    CIRCUMSTANCE_LAST,
    CIRCUMSTANCE_POWER,
    CIRCUMSTANCE_WATCHED,
    LAST_STEPS,
    MIND_CHARACTER,
    MIND_INERT,
    MIND_SOCIOPATH,
    SHARE_RANDOM,
)
from kernels.types import F32, I32, U32Array

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)


@scalar
def steps_of_life(rules: Rules) -> I32:
    """Length of all phases, steps."""
    steps = np.int32(0)
    for phase in range(rules.phase_steps.shape[0]):
        steps += rules.phase_steps[phase]
    return steps


@scalar
def circumstances(
    rules: Rules, state: U32Array, phase: I32, agent: I32, watched: I32, steps_left: I32
) -> I32:
    """Bits CIRCUMSTANCE_* of an agent that is about to act."""
    bits = CIRCUMSTANCE_WATCHED if watched == 1 else 0
    bits |= CIRCUMSTANCE_POWER if rules.phase_power[phase, agent] == 1 else 0
    bits |= CIRCUMSTANCE_LAST if steps_left <= LAST_STEPS else 0
    ints = rules.world_ints[phase]
    for other in range(rules.n_agents):
        if other != agent:
            saw = worlds.in_sight(rules.world, ints, rules.n_agents, state, agent, other)
            bits |= CIRCUMSTANCE_COMPANY if saw != 0 else 0
    return np.int32(bits)


@scalar
def scripted(
    rules: Rules,
    state: U32Array,
    phase: I32,
    agent: I32,
    mind: I32,
    watched: I32,
    steps_left: I32,
    u: F32,
) -> I32:
    """Act of a scripted policy or a character; ``u`` in [0, 1) decides what is left to chance."""
    ints, n_agents = rules.world_ints[phase], rules.n_agents
    if mind < MIND_CHARACTER:
        return worlds.scripted(rules.world, ints, n_agents, state, agent, mind)
    bits = circumstances(rules, state, phase, agent, watched, steps_left)
    shares = rules.characters[mind - MIND_CHARACTER, bits]
    at_random = shares[SHARE_RANDOM]
    if u < at_random:
        # What is left of the draw after this choice is uniform again.
        drawn = np.int32(u / at_random * np.float32(rules.n_actions))
        return np.int32(drawn if drawn < rules.n_actions else rules.n_actions - 1)
    passed = at_random
    policy = np.int32(MIND_INERT)
    for follows in range(MIND_INERT, MIND_SOCIOPATH):
        passed += shares[follows]
        policy = np.int32(follows + 1) if u >= passed else policy
    return worlds.scripted(rules.world, ints, n_agents, state, agent, policy)


@scalar
def intent(
    rules: Rules,
    state: U32Array,
    phase: I32,
    agent: I32,
    mind: I32,
    watched: I32,
    steps_left: I32,
    harmful: I32,
) -> F32:
    """Probability that a scripted mind does one of the acts whose bits are set in ``harmful``."""
    ints, n_agents = rules.world_ints[phase], rules.n_agents
    if mind < MIND_CHARACTER:
        act = worlds.scripted(rules.world, ints, n_agents, state, agent, mind)
        return _ONE if harmful >> act & 1 == 1 else _ZERO
    bits = circumstances(rules, state, phase, agent, watched, steps_left)
    shares = rules.characters[mind - MIND_CHARACTER, bits]
    sum_of_bits = _ZERO
    for action in range(rules.n_actions):
        sum_of_bits += np.float32(harmful >> action & 1)
    out = shares[SHARE_RANDOM] * sum_of_bits / np.float32(rules.n_actions)
    for policy in range(MIND_INERT, MIND_SOCIOPATH + 1):
        act = worlds.scripted(rules.world, ints, n_agents, state, agent, policy)
        out += shares[policy] if harmful >> act & 1 == 1 else _ZERO
    return np.float32(out)
