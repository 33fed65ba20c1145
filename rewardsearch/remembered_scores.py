"""Scores and tallies as a journal's answers, checked when they are read back."""

import math
from typing import Any

import numpy as np

from fitness import References, Tally, Verdict
from fitness.tally import N_COLUMNS, N_SEAT_COLUMNS
from inner_rl import Reward
from kernels.types import U32Array
from rewardsearch.evaluation import (
    MEASURES,
    SOCIETY_METRICS,
    Evaluator,
    Row,
    reference_rows,
    reward_rows,
)
from rewardsearch.journal import Record
from rewardsearch.memory import Recall, numbers, plain, unusable

_ENDS = ("value", "low", "high")
_SCRIPTED_OR_SELFISH = ("sociopath", "twin", "inert")


def recalled_references(recall: Recall, evaluator: Evaluator, keys: U32Array) -> References:
    """Sociopath, twin and inert on the given streams."""

    def live() -> Record:
        references = evaluator.references(keys)
        return {
            f"{name}_{part}": plain(getattr(getattr(references, name), part))
            for name in _SCRIPTED_OR_SELFISH
            for part in ("sums", "stratum", "seats")
        }

    record = recall("references", [keys], live)
    n_lifetimes, n_agents = len(keys), evaluator.settings.world.n_agents
    tallies = {
        name: Tally(
            numbers(record, f"{name}_sums", (1, n_lifetimes, N_COLUMNS), undefined=True),
            numbers(record, f"{name}_stratum", (n_lifetimes,)).astype(np.int64),
            numbers(
                record, f"{name}_seats", (1, n_lifetimes, n_agents, N_SEAT_COLUMNS), undefined=True
            ),
        )
        for name in _SCRIPTED_OR_SELFISH
    }
    return References(**tallies)


def recalled_report(
    recall: Recall, kind: str, evaluator: Evaluator, rewards: list[Reward], keys: U32Array
) -> tuple[list[Row], list[Row]]:
    """What ``Evaluator.report`` tells of rewards under the seed of the run."""
    seed, n_resamples = evaluator.settings.seed, evaluator.settings.report.resamples

    def live() -> Record:
        rows, references = evaluator.report(rewards, keys, seed)
        return {
            "rewards": [row.scores for row in rows],
            "references": [row.scores for row in references],
        }

    asked = [[reward.to_data() for reward in rewards], keys, seed, n_resamples]
    record = recall(kind, asked, live)
    return (
        reward_rows(rewards, scores_in(record, "rewards", len(rewards))),
        reference_rows(scores_in(record, "references", 3)),
    )


def scores_in(record: Record, name: str, n: int) -> list[dict[str, Any]]:
    """The scores of ``n`` rows in a record; raises InvalidInput where they are something else."""
    rows = record.get(name)
    if not (isinstance(rows, list) and len(rows) == n and all(map(_are_scores, rows))):
        raise unusable(record, f"{name!r} are not the scores of {n} rows")
    return rows


def _are_scores(row: Any) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("society"), dict):
        return False
    estimates = [row.get(name) for name in MEASURES]
    estimates += [row["society"].get(name) for name in SOCIETY_METRICS]
    return (
        row.get("verdict") in [verdict.value for verdict in Verdict]
        and isinstance(row.get("n_failed"), int)
        and all(map(_is_estimate, estimates))
    )


def _is_estimate(each: Any) -> bool:
    return isinstance(each, dict) and all(_is_number_or_none(each.get(end, "")) for end in _ENDS)


def _is_number_or_none(x: Any) -> bool:
    return x is None or (isinstance(x, int | float) and math.isfinite(x))
