"""Run lifetimes of neural learners: worlds and feelings by the kernels, brains by PyTorch."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch

from inner_rl.arrays import blank_record, body, kernel_rules
from inner_rl.feelings import NEEDS_VALUES
from inner_rl.life import Life
from inner_rl.neural.network import Networks
from inner_rl.neural.ppo import Trainer
from inner_rl.neural.rollout import Rollout
from inner_rl.neural.settings import NeuralActorCritic
from inner_rl.rewards import Reward
from inner_rl.roster import Roster
from inner_rl.simulation import Telemetry, check_input
from kernels import layout
from kernels.arrays import Record, Rules
from kernels.crowd import EPISODE_STEP, N_CLOCK, Crowd, act, begin, perceive
from kernels.errors import InvalidInput
from kernels.worlds import World

# Lifetimes in lockstep: enough to hide the cost of calls, few enough for the processor's cache.
_TOGETHER = 32


def simulate_neural(
    rewards: Sequence[Reward],
    roster: Roster,
    world: World,
    life: Life,
    learner: NeuralActorCritic,
    *,
    harmless: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Telemetry:
    """Let every lifetime of the roster be lived, each agent learning from nothing.

    The same as ``inner_rl.simulate`` but for the learner.  In a phase without learning networks
    stay as they are, and the unfinished rollout before it is not learned from.  A lifetime does
    not depend on those simulated with it, up to the rounding of batched products.

    Args:
        rewards: what can be felt, in any languages.
        roster: who feels which of them where, and each lifetime's random stream.
        world: the world's settings.
        life: its phases.
        learner: settings of the learner.
        harmless: live in the world's harmless twin.
        progress: called with the number of lifetimes done since the last call.

    Raises:
        InvalidInput: a shape, range or entry does not fit, or a reward needs a linear value
            function; nothing has run then.

    """
    check_input(rewards, roster, world, life)
    _check_feelings(rewards)
    if any(phase.probed for phase in life.phases):
        raise InvalidInput("a probed phase needs a learner of the kernels, not a neural one")
    if learner.device == "cuda" and not torch.cuda.is_available():
        raise InvalidInput("learner.device is cuda, but PyTorch finds no GPU here; use cpu")
    record = blank_record(roster.keys.shape[0], world, life)
    for first in range(0, record.status.shape[0], _TOGETHER):
        some = slice(first, first + _TOGETHER)
        part = Roster(
            roster.seat_genome[some], roster.seat_mind[some], roster.keys[some],
            characters=roster.characters,
        )  # fmt: skip
        rules = kernel_rules(rewards, part, world, life, [learner.body()], harmless=harmless)
        done = record._replace(
            counts=record.counts[some], status=record.status[some], polarity=record.polarity[some]
        )
        with _one_thread():
            _live(rules, world, done, learner)
        if progress is not None:
            progress(len(done.status))
    return Telemetry(record.counts, record.status, record.polarity)


def _check_feelings(rewards: Sequence[Reward]) -> None:
    """Refuse rewards that this learner cannot feel."""
    needy = {name for reward in rewards for name in reward.inputs_used()} & set(NEEDS_VALUES)
    if needy:
        raise InvalidInput(
            f"the reward feels {' and '.join(sorted(needy))}, which needs a value function linear "
            "in features; a neural learner has none: use the linear learner, or another reward"
        )


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let PyTorch compute on the calling thread.

    The products are small: a second thread gains little and, on a busy machine, costs much.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _live(rules: Rules, world: World, record: Record, learner: NeuralActorCritic) -> None:
    """Run all lifetimes of ``rules`` in lockstep; writes ``record``."""
    crowd = newborn(rules, world)
    lives, seats = np.nonzero(rules.seat_mind == layout.MIND_LEARNER)
    births = np.column_stack([rules.keys[lives], seats.astype(np.uint32)])
    trainer = Trainer(Networks(world, learner, births).to(learner.device), learner)
    rollout = Rollout(world, learner, trainer)
    begin(rules, crowd, record)
    step = 0
    for phase, n_steps in enumerate(rules.phase_steps.tolist()):
        crowd.clock[:, EPISODE_STEP] = 0
        for first in range(n_steps):
            if not rules.phase_learning[phase]:
                rollout.begin()
            begins = int(rules.phase_begins[phase]) if first == 0 else 0
            perceive(
                rules, crowd, record, phase, begins, step, rollout.slot, rollout.seen, rollout.felt
            )
            rollout.learn_if_full()
            act(rules, crowd, record, phase, step, rollout.slot, rollout.policy(), rollout.chosen)
            rollout.slot += 1
            step += 1
    record.status[:] = layout.STATUS_OK
    record.status[lives[trainer.diverged.numpy()]] = layout.STATUS_DIVERGED


def newborn(rules: Rules, world: World) -> Crowd:
    """Blank state of all lifetimes of ``rules``."""
    n_lifetimes, n, sizes = rules.keys.shape[0], world.n_agents, world.sizes()
    learns = rules.seat_mind == layout.MIND_LEARNER
    parts = np.where(learns, rules.rewards.parts[rules.seat_genome], 0)
    return Crowd(
        world=np.zeros((n_lifetimes, sizes.n_world_state), np.uint32),
        clock=np.zeros((n_lifetimes, N_CLOCK), np.int32),
        parts=np.bitwise_or.reduce(parts, axis=1).astype(np.int32),
        brain=(np.cumsum(learns) - 1).reshape(learns.shape).astype(np.int32),
        active=np.zeros((n_lifetimes, 2, n, sizes.max_active), np.uint32),
        n_active=np.zeros((n_lifetimes, 2, n, 2), np.uint32),
        actions=np.zeros((n_lifetimes, n), np.uint32),
        chance=np.zeros((n_lifetimes, n, 2), np.float32),
        events=np.zeros((n_lifetimes, n, layout.N_EVENTS), np.float32),
        body=body(world, n_lifetimes, int(np.bitwise_or.reduce(parts, axis=None))),
        critic=np.zeros(sizes.n_features, np.float32),
    )
