"""The ten questions that somebody asks of a found reward, each answered in words and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fitness import Verdict
from fitness.battery import LINKS
from fitness.invasion import Outcome
from fitness.statistics.bootstrap import Interval
from inner_rl import Reward
from inner_rl.drives import PHRASES
from rewardsearch.battery.held_out_worlds import weakest_world
from rewardsearch.console import number
from rewardsearch.inspection.explained import odd_terms
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
        Answer("What does it want?", _wants(reward), "formula"),
        Answer(
            "Is it competent, and does it harm?",
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
        Answer("Where does it fail?", " ".join(failures(reward, measured, attack)), "limits"),
        Answer(
            "Why should I believe this?",
            f"Agents were retrained from nothing in {measured.lifetimes} societies whose chance "
            "neither search nor choice has seen; all brackets are 95 % intervals over societies; "
            f"trials were held out from selection; the same command gives the same digits. "
            f"{_found_once(history)}",
            "evidence",
        ),
    ]


def _wants(reward: Reward) -> str:
    odd = odd_terms(reward)
    if not odd:
        return reward.formula()
    return f"{reward.formula()}. Opposite to their sources, {listed(odd, 'and')}."


def _found_once(history: History | None) -> str:
    if history is None:
        return "No search is known that found it."
    return (
        f"It comes from one search, seed {history.settings.seed}: whether others find the same is "
        "told by rewardsearch compare."
    )


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
        f" Of {len(measured.rows) - 1} rewards written by hand, their weights not tuned, the one "
        f"with the largest product of both is {best.name.replace('_', ' ')}: "
        f"{number(best.scores['competence'])} and {number(best.scores['non_ruthlessness'])}."
    )


def _battery(settings: Settings, measured: Measured) -> str:
    own = measured.examinations[settings.world.name].profiles[0]
    text = f"In trials that selection did not see, the weakest link gets {_told(own.held_out)}"
    held = {
        link.name: own.links[link.name].value
        for link in LINKS
        if not link.selected and not np.isnan(own.links[link.name].value)
    }
    text += f" ({min(held, key=held.__getitem__)})." if held else "."
    if own.weakest:
        text += f" The weakest of all links is {own.weakest}: {_told(own.links[own.weakest])}."
    for world, examination in list(measured.examinations.items())[1:]:
        profile = examination.profiles[0]
        text += (
            f" Agents raised by it in {world}, where it was not searched: "
            f"{_told(profile.non_ruthlessness)}."
        )
    return text


def _told(value: Any) -> str:
    if np.isnan(value.value):
        return "nothing that can be told"
    return number({"value": value.value, "low": value.low, "high": value.high})


def _parts(parts: list[Part]) -> str:
    gone = [part for part in parts if part.factor == 0.0]
    by_change: dict[str, list[str]] = {}
    for part in gone:
        for change, size in _changes(part) or [("no change is shown", "")]:
            by_change.setdefault(change, []).append(PHRASES[part.name] + size)
    return " ".join(
        f"Without {listed(names, 'or')}, {change}." for change, names in sorted(by_change.items())
    )


def _changes(part: Part) -> list[tuple[str, str]]:
    """What becomes of agents for whom an input is changed, as far as intervals show; how much."""
    if part.verdict is not Verdict.OK:
        return [(f"agents cannot be judged ({part.verdict.value})", "")]
    out = []
    for name in ("competence", "non_ruthlessness"):
        told = getattr(part, name)
        if told is not None and (told.high < 0 or told.low > 0):
            change = f"{name.replace('_', '-')} {'falls' if told.high < 0 else 'rises'}"
            out.append((change, f" ({told.value:+.2f})"))
    return out


def listed(names: Sequence[str], word: str) -> str:
    """'a, b or c'."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def _feelings(measured: Measured) -> str:
    out = []
    for watch, told in measured.feelings.harm_minus_restraint.items():
        if np.isnan(told.value):
            out.append(f"{watch.capitalize()}, nobody harmed.")
            continue
        out.append(
            f"{watch.capitalize()}, an act that harms feels "
            f"{'better' if told.value > 0 else 'worse'} than one that passes up the chance, "
            f"{_signed(told)}: {_agreement(told)}."
        )
    return " ".join(out)


def _agreement(told: Interval) -> str:
    if told.low > 0:
        return "the felt reward pays for what the score counts as harm"
    if told.high < 0:
        return "the felt reward and the score point the same way"
    return "which is not told from no difference"


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
        f"From a search of {len(history.how):,} evaluations in {len(area)} generations "
        f"({history.evaluated.generation.count(0)} of them in the first); the area of its front "
        f"went from {area[0]:.2f} to {area[-1]:.2f}."
    )
    if lineage:
        text += f" It came in generation {lineage[-1].generation + 1}."
    return text


def failures(reward: Reward, measured: Measured, attack: dict[str, Any] | None) -> list[str]:
    """A sentence for everything that speaks against it, and for what was not asked."""
    mine = measured.rows[0].scores
    others = {row.name: row.scores for row in measured.references}
    out = [
        f"It still harms at {number(mine['harm_unwatched'])} of unwatched chances "
        f"(the sociopath at {number(others['sociopath']['harm_unwatched'])})."
    ]
    ahead = [
        f"{name} ({number(told['competence'])})"
        for name, told in others.items()
        if (told["competence"]["low"] or 0.0) > (mine["competence"]["high"] or 0.0)
    ]
    if ahead:
        out.append(f"It is surely less competent than {listed(ahead, 'and')}.")
    out += [
        f"In {world}, surely below 1/2: {', '.join(examination.profiles[0].weak)}."
        for world, examination in measured.examinations.items()
        if examination.profiles[0].weak
    ]
    worst = weakest_world(measured.examinations)
    if worst not in (None, next(iter(measured.examinations))):
        out.append(f"It is less non-ruthless in {worst} than where it was searched.")
    if odd_terms(reward):
        out.append(f"Opposite to their sources, {listed(odd_terms(reward), 'and')}.")
    return [*out, _invaded(attack)]


_RESIDENTS = {
    Outcome.DEFEATED: "It can be invaded",
    Outcome.HOLDS: "Ruthless newcomers do not get in",
    Outcome.NEUTRAL: "Ruthless newcomers do neither better nor worse",
    Outcome.INCONCLUSIVE: "Whether ruthless newcomers get in is not decided",
}


def _invaded(attack: dict[str, Any] | None) -> str:
    if attack is None:
        return "Whether ruthless newcomers do better than its agents was not asked."
    if attack["verdict"] not in _RESIDENTS:
        return "What ruthless newcomers would earn cannot be told: some of those lives diverged."
    thieves = [
        thief
        for thief in attack["thieves"]
        if not thief["control"] and thief["at_rarity"]["value"] is not None
    ]
    leads = [thief["at_rarity"]["value"] for thief in thieves]
    ahead = sum(thief["at_rarity"]["low"] > 0 for thief in thieves)
    return (
        f"{_RESIDENTS[attack['verdict']]}: when rare, {ahead} of {len(thieves)} kinds of ruthless "
        "newcomers earn surely more than the residents in whose place they are, "
        f"s = {min(leads):+.2f} to {max(leads):+.2f} gains of a competent life."
    )
