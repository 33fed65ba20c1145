"""V3: the observability switch."""

from math import nan

from fitness.evolution.known.observability import stable_hidden, stable_readable
from rewardsearch.validation.base import Check, Parameter, Validation, Values


def _measure(values: Values, _seed: int) -> list[Check]:
    payoffs = [values[name][0] for name in ("T", "R", "P", "S")]
    hidden, readable = stable_hidden(*payoffs), stable_readable(*payoffs)
    # The most of what lies at the bottom and the least of what lies at the top: nothing else is.
    return [
        Check("hidden: most cooperation that is stable", 0.0, max(hidden, default=nan)),
        Check("readable: least cooperation that is stable", 1.0, min(readable, default=nan)),
    ]


OBSERVABILITY = Validation(
    "V3",
    "Prisoner's dilemma, random matching: with hidden preferences only mutual defection is stable, "
    "with readable ones only mutual cooperation (enumeration of nine types and their equilibria)",
    "Dekel, Ely & Yilankaya 2007",
    (
        Parameter("T", (5.0,), -1e3, 1e3, "temptation"),
        Parameter("R", (3.0,), -1e3, 1e3, "reward of cooperation"),
        Parameter("P", (1.0,), -1e3, 1e3, "punishment of mutual defection"),
        Parameter("S", (0.0,), -1e3, 1e3, "sucker's payoff"),
    ),
    _measure,
)
