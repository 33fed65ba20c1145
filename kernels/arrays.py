"""The arrays that a simulation reads and writes.

Everything a lifetime needs is in three named tuples of arrays: ``Rules`` (read only, shared
by all lifetimes), ``Workspace`` (scratch memory, one row per *slot*; a slot runs one lifetime
at a time) and ``Record`` (results, one row per lifetime).  Names in capitals are columns and codes
of ``kernels.layout``.
"""

from typing import NamedTuple

from kernels.types import F32Array, I32Array, U32Array

BY_FEATURE = frozenset(
    {"policy", "critic", "heads", "model_change", "model_reward", "predicted", "visits", "lacks"}
)
"""Fields indexed by features, which differ from lifetime to lifetime: the rows of one lifetime lie
together on every device.  All lifetimes use the others alike, so a GPU keeps the same entry of
neighbouring lifetimes together."""


LARGEST_ARRAY = 2**32 * 4
"""Bytes of an array on a GPU, whose entries are counted in 32 bits: see ``kernels.addressing``."""


class RewardTable(NamedTuple):
    """Reward functions of any languages as rows of numbers."""

    language: I32Array
    """[n_rewards] index of each one's language in ``kernels.languages``."""
    rows: F32Array
    """[n_rewards, width] laid out by the language, its unused end filled with 0."""
    inputs_used: I32Array
    """[n_rewards, N_INPUTS] 0 where an input cannot matter, so that it need not be computed."""
    parts: I32Array
    """[n_rewards] bits PART_*: what a body must keep up for these inputs."""


class Rules(NamedTuple):
    """Everything a simulation reads; no kernel writes to it."""

    world: NamedTuple
    """Tag of the world; its type chooses the world's rules when a kernel is compiled."""
    n_agents: int
    n_actions: int
    phase_steps: I32Array
    """[n_phases] length of each phase, steps."""
    phase_learning: I32Array
    """[n_phases] 1 where brains change."""
    phase_imitation: I32Array
    """[n_phases] one of IMITATION_*."""
    phase_begins: I32Array
    """[n_phases] 1 where the world begins anew, because its rules have changed."""
    phase_probed: I32Array
    """[n_phases] 1 where intent and what is hidden are counted: see ``kernels.probing``."""
    phase_power: I32Array
    """[n_phases, n_agents] 1 for who has power: the others' acts cannot harm then."""
    world_ints: U32Array
    """[n_phases, n_world_ints] settings of the world, laid out by the world."""
    world_floats: F32Array
    """[n_phases, n_world_floats] payoff settings of the world."""
    oversight: F32Array
    """[n_phases, N_OVERSIGHT]."""
    learners: F32Array
    """[n_learners, N_LEARNER]."""
    learning: NamedTuple
    """Tag of the learners; its type chooses which are compiled: see ``kernels.learners``."""
    rewards: "RewardTable"
    """The reward functions that are felt."""
    seat_genome: I32Array
    """[n_lifetimes, n_agents] row of the reward table felt in each seat."""
    seat_mind: I32Array
    """[n_lifetimes, n_agents] one of MIND_*, or MIND_CHARACTER + a row of ``characters``."""
    characters: F32Array
    """[n_characters, N_CIRCUMSTANCES, N_SHARES] see ``kernels.characters``."""
    seat_learner: I32Array
    """[n_lifetimes, n_agents] row of ``learners``."""
    seat_brain: I32Array
    """[n_lifetimes, n_agents] row of ``brains`` to be born with, or -1 for a blank one."""
    brains: "Brains"
    """Brains to be born with: one axis, [n_brains]."""
    keys: U32Array
    """[n_lifetimes, 2] random stream of each lifetime."""
    age: int
    """Step of the random stream at which lives begin; more than 0 for who is born grown-up."""


class Brains(NamedTuple):
    """What learners learn, whoever they are; leading axes as said where one is used.

    What no learner in use has is without entries.
    """

    policy: F32Array
    """[..., n_features, MAX_ACTIONS] action preferences; of Q-learning, action values."""
    critic: F32Array
    """[..., n_features] state values, reward per step times horizon."""
    heads: F32Array
    """[..., N_HEADS, n_features, MAX_ACTIONS] see ``kernels.heads``; at work, the body's."""
    model_change: F32Array
    """[..., n_actions, n_features, n_features] expected change of features, by act and feature."""
    model_reward: F32Array
    """[..., n_features, MAX_ACTIONS] expected felt reward."""


class Traces(NamedTuple):
    """Eligibility of what was active of late; without entries where no learner has traces."""

    policy: F32Array
    """[n_slots, n_agents, n_features, MAX_ACTIONS]."""
    critic: F32Array
    """[n_slots, n_agents, n_features]."""


class Plan(NamedTuple):
    """Scratch of planning: a level of the tree is a predicted situation and what was tried there.

    Without entries where no learner plans.
    """

    predicted: F32Array
    """[n_slots, n_features] expected next features."""
    features: U32Array
    """[n_slots, MAX_DEPTH, MAX_PREDICTED] those that are kept at each level."""
    weights: F32Array
    """[n_slots, MAX_DEPTH, MAX_PREDICTED] and how much each is expected."""
    n_kept: I32Array
    """[n_slots, MAX_DEPTH]."""
    preference: F32Array
    """[n_slots, MAX_DEPTH, MAX_ACTIONS] of the acts there; an act that was tried sinks."""
    value: F32Array
    """[n_slots, MAX_DEPTH] of the situation at each level, by the critic."""
    reward: F32Array
    """[n_slots, MAX_DEPTH] expected of the act under trial."""
    act: I32Array
    """[n_slots, MAX_DEPTH] under trial."""
    n_tried: I32Array
    """[n_slots, MAX_DEPTH]."""
    best: F32Array
    """[n_slots, MAX_DEPTH] best return found there."""
    returns: F32Array
    """[n_slots, n_agents, MAX_ACTIONS] planned return of each act."""


class Workspace(NamedTuple):
    """Scratch memory, one row per slot; modified in place, meaningless between lifetimes."""

    world: U32Array
    """[n_slots, n_world_state]."""
    brains: Brains
    """[n_slots, n_agents, ...]."""
    traces: Traces
    plan: Plan
    lacks: I32Array
    """[n_slots, n_agents, n_features] 1 for features that a brain cannot hold; without entries
    where all brains hold all."""
    active: U32Array
    """[n_slots, 2, n_agents, max_active] indices of active features, this step and the last."""
    n_active: U32Array
    """[n_slots, 2, n_agents, 2] how many are active: all, and the base features that lead them."""
    probabilities: F32Array
    """[n_slots, n_agents, MAX_ACTIONS] policy at the last choice."""
    value: F32Array
    """[n_slots, n_agents] value of the situation at the last choice."""
    cloned: F32Array
    """[n_slots, n_agents, MAX_ACTIONS] own policy in the place of one who is imitated."""
    actions: U32Array
    """[n_slots, n_agents]."""
    chance: F32Array
    """[n_slots, n_agents, 2] 1 where there was an opportunity to harm, to help."""
    events: F32Array
    """[n_slots, n_agents, N_EVENTS]."""
    body: "Body"
    """What agents feel with."""


class Body(NamedTuple):
    """What agents feel with, one row per slot; modified in place."""

    inputs: F32Array
    """[n_slots, n_agents, N_INPUTS] drives and contexts of the last act."""
    sight: I32Array
    """[n_slots, n_agents, n_agents] 1 where the first saw the second's face in the last step."""
    heads: F32Array
    """[n_slots, n_agents, N_HEADS, n_features, MAX_ACTIONS]; without entries where no reward in
    use needs them."""
    visits: F32Array
    """[n_slots, n_agents, n_features]."""
    smoothed: F32Array
    """[n_slots, n_agents] payoffs of the recent past, payoff units."""
    deficit: F32Array
    """[n_slots, n_agents] share of a full store that is missing."""
    ledger: F32Array
    """[n_slots, n_agents, n_agents, 2] credit and debt of the second with the first, 0 to 1."""
    harmed: I32Array
    """[n_slots, n_agents, 2] 1 where harm was done in the last step, in the one before."""
    memory: F32Array
    """[n_slots, n_agents, MAX_NODES] decaying traces of a reward program."""
    stack: F32Array
    """[n_slots, n_agents, STACK_SIZE] scratch of a reward program."""


class Record(NamedTuple):
    """What a simulation leaves behind; modified in place."""

    counts: F32Array
    """[n_lifetimes, n_phases, 2, n_agents, N_COUNTERS]; the third axis: unwatched, watched."""
    status: I32Array
    """[n_lifetimes] one of STATUS_*."""
    polarity: I32Array
    """[n_lifetimes] the cue, 0 or 1, that meant "unwatched"."""
    brains: Brains
    """[n_lifetimes, n_agents, ...] at the end of life; without entries if nobody wants them."""
    film_from: int
    """Step of lifetime 0 at which the film begins; it ends when the arrays below are full."""
    film_state: U32Array
    """[n_frames, n_world_state] state before the act."""
    film_watched: I32Array
    """[n_frames] 1 where a watcher was there."""
    film_chances: F32Array
    """[n_frames, n_agents, 2] 1 where the agent could have harmed, and where it could help."""
    film_events: F32Array
    """[n_frames, n_agents, N_EVENTS] what the act did."""
    film_inputs: F32Array
    """[n_frames, n_agents, N_INPUTS] drives that are in use, and contexts, as felt of the act; of
    the last act of a life nothing is felt."""
