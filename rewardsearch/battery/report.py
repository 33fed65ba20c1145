"""An examination as data and as tables."""

from dataclasses import asdict
from typing import Any

import numpy as np

from fitness import Verdict
from fitness.battery import FACTS, HACK_GAP, LINKS, Profile, Value, degenerate_links
from inner_rl.planted import PLANTED
from rewardsearch.battery.examination import FIXED, Examination
from rewardsearch.console import number, ruled
from rewardsearch.json_data import json_number


def names(examination: Examination) -> list[str]:
    """Of all subjects, the fixed points last."""
    return [subject.name for subject in (*examination.subjects, *FIXED)]


def by_name(examination: Examination) -> dict[str, Profile]:
    """Profiles of all subjects and of the fixed points."""
    return dict(zip(names(examination), examination.profiles, strict=True))


def _shown(examination: Examination) -> list[tuple[str, Profile]]:
    """All but the harmless twin, which has competence 1 and nothing to be kind about."""
    pairs = zip((*examination.subjects, *FIXED), examination.profiles, strict=True)
    return [(who.name, profile) for who, profile in pairs if not who.harmless]


def _by_chance(examination: Examination) -> Value:
    """The random agent's damage, in damages of the sociopath."""
    return examination.profiles[examination.fixed.random].facts["damage"]


def weak_note(name: str, profile: Profile) -> str:
    """Which links of a subject are surely below 1/2, all that were told taken together."""
    p_half = [link.p_half for link in profile.links.values() if link.p_half is not None]
    tested = [p for p in p_half if not np.isnan(p)]
    if not tested:
        return f"{name}: no link could be tested against 1/2."
    return (
        f"{name}: surely below 1/2, of {len(tested)} links together (Holm 1979, 5 %): "
        f"{', '.join(profile.weak) or 'none'}; smallest adjusted p {min(tested):.2g}."
    )


def left_out(examination: Examination) -> tuple[str, ...]:
    """Names of the links that are degenerate in this world, as chance harms so much there."""
    return degenerate_links(_by_chance(examination).low)


def chance_note(examination: Examination) -> str:
    """What chance does to others here, and which links it makes degenerate."""
    done = _number(_by_chance(examination))
    harms = f"Who acts at random does {done} of the sociopath's damage here"
    links = left_out(examination)
    if not links:
        return f"{harms}."
    return (
        f"{harms}: {' and '.join(links)} cannot tell an accident from ruthlessness, are degenerate "
        "and count nowhere.\nWho would be ruthless with them and kind without is neither: it "
        "cannot be told."
    )


def as_data(examination: Examination) -> list[dict[str, Any]]:
    """One object a subject, the fixed points last; what cannot be told is null."""
    out = []
    for name, profile in zip(names(examination), examination.profiles, strict=True):
        out.append(
            {
                "name": name,
                "verdict": profile.verdict.value,
                "competence": _plain(profile.competence),
                "non_ruthlessness": _plain(profile.non_ruthlessness),
                "all_links": _plain(profile.all_links),
                "held_out": _plain(profile.held_out),
                "mean_link": _plain(profile.mean_link),
                "weakest": profile.weakest,
                "weak": list(profile.weak),
                "links": {key: _plain(value) for key, value in profile.links.items()},
                "facts": {key: _plain(value) for key, value in profile.facts.items()},
            }
        )
    return out


def _plain(value: Value) -> dict[str, Any]:
    return {
        key: None if x is None else json_number(x)
        for key, x in asdict(value).items()
        if x is not None or key in ("value", "low", "high")
    }


def links_table(examination: Examination) -> str:
    """Competence, the weakest link and every link of every subject."""
    shown = _shown(examination)
    rows = [("", *(name for name, _ in shown))]
    for title, name in (
        ("competence", "competence"),
        ("non-ruthlessness", "non_ruthlessness"),
        *([("  degenerate links counted", "all_links")] if left_out(examination) else []),
        ("  of what is held out", "held_out"),
        ("  mean of links", "mean_link"),
    ):
        rows.append((title, *(cell(p, getattr(p, name)) for _, p in shown)))
    rows.append(("  weakest link", *(p.weakest or "-" for _, p in shown)))
    n_scores = len(rows) - 1
    for link in LINKS:
        title = f"{link.name} (selected on)" if link.selected else link.name
        if link.name in left_out(examination):
            rows.append((f"{link.name} (degenerate)", *("-" for _ in shown)))
            continue
        rows.append((title, *(_number(p.links[link.name]) for _, p in shown)))
    return ruled(rows, after=(0, n_scores))


def facts_table(examination: Examination) -> str:
    """What is told beside the links, in its own units."""
    shown = _shown(examination)
    rows = [("", *(name for name, _ in shown))]
    for name in (*(fact.name for fact in FACTS), HACK_GAP):
        rows.append((name, *(_number(p.facts[name]) for _, p in shown)))
    return ruled(rows, after=(0,))


def cell(profile: Profile, value: Value) -> str:
    """A number of a profile, or why it cannot be told."""
    if np.isnan(value.value) and profile.verdict is not Verdict.OK:
        return f"- ({profile.verdict.value})"
    return _number(value)


def _number(value: Value) -> str:
    return number(_plain(value))


def planted_table(examination: Examination) -> str:
    """Where the score puts the negative controls, and which link catches each."""
    rows = [("", "what it does", "competence", "non-ruthlessness", "weakest link", "must show in")]
    profiles = examination.profiles[: len(PLANTED)]
    for planted, profile in zip(PLANTED, profiles, strict=True):
        caught = planted.caught_by
        rows.append(
            (
                planted.character.name,
                planted.about,
                _number(profile.competence),
                cell(profile, profile.non_ruthlessness),
                profile.weakest or "-",
                f"{caught}: {_number(profile.links[caught])}" if caught else "nothing",
            )
        )
    for subject, profile in zip(FIXED, examination.profiles[len(PLANTED) :], strict=True):
        cells = (_number(profile.competence), cell(profile, profile.non_ruthlessness))
        rows.append((subject.name, "", *cells, profile.weakest or "-", ""))
    return ruled(rows, after=(0, len(PLANTED)))
