"""C5: search against random search, and what it finds in worlds that it has not seen."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fitness.statistics.comparisons import Lifetimes
from inner_rl import Linear
from inner_rl.rewards.library import LIBRARY
from rewardsearch.claims.evidence import Effect, Findings
from rewardsearch.claims.found import (
    REPORT,
    Found,
    area,
    beside,
    best_of,
    fixed,
    fixed_cells,
    found_effect,
    fresh_points,
    front_curve,
    points,
    product,
    read_found,
    weaker,
)
from rewardsearch.claims.lives import (
    INERT,
    OWN_PAYOFF,
    TWIN,
    Arm,
    Cell,
    Place,
    control_cells,
    controls,
    life_cell,
    lived,
)
from rewardsearch.claims.searching import (
    DECISION,
    Hunt,
    home,
    search_cell,
    search_seed,
    searches,
)
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.journal import Record

_STREAMS = {"decision": DECISION, "report": REPORT}


def places(setup: Setup) -> list[Place]:
    """Where is searched."""
    return [home(setup, world, setup["learner"]) for world in setup["worlds"]]


def _unseen(setup: Setup) -> list[Place]:
    return [home(setup, world, setup["learner"]) for world in setup["unseen"]]


def _other_learners(setup: Setup, world: str) -> list[Place]:
    return [home(setup, world, learner) for learner in setup["other_learners"]]


def _library(setup: Setup) -> list[Arm]:
    return [Arm(name, LIBRARY[name].reward) for name in setup["library"]]


def _contestants(setup: Setup) -> dict[str, str]:
    """Engine of search and of its yardstick."""
    return {"search": setup["engine"], "random search": "random"}


def cells(setup: Setup) -> list[Cell]:
    """Both searches from every seed, the library, and the fixed agents of all worlds."""
    n, unseen = setup["lifetimes"], _unseen(setup)
    everywhere = [*places(setup), *unseen]
    abroad = {world: (*_other_learners(setup, world), *unseen) for world in setup["worlds"]}
    out = control_cells(setup, everywhere, n)
    others = [place for world in setup["worlds"] for place in _other_learners(setup, world)]
    out += fixed_cells(setup, [*everywhere, *others], n)
    for world, place in zip(setup["worlds"], places(setup), strict=True):
        out += [
            life_cell(setup, place, arm, setup.keys(n, stream), tag)
            for arm in _library(setup)
            for tag, stream in _STREAMS.items()
        ]
        out += [
            life_cell(setup, place, arm, setup.keys(n, DECISION), "decision")
            for arm in (OWN_PAYOFF, TWIN, INERT)
        ]
        out += [
            search_cell(
                setup,
                Hunt(
                    f"{place.scope}: {name} {i}",
                    place,
                    searches(setup, engine, setup["drives"]),
                    search_seed(setup, i),
                    setup["candidates"],
                    abroad=abroad[world] if name == "search" else (),
                ),
            )
            for i in range(setup["replicates"])
            for name, engine in _contestants(setup).items()
        ]
    return out


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """The best found on fresh lives, here and abroad; areas beside luck's; the library."""
    out = Findings()
    out.effects, out.references = controls(setup, [*places(setup), *_unseen(setup)], found)
    for world, place in zip(setup["worlds"], places(setup), strict=True):
        searched, by_luck = (
            [
                read_found(found[f"{place.scope}: {name} {i}"], setup["lifetimes"])
                for i in range(setup["replicates"])
            ]
            for name in _contestants(setup)
        )
        against = fixed(place, found)
        best = best_of(searched)
        more = [
            area(one, against) - area(other, against)
            for one, other in zip(searched, by_luck, strict=True)
        ]
        out.effects += [
            found_effect(setup, "found", place.scope, best.lives, against, weaker),
            setup.of_values("beats_random", place.scope, more),
            *_beside_library(setup, place, best, found, out.notes),
            *_under_others(setup, world, place, best, found),
            *_abroad(setup, world, best, found),
        ]
        for name, each in (("search", searched), ("random search", by_luck)):
            fresh = np.mean([area(one, against) for one in each])
            believed = np.mean([one.selection_area for one in each])
            out.notes.append(
                f"{place.scope}, {name}: area {fresh:.2f} on average on fresh lives, "
                f"{believed:.2f} on the lives it selected by"
            )
            out.curves.append(front_curve(setup, place.scope, name, best_of(each), against))
        out.notes.append(f"{place.scope}: the best is {best.formula()}")
        fronts = {"search": searched, "random search": by_luck}
        out.extra[world] = _picture(setup, place, fronts, found)
    return out


def _picture(
    setup: Setup,
    place: Place,
    fronts: Mapping[str, Sequence[Found]],
    found: Mapping[str, Record],
) -> dict[str, Any]:
    """Points of competence and non-ruthlessness on fresh lives, and weights of the best."""
    against = fixed(place, found)
    anchors = [each.sums.sum(axis=0) for each in against]
    by_hand = {arm.name: _sums(place, arm, "report", found) for arm in _library(setup)}
    by_hand["own payoff"] = against[0]
    best = [each.rewards[each.best] for each in fronts["search"] if each.best is not None]
    return {
        "fronts": {
            name: [fresh_points(each, against).tolist() for each in of_seeds]
            for name, of_seeds in fronts.items()
        },
        "by_hand": {
            name: points(lives.sums.sum(axis=0)[None], *anchors)[0].tolist()
            for name, lives in by_hand.items()
        },
        "weights": [reward.unit_weights() for reward in best if isinstance(reward, Linear)],
    }


def _abroad(setup: Setup, world: str, best: Found, found: Mapping[str, Record]) -> list[Effect]:
    """The best of one world in worlds that no search has seen."""
    first = len(setup["other_learners"])
    return [
        found_effect(
            setup,
            "transfers",
            f"{place.scope}, from {world}",
            best.elsewhere(first + i),
            fixed(place, found),
            weaker,
        )
        for i, place in enumerate(_unseen(setup))
    ]


def _under_others(
    setup: Setup, world: str, place: Place, best: Found, found: Mapping[str, Record]
) -> list[Effect]:
    return [
        found_effect(
            setup,
            "under_another_learner",
            f"{place.scope}, under {other.learner.name}",
            best.elsewhere(i),
            fixed(other, found),
            weaker,
        )
        for i, other in enumerate(_other_learners(setup, world))
    ]


def _sums(place: Place, arm: Arm, tag: str, found: Mapping[str, Record]) -> Lifetimes:
    return lived(found[f"{place.scope}: {arm.name}, {tag}"]).phase()


def _beside_library(
    setup: Setup, place: Place, best: Found, found: Mapping[str, Record], notes: list[str]
) -> list[Effect]:
    """Products of both on fresh lives, the library's best by the streams of decision."""
    against = fixed(place, found)
    decided = _library_points(setup, place, found)
    arm = _library(setup)[int(np.argmax(decided.prod(axis=1)))]
    notes.append(f"{place.scope}: the best of the library is {arm.name}")
    if best.lives is None:
        return []
    theirs = _sums(place, arm, "report", found)
    arms = [theirs, *beside(best.lives, against)]
    return [setup.effect("beats_library", place.scope, arms, _more_than)]


def _library_points(setup: Setup, place: Place, found: Mapping[str, Record]) -> Array:
    """Competence and non-ruthlessness [n, 2] of the library on the streams of decision."""
    arms = (*_library(setup), OWN_PAYOFF, TWIN, INERT)
    sums = [_sums(place, arm, "decision", found).sums.sum(axis=0) for arm in arms]
    return points(np.stack(sums[:-3]), *sums[-3:])


def _more_than(theirs: Array, ours: Array, own: Array, twin: Array, inert: Array) -> Array:
    """Product of the second arm minus that of the first."""
    return product(ours, own, twin, inert) - product(theirs, own, twin, inert)
