"""C11: who feels what selection pays for, at once or late, beside who feels gain and pain."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fitness.statistics.comparisons import Lifetimes
from fitness.tally import GAIN, STEPS
from inner_rl import WORLDS, ActorCritic, Life, Oversight, Phase, Program
from inner_rl.rewards.program import from_lists
from rewardsearch.claims.evidence import Curve, Effect, Findings
from rewardsearch.claims.evolving import evolution_cell, weights_in
from rewardsearch.claims.lives import (
    OWN_PAYOFF,
    TWIN,
    Arm,
    Cell,
    Place,
    control_cells,
    controls,
    difference,
    harm_unwatched,
    learner_for,
    life_cell,
    lived,
)
from rewardsearch.claims.mixed import Company, lived_apart, mixed_cell
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.evolution.settings import EvolutionSettings, EvolveSettings
from rewardsearch.evolution.template import Template
from rewardsearch.journal import Record

_LIVES, _SEARCH = 1, 2
"""Random streams of the hand-made societies, and of natural selection."""
STEPS_OF_AVERAGE = 9
"""Mean delay of a leaky average with decay .9: .9 / (1 - .9)."""
_LONGER = 5
_TERMS = ("own_gain", "own_pain", "distress_seen")
_GAIN, _FITNESS = 0, len(_TERMS)
_PATIENT = ActorCritic(discount=0.99, trace=0.9, actor_rate=0.05, critic_rate=0.005)
"""A horizon of 100 steps; smaller steps of learning, since traces add up."""


def delayed(averages: int) -> Any:
    """Fitness through so many leaky averages in a row, as lists.

    What is felt t steps later has the share C(t + n - 1, t) .1^n .9^t, n averages being passed: a
    negative binomial distribution, with mean 9 n; n = 0 is felt at once.
    """
    expression: Any = "descendants"
    for _ in range(averages):
        expression = ["trace", expression]
    return expression


def _fitness(averages: int) -> Arm:
    told = f"{STEPS_OF_AVERAGE * averages} steps late" if averages else "at once"
    return Arm(f"fitness {told}", Program(from_lists(delayed(averages))))


def template(averages: int) -> Template:
    """Drives and the fitness term, each at its typical size; all weights are 0 at first."""
    scale = Program(from_lists(delayed(averages))).scale
    expression: Any = ["*", "$fitness", ["*", scale, delayed(averages)]]
    for name in reversed(_TERMS):
        expression = ["+", ["*", f"${name}", name], expression]
    return Template(expression=expression, genes=dict.fromkeys((*_TERMS, "fitness"), 0.0))


def _life(setup: Setup, longer: int = 1) -> Life:
    return Life(
        (
            Phase("childhood", longer * setup["childhood"]),
            Phase("adulthood", setup["adulthood"]),
        )
    )


def _places(setup: Setup) -> list[Place]:
    return [
        Place(WORLDS[world](), learner_for(world, learner), _life(setup))
        for world in setup["worlds"]
        for learner in setup["learners"]
    ]


def _long(setup: Setup, place: Place) -> Place:
    return replace(place, life=_life(setup, _LONGER), name=f"{place.scope}, long lives")


def _patient(setup: Setup, world: str) -> Place:
    name = f"{world}, patient actor_critic"
    return Place(WORLDS[world](), _PATIENT, _life(setup), name)


def _shared(place: Place, arm: Arm) -> Company:
    """Drives in one half of the seats, an arm in the other."""
    return Company(OWN_PAYOFF, arm, place.world.n_agents // 2)


def _evolution(setup: Setup, world: str, averages: int, search: int) -> EvolveSettings:
    steps, unwatched = setup["short_life"], Oversight(share=0.0)
    life = Life(
        (
            Phase("childhood", 3 * steps // 4, oversight=unwatched),
            Phase("adulthood", steps // 4, oversight=unwatched),
        )
    )
    return EvolveSettings(
        world=WORLDS[world](),
        life=life,
        learner=learner_for(world, "actor_critic"),
        seed=int(setup.keys(1, _SEARCH, search)[0, 0]),
        evolution=EvolutionSettings(
            template=template(averages),
            population=setup["population"],
            generations=setup["generations"],
            lifetimes=setup["groups"],
            mutation_rate=0.5,
            mutation=0.3,
        ),
    )


def cells(setup: Setup) -> list[Cell]:
    """Mixed societies, and natural selection with both terms on offer."""
    keys, late = setup.keys(setup["lifetimes"], _LIVES), _fitness(max(setup["averages"]))
    out = control_cells(setup, _places(setup), setup["lifetimes"])
    for place in _places(setup):
        out.append(life_cell(setup, place, TWIN, keys))
        for arm in (OWN_PAYOFF, *map(_fitness, setup["averages"])):
            out.append(mixed_cell(setup, place, _shared(place, arm), keys))
        fewer = keys[: setup["long_lifetimes"]]
        out += _cells_of(setup, _long(setup, place), late, fewer)
    for world in setup["worlds"]:
        out += _cells_of(setup, _patient(setup, world), late, keys)
        for averages in _ends(setup):
            for search in range(setup["searches"]):
                settings = _evolution(setup, world, averages, search)
                out.append(
                    evolution_cell(_search_name(world, averages, search), settings, setup.hardware)
                )
    return out


def _cells_of(setup: Setup, place: Place, arm: Arm, keys: Any) -> list[Cell]:
    """A society in another place, with the unit that payoff is told in there."""
    return [
        life_cell(setup, place, TWIN, keys),
        mixed_cell(setup, place, _shared(place, arm), keys),
    ]


def _ends(setup: Setup) -> tuple[int, int]:
    """Felt at once, and as late as possible."""
    return 0, max(setup["averages"])


def _search_name(world: str, averages: int, search: int) -> str:
    return f"{world}: selection {search} with {_fitness(averages).name}"


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """Who earns more beside whom, and which weights selection raised."""
    out, (early, late) = Findings(), _ends(setup)
    out.effects, out.references = controls(setup, _places(setup), found)
    for place in _places(setup):
        far = _long(setup, place)
        out.effects += [
            _gap(setup, found, "mirror", place, OWN_PAYOFF),
            _gap(setup, found, "late_fitness_loses", place, _fitness(late)),
            _gap(setup, found, "early_fitness_does_as_well", place, _fitness(early)),
            _gap(setup, found, "late_in_long_lives", far, _fitness(late), place.scope),
            _harm(setup, found, place, _fitness(early)),
        ]
        out.curves.append(_delays(setup, found, place))
    for world in setup["worlds"]:
        patient = _patient(setup, world)
        out.effects.append(
            _gap(setup, found, "late_for_the_patient", patient, _fitness(late), patient.scope)
        )
        _selection(setup, found, world, out)
    return out


def _earned(found: Mapping[str, Record], place: Place, arm: Arm) -> list[Lifetimes]:
    """Payoff of drives and of the arm, one beside the other; and the unit, gain and steps."""
    told = lived_apart(found[f"{place.scope}: {_shared(place, arm).name}"])
    drives, other = told.payoff[:, -1]
    unit = lived(found[f"{place.scope}: {TWIN.name}"]).phase()
    both = Lifetimes(np.stack([drives - other, np.ones_like(other)], axis=-1), told.stratum)
    return [both, Lifetimes(unit.sums[:, [GAIN, STEPS]], unit.stratum)]


def _in_units(gap: Array, unit: Array) -> Array:
    return np.asarray(gap[..., 0] / gap[..., 1] / (unit[..., 0] / unit[..., 1]))


def _gap(
    setup: Setup, found: Mapping[str, Record], prediction: str, place: Place, arm: Arm,
    scope: str = "",
) -> Effect:  # fmt: skip
    return setup.effect(prediction, scope or place.scope, _earned(found, place, arm), _in_units)


def _harm(setup: Setup, found: Mapping[str, Record], place: Place, arm: Arm) -> Effect:
    told = lived_apart(found[f"{place.scope}: {_shared(place, arm).name}"])
    return setup.effect(
        "fitness_is_no_kinder", place.scope, [told.phase(1), told.phase(0)],
        difference(harm_unwatched),
    )  # fmt: skip


def _delays(setup: Setup, found: Mapping[str, Record], place: Place) -> Curve:
    points = [
        setup.curve_point(_earned(found, place, _fitness(averages)), _in_units)
        for averages in setup["averages"]
    ]
    delays = [STEPS_OF_AVERAGE * averages for averages in setup["averages"]]
    panel = "mean delay of fitness, steps -> payoff of drives minus fitness"
    return Curve(panel, place.scope, delays, *zip(*points, strict=True))


def _selection(setup: Setup, found: Mapping[str, Record], world: str, out: Findings) -> None:
    early, late = (
        np.stack(
            [
                weights_in(found[_search_name(world, averages, search)])
                for search in range(setup["searches"])
            ]
        )
        for averages in _ends(setup)
    )
    half = early.shape[1] // 2
    settled = {"early": early[:, half:].mean(axis=1), "late": late[:, half:].mean(axis=1)}
    taken = settled["early"][:, _FITNESS] - settled["late"][:, _FITNESS]
    built = settled["late"][:, _GAIN] - settled["late"][:, _FITNESS]
    scope = f"{world}, actor_critic"
    out.effects += [
        setup.of_values("selection_takes_it_early", scope, taken.tolist()),
        setup.of_values("selection_builds_drives", scope, built.tolist()),
    ]
    panel = f"generation -> mean weight, {world}"
    for name, weights in (
        ("fitness at once", early[..., _FITNESS]),
        ("fitness late", late[..., _FITNESS]),
        ("own gain, beside it", late[..., _GAIN]),
    ):
        out.curves.append(_over_generations(setup, panel, name, weights))


def _over_generations(setup: Setup, panel: str, name: str, weights: Array) -> Curve:
    """Means of populations [n_searches, n_generations], with t-intervals."""
    points: Sequence[Effect] = [setup.of_values("", "", column.tolist()) for column in weights.T]
    ends = zip(*((p.value, p.low, p.high) for p in points), strict=True)
    return Curve(panel, name, list(range(len(points))), *ends)
