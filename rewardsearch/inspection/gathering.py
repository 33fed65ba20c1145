"""Everything that an inspection measures, one stage after the other."""

from collections.abc import Callable
from dataclasses import dataclass

from inner_rl import Hardware, InvalidInput, Learner, Reward
from inner_rl.film import Film, film_life
from inner_rl.neural import NeuralActorCritic
from inner_rl.rewards.library import LIBRARY
from kernels.types import U32Array
from rewardsearch.battery import Examination, Subject, examine, planned_agent_steps
from rewardsearch.battery.held_out_worlds import (
    chosen_worlds,
    examine_elsewhere,
    held_out_agent_steps,
)
from rewardsearch.evaluation import SOCIOPATH, Evaluator, Row, Stage
from rewardsearch.inspection.curves import Curves, measured_curves
from rewardsearch.inspection.feelings import Feelings, measured_feelings
from rewardsearch.inspection.parts import Part, measured_parts, n_lives
from rewardsearch.settings import Settings

HAND_WRITTEN = (
    "inequity_aversion",
    "svo_prosocial",
    "distress_averse",
    "guilt",
    "sympathy",
    "approval",
    "being_caught",
)
"""Rewards of the library that stand beside the one inspected; no oracles."""
CURVE_LIVES, FELT_LIVES = 16, 12
"""Societies behind the curves over a life, and behind what is felt."""
TRIAL_STEPS = 1_000
"""Length of a trial of the battery."""
FILM_FRAMES = 60
# Lines of a report beside the rewards: sociopath, twin, inert, kind.
_N_REFERENCES = 4

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Measured:
    """What was measured of one reward."""

    rows: list[Row]
    """The reward, then hand-written ones."""
    references: list[Row]
    parts: list[Part]
    curves: list[Curves]
    """Of the reward and of the sociopath."""
    feelings: Feelings
    examinations: dict[str, Examination]
    """By world, its own first."""
    films: dict[str, tuple[Reward, Film]]
    """Of the sociopath and of the reward, by name: the same life."""
    lifetimes: int
    seed: int
    agent_steps: int


def kernel_learner(settings: Settings) -> Learner:
    """The learner, if it is one of the kernels'.

    Raises:
        InvalidInput: it is a neural one, whose lives are not filmed.

    """
    if isinstance(settings.learner, NeuralActorCritic):
        raise InvalidInput(
            "an inspection films lives and puts grown brains into trials, which a neural learner "
            "does not allow; choose another learner, e.g. learner.name=actor_critic"
        )
    return settings.learner


def planned(settings: Settings, reward: Reward, lifetimes: int) -> dict[str, int]:
    """Agent-steps of each stage."""
    life = settings.life.steps * settings.world.n_agents
    worlds = chosen_worlds(None, (settings.world.name,))
    return {
        "scores": (1 + len(HAND_WRITTEN) + _N_REFERENCES) * lifetimes * life,
        "parts": n_lives(reward, lifetimes) * life,
        "a life": 2 * CURVE_LIVES * life,
        "feelings": FELT_LIVES * life,
        "battery": planned_agent_steps(settings, 1, lifetimes, TRIAL_STEPS)
        + held_out_agent_steps(settings, worlds, lifetimes, TRIAL_STEPS),
    }


def measure(
    settings: Settings,
    reward: Reward,
    lifetimes: int,
    *,
    seed: int,
    hardware: Hardware,
    progress: Progress,
) -> Measured:
    """Do all of it on streams that no search and no other report uses."""
    learner = kernel_learner(settings)
    evaluator = Evaluator(settings, hardware)
    work = planned(settings, reward, lifetimes)

    def keys(part: int, n: int) -> U32Array:
        return evaluator.keys(Stage.INSPECT, part, n, seed)

    progress(0, "scores")
    others = [LIBRARY[name].reward for name in HAND_WRITTEN]
    rows, references = evaluator.report([reward, *others], keys(0, lifetimes), seed)
    progress(work["scores"], "parts")
    parts = measured_parts(evaluator, reward, keys(0, lifetimes), seed)
    progress(work["parts"], "a life")
    both = {"this reward": reward, "sociopath": SOCIOPATH}
    curves = measured_curves(evaluator, both, keys(1, CURVE_LIVES), seed)
    progress(work["a life"], "feelings")
    feelings = measured_feelings(settings, learner, reward, keys(1, FELT_LIVES), seed)
    progress(work["feelings"], "battery")
    examinations = _examined(settings, reward, lifetimes, seed, hardware, progress)
    films = {name: (felt, _filmed(settings, learner, felt, keys(2, 1)[0]))
             for name, felt in {"sociopath": SOCIOPATH, "this reward": reward}.items()}  # fmt: skip
    return Measured(
        rows, references, parts, curves, feelings, examinations, films, lifetimes, seed,
        sum(work.values()),
    )  # fmt: skip


def _examined(
    settings: Settings,
    reward: Reward,
    lifetimes: int,
    seed: int,
    hardware: Hardware,
    progress: Progress,
) -> dict[str, Examination]:
    """The battery in the own world and, briefly, in two that the search did not use."""
    subject = Subject("this reward", reward)
    worlds = chosen_worlds(None, (settings.world.name,))

    def tell(work: int, _: str) -> None:
        progress(work, "battery")

    own = examine(
        settings, [subject], lifetimes, seed=seed, trial_steps=TRIAL_STEPS,
        n_resamples=settings.report.resamples, hardware=hardware, progress=tell,
    )  # fmt: skip
    return {settings.world.name: own} | examine_elsewhere(
        settings, subject, worlds, lifetimes, seed=seed, trial_steps=TRIAL_STEPS,
        hardware=hardware, progress=tell,
    )  # fmt: skip


def _filmed(settings: Settings, learner: Learner, reward: Reward, key: U32Array) -> Film:
    """The last frames of a life, without its last act, of which nothing is felt."""
    n = min(FILM_FRAMES, settings.life.steps - 1)
    first = settings.life.steps - 1 - n
    return film_life(
        reward, key, settings.world, settings.life, learner, first_step=first, n_frames=n
    )
