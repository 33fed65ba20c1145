"""Winners are retrained before they are reported: whoever was lucky is found out."""

import numpy as np

from fitness.statistics.fronts import nondominated
from inner_rl import Reward
from kernels.types import U32Array
from rewardsearch.console import say
from rewardsearch.evaluation import Evaluator, Row, Stage
from rewardsearch.memory import Recall, ask
from rewardsearch.remembered_scores import recalled_report
from rewardsearch.settings import Settings


def retrain(
    settings: Settings, evaluator: Evaluator, rewards: list[Reward], recall: Recall = ask
) -> tuple[list[Row], list[Row]]:
    """Who is on the front is decided on fresh seeds, and reported on yet other fresh seeds.

    Deciding and reporting on the same lifetimes would favour the lucky (winner's curse).
    """
    n = settings.report.lifetimes
    say(f"retraining {len(rewards)} candidates from nothing on fresh seeds: who is on the front?")
    deciding, reporting = (evaluator.keys(stage, 0, n) for stage in (Stage.SHORTLIST, Stage.REPORT))
    kept = _front_of(evaluator, rewards, deciding, recall) if rewards else []
    say(f"retraining the {len(kept)} on it on other fresh seeds, for the report")
    rows, references = recalled_report(recall, "report", evaluator, kept, reporting)
    rows.sort(key=_product, reverse=True)
    return rows, references


def _front_of(
    evaluator: Evaluator, rewards: list[Reward], keys: U32Array, recall: Recall
) -> list[Reward]:
    """The rewards that no other one dominates on these lifetimes."""
    rows, _ = recalled_report(recall, "shortlist", evaluator, rewards, keys)
    readable = [row for row in rows if row.scores["verdict"] == "ok"]
    if not readable:
        return []
    points = np.array(
        [[row.scores[m]["value"] for m in ("competence", "non_ruthlessness")] for row in readable]
    )
    return [
        row.reward
        for row, on in zip(readable, nondominated(points), strict=True)
        if on and row.reward
    ]


def _product(row: Row) -> float:
    competence, kindness = (
        row.scores["competence"]["value"],
        row.scores["non_ruthlessness"]["value"],
    )
    return -1.0 if competence is None or kindness is None else float(competence * kindness)
