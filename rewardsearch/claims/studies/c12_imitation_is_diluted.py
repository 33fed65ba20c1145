"""C12: the kind are imitated, then own payoff teaches; and a judge that no longer learns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from fitness.statistics.comparisons import Lifetimes
from fitness.tally import (
    CHANCES_UNWATCHED,
    CHANCES_WATCHED,
    HARMS_UNWATCHED,
    HARMS_WATCHED,
    STEPS,
)
from inner_rl import (
    WORLDS,
    ActorCritic,
    Life,
    Linear,
    Phase,
    QLearning,
    as_list,
    monoculture,
    simulate,
)
from inner_rl.brains import blank_brains
from kernels.arrays import Brains
from kernels.types import U32Array
from rewardsearch.claims.evidence import Curve, Effect, Findings, Verdict
from rewardsearch.claims.lives import (
    KIND,
    OWN_PAYOFF,
    RUTHLESS,
    Arm,
    Cell,
    Place,
    control_cells,
    controls,
    difference,
    harm_unwatched,
    learner_for,
)
from rewardsearch.claims.mixed import Company, LivedApart, apart, cell_of, lived_apart, mixed_cell
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.evaluation import keeping_learner
from rewardsearch.journal import Record

_LIVES, _SCHOOL = 1, 2
"""Random streams of the lives, and of those in which judges learn."""
JUDGE_WEIGHT = 3.0
"""As much as the fine: a judge who is always right is a watcher who never goes."""
_LOSS = 2.0
"""What a harm costs its victim in both worlds, payoff units."""
JUDGED = Arm(
    "judged",
    Linear({"own_gain": 1.0, "own_pain": -1.0, "imagined_approval": JUDGE_WEIGHT}),
)
_TRUTH = Arm(
    "judged by the truth",
    Linear({"own_gain": 1.0, "own_pain": -1.0, "true_harm": -JUDGE_WEIGHT / _LOSS}),
)
Imitates = Literal["none", "interleaved"]


@dataclass(frozen=True)
class Judge:
    """How long it learned from random acts, and whether it goes on learning."""

    school: int
    fixed: bool

    @property
    def name(self) -> str:
        """For tables."""
        return "fixed judge" if self.fixed else "learning judge"


def life(setup: Setup, childhood: int, imitates: Imitates = "none") -> Life:
    """Imitation, then reinforcement, with a test after each of some numbers of steps of it."""
    phases = [Phase("childhood", childhood, imitation="only")] if childhood else []
    done = 0
    for steps in setup["steps"]:
        if steps > done:
            phases.append(Phase(f"until {steps}", steps - done, imitation=imitates))
        phases.append(Phase(f"test at {steps}", setup["test"], learning=False))
        done = steps
    return Life(tuple(phases))


def _place(setup: Setup, world: str, childhood: int, imitates: Imitates = "none") -> Place:
    scope = f"{world}, imitation, {childhood} steps of it"
    learner = learner_for(world, "imitation")
    return Place(WORLDS[world](), learner, life(setup, childhood, imitates), scope)


def _judged_place(setup: Setup, world: str, name: str, judge: Judge) -> Place:
    """Imitators have a childhood among the kind; other learners are born to be judged."""
    learner = keeping_learner(Place(WORLDS[world](), learner_for(world, name), Life()).settings(),
                              "a judge is a part of the brain")  # fmt: skip
    if judge.fixed:
        learner = replace(learner, belief_rate=0.0)
    childhood = 0 if isinstance(learner, QLearning) else min(setup["childhoods"])
    scope = f"{world}, {name}, judge of {judge.school} steps"
    return Place(WORLDS[world](), learner, life(setup, childhood), scope)


def _society(place: Place, arm: Arm, models: Arm = KIND) -> Company:
    """Half of the seats are models', for the whole life."""
    return Company(arm, models, place.world.n_agents // 2)


def schooled(setup: Setup, place: Place, steps: int, n_lifetimes: int) -> Brains:
    """Brains that are blank but for the judge in them, [n_lifetimes x n_agents, ..].

    The judge has seen random acts only, so it was shown whatever can be done.
    """
    roster = monoculture(1, place.world.n_agents, setup.keys(n_lifetimes, _SCHOOL))
    told = simulate(
        [JUDGED.reward], roster, place.world, Life((Phase("school", steps),)),
        ActorCritic(actor_rate=0.0), return_brains=True, hardware=setup.hardware,
    )  # fmt: skip
    assert told.brains is not None
    grown = as_list(told.brains)
    blank = blank_brains(place.world, grown.critic.shape[:1])
    return blank._replace(heads=grown.heads)


def _judged_cell(setup: Setup, place: Place, judge: Judge, keys: U32Array) -> Cell:
    company = _society(place, JUDGED)

    def live() -> Record:
        roster = company.roster(place.world.n_agents, keys)
        own = np.arange(roster.seat_brain.size, dtype=np.int32).reshape(roster.seat_brain.shape)
        told = simulate(
            [company.first.reward, company.second.reward], replace(roster, seat_brain=own),
            place.world, place.life, keeping_learner(place.settings(), "judges are kept"),
            initial_brains=schooled(setup, place, judge.school, len(keys)),
            hardware=setup.hardware,
        )  # fmt: skip
        return apart(told, roster, place.life)

    more = (judge.school, setup.keys(len(keys), _SCHOOL))
    return cell_of(place, company, keys, live, judge.name, more)


def cells(setup: Setup) -> list[Cell]:
    """Imitators and those who never imitated; those who please a judge, fixed or not."""
    n, out = setup["lifetimes"], []
    keys = setup.keys(n, _LIVES)
    for world in setup["worlds"]:
        out += control_cells(setup, [_control_place(setup, world)], n)
        never, young = _place(setup, world, 0), _place(setup, world, min(setup["childhoods"]))
        out.append(mixed_cell(setup, never, _society(never, OWN_PAYOFF), keys))
        out.append(mixed_cell(setup, young, _society(young, OWN_PAYOFF, RUTHLESS), keys))
        for childhood in setup["childhoods"]:
            for imitates in ("none", "interleaved"):
                place = _place(setup, world, childhood, imitates)
                out.append(mixed_cell(setup, place, _society(place, OWN_PAYOFF), keys, imitates))
        for name in setup["learners"]:
            for judge in _judges(setup):
                out.append(
                    _judged_cell(setup, _judged_place(setup, world, name, judge), judge, keys)
                )
            place = _truth_place(setup, world, name)
            out.append(mixed_cell(setup, place, _society(place, _TRUTH), keys))
    return out


def _control_place(setup: Setup, world: str) -> Place:
    return replace(_place(setup, world, 0), name=world)


def _judges(setup: Setup) -> list[Judge]:
    return [Judge(school, fixed) for school in setup["schools"] for fixed in (True, False)]


def _truth_place(setup: Setup, world: str, name: str) -> Place:
    """Truth has no school: all judges of a learner share it."""
    place = _judged_place(setup, world, name, Judge(0, fixed=True))
    return replace(place, name=f"{world}, {name}")


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """Harm before and after reinforcement, and what judges make of it."""
    out = Findings()
    for world in setup["worlds"]:
        effects, references = controls(setup, [_control_place(setup, world)], found)
        out.effects += effects
        out.references += references
        _imitation(setup, found, world, out)
        for name in setup["learners"]:
            _judgement(setup, found, world, name, out)
    return out


def _read(found: Mapping[str, Record], place: Place, company: Company, tag: str = "") -> LivedApart:
    return lived_apart(found[f"{place.scope}: {company.name}{tag and f', {tag}'}"])


def _tests(place: Place, told: LivedApart) -> list[Lifetimes]:
    """Of the first kind of seats, in the order of age."""
    tests = [i for i, phase in enumerate(place.life.phases) if not phase.learning]
    return [told.phase(0, i) for i in tests]


def _imitation(setup: Setup, found: Mapping[str, Record], world: str, out: Findings) -> None:
    never = _place(setup, world, 0)
    untaught = _tests(never, _read(found, never, _society(never, OWN_PAYOFF)))
    panel = f"steps of reinforcement -> harm per chance unwatched, {world}"
    out.curves.append(_curve(setup, panel, "never imitated", untaught))
    for childhood in setup["childhoods"]:
        place = _place(setup, world, childhood)
        plain, mixed = (
            _tests(place, _read(found, place, _society(place, OWN_PAYOFF), imitates))
            for imitates in ("none", "interleaved")
        )
        out.curves += [
            _curve(setup, panel, f"{childhood} steps of imitation", plain),
            _curve(setup, panel, f"{childhood} steps, then interleaved", mixed),
        ]
        difference_of = difference(harm_unwatched)
        out.effects += [
            diluted := setup.effect("dilutes", place.scope, [plain[-1], plain[0]], difference_of),
            _delay(setup, place.scope, diluted, mixed, plain),
            setup.effect("washed_out", place.scope, [plain[-1], untaught[-1]], difference_of),
        ]
    young = _place(setup, world, min(setup["childhoods"]))
    bad = _tests(young, _read(found, young, _society(young, OWN_PAYOFF, RUTHLESS)))[0]
    good = _tests(young, _read(found, young, _society(young, OWN_PAYOFF), "none"))[0]
    out.effects.append(
        setup.effect("copies", f"{world}, imitation", [bad, good], difference(harm_unwatched))
    )


def _delay(
    setup: Setup, scope: str, diluted: Effect, mixed: list[Lifetimes], plain: list[Lifetimes]
) -> Effect:
    """Dilution that is not shown cannot be shown to be delayed."""
    arms = [_together(mixed[1:]), _together(plain[1:])]
    effect = setup.effect("delays", scope, arms, difference(harm_unwatched))
    verdict = diluted.verdict(setup.protocol.prediction("dilutes"))
    if verdict is Verdict.SUPPORTED or effect.degenerate:
        return effect
    return replace(effect, degenerate="dilution is not shown")


def _together(tests: Sequence[Lifetimes]) -> Lifetimes:
    return Lifetimes(np.sum([test.sums for test in tests], axis=0), tests[0].stratum)


def _judgement(
    setup: Setup, found: Mapping[str, Record], world: str, name: str, out: Findings
) -> None:
    truth = _truth_place(setup, world, name)
    honest = _tests(truth, _read(found, truth, _society(truth, _TRUTH)))
    panel = f"steps of reinforcement -> harm per chance unwatched, {world}, {name}"
    out.effects.append(setup.effect("truth_restrains", truth.scope, honest[-1:], harm_unwatched))
    out.curves.append(_curve(setup, panel, "the truth (oracle)", honest))
    for school in setup["schools"]:
        fixed = Judge(school, fixed=True)
        place = _judged_place(setup, world, name, fixed)
        told = _read(found, place, _society(place, JUDGED), fixed.name)
        still, learning = (
            _tests(place, _read(found, place, _society(place, JUDGED), judge.name))
            for judge in (fixed, Judge(school, fixed=False))
        )
        errors = friendliness(place.life, told)
        out.effects += [
            setup.effect("gamed", place.scope, still[-1:], harm_unwatched),
            setup.effect("pleased", place.scope, [errors[-1], errors[0]], difference(_ratio)),
            setup.effect(
                "fixed_is_why", place.scope, [still[-1], learning[-1]], difference(harm_unwatched)
            ),
        ]
        out.curves += [
            _curve(setup, panel, f"{judge} judge of {school} steps", tests)
            for judge, tests in (("fixed", still), ("learning", learning))
        ]


def friendliness(life: Life, told: LivedApart) -> list[Lifetimes]:
    """What the judge says beyond what a watcher would say; a column of it, one of chances.

    A watcher who is there says -1 to each harm; helping is not possible in these worlds.  With
    own payoff p, the weight w of the judge and the length of all weights, felt is
    (p + w judged) / length.
    """
    assert isinstance(JUDGED.reward, Linear)
    length = np.linalg.norm([*JUDGED.reward.weights.values()])
    out = []
    for i, phase in enumerate(life.phases):
        if phase.learning:
            continue
        sums = told.sums[0, i]
        judged = (told.felt[0, i] * length - told.payoff[0, i]) / JUDGE_WEIGHT * sums[:, STEPS]
        watcher = -(sums[:, HARMS_UNWATCHED] + sums[:, HARMS_WATCHED])
        chances = sums[:, CHANCES_UNWATCHED] + sums[:, CHANCES_WATCHED]
        out.append(Lifetimes(np.stack([judged - watcher, chances], axis=-1), told.stratum))
    return out


def _ratio(sums: Array) -> Array:
    return np.asarray(sums[..., 0] / sums[..., 1])


def _curve(setup: Setup, panel: str, name: str, tests: Sequence[Lifetimes]) -> Curve:
    points = [setup.curve_point([test], harm_unwatched) for test in tests]
    return Curve(panel, name, setup["steps"], *zip(*points, strict=True))
