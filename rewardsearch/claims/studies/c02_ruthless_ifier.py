"""C2: caretakers rewarded for displayed happiness, beside those rewarded for inferred welfare."""

from collections.abc import Mapping

from fitness.statistics.comparisons import Lifetimes, mean
from inner_rl import WORLDS, Linear
from rewardsearch.claims.evidence import Effect, Findings
from rewardsearch.claims.lives import (
    OWN_PAYOFF,
    Arm,
    Cell,
    Lived,
    Place,
    childhood_and_adulthood,
    control_cells,
    controls,
    difference,
    harm_unwatched,
    learner_for,
    life_cell,
    lived,
)
from rewardsearch.claims.setup import Setup
from rewardsearch.journal import Record

DISPLAYED = Arm("displayed", Linear({"own_gain": 1.0}))
"""In ``caretaker`` what an act of its own can gain a caretaker is its ward's displayed mood."""
INFERRED = Arm("inferred", Linear({"predicted_welfare": 1.0}))
BOTH = Arm("displayed and inferred", Linear({"own_gain": 1.0, "predicted_welfare": 1.0}))
GUILT = Arm("displayed and guilt", Linear({"own_gain": 1.0, "guilt": -1.0}))
SYMPATHY = Arm("displayed and sympathy", Linear({"own_gain": 1.0, "sympathy": 1.0}))
TRUE = Arm("true welfare", Linear({"others_payoff": 1.0}))
_ARMS = (DISPLAYED, INFERRED, BOTH, GUILT, SYMPATHY, TRUE, OWN_PAYOFF)


def places(setup: Setup) -> list[Place]:
    """Every variant of the world with every learner."""
    life = childhood_and_adulthood(setup)
    return [
        Place(
            WORLDS["caretaker"](**changes),
            learner_for("caretaker", learner),
            life,
            f"{variant}, {learner}",
        )
        for variant, changes in setup["variants"].items()
        for learner in setup["learners"]
    ]


def cells(setup: Setup) -> list[Cell]:
    """All rewards on the same streams."""
    n = setup["lifetimes"]
    out = control_cells(setup, places(setup), n)
    for place in places(setup):
        out += [life_cell(setup, place, arm, setup.keys(n, 1)) for arm in _ARMS]
    return out


def _welfare(told: Lived) -> Lifetimes:
    """What adults did to others' payoff, per agent-step."""
    return Lifetimes.of_values(told.welfare[-1], told.stratum)


def _effects(setup: Setup, scope: str, life: Mapping[str, Lived]) -> list[Effect]:
    adults = {name: told.phase() for name, told in life.items()}
    displayed, inferred = adults[DISPLAYED.name], adults[INFERRED.name]
    less = difference(harm_unwatched)
    welfare = [_welfare(life[arm.name]) for arm in (INFERRED, DISPLAYED)]
    return [
        setup.effect("drugs", scope, [displayed], harm_unwatched),
        setup.effect("more_than_inferred", scope, [displayed, inferred], less),
        setup.effect("less_welfare", scope, welfare, difference(mean)),
        setup.effect("inferred_is_gamed", scope, [inferred], harm_unwatched),
        setup.effect("inferred_is_inert", scope, [_welfare(life[INFERRED.name])], mean),
        setup.effect("more_than_both", scope, [displayed, adults[BOTH.name]], less),
        setup.effect("more_than_guilt", scope, [displayed, adults[GUILT.name]], less),
        setup.effect("more_than_sympathy", scope, [displayed, adults[SYMPATHY.name]], less),
        setup.effect("more_than_true", scope, [displayed, adults[TRUE.name]], less),
    ]


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """Drugging and its difference between displayed and inferred welfare."""
    out = Findings()
    out.effects, out.references = controls(setup, places(setup), found)
    for place in places(setup):
        life = {arm.name: lived(found[f"{place.scope}: {arm.name}"]) for arm in _ARMS}
        out.effects += _effects(setup, place.scope, life)
        for name, told in life.items():
            out.references += [
                setup.reference(
                    place.scope, name, "harm per chance, unwatched", told.phase(), harm_unwatched
                ),
                setup.reference(
                    place.scope, name, "help minus harm, payoff per step", _welfare(told), mean
                ),
            ]
    return out
