"""An inspection as one HTML file that needs nothing else."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fitness.battery import LINKS
from fitness.scores import MIN_CHANCES, MIN_COMPETENCE
from fitness.statistics.fronts import nondominated
from inner_rl import WORLDS, Reward
from inner_rl.drives import PHRASES
from inner_rl.rewards.library import LIBRARY
from rewardsearch.battery import Examination, chance_note
from rewardsearch.battery.report import by_name, cell
from rewardsearch.console import number
from rewardsearch.evaluation import SOCIOPATH, Row
from rewardsearch.export.labels import InputRow, input_table
from rewardsearch.export.mathml import mathml
from rewardsearch.inspection import figures
from rewardsearch.inspection.answers import Answer, failures
from rewardsearch.inspection.evidence import belief_and_truth, evidence
from rewardsearch.inspection.explained import odd_terms, rules_of, watcher
from rewardsearch.inspection.films import data_uri, film_beside_film
from rewardsearch.inspection.gathering import (
    CURVE_LIVES,
    FELT_LIVES,
    HAND_WRITTEN,
    Measured,
)
from rewardsearch.inspection.history import Ancestor, History
from rewardsearch.inspection.parts import Part
from rewardsearch.search.engines import ENGINES
from rewardsearch.search.space import search_space
from rewardsearch.settings import Settings

_TEMPLATE = Path(__file__).with_name("report.html")
_MOST_POINTS = 4_000
"""Evaluated rewards that are drawn, at most; those of the front always."""
_FILM_SPEED = 4


@dataclass(frozen=True)
class Inspection:
    """All that a report tells."""

    title: str
    settings: Settings
    reward: Reward
    measured: Measured
    answers: list[Answer]
    history: History | None
    lineage: list[Ancestor]
    fame: list[dict[str, Any]]
    """Entries of the run's hall of fame."""
    attack: dict[str, Any] | None
    """What ``rewardsearch attack --json`` told of this reward."""
    commands: list[str]
    """That give the same numbers again."""
    attack_command: str
    provenance: dict[str, str]


def scope(told: Inspection) -> str:
    """What the numbers are about."""
    s = told.settings
    return (
        f"World {s.world.name}, {s.world.n_agents} agents that share one reward, learner "
        f"{s.learner.name}, {s.life.steps:,} steps a life."
    )


def html(told: Inspection) -> str:
    """The report."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(_TEMPLATE.parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template(_TEMPLATE.name).render(**_context(told))


def _context(told: Inspection) -> dict[str, Any]:
    measured = told.measured
    own = measured.examinations[told.settings.world.name]
    points = _points(told)
    return {
        "title": told.title,
        "scope": scope(told),
        "answers": told.answers,
        "mathml": mathml(told.reward),
        "settings": told.settings,
        "watcher": watcher(told.settings),
        "world": rules_of(told.settings.world),
        "engine": ENGINES[told.settings.search.engine].about,
        "min_competence": MIN_COMPETENCE,
        "min_chances": MIN_CHANCES,
        "odd": odd_terms(told.reward),
        "other_inputs": _other_inputs(told),
        "link_rows": _link_rows(own),
        "n_held_out": sum(not link.selected for link in LINKS),
        "evidence": evidence(told.settings, measured, told.history, told.attack),
        "resamples": told.settings.report.resamples,
        "believed": belief_and_truth(told.lineage, measured),
        "fame": _fame_rows(told.fame),
        "formula": told.reward.formula(),
        "language": told.reward.language,
        "inputs": input_table(told.reward),
        "pictures": _pictures(told),
        "lifetimes": measured.lifetimes,
        "score_rows": [_cells(row) for row in (*measured.rows, *measured.references)],
        "chance": chance_note(own),
        "world_rows": _world_rows(measured),
        "part_rows": _part_rows(measured.parts),
        "other_worlds": [
            (world, *rules_of(WORLDS[world]())) for world in list(measured.examinations)[1:]
        ],
        "parts_words": "inert: too incompetent; degenerate: too few opportunities",
        "felt_steps": f"{measured.feelings.n_steps:,}",
        "felt_lives": FELT_LIVES,
        "curve_lives": CURVE_LIVES,
        "film": data_uri(film_beside_film(measured.films, told.settings.world, _FILM_SPEED)),
        "front": points,
        "front_note": _front_note(told, points),
        "lineage": told.lineage,
        "failures": failures(told.reward, measured, told.attack),
        "attack": _attack_rows(told.attack),
        "attack_lives": told.attack["lifetimes"] if told.attack else 0,
        "attack_command": told.attack_command,
        "commands": "\n".join(told.commands),
        "commands_without_run": _without_run(told),
        "provenance": list(told.provenance.items()),
        "settings_text": json.dumps(told.settings.to_data(), indent=1),
        "reward_text": json.dumps(told.reward.to_data(), indent=1),
    }


def _pictures(told: Inspection) -> dict[str, str]:
    m = told.measured
    pictures = {
        "scores": figures.scores_picture(m.rows, m.references, "this reward"),
        "profile": figures.profile_picture(m.examinations[told.settings.world.name]),
        "parts": figures.parts_picture(m.parts),
        "feelings": figures.feelings_picture(m.feelings),
        "curves": figures.curves_picture(m.curves),
        "attack": figures.attack_picture(told.attack) if told.attack else "",
    }
    if told.history is not None:
        pictures["convergence"] = figures.convergence_picture(told.history.hypervolumes)
    if told.lineage:
        pictures["lineage"] = figures.lineage_picture(told.lineage)
    return pictures


def _cells(row: Row) -> list[str]:
    kindness = row.scores["non_ruthlessness"]
    verdict = row.scores["verdict"]
    return [
        row.name.replace("_", " ") or "this reward",
        number(row.scores["competence"]),
        number(kindness) if kindness["value"] is not None else f"- ({verdict})",
        number(row.scores["harm_unwatched"]),
        number(row.scores["harm_watched"]),
        row.formula,
    ]


def _other_inputs(told: Inspection) -> list[InputRow]:
    """Inputs of the rewards that stand beside it, and not of its own."""
    mine = told.reward.inputs_used()
    rewards = [LIBRARY[name].reward for name in HAND_WRITTEN]
    rows = {row.name: row for reward in rewards for row in input_table(reward).rows}
    return [row for name, row in rows.items() if name not in mine]


def _link_rows(examination: Examination) -> list[list[str]]:
    """Each trial's link: what it is, of the reward and of the sociopath."""
    subjects = (examination.profiles[0], by_name(examination)[SOCIOPATH.name])
    return [
        [
            link.name,
            "yes" if link.selected else "",
            *(number(vars(one.links[link.name])) for one in subjects),
            link.formula,
        ]
        for link in LINKS
    ]


def _fame_rows(fame: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The hall of fame, best product first."""
    rows = []
    for entry in fame:
        competence, kindness = (entry["scores"][m] for m in ("competence", "non_ruthlessness"))
        values = (competence["value"], kindness["value"])
        product = "-" if None in values else f"{values[0] * values[1]:.3f}"
        told = "-" if kindness["value"] is None else number(kindness)
        rows.append([str(entry["rank"]), number(competence), told, product, entry["formula"]])
    return rows


def _world_rows(measured: Measured) -> list[list[str]]:
    """Each world: competence, non-ruthlessness, the weakest of so many links, the sociopath's."""
    rows = []
    for world, examination in measured.examinations.items():
        profile = examination.profiles[0]
        sociopath = by_name(examination)[SOCIOPATH.name]
        told = sum(not np.isnan(value.value) for value in profile.links.values())
        rows.append(
            [
                world,
                cell(profile, profile.competence),
                cell(profile, profile.non_ruthlessness),
                f"{profile.weakest or '-'}, of {told}",
                cell(sociopath, sociopath.competence),
                cell(sociopath, sociopath.non_ruthlessness),
            ]
        )
    return rows


def _part_rows(parts: Sequence[Part]) -> list[list[str]]:
    """Each input: changes of both scores without it, with half and with twice of it."""
    rows: dict[str, list[str]] = {}
    for measure in ("competence", "non_ruthlessness"):
        for part in parts:
            told = getattr(part, measure)
            text = part.verdict.value if told is None else number(vars(told), sign=True)
            rows.setdefault(part.name, [PHRASES[part.name]]).append(text)
    return list(rows.values())


def _points(told: Inspection) -> list[dict[str, Any]] | None:
    """Evaluated rewards and the hall of fame, for the picture that answers to the mouse."""
    history = told.history
    if history is None:
        return None
    genomes, means = history.means
    real = (means >= 0).all(axis=1)
    genomes, means = genomes[real], means[real]
    first = nondominated(means) & (means > 0).all(axis=1)
    some = np.random.default_rng(0).permutation(len(means))[:_MOST_POINTS]
    drawn = np.flatnonzero(first | np.isin(np.arange(len(means)), some))
    space = search_space(told.settings.search)
    born: dict[bytes, int] = {}
    for genome, generation in zip(
        history.evaluated.genomes, history.evaluated.generation, strict=True
    ):
        born.setdefault(genome.tobytes(), int(generation))
    points: list[dict[str, Any]] = [
        {
            "c": round(float(means[i, 0]), 4),
            "n": round(float(means[i, 1]), 4),
            "f": space.reward(genomes[i]).formula(),
            "g": born[genomes[i].tobytes()],
            "k": "front" if first[i] else "all",
        }
        for i in drawn
    ]
    for entry in told.fame:
        scores = entry["scores"]
        if scores["non_ruthlessness"]["value"] is not None:
            points.append(
                {
                    "c": scores["competence"]["value"],
                    "n": scores["non_ruthlessness"]["value"],
                    "f": f"hall of fame, rank {entry['rank']}, retrained: {entry['formula']}",
                    "g": None,
                    "k": "mine" if entry["reward"] == told.reward.to_data() else "fame",
                }
            )
    return points


def _front_note(told: Inspection, points: list[dict[str, Any]] | None) -> str:
    if told.history is None or points is None:
        return ""
    n = len(told.history.means[0])
    drawn = sum(point["k"] in ("all", "front") for point in points)
    some = (
        "" if drawn >= n else f" Drawn are {drawn:,} of {n:,}, chosen by chance beside the front."
    )
    return (
        "Evaluated: means of the scores that selection saw; who cannot be judged has "
        "non-ruthlessness 0 there. Front: what no other evaluated reward beats in both, if both "
        f"are above 0. Hall of fame: retrained under fresh chance.{some}"
    )


def _without_run(told: Inspection) -> str:
    """What gives the same numbers for who has the report alone."""
    again = f"--lifetimes {told.measured.lifetimes} --seed {told.measured.seed}"
    return (
        f"rewardsearch inspect reward.json --settings settings.yaml {again}\n"
        "rewardsearch search settings.yaml"
    )


def _attack_rows(attack: dict[str, Any] | None) -> list[list[str]] | None:
    if attack is None:
        return None
    return [
        [
            thief["thief"],
            thief["about"],
            "what residents feel" if thief["control"] else thief["formula"],
            number(thief["at_rarity"], sign=True),
            thief["verdict"],
        ]
        for thief in attack["thieves"]
    ]
