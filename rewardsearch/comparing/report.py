"""Runs side by side, as data and as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from fitness.statistics.quantiles import student_quantile
from rewardsearch.comparing.agreement import Agreement, agreement
from rewardsearch.comparing.comparability import check_comparable, differing_settings
from rewardsearch.console import aligned, number
from rewardsearch.evaluation import Row
from rewardsearch.json_data import json_number
from rewardsearch.runs import Generation, Run
from rewardsearch.search import hypervolume

Estimate = dict[str, float | None]


@dataclass(frozen=True)
class Compared:
    """What a comparison of runs tells; one entry a run, in the order given."""

    names: list[str]
    incomparable: list[str]
    """What makes their scores incomparable, if that was let pass."""
    settings: dict[str, list[str]]
    """Those that differ."""
    hypervolume: list[Estimate]
    """Area that the reported hall of fame dominates; low and high: the area if every score were
    at that end of its interval, a wider range than a joint 95 % interval's."""
    mean_hypervolume: Estimate | None
    """Over runs that differ by seed alone, with a 95 % t-interval; None for others."""
    best: list[Row | None]
    agreement: Agreement
    """Of the best rewards of the runs that found any."""
    generations: list[tuple[Generation, ...]]


def compare(runs: Sequence[Run], anyway: bool = False) -> Compared:
    """Compare runs; raises InvalidInput as ``check_comparable``."""
    incomparable = check_comparable(runs, anyway)
    settings = differing_settings(runs)
    best = [run.hall_of_fame[0] if run.rewards else None for run in runs]
    areas = [_area(run) for run in runs]
    by_seed_alone = set(settings) <= {"seed"}
    return Compared(
        names=_names(runs),
        incomparable=incomparable,
        settings=settings,
        hypervolume=areas,
        mean_hypervolume=_mean([area["value"] or 0.0 for area in areas]) if by_seed_alone else None,
        best=best,
        agreement=agreement([row.reward for row in best if row is not None and row.reward]),
        generations=[run.generations for run in runs],
    )


def _names(runs: Sequence[Run]) -> list[str]:
    """Names of the runs; paths where two have the same name."""
    names = [run.name for run in runs]
    return names if len(set(names)) == len(names) else [str(run.path) for run in runs]


def _area(run: Run) -> Estimate:
    """Hypervolume of the reported scores, and of their lower and upper ends."""
    out: Estimate = {}
    for end in ("value", "low", "high"):
        points = [
            [row.scores[measure][end] for measure in ("competence", "non_ruthlessness")]
            for row in run.hall_of_fame
        ]
        table = np.array(points, float).reshape(-1, 2)
        out[end] = json_number(hypervolume(table[np.isfinite(table).all(axis=1)]))
    return out


def _mean(values: Sequence[float]) -> Estimate:
    """Mean over independent runs and its 95 % t-interval."""
    n, mean = len(values), float(np.mean(values))
    reach = student_quantile(0.975, n - 1) * float(np.std(values, ddof=1)) / sqrt(n)
    return {"value": mean, "low": mean - reach, "high": mean + reach}


def product(row: Row) -> float:
    """Competence times non-ruthlessness; 0 where one is undefined."""
    both = (row.scores["competence"]["value"], row.scores["non_ruthlessness"]["value"])
    return 0.0 if None in both else float(both[0] * both[1])


def as_data(compared: Compared) -> dict[str, Any]:
    """As plain JSON data."""
    return {
        "runs": [
            {
                "name": name,
                "hypervolume": area,
                "best": None if row is None else _best_data(row),
                "selection_hypervolume": [json_number(g.hypervolume) for g in generations],
            }
            for name, area, row, generations in zip(
                compared.names, compared.hypervolume, compared.best, compared.generations,
                strict=True,
            )
        ],
        "incomparable": compared.incomparable,
        "settings": compared.settings,
        "mean_hypervolume": compared.mean_hypervolume,
        "cosine": [[json_number(x) for x in row] for row in compared.agreement.cosine],
        "signs": compared.agreement.signs,
    }  # fmt: skip


def _best_data(row: Row) -> dict[str, Any]:
    reward = row.reward.to_data() if row.reward else None
    scores = {name: row.scores[name] for name in ("competence", "non_ruthlessness")}
    return {"formula": row.formula, "product": product(row), "reward": reward, **scores}


def as_text(compared: Compared) -> str:
    """As a person reads it."""
    letters = [chr(ord("A") + i % 26) + (str(i // 26) if i >= 26 else "") for i in range(999)]
    labels = letters[: len(compared.names)]
    parts = [
        "\n".join(aligned(list(zip(labels, compared.names, strict=True)))),
        "\n".join(aligned(_settings_rows(compared, labels))),
        "\n".join(aligned(_score_rows(compared, labels))),
    ]
    if compared.mean_hypervolume is not None:
        parts.append(
            f"Area over these {len(labels)} searches, which differ by seed alone: mean "
            f"{number(compared.mean_hypervolume)} (95 % t-interval)."
        )
    found = [x for x, row in zip(labels, compared.best, strict=True) if row is not None]
    if len(found) > 1:
        parts += [_cosines(compared.agreement, found), _signs(compared.agreement, len(found))]
    parts += [text for text in (_convergence(compared, labels),) if text]
    return "\n\n".join(parts)


def _settings_rows(compared: Compared, labels: list[str]) -> list[tuple[str, ...]]:
    if not compared.settings:
        return [("All settings are the same.", "")]
    rows = [(key, *values) for key, values in compared.settings.items()]
    return [("settings that differ", *labels), *rows]


def _score_rows(compared: Compared, labels: list[str]) -> list[tuple[str, ...]]:
    head = ("", "area [all scores low, high]", "competence", "non-ruthlessness", "product")
    rows: list[tuple[str, ...]] = [(*head, "best reward")]
    for label, area, row in zip(labels, compared.hypervolume, compared.best, strict=True):
        if row is None:
            rows.append((label, number(area), "-", "-", "-", "nothing found"))
            continue
        scores = [number(row.scores[m]) for m in ("competence", "non_ruthlessness")]
        rows.append((label, number(area), *scores, f"{product(row):.2f}", row.formula))
    return rows


def _cosines(agreed: Agreement, labels: list[str]) -> str:
    rows = [
        (label, *("-" if np.isnan(x) else f"{x:+.2f}" for x in row))
        for label, row in zip(labels, agreed.cosine, strict=True)
    ]
    pairs = agreed.cosine[np.triu_indices(len(labels), 1)]
    pairs = pairs[np.isfinite(pairs)]
    told = f": {pairs.min():+.2f} to {pairs.max():+.2f}, mean {pairs.mean():+.2f}"
    head = "Similarity of the best rewards (cosine of what they feel on 256 probe inputs)"
    return "\n".join([head + (told if len(pairs) else ""), *aligned([("", *labels), *rows])])


def _signs(agreed: Agreement, n: int) -> str:
    rows = [
        (name, str(signs.count(1)), str(signs.count(-1)), str(signs.count(0)), _verdict(signs))
        for name, signs in agreed.signs.items()
    ]
    head = f"In how many of the {n} best rewards an input is liked, disliked or not used"
    return "\n".join([head, *aligned([("", "+", "-", "0", ""), *rows])])


def _verdict(signs: list[int]) -> str:
    if len(set(signs)) == 1:
        return "agreed"
    return "contradicted" if {1, -1} <= set(signs) else ""


def _convergence(compared: Compared, labels: list[str]) -> str:
    """The area by the scores that selection saw, at quarters of each search."""
    rows = []
    for label, generations in zip(labels, compared.generations, strict=True):
        if generations:
            last = len(generations) - 1
            at = [generations[round(last * quarter / 4)].hypervolume for quarter in range(5)]
            rows.append((label, *(f"{area:.2f}" for area in at), str(last + 1)))
    if not rows:
        return ""
    head = ("", "first", "1/4", "1/2", "3/4", "last", "generations")
    title = "Area by the scores that selection saw, through each search"
    return "\n".join([title, *aligned([head, *rows])])
