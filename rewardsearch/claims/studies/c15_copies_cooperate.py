"""C15: two clans that each want their own clan's payoff: harm inside against outside."""

from collections.abc import Mapping
from itertools import product

import numpy as np

from fitness.statistics.comparisons import Lifetimes
from inner_rl import Life, Oversight, Phase
from inner_rl.rewards.library import LIBRARY
from kernels.worlds.matrix import Matrix
from rewardsearch.claims.evidence import Curve, Effect, Findings
from rewardsearch.claims.lives import (
    OWN_PAYOFF,
    Arm,
    Cell,
    Place,
    control_cells,
    controls,
    harm,
    learner_for,
    life_cell,
    lived,
)
from rewardsearch.claims.setup import Array, Measure, Setup
from rewardsearch.journal import Record

_CLAN = Arm("clan's payoff", LIBRARY["prosocial_seen"].reward)
"""Own payoff and that of whom the agent sees; where sight is of the own type, of its clan."""
_GROWN, _INSIDE, _MIXED = range(3)
"""Phases of life: learning; then, with nothing learned any more, among copies, and at random."""


def _place(setup: Setup, game: str, learner: str, name: str = "", **settings: object) -> Place:
    told = {
        "game": game,
        "n_agents": setup["agents"],
        "rounds": 1,
        "n_types": 2,
        "readable": 1.0,
        "partner_choice": 0.0,
        "sight_across": False,
    }
    world = Matrix(**{**told, **settings})
    unwatched, steps = Oversight(share=0.0), setup["tested"]
    phases = (
        Phase("childhood", setup["childhood"], oversight=unwatched),
        Phase("inside", steps, False, unwatched, world={"assortment": 1.0}),
        Phase("mixed", steps, False, unwatched),
    )
    scope = f"{game}, {learner}"
    scope = f"{scope}, {name}" if name else scope
    return Place(world, learner_for(world.name, learner), Life(phases), scope)


def places(setup: Setup) -> list[Place]:
    """Every game with every learner."""
    return [_place(setup, *told) for told in product(setup["games"], setup["learners"])]


def _open(setup: Setup, place: Place) -> Place:
    """The same, where all faces are seen: the clan is a label, and everybody is cared for."""
    game, learner = place.scope.split(", ")
    return _place(setup, game, learner, "everybody seen", sight_across=True)


def _unread(setup: Setup, place: Place) -> Place:
    """The same, where nobody can tell who is of the clan."""
    game, learner = place.scope.split(", ")
    return _place(setup, game, learner, "clan unread", readable=0.0)


def cells(setup: Setup) -> list[Cell]:
    """Fixed agents; the clan's and own payoff; the clan's where it means or tells nothing."""
    n = setup["lifetimes"]
    out, keys = control_cells(setup, places(setup), n), setup.keys(n, 1)
    for place in places(setup):
        out += [life_cell(setup, place, arm, keys) for arm in (_CLAN, OWN_PAYOFF)]
        out += [life_cell(setup, of(setup, place), _CLAN, keys) for of in (_open, _unread)]
    return out


def outside(inside: Array, mixed: Array, n_agents: int) -> Array:
    """Harms per opportunity to those of the other clan.

    Two clans of n / 2 that are paired at random meet their own with probability
    a = (n / 2 - 1) / (n - 1), so that mixed = a inside + (1 - a) outside.  Exact where acts depend
    on the partner's type alone and nothing is learned meanwhile.

    Args:
        inside: harms per opportunity where only the own clan is met.
        mixed: the same where all are met at random.
        n_agents: n, in both clans together.

    """
    a = (n_agents / 2 - 1) / (n_agents - 1)
    return np.asarray((mixed - a * inside) / (1.0 - a))


def _arms(record: Record) -> list[Lifetimes]:
    told = lived(record)
    return [told.phase(_INSIDE), told.phase(_MIXED)]


def _measures(n_agents: int) -> tuple[Measure, Measure, Measure]:
    """Of arms (inside, mixed): harm inside, harm outside, and the second minus the first."""

    def inward(inside: Array, _mixed: Array) -> Array:
        return harm(inside)

    def outward(inside: Array, mixed: Array) -> Array:
        return outside(harm(inside), harm(mixed), n_agents)

    def gap(inside: Array, mixed: Array) -> Array:
        return outward(inside, mixed) - inward(inside, mixed)

    return inward, outward, gap


def _less(measure: Measure) -> Measure:
    """A measure of the first two arms minus that of the second two."""
    return lambda a, b, c, d: measure(a, b) - measure(c, d)


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """Harm inside and outside the clan, beside own payoff."""
    out = Findings()
    out.effects, out.references = controls(setup, places(setup), found)
    for place in places(setup):
        out.effects += _effects(setup, place, found)
        out.curves += _curves(setup, place, found)
    return out


def _curves(setup: Setup, place: Place, found: Mapping[str, Record]) -> list[Curve]:
    """Harm by whom it is done to."""
    inward, outward, _ = _measures(setup["agents"])
    out = []
    for name, where, arm in (
        ("clan's payoff", place, _CLAN),
        ("own payoff", place, OWN_PAYOFF),
        ("payoff of all partners", _open(setup, place), _CLAN),
    ):
        arms = _arms(found[f"{where.scope}: {arm.name}"])
        told = [setup.curve_point(arms, measure) for measure in (inward, outward)]
        value, low, high = zip(*told, strict=True)
        panel = f"partner: 0 own clan, 1 the other -> harm per chance, {place.scope}"
        out.append(Curve(panel, name, (0, 1), value, low, high))
    return out


def _effects(setup: Setup, place: Place, found: Mapping[str, Record]) -> list[Effect]:
    def arms(where: Place, arm: Arm) -> list[Lifetimes]:
        return _arms(found[f"{where.scope}: {arm.name}"])

    inward, outward, gap = _measures(setup["agents"])
    scope, clan, own = place.scope, arms(place, _CLAN), arms(place, OWN_PAYOFF)
    return [
        setup.effect("spares_copies", scope, clan, gap),
        setup.effect("cooperates", scope, [*own, *clan], _less(inward)),
        setup.effect("harms_outsiders", scope, [*clan, *own], _less(outward)),
        setup.effect("everybody_seen", scope, arms(_open(setup, place), _CLAN), gap),
        setup.effect("clan_unread", scope, arms(_unread(setup, place), _CLAN), gap),
    ]
