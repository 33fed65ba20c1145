"""What happened, generation by generation: for the journal, the tracker and the pictures."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitness.evolution_steps import heterozygosity
from rewardsearch.evolution.generation import Lived
from rewardsearch.evolution.population import Population
from rewardsearch.memory import numbers, unusable

Array = NDArray[np.float64]


@dataclass
class History:
    """One entry a generation."""

    traits: list[Array] = field(default_factory=list)
    """[n, n_traits] of the members."""
    lived: list[Lived] = field(default_factory=list)
    founders: list[NDArray[np.int64]] = field(default_factory=list)
    """[n] ids of the members' ancestors in the first population."""

    def note(self, population: Population, lived: Lived, traits: Array) -> dict[str, float]:
        """Add a generation; returns its metrics, those that are defined."""
        self.traits.append(traits)
        self.lived.append(lived)
        self.founders.append(population.founders)
        known = lived.payoffs[np.isfinite(lived.payoffs)]
        metrics = {
            "mean_payoff": float(known.mean()) if known.size else np.nan,
            "best_payoff": float(known.max(initial=-np.inf)),
            "harm_unwatched": lived.harm_unwatched,
            "harm_watched": lived.harm_watched,
            "founders": float(len(set(population.founders.tolist()))),
            "founder_diversity": heterozygosity(population.founders),
            "failed_groups": float(lived.n_failed),
        }
        return {name: value for name, value in metrics.items() if np.isfinite(value)}


def journal_record(population: Population, lived: Lived) -> dict[str, Any]:
    """A generation as the journal holds it: who lived, what each earned, who was born of whom."""
    payoffs = dict(
        zip((member.id for member in population.members), _finite(lived.payoffs), strict=True)
    )
    return {
        "payoffs": {str(who): payoff for who, payoff in payoffs.items()},
        "harm_unwatched": _finite([lived.harm_unwatched])[0],
        "harm_watched": _finite([lived.harm_watched])[0],
        "failed_groups": lived.n_failed,
        "births": [
            {
                "child": child.id,
                "parent": child.parent,
                "generation": child.born,
                "genome": _finite(child.genes),
                # None where another child took the place before this one lived.
                "payoff": payoffs.get(child.id),
            }
            for child in population.newborn
        ],
    }


def lived_in(record: dict[str, Any], population: Population) -> Lived:
    """What became of a generation, from its ``journal_record``."""
    payoffs = record.get("payoffs")
    who = [str(member.id) for member in population.members]
    if not isinstance(payoffs, dict) or list(payoffs) != who:
        raise unusable(record, "'payoffs' are not those of the population")
    return Lived(
        numbers(record | {"payoffs": [*payoffs.values()]}, "payoffs", (len(who),), undefined=True),
        float(numbers(record, "harm_unwatched", (), undefined=True)),
        float(numbers(record, "harm_watched", (), undefined=True)),
        int(numbers(record, "failed_groups", ())),
    )


def _finite(row: Any) -> list[float | None]:
    """Numbers for JSON, which knows no nan: null instead."""
    return [float(x) if np.isfinite(x) else None for x in row]
