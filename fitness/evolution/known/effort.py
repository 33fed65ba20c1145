"""Which preferences evolve in a game of efforts, hidden (V1) and readable (V2).

Material payoff to effort x against effort y: pi(x, y) = a x + b y + d x y - c x**2 / 2.
Below, pi_1 and pi_2 are its derivatives by own effort and by the partner's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kernels.checks import require_range
from kernels.errors import InvalidInput


@dataclass(frozen=True)
class EffortGame:
    """The game of efforts; d > 0: efforts complement each other, d < 0: they substitute."""

    a: float = 1.0
    b: float = 0.5
    c: float = 1.0
    d: float = 0.0

    def __post_init__(self) -> None:
        """Check ranges."""
        for name in ("a", "b", "d"):
            require_range(name, getattr(self, name), -1e3, 1e3)
        require_range("c", self.c, 1e-3, 1e3)

    def payoff(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """pi(x, y), shapes broadcast."""
        x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
        return np.asarray(self.a * x + self.b * y + self.d * x * y - self.c * x**2 / 2.0)


def moral_effort(game: EffortGame, morality: float) -> float:
    """Effort at which *homines morales* of one morality k meet: (a + k b) / (c - d (1 + k)).

    They maximise u_k = (1 - k) pi(x, y) + k pi(x, x) over x (Alger & Weibull 2013).  At y = x the
    first-order condition is pi_1 + k pi_2 = 0: a + d x - c x + k (b + d x) = 0.

    Raises:
        InvalidInput: c <= d (1 + k) or c <= 2 k d: replies run away, or have no maximum.

    """
    k, slope = morality, game.d * (1.0 + morality)
    if slope >= game.c or 2.0 * k * game.d >= game.c:
        raise InvalidInput(
            f"efforts of morality {k:g} do not settle: expected c > d (1 + k) and c > 2 k d, got "
            f"c {game.c:g}, d {game.d:g}; take a smaller d"
        )
    return (game.a + k * game.b) / (game.c - slope)


def evolved_morality(assortment: float) -> float:
    """V1: the evolutionarily stable degree of morality, k* = r (Alger & Weibull 2013).

    Preferences are hidden, so residents go on with effort x whoever they meet.  A rare mutant
    that plays y earns F(y) = (1 - r) pi(y, x) + r pi(y, y), the residents pi(x, x).  x is proof
    against every y only if it maximises F, whose derivative at y = x is pi_1 + r pi_2: by
    ``moral_effort`` that is zero at the effort of morality r.  Here F is concave if c > 2 r d, so
    no other effort does better.  It holds whatever a, b, c and d are; where b (c - d) + a d = 0
    all moralities play alike, and each is as stable.
    """
    require_range("assortment r", assortment, 0.0, 1.0)
    return assortment


def invasion_gain(game: EffortGame, morality: float, assortment: float) -> float:
    """What the best rare mutant earns above residents of a morality: max F(y) - pi(x, x).

    F is quadratic with F'(x) = a + r b - (c - d (1 + r)) x and F'' = 2 r d - c: the gain is
    F'(x)**2 / (2 (c - 2 r d)), with x the residents' effort; 0 only at k = r.

    Raises:
        InvalidInput: efforts do not settle.

    """
    x, r = moral_effort(game, morality), assortment
    moral_effort(game, r)
    slope = game.a + r * game.b - (game.c - game.d * (1.0 + r)) * x
    return slope**2 / (2.0 * (game.c - 2.0 * r * game.d))


def altruists_effort(game: EffortGame, alpha: float, partners_alpha: float) -> float:
    """Equilibrium effort of one who maximises pi_i + alpha pi_j, both knowing each other's alpha.

    The best reply is x_i = (A_i + D_i x_j) / c with A_i = a + alpha_i b, D_i = d (1 + alpha_i);
    two of them meet at x_i = (c A_i + D_i A_j) / (c**2 - D_i D_j).  Of equals: (a + alpha b) /
    (c - d (1 + alpha)), the effort of *homo moralis* with k = alpha.

    Raises:
        InvalidInput: D_i D_j >= c**2: replies run away.

    """
    own, other = game.a + alpha * game.b, game.a + partners_alpha * game.b
    slope, others_slope = game.d * (1.0 + alpha), game.d * (1.0 + partners_alpha)
    if slope * others_slope >= game.c**2:
        raise InvalidInput(
            f"efforts of altruism {alpha:g} and {partners_alpha:g} do not settle: expected "
            f"d**2 (1 + alpha_i) (1 + alpha_j) < c**2, got c {game.c:g}, d {game.d:g}"
        )
    return (game.c * own + slope * other) / (game.c**2 - slope * others_slope)


def evolved_altruism(game: EffortGame, assortment: float) -> float:
    """V2: the stable weight alpha* on the partner's payoff when weights can be read.

    Partners react: a mutant that moves its own effort by 1 moves the partner's by the slope of
    its best reply, rho = d (1 + alpha) / c.  Against residents (share 1 - r) it earns at the
    rate pi_1 + rho pi_2, among its own, who change alike, (1 + rho) (pi_1 + pi_2); it chooses
    where pi_1 = -alpha pi_2.  The gradient (1 - r) (rho - alpha) + r (1 - alpha) (1 + rho) is
    zero at

        alpha* = (r + rho) / (1 + r rho),

    the relatedness r composed with the reaction rho as velocities are.  With e = d / c:
    r e alpha**2 + (1 + r e - e) alpha - (r + e) = 0; of its roots, the one that is
    continuous at r e = 0.  At r = 0 alpha* = d / (c - d) (compare Bester & Gueth 1998).

    Raises:
        InvalidInput: there is no root, or efforts do not settle at it.

    """
    require_range("assortment r", assortment, 0.0, 1.0)
    r, e = assortment, game.d / game.c
    linear = 1.0 + r * e - e
    under = linear**2 + 4.0 * r * e * (r + e)
    if under < 0.0 or linear + under**0.5 <= 0.0:
        raise InvalidInput(
            f"no altruism is stable at d / c = {e:g} and r = {r:g}; take a smaller d"
        )
    alpha = 2.0 * (r + e) / (linear + float(under) ** 0.5)
    altruists_effort(game, alpha, alpha)
    return float(alpha)
