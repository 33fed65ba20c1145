"""What a search ends with, as data and as a sentence."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewardsearch.console import number
from rewardsearch.evaluation import Row
from rewardsearch.json_data import FILE_SCHEMA
from rewardsearch.settings import Settings


@dataclass(frozen=True)
class Result:
    """What a search ends with."""

    directory: Path
    rows: list[Row]
    """The hall of fame, best product of the two scores first."""
    references: list[Row]
    agent_steps: int
    evaluations: int
    """Genomes that the search evaluated, repeats counted."""
    seconds: float

    def to_data(self, settings: Settings) -> dict[str, Any]:
        """The hall of fame as plain JSON data."""
        return {
            "schema": FILE_SCHEMA,
            "settings": settings.to_data(),
            "hash": settings.digest(),
            "agent_steps": self.agent_steps,
            "evaluations": self.evaluations,
            "seconds": round(self.seconds, 1),
            "rewards": [
                {"rank": rank, "formula": row.formula, "scores": row.scores}
                | {"reward": row.reward.to_data() if row.reward else None}
                for rank, row in enumerate(self.rows, 1)
            ],
            "references": [
                {"name": row.name, "formula": row.formula, "scores": row.scores}
                for row in self.references
            ],
        }


def summary(result: Result, settings: Settings) -> str:
    """One line under the table: what the numbers are about."""
    best = ""
    if result.rows:
        scores = result.rows[0].scores
        best = (
            f"Best: competence {number(scores['competence'])}, "
            f"non-ruthlessness {number(scores['non_ruthlessness'])}. "
        )
    return (
        f"{best}95 % intervals over {settings.report.lifetimes} lifetimes of "
        f"{settings.world.n_agents} agents on fresh seeds; world {settings.world.name}, "
        f"{settings.life.steps:,} steps a life."
    )
