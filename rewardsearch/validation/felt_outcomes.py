"""V8: which felt values of the outcomes of a prisoner's dilemma are stable against mutants.

Not whether a small population remembers where it began, but whether any mutant would earn more in a
population of residents: pairs of newborns learn a repeated game, and a rare mutant meets residents.
"""

import numpy as np
from numpy.typing import NDArray

from fitness.invasion import MARGIN
from fitness.tally import payoff
from inner_rl import Reward, Seat, stream_keys
from inner_rl.roster import seated
from kernels import layout
from kernels.worlds.matrix import Matrix
from rewardsearch.evaluation import Evaluator
from rewardsearch.evolution.genepool import reflected
from rewardsearch.evolution.template import Template
from rewardsearch.validation.base import Check, Parameter, Validation, Values, mean_interval
from rewardsearch.validation.dilemma import dilemma

Array = NDArray[np.float64]

TEMPLATE = Template(
    # own_gain > 4: the agent itself defected; recently_harmed > .95: its partner did.
    expression=[
        "if", "own_gain",
        [
            "if", [">", "recently_harmed", 0.95],
            ["if", [">", "own_gain", 4.0], "$dd", "$cd"],
            ["if", [">", "own_gain", 4.0], "$dc", "$cc"],
        ],
        0.0,
    ],
    genes={"cc": 1.0, "cd": -1.0, "dc": 0.0, "dd": 0.0},
)  # fmt: skip
"""What is felt after both cooperated (cc), the own cooperation was exploited (cd), one exploited
the other (dc), both defected (dd)."""
COOPERATORS = np.array([1.0, -1.0, 0.0, 0.0])
SELFISH = np.array([0.6, 0.0, 1.0, 0.2])
"""Felt as the material payoff is paid: 3, 0, 5, 1."""
_SPREAD = 0.3
"""Standard deviation of a mutant's values about the resident's."""
_MUTANTS, _TRIED, _AGAIN = range(3)


def felt(values: Array) -> Reward:
    """The reward of values [4] in the order cc, cd, dc, dd."""
    return TEMPLATE.reward(dict(zip(TEMPLATE.genes, values.tolist(), strict=True)))


def coefficients(
    resident: Array, mutants: Array, n_pairs: int, steps: int, stream: tuple[int, ...], seed: int
) -> Array:
    """Selection coefficients of rare mutants [n_mutants, n_pairs], values [n_mutants, 4] felt.

    Payoff per step, once grown up, of a mutant that meets a resident, minus that of a resident in
    its place, in payoffs of mutual cooperation.  Each mutant has random streams of its own.
    """
    evaluator = Evaluator(dilemma(steps))
    rewards = [felt(resident), *(felt(values) for values in mutants)]
    pairs = [[[mutant, 0], [0, 0]] for mutant in range(1, len(rewards))]
    types = np.repeat(np.array(pairs, np.int32), n_pairs, axis=1).reshape(-1, 2)
    keys = [stream_keys(seed, (*stream, mutant), n_pairs) for mutant in range(len(mutants))]
    twice = np.concatenate([np.tile(own, (2, 1)) for own in keys])
    seats = [Seat(reward=row) for row in range(len(rewards))]
    told = evaluator.simulate(rewards, seated(seats, types, twice))
    grown = told.counts[:, -1].sum(axis=1, dtype=np.float64)[:, 0]
    earned = payoff(grown) / grown[:, layout.COUNT_STEPS]
    earned[told.status != layout.STATUS_OK] = np.nan
    mutant, instead = earned.reshape(len(mutants), 2, n_pairs).swapaxes(0, 1)
    gap: Array = (mutant - instead) / Matrix().table()[1, 1]
    return gap


def best_mutant(
    resident: Array, n_mutants: int, n_pairs: int, n_again: int, steps: int, seed: int
) -> Array:
    """Coefficients [n_again] of the mutant that did best, lived again on other streams."""
    rng = np.random.default_rng([seed, _MUTANTS])
    mutants = reflected(resident + rng.normal(0.0, _SPREAD, (n_mutants, len(resident))))
    tried = coefficients(resident, mutants, n_pairs, steps, (_TRIED,), seed).mean(axis=1)
    best = mutants[[int(np.argmax(tried))]]
    return np.asarray(coefficients(resident, best, n_again, steps, (_AGAIN,), seed)[0])


def _measure(values: Values, seed: int) -> list[Check]:
    n_mutants, n_pairs, n_again, steps = (
        int(values[name][0]) for name in ("mutants", "pairs", "again", "steps")
    )
    residents = {"cooperators": COOPERATORS, "the selfish": SELFISH}
    checks = []
    for name, resident in residents.items():
        (other, rival), = [pair for pair in residents.items() if pair[0] != name]  # fmt: skip
        best = best_mutant(resident, n_mutants, n_pairs, n_again, steps, seed)
        checks.append(_check(f"s of the best mutant among {name}", MARGIN, best, seed))
        rare = coefficients(resident, rival[None], n_again, steps, (_AGAIN,), seed)[0]
        checks.append(_check(f"s of {other} among {name}", 0.0, rare, seed))
    return checks


def _check(what: str, bound: float, found: Array, seed: int) -> Check:
    low, high = mean_interval(found, seed)
    return Check(what, bound, float(found.mean()), 0.0, low, high, "below")


FELT_OUTCOMES = Validation(
    "V8",
    "Repeated prisoner's dilemma, learned from birth: to like mutual cooperation and dislike being "
    "exploited is stable against mutants, and so is to feel material payoffs; neither invades the "
    f"other (no mutant earns {MARGIN:g} of a cooperative life more)",
    "after Dridi & Akcay 2018",
    (
        Parameter("mutants", (48,), 1, 1e5, "mutants of each resident", whole=True),
        Parameter("pairs", (32,), 8, 1e5, "pairs in which each is tried", whole=True),
        Parameter("again", (256,), 8, 1e5, "other pairs, for the best of them", whole=True),
        Parameter("steps", (2000,), 100, 1e6, "steps of a life", whole=True),
    ),
    _measure,
)
