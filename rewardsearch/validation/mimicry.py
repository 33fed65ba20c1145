"""V4: how good a mimic must be."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fitness.evolution import payoffs_at_share, rest_points
from fitness.evolution.known import mimicry as known
from kernels.errors import InvalidInput
from rewardsearch.validation.base import Check, Parameter, Validation, Values
from rewardsearch.validation.moran import by_linear_equations, simulated


def _gap(b: float, c: float, m: float, share: NDArray[np.float64]) -> NDArray[np.float64]:
    """What mimics earn above social types at shares of mimics, from payoffs in pairs."""
    (mimics, mimic_among_social), (social_with_mimic, socials) = known.payoff_table(b, c, m)
    mimic, social = payoffs_at_share(
        [mimic_among_social, mimics], [socials, social_with_mimic], share
    )
    return mimic - social


def _crossing(excess: Callable[[float], float]) -> float:
    """The chance m at which a rising function crosses 0, by bisection."""
    low, high = 0.0, 1.0
    if not excess(low) < 0.0 < excess(high):
        raise InvalidInput("no chance to pass from 0 to 1 is neutral; take a larger w or n")
    for _ in range(50):
        middle = (low + high) / 2.0
        low, high = (middle, high) if excess(middle) < 0.0 else (low, middle)
    return (low + high) / 2.0


def _measure(values: Values, seed: int) -> list[Check]:
    b, c, w = (values[name][0] for name in ("b", "c", "w"))
    n, runs = int(values["n"][0]), int(values["runs"][0])
    none = np.zeros(1)
    found = _crossing(lambda m: float(_gap(b, c, m, none)[0]))
    checks = [
        Check("m*, rare mimics in an infinite population", known.threshold(b, c), found, 1e-9)
    ]
    for m in values["m"]:
        share = known.interior_share(b, c, m)
        if share is not None:
            at = rest_points(lambda x, m=m: _gap(b, c, m, x))  # type: ignore[misc]
            social = 1.0 - at.x[0] if len(at.x) == 1 and not at.stable[0] else np.nan
            what = f"x*, social types at the unstable point, m={m:.4g}"
            checks.append(Check(what, share, float(social), 1e-9))
    for m in values["m"]:
        what = f"N x fixation of a mimic, N={n}, m={m:.4g}, simulated"
        checks.append(simulated(what, *known.fitnesses(b, c, m, n, w), runs, seed, scale=n))

    def advantage_of_mimic(m: float) -> float:
        return n * by_linear_equations(*known.fitnesses(b, c, m, n, w)) - 1.0

    what = f"m at which a mimic is neutral, N={n}, linear equations"
    expected = known.neutral_chance(b, c, n, w)
    return [*checks, Check(what, expected, _crossing(advantage_of_mimic), 1e-9)]


MIMICRY = Validation(
    "V4",
    "Donation game: social types that help whom they take for social are uninvadable iff a mimic "
    "passes with probability m < m* = 1 - c/b; in a finite population the turn is lower",
    "derived in fitness/evolution/known/mimicry.py; direction: Heller & Mohlin 2019",
    (
        Parameter("b", (3.0,), 1e-6, 1e3, "benefit of help"),
        Parameter("c", (1.0,), 1e-6, 1e3, "cost of help"),
        Parameter("m", (0.0, 0.5, 2 / 3, 1.0), 0.0, 1.0, "chance that a mimic passes", many=True),
        Parameter("n", (50,), 2, 500, "finite population", whole=True),
        Parameter("w", (0.1,), 0.0, 1.0, "selection strength"),
        Parameter("runs", (100_000,), 100, 1e7, "simulated runs of each", whole=True),
    ),
    _measure,
)
