"""Run lifetimes: check the input, lay out the arrays, spread chunks over threads."""

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np

from inner_rl.learner import ActorCritic
from inner_rl.life import Life
from inner_rl.power import check_power, disarmed, power_row
from inner_rl.rewards import Reward, reward_table
from inner_rl.roster import Roster
from kernels import layout
from kernels.errors import InvalidInput
from kernels.layout import Body, Record, Rules, Workspace
from kernels.types import F32Array, I32Array
from kernels.worlds import World

# Agent-steps of one chunk: about a quarter of a second, so progress and Ctrl-C are prompt.
_CHUNK_AGENT_STEPS = 1_500_000
# Small work is cut finer, so that no thread waits long for the last one.
_CHUNKS_PER_THREAD = 4


@dataclass(frozen=True)
class Telemetry:
    """Plain counts and sums of every lifetime; nothing is judged here."""

    counts: F32Array
    """[n_lifetimes, n_phases, 2 (unwatched, watched), n_agents, n_counters]."""
    status: I32Array
    """[n_lifetimes] ``layout.STATUS_OK``, or why the lifetime has no valid counts."""
    polarity: I32Array
    """[n_lifetimes] the cue that meant "unwatched"."""


def simulate(
    rewards: Sequence[Reward],
    roster: Roster,
    world: World,
    life: Life,
    learner: ActorCritic,
    *,
    harmless: bool = False,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Telemetry:
    """Let every lifetime of the roster be lived, each agent learning from nothing.

    Args:
        rewards: what can be felt, in any languages.
        roster: who feels which of them where, and each lifetime's random stream.
        world: the world's settings.
        life: its phases.
        learner: settings of the learner.
        harmless: live in the world's harmless twin.
        threads: worker threads; by default all processors.  Never changes a result.
        progress: called with the number of lifetimes done since the last call.

    Raises:
        InvalidInput: a shape, range or entry does not fit; nothing has run then.

    """
    check_input(rewards, roster, world, life)
    rules = kernel_rules(rewards, roster, world, life, learner, harmless)
    record = blank_record(roster.keys.shape[0], world, life)
    threads = threads or available_threads()
    prompt = _CHUNK_AGENT_STEPS // (life.steps * world.n_agents)
    balanced = -(-roster.keys.shape[0] // (_CHUNKS_PER_THREAD * threads))
    _run_chunks(rules, world, record, max(1, min(prompt, balanced)), threads, progress)
    return Telemetry(record.counts, record.status, record.polarity)


def check_input(rewards: Sequence[Reward], roster: Roster, world: World, life: Life) -> None:
    """Raise InvalidInput unless rewards, roster and life fit each other and the world."""
    if not rewards:
        raise InvalidInput("no rewards were given; scripted agents, too, sit in a seat of one")
    roster.check(len(rewards), world.n_agents)
    for phase in life.phases:
        check_power(f"life phase {phase.name!r}", phase.power, world.n_agents)


def available_threads() -> int:
    """Processors that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def kernel_rules(
    rewards: Sequence[Reward],
    roster: Roster,
    world: World,
    life: Life,
    learner: ActorCritic,
    harmless: bool = False,
) -> Rules:
    """Everything the kernels read, as arrays; the arguments must have been checked."""
    n_phases = len(life.phases)
    return Rules(
        world=world.tag,
        n_agents=world.n_agents,
        n_actions=world.n_actions,
        phase_steps=np.array([phase.steps for phase in life.phases], np.int32),
        phase_learning=np.array([phase.learning for phase in life.phases], np.int32),
        phase_power=np.stack([power_row(phase.power, world.n_agents) for phase in life.phases]),
        world_ints=np.stack([world.ints(disarmed(phase.power, harmless)) for phase in life.phases]),
        world_floats=np.tile(world.floats(), (n_phases, 1)),
        oversight=np.stack([phase.oversight.row() for phase in life.phases]),
        learner=learner.row(),
        rewards=reward_table(rewards),
        seat_genome=np.ascontiguousarray(roster.seat_genome, np.int32),
        seat_mind=np.ascontiguousarray(roster.seat_mind, np.int32),
        keys=np.ascontiguousarray(roster.keys, np.uint32),
    )


def workspace(world: World, n_slots: int, parts: int) -> Workspace:
    """Scratch memory for ``n_slots`` lifetimes at a time, of bodies with the given PART_*."""
    sizes, n = world.sizes(), world.n_agents
    wide = layout.MAX_ACTIONS
    return Workspace(
        world=np.zeros((n_slots, sizes.n_world_state), np.uint32),
        policy=np.zeros((n_slots, n, sizes.n_features, wide), np.float32),
        critic=np.zeros((n_slots, n, sizes.n_features), np.float32),
        active=np.zeros((n_slots, 2, n, sizes.max_active), np.uint32),
        n_active=np.zeros((n_slots, 2, n, 2), np.uint32),
        probabilities=np.zeros((n_slots, n, wide), np.float32),
        value=np.zeros((n_slots, n), np.float32),
        actions=np.zeros((n_slots, n), np.uint32),
        chance=np.zeros((n_slots, n, 2), np.float32),
        events=np.zeros((n_slots, n, layout.N_EVENTS), np.float32),
        body=body(world, n_slots, parts),
    )


def body(world: World, n_slots: int, parts: int) -> Body:
    """What agents feel with, as large as the PART_* that are kept up require."""
    n, n_features = world.n_agents, world.sizes().n_features
    heads = (layout.N_HEADS, n_features, layout.MAX_ACTIONS)
    return Body(
        inputs=np.zeros((n_slots, n, layout.N_INPUTS), np.float32),
        sight=np.zeros((n_slots, n, n), np.int32),
        heads=np.zeros(
            (n_slots, n, *(heads if parts & layout.PART_HEADS else (0, 0, 0))), np.float32
        ),
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


def blank_record(
    n_lifetimes: int, world: World, life: Life, film_from: int = 0, n_frames: int = 0
) -> Record:
    """Results of lifetimes none of which has been lived, and an unexposed film of the first."""
    shape = (n_lifetimes, len(life.phases), 2, world.n_agents, layout.N_COUNTERS)
    return Record(
        counts=np.zeros(shape, np.float32),
        status=np.full(n_lifetimes, layout.STATUS_UNFINISHED, np.int32),
        polarity=np.zeros(n_lifetimes, np.int32),
        film_from=film_from,
        film_state=np.zeros((n_frames, world.sizes().n_world_state), np.uint32),
        film_watched=np.zeros(n_frames, np.int32),
        film_events=np.zeros((n_frames, world.n_agents, layout.N_EVENTS), np.float32),
    )


def _run_chunks(
    rules: Rules,
    world: World,
    record: Record,
    chunk: int,
    threads: int,
    progress: Callable[[int], None] | None,
) -> None:
    """Spread lifetimes over threads; an interrupt waits for running chunks only."""
    # Importing the driver compiles or loads the kernels; nothing else here needs them.
    from kernels.cpu import run

    n_lifetimes = record.status.shape[0]
    threads = max(1, min(threads, -(-n_lifetimes // chunk)))
    # Each thread gets its own memory, not a row of a shared array: no false sharing.
    free: SimpleQueue[Workspace] = SimpleQueue()
    for _ in range(threads):
        free.put(workspace(world, 1, parts_in_use(rules)))

    def live_chunk(first: int) -> int:
        last = int(min(first + chunk, n_lifetimes))
        work = free.get()
        try:
            run(rules, work, record, first, last, 0)
        finally:
            free.put(work)
        return last - first

    pool = ThreadPoolExecutor(threads, thread_name_prefix="lifetimes")
    pending = {pool.submit(live_chunk, first) for first in range(0, n_lifetimes, chunk)}
    try:
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                n_done = future.result()
                if progress is not None:
                    progress(n_done)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
