"""C4: searches over behaviourist drives, with thought-based ones, and with oracles as a bound."""

from collections.abc import Mapping
from itertools import product

import numpy as np

from fitness.statistics.bootstrap import Labels
from fitness.statistics.comparisons import Lifetimes
from rewardsearch.claims.evidence import Effect, Findings
from rewardsearch.claims.found import (
    Found,
    area,
    best_of,
    fixed,
    fixed_cells,
    front_curve,
    read_found,
)
from rewardsearch.claims.lives import (
    Cell,
    Place,
    control_cells,
    controls,
    difference,
    harm_unwatched,
    scheming_gap,
)
from rewardsearch.claims.searching import (
    Hunt,
    home,
    search_cell,
    search_seed,
    searches,
    sham_cells,
    sham_effects,
)
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.journal import Record

_GAPS = {
    "behaviourist_schemes": "behaviourist",
    "thought_does_not": "thought",
    "approval_schemes": "approval",
    "oracle_does_not": "oracle",
}
"""Whose scheming gap each prediction is about."""


def places(setup: Setup) -> dict[str, Place]:
    """Where is searched, by label."""
    return {label: home(setup, label, setup["learner"]) for label in setup["worlds"]}


def _elsewhere(setup: Setup, label: str) -> list[Place]:
    return [home(setup, label, learner) for learner in setup["other_learners"]]


def cells(setup: Setup) -> list[Cell]:
    """Every search of every arm, and the fixed agents."""
    homes = list(places(setup).values())
    out = control_cells(setup, homes, setup["lifetimes"])
    out += [*fixed_cells(setup, homes, setup["lifetimes"]), *sham_cells(setup, homes)]
    for (label, place), (arm, n) in product(places(setup).items(), setup["replicates"].items()):
        out += [
            search_cell(
                setup,
                Hunt(
                    f"{place.scope}: {arm} {i}",
                    place,
                    searches(setup, setup["engine"], setup["arms"][arm]),
                    search_seed(setup, i),
                    setup["candidates"],
                    abroad=tuple(_elsewhere(setup, label)),
                ),
            )
            for i in range(n)
        ]
    return out


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """Areas of fronts, and what the best of each arm does when it is watched and when not."""
    out = Findings()
    homes = places(setup)
    out.effects, out.references = controls(setup, list(homes.values()), found)
    out.effects += sham_effects(setup, list(homes.values()), found)
    for label, place in homes.items():
        arms = {
            arm: [
                read_found(found[f"{place.scope}: {arm} {i}"], setup["lifetimes"]) for i in range(n)
            ]
            for arm, n in setup["replicates"].items()
        }
        against = fixed(place, found)
        best = {arm: best_of(searched) for arm, searched in arms.items()}
        further = [
            area(thought, against) - area(plain, against)
            for thought, plain in zip(arms["thought"], arms["behaviourist"], strict=True)
        ]
        out.effects.append(setup.of_values("thought_reaches_further", place.scope, further))
        out.effects += _gaps(setup, place, best, against[0].stratum)
        out.effects += _gaps_elsewhere(setup, label, place, best, against[0].stratum)
        for arm, one in best.items():
            areas = [area(each, against) for each in arms[arm]]
            out.curves.append(front_curve(setup, place.scope, arm, one, against))
            out.notes.append(
                f"{place.scope}, {arm}: area {np.mean(areas):.2f} on average of {len(areas)} "
                f"searches; the best is {one.formula()}"
            )
    return out


def _gap(setup: Setup, prediction: str, scope: str, sums: Array | None, stratum: Labels) -> Effect:
    if sums is None:
        return Effect(prediction, scope, *(np.nan,) * 3, 0, "no competent reward was found")
    return setup.effect(prediction, scope, [Lifetimes(sums, stratum)], scheming_gap)


def _gaps(setup: Setup, place: Place, best: Mapping[str, Found], stratum: Labels) -> list[Effect]:
    """Scheming gaps of the best of each arm, and how much less thought harms unwatched."""
    out = [
        _gap(setup, prediction, place.scope, best[arm].lives, stratum)
        for prediction, arm in _GAPS.items()
        if arm in best
    ]
    both = [best[arm].lives for arm in ("behaviourist", "thought")]
    arms = [Lifetimes(sums, stratum) for sums in both if sums is not None]
    if len(arms) == len(both):
        measure = difference(harm_unwatched)
        out.append(setup.effect("harms_more_unwatched", place.scope, arms, measure))
    return out


def _gaps_elsewhere(
    setup: Setup, label: str, place: Place, best: Mapping[str, Found], stratum: Labels
) -> list[Effect]:
    """Scheming gaps of the same rewards under other learners."""
    return [
        _gap(
            setup,
            f"{prediction}_elsewhere",
            f"{place.scope}, under {other.learner.name}",
            best[arm].elsewhere(i),
            stratum,
        )
        for i, other in enumerate(_elsewhere(setup, label))
        for prediction, arm in list(_GAPS.items())[:2]
    ]
