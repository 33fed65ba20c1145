"""V3: which outcomes of a prisoner's dilemma preferences can keep, hidden or readable.

Indirect evolution (Dekel, Ely & Yilankaya 2007): types are preferences over the game's outcomes;
who meets plays an equilibrium of what the two prefer, and types multiply by material payoff.
What is computed, by enumeration:

* Types: the advantage of cooperating over defecting that a type feels against a cooperator
  and against a defector, each -1, 0 or 1: nine types, among them the selfish (-1, -1), the
  altruist (1, 1), the indifferent (0, 0) and the conditional one (0, -1).
* Strategies: the probability of cooperating, on a grid from 0 to 1.
* Residents: every type with every symmetric equilibrium p of it against itself.
* *Readable*: a rare entrant of any type meets residents in any equilibrium of the two types, and
  its own kind in any symmetric one of theirs.  Residents at p are *destabilised* if in one of
  these the entrants earn more, however rare: more against residents than those among
  themselves; or as much, and more among themselves than residents against entrants.  p is
  stable if no entrant destabilises some type that plays it.
* *Hidden*: residents go on with p against everybody, so entrants play a best reply, by their own
  taste, to p; p is destabilised if one of those earns more against p than p does.

That is the source's argument on a finite set, not its theorem: larger sets of types only add
entrants of the kinds that are here (a type's equilibria depend on its signs, and on one threshold
that the grid stands for), and stable populations of several types are not looked for.
"""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from kernels.errors import InvalidInput

Type = tuple[int, int]
"""Felt advantage of cooperating: against a cooperator, against a defector."""
TYPES: tuple[Type, ...] = tuple(product((-1, 0, 1), (-1, 0, 1)))
N_GRID = 21
"""Probabilities of cooperating: 0, 0.05, .., 1."""
_SAME = 1e-9


class _Dilemma:
    """A prisoner's dilemma on the grid of strategies."""

    def __init__(self, temptation: float, reward: float, punishment: float, sucker: float) -> None:
        if not temptation > reward > punishment > sucker or 2 * reward < temptation + sucker:
            raise InvalidInput(
                "expected a prisoner's dilemma whose efficient outcome is to cooperate: "
                f"T > R > P > S and 2 R >= T + S, got T {temptation:g}, R {reward:g}, "
                f"P {punishment:g}, S {sucker:g}"
            )
        p = np.linspace(0.0, 1.0, N_GRID)
        table = np.array([[reward, sucker], [temptation, punishment]])
        mixed = np.stack([p, 1.0 - p])
        self.payoff: NDArray[np.float64] = mixed.T @ table @ mixed
        """[own strategy, partner's strategy]."""
        self.p = p

    def replies(self, of: Type, to: int) -> set[int]:
        """Strategies that a type likes best against a strategy, all as indices of the grid."""
        gain = self.p[to] * of[0] + (1.0 - self.p[to]) * of[1]
        if abs(gain) < _SAME:
            return set(range(N_GRID))
        return {N_GRID - 1 if gain > 0 else 0}

    def equilibria(self, one: Type, other: Type) -> list[tuple[int, int]]:
        """Pairs of strategies that are best replies to each other."""
        return [
            (i, j)
            for i in range(N_GRID)
            for j in self.replies(other, i)
            if i in self.replies(one, j)
        ]

    def alone(self, of: Type) -> list[int]:
        """Symmetric equilibria of a type with itself: nothing tells the two players apart."""
        return [i for i in range(N_GRID) if i in self.replies(of, i)]


def stable_hidden(
    temptation: float, reward: float, punishment: float, sucker: float
) -> list[float]:
    """Probabilities of cooperating that no entrant destabilises if nobody's type is seen.

    Every p is what some type may play (the indifferent one does), so all are tried.

    Raises:
        InvalidInput: not a prisoner's dilemma in which cooperation is efficient.

    """
    game = _Dilemma(temptation, reward, punishment, sucker)
    return [
        float(game.p[i])
        for i in range(N_GRID)
        if not any(
            game.payoff[j, i] > game.payoff[i, i] + _SAME
            for entrant in TYPES
            for j in game.replies(entrant, i)
        )
    ]


def stable_readable(
    temptation: float, reward: float, punishment: float, sucker: float
) -> dict[float, list[Type]]:
    """Stable probabilities of cooperating if both see each other's type, and who plays them.

    Raises:
        InvalidInput: not a prisoner's dilemma in which cooperation is efficient.

    """
    game = _Dilemma(temptation, reward, punishment, sucker)
    stable: dict[float, list[Type]] = {}
    for resident in TYPES:
        for i in game.alone(resident):
            if not any(_destabilises(game, entrant, resident, i) for entrant in TYPES):
                stable.setdefault(float(game.p[i]), []).append(resident)
    return stable


def _destabilises(game: _Dilemma, entrant: Type, resident: Type, i: int) -> bool:
    """Whether rare entrants earn more than residents at strategy ``i`` in some equilibrium."""
    at_home = game.payoff[i, i]
    own = max(game.payoff[k, k] for k in game.alone(entrant))
    for mine, theirs in game.equilibria(entrant, resident):
        against = game.payoff[mine, theirs]
        if against > at_home + _SAME:
            return True
        if abs(against - at_home) <= _SAME and own > game.payoff[theirs, mine] + _SAME:
            return True
    return False
