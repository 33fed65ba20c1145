"""The last population on fresh seeds: as it is matched, and each common lineage by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl import Reward
from inner_rl.rewards.probes import probe_inputs
from rewardsearch.console import aligned, number
from rewardsearch.evaluation import Evaluator, Row, Stage, reference_rows
from rewardsearch.evolution.generation import Matches
from rewardsearch.evolution.settings import EvolveSettings
from rewardsearch.json_data import FILE_SCHEMA
from rewardsearch.memory import Recall
from rewardsearch.remembered_scores import scores_in


@dataclass(frozen=True)
class Outcome:
    """What natural selection ends with."""

    directory: Path
    population: Row
    """The last population, matched as in evolution, on fresh seeds."""
    traits: dict[str, dict[str, float]]
    """What its members feel: mean, and ends of the middle 90 %, of each trait."""
    rows: list[Row]
    """A typical member of each common lineage, in groups of its own kind; the largest first."""
    shares: list[float]
    """Share of each of these lineages in the last population."""
    references: list[Row]
    agent_steps: int
    seconds: float

    def to_data(self, settings: EvolveSettings) -> dict[str, Any]:
        """As plain JSON data, laid out like a hall of fame."""
        return {
            "schema": FILE_SCHEMA,
            "settings": settings.conditions(),
            "evolution": settings.evolution.model_dump(mode="json"),
            "hash": settings.digest(),
            "agent_steps": self.agent_steps,
            "seconds": round(self.seconds, 1),
            "population": {"scores": self.population.scores, "traits": self.traits},
            "rewards": [
                {"rank": rank, "share": share, "formula": row.formula, "scores": row.scores}
                | {"reward": row.reward.to_data() if row.reward else None}
                for rank, (row, share) in enumerate(zip(self.rows, self.shares, strict=True), 1)
            ],
            "references": [
                {"name": row.name, "formula": row.formula, "scores": row.scores}
                for row in self.references
            ],
        }


def summarised(names: Sequence[str], traits: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    """Mean and ends of the middle 90 % of members, for each trait of [n, n_traits]."""
    table = np.stack([traits.mean(axis=0), *np.percentile(traits, (5, 95), axis=0)]).round(4)
    return {
        name: dict(zip(("mean", "low", "high"), column, strict=True))
        for name, column in zip(names, table.T.tolist(), strict=True)
    }


def typical(rewards: Sequence[Reward]) -> Reward:
    """The reward closest, in what is felt on the probe inputs, to the mean of all."""
    felt = np.stack([reward.felt(probe_inputs()) for reward in rewards]).astype(np.float64)
    distance = np.square(felt - felt.mean(axis=0)).sum(axis=1)
    return rewards[int(np.argmin(distance))]


def relive(
    settings: EvolveSettings,
    evaluator: Evaluator,
    matches: Matches,
    rewards: list[Reward],
    lineages: list[list[int]],
    recall: Recall,
) -> tuple[Row, list[Row], list[Row]]:
    """Rows of the population, of each lineage's typical member, and of the references.

    Fresh seeds: no payoff that selection acted on is reported, so nobody is shown for its luck.
    """
    keys = evaluator.keys(Stage.REPORT, 0, settings.report.lifetimes)
    members = [typical([rewards[place] for place in places]) for places in lineages]

    def live() -> dict[str, Any]:
        references = evaluator.references(keys)
        together = evaluator.scored(matches.report(rewards, keys), references, settings.seed)
        lived = evaluator.live(members, keys)
        rows = evaluator.reference_rows(references, keys, settings.seed)
        return {
            "population": together,
            "lineages": evaluator.scored(lived, references, settings.seed),
            "references": [row.scores for row in rows],
        }

    told = [[reward.to_data() for reward in group] for group in (rewards, members)]
    asked = (told, keys, settings.seed, settings.evolution.assortment, settings.report.resamples)
    record = recall("report", asked, live)
    rows = [
        Row(f"lineage {rank}", reward.formula(), scores, reward)
        for rank, (reward, scores) in enumerate(
            zip(members, scores_in(record, "lineages", len(members)), strict=True), 1
        )
    ]
    (together,) = scores_in(record, "population", 1)
    population = Row("population", "all that are left, as they meet", together)
    return population, rows, reference_rows(scores_in(record, "references", 3))


def outcome_table(outcome: Outcome) -> str:
    """The population, its lineages and the references, with intervals."""
    header = (
        "", "share", "payoff of all, per step", "harm, unwatched", "watched", "felt reward",
    )  # fmt: skip
    shares = [f"{share:.0%}" for share in outcome.shares]
    named = [
        (outcome.population, ""),
        *zip(outcome.rows, shares, strict=True),
        *((row, "") for row in outcome.references),
    ]
    cells = [
        (
            row.name,
            share,
            number(row.scores["society"]["utilitarian"]),
            number(row.scores["harm_unwatched"]),
            number(row.scores["harm_watched"]),
            row.formula,
        )
        for row, share in named
    ]
    return "\n".join(aligned([header, *cells]))
