"""V2-learned: learners that also feel alpha times the partner's payoff settle where theory says.

Two learners of one weight play the game of efforts over and over, and only they: each learns
against what the other really does, which is what knowing its preferences comes to.
"""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from fitness.evolution.known.effort import EffortGame, altruists_effort
from inner_rl import (
    ActorCritic,
    InvalidInput,
    Life,
    Linear,
    Oversight,
    Phase,
    monoculture,
    simulate,
    stream_keys,
)
from kernels.layout import STATUS_OK
from kernels.worlds.matrix import N_EFFORTS, Matrix
from rewardsearch.validation.base import Check, Parameter, Validation, Values, mean_interval
from rewardsearch.validation.effort import PARAMETERS as EFFORT

LEARNER = ActorCritic(actor_rate=0.02, critic_rate=0.05, discount=0.0)
"""Myopic: each round is a game of its own, and nothing is gained by teaching the partner."""
LEVEL = 4
"""The level, of 0 to 6, at which the expected effort lies; random play is on average at level 3.
At this one learners of weight 0 and 0.5 are told apart by half a level; at level 2 they are not."""


def learned_efforts(
    game: EffortGame, alpha: float, effort_max: float, n_lives: int, steps: int, seed: int
) -> NDArray[np.float64]:
    """Mean effort of the grown policies of every pair [n_lives].

    All perceive the same at every step (rounds of one, nobody watching), so the preference for an
    act is the sum over all features: those that never occur have kept their weight 0.
    """
    world = Matrix(
        n_agents=2, game="effort", a=game.a, b=game.b, c=game.c, d=game.d,
        effort_max=effort_max, rounds=1, n_types=1, sight=False,
    )  # fmt: skip
    reward = Linear({"own_gain": 1.0, "own_pain": -1.0, "others_payoff": alpha})
    life = Life((Phase("life", steps, oversight=Oversight(share=0.0)),))
    roster = monoculture(1, 2, stream_keys(seed, (0,), n_lives))
    told = simulate([reward], roster, world, life, LEARNER, return_brains=True)
    if told.brains is None or (told.status != STATUS_OK).any():
        raise InvalidInput(f"learners of alpha={alpha:g} diverged; take a smaller alpha")
    levels = told.brains.policy.sum(axis=2, dtype=np.float64)[..., 1 : 1 + N_EFFORTS]
    weights = np.exp(levels - levels.max(axis=-1, keepdims=True))
    efforts = weights @ np.linspace(0.0, effort_max, N_EFFORTS) / weights.sum(axis=-1)
    return np.asarray(efforts.mean(axis=1))


def _measure(values: Values, seed: int) -> list[Check]:
    a, b, c = (values[name][0] for name in ("a", "b", "c"))
    n_lives, steps = (int(values[name][0]) for name in ("lives", "steps"))
    checks = []
    for d, alpha in product(values["d"], values["alpha"]):
        game = EffortGame(a, b, c, d)
        expected = altruists_effort(game, alpha, alpha)
        if expected <= 0.0:
            raise InvalidInput(
                f"at alpha={alpha:g}, d={d:g} the expected effort is {expected:g}: "
                "efforts start at 0; take a larger alpha or a"
            )
        step = expected / LEVEL
        found = learned_efforts(game, alpha, step * (N_EFFORTS - 1), n_lives, steps, seed)
        low, high = mean_interval(found, seed)
        checks.append(
            Check(f"learned effort at alpha={alpha:g}, d={d:g}", expected, float(found.mean()),
                  step / 2.0, low, high, "within")
        )  # fmt: skip
    return checks


LEARNED_ALTRUISM = Validation(
    "V2-learned",
    "Learners that feel own payoff + alpha times the partner's learn the effort "
    "(a + alpha b) / (c - d (1 + alpha)), to within half a level of effort",
    "the equilibrium behind V2; learners: Sutton & Barto 2018",
    (
        *(p for p in EFFORT if p.name in ("a", "b", "c")),
        Parameter("d", (0.2, -0.2), -1e3, 1e3, "complementarity of efforts", many=True),
        Parameter("alpha", (0.0, 0.5), -1.0, 2.0, "weight on the partner's payoff", many=True),
        Parameter("lives", (48,), 8, 1e5, "pairs of learners", whole=True),
        Parameter("steps", (20_000,), 100, 1e7, "steps of a life", whole=True),
    ),
    _measure,
)
