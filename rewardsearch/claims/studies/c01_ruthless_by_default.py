"""C1: own payoff in every world, watched and unwatched, beside the best social reward there."""

from collections.abc import Mapping

import numpy as np

from fitness.scores import competence, non_ruthlessness
from inner_rl import WORLDS
from inner_rl.rewards.library import LIBRARY
from rewardsearch.claims.evidence import Findings
from rewardsearch.claims.lives import (
    INERT,
    OWN_PAYOFF,
    TWIN,
    Arm,
    Cell,
    Place,
    childhood_and_adulthood,
    control_cells,
    controls,
    difference,
    harm_unwatched,
    learner_for,
    life_cell,
    lived,
    scheming_gap,
    sham,
)
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.journal import Record

_CHOICE, _REPORT = 1, 2
"""Random streams on which the best social reward is chosen, and on which it is reported."""


def places(setup: Setup) -> list[Place]:
    """Every world with every learner."""
    return [
        Place(WORLDS[world](), learner_for(world, learner), childhood_and_adulthood(setup))
        for world in setup["worlds"]
        for learner in setup["learners"]
    ]


def _social(setup: Setup) -> list[Arm]:
    return [Arm(name, LIBRARY[name].reward) for name in setup["social"]]


def cells(setup: Setup) -> list[Cell]:
    """All rewards on the streams of choice, and on those of the report."""
    n, out = setup["lifetimes"], control_cells(setup, places(setup), setup["lifetimes"])
    for place in places(setup):
        for arm in (OWN_PAYOFF, TWIN, INERT, *_social(setup)):
            out += [
                life_cell(setup, place, arm, setup.keys(n, stream), tag)
                for stream, tag in ((_CHOICE, "choice"), (_REPORT, "report"))
            ]
        out.append(life_cell(setup, sham(place), OWN_PAYOFF, setup.keys(n, _REPORT)))
    return out


def _best(setup: Setup, place: Place, found: Mapping[str, Record]) -> Arm:
    """The social reward with the largest product of both scores on the streams of choice."""

    def sums(arm: Arm) -> Array:
        told = lived(found[f"{place.scope}: {arm.name}, choice"])
        return np.asarray(told.phase().sums.sum(axis=0))

    own, twin, inert = sums(OWN_PAYOFF), sums(TWIN), sums(INERT)
    products = [
        np.nan_to_num(competence(sums(arm), twin, inert) * non_ruthlessness(sums(arm), own))
        for arm in _social(setup)
    ]
    return _social(setup)[int(np.argmax(products))]


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """Harm per chance under own payoff, its gap, and the distance to the best social reward."""
    out = Findings()
    out.effects, out.references = controls(setup, places(setup), found)
    for place in places(setup):
        best = _best(setup, place, found)
        own, social = (
            lived(found[f"{place.scope}: {arm.name}, report"]).phase() for arm in (OWN_PAYOFF, best)
        )
        unseeing = sham(place).scope
        watched_for_nothing = lived(found[f"{unseeing}: {OWN_PAYOFF.name}"]).phase()
        out.effects += [
            setup.effect("harms", place.scope, [own], harm_unwatched),
            setup.effect("stops_when_it_costs", place.scope, [own], scheming_gap),
            setup.effect(
                "more_than_social", place.scope, [own, social], difference(harm_unwatched)
            ),
            setup.effect("sham", place.scope, [watched_for_nothing], scheming_gap),
        ]
        out.notes.append(f"{place.scope}: the best social reward is {best.name}")
    return out
