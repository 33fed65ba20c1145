"""C9: thieves among cooperators that can read types, over transparency, mimicry and exit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise, product

import numpy as np

from fitness.statistics.comparisons import Lifetimes, mean
from inner_rl import Oversight, reward_from_data
from kernels.worlds.matrix import Matrix
from rewardsearch.attack import thieves
from rewardsearch.claims.evidence import Curve, Effect, Findings
from rewardsearch.claims.invasions import Resident, earned, let_in
from rewardsearch.claims.lives import (
    OWN_PAYOFF,
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
)
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.journal import Record

_RESIDENTS = "cooperators"
_NEAR = 0.1
"""Distance from the closed form's border, in the chance to be dealt with, that is not judged."""


@dataclass(frozen=True)
class Deal:
    """How well a thief is read, and whether who reads it can decline."""

    transparency: float
    mimicry: float
    choice: float = 1.0

    @property
    def dealt_with(self) -> float:
        """Chance not to be read as a thief, q = 1 - p (1 - m)."""
        return 1.0 - self.transparency * (1.0 - self.mimicry)


@dataclass(frozen=True)
class Scope:
    """A game, a learner, and whom residents grew up with."""

    game: str
    learner: str
    upbringing: str

    def __str__(self) -> str:
        return f"{self.game}, {self.learner}, {self.upbringing}"


def scopes(setup: Setup) -> list[Scope]:
    """Every game with every learner and upbringing."""
    return [Scope(*told) for told in product(*(setup[k] for k in ("games", "learners", "met")))]


def _world(setup: Setup, game: str) -> Matrix:
    return Matrix(
        game="donation",
        rounds=1,
        n_agents=setup["agents"],
        payoffs=tuple(setup["games"][game]),
    )


def _place(setup: Setup, game: str, learner: str) -> Place:
    life = childhood_and_adulthood(setup, Oversight(share=0.0))
    world = _world(setup, game)
    return Place(world, learner_for(world.name, learner), life, f"{game}, {learner}")


def places(setup: Setup) -> list[Place]:
    """Every game with every learner, types hidden."""
    return [_place(setup, *told) for told in product(setup["games"], setup["learners"])]


def grid(setup: Setup) -> list[Deal]:
    """The cells that are compared with the closed form: whoever reads a thief can decline."""
    return [Deal(p, m) for p in setup["transparency"] for m in setup["mimicry"]]


_UNREAD, _READ, _BOUND = Deal(0.0, 0.0), Deal(1.0, 0.0), Deal(1.0, 0.0, choice=0.0)
_SHAM = Deal(1.0, 1.0)
"""Types are read, and tell nothing."""


def _name(scope: Scope, deal: Deal) -> str:
    told = f"transparency {deal.transparency:g}, mimicry {deal.mimicry:g}"
    return f"{scope}: {told}, choice {deal.choice:g}"


def cells(setup: Setup) -> list[Cell]:
    """Fixed agents, both societies by themselves, and a thief under every deal."""
    n = setup["societies"]
    out = control_cells(setup, places(setup), n)
    residents = Arm(_RESIDENTS, reward_from_data(setup["resident"], _RESIDENTS))
    for place in places(setup):
        out += [life_cell(setup, place, arm, setup.keys(n, 1)) for arm in (OWN_PAYOFF, residents)]
    for scope in scopes(setup):
        for deal in dict.fromkeys([*grid(setup), _UNREAD, _READ, _BOUND, _SHAM]):
            out.append(_thief_cell(setup, scope, deal))
    return out


def _thief_cell(setup: Setup, scope: Scope, deal: Deal) -> Cell:
    place = _place(setup, scope.game, scope.learner)
    hidden = _world(setup, scope.game)
    world = replace(hidden, readable=deal.transparency, partner_choice=deal.choice)
    resident = Resident(
        replace(place, world=world),
        reward_from_data(setup["resident"], _RESIDENTS),
        setup["met"][scope.upbringing],
        deal.mimicry,
    )
    n = setup["societies"]

    def live() -> Record:
        scratch = thieves(resident.settings(), resident.reward)["scratch"]
        return let_in(resident.arena(setup, n), [replace(scratch, mimicry=deal.mimicry)])

    steps = float(4 * n * place.life.steps * setup["agents"])
    return Cell(_name(scope, deal), (*resident.asked(setup), n), steps, live)


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """The thief's lead where it is read and where not, with exit and without; closed form."""
    out = Findings()
    out.effects, out.references = controls(setup, places(setup), found)
    for place in places(setup):
        both = [lived(found[f"{place.scope}: {w}"]).phase() for w in (OWN_PAYOFF.name, _RESIDENTS)]
        social = setup.effect("social", place.scope, both, difference(harm_unwatched))
        out.effects.append(social)
    for scope in scopes(setup):
        leads = {
            deal: earned(found[_name(scope, deal)], "scratch").lifetimes()
            for deal in {*grid(setup), _UNREAD, _READ, _BOUND, _SHAM}
        }
        out.effects += _effects(setup, scope, leads)
        out.curves += _curves(setup, scope, leads)
    for game in setup["games"]:
        out.notes.append(
            f"{game}: by the closed form residents hold where a thief is dealt with less often "
            f"than {_border(setup, game):.3f}"
        )
    return out


def _effects(setup: Setup, scope: Scope, leads: Mapping[Deal, Lifetimes]) -> list[Effect]:
    told, less = str(scope), difference(mean)
    along = [leads[Deal(p, 0.0)] for p in setup["transparency"]]
    disguised = leads[Deal(1.0, max(setup["mimicry"]))]
    return [
        setup.effect("unread", told, [leads[_UNREAD]], mean),
        setup.effect("read", told, [leads[_READ]], mean),
        setup.effect("choice", told, [leads[_BOUND], leads[_READ]], less),
        setup.effect("mimicry", told, [disguised, leads[_READ]], less),
        setup.effect("monotone", told, along, _largest_rise),
        setup.effect("sham", told, [leads[_SHAM], leads[_UNREAD]], less),
        _agreement(setup, scope, leads),
    ]


def _largest_rise(*along: Array) -> Array:
    """The largest rise of the mean from one arm to the next."""
    return np.asarray(np.max([mean(b) - mean(a) for a, b in pairwise(along)], axis=0))


def _border(setup: Setup, game: str) -> float:
    """R / T: residents, who shun whom they read and nobody else, hold while q is below it."""
    table = _world(setup, game).table()
    return float(table[1, 1] / table[0, 1])


def _agreement(setup: Setup, scope: Scope, leads: Mapping[Deal, Lifetimes]) -> Effect:
    """Share of the grid, away from the border, in which the lead has the closed form's sign."""
    border = _border(setup, scope.game)
    far = [deal for deal in grid(setup) if abs(deal.dealt_with - border) > _NEAR]

    def right(*arms: Array) -> Array:
        agree = [
            (mean(arm) > 0) == (deal.dealt_with > border)
            for deal, arm in zip(far, arms, strict=True)
        ]
        return np.asarray(np.mean(agree, axis=0))

    return setup.effect("closed_form", str(scope), [leads[deal] for deal in far], right)


def _curves(setup: Setup, scope: Scope, leads: Mapping[Deal, Lifetimes]) -> list[Curve]:
    """The lead over transparency, for the least and the most mimicry."""
    out = []
    panel = f"transparency -> thief's lead, {scope.game}, {scope.upbringing}"
    for m in (min(setup["mimicry"]), max(setup["mimicry"])):
        x = setup["transparency"]
        told = [setup.curve_point([leads[Deal(p, m)]], mean) for p in x]
        value, low, high = zip(*told, strict=True)
        out.append(Curve(panel, f"{scope.learner}, mimicry {m:g}", x, value, low, high))
    return out
