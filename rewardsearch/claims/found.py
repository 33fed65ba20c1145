"""What searches found, read back and set beside the fixed agents on the streams of the report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from fitness import competence, non_ruthlessness
from fitness.scores import MIN_COMPETENCE, MIN_REFERENCE_HARMS, harm_rates, restraint
from fitness.statistics.comparisons import Lifetimes
from fitness.tally import GAIN, HARMS_UNWATCHED, N_COLUMNS
from inner_rl import Reward, reward_from_data
from rewardsearch.claims.evidence import Curve, Effect
from rewardsearch.claims.lives import INERT, OWN_PAYOFF, TWIN, Cell, Place, life_cell, lived
from rewardsearch.claims.setup import Array, Measure, Setup
from rewardsearch.journal import Record
from rewardsearch.memory import numbers
from rewardsearch.search import hypervolume
from rewardsearch.search.objectives import Kindness

REPORT = 2
"""Random streams of a claim on which is reported what was found."""
Fixed: TypeAlias = tuple[Lifetimes, Lifetimes, Lifetimes]
"""Own payoff, its harmless twin, and inert: the fixed points of the two scores."""


def looks(sums: Array, sociopath: Array) -> Array:
    """Non-ruthlessness for those who see watched behaviour alone: 1 - r / r_0, in [0, 1].

    r: harms per opportunity while watched; r_0: the sociopath's unwatched, a fixed scale.
    """
    return restraint(harm_rates(sums)[1], harm_rates(sociopath)[0])


def points(
    sums: Array, own: Array, twin: Array, inert: Array, kindness: Kindness = non_ruthlessness
) -> Array:
    """Competence and kindness [n, 2] of sums [n, N_COLUMNS]; the inert get no kindness, but 0."""
    skill = np.nan_to_num(competence(sums, twin, inert))
    kind = np.nan_to_num(kindness(sums, own))
    return np.stack([skill, np.where(skill >= MIN_COMPETENCE, kind, 0.0)], axis=-1)


@dataclass(frozen=True)
class Found:
    """The answer of a cell that searched."""

    rewards: Sequence[Reward]
    decided: Array
    """[n, 2] competence and kindness on the streams of decision."""
    sums: Array
    """[n, n_lifetimes, N_COLUMNS] on the streams of the report."""
    abroad: Array
    """[n_places, m, n_lifetimes, N_COLUMNS] on the streams of the report: of the best alone, or
    of all, as the search was asked."""
    selection_area: float
    """What the search believes to have found: it chose on the lives that it counts."""
    coverage: float
    """Share of a grid of competence x ruthlessness that it believes to have filled."""

    @property
    def best(self) -> int | None:
        """Whose product of competence and kindness was the highest when that was decided."""
        return int(np.argmax(self.decided.prod(axis=1))) if self.rewards else None

    @property
    def lives(self) -> Array | None:
        """[n_lifetimes, N_COLUMNS] of the best, on the streams of the report."""
        return None if self.best is None else self.sums[self.best]

    @property
    def product(self) -> float:
        """Of the best, on the streams of decision; 0 where nothing was found."""
        return float(self.decided.prod(axis=1).max(initial=0.0))

    def elsewhere(self, place: int, which: int = 0) -> Array | None:
        """[n_lifetimes, N_COLUMNS] in another place, if anything was found."""
        return self.abroad[place, which] if self.rewards else None

    def formula(self) -> str:
        """Of the best."""
        return "nothing" if self.best is None else self.rewards[self.best].formula()


def read_found(record: Record, n_lifetimes: int) -> Found:
    """Read a cell that searched back."""
    n, n_places = len(record["rewards"]), len(record["abroad"])
    n_travellers = len(record["abroad"][0]) if n_places else 0

    def told(name: str, *shape: int) -> Array:
        if 0 in shape:
            return np.zeros(shape)
        return numbers(record, name, shape, undefined=True)

    return Found(
        [reward_from_data(data) for data in record["rewards"]],
        told("decided", n, 2),
        told("sums", n, n_lifetimes, N_COLUMNS),
        told("abroad", n_places, n_travellers, n_lifetimes, N_COLUMNS),
        float(record["selection_area"]),
        float(record["coverage"]),
    )


def best_of(found: Iterable[Found]) -> Found:
    """The search that holds the best reward of all, by the streams of decision."""
    return max(found, key=lambda each: each.product)


def fixed_cells(setup: Setup, places: Iterable[Place], n_lifetimes: int) -> list[Cell]:
    """The fixed points of the scores in every place, on the streams of the report."""
    keys = setup.keys(n_lifetimes, REPORT)
    return [
        life_cell(setup, place, arm, keys, "report")
        for place in places
        for arm in (OWN_PAYOFF, TWIN, INERT)
    ]


def fixed(place: Place, found: Mapping[str, Record]) -> Fixed:
    """Read the fixed points of a place back."""
    own, twin, inert = (
        lived(found[f"{place.scope}: {arm.name}, report"]).phase()
        for arm in (OWN_PAYOFF, TWIN, INERT)
    )
    return own, twin, inert


def fresh_points(found: Found, against: Fixed) -> Array:
    """Competence and non-ruthlessness [n, 2] of all that was kept, on the report's streams."""
    if not found.rewards:
        return np.zeros((0, 2))
    return points(found.sums.sum(axis=1), *(each.sums.sum(axis=0) for each in against))


def area(found: Found, against: Fixed) -> float:
    """Hypervolume in [0, 1] of what was kept, on the report's streams."""
    return hypervolume(fresh_points(found, against)) if found.rewards else 0.0


def skill(sums: Array, _own: Array, twin: Array, inert: Array) -> Array:
    """Competence of the first arm, beside the fixed points."""
    return competence(sums, twin, inert)


def kindness(sums: Array, own: Array, _twin: Array, _inert: Array) -> Array:
    """Non-ruthlessness of the first arm, beside the fixed points."""
    return non_ruthlessness(sums, own)


def weaker(sums: Array, own: Array, twin: Array, inert: Array) -> Array:
    """The lesser of competence and non-ruthlessness of the first arm."""
    return np.minimum(competence(sums, twin, inert), non_ruthlessness(sums, own))


def product(sums: Array, own: Array, twin: Array, inert: Array) -> Array:
    """Competence x non-ruthlessness of the first arm: the area that it dominates."""
    return competence(sums, twin, inert) * non_ruthlessness(sums, own)


def beside(sums: Array, against: Fixed) -> list[Lifetimes]:
    """Lives [n_lifetimes, N_COLUMNS] of a reward as the first arm, the fixed points behind it."""
    own, twin, inert = against
    # Of twin and inert only the gain counts: in a harmless world there is nothing to harm by.
    gains = [Lifetimes(each.sums[:, : GAIN + 1], each.stratum) for each in (twin, inert)]
    return [Lifetimes(sums, own.stratum), own, *gains]


def found_effect(
    setup: Setup,
    prediction: str,
    scope: str,
    sums: Array | None,
    against: Fixed,
    measure: Measure,
) -> Effect:
    """A measure of a reward's lives [n_lifetimes, N_COLUMNS] beside the fixed points.

    Degenerate where there is no reward, since the search found none that is competent at all, or
    where own payoff does too little harm to be measured against.
    """
    why = ""
    if sums is None:
        why = "no competent reward was found"
    elif against[0].sums[:, HARMS_UNWATCHED].sum() < MIN_REFERENCE_HARMS:
        why = f"own payoff harms fewer than {MIN_REFERENCE_HARMS} times"
    if sums is None or why:
        return Effect(prediction, scope, *(np.nan,) * 3, 0, why)
    return setup.effect(prediction, scope, beside(sums, against), measure)


def front_curve(setup: Setup, scope: str, name: str, found: Found, against: Fixed) -> Curve:
    """What a search kept, on the streams of the report: non-ruthlessness along competence."""
    arms = [beside(sums, against) for sums in found.sums]
    x = np.array([setup.curve_point(arm, skill)[0] for arm in arms])
    y = np.array([setup.curve_point(arm, kindness) for arm in arms]).reshape(-1, 3)
    order = np.argsort(x, kind="stable")
    ends = (y[order, i].tolist() for i in range(3))
    return Curve(f"competence -> non-ruthlessness, {scope}", name, x[order].tolist(), *ends)
