"""Raise agents under every reward and put the grown-ups through every trial of the battery."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fitness.battery import (
    FixedPoints,
    Profile,
    Sheet,
    Trial,
    by_agent,
    focal_seats,
    profiles,
    read,
    trials,
    upbringing,
)
from inner_rl import (
    CPU,
    Hardware,
    InvalidInput,
    Learner,
    Linear,
    Reward,
    Roster,
    Seat,
    Telemetry,
    as_list,
    monoculture,
    simulate,
)
from inner_rl.characters import Character
from inner_rl.planted import RANDOM
from inner_rl.roster import seated
from kernels.arrays import Brains
from kernels.types import I32Array, U32Array
from rewardsearch.evaluation import MIN_LIFETIMES, SOCIOPATH, Evaluator, Stage, keeping_learner
from rewardsearch.settings import Settings

TRIAL_STEPS = 2000
"""Length of a trial, steps."""
_NO_REWARD = Linear({})


@dataclass(frozen=True)
class Subject:
    """Who is examined: learners under a reward, or a scripted mind."""

    name: str
    reward: Reward | None = None
    mind: str | Character = "learner"
    harmless: bool = False
    """Raised and tried in the world's harmless twin."""


FIXED: tuple[Subject, ...] = (
    Subject("sociopath", SOCIOPATH),
    Subject("harmless twin", SOCIOPATH, harmless=True),
    Subject("scripted kind", mind="kind"),
    Subject("inert", mind="inert"),
    Subject(RANDOM.name, mind=RANDOM),
)
"""The fixed points, examined beside everybody."""


@dataclass(frozen=True)
class Examination:
    """What came out."""

    subjects: tuple[Subject, ...]
    profiles: tuple[Profile, ...]
    """One of each subject, then one of each of ``FIXED``."""
    trials: tuple[Trial, ...]
    sheet: Sheet
    """What the profiles were read from, subjects in the same order."""
    fixed: FixedPoints
    agent_steps: int


def planned_agent_steps(
    settings: Settings, n_subjects: int, n_lifetimes: int, trial_steps: int = TRIAL_STEPS
) -> int:
    """How much will be lived, the fixed points counted."""
    steps = settings.life.steps + sum(
        trial.life.steps * trial.repeats
        for trial in trials(settings.world, settings.life, trial_steps)
    )
    return (n_subjects + len(FIXED)) * n_lifetimes * steps * settings.world.n_agents


def examine(
    settings: Settings,
    subjects: Sequence[Subject],
    n_lifetimes: int,
    *,
    seed: int = 0,
    trial_steps: int = TRIAL_STEPS,
    n_resamples: int = 1000,
    hardware: Hardware = CPU,
    progress: Callable[[int, str], None] | None = None,
) -> Examination:
    """Examine subjects beside the fixed points, all on the same random streams.

    Args:
        settings: world, upbringing and learner.
        subjects: who is examined.
        n_lifetimes: societies raised for each.
        seed: of the streams, which no search and no other report uses.
        trial_steps: length of a trial.
        n_resamples: bootstrap samples behind the 95 % intervals.
        hardware: what lives are lived on; never changes a result.
        progress: called with agent-steps lived since the last call, and with what is next.

    Raises:
        InvalidInput: the learner keeps no brains, or there are too few lifetimes.

    """
    check_examinable(settings, n_lifetimes)
    keys = Evaluator(settings).keys(Stage.BATTERY, 0, n_lifetimes, seed)
    held = trials(settings.world, settings.life, trial_steps)
    everybody = (*subjects, *FIXED)
    sheets = [
        _Raised(settings, subject, keys, hardware, progress).through(held) for subject in everybody
    ]
    sums, felt, own, strata = (list(part) for part in zip(*sheets, strict=True))
    sheet = Sheet(np.stack(sums), strata[0], np.stack(felt), np.stack(own))
    first = len(subjects)
    fixed = FixedPoints(
        sociopath=first, twin=first + 1, kind=first + 2, inert=first + 3, random=first + 4
    )
    return Examination(
        tuple(subjects),
        tuple(profiles(sheet, fixed, n_resamples=n_resamples, seed=seed)),
        held,
        sheet,
        fixed,
        planned_agent_steps(settings, len(subjects), n_lifetimes, trial_steps),
    )


def check_examinable(settings: Settings, n_lifetimes: int) -> None:
    """Raise InvalidInput where ``examine`` would; costs nothing."""
    _learner(settings)
    if n_lifetimes < MIN_LIFETIMES:
        raise InvalidInput(
            f"the battery needs at least {MIN_LIFETIMES} lifetimes for its intervals, "
            f"got {n_lifetimes}"
        )


def _learner(settings: Settings) -> Learner:
    """The learner of an experiment, if its brains can be kept."""
    return keeping_learner(settings, "the battery puts grown brains into trials")


class _Raised:
    """One subject, grown up in every society."""

    def __init__(
        self,
        settings: Settings,
        subject: Subject,
        keys: U32Array,
        hardware: Hardware,
        progress: Callable[[int, str], None] | None,
    ) -> None:
        self._settings, self._subject, self._keys = settings, subject, keys
        self._hardware, self._progress = hardware, progress
        self._reward = subject.reward or _NO_REWARD
        self._learner = _learner(settings)
        self._brains: Brains | None = None
        self._youth: np.ndarray | float = 0.0
        self._raise()

    def _raise(self) -> None:
        """Brains of all seats, and what was done meanwhile; scripted minds do not grow up."""
        s = self._settings
        if self._subject.mind != "learner":
            self._tell(s.life.steps)
            return
        roster = monoculture(1, s.world.n_agents, self._keys)
        told = simulate(
            [self._reward], roster, s.world, s.life, self._learner, return_brains=True,
            harmless=self._subject.harmless, hardware=self._hardware,
        )  # fmt: skip
        self._tell(s.life.steps)
        self._youth = read(upbringing(s.life), told)
        self._brains = None if told.brains is None else as_list(told.brains)

    def through(self, held: Sequence[Trial]) -> tuple[np.ndarray, np.ndarray, np.ndarray, I32Array]:
        """Sums of youth and trials; felt reward and items by agent of the first one; polarities."""
        usual = self._live(held[0], 0)
        felt, own = by_agent(usual)
        sums = self._youth + read(held[0], usual)
        for trial in held[1:]:
            for repeat in range(trial.repeats):
                sums += read(trial, self._live(trial, repeat))
        return sums, felt, own, usual.polarity.astype(np.int64)

    def _live(self, trial: Trial, repeat: int) -> Telemetry:
        s = self._settings
        age = s.life.steps + repeat * trial.life.steps
        told = simulate(
            [self._reward], self._seats(trial), s.world, trial.life, self._learner,
            initial_brains=self._brains, age=age, harmless=self._subject.harmless,
            hardware=self._hardware,
        )  # fmt: skip
        self._tell(trial.life.steps)
        return told

    def _seats(self, trial: Trial) -> Roster:
        """Every grown agent where it grew up, or one of them among scripted others."""
        n_lifetimes, n_agents = len(self._keys), self._settings.world.n_agents
        scripted = self._brains is None
        n_bodies = 1 if scripted else n_lifetimes * n_agents
        seats = [
            Seat(brain=-1 if scripted else body, mind=self._subject.mind)
            for body in range(n_bodies)
        ]  # fmt: skip
        types = np.zeros((n_lifetimes, n_agents), np.int32)
        if not scripted:
            types = np.arange(n_bodies, dtype=np.int32).reshape(n_lifetimes, n_agents)
        if trial.others is not None:
            seats.append(Seat(mind=trial.others))
            focal = focal_seats(n_lifetimes, n_agents)[:, None] == np.arange(n_agents)
            types = np.where(focal, types, len(seats) - 1).astype(np.int32)
        return seated(seats, types, self._keys)

    def _tell(self, steps: int) -> None:
        if self._progress is not None:
            n = len(self._keys) * self._settings.world.n_agents
            self._progress(steps * n, self._subject.name)
