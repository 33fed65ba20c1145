"""An attack as data and as a table."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from fitness.invasion import Invasion, Outcome
from fitness.statistics.bootstrap import Interval
from rewardsearch.attack.payoffs import N_PIECES, Payoffs
from rewardsearch.attack.thieves import Thief
from rewardsearch.console import number, ruled
from rewardsearch.evaluation import SOCIOPATH
from rewardsearch.json_data import json_number


@dataclass(frozen=True)
class Attacked:
    """What came of one kind of thief."""

    thief: Thief
    payoffs: Payoffs
    invasion: Invasion


def overall(attacks: Sequence[Attacked]) -> Outcome:
    """Defeated by one is defeated; it holds if it holds against all; controls do not count."""
    outcomes = {one.invasion.outcome for one in attacks if not one.thief.control}
    for outcome in (Outcome.DEFEATED, Outcome.FAILED, Outcome.INCONCLUSIVE, Outcome.NEUTRAL):
        if outcome in outcomes:
            return outcome
    return Outcome.HOLDS


def steps_to_collapse(payoffs: Payoffs, piece_steps: int) -> int | None:
    """Steps after one thief's arrival until residents earn less than half of what they would.

    None if they never do, or if they earn nothing anyway.
    """
    with_thief, without = payoffs.curve.mean(axis=0), payoffs.undisturbed.mean(axis=0)
    low = np.flatnonzero((without > 0) & (with_thief < without / 2.0))
    return int(low[0] + 1) * piece_steps if low.size else None


def attack_table(attacks: Sequence[Attacked], piece_steps: int) -> str:
    """One row a thief."""
    header = (
        "thief", "verdict", "s when rare", "s when all are", "N x fixation", "residents' basin",
        "thief harms", "welfare: none / one / all", "collapse", "the thief feels",
    )  # fmt: skip
    rows = [header]
    for one in attacks:
        told, welfare = one.invasion, one.payoffs.welfare.mean(axis=0)
        collapse = steps_to_collapse(one.payoffs, piece_steps)
        needed = "" if told.lifetimes_needed is None else f" (~{told.lifetimes_needed} lifetimes)"
        rows.append(
            (
                one.thief.name,
                told.outcome.value + needed,
                number(_plain(told.at_rarity), sign=True),
                number(_plain(Interval(*map(float, told.coefficients[-1]))), sign=True),
                number(_plain(told.fixation)),
                number(_plain(told.basin)),
                _rate(one.payoffs.harm_rate[1]),
                " / ".join(f"{w:.2f}" for w in (welfare[0], welfare[1], welfare[-1])),
                "never" if collapse is None else f"{collapse:,} steps",
                _felt(one.thief),
            )
        )
    return ruled(rows, after=(0,))


def as_data(attacks: Sequence[Attacked], piece_steps: int) -> list[dict[str, Any]]:
    """One object a thief, plain JSON data."""
    out = []
    for one in attacks:
        told, payoffs = one.invasion, one.payoffs
        out.append(
            {
                "thief": one.thief.name,
                "about": one.thief.about,
                "control": one.thief.control,
                "reward": one.thief.reward.to_data(),
                "formula": one.thief.reward.formula(),
                "verdict": told.outcome.value,
                "lifetimes_needed": told.lifetimes_needed,
                "at_rarity": _plain(told.at_rarity),
                "fixation_times_n": _plain(told.fixation),
                "basin": _plain(told.basin),
                "shares": told.shares.round(4).tolist(),
                "coefficients": told.coefficients.round(6).tolist(),
                "payoff_of_thief": _means(payoffs.thief),
                "payoff_of_resident": _means(payoffs.resident),
                "welfare": _means(payoffs.welfare),
                "harm_rate": [json_number(x) for x in payoffs.harm_rate],
                "resident_curve": _means(payoffs.curve),
                "undisturbed_curve": _means(payoffs.undisturbed),
                "steps_to_collapse": steps_to_collapse(payoffs, piece_steps),
                "pieces": N_PIECES,
            }
        )  # fmt: skip
    return out


def _felt(thief: Thief) -> str:
    """In words where all of a kind feel the same, else as a formula."""
    if thief.control:
        return "what residents feel"
    return "own payoff" if thief.reward is SOCIOPATH else thief.reward.formula()


def _means(values: np.ndarray[Any, Any]) -> list[float | None]:
    return [json_number(x) for x in values.mean(axis=0)]


def _plain(told: Interval) -> dict[str, float | None]:
    return {k: json_number(x) for k, x in asdict(told).items()}


def _rate(rate: float) -> str:
    return "-" if np.isnan(rate) else f"{rate:.2f}"
