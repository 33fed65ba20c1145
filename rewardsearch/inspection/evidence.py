"""What the numbers of a report rest on: how many societies, which chance, which intervals."""

from collections.abc import Sequence
from typing import Any

from rewardsearch.battery.held_out_worlds import LIFETIMES as ELSEWHERE_LIVES
from rewardsearch.console import number
from rewardsearch.inspection.gathering import CURVE_LIVES, FELT_LIVES, Measured
from rewardsearch.inspection.history import Ancestor, History
from rewardsearch.settings import Settings

Row = tuple[str, str, str]


def evidence(
    settings: Settings, measured: Measured, history: History | None, attack: dict[str, Any] | None
) -> list[Row]:
    """For each part of the report: what it is, societies behind a number, whose chance."""
    n, worlds = measured.lifetimes, list(measured.examinations)
    rows: list[Row] = []
    if history is not None:
        searched, report = settings.search, settings.report
        n_kept = min(report.candidates, len(history.means[0]))
        rows += [
            (
                "what the search selected by",
                f"{searched.lifetimes} for each of {len(history.how):,} evaluations",
                "others in each generation",
            ),
            (
                "who is in the hall of fame",
                f"{report.lifetimes} for each of at most {n_kept}",
                "used for this choice alone",
            ),
            ("scores in the hall of fame", f"{report.lifetimes}", "used for nothing else"),
        ]
    rows += [
        ("scores and parts in this report", f"{n}", "used by no search and no choice"),
        ("life from birth", f"{CURVE_LIVES}", "again others"),
        ("feelings", f"{FELT_LIVES}", "those of the life from birth"),
        (
            f"trials in {worlds[0]}",
            f"{n}, raised anew",
            "used by no search and no choice",
        ),
    ]
    if worlds[1:]:
        lives = f"{min(n, ELSEWHERE_LIVES)} in each, raised there from birth"
        rows.append((f"trials in {' and '.join(worlds[1:])}", lives, "no search was there"))
    if attack is not None:
        rows.append(("newcomers", f"{attack['lifetimes']}, raised anew", "of the attack alone"))
    return rows


def belief_and_truth(lineage: Sequence[Ancestor], measured: Measured) -> str:
    """What the search believed of the reward, beside what came out here; empty if unknown."""
    scores = measured.rows[0].scores
    if not lineage or scores["non_ruthlessness"]["value"] is None:
        return ""
    competence, kindness = lineage[-1].objectives
    return (
        f"When the search first met this reward it measured {competence:.2f} and {kindness:.2f}; "
        f"here it is {number(scores['competence'])} and {number(scores['non_ruthlessness'])}. "
        "Scores that something was chosen by are too high on average: the luckiest are chosen."
    )
