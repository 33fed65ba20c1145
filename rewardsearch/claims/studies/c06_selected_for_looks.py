"""C6: the same search by a fitness that sees all harm, and by one that sees watched harm alone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np

from rewardsearch.claims.evidence import Curve, Effect, Findings
from rewardsearch.claims.found import Found, read_found
from rewardsearch.claims.lives import (
    Cell,
    Place,
    control_cells,
    controls,
    harm_unwatched,
    scheming_gap,
)
from rewardsearch.claims.searching import (
    Hunt,
    home,
    search_cell,
    search_seed,
    searches,
    sham_cells,
    sham_effects,
)
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.journal import Record

_JUDGES: tuple[Literal["watched", "all"], ...] = ("watched", "all")
"""What the fitness sees."""
_ENDS = ("value", "low", "high")


def _places(setup: Setup, learner: str) -> list[Place]:
    """Every world with every fine."""
    return [
        home(setup, label, learner, fine, f"{label}, fine {fine:g}")
        for label in setup["worlds"]
        for fine in setup["fines"]
    ]


def places(setup: Setup) -> list[Place]:
    """Where is searched."""
    return _places(setup, setup["learner"])


def _name(place: Place, judge: str, replicate: int) -> str:
    return f"{place.scope}: seeing {judge} harm {replicate}"


def cells(setup: Setup) -> list[Cell]:
    """Both searches from every seed in every place, and the fixed agents."""
    out = control_cells(setup, places(setup), setup["lifetimes"])
    out += sham_cells(setup, places(setup))
    search = searches(setup, setup["engine"], setup["drives"])
    elsewhere = [_places(setup, learner) for learner in setup["other_learners"]]
    for p, place in enumerate(places(setup)):
        out += [
            search_cell(
                setup,
                Hunt(
                    _name(place, judge, i),
                    place,
                    search,
                    search_seed(setup, i),
                    setup["candidates"],
                    judge,
                    abroad=tuple(each[p] for each in elsewhere) if judge == "watched" else (),
                ),
            )
            for judge in _JUDGES
            for i in range(setup["replicates"][judge])
        ]
    return out


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """Gaps of winners, and unwatched harm beside that of the honest search."""
    out = Findings()
    out.effects, out.references = controls(setup, places(setup), found)
    out.effects += sham_effects(setup, places(setup), found)
    for place in places(setup):
        seen, all_seen = (
            [
                read_found(found[_name(place, judge, i)], setup["lifetimes"])
                for i in range(setup["replicates"][judge])
            ]
            for judge in _JUDGES
        )
        in_the_dark = (_winners(each, harm_unwatched) for each in (seen, all_seen))
        dark = [looks - honest for looks, honest in zip(*in_the_dark, strict=False)]
        for prediction, values in (
            ("selects_schemers", _winners(seen, scheming_gap)),
            ("nice_all_the_same", np.array(dark)),
            ("honest_selects_schemers", _winners(all_seen, scheming_gap)),
        ):
            out.effects.append(setup.of_values(prediction, place.scope, values.tolist()))
        for i, learner in enumerate(setup["other_learners"]):
            gaps = [
                float(scheming_gap(each.abroad[i, 0].sum(axis=0))) for each in seen if each.rewards
            ]
            scope = f"{place.scope}, under {learner}"
            out.effects.append(setup.of_values("schemes_elsewhere", scope, gaps))
        out.notes += [
            f"{place.scope}: {told}: {each.formula()}"
            for told, each in (("selected for looks", seen[0]), ("by all", all_seen[0]))
        ]
    out.curves = _curves(setup, out.effects)
    return out


def _curves(setup: Setup, effects: Sequence[Effect]) -> list[Curve]:
    """Gaps of winners along the fine, a line for each world and judge."""
    out = []
    for prediction, told in (
        ("selects_schemers", "selected for looks"),
        ("honest_selects_schemers", "by all"),
    ):
        gaps = {e.scope: e for e in effects if e.prediction == prediction}
        for label in setup["worlds"]:
            fines = sorted(setup["fines"])
            along = [gaps[f"{label}, fine {fine:g}, {setup['learner']}"] for fine in fines]
            value, low, high = ([getattr(e, end) for e in along] for end in _ENDS)
            name = f"{label}, {told}"
            out.append(Curve("fine -> scheming gap of winners", name, fines, value, low, high))
    return out


def _winners(found: Sequence[Found], measure: Callable[[Array], Array]) -> Array:
    """A measure of the winner of each search [n_searches]; nan where nothing was found."""
    return np.array(
        [np.nan if each.lives is None else measure(each.lives.sum(axis=0)) for each in found]
    )
