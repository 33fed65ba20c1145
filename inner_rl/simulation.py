"""Run lifetimes: check the input, spread chunks over threads, hand back plain counts."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from math import prod
from queue import SimpleQueue

import numpy as np

from inner_rl.arrays import blank_record, kernel_rules, plans, workspace
from inner_rl.brains import brain_shapes, check_brains
from inner_rl.gpu import live_on_gpu, on_host
from inner_rl.hardware import CPU, Hardware
from inner_rl.learners import Learner
from inner_rl.life import Life
from inner_rl.power import check_power
from inner_rl.rewards import Reward
from inner_rl.roster import Roster
from kernels import layout
from kernels.arrays import Brains, Record, Rules, Workspace
from kernels.checks import require_range
from kernels.errors import InvalidInput
from kernels.types import F32Array, I32Array
from kernels.worlds import World

# Agent-steps of one chunk: about a quarter of a second, so progress and Ctrl-C are prompt.
_CHUNK_AGENT_STEPS = 1_500_000
# Small work is cut finer, so that no thread waits long for the last one.
_CHUNKS_PER_THREAD = 4
_LARGEST_MODEL_MIB = 512


@dataclass(frozen=True)
class Telemetry:
    """Plain counts and sums of every lifetime; nothing is judged here."""

    counts: F32Array
    """[n_lifetimes, n_phases, 2 (unwatched, watched), n_agents, n_counters]."""
    status: I32Array
    """[n_lifetimes] ``layout.STATUS_OK``, or why the lifetime has no valid counts."""
    polarity: I32Array
    """[n_lifetimes] the cue that meant "unwatched"."""
    brains: Brains | None = None
    """[n_lifetimes, n_agents, ..] at the end of life, if they were asked for."""


def simulate(
    rewards: Sequence[Reward],
    roster: Roster,
    world: World,
    life: Life,
    learner: Learner | Sequence[Learner],
    *,
    initial_brains: Brains | None = None,
    return_brains: bool = False,
    age: int = 0,
    harmless: bool = False,
    hardware: Hardware = CPU,
    progress: Callable[[int], None] | None = None,
) -> Telemetry:
    """Let every lifetime of the roster be lived, each agent learning from nothing.

    Args:
        rewards: what can be felt, in any languages.
        roster: who sits where, and each lifetime's random stream.
        world: the world's settings.
        life: its phases.
        learner: settings of the learner, or of all learners that the roster seats.
        initial_brains: brains [n_brains, ..] with which seats of the roster are born; tensors on
            the GPU, such as brains that were kept there, are used where they are.
        return_brains: keep all brains at the end of life.
        age: steps that who is born grown-up has behind it: random streams go on from there, and
            the polarity of the watcher's cue is still the one that was learned.
        harmless: live in the world's harmless twin.
        hardware: what they are lived on, and where results are.  Never changes a result.
        progress: called with the number of lifetimes done since the last call.

    Raises:
        InvalidInput: a shape, range or entry does not fit, nor all into memory; nothing has run.

    """
    learners = [learner] if isinstance(learner, Learner) else list(learner)
    check_input(rewards, roster, world, life, len(learners), initial_brains)
    require_range("age", age, 0, 2**31 - 1 - life.steps)
    rules = kernel_rules(rewards, roster, world, life, learners, initial_brains, harmless, age)
    _check_model_fits(world, rules)
    if hardware.device == "cuda":
        lived = live_on_gpu(rules, world, life, keep_brains=return_brains, progress=progress)
        record = lived if hardware.keeps_results else on_host(lived)
    else:
        record = blank_record(
            roster.keys.shape[0], world, life, brains_of=rules if return_brains else None
        )
        threads = hardware.n_threads
        prompt = _CHUNK_AGENT_STEPS // (life.steps * world.n_agents)
        balanced = -(-roster.keys.shape[0] // (_CHUNKS_PER_THREAD * threads))
        _run_chunks(rules, world, record, max(1, min(prompt, balanced)), threads, progress)
    return Telemetry(
        record.counts, record.status, record.polarity, record.brains if return_brains else None
    )


def check_input(
    rewards: Sequence[Reward],
    roster: Roster,
    world: World,
    life: Life,
    n_learners: int = 1,
    brains: Brains | None = None,
) -> None:
    """Raise InvalidInput unless rewards, roster, life and brains fit each other and the world."""
    if not rewards:
        raise InvalidInput("no rewards were given; scripted agents, too, sit in a seat of one")
    if n_learners == 0:
        raise InvalidInput("no learners were given; scripted agents, too, sit in a seat of one")
    n_brains = check_brains(brains, world) if brains is not None else 0
    roster.check(len(rewards), world.n_agents, n_learners, n_brains)
    if brains is None and (roster.seat_mind == layout.MIND_LEARNER).any():
        life.check_learning()
    for phase in life.phases:
        check_power(f"life phase {phase.name!r}", phase.power, world.n_agents)


def _check_model_fits(world: World, rules: Rules) -> None:
    """Raise InvalidInput where a planner's model of the world would be absurdly large."""
    n_features = world.sizes().n_features
    shape = brain_shapes(world, heads=False, model=True)["model_change"]
    mib = np.dtype(np.float32).itemsize * world.n_agents * prod(shape) / 2**20
    if plans(rules) and mib > _LARGEST_MODEL_MIB:
        raise InvalidInput(
            f"the planners' models of world {world.name!r} take {mib:.0f} MiB a lifetime (at most "
            f"{_LARGEST_MODEL_MIB}): {n_features} features squared, for each act and agent; take a "
            "smaller view or grid, fewer agents, or another learner"
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
        free.put(workspace(world, 1, rules))

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
