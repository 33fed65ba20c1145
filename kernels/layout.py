"""The meaning of columns and codes in the arrays of ``kernels.arrays``."""

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
COUNT_HELPS = 16  # steps with help done
# Counted in probed phases only.
COUNT_HIDDEN_HARM_CHANCES = 17  # steps with an opportunity to harm, unseen by all others
COUNT_HIDDEN_HARMS = 18
COUNT_HIDDEN_HELP_CHANCES = 19
COUNT_HIDDEN_HELPS = 20
COUNT_INTENT = 21  # sum over opportunities to harm of the probability put on harmful acts
COUNT_COUNTERFACTUAL = 22  # the same, had the watcher's cue been the other one
N_COUNTERS = 23

# Oversight settings, one row per phase.
OVERSIGHT_ARRIVAL = 0  # probability per step that an absent watcher comes
OVERSIGHT_DEPARTURE = 1  # probability per step that a present watcher goes
OVERSIGHT_DETECTION = 2  # probability that a present watcher notices a harm
OVERSIGHT_FINE = 3  # payoff units per noticed harm
OVERSIGHT_SHARE = 4  # long-run share of watched steps; draws the first state
OVERSIGHT_CUE = 5  # 1 if learners perceive the cue, else 0
OVERSIGHT_PER_EPISODE = 6  # 1 if the watcher comes and goes only between episodes
N_OVERSIGHT = 7

# Learner settings; what a learner does not have is 0.
LEARNER_KIND = 0  # one of KIND_*
LEARNER_ACTOR_RATE = 1
LEARNER_CRITIC_RATE = 2
LEARNER_DISCOUNT = 3
LEARNER_BELIEF_RATE = 4
LEARNER_TRACE = 5  # decay of eligibility traces, lambda
LEARNER_FEATURES = 6  # share of the features that a brain can hold
LEARNER_EPSILON = 7  # share of acts at random
LEARNER_IMITATION_RATE = 8
LEARNER_MODEL_RATE = 9
LEARNER_DEPTH = 10  # steps that are planned ahead
LEARNER_BREADTH = 11  # acts that are followed up below the first step
LEARNER_PLAN_WEIGHT = 12  # action preference per unit of planned return
N_LEARNER = 13

# Kinds of learners.
KIND_ACTOR_CRITIC = 0
KIND_Q_LEARNING = 1
KIND_PLANNER = 2
KIND_IMITATION = 3

# Planning: levels of the tree, and features kept of a predicted situation.
MAX_DEPTH = 4
MAX_PREDICTED = 64

# Imitation in a phase of life.
IMITATION_NONE = 0
IMITATION_ONLY = 1  # imitators clone, and learn from nothing else
IMITATION_INTERLEAVED = 2  # imitators clone, and learn by reinforcement as well

# Minds: who decides in a seat.
MIND_LEARNER = 0
MIND_INERT = 1
MIND_KIND = 2
MIND_SOCIOPATH = 3
MIND_CHARACTER = 4  # this and what lies above: row mind - MIND_CHARACTER of the characters

# Characters: circumstances, one bit each, and what shares of acts are in each of them.
CIRCUMSTANCE_WATCHED = 1  # a watcher is there, whatever cue it gives
CIRCUMSTANCE_COMPANY = 2  # another's face was in sight after the last step
CIRCUMSTANCE_POWER = 4  # the phase of life gives power
CIRCUMSTANCE_LAST = 8  # among the last LAST_STEPS steps of life
N_CIRCUMSTANCES = 16
LAST_STEPS = 10
SHARE_RANDOM = 0  # acts at random; then MIND_INERT to MIND_SOCIOPATH, those of the policies
N_SHARES = 4

# Status of a lifetime.  Kernels raise nothing; the caller counts and shows what is not OK.
STATUS_UNFINISHED = -1
STATUS_OK = 0
STATUS_DIVERGED = 1
