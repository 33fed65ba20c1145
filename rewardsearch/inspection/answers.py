"""The ten questions that somebody asks of a found reward, each answered in words and numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fitness.statistics.bootstrap import Interval
from inner_rl import Reward
from inner_rl.drives import PHRASES
from rewardsearch.battery.held_out_worlds import weakest_world
from rewardsearch.console import number
from rewardsearch.inspection.gathering import Measured
from rewardsearch.inspection.history import Ancestor, History
from rewardsearch.inspection.parts import Part
from rewardsearch.settings import Settings


@dataclass(frozen=True)
class Answer:
    """A question, what the measurements say to it, and where the report shows it."""

    question: str
    answer: str
    section: str


def answers(
    settings: Settings,
    reward: Reward,
    measured: Measured,
    history: History | None,
    lineage: list[Ancestor],
    attack: dict[str, Any] | None,
) -> list[Answer]:
    """All ten, in the order of the report."""
    mine = measured.rows[0].scores
    return [
        Answer("What does it want?", reward.formula(), "formula"),
        Answer(
            "Is it competent, and is it kind?",
            f"Competence {number(mine['competence'])}, non-ruthlessness "
            f"{_kindness(mine)}; harms per chance {number(mine['harm_unwatched'])} unwatched, "
            f"{number(mine['harm_watched'])} watched.",
            "scores",
        ),
        Answer("Compared with what?", _compared(measured), "scores"),
        Answer("And where the search did not look?", _battery(settings, measured), "battery"),
        Answer("Which parts matter?", _parts(measured.parts), "parts"),
        Answer("Does it feel what we want of it?", _feelings(measured), "feelings"),
        Answer("How do agents become so?", _curves(measured), "life"),
        Answer("Where does it come from?", _origin(history, lineage), "origin"),
        Answer("Where does it fail?", _fails(measured, attack), "limits"),
        Answer(
            "Why should I believe this?",
            f"Agents were retrained from nothing in {measured.lifetimes} societies whose random "
            "streams neither search nor choice has seen; all brackets are 95 % intervals over "
            "societies; the commands below give the same numbers to the last digit.",
            "again",
        ),
    ]


def _kindness(scores: dict[str, Any]) -> str:
    if scores["non_ruthlessness"]["value"] is None:
        return f"cannot be judged ({scores['verdict']})"
    return number(scores["non_ruthlessness"])


def _compared(measured: Measured) -> str:
    told = {row.name: row.scores for row in measured.references}
    hand = [row for row in measured.rows[1:] if row.scores["verdict"] == "ok"]
    product = [
        row.scores["competence"]["value"] * row.scores["non_ruthlessness"]["value"] for row in hand
    ]
    text = (
        f"The sociopath has competence {number(told['sociopath']['competence'])} and "
        "non-ruthlessness 0 by definition; the scripted kind agent has "
        f"{number(told['scripted kind']['competence'])} and "
        f"{_kindness(told['scripted kind'])}."
    )
    if not hand:
        return text + " None of the hand-written rewards can be judged here."
    best = hand[int(np.argmax(product))]
    return text + (
        f" Of {len(measured.rows) - 1} hand-written rewards the best is "
        f"{best.name.replace('_', ' ')}: {number(best.scores['competence'])} and "
        f"{number(best.scores['non_ruthlessness'])}."
    )


def _battery(settings: Settings, measured: Measured) -> str:
    own = measured.examinations[settings.world.name].profiles[0]
    text = (
        f"Of what was held out its weakest link gets {_told(own.held_out)}"
        + (f" ({own.weakest.replace('_', ' ')} is the weakest of all)" if own.weakest else "")
        + "."
    )
    for world, examination in list(measured.examinations.items())[1:]:
        profile = examination.profiles[0]
        text += f" In {world}, where it was not searched: {_told(profile.non_ruthlessness)}."
    return text


def _told(value: Any) -> str:
    if np.isnan(value.value):
        return "nothing that can be told"
    return number({"value": value.value, "low": value.low, "high": value.high})


def _parts(parts: list[Part]) -> str:
    gone = [part for part in parts if part.factor == 0.0]
    needed, harmful, idle = [], [], []
    for part in gone:
        changes = [c for c in (part.competence, part.non_ruthlessness) if c is not None]
        phrase = PHRASES[part.name]
        if part.non_ruthlessness is None or any(c.high < 0 for c in changes):
            needed.append(phrase)
        elif any(c.low > 0 for c in changes):
            harmful.append(phrase)
        else:
            idle.append(phrase)
    lines = [
        (needed, "Without {}, a score surely falls, or can no longer be told."),
        (harmful, "Without {}, a score rises and none falls: it is better off."),
        (idle, "Without {}, no change is shown."),
    ]
    return " ".join(text.format(_listed(names)) for names, text in lines if names)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _feelings(measured: Measured) -> str:
    out = []
    for watch, told in measured.feelings.harm_minus_restraint.items():
        if np.isnan(told.value):
            out.append(f"{watch.capitalize()}, nobody harmed.")
            continue
        out.append(
            f"{watch.capitalize()}, harm feels {'better' if told.value > 0 else 'worse'} than "
            f"leaving it, {_signed(told)} an act: {_agreement(told)}."
        )
    return " ".join(out)


def _agreement(told: Interval) -> str:
    if told.low > 0:
        return "the felt reward pays for what the score punishes"
    return "the two agree" if told.high < 0 else "which is not told from none"


def _signed(told: Interval) -> str:
    return number({"value": told.value, "low": told.low, "high": told.high}, sign=True)


def _curves(measured: Measured) -> str:
    mine, sociopath = (one.measures["harm_unwatched"].value for one in measured.curves)
    return (
        f"Unwatched harms per chance go from {mine[0]:.2f} in the first twelfth of life to "
        f"{mine[-1]:.2f} in the last; the sociopath's from {sociopath[0]:.2f} to "
        f"{sociopath[-1]:.2f}."
    )


def _origin(history: History | None, lineage: list[Ancestor]) -> str:
    if history is None:
        return "It was given as a file: no search is known that found it."
    area = history.hypervolumes
    text = (
        f"From a search of {len(history.how):,} evaluations in {len(area)} generations; the area "
        f"of its front went from {area[0]:.2f} to {area[-1]:.2f}."
    )
    if lineage:
        text += (
            f" It came in generation {lineage[-1].generation + 1}, "
            f"{len(lineage) - 1} steps from a genome drawn in generation "
            f"{lineage[0].generation + 1}."
        )
    return text


def _fails(measured: Measured, attack: dict[str, Any] | None) -> str:
    text = []
    worst = weakest_world(measured.examinations)
    for world, examination in measured.examinations.items():
        weak = examination.profiles[0].weak
        if weak:
            links = ", ".join(name.replace("_", " ") for name in weak)
            text.append(f"In {world}, surely below 1/2: {links}.")
    if worst is not None:
        text.append(f"It is least non-ruthless in {worst}.")
    if attack is None:
        text.append("Whether ruthless newcomers defeat it was not asked.")
    else:
        text.append(f"Ruthless newcomers: {attack['verdict']}.")
    return " ".join(text)
