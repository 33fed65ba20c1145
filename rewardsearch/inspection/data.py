"""An inspection as plain JSON data."""

from typing import Any

from fitness.statistics.bootstrap import Interval
from rewardsearch.battery import as_data as examined_data
from rewardsearch.inspection.gathering import Measured
from rewardsearch.inspection.report import Inspection
from rewardsearch.json_data import FILE_SCHEMA, json_number


def as_data(told: Inspection) -> dict[str, Any]:
    """Everything that the report tells but pictures; what cannot be told is null."""
    m = told.measured
    return {
        "schema": FILE_SCHEMA,
        "title": told.title,
        "reward": told.reward.to_data(),
        "formula": told.reward.formula(),
        "answers": [
            {"question": a.question, "answer": a.answer, "section": a.section}
            for a in told.answers
        ],
        "scores": [
            {"name": row.name, "formula": row.formula, "scores": row.scores}
            for row in (*m.rows, *m.references)
        ],
        "parts": _parts(m),
        "curves": _curves(m),
        "feelings": _feelings(m),
        "battery": {world: examined_data(one)[0] for world, one in m.examinations.items()},
        "lineage": [
            {
                "generation": a.generation, "how": a.how, "reward": a.reward.to_data(),
                "selection_scores": dict(zip(("competence", "non_ruthlessness"), a.objectives,
                                             strict=True)),
            }
            for a in told.lineage
        ],
        "hypervolumes": None if told.history is None else told.history.hypervolumes.tolist(),
        "attack": told.attack,
        "lifetimes": m.lifetimes,
        "seed": m.seed,
        "agent_steps": m.agent_steps,
        "commands": told.commands,
        "provenance": told.provenance,
        "settings": told.settings.to_data(),
    }  # fmt: skip


def _ends(told: Interval | None) -> dict[str, float | None] | None:
    if told is None:
        return None
    return {name: json_number(getattr(told, name)) for name in ("value", "low", "high")}


def _parts(m: Measured) -> list[dict[str, Any]]:
    return [
        {
            "input": part.name, "factor": part.factor, "verdict": part.verdict.value,
            "competence": _ends(part.competence), "non_ruthlessness": _ends(part.non_ruthlessness),
        }
        for part in m.parts
    ]  # fmt: skip


def _curves(m: Measured) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "steps": one.ends.tolist(),
            **{
                name: {
                    end: [json_number(x) for x in getattr(curve, end)]
                    for end in ("value", "low", "high")
                }
                for name, curve in one.measures.items()
            },
        }
        for one in m.curves
    ]


def _feelings(m: Measured) -> dict[str, Any]:
    f = m.feelings
    return {
        "harm_minus_restraint": {watch: _ends(x) for watch, x in f.harm_minus_restraint.items()},
        "mean": {
            watch: {
                what: {name: _ends(x) for name, x in told.items()} for what, told in by_what.items()
            }
            for watch, by_what in f.mean.items()
        },
        "steps": f.n_steps,
    }
