"""What runs on a worker: plain functions of what they are sent."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np

from inner_rl import Hardware, Learner, Life, Reward, Roster, Telemetry, simulate
from kernels.compiling import source_hash
from kernels.worlds import World

# A worker is one of as many processes as its machine has processors.
_ONE_THREAD = Hardware(threads=1)


@dataclass(frozen=True)
class Job:
    """What all lifetimes of a call have in common."""

    rewards: Sequence[Reward]
    world: World
    life: Life
    learner: Learner
    harmless: bool


def live(job: Job, roster: Roster) -> Telemetry:
    """Let the lifetimes of a part of a roster be lived, in one thread."""
    return simulate(
        job.rewards, roster, job.world, job.life, job.learner,
        harmless=job.harmless, hardware=_ONE_THREAD,
    )  # fmt: skip


def prepare(job: Job, roster: Roster) -> dict[str, str]:
    """Compile or load what a job needs, by a lifetime of one step; tells what this machine runs."""
    one = part(roster, 0, 1)
    live(replace(job, life=Life((replace(job.life.phases[0], steps=1),))), one)
    return installed()


def installed() -> dict[str, str]:
    """Versions on which results could depend."""
    return {
        "kernels": source_hash(),
        "rewardsearch": version("rewardsearch"),
        "numpy": np.__version__,
        "python": platform.python_version(),
    }


def part(roster: Roster, first: int, last: int) -> Roster:
    """Lifetimes ``first`` to ``last`` - 1 of a roster."""
    rows = ("seat_genome", "seat_mind", "keys", "seat_learner", "seat_brain", "seat_type")
    return replace(roster, **{name: getattr(roster, name)[first:last] for name in rows})
