"""C14: a map of competence x ruthlessness, and how competent its ruthless and social ends are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fitness.statistics.comparisons import Lifetimes
from rewardsearch.claims.evidence import Curve, Effect, Findings
from rewardsearch.claims.found import (
    Fixed,
    Found,
    beside,
    fixed,
    fixed_cells,
    found_effect,
    kindness,
    read_found,
    skill,
)
from rewardsearch.claims.lives import Cell, Place, control_cells, controls
from rewardsearch.claims.searching import Hunt, home, search_cell, search_seed, searches
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.journal import Record


@dataclass(frozen=True)
class Elite:
    """A reward on the map."""

    found: Found
    """What its search found."""
    which: int

    @property
    def lives(self) -> Array:
        """[n_lifetimes, N_COLUMNS] on the streams of the report."""
        return np.asarray(self.found.sums[self.which])

    def formula(self) -> str:
        """In words."""
        return self.found.rewards[self.which].formula()


def elites(found: Sequence[Found], n_bins: int) -> list[Elite | None]:
    """The most competent of each of ``n_bins`` stretches of non-ruthlessness, as decided.

    From the most ruthless to the least; None where a stretch is empty.
    """
    on_map = [Elite(each, i) for each in found for i in range(len(each.rewards))]
    out: list[Elite | None] = [None] * n_bins
    for elite in sorted(on_map, key=lambda e: float(e.found.decided[e.which, 0])):
        kind = elite.found.decided[elite.which, 1]
        out[min(int(kind * n_bins), n_bins - 1)] = elite
    return out


def places(setup: Setup) -> dict[str, Place]:
    """Where is searched, by world."""
    return {world: home(setup, world, setup["learner"]) for world in setup["worlds"]}


def _others(setup: Setup, world: str) -> list[Place]:
    return [home(setup, world, learner) for learner in setup["other_learners"]]


def cells(setup: Setup) -> list[Cell]:
    """Searches for a map, and the fixed agents."""
    n, homes = setup["lifetimes"], places(setup)
    everywhere = [*homes.values(), *(p for world in homes for p in _others(setup, world))]
    out = [*control_cells(setup, list(homes.values()), n), *fixed_cells(setup, everywhere, n)]
    for world, place in homes.items():
        out += [
            search_cell(
                setup,
                Hunt(
                    f"{place.scope}: map {i}",
                    place,
                    searches(setup, setup["engine"], setup["drives"]),
                    search_seed(setup, i),
                    setup["candidates"],
                    bins=setup["bins"],
                    abroad=tuple(_others(setup, world)),
                ),
            )
            for i in range(setup["replicates"])
        ]
    return out


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """Competence at both ends of the map, on fresh lives and under other learners."""
    out = Findings()
    homes = places(setup)
    out.effects, out.references = controls(setup, list(homes.values()), found)
    for world, place in homes.items():
        maps = [
            read_found(found[f"{place.scope}: map {i}"], setup["lifetimes"])
            for i in range(setup["replicates"])
        ]
        against, row = fixed(place, found), elites(maps, setup["bins"])
        out.effects += _ends(setup, place.scope, row, against)
        for i, other in enumerate(_others(setup, world)):
            scope = f"{place.scope}, under {other.learner.name}"
            out.effects += _elsewhere(setup, scope, row, i, fixed(other, found))
        out.curves.append(_curve(setup, place.scope, row, against))
        share = np.mean([each.coverage for each in maps])
        out.notes.append(f"{place.scope}: a search believes to fill {share:.2f} of the map")
        out.notes += [
            f"{place.scope}, {end}: {elite.formula()}"
            for end, elite in (("most ruthless", row[0]), ("least ruthless", row[-1]))
            if elite is not None
        ]
    return out


def _ends(setup: Setup, scope: str, row: Sequence[Elite | None], against: Fixed) -> list[Effect]:
    """Competence and non-ruthlessness of both ends, and the difference in competence."""
    ruthless, social = row[0], row[-1]
    out = [
        found_effect(setup, name, scope, None if end is None else end.lives, against, measure)
        for name, end, measure in (
            ("competent_ruthless", ruthless, skill),
            ("competent_social", social, skill),
            ("stays_ruthless", ruthless, kindness),
            ("stays_social", social, kindness),
        )
    ]
    if ruthless is not None and social is not None:
        first = Lifetimes(ruthless.lives, against[0].stratum)
        arms = [first, *beside(social.lives, against)]
        out.append(setup.effect("costs_nothing", scope, arms, _more_competent))
    return out


def _more_competent(first: Array, second: Array, *against: Array) -> Array:
    """Competence of the first arm minus that of the second."""
    return skill(first, *against) - skill(second, *against)


def _elsewhere(
    setup: Setup, scope: str, row: Sequence[Elite | None], place: int, against: Fixed
) -> list[Effect]:
    """The same rewards under another learner."""
    return [
        found_effect(
            setup,
            f"{name}_elsewhere",
            scope,
            None if end is None else end.found.elsewhere(place, end.which),
            against,
            measure,
        )
        for name, end, measure in (
            ("competent_ruthless", row[0], skill),
            ("competent_social", row[-1], skill),
            ("stays_social", row[-1], kindness),
        )
    ]


def _curve(setup: Setup, scope: str, row: Sequence[Elite | None], against: Fixed) -> Curve:
    """Competence on fresh lives of the best of each stretch of ruthlessness."""
    x = [1.0 - (i + 0.5) / len(row) for i, elite in enumerate(row) if elite is not None]
    y = [
        setup.curve_point(beside(elite.lives, against), skill) for elite in row if elite is not None
    ]
    value, low, high = np.array(y).reshape(-1, 3).T.tolist()
    return Curve("ruthlessness when chosen -> competence", scope, x, value, low, high)
