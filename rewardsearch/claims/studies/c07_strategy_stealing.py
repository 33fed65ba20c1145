"""C7: thieves of every kind let into grown social residents; the best of them, on fresh streams."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np

from fitness.invasion import MARGIN, fixation
from fitness.statistics.comparisons import mean
from inner_rl import WORLDS, Life, Oversight, Phase, Planner, Reward, reward_from_data
from inner_rl.rewards.library import LIBRARY
from rewardsearch.attack import Thief, chosen
from rewardsearch.claims.evidence import Curve, Findings
from rewardsearch.claims.invasions import Earned, Resident, earned, let_in
from rewardsearch.claims.lives import (
    OWN_PAYOFF,
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
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.journal import Record

_REPORT, _CHOICE = 0, 1
"""Random streams of the attacks on which the best thief is judged, and on which it is chosen."""


def places(setup: Setup) -> list[Place]:
    """Every society's world with every learner."""
    out = []
    for name, told in setup["societies"].items():
        world = WORLDS[told["world"]["name"]](**told["world"])
        oversight = Oversight(share=told["watched"])
        life = Life(
            tuple(Phase(phase, steps, oversight=oversight) for phase, steps in told["life"].items())
        )
        out += [
            Place(world, learner_for(world.name, learner), life, f"{name}, {learner}")
            for learner in setup["learners"]
        ]
    return out


def _reward(setup: Setup, name: str) -> Reward:
    """A reward of the protocol, or of the library."""
    given = setup["rewards"]
    return reward_from_data(given[name], name) if name in given else LIBRARY[name].reward


def _society(setup: Setup, place: Place) -> Mapping[str, Any]:
    """What the protocol says of a place."""
    return cast(Mapping[str, Any], setup["societies"][place.scope.split(",")[0]])


def _residents(setup: Setup, place: Place) -> dict[str, Resident]:
    """Who lives in a place, by the name of what it feels."""
    names = _society(setup, place)["residents"]
    return {name: Resident(place, _reward(setup, name)) for name in names}


def cells(setup: Setup) -> list[Cell]:
    """Fixed agents, own payoff, residents by themselves, and the attack on them."""
    n = setup["societies_a_cell"]
    out = control_cells(setup, places(setup), n)
    for place in places(setup):
        out.append(life_cell(setup, place, OWN_PAYOFF, setup.keys(n, 1)))
        for name, resident in _residents(setup, place).items():
            out.append(life_cell(setup, place, Arm(name, resident.reward), setup.keys(n, 1)))
            out.append(_attack_cell(setup, f"{place.scope}, {name}", resident))
    return out


def _attack_cell(setup: Setup, scope: str, resident: Resident) -> Cell:
    names = tuple(_society(setup, resident.place)["thieves"])
    n, n_choice = setup["societies_a_cell"], setup["societies_of_choice"]
    lives = n * (5 + len(names) + resident.place.world.n_agents) + n_choice * (3 + len(names))
    steps = float(lives * resident.place.life.steps * resident.place.world.n_agents)
    return Cell(
        f"{scope}: attack",
        (*resident.asked(setup), names, n, n_choice, setup["depth"]),
        steps,
        lambda: _attack(setup, resident, names, n, n_choice),
    )


def _attack(
    setup: Setup, resident: Resident, names: tuple[str, ...], n: int, n_choice: int
) -> Record:
    """Choose the best thief on streams of choice; what all earn on others."""
    thieves = [
        _foreseeing(thief, setup["depth"])
        for thief in chosen(resident.settings(), resident.reward, names)
    ]
    tried = resident.arena(setup, n_choice, _CHOICE)
    leads = {}
    for thief in thieves:
        if not thief.control:
            payoffs = tried.invaded_by(thief, 1)
            leads[thief.name] = float((payoffs.thief - payoffs.resident).mean())
    best = max(leads, key=lambda name: np.nan_to_num(leads[name], nan=-np.inf))
    arena = resident.arena(setup, n, _REPORT)
    return {"best": best, **let_in(arena, thieves, all_of=best)}


def _foreseeing(thief: Thief, depth: int) -> Thief:
    """The thief that, if it plans, plans so many steps ahead."""
    if not isinstance(thief.learner, Planner):
        return thief
    return replace(thief, learner=replace(thief.learner, depth=depth))


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """The best thief's lead at rarity and its chance to take over; controls."""
    out = Findings()
    out.effects, out.references = controls(setup, places(setup), found)
    for place in places(setup):
        own = lived(found[f"{place.scope}: {OWN_PAYOFF.name}"]).phase()
        for name in _residents(setup, place):
            scope = f"{place.scope}, {name}"
            social = lived(found[f"{place.scope}: {name}"]).phase()
            out.effects.append(
                setup.effect("social", scope, [own, social], difference(harm_unwatched))
            )
            _judge(setup, out, scope, found[f"{scope}: attack"])
    return out


def _judge(setup: Setup, out: Findings, scope: str, record: Record) -> None:
    told = {name: earned(record, name) for name in record["earned"]}
    best = told[record["best"]]
    arrived = Earned(best.thief[:, :1], told["newborn"].thief[:, :1], best.stratum)
    out.effects += [
        setup.effect("lead", scope, [best.lifetimes()], mean),
        setup.effect("takes_over", scope, best.by_number(), taking_over),
        setup.effect("more_than_newborn", scope, [arrived.lifetimes()], mean),
        setup.effect("kin", scope, [told["kin"].lifetimes()], mean),
    ]
    lead = out.effects[-4]
    word = "defeated" if lead.low > 0 else "holds" if lead.high < 0 else "undecided"
    word = "neutral" if lead.low > -MARGIN and lead.high < MARGIN else word
    kinds = ", ".join(f"{name} {one.lead().mean():+.3f}" for name, one in told.items())
    out.notes.append(f"{scope}: {word}; best thief {record['best']}; leads when rare: {kinds}")
    out.curves.append(_curve(setup, scope, best))


def taking_over(*by_number: Array) -> Array:
    """N times the probability that a thief takes over a population of N, ``fitness.invasion``.

    Args:
        by_number: mean payoffs [..., 2] of a thief and a resident, gains of a competent life, for
            each number of (other) thieves in a group.

    """
    thief, resident = (
        np.stack([np.atleast_2d(one)[..., who] for one in by_number], axis=-1) for who in (0, 1)
    )
    return np.squeeze(fixation(thief, resident, 1.0))


def _curve(setup: Setup, scope: str, best: Earned) -> Curve:
    """Lead of a thief by the number of others."""
    told = [
        setup.curve_point([one], lambda sums: sums[..., 0] - sums[..., 1])
        for one in best.by_number()
    ]
    value, low, high = zip(*told, strict=True)
    x = [k / (len(told) - 1) for k in range(len(told))]
    place, _, name = scope.rpartition(", ")
    return Curve(f"share of thieves -> lead of the best, {place}", name, x, value, low, high)
