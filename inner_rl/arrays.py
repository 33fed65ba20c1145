"""The arrays of a simulation, laid out from settings; checked input in, kernel input out."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from inner_rl.brains import blank_brains, brain_shapes
from inner_rl.characters import character_rows
from inner_rl.learners import Learner
from inner_rl.life import IMITATION, Life
from inner_rl.nested import n_bytes
from inner_rl.power import disarmed, power_row
from inner_rl.rewards import Reward, reward_table
from inner_rl.roster import Roster
from kernels import layout
from kernels.arrays import Body, Brains, Plan, Record, Rules, Traces, Workspace
from kernels.learners import AnyTag, PlainTag
from kernels.rows import zeros
from kernels.types import I32Array, U32Array
from kernels.worlds import World


def kernel_rules(
    rewards: Sequence[Reward],
    roster: Roster,
    world: World,
    life: Life,
    learners: Sequence[Learner],
    brains: Brains | None = None,
    harmless: bool = False,
    age: int = 0,
) -> Rules:
    """Everything the kernels read, as arrays; the arguments must have been checked.

    What the roster holds is copied: for arrays that cannot be written, as those that another
    process shares, kernels would be compiled once more.
    """
    worlds = [phase.world_from(world) for phase in life.phases]
    ints = [
        place.ints(disarmed(phase.power, harmless))
        for place, phase in zip(worlds, life.phases, strict=True)
    ]
    plain = all(learner.kind == layout.KIND_ACTOR_CRITIC for learner in learners)
    return Rules(
        world=world.tag,
        n_agents=world.n_agents,
        n_actions=world.n_actions,
        phase_steps=np.array([phase.steps for phase in life.phases], np.int32),
        phase_learning=np.array([phase.learning for phase in life.phases], np.int32),
        phase_imitation=np.array([IMITATION[phase.imitation] for phase in life.phases], np.int32),
        phase_begins=_begins(worlds),
        phase_probed=np.array([phase.probed for phase in life.phases], np.int32),
        phase_power=np.stack([power_row(phase.power, world.n_agents) for phase in life.phases]),
        world_ints=np.stack(ints),
        world_floats=np.stack([place.floats() for place in worlds]),
        oversight=np.stack([phase.oversight.row() for phase in life.phases]),
        learners=np.stack([learner.row() for learner in learners]),
        learning=PlainTag() if plain else AnyTag(),
        rewards=reward_table(rewards),
        seat_genome=np.array(roster.seat_genome, np.int32, order="C"),
        seat_mind=np.array(roster.seat_mind, np.int32, order="C"),
        characters=character_rows(list(roster.characters)),
        seat_learner=np.array(roster.seat_learner, np.int32, order="C"),
        seat_brain=np.array(roster.seat_brain, np.int32, order="C"),
        brains=blank_brains(world, (0,)) if brains is None else brains,
        keys=np.array(roster.keys, np.uint32, order="C"),
        age=age,
    )


def _begins(worlds: Sequence[World]) -> I32Array:
    """[n_phases] 1 where the rules differ from those before; who is armed is no rule."""
    rules: list[U32Array] = [world.ints(0) for world in worlds]
    changed = [not np.array_equal(a, b) for a, b in pairwise(rules)]
    return np.array([False, *changed], np.int32)


def workspace(world: World, n_slots: int, rules: Rules) -> Workspace:
    """Scratch memory for ``n_slots`` lifetimes at a time under these rules."""
    sizes, n = world.sizes(), world.n_agents
    wide, n_features = layout.MAX_ACTIONS, sizes.n_features
    felt = body(world, n_slots, parts_in_use(rules))
    traced = bool(rules.learners[:, layout.LEARNER_TRACE].any())
    lacking = bool((rules.learners[:, layout.LEARNER_FEATURES] < 1.0).any())
    brains = blank_brains(world, (n_slots, n), model=plans(rules))
    return Workspace(
        world=np.zeros((n_slots, sizes.n_world_state), np.uint32),
        brains=brains._replace(heads=felt.heads),
        traces=Traces(
            zeros((n_slots, n, *((n_features, wide) if traced else (0, 0)))),
            np.zeros((n_slots, n, n_features if traced else 0), np.float32),
        ),
        plan=_plan(world, n_slots if plans(rules) else 0),
        lacks=np.zeros((n_slots, n, n_features if lacking else 0), np.int32),
        active=np.zeros((n_slots, 2, n, sizes.max_active), np.uint32),
        n_active=np.zeros((n_slots, 2, n, 2), np.uint32),
        probabilities=np.zeros((n_slots, n, wide), np.float32),
        value=np.zeros((n_slots, n), np.float32),
        cloned=np.zeros((n_slots, n, wide), np.float32),
        actions=np.zeros((n_slots, n), np.uint32),
        chance=np.zeros((n_slots, n, 2), np.float32),
        events=np.zeros((n_slots, n, layout.N_EVENTS), np.float32),
        body=felt,
    )


def _plan(world: World, n_slots: int) -> Plan:
    """Scratch of planning."""
    levels, wide, kept = layout.MAX_DEPTH, layout.MAX_ACTIONS, layout.MAX_PREDICTED
    return Plan(
        predicted=np.zeros((n_slots, world.sizes().n_features), np.float32),
        features=np.zeros((n_slots, levels, kept), np.uint32),
        weights=np.zeros((n_slots, levels, kept), np.float32),
        n_kept=np.zeros((n_slots, levels), np.int32),
        preference=np.zeros((n_slots, levels, wide), np.float32),
        value=np.zeros((n_slots, levels), np.float32),
        reward=np.zeros((n_slots, levels), np.float32),
        act=np.zeros((n_slots, levels), np.int32),
        n_tried=np.zeros((n_slots, levels), np.int32),
        best=np.zeros((n_slots, levels), np.float32),
        returns=np.zeros((n_slots, world.n_agents, wide), np.float32),
    )


def body(world: World, n_slots: int, parts: int) -> Body:
    """What agents feel with, as large as the PART_* that are kept up require."""
    n, n_features = world.n_agents, world.sizes().n_features
    shapes = brain_shapes(world, heads=bool(parts & layout.PART_HEADS), model=False)
    return Body(
        inputs=np.zeros((n_slots, n, layout.N_INPUTS), np.float32),
        sight=np.zeros((n_slots, n, n), np.int32),
        heads=zeros((n_slots, n, *shapes["heads"])),
        visits=np.zeros((n_slots, n, n_features), np.float32),
        smoothed=np.zeros((n_slots, n), np.float32),
        deficit=np.zeros((n_slots, n), np.float32),
        ledger=np.zeros((n_slots, n, n, 2), np.float32),
        harmed=np.zeros((n_slots, n, 2), np.int32),
        memory=np.zeros((n_slots, n, layout.MAX_NODES), np.float32),
        stack=np.zeros((n_slots, n, layout.STACK_SIZE), np.float32),
    )


def parts_in_use(rules: Rules) -> int:
    """Bits PART_* that any reward needs."""
    return int(np.bitwise_or.reduce(rules.rewards.parts))


def plans(rules: Rules) -> bool:
    """Whether any learner needs a model."""
    return bool((rules.learners[:, layout.LEARNER_DEPTH] > 0).any())


def blank_record(
    n_lifetimes: int,
    world: World,
    life: Life,
    film_from: int = 0,
    n_frames: int = 0,
    brains_of: Rules | None = None,
) -> Record:
    """Results of lifetimes none of which has been lived, and an unexposed film of the first.

    With ``brains_of`` there is room for all brains that lives under those rules end with.
    """
    shape = (n_lifetimes, len(life.phases), 2, world.n_agents, layout.N_COUNTERS)
    if brains_of is None:
        brains = blank_brains(world, (0, world.n_agents))
    else:
        brains = blank_brains(
            world, (n_lifetimes, world.n_agents),
            heads=bool(parts_in_use(brains_of) & layout.PART_HEADS), model=plans(brains_of),
        )  # fmt: skip
    return Record(
        counts=np.zeros(shape, np.float32),
        status=np.full(n_lifetimes, layout.STATUS_UNFINISHED, np.int32),
        polarity=np.zeros(n_lifetimes, np.int32),
        brains=brains,
        film_from=film_from,
        film_state=np.zeros((n_frames, world.sizes().n_world_state), np.uint32),
        film_watched=np.zeros(n_frames, np.int32),
        film_chances=np.zeros((n_frames, world.n_agents, 2), np.float32),
        film_events=np.zeros((n_frames, world.n_agents, layout.N_EVENTS), np.float32),
        film_inputs=np.zeros((n_frames, world.n_agents, layout.N_INPUTS), np.float32),
    )


def memory_per_lifetime(
    rewards: Sequence[Reward], world: World, life: Life, learners: Sequence[Learner]
) -> dict[str, int]:
    """Bytes that one lifetime needs while it is lived, by part of the workspace."""
    keys = np.zeros((1, 2), np.uint32)
    seats = np.zeros((1, world.n_agents), np.int32)
    rules = kernel_rules(rewards, Roster(seats, seats, keys), world, life, learners)
    work = workspace(world, 1, rules)
    return {name: n_bytes(part) for name, part in work._asdict().items()}
