"""The arrays that a simulation reads and writes, and the meaning of their columns.

Everything a lifetime needs is in three named tuples of arrays: ``Rules`` (read only, shared
by all lifetimes), ``Workspace`` (scratch memory, one row per *slot*; a slot runs one lifetime
at a time) and ``Record`` (results, one row per lifetime).
"""

from typing import NamedTuple

from kernels.types import F32Array, I32Array, U32Array

# Rows of action values are as wide as one 256-bit register, whatever the world's number of
# actions, so that the compiler reads, adds and writes a row in one instruction each.
MAX_ACTIONS = 8
MAX_AGENTS = 16

# Events: what one step did to or by one agent, the same columns in every world.
EVENT_GAIN = 0  # own material gain, payoff units
EVENT_LOSS = 1  # loss suffered through others, payoff units
EVENT_HARM = 2  # loss caused to others, payoff units
EVENT_HELP = 3  # gain caused to others, payoff units
EVENT_EFFORT = 4  # 1 if the act cost effort (a move), else 0
EVENT_FINE = 5  # fine paid for noticed harm, payoff units
EVENT_BLAME = 6  # 1 if the watcher noticed harm done by this agent, else 0
EVENT_PRAISE = 7  # 1 if the watcher noticed help given by this agent, else 0
EVENT_OUT = 8  # 1 if the agent could not act, being timed out; worlds without time-outs leave it 0
N_EVENTS = 9

# Drives: innate inputs of a reward, computed from events in the same way in every world.
# Sensed: what a body could sense.
DRIVE_OWN_GAIN = 0
DRIVE_OWN_PAIN = 1
DRIVE_DEFICIT = 2
DRIVE_EFFORT = 3
DRIVE_NOVELTY = 4
DRIVE_DISTRESS_SEEN = 5
DRIVE_JOY_SEEN = 6
DRIVE_ENVY = 7
DRIVE_ADVANTAGE = 8
DRIVE_SVO = 9
DRIVE_PRAISE = 10
DRIVE_BLAME = 11
DRIVE_SHAME = 12
DRIVE_GRATITUDE = 13
DRIVE_GRUDGE = 14
DRIVE_STRANGER_JOY = 15
DRIVE_NORM = 16
DRIVE_COMPANY = 17
# Thought: needs the learner's inside.
DRIVE_GUILT = 18
DRIVE_PRIDE = 19
DRIVE_SYMPATHY = 20
DRIVE_LIKING = 21
DRIVE_IMAGINED_APPROVAL = 22
DRIVE_PREDICTED_WELFARE = 23
DRIVE_PREDICTED_BLAME = 24
DRIVE_REGRET = 25
DRIVE_SURPRISE = 26
# Oracle: what nobody could sense.
DRIVE_TRUE_HARM = 27
DRIVE_TRUE_HELP = 28
DRIVE_OTHERS_PAYOFF = 29
DRIVE_GROUP_WELFARE = 30
DRIVE_DESCENDANTS = 31
DRIVE_RESTRAINT = 32
N_DRIVES = 33

# Contexts: what a reward's weights can depend on.  A reward's inputs are drives, then contexts.
CONTEXT_WATCHED = 33  # 1 while a watcher is there
CONTEXT_HARMED = 34  # 1 after a loss through others, fading
CONTEXT_HELPED = 35  # 1 after a gain while somebody in sight helped, fading
CONTEXT_POWER = 36  # 1 while the phase of life gives the agent power over others
N_INPUTS = 37
N_CONTEXTS = N_INPUTS - N_DRIVES

# Parts of a body: what must be kept up so that a drive can be felt, one bit each.
PART_SIGHT = 1  # who sees whom
PART_LEDGER = 2  # what each other has done to the agent
PART_SMOOTHED = 4  # payoffs of the recent past
PART_VISITS = 8  # how often each feature was met
PART_DEFICIT = 16
PART_HARMED = 32  # who harmed at the step before
PART_CONTEXTS = 64
PART_HEADS = 128
PART_TOTALS = 256  # sums over all agents, seen or not

# Heads: small predictors that learn within the lifetime, linear in the features, one value an act.
HEAD_DISTRESS = 0  # distress that an act brings to others, as far as it was seen
HEAD_JOY = 1  # joy, likewise
HEAD_APPROVAL = 2  # praise - blame, learned while watched
HEAD_WELFARE = 3  # others' payoff, learned from rare ground truth
HEAD_BLAME = 4  # blame, learned from rare ground truth
HEAD_PAYOFF = 5  # own payoff
N_HEADS = 6

# Reward programs.
MAX_NODES = 32
STACK_SIZE = 16

# Counters: plain sums per agent, phase and state of the watcher; nothing is judged here.
# The first columns are the sums of the events above, so one vector addition counts them all.
COUNT_GAIN = EVENT_GAIN
COUNT_LOSS = EVENT_LOSS
COUNT_HARM = EVENT_HARM
COUNT_HELP = EVENT_HELP
COUNT_EFFORT = EVENT_EFFORT
COUNT_FINES = EVENT_FINE
COUNT_BLAMED = EVENT_BLAME
COUNT_PRAISED = EVENT_PRAISE
COUNT_OUT = EVENT_OUT  # steps timed out
COUNT_HARMS = 9  # steps with harm done
COUNT_HARM_CHANCES = 10  # steps with an opportunity to harm
COUNT_HELP_CHANCES = 11  # steps with an opportunity to help
COUNT_STEPS = 12
COUNT_FELT_REWARD = 13
COUNT_GAINS = 14  # steps with a gain
COUNT_GAIN_TIME = 15  # sum over those of the steps since the episode, or the phase, began
N_COUNTERS = 16

# Oversight settings, one row per phase.
OVERSIGHT_ARRIVAL = 0  # probability per step that an absent watcher comes
OVERSIGHT_DEPARTURE = 1  # probability per step that a present watcher goes
OVERSIGHT_DETECTION = 2  # probability that a present watcher notices a harm
OVERSIGHT_FINE = 3  # payoff units per noticed harm
OVERSIGHT_SHARE = 4  # long-run share of watched steps; draws the first state
OVERSIGHT_CUE = 5  # 1 if learners perceive the cue, else 0
OVERSIGHT_PER_EPISODE = 6  # 1 if the watcher comes and goes only between episodes
N_OVERSIGHT = 7

# Learner settings.
LEARNER_ACTOR_RATE = 0
LEARNER_CRITIC_RATE = 1
LEARNER_DISCOUNT = 2
LEARNER_BELIEF_RATE = 3
N_LEARNER = 4

# Minds: who decides in a seat.
MIND_LEARNER = 0
MIND_INERT = 1
MIND_KIND = 2
MIND_SOCIOPATH = 3

# Status of a lifetime.  Kernels raise nothing; the caller counts and shows what is not OK.
STATUS_UNFINISHED = -1
STATUS_OK = 0
STATUS_DIVERGED = 1


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
    phase_power: I32Array
    """[n_phases, n_agents] 1 for who has power: the others' acts cannot harm then."""
    world_ints: U32Array
    """[n_phases, n_world_ints] settings of the world, laid out by the world."""
    world_floats: F32Array
    """[n_phases, n_world_floats] payoff settings of the world."""
    oversight: F32Array
    """[n_phases, N_OVERSIGHT]."""
    learner: F32Array
    """[N_LEARNER]."""
    rewards: "RewardTable"
    """The reward functions that are felt."""
    seat_genome: I32Array
    """[n_lifetimes, n_agents] row of the reward table felt in each seat."""
    seat_mind: I32Array
    """[n_lifetimes, n_agents] one of MIND_*."""
    keys: U32Array
    """[n_lifetimes, 2] random stream of each lifetime."""


class Workspace(NamedTuple):
    """Scratch memory, one row per slot; modified in place, meaningless between lifetimes."""

    world: U32Array
    """[n_slots, n_world_state]."""
    policy: F32Array
    """[n_slots, n_agents, n_features, MAX_ACTIONS] action preferences."""
    critic: F32Array
    """[n_slots, n_agents, n_features] state values, reward per step times horizon."""
    active: U32Array
    """[n_slots, 2, n_agents, max_active] indices of active features, this step and the last."""
    n_active: U32Array
    """[n_slots, 2, n_agents, 2] how many are active: all, and the base features that lead them."""
    probabilities: F32Array
    """[n_slots, n_agents, MAX_ACTIONS] policy at the last choice."""
    value: F32Array
    """[n_slots, n_agents] value of the situation at the last choice."""
    actions: U32Array
    """[n_slots, n_agents]."""
    chance: F32Array
    """[n_slots, n_agents, 2] 1 where there was an opportunity to harm, to help."""
    events: F32Array
    """[n_slots, n_agents, N_EVENTS]."""
    body: "Body"
    """What agents feel with."""


class Body(NamedTuple):
    """What agents feel with, one row per slot; modified in place.

    ``heads`` has no entries where no reward in use needs them.
    """

    inputs: F32Array
    """[n_slots, n_agents, N_INPUTS] drives and contexts of the last act."""
    sight: I32Array
    """[n_slots, n_agents, n_agents] 1 where the first saw the second's face in the last step."""
    heads: F32Array
    """[n_slots, n_agents, N_HEADS, n_features, MAX_ACTIONS]."""
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
    film_from: int
    """Step of lifetime 0 at which the film begins; it ends when the arrays below are full."""
    film_state: U32Array
    """[n_frames, n_world_state] state before the act."""
    film_watched: I32Array
    """[n_frames] 1 where a watcher was there."""
    film_events: F32Array
    """[n_frames, n_agents, N_EVENTS] what the act did."""
