"""V1 and V2 against searches over efforts and degrees that know the material payoff alone."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar, root

from fitness.evolution.known.effort import (
    EffortGame,
    altruists_effort,
    evolved_altruism,
    evolved_morality,
    invasion_gain,
    moral_effort,
)
from kernels.errors import InvalidInput

GAMES = [
    EffortGame(),
    EffortGame(d=0.2),
    EffortGame(d=-0.2),
    EffortGame(a=2.0, b=-0.7, c=1.5, d=0.3),
    EffortGame(a=0.3, b=1.2, c=2.0, d=-0.9),
]


def best(utility):
    """The maximum of a utility by Brent's method."""
    return minimize_scalar(lambda x: -utility(x), options={"xtol": 1e-12}).x


@pytest.mark.parametrize("game", GAMES)
@pytest.mark.parametrize("k", [0.0, 0.4, 1.0])
def test_moral_effort_is_the_best_reply_to_itself(game, k):
    x = moral_effort(game, k)
    reply = best(lambda own: (1 - k) * game.payoff(own, x) + k * game.payoff(own, own))
    assert reply == pytest.approx(x, abs=1e-6)


@pytest.mark.parametrize("game", GAMES)
@pytest.mark.parametrize("r", [0.0, 0.3, 0.8])
def test_no_effort_invades_the_evolved_morality_and_some_effort_any_other(game, r):
    efforts = np.linspace(-5, 10, 150_001)

    def gain(k):
        x = moral_effort(game, k)
        earned = (1 - r) * game.payoff(efforts, x) + r * game.payoff(efforts, efforts)
        return (earned - game.payoff(x, x)).max()

    assert gain(evolved_morality(r)) < 1e-8
    for k in (0.05, 0.15, 0.5, 0.95):
        assert gain(k) == pytest.approx(invasion_gain(game, k, r), abs=1e-8)
        assert gain(k) > 1e-5


@pytest.mark.parametrize("game", GAMES)
def test_altruists_efforts_solve_both_first_order_conditions(game):
    one, other = 0.6, -0.2

    def conditions(efforts):
        x, y = efforts
        h = 1e-4
        mine = [game.payoff(x + e, y) + one * game.payoff(y, x + e) for e in (-h, h)]
        theirs = [game.payoff(y + e, x) + other * game.payoff(x, y + e) for e in (-h, h)]
        return [(mine[1] - mine[0]) / h, (theirs[1] - theirs[0]) / h]

    x, y = root(conditions, [0.0, 0.0]).x
    assert altruists_effort(game, one, other) == pytest.approx(x, abs=1e-6)
    assert altruists_effort(game, other, one) == pytest.approx(y, abs=1e-6)
    assert altruists_effort(game, 0.6, 0.6) == pytest.approx(moral_effort(game, 0.6))


@pytest.mark.parametrize("game", GAMES)
@pytest.mark.parametrize("r", [0.0, 0.5, 1.0])
def test_no_altruism_invades_the_evolved_one_and_its_neighbours_are_invaded(game, r):
    invaders = np.linspace(-0.9, 1.05, 3901)

    def gains(resident):
        x = np.array([altruists_effort(game, alpha, resident) for alpha in invaders])
        y = np.array([altruists_effort(game, resident, alpha) for alpha in invaders])
        own = np.array([altruists_effort(game, alpha, alpha) for alpha in invaders])
        home = altruists_effort(game, resident, resident)
        earned = (1 - r) * game.payoff(x, y) + r * game.payoff(own, own)
        return earned - game.payoff(home, home)

    alpha = evolved_altruism(game, r)
    assert gains(alpha).max() < 1e-9
    for beside in (alpha - 0.05, alpha + 0.05):
        assert gains(beside).max() > 1e-7


@pytest.mark.parametrize(
    ("d", "r", "expected"),
    [
        (0.2, 0.0, 0.25), (0.0, 0.0, 0.0), (-0.2, 0.0, -0.1667),
        (0.2, 0.5, 0.7202), (0.0, 0.5, 0.5), (-0.2, 0.5, 0.2798),
    ],
)  # fmt: skip
def test_figures_and_the_implicit_form(d, r, expected):
    alpha = evolved_altruism(EffortGame(d=d), r)
    assert alpha == pytest.approx(expected, abs=5e-5)
    rho = d * (1 + alpha)
    assert alpha == pytest.approx((r + rho) / (1 + r * rho))
    if r == 0:
        assert alpha == pytest.approx(d / (1 - d))


def test_games_that_do_not_settle_are_refused():
    with pytest.raises(InvalidInput, match=r"morality 0\.5 do not settle"):
        moral_effort(EffortGame(d=0.8), 0.5)
    with pytest.raises(InvalidInput, match="do not settle"):
        altruists_effort(EffortGame(d=0.8), 0.5, 0.5)
    with pytest.raises(InvalidInput, match="no altruism is stable"):
        evolved_altruism(EffortGame(d=1.5), 0.0)
    with pytest.raises(InvalidInput, match="assortment r must be from 0 to 1"):
        evolved_morality(1.5)
