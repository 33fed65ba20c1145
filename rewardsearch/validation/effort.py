"""V1 and V2: the preference that no other can invade, found without its closed form.

From the material payoff alone: equilibrium efforts by repeated best replies, each found on the
values of a utility; the fitness of rare invaders; the resident at which invaders on both sides
fare alike; and then all invaders against that resident.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from fitness.evolution.known.effort import (
    EffortGame,
    evolved_altruism,
    evolved_morality,
    invasion_gain,
)
from kernels.errors import InvalidInput
from rewardsearch.validation.base import Check, Parameter, Validation, Values

LOWEST, HIGHEST = -0.5, 1.1
"""Degrees of morality or altruism that are tried, as residents and as invaders."""
_INVADERS = np.linspace(LOWEST, HIGHEST, 1601)
_TOLERANCE = 1e-4

PARAMETERS = (
    Parameter("a", (1.0,), -1e3, 1e3, "own worth of effort"),
    Parameter("b", (0.5,), -1e3, 1e3, "partner's worth of effort"),
    Parameter("c", (1.0,), 1e-3, 1e3, "how costs rise"),
    Parameter("d", (0.2, 0.0, -0.2), -1e3, 1e3, "complementarity of efforts", many=True),
    Parameter("r", (0.0, 0.5), 0.0, 1.0, "index of assortativity", many=True),
)

Advantage = Callable[[float, Any], Any]
"""What rare invaders of some degrees earn above residents of one."""


def best_reply(utility: Callable[[Any], Any], near: Any) -> Any:
    """The maximiser of a utility by a Newton step on differences: exact for a parabola."""
    low, middle, high = utility(near - 0.5), utility(near), utility(near + 0.5)
    return near - (high - low) / (4.0 * (high - 2.0 * middle + low))


def settled(reply: Callable[[Any], Any], start: Any) -> Any:
    """The fixed point of a reply, by repetition.

    Raises:
        InvalidInput: it does not settle.

    """
    x = start
    for _ in range(3000):
        x, before = reply(x), x
        if np.abs(x - before).max() < 1e-13:
            return x
    raise InvalidInput(
        "efforts do not settle by best replies for all degrees from "
        f"{LOWEST:g} to {HIGHEST:g}; take a d nearer to 0"
    )


def moral_advantage(game: EffortGame, r: float) -> Advantage:
    """Invaders among residents of some morality; nobody can see who is who."""
    pi = game.payoff

    def felt(k: Any, own: Any, other: Any) -> Any:
        return (1.0 - k) * pi(own, other) + k * pi(own, own)

    def advantage(resident: float, invaders: Any) -> Any:
        x = settled(lambda x: best_reply(lambda own: felt(resident, own, x), x), np.zeros(1))

        def reply(y: Any) -> Any:
            meeting = lambda own: (1 - r) * felt(invaders, own, x) + r * felt(invaders, own, y)  # noqa: E731
            return best_reply(meeting, y)

        y = settled(reply, np.zeros_like(invaders))
        return (1 - r) * pi(y, x) + r * pi(y, y) - pi(x, x)

    return advantage


def altruists_advantage(game: EffortGame, r: float) -> Advantage:
    """Invaders among residents of some altruism; both of a pair see the other's."""
    pi = game.payoff

    def replies(own_alpha: Any, alpha: Any) -> Callable[[Any], Any]:
        def reply(both: Any) -> Any:
            x, y = both
            new_x = best_reply(lambda own: pi(own, y) + own_alpha * pi(y, own), x)
            new_y = best_reply(lambda own: pi(own, x) + alpha * pi(x, own), y)
            return np.stack([new_x, new_y])

        return reply

    def advantage(resident: float, invaders: Any) -> Any:
        start = np.zeros((2, invaders.size))
        among, against, home = (
            settled(replies(one, other), start)
            for one, other in ((invaders, invaders), (invaders, resident), (resident, resident))
        )
        return (1 - r) * pi(*against) + r * pi(*among) - pi(*home)

    return advantage


def stable_degree(advantage: Advantage) -> float:
    """The degree at which invaders a little above and a little below fare alike, by bisection.

    Raises:
        InvalidInput: there is none between LOWEST and HIGHEST.

    """
    near = np.array([-1e-3, 1e-3])

    def upward(degree: float) -> bool:
        below, above = advantage(degree, degree + near)
        return bool(above > below)

    low, high = LOWEST, HIGHEST
    if not upward(low) or upward(high):
        raise InvalidInput(
            f"no degree between {low:g} and {high:g} is stable against its neighbours; "
            "take a d nearer to 0"
        )
    for _ in range(40):
        middle = (low + high) / 2.0
        low, high = (middle, high) if upward(middle) else (low, middle)
    return (low + high) / 2.0


def _games(values: Values) -> list[tuple[EffortGame, float]]:
    a, b, c = (values[name][0] for name in ("a", "b", "c"))
    return [(EffortGame(a, b, c, d), r) for r, d in product(values["r"], values["d"])]


def _stable(
    symbol: str, values: Values, advantage_in: Callable[..., Advantage], expected: Any
) -> list[Check]:
    """The stable degree of every game, and the best invader against any of these."""
    checks, largest = [], -np.inf
    for game, r in _games(values):
        advantage = advantage_in(game, r)
        found = stable_degree(advantage)
        largest = max(largest, float(advantage(found, _INVADERS).max()))
        what = f"{symbol} at r={r:g}, d={game.d:g}"
        checks.append(Check(what, expected(game, r), found, _TOLERANCE))
    what = f"gain of the best invader at {symbol}, largest of these"
    return [*checks, Check(what, 0.0, largest, 1e-7)]


def _measure_morality(values: Values, _seed: int) -> list[Check]:
    checks = _stable("k*", values, moral_advantage, lambda _, r: evolved_morality(r))
    for game, r in _games(values):
        beside = evolved_morality(r) + 0.1 if r <= 0.9 else evolved_morality(r) - 0.1
        gain = float(moral_advantage(game, r)(beside, _INVADERS).max())
        expected = invasion_gain(game, beside, r)
        what = f"gain of the best invader at k={beside:g}, r={r:g}, d={game.d:g}"
        checks.append(Check(what, expected, gain, 1e-5))
    return checks


def _measure_altruism(values: Values, _seed: int) -> list[Check]:
    return _stable("alpha*", values, altruists_advantage, evolved_altruism)


MORALITY = Validation(
    "V1",
    "Hidden preferences: of all degrees of morality k* = r alone is uninvadable, whatever the "
    "complementarity d",
    "Alger & Weibull 2013",
    PARAMETERS,
    _measure_morality,
)
ALTRUISM = Validation(
    "V2",
    "Readable preferences: the stable weight on the partner's payoff is (r + rho) / (1 + r rho), "
    "rho = d (1 + alpha) / c the partner's reaction",
    "derived in fitness/evolution/known/effort.py; at r = 0: Bester & Gueth 1998",
    PARAMETERS,
    _measure_altruism,
)
