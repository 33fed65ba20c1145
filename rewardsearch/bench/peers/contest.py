"""The same job for ours and for a peer, and timing it in turns."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from inner_rl import (
    ActorCritic,
    Hardware,
    Life,
    Linear,
    Phase,
    World,
    monoculture,
    simulate,
    stream_keys,
)


@dataclass(frozen=True)
class Contest:
    """The same job done by ours and by a peer; each call does all of it."""

    name: str
    peer: str
    """What it is made with, and how: versions, batch."""
    agent_steps: int
    """Of one call of ``ours``."""
    ours: Callable[[], object]
    peer_agent_steps: int
    """Of one call of ``theirs``."""
    theirs: Callable[[], object]


def lived_by_ours(world: World, n_lifetimes: int, steps: int) -> Callable[[], object]:
    """Lives under own payoff with the actor-critic's default settings, on one thread."""
    rewards = [Linear({"own_gain": 1.0, "own_pain": -1.0})]
    roster = monoculture(1, world.n_agents, stream_keys(1, (0,), n_lifetimes))
    life = Life((Phase("life", steps),))
    return lambda: simulate(rewards, roster, world, life, ActorCritic(), hardware=Hardware(1))


def in_turns(contest: Contest, repeats: int) -> tuple[list[float], list[float]]:
    """Million agent-steps/s of both, measured in turns after one call of each."""
    sides = (
        (contest.ours, contest.agent_steps),
        (contest.theirs, contest.peer_agent_steps),
    )
    for work, _ in sides:
        work()
    rates: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeats):
        for side, (work, agent_steps) in enumerate(sides):
            began = time.perf_counter()
            work()
            rates[side].append(agent_steps / (time.perf_counter() - began) / 1e6)
    return rates
